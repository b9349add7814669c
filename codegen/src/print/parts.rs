//! What depends on features: `cfg` attributes, and how modules are brought together of which some may be left out.

use super::page::Page;
use super::{Part, Printer};
use crate::plan::ModulePlan;

impl Part {
    fn feature(self) -> &'static str {
        match self {
            Part::Client => "client",
            Part::Blocking => "blocking",
            Part::Server => "server",
        }
    }
}

impl<'a> Printer<'_, 'a> {
    /// The `cfg` attribute of a part, as a line before an item.
    pub(super) fn part(&self, page: &mut Page, part: Part) {
        self.part_of(page, Some(part), None);
    }

    /// The `cfg` attribute of a part of a module.
    pub(super) fn part_of(&self, page: &mut Page, part: Option<Part>, module: Option<&str>) {
        if !self.is_crate() {
            return;
        }
        let condition = |feature: &str| ["feature = \"", feature, "\""].concat();
        match (part.map(Part::feature).map(condition), module.map(condition)) {
            (Some(part), Some(module)) => page.line(&["#[cfg(all(", &part, ", ", &module, "))]"]),
            (Some(only), None) | (None, Some(only)) => page.line(&["#[cfg(", &only, ")]"]),
            (None, None) => {}
        }
    }

    /// The `cfg` attribute of what is there when one of these features is on.
    pub(super) fn any_of(&self, page: &mut Page, features: Option<&[&str]>) {
        let Some(features) = features.filter(|_| self.is_crate()) else { return };
        let conditions: Vec<String> =
            features.iter().map(|feature| ["feature = \"", feature, "\""].concat()).collect();
        match conditions.as_slice() {
            [only] => page.line(&["#[cfg(", only, ")]"]),
            _ => page.items("#[cfg(any(", &conditions, "))]"),
        }
    }

    /// Whether modules may be left out.
    pub(super) fn modules_vary(&self) -> bool {
        self.is_crate() && self.plan.modules.iter().any(|module| module.feature.is_some())
    }

    /// The trait that reaches the calls of those modules that are there by the module's name.
    pub(super) fn reach_some(
        &self,
        page: &mut Page,
        path: &str,
        of: fn(&ModulePlan<'a>) -> &'a str,
        part: Part,
    ) {
        let root = self.plan.root.ident;
        let (caller, cfg) = match part {
            Part::Blocking => ("rt::blocking::Caller", false), // its module has the attribute already
            Part::Client | Part::Server => ("rt::Caller", true),
        };
        let bound = [path, caller, "<Api = ", path, root, ">"].concat();
        page.line(&["/// The calls of every module, reached by the module's name."]);
        if cfg {
            self.part(page, part);
        }
        page.open(&["pub trait Modules: ", &bound, " {"]);
        for (position, module) in self.active().iter().enumerate() {
            if position > 0 {
                page.blank();
            }
            page.line(&["/// The calls of the `", &module.module.name, "` module."]);
            self.part_of(page, None, module.feature);
            let bound = [path, module.ident, "::", of(module)].concat();
            page.line(&["fn ", module.ident, "(&self) -> &impl ", &bound]);
            page.line(&["where"]);
            page.line(&["    Self: ", &bound, " + Sized,"]);
            page.open(&["{"]);
            page.line(&["self"]);
            page.close("}");
        }
        page.close("}");
        page.blank();
        if cfg {
            self.part(page, part);
        }
        page.line(&["impl<T: ", &bound, "> Modules for T {}"]);
    }

    /// The routes of one backend for those modules that are there.
    pub(super) fn serve_some(&self, page: &mut Page, router: &str) {
        let active = self.active();
        page.line(&["/// A router over one backend for every module."]);
        page.line(&["pub fn all<B>(backend: B) -> ", router]);
        page.line(&["where"]);
        let bounds: Vec<String> =
            active.iter().map(|module| ["needs::", module.backend_trait].concat()).collect();
        page.bounds("    B: ", &bounds);
        page.open(&["{"]);
        page.line(&["let backend = std::sync::Arc::new(backend);"]);
        page.line(&["let router = router();"]);
        for module in &active {
            self.part_of(page, None, module.feature);
            page.line(&["let router = router.mount(super::", module.ident, "::routes(), backend.clone());"]);
        }
        page.line(&["drop(backend);"]);
        page.line(&["router"]);
        page.close("}");
        page.blank();
        page.line(&["/// The backend of each module; one that is left out needs nothing."]);
        page.open(&["mod needs {"]);
        for (position, module) in active.iter().enumerate() {
            let Some(feature) = module.feature else { continue };
            if position > 0 {
                page.blank();
            }
            page.line(&["#[cfg(not(feature = \"", feature, "\"))]"]);
            page.line(&["pub(super) use super::super::rt::server::Backend as ", module.backend_trait, ";"]);
            page.line(&["#[cfg(feature = \"", feature, "\")]"]);
            page.line(&["pub(super) use super::super::", module.ident, "::", module.backend_trait, ";"]);
        }
        page.close("}");
    }
}
