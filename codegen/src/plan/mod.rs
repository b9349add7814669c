//! The plan: every Rust decision except the names, which belong to the model. Paths, constructors, metadata, doc
//! texts.
//!
//! The plan borrows from the model and its names, and leaves nothing for the printer to decide.

mod action;
mod auth;
mod calls;
mod completes;
mod constructor;
mod context;
mod cycles;
mod docs;
mod equality;
mod expr;
mod info;
mod items;
mod pages;
mod reach;
mod root;
mod text;
mod types;
mod unions;

pub use calls::{ActionCall, Calls, ConstructorCall, ModuleCalls, TypeName, calls};
pub(crate) use expr::{Chain, Expr};
pub(crate) use items::*;
pub use text::markdown;

use bindery_model::Api;
use bindery_model::names::Names;

use crate::package::Package;
use context::PlanContext;

/// Everything that is printed, except the [`Contents`] of modules: those are planned when they are printed, one at a
/// time, since those of a large API together would not fit into the processor's cache.
pub(crate) struct Plan<'a> {
    /// Plan of the root.
    pub(crate) root: root::RootPlan<'a>,
    /// The error enum.
    pub(crate) errors: root::ErrorsPlan<'a>,
    /// The types of `api.yaml`.
    pub(crate) types: Vec<TypePlan<'a>>,
    /// Features that enable any of these types; one of them is enough.
    pub(crate) types_features: Option<Vec<&'a str>>,
    /// Whether the runtime's feature for contents and streams is needed.
    pub(crate) needs_content: bool,
    /// The modules, in the order of the spec.
    pub(crate) modules: Vec<ModulePlan<'a>>,
    context: PlanContext<'a>,
}

/// Plans an API with the chosen names, for a package.
pub(crate) fn plan<'a>(api: &'a Api, names: &'a Names, package: &Package) -> Plan<'a> {
    let context = PlanContext::new(api, names);
    let shared = api.types.iter().enumerate().filter(|(_, def)| def.module.is_none());
    let modules =
        api.modules.iter().zip(&names.modules).enumerate().map(|(id, (module, names))| ModulePlan {
            module,
            feature: api.module_features.then_some(module.name.as_str()),
            ident: &names.ident.text,
            api_trait: &names.api_trait,
            blocking_trait: &names.blocking_trait,
            backend_trait: &names.backend_trait,
            docs: docs::module(api, module),
            summary: docs::summary(&module.about),
            id,
            names,
        });
    Plan {
        modules: modules.collect(),
        types: shared.filter_map(|(id, _)| types::plan(&context, id, None)).collect(),
        types_features: context.reach.any(api),
        needs_content: api.has_content(),
        root: root::plan(api, names, package),
        errors: root::errors(api, names),
        context,
    }
}

impl<'a> Plan<'a> {
    /// Plans the contents of a module.
    pub(crate) fn contents(&self, of: &ModulePlan<'a>) -> Contents<'a> {
        let ModulePlan { id, module, names, .. } = *of;
        let constants = module.constants.iter().zip(&names.constants).map(|(constant, name)| ConstantPlan {
            ident: &name.text,
            docs: docs::constant(constant),
            json: &constant.json,
        });
        Contents {
            actions: action::plan(&self.context, id, module, names),
            types: module.types.iter().filter_map(|at| types::plan(&self.context, *at, Some(id))).collect(),
            constants: constants.collect(),
        }
    }
}
