//! Actions: the request, its constructors, its metadata.

use super::Printer;
use super::constructor::{self, taken};
use super::items::record;
use super::page::Page;
use crate::plan::{ActionPlan, CompletesPlan, PagesPlan, ResponseEnumPlan};

impl Printer<'_, '_> {
    /// Prints the request of an action with its constructors, metadata, response enum and pagination.
    pub(super) fn action(&self, page: &mut Page, plan: &ActionPlan<'_>) {
        let attributes: &[&str] = if plan.has_default {
            &["#[derive(Default)]", "#[non_exhaustive]"]
        } else {
            &["#[non_exhaustive]"]
        };
        let deprecated = plan.deprecated.as_deref();
        record(page, (&plan.docs, deprecated, attributes), plan.request, &plan.fields, &plan.fixed, "");
        for constructor in &plan.constructors {
            taken(page, &plan.fields, constructor, |_| ());
        }
        page.blank();
        page.allow_deprecated(plan.uses_deprecated());
        page.open(&["impl ", plan.request, " {"]);
        for constructor in &plan.constructors {
            constructor::constructor(page, &plan.fields, plan.has_default, constructor);
        }
        page.close("}");
        page.blank();
        self.metadata(page, plan);
        if let Some(variants) = &plan.response_enum {
            page.blank();
            print_response_enum(page, variants);
        }
        if let Some(pages) = &plan.pages {
            page.blank();
            paged(page, plan.request, pages);
        }
        if let Some(completes) = &plan.completes {
            page.blank();
            self.part_of(page, None, completes.feature);
            print_completes(page, plan.request, completes);
        }
    }

    /// Prints the implementation of `Action`.
    fn metadata(&self, page: &mut Page, plan: &ActionPlan<'_>) {
        page.allow_deprecated(plan.deprecated.is_some());
        page.open(&["impl rt::Action for ", plan.request, " {"]);
        page.line(&["type Api = super::", self.plan.root.ident, ";"]);
        page.line(&["type Response = ", &plan.response, ";"]);
        page.start();
        page.text.push_str("const INFO: &'static rt::metadata::ActionInfo = &");
        page.chain(&plan.info);
        page.end(";");
        page.close("}");
    }
}

/// Prints the enum of an action's response variants.
fn print_response_enum(page: &mut Page, plan: &ResponseEnumPlan<'_>) {
    page.open(&["rt::response_enum! {"]);
    page.docs("///", &plan.docs);
    page.open(&["pub enum ", plan.ident, " {"]);
    for variant in &plan.variants {
        page.docs("///", &variant.docs);
        let ty = variant.ty.as_deref().map_or(String::new(), |ty| ["(", ty, ")"].concat());
        let media = variant.media.as_deref().unwrap_or_default();
        page.line(&[variant.ident, &ty, " = ", &variant.status.to_string(), media, ","]);
    }
    page.close("}");
    if !plan.variants.iter().all(|variant| variant.has_eq) {
        page.line(&["eq = false"]);
    }
    page.close("}");
}

/// Prints the pagination of an action's list.
fn paged(page: &mut Page, request: &str, plan: &PagesPlan<'_>) {
    page.open(&["rt::paged! {"]);
    let asked = [("position: ", plan.position), ("limit: ", plan.limit)];
    let asked = asked.into_iter().filter_map(|(key, field)| Some([key, field?].concat()));
    page.line(&[request, " { ", &asked.collect::<Vec<_>>().join(", "), " },"]);
    page.line(&["|page| ", &plan.records, " => ", &plan.record, ","]);
    page.start();
    page.chain(&plan.info);
    page.end("");
    page.close("}");
}

/// Prints the implementation of `Completes` for an action that starts an operation.
fn print_completes(page: &mut Page, request: &str, plan: &CompletesPlan<'_>) {
    page.open(&["rt::completes! {"]);
    let parts = [
        plan.at_once.then(|| "polled: started".to_owned()),
        plan.done.as_ref().map(|pattern| ["done: ", pattern].concat()),
        plan.failed.as_ref().map(|pattern| ["failed: ", pattern].concat()),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    page.line(&[request, " => ", &plan.poll, " { ", &parts.join(", "), " },"]);
    page.start();
    page.chain(&plan.info);
    page.end("");
    page.close("}");
}
