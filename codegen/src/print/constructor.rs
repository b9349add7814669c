//! Constructors of requests and records, and the structs that they take.

use super::page::Page;
use crate::plan::{Constructor, FieldPlan, Init, Takes};

/// The function itself.
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
            let argument = ["required: ", *ident];
            open_function(page, constructor.ident, &argument);
        }
        Takes::One(at) => {
            let (ident, ty) = field(*at).map_or(("", ""), |field| (field.ident, field.bare_type.as_str()));
            open_function(page, constructor.ident, &[ident, ": impl Into<", ty, ">"]);
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
        let value = match init {
            Init::Given => given,
            Init::GivenOption => ["Some(", &given, ")"].concat(),
            Init::True => "Some(true)".to_owned(),
            Init::Empty => "rt::Map::new()".to_owned(),
            Init::Absent => "None".to_owned(),
        };
        sets.push([field.ident, ": ", &value].concat());
    }
    let joined = sets.join(", ");
    let line = ["Self { ", &joined, " }"];
    if page.fits(&line) {
        page.line(&line);
    } else {
        page.open(&["Self {"]);
        sets.iter().for_each(|set| page.line(&[set, ","]));
        page.close("}");
    }
    page.close("}");
}

/// The struct that a constructor takes, where it takes several values; `attributes` come before it.
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
    page.line(&["#[derive(Clone, Debug, PartialEq, Eq)]"]);
    page.open(&["pub struct ", ident, " {"]);
    for field in fields {
        page.docs("///", &field.docs);
        let line = ["pub ", field.ident, ": ", &field.bare_type, ","];
        let below = ["    ", &field.bare_type, ","];
        if page.fits(&line) || !page.fits(&below) {
            page.line(&line);
        } else {
            page.line(&["pub ", field.ident, ":"]);
            page.line(&below);
        }
    }
    page.close("}");
}

/// `pub fn ident(argument) -> Self {`, with the argument on its own line where it has to be.
fn open_function(page: &mut Page, ident: &str, argument: &[&str]) {
    let argument = argument.concat();
    let line = ["pub fn ", ident, "(", &argument, ") -> Self {"];
    if page.fits(&line) {
        return page.open(&line);
    }
    page.line(&["pub fn ", ident, "("]);
    let inner = ["    ", &argument, ","];
    match argument.split_once("impl Into<").and_then(|(head, ty)| Some((head, ty.strip_suffix('>')?))) {
        // rustfmt breaks the type's argument too, if that helps.
        Some((head, ty)) if !page.fits(&inner) && page.fits(&["        ", ty, ","]) => {
            page.line(&["    ", head, "impl Into<"]);
            page.line(&["        ", ty, ","]);
            page.line(&["    >,"]);
        }
        _ => page.line(&inner),
    }
    page.open(&[") -> Self {"]);
}
