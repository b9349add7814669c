//! Named types: the page with those that modules share, and one for the types of each module. They have pages of their own
//! because the actions of a large module fill one.

use bindery_model::{ModuleId, Newtype, Scalar, TypeDef, TypeId, TypeKind, Word as _};
use bindery_runtime::Md5Password;
use maud::{Markup, html};

use crate::context::{Context, type_anchor};
use crate::fields::{self, Of, Rows};
use crate::{parts, words};

/// What the page says.
pub(crate) fn page(context: &Context<'_>) -> Markup {
    let shared: Vec<TypeId> = ids(context, None).collect();
    html! {
        header.intro {
            p.crumbs { a href=(context.page("index.html")) { (context.api.title) } " / types" }
            h1 { "Types" }
            p { "What values look like on the wire. Types that several modules share are explained here, the others on a page for each module." }
        }
        section.types aria-labelledby="_scalars" {
            h2 #_scalars { "Scalars " (parts::permalink("_scalars", "scalars")) }
            p { "Reading is liberal wherever the documents are unclear: a number may arrive as text, a flag as 1 or 0. Writing is not: there is one form." }
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
            h2 #_by-module { "Types of modules " (parts::permalink("_by-module", "types of modules")) }
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

/// The page of a module's types.
pub(crate) fn of_module(context: &Context<'_>, id: ModuleId) -> Markup {
    let Some(module) = context.api.modules.get(id) else { return html! {} };
    html! {
        header.intro {
            p.crumbs {
                a href=(context.page("index.html")) { (context.api.title) } " / "
                a href=(context.page("types.html")) { "types" }
            }
            h1 { "Types of " (module.name) }
            p { "What its actions take and answer. " a href=(context.page("types.html")) { "Types" } " explains scalars, and the types that modules share." }
        }
        @for id in &module.types { (definition(context, *id, false)) }
    }
}

fn ids(context: &Context<'_>, module: Option<usize>) -> impl Iterator<Item = TypeId> {
    context.api.types.iter().enumerate().filter(move |(_, def)| def.module == module).map(|(id, _)| id)
}

fn name<'a>(context: &Context<'a>, id: TypeId) -> &'a str {
    context.api.types.get(id).map_or("", |def| def.name.as_str())
}

/// The definition of a type, below a heading of the page or as one.
fn definition(context: &Context<'_>, id: TypeId, below: bool) -> Markup {
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
                @if let Some(id) = def.includes {
                    p.small { "Begins with the fields of " a href=(context.named(id)) { (name(context, id)) } "." }
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
        TypeKind::IntEnum(_) => "numbers with names",
        TypeKind::TextEnum(_) => "texts with names",
        TypeKind::Newtype(newtype) => newtype.base.label(),
    }
}

fn kind(context: &Context<'_>, def: &TypeDef) -> Markup {
    match &def.kind {
        TypeKind::Record(fields) => Rows::flat(context).list(fields, Of::Fields, &["_type", &def.name]),
        TypeKind::IntEnum(_) | TypeKind::TextEnum(_) => html! {
            (fields::values(def))
            p.small { "Other values survive: programs see them as they are." }
        },
        TypeKind::Newtype(newtype) => new_type(context, newtype),
    }
}

fn new_type(context: &Context<'_>, newtype: &Newtype) -> Markup {
    let mut facts: Vec<Markup> = Vec::new();
    let limits = words::limits(&newtype.limits);
    if !limits.is_empty() {
        facts.push(html! { (limits) });
    }
    facts.extend(words::style(newtype.style).map(|words| html! { (words) }));
    for (what, error) in [("When it is missing: ", newtype.missing), ("When it is wrong: ", newtype.invalid)]
    {
        if let Some((id, entry)) = error.and_then(|id| Some((id, context.api.errors.get(id)?))) {
            facts.push(html! { (what) a href=(context.error(id)) { (entry.name) } "." });
        }
    }
    html! {
        (parts::facts(&facts))
        @if newtype.md5 {
            p.small {
                "Sent as the MD5 digest of the plain text: " code { "example" } " is sent as "
                code { (Md5Password::plain("example").expose()) } "."
            }
        }
    }
}
