//! What every part of the planning needs.

use bindery_model::Api;
use bindery_model::names::Names;

use super::cycles::{Cycles, boxed};
use super::reach::Reach;

/// What every part of the planning needs.
pub(crate) struct Context<'a> {
    pub(super) api: &'a Api,
    pub(super) names: &'a Names,
    /// Which records contain themselves.
    pub(super) boxed: Cycles,
    /// Which modules lead to which types.
    pub(super) reach: Reach,
}

impl<'a> Context<'a> {
    /// Of an API whose names are chosen.
    pub(super) fn new(api: &'a Api, names: &'a Names) -> Self {
        Self { api, names, boxed: boxed(api), reach: Reach::of(api) }
    }
}
