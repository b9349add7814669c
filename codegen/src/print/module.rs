//! A module: its actions, client traits, server routes and types.

use super::constructor::taken;
use super::page::Page;
use super::{Printer, Side, constructor, items};
use crate::plan::{ActionPlan, FieldPlan, ModulePlan, TypePlan, TypeShape};

impl Printer<'_, '_> {
    /// Prints a module: a file, or the contents between the braces of a module.
    pub(super) fn module(&self, page: &mut Page, plan: &ModulePlan<'_>) {
        page.docs("//!", &plan.docs);
        self.unformatted(page);
        let contents = self.plan.contents(plan);
        if !contents.actions.is_empty() || !contents.types.is_empty() {
            page.blank();
            page.line(&["use bindery_runtime as rt;"]);
        }
        for action in &contents.actions {
            page.blank();
            self.action(page, action);
        }
        if !contents.actions.is_empty() {
            self.client_trait(page, plan, &contents.actions);
            self.blocking_trait(page, plan, &contents.actions);
            self.server_trait(page, plan, &contents.actions);
        }
        for named_type in &contents.types {
            self.named_type(page, named_type);
        }
        for constant in &contents.constants {
            page.blank();
            items::constant(page, constant);
        }
    }

    /// Prints a type with its constructors and issued headers.
    fn named_type(&self, page: &mut Page, plan: &TypePlan<'_>) {
        page.blank();
        self.any_of(page, plan.features.as_deref());
        items::named_type(page, plan);
        if let TypeShape::Record { fields, constructor: Some(constructor), .. } = &plan.shape {
            taken(page, fields, constructor, |page| self.any_of(page, plan.features.as_deref()));
            page.blank();
            self.any_of(page, plan.features.as_deref());
            page.allow_deprecated(fields.iter().any(FieldPlan::is_deprecated));
            page.open(&["impl ", plan.ident, " {"]);
            constructor::constructor(page, fields, false, constructor);
            page.close("}");
        }
        self.issues(page, plan);
    }

    /// Prints the headers that a type issues.
    fn issues(&self, page: &mut Page, plan: &TypePlan<'_>) {
        for [scheme, header, value] in &plan.issues {
            page.blank();
            self.any_of(page, plan.features.as_deref());
            page.open(&["rt::issues! {"]);
            page.line(&[
                plan.ident,
                " of super::",
                self.plan.root.ident,
                ", \"",
                scheme,
                "\": ",
                header,
                ", ",
                value,
            ]);
            page.close("}");
        }
    }

    /// Prints the types of `api.yaml`.
    pub(super) fn shared_types(&self, page: &mut Page) {
        let origin = [self.plan.root.origin.as_str(), "."].concat();
        page.docs("//!", &["Types outside of the modules.", origin.as_str()]);
        self.unformatted(page);
        page.blank();
        page.line(&["use bindery_runtime as rt;"]);
        for named_type in &self.plan.types {
            self.named_type(page, named_type);
        }
    }

    fn client_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        let about = " module. Implemented by the client; implement it for a test double.";
        let words = CallTrait { ident: plan.api_trait, about, module: "", response: "impl rt::Call<" };
        self.call_trait(page, plan, actions, Side::Client, &words);
    }

    fn blocking_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        let about = " module for code that is not async.";
        let words = CallTrait {
            ident: plan.blocking_trait,
            about,
            module: "blocking::",
            response: "rt::CallResult<",
        };
        self.call_trait(page, plan, actions, Side::Blocking, &words);
    }

    /// Prints the client trait of a module's calls.
    fn call_trait(
        &self,
        page: &mut Page,
        plan: &ModulePlan<'_>,
        actions: &[ActionPlan<'_>],
        part: Side,
        words: &CallTrait<'_>,
    ) {
        if !self.has(part) {
            return;
        }
        let CallTrait { ident, about, module, response: reply } = words;
        page.blank();
        page.paragraph("///", "", &["Calls of the `", &plan.module.name, "`", about].concat());
        self.part(page, part);
        let root = self.plan.root.ident;
        page.open(&["pub trait ", ident, ": rt::", module, "Caller<Api = super::", root, "> {"]);
        for action in actions {
            page.paragraph("///", "", &action.summary);
            page.deprecated(action.deprecated.as_deref());
            method(page, action, "", reply);
            page.line(&["self.call(request)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        self.part(page, part);
        page.line(&["impl<T: rt::Transport> ", ident, " for super::", module, "Client<T> {}"]);
    }

    fn server_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        if !self.has(Side::Server) {
            return;
        }
        page.blank();
        let name = plan.module.name.as_str();
        let about = [
            "Backend of the `",
            name,
            "` module. By default, each action responds with \"not implemented\".",
        ];
        page.paragraph("///", "", &about.concat());
        self.part(page, Side::Server);
        page.open(&["pub trait ", plan.backend_trait, ": ", "rt::server::Backend", " {"]);
        for action in actions {
            page.paragraph("///", "", &action.summary);
            method(page, action, ", context: rt::server::RequestContext", "impl rt::Serve<");
            page.line(&["rt::server::not_implemented(request, context)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        page.paragraph(
            "///",
            "",
            &["Returns the routes of the `", name, "` module, to be mounted with a backend."].concat(),
        );
        self.part(page, Side::Server);
        page.allow_deprecated(actions.iter().any(|action| action.deprecated.is_some()));
        page.open(&["pub fn routes<B: ", plan.backend_trait, ">() -> Vec<rt::server::Route<B>> {"]);
        page.open(&["rt::routes! { B: ", plan.backend_trait, ";"]);
        for action in actions {
            page.line(&[action.request, " => ", action.method, ","]);
        }
        page.close("}");
        page.close("}");
    }
}

/// Client trait of a module's calls: its name, docs, the module of its client, and the type around a called request,
/// with an open bracket.
struct CallTrait<'p> {
    ident: &'p str,
    about: &'p str,
    module: &'p str,
    response: &'p str,
}

/// Prints the head of a method: `more` are its arguments after the request, `result` the type around the request,
/// with an open bracket.
fn method(page: &mut Page, action: &ActionPlan<'_>, more: &str, result: &str) {
    let ActionPlan { request, method, .. } = action;
    page.allow_deprecated(action.deprecated.is_some());
    page.open(&["fn ", method, "(&self, request: ", request, more, ") -> ", result, request, "> {"]);
}
