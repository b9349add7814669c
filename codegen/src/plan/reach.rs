//! Which modules lead to which types: what a type's features are where modules may be left out.

use bindery_model::{Api, ModuleId, Type, TypeDef, TypeId};

/// Which modules lead to which types.
pub(crate) struct Reach {
    /// By type: the modules.
    modules: Vec<Vec<ModuleId>>,
    /// The modules that lead to any type of `api.yaml`.
    all: Vec<ModuleId>,
}

impl Reach {
    /// Finds out.
    pub(crate) fn of(api: &Api) -> Self {
        let mut modules: Vec<Vec<ModuleId>> = vec![Vec::new(); api.types.len()];
        for (id, module) in api.modules.iter().enumerate() {
            let mut open = Vec::new();
            for action in &module.actions {
                let parameters =
                    action.parameters.iter().filter(|field| field.in_rust()).map(|field| &field.ty);
                open.extend(parameters.chain(action.returns.types()).filter_map(Type::leaf));
            }
            open.extend(&module.types);
            while let Some(at) = open.pop() {
                let Some(known) = modules.get_mut(at) else { continue };
                if known.last() == Some(&id) {
                    continue;
                }
                known.push(id);
                let fields = api.types.get(at).map(TypeDef::fields).unwrap_or_default();
                let fields = fields.iter().filter(|field| field.in_rust());
                open.extend(fields.filter_map(|field| field.ty.leaf()));
            }
        }
        let shared = api.types.iter().zip(&modules).filter(|(def, _)| def.module.is_none());
        let mut all: Vec<ModuleId> = shared.flat_map(|(_, modules)| modules).copied().collect();
        all.sort_unstable();
        all.dedup();
        Self { modules, all }
    }

    /// The features of which one must be on for a type to be there; none when there is no condition beyond that of the
    /// file that it stands in.
    pub(crate) fn features<'a>(&self, api: &'a Api, id: TypeId) -> Option<Vec<&'a str>> {
        let modules = self.modules.get(id).filter(|modules| api.module_features && **modules != self.all)?;
        Some(names(api, modules))
    }

    /// The features of which one must be on for any type of `api.yaml` to be there.
    pub(crate) fn any<'a>(&self, api: &'a Api) -> Option<Vec<&'a str>> {
        api.module_features.then(|| names(api, &self.all))
    }
}

fn names<'a>(api: &'a Api, modules: &[ModuleId]) -> Vec<&'a str> {
    modules.iter().filter_map(|id| api.modules.get(*id)).map(|module| module.name.as_str()).collect()
}
