//! The plan: every Rust decision but the names, which the model has. Paths, constructors, constant facts, doc texts.
//!
//! The plan borrows from the model and its names, and holds nothing that the printer would have to decide.

mod action;
mod auth;
mod calls;
mod constructor;
mod context;
mod cycles;
mod docs;
mod expr;
mod info;
mod items;
mod reach;
mod root;
mod text;
mod types;

pub use calls::{ActionCall, Calls, ConstructorCall, ModuleCalls, TypeName, calls};
pub(crate) use expr::{Chain, Expr};
pub(crate) use items::*;
pub use text::markdown;

use bindery_model::Api;
use bindery_model::names::Names;

use context::Context;

/// Everything that is printed, but for the [`Contents`] of modules: those are planned when they are printed, one at a
/// time, since a large API's would not fit into the processor's cache together.
pub(crate) struct Plan<'a> {
    /// What the root says.
    pub(crate) root: root::RootPlan<'a>,
    /// The error enum.
    pub(crate) errors: root::ErrorsPlan<'a>,
    /// The types of `api.yaml`.
    pub(crate) types: Vec<TypePlan<'a>>,
    /// The features of which one must be on for any of these types.
    pub(crate) types_features: Option<Vec<&'a str>>,
    /// The modules, in the order of the spec.
    pub(crate) modules: Vec<ModulePlan<'a>>,
    context: Context<'a>,
}

/// The plan of an API whose names are chosen.
pub(crate) fn plan<'a>(api: &'a Api, names: &'a Names) -> Plan<'a> {
    let context = Context::new(api, names);
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
        root: root::plan(api, names),
        errors: root::errors(api, names),
        context,
    }
}

impl<'a> Plan<'a> {
    /// What a module holds.
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
