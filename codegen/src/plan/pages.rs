//! Pagination of an action's list.

use bindery_model::names::ActionNames;
use bindery_model::{Action, ModuleId, Pages, Presence, Type};
use bindery_vocabulary::path;

use super::context::PlanContext;
use super::expr::{Chain, Expr};
use super::items::PagesPlan;
use super::types::push_type;

/// Plans the pagination of an action's list, with the fields' names in Rust.
pub(super) fn plan<'a>(
    context: &PlanContext<'a>,
    id: ModuleId,
    action: &'a Action,
    names: &'a ActionNames,
) -> Option<PagesPlan<'a>> {
    let pages = action.pages.as_ref()?;
    let mut record = String::new();
    push_type(&mut record, context, &pages.record, Some(id));
    let field = |at: Option<usize>| names.fields.get(at?).map(|name| name.text.as_str());
    Some(PagesPlan {
        position: field(pages.position),
        limit: field(pages.limit),
        records: records(context, action, &pages.records)?,
        record,
        info: info(pages),
    })
}

/// Returns the expression that takes the records out of `page`: the fields of the path, each of which may be absent.
fn records(context: &PlanContext<'_>, action: &Action, path: &str) -> Option<String> {
    let page = if action.response.headers.is_some() { "page.body" } else { "page" };
    let mut at =
        if action.response.nullable { Part::Maybe(page.to_owned()) } else { Part::There(page.to_owned()) };
    let mut ty = action.response.ty.as_ref()?;
    let wires = path::keys(path).map(|(wire, _)| wire).filter(|wire| !wire.is_empty());
    for wire in wires {
        let Type::Named(id) = ty else { return None };
        let (def, names) = (context.api.types.get(*id)?, context.names.types.get(*id)?);
        let (field, name) = def.fields().iter().zip(&names.members).find(|(field, _)| field.name == wire)?;
        at = at.then(&name.text, field.presence);
        ty = &field.ty;
    }
    Some(match at {
        Part::There(text) => text,
        Part::Maybe(text) => [&text, ".unwrap_or_default()"].concat(),
    })
}

/// Expression of a part of the response.
enum Part {
    /// The part is always there.
    There(String),
    /// The part is an `Option`.
    Maybe(String),
}

impl Part {
    /// Goes on to a field.
    fn then(self, field: &str, presence: Presence) -> Self {
        match (self, presence) {
            (Part::There(text), Presence::Required) => Part::There([&text, ".", field].concat()),
            (Part::There(text), Presence::Optional | Presence::Nullable) => {
                Part::Maybe([&text, ".", field].concat())
            }
            (Part::Maybe(text), Presence::Required) => {
                Part::Maybe([&text, ".map(|part| part.", field, ")"].concat())
            }
            (Part::Maybe(text), Presence::Optional | Presence::Nullable) => {
                Part::Maybe([&text, ".and_then(|part| part.", field, ")"].concat())
            }
            (Part::There(text), Presence::OptionalNullable) => {
                Part::Maybe([&text, ".", field, ".into_option()"].concat())
            }
            (Part::Maybe(text), Presence::OptionalNullable) => {
                Part::Maybe([&text, ".and_then(|part| part.", field, ".into_option())"].concat())
            }
        }
    }
}

fn info(pages: &Pages) -> Chain<'_> {
    let by = Expr::variant("rt::metadata::PagesBy", pages.by);
    let mut info = Chain::new("rt::metadata::PagesInfo::new", vec![by]);
    for (key, path) in pages.paths() {
        info.call(key, Expr::text(path));
    }
    if pages.id.as_deref() == Some("") {
        info.call("id", Expr::text(""));
    }
    if pages.first != 1 && pages.position_key() == Some("page") {
        info.call("first", Expr::number(pages.first));
    }
    if let Some(largest) = pages.largest {
        info.call("largest", Expr::number(largest));
    }
    info
}
