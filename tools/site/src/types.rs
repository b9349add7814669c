//! Named types: a page with the shared types, and one page with the types of each module. They are separate pages
//! because the actions of a large module fill a page.

use bindery_model::{ModuleId, Newtype, Scalar, Type, TypeDef, TypeId, TypeKind, Word as _};
use bindery_runtime::Md5Password;
use maud::{Markup, html};

use crate::context::{PageContext, type_anchor};
use crate::fields::{self, Of, Rows};
use crate::{parts, words};

/// Renders the page with scalars and shared types.
pub(crate) fn page(context: &PageContext<'_>) -> Markup {
    let shared: Vec<TypeId> = ids(context, None).collect();
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (context.api.title) } " / types" }
            h1 { "Types" }
            p { "Wire formats of values. This page describes the scalars and the types that several modules share. Other types are on a page for each module." }
        }
        section.types aria-labelledby="_scalars" {
            h2 #_scalars { "Scalars " (parts::permalink("_scalars", "scalars")) }
            p { "Where the documents are unclear, readers accept several encodings: a number may arrive as a string, a boolean as 1 or 0. Writers use exactly one encoding." }
            dl.values {
                @for scalar in Scalar::ALL { div { dt { (scalar.label()) } dd { (scalar.about()) } } }
            }
        }
        @if !shared.is_empty() {
            section.types aria-labelledby="_shared" {
                h2 #_shared { "Shared types " (parts::permalink("_shared", "shared types")) }
                @for id in shared { (definition(context, id, true)) }
            }
        }
        section.types aria-labelledby="_by-module" {
            h2 #_by-module { "Types by module " (parts::permalink("_by-module", "types by module")) }
            @for (module, of) in context.api.modules.iter().enumerate() {
                @if !of.types.is_empty() {
                    h3 { a href=(context.types(module)) { (of.name) } }
                    p.names { @for (position, id) in ids(context, Some(module)).enumerate() {
                        @if position > 0 { ", " }
                        a href=(context.named(id)) { (name(context, id)) }
                    } }
                }
            }
        }
    }
}

/// Renders the page of a module's types.
pub(crate) fn of_module(context: &PageContext<'_>, id: ModuleId) -> Markup {
    let Some(module) = context.api.modules.get(id) else { return html! {} };
    html! {
        header.intro {
            p.crumbs {
                a href=(context.page("index.html")) { (context.api.title) } " / "
                a href=(context.page("types.html")) { "types" }
            }
            h1 { "Types of " (module.name) }
            p { "Types of the parameters and responses of this module. " a href=(context.page("types.html")) { "Types" } " describes the scalars and the shared types." }
        }
        @for id in &module.types { (definition(context, *id, false)) }
    }
}

fn ids(context: &PageContext<'_>, module: Option<usize>) -> impl Iterator<Item = TypeId> {
    context.api.types.iter().enumerate().filter(move |(_, def)| def.module == module).map(|(id, _)| id)
}

fn name<'a>(context: &PageContext<'a>, id: TypeId) -> &'a str {
    context.api.types.get(id).map_or("", |def| def.name.as_str())
}

/// Renders the definition of a type. `below` makes its heading a subheading.
fn definition(context: &PageContext<'_>, id: TypeId, below: bool) -> Markup {
    let Some(def) = context.api.types.get(id) else { return html! {} };
    let anchor = type_anchor(&def.name);
    let rust =
        context.calls.named(id).map(|name| format!("{}::{}::{}", context.library(), name.module, name.ident));
    let title = html! { (def.name) " " (parts::permalink(&anchor, &def.name)) " " span.type { (what(def)) } };
    html! {
        section.definition #(anchor) {
            div.text {
                @if below { h3 { (title) } } @else { h2.small-title { (title) } }
                (parts::paragraph(&def.about))
                @if let Some(rust) = rust { p.small { "In Rust: " code { (rust) } } }
                @if !def.includes.is_empty() {
                    p.small {
                        "Includes the fields of "
                        @for (position, id) in def.includes.iter().enumerate() {
                            @if position > 0 { ", " }
                            a href=(context.named(*id)) { (name(context, *id)) }
                        }
                        "."
                    }
                }
                (kind(context, def))
                (parts::deviations(&def.deviations))
                (parts::evidence(context, &def.evidence))
            }
        }
    }
}

fn what(def: &TypeDef) -> &'static str {
    match &def.kind {
        TypeKind::Record(_) => "record",
        TypeKind::Positions(_) => "record as an array",
        TypeKind::Union(_) => "union",
        TypeKind::IntEnum(_) => "integer enum",
        TypeKind::TextEnum(_) => "string enum",
        TypeKind::Newtype(newtype) => newtype.base.label(),
        TypeKind::Alias(_) => "alias",
    }
}

fn kind(context: &PageContext<'_>, def: &TypeDef) -> Markup {
    match &def.kind {
        TypeKind::Record(fields) => Rows::flat(context).list(fields, Of::Fields, &["_type", &def.name]),
        TypeKind::Positions(fields) => html! {
            p.small { (fields::ARRAY) }
            (Rows::flat(context).list(fields, Of::Fields, &["_type", &def.name]))
        },
        TypeKind::Union(union) => html! {
            (fields::variants(context, union))
            p.small { "Values of other variants are kept unchanged." }
        },
        TypeKind::IntEnum(_) | TypeKind::TextEnum(_) => html! {
            (fields::values(def))
            p.small { "Unknown values are kept unchanged." }
        },
        TypeKind::Newtype(newtype) => new_type(context, newtype),
        TypeKind::Alias(ty) => {
            html! { p.small { "Another name of: " span.type { (parts::type_name(context, ty)) } "." } }
        }
    }
}

fn new_type(context: &PageContext<'_>, newtype: &Newtype) -> Markup {
    let mut details: Vec<Markup> = Vec::new();
    let limits = words::limits(&newtype.limits, &Type::Scalar(newtype.base));
    if !limits.is_empty() {
        details.push(html! { (limits) });
    }
    details.extend(words::encoding(newtype.encoding).map(|words| html! { (words) }));
    for (what, error) in [("Error if missing: ", newtype.missing), ("Error if invalid: ", newtype.invalid)] {
        if let Some((id, entry)) = error.and_then(|id| Some((id, context.api.errors.get(id)?))) {
            details.push(html! { (what) a href=(context.error(id)) { (entry.name) } "." });
        }
    }
    html! {
        (parts::properties(&details))
        @if newtype.md5 {
            p.small {
                "Sent as the MD5 digest of the plain text: " code { "example" } " is sent as "
                code { (Md5Password::plain("example").expose()) } "."
            }
        }
    }
}
