//! The mapping of an overlay's file. What it changes stays nodes here: it is merged before documents are read.

use std::marker::PhantomData;

use super::api::ApiDoc;
use super::keys::{KebabName, Keyed, Modules};
use super::mapping::mapping;
use super::module::ModuleDoc;
use super::read::{At, Read, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, Json};
use crate::schema::patch;
use crate::yaml::{Kind, Node};

mapping! {
    /// Changes of one's own to an API's spec: a file that is merged over the spec's files by name.
    "overlay" OverlayDoc {
        /// Which API: its short name.
        need overlay: KebabName<'a> = "overlay",
        /// What changes in `api.yaml`.
        may api: Patch<'a, ApiDoc<'a>> = "api",
        /// What changes in the modules; a name that the API does not have is a new module.
        some modules: Keyed<'a, Modules, Patch<'a, ModuleDoc<'a>>> = "modules",
    }
    elsewhere {
        "module" => "modules stand by their names: `modules: {NAME: {…}}`",
        "actions" => "actions stand inside their module: `modules: {NAME: {actions: {…}}}`",
        "constants" => "constants stand inside their module: `modules: {NAME: {constants: {…}}}`",
        "types" => "types stand inside their module, or under `api`: `modules: {NAME: {types: {…}}}`",
        "sources" => "what belongs into api.yaml stands under `api`: `api: {sources: {…}}`",
        "servers" => "what belongs into api.yaml stands under `api`: `api: {servers: {…}}`",
        "auth" => "what belongs into api.yaml stands under `api`: `api: {auth: {…}}`",
        "defaults" => "what belongs into api.yaml stands under `api`: `api: {defaults: {…}}`",
        "failures" => "what belongs into api.yaml stands under `api`: `api: {failures: {…}}`",
        "errors" => "what belongs into api.yaml stands under `api`: `api: {errors: {…}}`",
    }
    any_of { "api", "modules" }
}

/// Changes to a document of the kind `T`, not yet read.
#[derive(Clone, Debug)]
pub(crate) struct Patch<'a, T> {
    /// The changes: a mapping, or nothing.
    pub(crate) node: Node<'a>,
    /// The key that they hang at.
    pub(crate) span: Span,
    kind: PhantomData<T>,
}

impl<'a, T: Read<'a>> Read<'a> for Patch<'a, T> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Map(_) | Kind::Null => Some(Self { node, span: at.span, kind: PhantomData }),
            _ => {
                wrong_kind(&node, "a mapping", None, sink);
                None
            }
        }
    }

    fn schema(definitions: &mut Definitions) -> Json {
        patch::of(&T::schema(definitions))
    }
}
