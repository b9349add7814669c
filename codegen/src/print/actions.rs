//! Actions: the request, its constructors, its facts.

use super::Printer;
use super::expr::assign_chain;
use super::items::record;
use super::page::Page;
use crate::plan::{ActionPlan, Constructor, FieldPlan, Init, OutcomesPlan, PagesPlan, Takes};

impl Printer<'_, '_> {
    /// The request of an action and all that belongs to it.
    pub(super) fn action(&self, page: &mut Page, plan: &ActionPlan<'_>) {
        let attributes: &[&str] = if plan.has_default {
            &["#[derive(Default)]", "#[non_exhaustive]"]
        } else {
            &["#[non_exhaustive]"]
        };
        record(page, &plan.docs, attributes, plan.request, &plan.fields, &plan.fixed);
        for constructor in &plan.constructors {
            if let Takes::Struct { ident, docs, fields } = &constructor.takes {
                page.blank();
                required(page, ident, docs, fields.iter().filter_map(|at| plan.fields.get(*at)));
            }
        }
        page.blank();
        page.open(&["impl ", plan.request, " {"]);
        for constructor in &plan.constructors {
            self.constructor(page, plan, constructor);
        }
        page.close("}");
        page.blank();
        self.facts(page, plan);
        if let Some(outcomes) = &plan.outcomes {
            page.blank();
            print_outcomes(page, outcomes);
        }
        if let Some(pages) = &plan.pages {
            page.blank();
            paged(page, plan.request, pages);
        }
    }

    fn constructor(&self, page: &mut Page, plan: &ActionPlan<'_>, constructor: &Constructor<'_>) {
        page.docs("///", &constructor.docs);
        let field = |at: usize| plan.fields.get(at);
        match &constructor.takes {
            Takes::Nothing => page.open(&["pub fn ", constructor.ident, "() -> Self {"]),
            Takes::Struct { ident, .. } => {
                let argument = ["required: ", *ident];
                open_function(page, constructor.ident, &argument);
            }
            Takes::One(at) => {
                let (ident, ty) =
                    field(*at).map_or(("", ""), |field| (field.ident, field.bare_type.as_str()));
                open_function(page, constructor.ident, &[ident, ": impl Into<", ty, ">"]);
            }
        }
        if plan.has_default {
            page.line(&["Self::default()"]);
            return page.close("}");
        }
        let mut sets = Vec::with_capacity(plan.fields.len());
        for (field, init) in plan.fields.iter().zip(&constructor.sets) {
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

    /// The implementation of `Action`.
    fn facts(&self, page: &mut Page, plan: &ActionPlan<'_>) {
        page.open(&["impl rt::Action for ", plan.request, " {"]);
        page.line(&["type Api = super::", self.plan.root.ident, ";"]);
        page.line(&["type Response = ", &plan.response, ";"]);
        page.start();
        page.text.push_str("const INFO: &'static rt::ActionInfo =");
        let indent = page.indent();
        assign_chain(&mut page.text, "&", &plan.info, indent, 1);
        page.end(";");
        page.close("}");
    }
}

/// The enum of the ways in which an action may end.
fn print_outcomes(page: &mut Page, plan: &OutcomesPlan<'_>) {
    page.open(&["rt::outcomes! {"]);
    page.docs("///", &plan.docs);
    page.open(&["pub enum ", plan.ident, " {"]);
    for outcome in &plan.variants {
        page.docs("///", &outcome.docs);
        let ty = outcome.ty.as_deref().map_or(String::new(), |ty| ["(", ty, ")"].concat());
        page.line(&[outcome.ident, &ty, " = ", &outcome.status.to_string(), ","]);
    }
    page.close("}");
    page.close("}");
}

/// How the list of an action is read page by page.
fn paged(page: &mut Page, request: &str, plan: &PagesPlan<'_>) {
    page.open(&["rt::paged! {"]);
    let count = plan.count.map_or(String::new(), |count| [", ", count].concat());
    let largest = plan.largest.to_string();
    let asked = [request, " { ", plan.skip, ", ", plan.limit, ": ", &largest, " }"].concat();
    page.line(&[&asked, " => ", plan.records, ": ", &plan.record, &count]);
    page.close("}");
}

/// The struct that a constructor takes.
fn required<'f, 'a: 'f>(
    page: &mut Page,
    ident: &str,
    docs: &[String],
    fields: impl Iterator<Item = &'f FieldPlan<'a>>,
) {
    page.docs("///", docs);
    page.line(&["#[derive(Clone, Debug)]"]);
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
