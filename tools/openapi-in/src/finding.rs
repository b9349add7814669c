//! What a converted document says that its spec does not.

use std::collections::BTreeSet;
use std::fmt;

use crate::document::Document;

/// A construct of the document that the spec does not say, or says only in part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Weight of the finding.
    pub weight: Weight,
    /// Reason, the same text for all findings of a kind.
    pub reason: &'static str,
    /// JSON pointer of the construct, with the file in front where it is not the first one. In a Swagger 2.0 document,
    /// pointers follow the layout of OpenAPI 3.0.
    pub pointer: String,
    /// What the document says, in short; may be empty.
    pub detail: String,
    /// File of the construct.
    pub file: String,
    /// First and last line of the construct in its file, or of the nearest value around it.
    pub lines: (u32, u32),
}

/// Weight of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// The spec lacks the construct: what is sent or received differs from the document.
    Gap,
    /// The spec says the construct more widely than the document: what the document allows is sent and read, and a
    /// rule of the document is not checked.
    Wider,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.pointer, self.reason)?;
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

/// Reason for what follows another protocol than HTTP, which is out of scope.
pub(crate) const WEBSOCKET: &str = "WebSocket, or another protocol after HTTP";

/// The findings of a conversion, each once: weight, reason, pointer and detail.
#[derive(Debug, Default)]
pub(crate) struct Findings(BTreeSet<(Weight, &'static str, String, String)>);

impl Findings {
    /// Records a construct that the spec lacks.
    pub(crate) fn gap(&mut self, pointer: &str, reason: &'static str, detail: impl Into<String>) {
        self.0.insert((Weight::Gap, reason, pointer.to_owned(), detail.into()));
    }

    /// Records a rule that the spec does not have.
    pub(crate) fn wider(&mut self, pointer: &str, reason: &'static str, detail: impl Into<String>) {
        self.0.insert((Weight::Wider, reason, pointer.to_owned(), detail.into()));
    }

    /// Returns the findings with their places in the document.
    pub(crate) fn placed(self, document: &Document) -> Vec<Finding> {
        let each = self.0.into_iter().map(|(weight, reason, pointer, detail)| {
            let span = document.near(&pointer);
            let file = document.files.get(usize::from(span.file)).map(|(name, _)| name.clone());
            let lines = (span.first, span.last);
            Finding { weight, reason, pointer, detail, file: file.unwrap_or_default(), lines }
        });
        each.collect()
    }
}
