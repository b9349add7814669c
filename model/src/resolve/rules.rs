//! Rules for the parameters of an action as a whole: what can travel where, which need each other, and groups of which
//! one must be there.

use super::Resolver;
use super::shape::Class;
use crate::diagnostic::Span;
use crate::document::{Named, Text, closest, listing};
use crate::model::{Field, Placement, Presence, Style, Type};
use crate::yaml::excerpt;

impl Resolver {
    /// What can travel where the parameter travels.
    pub(super) fn check_parameter(&mut self, field: &Field, at: Span, send: Placement, has_body: bool) {
        if field.style == Style::Valueless && (send.is_json() || field.in_path) {
            let place = if field.in_path { "in the path" } else { "in JSON" };
            self.error("spec::as", at, format!("every parameter has a value {place}"))
                .label("cannot be written `as: valueless`")
                .help("remove `as`, or let the parameter travel in the query or in a form");
        }
        let class = match &field.ty {
            // The entries travel one by one.
            Type::Map(value) if field.others => self.class(value),
            ty => self.class(ty),
        };
        if !class.is_composite() || class == Class::Unknown {
            return;
        }
        let name = excerpt(&field.name);
        let (place, help) = if field.in_path {
            ("the path", "use a scalar, or send the parameter elsewhere: remove `in: path`")
        } else if send.is_json() || field.style == Style::JsonText {
            return;
        } else {
            let help = match (field.others, has_body) {
                (true, true) => {
                    "use a map of single values, such as `map<string>`, or `send: json` for the action"
                }
                (true, false) => "use a map of single values, such as `map<string>`",
                (false, true) => {
                    "add `as: json-text` if the vendor takes JSON inside a text, or `send: json` to the action"
                }
                (false, false) => {
                    "add `as: json-text` if the vendor takes JSON inside a text; only a body could hold more"
                }
            };
            (send.noun(), help)
        };
        self.error(
            "spec::composite-parameter",
            at,
            format!("the parameter `{name}` is {}, which cannot stand in {place}", class.describe()),
        )
        .label(format!("{place} holds single values"))
        .help(help);
    }

    pub(super) fn check_needs(&mut self, position: usize, span: Span, parameters: &[Field]) {
        let Some(field) = parameters.get(position) else { return };
        let Some(needs) = &field.needs else { return };
        if *needs == field.name {
            self.error("spec::needs", span, "a parameter cannot need itself")
                .label("this very parameter")
                .help("name the other parameter");
            return;
        }
        if let Some(other) = self.parameter(needs, span, parameters)
            && let Some(other) = parameters.get(other)
            && !may_be_absent(other)
            && other.style != Style::Valueless
        {
            self.error("spec::needs", span, format!("`{}` is required and so always there", excerpt(needs)))
                .label("nothing to need")
                .related(other.span, "a required parameter")
                .help("remove `needs`, or make the other parameter optional");
        }
    }

    /// A bare name says no by not being there, so there is no third thing that an optional one could say. In a group, no is
    /// as good as left out.
    pub(super) fn check_bare_names(&mut self, parameters: &[Field], one_of: &[(String, Vec<usize>)]) {
        let in_group = |at: &usize| one_of.iter().any(|(_, members)| members.contains(at));
        for (at, field) in parameters.iter().enumerate() {
            if field.style == Style::Valueless && may_be_absent(field) && !in_group(&at) {
                self.error("spec::as", field.span, "a bare name cannot be false and left out")
                    .label("that it is not there says no")
                    .help("remove `optional: true`; the parameter need not be there all the same");
            }
        }
    }

    /// The position of a parameter that another key names.
    pub(super) fn parameter(&mut self, name: &str, span: Span, parameters: &[Field]) -> Option<usize> {
        let position = parameters.iter().position(|field| field.name == name);
        if position.is_none() {
            let names = || parameters.iter().map(|field| field.name.as_str());
            let near = self.sink.is_short().then(|| closest(name, names())).flatten();
            let help = match (near, listing(names())) {
                (Some(near), _) => format!("did you mean `{near}`?"),
                (None, Some(list)) => format!("the parameters are: {list}"),
                (None, None) => "the action has no parameters".to_owned(),
            };
            self.error("spec::unknown-parameter", span, format!("there is no parameter `{}`", excerpt(name)))
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
            self.error("spec::one-of", only.span, "a single group leaves no choice")
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
                        format!("`{name}` is required and so in every group"),
                    )
                    .label("always there")
                    .related(field.span, "a required parameter")
                    .help("remove it from the group, or make the parameter optional");
                }
                if members.contains(&position) {
                    self.error("spec::one-of", text.span, "a parameter stands in the group twice")
                        .label("again")
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
                let label = if twin { "the same parameters as another group" } else { "an empty group" };
                self.error("spec::one-of", group.span, "this group tells nothing apart")
                    .label(label)
                    .help("list the parameters that this group needs and the others do not");
            }
            all.push((group.name.into_owned(), members));
        }
        all
    }
}

fn may_be_absent(field: &Field) -> bool {
    field.presence != Presence::Required
}
