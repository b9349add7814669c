//! Actions: the request, its constructors, its facts.

use super::Printer;
use super::constructor::{self, taken};
use super::items::record;
use super::page::Page;
use crate::plan::{ActionPlan, OutcomesPlan, PagesPlan};

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
            taken(page, &plan.fields, constructor, |_| ());
        }
        page.blank();
        page.open(&["impl ", plan.request, " {"]);
        for constructor in &plan.constructors {
            constructor::constructor(page, &plan.fields, plan.has_default, constructor);
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

    /// The implementation of `Action`.
    fn facts(&self, page: &mut Page, plan: &ActionPlan<'_>) {
        page.open(&["impl rt::Action for ", plan.request, " {"]);
        page.line(&["type Api = super::", self.plan.root.ident, ";"]);
        page.line(&["type Response = ", &plan.response, ";"]);
        page.start();
        page.text.push_str("const INFO: &'static rt::facts::ActionInfo = &");
        page.chain(&plan.info);
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
