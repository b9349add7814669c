//! References that are looked up when all actions are known.

use crate::diagnostic::Span;
use crate::document::Text;

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
