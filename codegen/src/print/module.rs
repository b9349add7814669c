//! A module: its actions, the traits of its calls, the routes of its server, its types.

use super::constructor::taken;
use super::page::Page;
use super::{Part, Printer, constructor, items};
use crate::plan::{ActionPlan, ModulePlan, TypePlan, TypeShape};

impl Printer<'_, '_> {
    /// A module's text: a file, or what stands between the braces of a module.
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

    /// A type and all that belongs to it.
    fn named_type(&self, page: &mut Page, plan: &TypePlan<'_>) {
        page.blank();
        self.any_of(page, plan.features.as_deref());
        items::named_type(page, plan);
        if let TypeShape::Record { fields, constructor: Some(constructor), .. } = &plan.shape {
            taken(page, fields, constructor, |page| self.any_of(page, plan.features.as_deref()));
            page.blank();
            self.any_of(page, plan.features.as_deref());
            page.open(&["impl ", plan.ident, " {"]);
            constructor::constructor(page, fields, false, constructor);
            page.close("}");
        }
        self.issues(page, plan);
    }

    /// The headers that a type issues.
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

    /// The types of `api.yaml`.
    pub(super) fn shared_types(&self, page: &mut Page) {
        let origin = [self.plan.root.origin.as_str(), "."].concat();
        page.docs("//!", &["Types that belong to no module.", origin.as_str()]);
        self.unformatted(page);
        page.blank();
        page.line(&["use bindery_runtime as rt;"]);
        for named_type in &self.plan.types {
            self.named_type(page, named_type);
        }
    }

    fn client_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        let about = " module: what a client does, and what a test double stands in for.";
        let words = CallTrait { ident: plan.api_trait, about, module: "", answer: "impl rt::Call<" };
        self.call_trait(page, plan, actions, Part::Client, &words);
    }

    fn blocking_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        let about = " module for code that is not async.";
        let words =
            CallTrait { ident: plan.blocking_trait, about, module: "blocking::", answer: "rt::Answer<" };
        self.call_trait(page, plan, actions, Part::Blocking, &words);
    }

    /// The trait of a module's calls, which every client has.
    fn call_trait(
        &self,
        page: &mut Page,
        plan: &ModulePlan<'_>,
        actions: &[ActionPlan<'_>],
        part: Part,
        words: &CallTrait<'_>,
    ) {
        if !self.has(part) {
            return;
        }
        let CallTrait { ident, about, module, answer } = words;
        page.blank();
        page.paragraph("///", "", &["Calls of the `", &plan.module.name, "`", about].concat());
        self.part(page, part);
        let root = self.plan.root.ident;
        page.open(&["pub trait ", ident, ": rt::", module, "Caller<Api = super::", root, "> {"]);
        for action in actions {
            page.paragraph("///", "", &action.summary);
            method(page, action, "", answer);
            page.line(&["self.call(request)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        self.part(page, part);
        page.line(&["impl<T: rt::Transport> ", ident, " for super::", module, "Client<T> {}"]);
    }

    fn server_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        if !self.has(Part::Server) {
            return;
        }
        page.blank();
        let name = plan.module.name.as_str();
        let about = [
            "What a server of the `",
            name,
            "` module does. Every action has a default that answers \"not implemented\".",
        ];
        page.paragraph("///", "", &about.concat());
        self.part(page, Part::Server);
        page.open(&["pub trait ", plan.backend_trait, ": ", "rt::server::Backend", " {"]);
        for action in actions {
            page.paragraph("///", "", &action.summary);
            method(page, action, ", context: rt::server::Context", "impl rt::Serve<");
            page.line(&["rt::server::not_implemented(request, context)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        page.paragraph("///", "", &["The routes of the `", name, "` module over one backend."].concat());
        self.part(page, Part::Server);
        page.open(&["pub fn routes<B: ", plan.backend_trait, ">() -> Vec<rt::server::Route<B>> {"]);
        page.open(&["rt::routes! { B: ", plan.backend_trait, ";"]);
        for action in actions {
            page.line(&[action.request, " => ", action.method, ","]);
        }
        page.close("}");
        page.close("}");
    }
}

/// The trait of a module's calls: what it is called, what it says, the module that its client stands in, and the type around a
/// request that is called, open.
struct CallTrait<'p> {
    ident: &'p str,
    about: &'p str,
    module: &'p str,
    answer: &'p str,
}

/// The head of a method: `more` are its arguments after the request, `answer` the type around the request, open.
fn method(page: &mut Page, action: &ActionPlan<'_>, more: &str, answer: &str) {
    let ActionPlan { request, method, .. } = action;
    page.open(&["fn ", method, "(&self, request: ", request, more, ") -> ", answer, request, "> {"]);
}
