//! Code that depends on cargo features: `cfg` attributes, and items that combine optional modules.

use super::page::Page;
use super::{Printer, Side};
use crate::plan::ModulePlan;

impl Side {
    fn feature(self) -> &'static str {
        match self {
            Side::Client => "client",
            Side::Blocking => "blocking",
            Side::Server => "server",
        }
    }
}

impl<'a> Printer<'_, 'a> {
    /// Prints the `cfg` attribute of a part, as a line before an item.
    pub(super) fn part(&self, page: &mut Page, part: Side) {
        self.part_of(page, Some(part), None);
    }

    /// Prints the `cfg` attribute of a part of a module.
    pub(super) fn part_of(&self, page: &mut Page, part: Option<Side>, module: Option<&str>) {
        if !self.is_crate() {
            return;
        }
        let condition = |feature: &str| ["feature = \"", feature, "\""].concat();
        match (part.map(Side::feature).map(condition), module.map(condition)) {
            (Some(part), Some(module)) => page.line(&["#[cfg(all(", &part, ", ", &module, "))]"]),
            (Some(only), None) | (None, Some(only)) => page.line(&["#[cfg(", &only, ")]"]),
            (None, None) => {}
        }
    }

    /// Prints the `cfg` attribute of an item that requires one of these features.
    pub(super) fn any_of(&self, page: &mut Page, features: Option<&[&str]>) {
        let Some(features) = features.filter(|_| self.is_crate()) else { return };
        let conditions: Vec<String> =
            features.iter().map(|feature| ["feature = \"", feature, "\""].concat()).collect();
        match conditions.as_slice() {
            [only] => page.line(&["#[cfg(", only, ")]"]),
            _ => page.items("#[cfg(any(", &conditions, "))]"),
        }
    }

    /// Whether modules are optional.
    pub(super) fn modules_vary(&self) -> bool {
        self.is_crate() && self.plan.modules.iter().any(|module| module.feature.is_some())
    }

    /// Prints the trait that gives access to the calls of the enabled modules by the module's name.
    pub(super) fn reach_some(
        &self,
        page: &mut Page,
        path: &str,
        of: fn(&ModulePlan<'a>) -> &'a str,
        part: Side,
    ) {
        let root = self.plan.root.ident;
        let (caller, cfg) = match part {
            Side::Blocking => ("rt::blocking::Caller", false), // its module has the attribute already
            Side::Client | Side::Server => ("rt::Caller", true),
        };
        let bound = [path, caller, "<Api = ", path, root, ">"].concat();
        page.line(&["/// Access to the calls of each module by the module's name."]);
        if cfg {
            self.part(page, part);
        }
        page.open(&["pub trait Modules: ", &bound, " {"]);
        for (position, module) in self.active().iter().enumerate() {
            if position > 0 {
                page.blank();
            }
            page.line(&["/// Calls of the `", &module.module.name, "` module."]);
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

    /// Prints the function that mounts one backend for all enabled modules.
    pub(super) fn serve_some(&self, page: &mut Page, router: &str) {
        let active = self.active();
        page.line(&["/// Returns a router with one backend for all modules."]);
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
        page.line(&["/// Backend trait of each module; a disabled module requires nothing."]);
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
