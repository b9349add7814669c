//! The mapping of an overlay file. Its changes are kept as nodes, because they are merged before documents are read.

use std::marker::PhantomData;

use super::api::ApiDoc;
use super::keys::{KebabName, Keyed, Modules};
use super::mapping::mapping;
use super::module::ModuleDoc;
use super::read::{At, Read, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, JsonValue};
use crate::schema::patch;
use crate::yaml::{Kind, Node};

mapping! {
    /// An overlay: changes of your own to an API's spec, merged by name over the spec's files.
    "overlay" OverlayDoc {
        /// Short name of the API.
        need overlay: KebabName<'a> = "overlay",
        /// Changes to `api.yaml`.
        may api: Patch<'a, ApiDoc<'a>> = "api",
        /// Changes to the modules, by name. A name that the API does not have is a new module; null removes a module.
        some modules: Keyed<'a, Modules, Patch<'a, ModuleDoc<'a>>> = "modules",
    }
    elsewhere {
        "module" => "write modules by name: `modules: {NAME: {…}}`",
        "actions" => "actions belong inside their module: `modules: {NAME: {actions: {…}}}`",
        "constants" => "constants belong inside their module: `modules: {NAME: {constants: {…}}}`",
        "types" => "types belong inside their module, or under `api`: `modules: {NAME: {types: {…}}}`",
        "sources" => "settings of api.yaml belong under `api`: `api: {sources: {…}}`",
        "servers" => "settings of api.yaml belong under `api`: `api: {servers: {…}}`",
        "auth" => "settings of api.yaml belong under `api`: `api: {auth: {…}}`",
        "defaults" => "settings of api.yaml belong under `api`: `api: {defaults: {…}}`",
        "error-formats" => "settings of api.yaml belong under `api`: `api: {error-formats: {…}}`",
        "errors" => "settings of api.yaml belong under `api`: `api: {errors: {…}}`",
    }
    any_of { "api", "modules" }
}

/// Unread changes to a document of type `T`.
#[derive(Clone, Debug)]
pub(crate) struct Patch<'a, T> {
    /// The changes: a mapping or null.
    pub(crate) node: Node<'a>,
    /// Place of the key under which they are.
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

    fn schema(definitions: &mut Definitions) -> JsonValue {
        patch::patch_schema(&T::schema(definitions))
    }
}
