//! The prelude: all traits of an API for one `use`.

use super::page::Page;
use super::{Printer, Side};
use crate::plan::ModulePlan;

impl<'a> Printer<'_, 'a> {
    /// Prints the module `prelude`, including the trait of all requests, which provides `INFO`.
    pub(super) fn prelude(&self, page: &mut Page) {
        let active = self.active();
        if active.is_empty() {
            return;
        }
        page.blank();
        page.line(&["/// All traits of this API, for one `use`."]);
        page.open(&["pub mod prelude {"]);
        page.line(&["pub use super::rt::Action;"]);
        let traits = |of: fn(&ModulePlan<'a>) -> &'a str, suffix: &str| -> Vec<(Option<&str>, String)> {
            active
                .iter()
                .map(|module| (module.feature, [module.ident, "::", of(module), suffix].concat()))
                .collect()
        };
        for (part, all, own) in [
            (Side::Client, Some("Modules as _"), traits(|module| module.api_trait, " as _")),
            (Side::Blocking, Some("blocking::Modules as _"), traits(|module| module.blocking_trait, " as _")),
            (Side::Server, None, traits(|module| module.backend_trait, "")),
        ] {
            if self.has(part) {
                let all = all.map(|name| (None, name.to_owned()));
                self.reexports(page, part, all.into_iter().chain(own).collect());
            }
        }
        page.close("}");
    }

    /// Prints re-exports of a part's traits, each with the feature of its module: as one list where no module is
    /// optional.
    fn reexports(&self, page: &mut Page, part: Side, traits: Vec<(Option<&str>, String)>) {
        if self.modules_vary() || traits.len() == 1 {
            for (feature, name) in traits {
                self.part_of(page, Some(part), feature);
                page.line(&["pub use super::", &name, ";"]);
            }
            return;
        }
        let names: Vec<String> = traits.into_iter().map(|(_, name)| name).collect();
        self.part(page, part);
        page.items("pub use super::{", &names, "};");
    }
}
