//! Context of the planning.

use bindery_model::names::Names;
use bindery_model::{Action, Api, ModuleId};

use super::cycles::{Cycles, boxed};
use super::equality::Inexact;
use super::reach::Reach;

/// Context of the planning.
pub(crate) struct PlanContext<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    /// Records that contain themselves.
    pub(super) boxed: Cycles,
    /// Types that each module uses.
    pub(super) reach: Reach,
    /// Types without `Eq`.
    pub(super) inexact: Inexact,
}

impl<'a> PlanContext<'a> {
    /// Creates the context of an API from the chosen names.
    pub(super) fn new(api: &'a Api, names: &'a Names) -> Self {
        Self { api, names, boxed: boxed(api), reach: Reach::compute(api), inexact: Inexact::compute(api) }
    }

    /// Returns the successor of a deprecated action: its module, the module's name in Rust, and its request.
    pub(super) fn successor(&self, action: &Action) -> Option<(ModuleId, &'a str, &'a str)> {
        let (id, position) = action.replaced_by?;
        let module = self.names.modules.get(id)?;
        let action = module.actions.get(position)?;
        Some((id, &module.ident.text, &action.request.text))
    }
}
