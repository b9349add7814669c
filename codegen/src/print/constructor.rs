//! Constructors of requests and records, and the structs that they take.

use bindery_model::Presence;

use super::page::Page;
use crate::plan::{Constructor, FieldPlan, Init, Takes};

/// Prints the function.
pub(super) fn constructor(
    page: &mut Page,
    fields: &[FieldPlan<'_>],
    has_default: bool,
    constructor: &Constructor<'_>,
) {
    page.docs("///", &constructor.docs);
    let field = |at: usize| fields.get(at);
    match &constructor.takes {
        Takes::Nothing => page.open(&["pub fn ", constructor.ident, "() -> Self {"]),
        Takes::Struct { ident, .. } => {
            page.open(&["pub fn ", constructor.ident, "(required: ", ident, ") -> Self {"]);
        }
        Takes::One(at) => {
            let (ident, ty) = field(*at).map_or(("", ""), |field| (field.ident, field.bare_type.as_str()));
            page.open(&["pub fn ", constructor.ident, "(", ident, ": impl Into<", ty, ">) -> Self {"]);
        }
    }
    if has_default {
        page.line(&["Self::default()"]);
        return page.close("}");
    }
    let mut sets = Vec::with_capacity(fields.len());
    for (field, init) in fields.iter().zip(&constructor.sets) {
        let given = match constructor.takes {
            Takes::Struct { .. } => ["required.", field.ident].concat(),
            _ => [field.ident, ".into()"].concat(),
        };
        let has_three_states = field.field.presence == Presence::OptionalNullable;
        let (there, absent) =
            if has_three_states { ("rt::Patch::Value(", "rt::Patch::Absent") } else { ("Some(", "None") };
        let value = match init {
            Init::Given => given,
            Init::GivenOption => [there, &given, ")"].concat(),
            Init::True => [there, "true)"].concat(),
            Init::Empty => "rt::Map::new()".to_owned(),
            Init::Absent => absent.to_owned(),
        };
        sets.push([field.ident, ": ", &value].concat());
    }
    page.items("Self { ", &sets, " }");
    page.close("}");
}

/// Prints the struct that a constructor takes, if it takes several values; `attributes` prints attributes before it.
pub(super) fn taken(
    page: &mut Page,
    fields: &[FieldPlan<'_>],
    constructor: &Constructor<'_>,
    attributes: impl FnOnce(&mut Page),
) {
    let Takes::Struct { ident, docs, fields: taken } = &constructor.takes else { return };
    page.blank();
    attributes(page);
    required(page, ident, docs, taken.iter().filter_map(|at| fields.get(*at)));
}

fn required<'f, 'a: 'f>(
    page: &mut Page,
    ident: &str,
    docs: &[String],
    fields: impl Iterator<Item = &'f FieldPlan<'a>>,
) {
    page.docs("///", docs);
    // `new` takes it at once, so it needs no more; in a large API, other derives cost a tenth of the compiler's memory.
    page.line(&["#[derive(Debug)]"]);
    page.open(&["pub struct ", ident, " {"]);
    for field in fields {
        page.docs("///", &field.docs);
        page.line(&["pub ", field.ident, ": ", &field.bare_type, ","]);
    }
    page.close("}");
}
