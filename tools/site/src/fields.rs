//! Lists of parameters and fields: one row each, with the fields of a record nested below.

use bindery_model::{
    Deprecation, EnumValue, Field, MadeKind, Presence, Type, TypeDef, TypeId, TypeKind, Union, UnionBy,
};
use bindery_vocabulary::path;
use maud::{Markup, html};

use crate::context::{PageContext, anchor};
use crate::{parts, words};

/// Largest depth to which nested records are expanded. Deeper records are links.
const DEEPEST: usize = 3;
/// Largest number of nested fields in one list. Without a limit, a large record that many actions use makes a page
/// slow.
const ROOM: usize = 30;

/// The kind of entries in a list of rows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    /// Parameters of an action.
    Parameters,
    /// Fields of a record.
    Fields,
}

/// The rows of an action or a type. Each record is expanded once, while there is room; otherwise its name is a link.
pub(crate) struct Rows<'a, 'c> {
    context: &'a PageContext<'c>,
    /// Whether nested records are expanded.
    nested: bool,
    /// Whether the outermost record or enum is open when the page loads.
    shown: bool,
    /// Number of nested fields that may still be added.
    room: usize,
    opened: Vec<TypeId>,
}

impl<'a, 'c> Rows<'a, 'c> {
    /// Creates rows that expand nested records.
    pub(crate) fn nested(context: &'a PageContext<'c>) -> Self {
        Self { context, nested: true, shown: false, room: ROOM, opened: Vec::new() }
    }

    /// Renders the fields of a response: open at the first level, collapsed below.
    pub(crate) fn response(context: &'a PageContext<'c>, ty: &Type, place: &[&str]) -> Markup {
        Self { shown: true, ..Self::nested(context) }.inside(ty, place)
    }

    /// Creates rows that link to nested records.
    pub(crate) fn flat(context: &'a PageContext<'c>) -> Self {
        Self { context, nested: false, shown: false, room: 0, opened: Vec::new() }
    }

    /// Renders the rows. `place` is the prefix of their anchors.
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
                    code.name { @if field.additional { "…" } @else { (field.name) } }
                    (parts::permalink(&id, &field.name))
                    span.type { (parts::type_name(self.context, &field.ty)) }
                    (presence(field, of))
                }
                (parts::paragraph(about))
                (self.properties(field))
                // Nested fields have their evidence and deviations on the page of their type.
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

    /// Renders the other properties of a value in one line.
    fn properties(&self, field: &Field) -> Markup {
        let mut metadata: Vec<Markup> = Vec::new();
        metadata.extend(field.deprecation.as_ref().map(parts::deprecated));
        let limits = words::limits(&field.limits, &field.ty);
        if !limits.is_empty() {
            metadata.push(html! { (limits) });
        }
        if field.additional {
            metadata.push(html! { "Holds the additional entries, which have no documented names." });
        }
        if let Some(json) = &field.fixed {
            metadata.push(html! { "Always " code { (json) } "." });
        }
        if let Some(json) = &field.default {
            metadata.push(html! { "Default: " code { (json) } "." });
        }
        if let Some(words) = words::encoding(field.encoding) {
            metadata.push(html! { (words) });
        }
        if let Some(scheme) = field.scheme {
            metadata.push(
                html! { a href=(self.context.auth(scheme)) { "Signature" } " of the other parameters." },
            );
        }
        if let Some(name) = &field.wire {
            metadata.push(html! { "Sent as " code { (name) } "." });
        }
        if let Some(style) = field.style {
            metadata.push(html! { (words::style(style)) });
        }
        if !field.excludes.is_empty() {
            metadata.push(html! { "Never together with " (listed(&field.excludes)) "." });
        }
        for (name, values) in &field.required_when {
            metadata.push(html! { "Required if " code { (name) } " is " (listed(values)) "." });
        }
        if let Some(made) = &field.made {
            metadata.push(html! { (made.kind.sentence()) });
            if made.kind == MadeKind::Nonce {
                metadata.push(html! { "Unit: " (made.unit.text()) "." });
            }
            if let Some(window) = made.window {
                metadata.push(html! { "At most " (window) " ms from the server's clock." });
            }
        }
        if let Some(other) = &field.needs {
            metadata.push(html! { "Requires " code { (other) } " too." });
        }
        if !field.aliases.is_empty() {
            metadata.push(html! { "Alias: " (listed(&field.aliases)) "." });
        }
        if !field.null_values.is_empty() {
            metadata.push(html! { "Null value: " (listed(&field.null_values)) "." });
        }
        if field.bare_single {
            metadata.push(html! { "A single entry is written without brackets, an empty list as null." });
        }
        if field.plus_as_space {
            metadata.push(html! { "A leading space is read as a plus sign." });
        }
        for (what, error) in [("Error if missing: ", field.missing), ("Error if invalid: ", field.invalid)] {
            if let Some((id, entry)) = error.and_then(|id| Some((id, self.context.api.errors.get(id)?))) {
                metadata.push(html! { (what) a href=(self.context.error(id)) { (entry.name) } "." });
            }
        }
        parts::properties(&metadata)
    }

    /// Renders the fields of a record or the values of an enum, below a summary.
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
            TypeKind::Positions(fields) if !fields.is_empty() && fields.len() <= self.room => {
                self.room -= fields.len();
                self.opened.push(id);
                let rows = self.list(fields, Of::Fields, place);
                html! {
                    details.inside open[open] {
                        summary { "Entries of " (def.name) }
                        p.small { (ARRAY) }
                        (rows)
                    }
                }
            }
            TypeKind::Union(union) => {
                self.opened.push(id);
                html! {
                    details.inside open[open] {
                        summary { "Variants of " (def.name) }
                        (variants(self.context, union))
                    }
                }
            }
            TypeKind::IntEnum(_) | TypeKind::TextEnum(_) => {
                self.opened.push(id);
                html! { details.inside open[open] { summary { "Values of " (def.name) } (values(def)) } }
            }
            TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Newtype(_) | TypeKind::Alias(_) => {
                html! {}
            }
        }
    }
}

