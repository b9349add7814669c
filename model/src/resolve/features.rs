//! A cargo feature for each module: no module may need types from another module's file.

use super::Resolver;
use crate::model::{Module, ModuleId};
use crate::yaml::excerpt;

/// Features that every generated crate has.
const TAKEN: [&str; 4] = ["blocking", "client", "default", "server"];

impl Resolver {
    /// Reports what keeps modules from compiling without each other.
    pub(super) fn check_module_types(&mut self, modules: &[Module]) {
        for (id, module) in modules.iter().enumerate() {
            if TAKEN.contains(&module.name.as_str()) {
                self.error(
                    "spec::features",
                    module.span,
                    format!("the feature `{}` exists already", module.name),
                )
                .label("name of a feature")
                .help("give the module another name, or remove `features: per-module`");
            }
            self.check_own_types(id, module);
        }
    }

    fn check_own_types(&mut self, id: ModuleId, module: &Module) {
        let types = module.actions.iter().flat_map(|action| {
            let parameters = action.parameters.iter().map(|field| &field.ty);
            parameters.chain(action.response.types()).chain(action.response.headers())
        });
        for at in super::graph::reached(types, &self.types) {
            let Some(Some(def)) = self.types.get(at) else { continue };
            if def.module.is_none_or(|home| home == id) {
                continue;
            }
            let name = excerpt(&def.name);
            let home = def.module.map_or("?", |home| self.names.modules.name(home)).to_owned();
            let message =
                format!("the module `{}` uses the type `{name}` of the module `{home}`", module.name);
            self.error("spec::features", def.span, message)
                .label("defined in another module")
                .related(module.span, "used here")
                .help("move the type to api.yaml, because each module has a feature of its own");
        }
    }
}
