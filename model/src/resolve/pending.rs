//! References that are looked up when all actions are known.

use super::Resolver;
use crate::diagnostic::Span;
use crate::document::Text;
use crate::model::{Module, ModuleId};

/// The successor of a deprecated action.
pub(super) struct Successor {
    /// Place of the reference.
    pub(super) span: Span,
    /// Module and position of the deprecated action.
    pub(super) from: (usize, usize),
}

/// The actions that an authentication scheme refers to.
pub(super) struct Issuers {
    /// Name of the scheme.
    pub(super) scheme: String,
    pub(super) by: Reference,
    pub(super) ended_by: Option<Reference>,
    pub(super) header: Span,
    pub(super) value: Span,
}

pub(super) struct Reference {
    pub(super) text: String,
    pub(super) span: Span,
    /// Places of the module name and the action name.
    pub(super) parts: (Span, Span),
}

impl Reference {
    pub(super) fn new(text: &Text<'_>) -> Self {
        let cut = text.value.find('/').unwrap_or(text.value.len());
        let after = (cut + 1).min(text.value.len());
        let parts = (text.part(0..cut), text.part(after..text.value.len()));
        Self { text: text.value.as_ref().to_owned(), span: text.span, parts }
    }
}

impl Resolver {
    /// Returns the action that a reference names, as module and position. It must be one that can be called. `code` is
    /// that of the diagnostics.
    pub(super) fn called(
        &mut self,
        reference: &Reference,
        modules: &[Module],
        code: &'static str,
    ) -> Option<(ModuleId, usize)> {
        let Some((module_name, action_name)) = reference.text.split_once('/') else {
            self.error(code, reference.span, "invalid reference to an action")
                .label("the module is missing")
                .help("write `module/action`, such as `account/login`");
            return None;
        };
        let module = self.names.modules.find_at(module_name, reference.parts.0, &mut self.sink);
        self.actions.get(module)?.find_at(action_name, reference.parts.1, &mut self.sink);
        let found = modules.get(module)?;
        if found.listed.iter().any(|listed| listed.name == action_name) {
            self.error(code, reference.span, "this action cannot be called")
                .label("only listed")
                .help("add its `response`, or name another action");
        }
        Some((module, found.actions.iter().position(|action| action.name == action_name)?))
    }
}