fn presence(field: &Field, of: Of) -> Markup {
    let place = field.place.map(|place| html! { span.where { "in " (place.noun()) } });
    html! {
        @if let Some(place) = place { (place) }
        @match (field.presence, of) {
            _ if field.additional || field.fixed.is_some() || field.scheme.is_some() => {},
            (Presence::Required, Of::Parameters) => span.required { "required" },
            (Presence::Required, Of::Fields) => {},
            (Presence::Optional, _) => span.optional { "optional" },
            (Presence::Nullable, _) => span.optional { "may be null" },
            (Presence::OptionalNullable, _) => span.optional { "optional, may be null" },
        }
    }
}

fn listed(words: &[String]) -> Markup {
    html! {
        @for (position, word) in words.iter().enumerate() {
            @if position > 0 { ", " }
            @if word.is_empty() { "the empty string" } @else { code { (word) } }
        }
    }
}

/// Note on a record that is an array on the wire.
pub(crate) const ARRAY: &str =
    "A JSON array of these values, in this order. The names are for people; further entries are ignored.";

/// Renders what tells the variants of a union apart, and the variants.
pub(crate) fn variants(context: &PageContext<'_>, union: &Union) -> Markup {
    html! {
        p.small {
            @match &union.by {
                UnionBy::Field(path) => { "The value of " code { (path::joined(path)) } " tells which variant it is:" },
                UnionBy::Kind => "The kind of JSON value tells which variant it is:",
                UnionBy::Shape => "The first variant whose required fields and fixed values are there:",
            }
        }
        dl.values {
            @for variant in &union.variants {
                div {
                    dt {
                        @for (position, is) in variant.is.iter().enumerate() {
                            @if position > 0 { ", " }
                            code { @if is.is_empty() { "\"\"" } @else { (is) } }
                        }
                        @if !variant.is.contains(&variant.name) { " " span.small { (variant.name) } }
                    }
                    dd {
                        @if let Some(deprecation) = &variant.deprecation { (parts::deprecated(deprecation)) " " }
                        span.type { (parts::type_name(context, &variant.ty)) } " "
                        (parts::text(&variant.about))
                    }
                }
            }
        }
    }
}

/// Renders the values of an enum.
pub(crate) fn values(def: &TypeDef) -> Markup {
    let rows = match &def.kind {
        TypeKind::IntEnum(values) => values.iter().map(value_row).collect(),
        TypeKind::TextEnum(values) => values.iter().map(value_row).collect(),
        TypeKind::Record(_)
        | TypeKind::Positions(_)
        | TypeKind::Union(_)
        | TypeKind::Newtype(_)
        | TypeKind::Alias(_) => Vec::new(),
    };
    html! {
        dl.values {
            @for (is, name, about, deprecation, aliases) in &rows {
                div {
                    dt { code { @if is.is_empty() { "\"\"" } @else { (is) } } @if is != name { " " span.small { (name) } } }
                    dd {
                        @if let Some(deprecation) = deprecation { (parts::deprecated(deprecation)) " " }
                        (parts::text(about))
                        @if !aliases.is_empty() { " Also read: " (listed(aliases)) "." }
                    }
                }
            }
        }
    }
}

/// Parts of a value's row: wire value, name, meaning, deprecation, other spellings.
type ValueRow<'a> = (String, &'a str, &'a str, Option<&'a Deprecation>, Vec<String>);

fn value_row<V: ToString>(value: &EnumValue<V>) -> ValueRow<'_> {
    let aliases = value.aliases.iter().map(V::to_string).collect();
    (value.is.to_string(), &value.name, &value.about, value.deprecation.as_ref(), aliases)
}
