//! A module: its actions, the traits of its calls, the routes of its server, its types.

use super::constructor::taken;
use super::literal::width;
use super::page::{MAX, Page};
use super::{Part, Printer, constructor, items};
use crate::plan::{ActionPlan, ModulePlan, TypePlan, TypeShape};

impl Printer<'_, '_> {
    /// A module's text: a file, or what stands between the braces of a module.
    pub(super) fn module(&self, page: &mut Page, plan: &ModulePlan<'_>) {
        page.docs("//!", &plan.docs);
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
        self.any_of(page, plan.features.as_ref());
        items::named_type(page, plan);
        if let TypeShape::Record { fields, constructor: Some(constructor), .. } = &plan.shape {
            taken(page, fields, constructor, |page| self.any_of(page, plan.features.as_ref()));
            page.blank();
            self.any_of(page, plan.features.as_ref());
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
            self.any_of(page, plan.features.as_ref());
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
        page.blank();
        page.line(&["use bindery_runtime as rt;"]);
        for named_type in &self.plan.types {
            self.named_type(page, named_type);
        }
    }

    fn client_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        if !self.has(Part::Client) {
            return;
        }
        page.blank();
        let name = plan.module.name.as_str();
        let about =
            ["Calls of the `", name, "` module: what a client does, and what a test double stands in for."];
        page.paragraph("///", "", &about.concat());
        self.part(page, Part::Client);
        let api = ["rt::Caller<Api = super::", self.plan.root.ident, ">"].concat();
        open_trait(page, plan.api_trait, &api);
        for action in actions {
            page.paragraph("///", "", &action.summary);
            future(page, action, None, "rt::Call<");
            page.line(&["self.call(request)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        self.part(page, Part::Client);
        implementation(page, plan.api_trait, "super::Client<T>");
    }

    fn blocking_trait(&self, page: &mut Page, plan: &ModulePlan<'_>, actions: &[ActionPlan<'_>]) {
        if !self.has(Part::Blocking) {
            return;
        }
        page.blank();
        page.paragraph(
            "///",
            "",
            &["Calls of the `", &plan.module.name, "` module for code that is not async."].concat(),
        );
        self.part(page, Part::Blocking);
        let api = ["rt::blocking::Caller<Api = super::", self.plan.root.ident, ">"].concat();
        open_trait(page, plan.blocking_trait, &api);
        for action in actions {
            page.paragraph("///", "", &action.summary);
            let request = ["request: ", action.request].concat();
            let answer = [") -> rt::Answer<", action.request, ">"].concat();
            let line = ["fn ", action.method, "(&self, ", &request, &answer, " {"];
            if page.fits(&line) {
                page.open(&line);
            } else {
                open_long(page, action.method, &[&request], &answer);
            }
            page.line(&["self.call(request)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        self.part(page, Part::Blocking);
        implementation(page, plan.blocking_trait, "super::blocking::Client<T>");
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
        open_trait(page, plan.backend_trait, "rt::server::Backend");
        for action in actions {
            page.paragraph("///", "", &action.summary);
            future(page, action, Some("context: rt::server::Context"), "rt::Serve<");
            page.line(&["rt::server::not_implemented(request, context)"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        page.paragraph("///", "", &["The routes of the `", name, "` module over one backend."].concat());
        self.part(page, Part::Server);
        let head = ["pub fn routes<B: ", plan.backend_trait, ">()"].concat();
        let returns = "-> Vec<rt::server::Route<B>>";
        let line = page.indent() + width(&head) + 1 + width(returns);
        if line + 2 <= MAX {
            page.open(&[&head, " ", returns, " {"]);
        } else if line <= MAX + 1 {
            page.line(&[&head, " ", returns]);
            page.open(&["{"]);
        } else {
            page.line(&[&head]);
            page.open(&[returns, " {"]);
        }
        page.open(&["rt::routes! { B: ", plan.backend_trait, ";"]);
        for action in actions {
            page.line(&[action.request, " => ", action.method, ","]);
        }
        page.close("}");
        page.close("}");
    }
}

/// A method that answers with a future: `answer` is the trait around the request, open.
fn future(page: &mut Page, action: &ActionPlan<'_>, more: Option<&str>, answer: &str) {
    let request = ["request: ", action.request].concat();
    let arguments = [request.as_str(), more.unwrap_or_default()];
    let arguments = if more.is_some() { &arguments[..] } else { &arguments[..1] };
    let returns = [") -> impl ", answer, action.request, ">"].concat();
    let line = ["fn ", action.method, "(&self, ", &arguments.join(", "), &returns, " {"];
    if page.fits(&line) {
        return page.open(&line);
    }
    let below = ["    ", action.request, ","];
    if page.indent() + width(&returns) <= MAX + SLACK || !page.fits(&below) {
        return open_long(page, action.method, arguments, &returns);
    }
    // Names of more than ninety letters: rustfmt breaks the type as well.
    long_head(page, action.method, arguments);
    page.line(&[") -> impl ", answer]);
    page.line(&below);
    page.open(&["> {"]);
}

/// By how much rustfmt lets the answer of a broken signature run over.
const SLACK: usize = 7;

fn long_head(page: &mut Page, method: &str, arguments: &[&str]) {
    page.line(&["fn ", method, "("]);
    page.line(&["    &self,"]);
    for argument in arguments {
        page.line(&["    ", argument, ","]);
    }
}

/// A signature with one argument a line. rustfmt counts the indentation twice when it looks for room for the brace.
fn open_long(page: &mut Page, method: &str, arguments: &[&str], returns: &str) {
    long_head(page, method, arguments);
    if 2 * page.indent() + width(returns) + 2 <= MAX {
        page.open(&[returns, " {"]);
    } else {
        page.line(&[returns]);
        page.open(&["{"]);
    }
}

/// `pub trait ident: bound {`.
fn open_trait(page: &mut Page, ident: &str, bound: &str) {
    let line = ["pub trait ", ident, ": ", bound, " {"];
    if page.fits_trait(&line) {
        return page.open(&line);
    }
    page.line(&["pub trait ", ident, ":"]);
    page.line(&["    ", bound]);
    page.open(&["{"]);
}

/// The implementation of a trait for every client.
fn implementation(page: &mut Page, ident: &str, client: &str) {
    let line = ["impl<T: rt::Transport> ", ident, " for ", client, " {}"];
    // rustfmt counts neither the indentation nor the last brace.
    if line.iter().map(|part| width(part)).sum::<usize>() <= MAX + 1 {
        return page.line(&line);
    }
    page.line(&["impl<T: rt::Transport> ", ident]);
    page.line(&["    for ", client]);
    page.line(&["{"]);
    page.line(&["}"]);
}
