//! Parameters and fields: a row each, with what is inside a record nested below.

use bindery_model::{Field, Presence, Type, TypeDef, TypeId, TypeKind};
use maud::{Markup, html};

use crate::context::{Context, anchor};
use crate::{parts, words};

/// How deep records are opened on the spot; what is deeper is a link.
const DEEPEST: usize = 3;
/// How many fields are shown inside others, in all: a large record in many actions would make a page slow.
const ROOM: usize = 30;

/// What a list of rows is of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Parameters of an action.
    Parameters,
    /// Fields of a record.
    Fields,
}

/// The rows of an action or a type. A record is opened once, and as long as there is room; elsewhere its name is a link.
pub(crate) struct Rows<'a, 'c> {
    context: &'a Context<'c>,
    /// Whether records are opened on the spot.
    nested: bool,
    /// Whether what is inside the outermost is seen at once.
    shown: bool,
    /// How many more fields have room.
    room: usize,
    opened: Vec<TypeId>,
}

impl<'a, 'c> Rows<'a, 'c> {
    /// Rows that open what is inside them.
    pub(crate) fn nested(context: &'a Context<'c>) -> Self {
        Self { context, nested: true, shown: false, room: ROOM, opened: Vec::new() }
    }

    /// What an answer holds: seen at once, and what is inside that behind summaries.
    pub(crate) fn answer(context: &'a Context<'c>, ty: &Type, place: &[&str]) -> Markup {
        Self { shown: true, ..Self::nested(context) }.inside(ty, place)
    }

    /// Rows that link to what is inside them.
    pub(crate) fn flat(context: &'a Context<'c>) -> Self {
        Self { context, nested: false, shown: false, room: 0, opened: Vec::new() }
    }

    /// The rows; `place` is what their anchors begin with.
    pub(crate) fn list(&mut self, fields: &[Field], of: Of, place: &[&str]) -> Markup {
        html! {
            ul.fields {
                @for field in fields { (self.row(field, of, place)) }
            }
        }
    }

    fn row(&mut self, field: &Field, of: Of, place: &[&str]) -> Markup {
        let place = [place, &[field.name.as_str()]].concat();
        let id = anchor(&place);
        let about = if field.about.is_empty() { self.about_of(&field.ty) } else { field.about.as_str() };
        html! {
            li #(id) {
                div.head {
                    code.name { @if field.others { "…" } @else { (field.name) } }
                    (parts::permalink(&id, &field.name))
                    span.type { (parts::type_name(self.context, &field.ty)) }
                    (presence(field, of))
                }
                (parts::paragraph(about))
                (self.facts(field))
                // What is opened on the spot is explained in full where its type is.
                @if of == Of::Parameters || !self.nested {
                    (parts::deviations(&field.deviations))
                    (parts::short_evidence(self.context, &field.evidence))
                }
                (self.inside(&field.ty, &place))
            }
        }
    }

    fn about_of(&self, ty: &Type) -> &'a str {
        ty.leaf().and_then(|id| self.context.api.types.get(id)).map_or("", |def| def.about.as_str())
    }

    /// What else is to be known of a value, in one line.
    fn facts(&self, field: &Field) -> Markup {
        let mut facts: Vec<Markup> = Vec::new();
        let limits = words::limits(&field.limits);
        if !limits.is_empty() {
            facts.push(html! { (limits) });
        }
        if field.others {
            facts.push(html! { "Stands for all entries that have no name of their own here." });
        }
        if let Some(json) = &field.fixed {
            facts.push(html! { "Always " code { (json) } "." });
        }
        if let Some(json) = &field.default {
            facts.push(html! { "Default: " code { (json) } "." });
        }
        if let Some(words) = words::style(field.style) {
            facts.push(html! { (words) });
        }
        if let Some(scheme) = field.scheme {
            facts.push(html! { "Made by " a href=(self.context.auth(scheme)) { "signing" } " the others." });
        }
        if let Some(other) = &field.needs {
            facts.push(html! { "Goes with " code { (other) } "." });
        }
        if !field.also.is_empty() {
            facts.push(html! { "Also read as " (listed(&field.also)) "." });
        }
        if !field.none.is_empty() {
            facts.push(html! { "Read as no value when it is " (listed(&field.none)) "." });
        }
        if field.bare_single {
            facts.push(html! { "A single entry stands without brackets, null stands for none." });
        }
        if field.leading_plus {
            facts.push(html! { "A blank at its start is read as a plus." });
        }
        for (what, error) in [("When it is missing: ", field.missing), ("When it is wrong: ", field.invalid)]
        {
            if let Some((id, entry)) = error.and_then(|id| Some((id, self.context.api.errors.get(id)?))) {
                facts.push(html! { (what) a href=(self.context.error(id)) { (entry.name) } "." });
            }
        }
        parts::facts(&facts)
    }

    /// What is inside a record or an enum, behind a summary.
    fn inside(&mut self, ty: &Type, place: &[&str]) -> Markup {
        let Some((id, def)) = ty.leaf().and_then(|id| Some((id, self.context.api.types.get(id)?))) else {
            return html! {};
        };
        if !self.nested || self.opened.contains(&id) || place.len() > DEEPEST + 1 {
            return html! {};
        }
        let open = std::mem::take(&mut self.shown);
        match &def.kind {
            TypeKind::Record(fields) if !fields.is_empty() && fields.len() <= self.room => {
                self.room -= fields.len();
                self.opened.push(id);
                let rows = self.list(fields, Of::Fields, place);
                html! {
                    details.inside open[open] {
                        summary { "Fields of " (def.name) }
                        (rows)
                    }
                }
            }
            TypeKind::IntEnum(_) | TypeKind::TextEnum(_) => {
                self.opened.push(id);
                html! { details.inside open[open] { summary { "Values of " (def.name) } (values(def)) } }
            }
            TypeKind::Record(_) | TypeKind::Newtype(_) => html! {},
        }
    }
}

fn presence(field: &Field, of: Of) -> Markup {
    let path = field.in_path.then(|| html! { span.where { "in the path" } });
    html! {
        @if let Some(path) = path { (path) }
        @match (field.presence, of) {
            _ if field.others || field.fixed.is_some() || field.scheme.is_some() => {},
            (Presence::Required, Of::Parameters) => span.required { "required" },
            (Presence::Required, Of::Fields) => {},
            (Presence::Optional, _) => span.optional { "optional" },
            (Presence::Nullable, _) => span.optional { "may be null" },
        }
    }
}

fn listed(words: &[String]) -> Markup {
    html! {
        @for (position, word) in words.iter().enumerate() {
            @if position > 0 { ", " }
            @if word.is_empty() { "an empty text" } @else { code { (word) } }
        }
    }
}

/// The values of an enum.
pub(crate) fn values(def: &TypeDef) -> Markup {
    let rows: Vec<(String, &str, &str)> = match &def.kind {
        TypeKind::IntEnum(values) => values
            .iter()
            .map(|value| (value.is.to_string(), value.name.as_str(), value.about.as_str()))
            .collect(),
        TypeKind::TextEnum(values) => {
            values.iter().map(|value| (value.is.clone(), value.name.as_str(), value.about.as_str())).collect()
        }
        TypeKind::Record(_) | TypeKind::Newtype(_) => Vec::new(),
    };
    html! {
        dl.values {
            @for (is, name, about) in &rows {
                div {
                    dt { code { @if is.is_empty() { "\"\"" } @else { (is) } } @if is != name { " " span.small { (name) } } }
                    dd { (parts::text(about)) }
                }
            }
        }
    }
}
