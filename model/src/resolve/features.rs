//! A feature for each module: none of them may need another one's file.

use super::Resolver;
use crate::model::{Module, ModuleId};
use crate::yaml::excerpt;

/// Names that the generated crate has features of already.
const TAKEN: [&str; 4] = ["blocking", "client", "default", "server"];

impl Resolver {
    /// Reports what keeps modules from being compiled one without the other.
    pub(super) fn check_module_types(&mut self, modules: &[Module]) {
        for (id, module) in modules.iter().enumerate() {
            if TAKEN.contains(&module.name.as_str()) {
                self.error(
                    "spec::features",
                    module.span,
                    format!("the crate has a feature `{}` already", module.name),
                )
                .label("the name of a feature")
                .help("give the module another name, or remove `features: per-module`");
            }
            self.check_own_types(id, module);
        }
    }

    fn check_own_types(&mut self, id: ModuleId, module: &Module) {
        let mut found = Vec::new();
        for action in &module.actions {
            let types = action.parameters.iter().map(|field| &field.ty).chain(action.returns.types());
            for at in super::graph::reached(types, &self.types) {
                let def = self.types.get(at).and_then(Option::as_ref);
                if def.is_some_and(|def| def.module.is_some_and(|home| home != id)) && !found.contains(&at) {
                    found.push(at);
                }
            }
        }
        for at in found {
            let Some(Some(def)) = self.types.get(at) else { continue };
            let name = excerpt(&def.name);
            let home = def.module.map_or("?", |home| self.names.modules.name(home)).to_owned();
            let message =
                format!("the module `{}` needs the type `{name}` of the module `{home}`", module.name);
            self.error("spec::features", def.span, message)
                .label("stands in another module's file")
                .related(module.span, "needed here")
                .help("move the type to api.yaml, since each module has a feature of its own");
        }
    }
}
