//! Rules across the parameters of an action: locations where each kind of value can be sent, parameters that require
//! each other, and groups of alternatives.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::{Named, Text, closest, listing};
use crate::model::{Encoding, Field, Placement, Presence, Type};
use crate::yaml::excerpt;

impl Resolver {
    /// Checks that a parameter can be sent at its place.
    pub(super) fn check_parameter(
        &mut self,
        field: &Field,
        at: Span,
        parameters_in: Placement,
        has_body: bool,
    ) {
        if field.encoding == Encoding::NameOnly && (parameters_in.is_json() || field.in_path) {
            let place = if field.in_path { "in the path" } else { "in JSON" };
            self.error("spec::encoding", at, format!("every parameter has a value {place}"))
                .label("cannot be a bare name")
                .help("remove `encoding`, or send the parameter in the query or in a form");
        }
        let class = match &field.ty {
            // The entries are sent one by one.
            Type::Map(value) if field.additional => self.class(value),
            ty => self.class(ty),
        };
        if !class.is_composite() || class == TypeClass::Unknown {
            return;
        }
        let name = excerpt(&field.name);
        let (place, help) = if field.in_path {
            ("the path", "use a scalar, or remove `in: path` to send the parameter elsewhere")
        } else if parameters_in.is_json() || field.encoding == Encoding::EmbeddedJson {
            return;
        } else {
            let help = match (field.additional, has_body) {
                (true, true) => {
                    "use a map of scalars, such as `map<string>`, or `parameters-in: json` for the action"
                }
                (true, false) => "use a map of scalars, such as `map<string>`",
                (false, true) => {
                    "add `encoding: embedded-json` if the vendor accepts JSON inside a string, or `parameters-in: json` to the action"
                }
                (false, false) => {
                    "add `encoding: embedded-json` if the vendor accepts JSON inside a string; only a body could hold more"
                }
            };
            (parameters_in.noun(), help)
        };
        self.error(
            "spec::composite-parameter",
            at,
            format!("the parameter `{name}` is {}, which cannot be sent in {place}", class.describe()),
        )
        .label(format!("{place} holds only scalars"))
        .help(help);
    }

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

fn may_be_absent(field: &Field) -> bool {
    field.presence != Presence::Required
}
