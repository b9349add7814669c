//! Types that each module uses, to derive the features of a type where modules are optional.

use bindery_model::{Api, ModuleId, Type, TypeDef, TypeId, TypeKind};

/// Types that each module uses.
pub(crate) struct Reach {
    /// Modules that use each type.
    modules: Vec<Vec<ModuleId>>,
    /// Modules that use any type of `api.yaml`.
    all: Vec<ModuleId>,
}

impl Reach {
    /// Computes the types that each module uses.
    pub(crate) fn compute(api: &Api) -> Self {
        let mut modules: Vec<Vec<ModuleId>> = vec![Vec::new(); api.types.len()];
        for (id, module) in api.modules.iter().enumerate() {
            let mut open = Vec::new();
            for action in &module.actions {
                let parameters =
                    action.parameters.iter().filter(|field| field.in_rust()).map(|field| &field.ty);
                let response = action.response.types().chain(action.response.headers());
                open.extend(parameters.chain(response).flat_map(Type::named));
            }
            if !module.actions.is_empty() {
                let details = api.error_formats.iter().filter_map(|format| format.details.as_ref());
                open.extend(details.filter_map(|details| details.ty.leaf()));
            }
            open.extend(&module.types);
            while let Some(at) = open.pop() {
                let Some(known) = modules.get_mut(at) else { continue };
                if known.last() == Some(&id) {
                    continue;
                }
                known.push(id);
                open.extend(
                    api.types.get(at).into_iter().flat_map(TypeDef::rust_parts).flat_map(Type::named),
                );
            }
        }
        // Nothing refers to an alias in Rust; it is there wherever the types that it names are.
        for (id, def) in api.types.iter().enumerate() {
            let TypeKind::Alias(ty) = &def.kind else { continue };
            let mut named = ty.named().filter_map(|of| modules.get(of));
            let first = named.next().cloned().unwrap_or_else(|| (0..api.modules.len()).collect());
            let common =
                named.fold(first, |common, of| common.into_iter().filter(|id| of.contains(id)).collect());
            if let Some(place) = modules.get_mut(id) {
                *place = common;
            }
        }
        let shared = api.types.iter().zip(&modules).filter(|(def, _)| def.module.is_none());
        let mut all: Vec<ModuleId> = shared.flat_map(|(_, modules)| modules).copied().collect();
        all.sort_unstable();
        all.dedup();
        Self { modules, all }
    }

    /// Returns the features that enable a type, where one of them is enough; `None` without a condition beyond that of
    /// its file.
    pub(crate) fn features<'a>(&self, api: &'a Api, id: TypeId) -> Option<Vec<&'a str>> {
        let modules = self.modules.get(id).filter(|modules| api.module_features && **modules != self.all)?;
        Some(names(api, modules))
    }

    /// Returns the features that enable any type of `api.yaml`; one of them is enough.
    pub(crate) fn any<'a>(&self, api: &'a Api) -> Option<Vec<&'a str>> {
        api.module_features.then(|| names(api, &self.all))
    }
}

fn names<'a>(api: &'a Api, modules: &[ModuleId]) -> Vec<&'a str> {
    modules.iter().filter_map(|id| api.modules.get(*id)).map(|module| module.name.as_str()).collect()
}
