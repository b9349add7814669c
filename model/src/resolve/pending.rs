//! References that are looked up when all actions are known.

use crate::diagnostic::Span;
use crate::document::Text;

/// The successor that a retired action names, to be looked up when all actions are known.
pub(super) struct Successor {
    /// Where it is named.
    pub(super) span: Span,
    /// The module and the place of the action that names it.
    pub(super) from: (usize, usize),
}

/// The actions that a scheme names.
pub(super) struct Issuers {
    /// The scheme's name.
    pub(super) scheme: String,
    pub(super) by: Reference,
    pub(super) ended_by: Option<Reference>,
    pub(super) header: Span,
    pub(super) value: Span,
}

pub(super) struct Reference {
    pub(super) text: String,
    pub(super) span: Span,
    /// Where the parts of the text stand.
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
