//! Rules across the parameters of an action: parameters that require or exclude each other, and groups of alternatives.

use super::Resolver;
use super::purpose::Purpose;
use crate::diagnostic::Span;
use crate::document::{JsonDoc, Many, Named, Text, closest, listing};
use crate::model::{Encoding, Field, Presence};
use crate::yaml::excerpt;

impl Resolver {
    pub(super) fn check_needs(&mut self, position: usize, span: Span, parameters: &[Field]) {
        let Some(field) = parameters.get(position) else { return };
        let Some(needs) = &field.needs else { return };
        if *needs == field.name {
            self.error("spec::needs", span, "a parameter cannot require itself")
                .label("the same parameter")
                .help("name another parameter");
            return;
        }
        if let Some(other) = self.parameter(needs, span, parameters)
            && let Some(other) = parameters.get(other)
            && !may_be_absent(other)
            && other.encoding != Encoding::NameOnly
        {
            self.error("spec::needs", span, format!("the parameter `{}` is always present", excerpt(needs)))
                .label("already required")
                .related(other.span, "a required parameter")
                .help("remove `needs`, or make the other parameter optional");
        }
    }

    /// Checks the parameters that must not be present together with one.
    pub(super) fn check_excludes(&mut self, position: usize, names: &[Text<'_>], parameters: &[Field]) {
        let Some(field) = parameters.get(position) else { return };
        for text in names {
            let Some(other) = self.parameter(&text.value, text.span, parameters) else { continue };
            let Some(other) = parameters.get(other) else { continue };
            let always = [field, other].into_iter().find(|one| !may_be_absent(one));
            if other.name == field.name {
                self.error("spec::excludes", text.span, "a parameter cannot exclude itself")
                    .label("the same parameter")
                    .help("name another parameter");
            } else if let Some(always) = always {
                let (name, place) = (excerpt(&always.name), always.span);
                self.error("spec::excludes", text.span, format!("the parameter `{name}` is always present"))
                    .label("so one of the two can never be sent")
                    .related(place, "a required parameter")
                    .help("make both parameters optional, or remove `excludes`");
            }
        }
    }

    /// Resolves the values of other parameters with which a parameter must be present.
    pub(super) fn required_when(
        &mut self,
        position: usize,
        conditions: Vec<Named<'_, Many<JsonDoc<'_>>>>,
        parameters: &[Field],
    ) -> Vec<(String, Vec<String>)> {
        let Some(field) = parameters.get(position) else { return Vec::new() };
        let mut all = Vec::with_capacity(conditions.len());
        for condition in conditions {
            if !may_be_absent(field) {
                self.error("spec::required-when", condition.span, "the parameter is always required")
                    .label("never used")
                    .help("add `optional: true` to the parameter, or remove `required-when`");
            }
            let Some(other) = self.parameter(&condition.name, condition.span, parameters) else { continue };
            let Some(other) = parameters.get(other) else { continue };
            if other.name == field.name {
                self.error("spec::required-when", condition.span, "a parameter cannot require itself")
                    .label("the same parameter")
                    .help("name another parameter");
            }
            let mut texts = Vec::new();
            for value in condition.value.unwrap_or_default().0 {
                let Some(text) = value.node.scalar_text() else {
                    self.error("spec::required-when", value.node.span, "the value must be a scalar")
                        .label("not a scalar")
                        .help("write the value on the wire, such as `{type: [card, debit]}`");
                    continue;
                };
                self.check_value(&value, other, Purpose::Condition, excerpt(&other.name));
                texts.push(text);
            }
            all.push((condition.name.into_owned(), texts));
        }
        all
    }

    /// Reports optional parameters with the encoding `name-only`: a missing bare name means false, so it cannot also
    /// mean absent. In a group, false counts as absent.
    pub(super) fn check_bare_names(&mut self, parameters: &[Field], one_of: &[(String, Vec<usize>)]) {
        let in_group = |at: &usize| one_of.iter().any(|(_, members)| members.contains(at));
        for (at, field) in parameters.iter().enumerate() {
            if field.encoding == Encoding::NameOnly && may_be_absent(field) && !in_group(&at) {
                self.error(
                    "spec::encoding",
                    field.span,
                    "a parameter with the encoding `name-only` cannot be optional",
                )
                .label("a missing bare name means false")
                .help("remove `optional: true`; a bare name may still be missing");
            }
        }
    }

    /// Returns the position of a parameter that another key refers to.
    pub(super) fn parameter(&mut self, name: &str, span: Span, parameters: &[Field]) -> Option<usize> {
        let position = parameters.iter().position(|field| field.name == name);
        if position.is_none() {
            let names = || parameters.iter().map(|field| field.name.as_str());
            let near = self.sink.is_short().then(|| closest(name, names())).flatten();
            let help = match (near, listing(names())) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(list)) => format!("valid parameters: {list}"),
                (None, None) => "the action has no parameters".to_owned(),
            };
            self.error("spec::unknown-parameter", span, format!("unknown parameter `{}`", excerpt(name)))
                .label("unknown parameter")
                .help(help);
        }
        position
    }

    pub(super) fn one_of(
        &mut self,
        groups: Vec<Named<'_, Vec<Text<'_>>>>,
        parameters: &[Field],
    ) -> Vec<(String, Vec<usize>)> {
        if let [only] = groups.as_slice() {
            self.error("spec::one-of", only.span, "`one-of` needs at least two groups")
                .label("the only group")
                .help("add the other groups, or make these parameters required");
        }
        let mut all: Vec<(String, Vec<usize>)> = Vec::with_capacity(groups.len());
        for group in groups {
            let names = group.value.unwrap_or_default();
            let mut members = Vec::with_capacity(names.len());
            for text in &names {
                let Some(position) = self.parameter(&text.value, text.span, parameters) else { continue };
                let required = parameters.get(position).filter(|field| !may_be_absent(field));
                if let Some(field) = required {
                    let name = excerpt(&text.value);
                    self.error(
                        "spec::one-of",
                        text.span,
                        format!("`{name}` is required, so it belongs to every group"),
                    )
                    .label("always present")
                    .related(field.span, "a required parameter")
                    .help("remove it from the group, or make the parameter optional");
                }
                if members.contains(&position) {
                    self.error("spec::one-of", text.span, "duplicate parameter in a group")
                        .label("duplicate")
                        .help("remove it");
                } else {
                    members.push(position);
                }
            }
            let mut sorted = members.clone();
            sorted.sort_unstable();
            let twin = all.iter().any(|(_, other)| {
                let mut other = other.clone();
                other.sort_unstable();
                other == sorted
            });
            if names.is_empty() || (twin && !sorted.is_empty()) {
                let label = if twin { "same parameters as another group" } else { "empty group" };
                self.error("spec::one-of", group.span, "this group is not distinct")
                    .label(label)
                    .help("list the parameters that only this group requires");
            }
            all.push((group.name.into_owned(), members));
        }
        all
    }
}

pub(super) fn may_be_absent(field: &Field) -> bool {
    field.presence != Presence::Required
}
