//! What a converted document says that its spec does not.

use std::fmt;

/// A construct of the document that the spec does not say, or says only in part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Weight of the finding.
    pub weight: Weight,
    /// Reason, the same text for all findings of a kind.
    pub reason: &'static str,
    /// JSON pointer of the construct.
    pub pointer: String,
    /// What the document says, in short; may be empty.
    pub detail: String,
}

/// Weight of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// The findings of a conversion, each once.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Records a construct that the spec lacks.
    pub(crate) fn gap(&mut self, pointer: &str, reason: &'static str, detail: impl Into<String>) {
        self.add(Weight::Gap, pointer, reason, detail.into());
    }

    /// Records a rule that the spec does not have.
    pub(crate) fn wider(&mut self, pointer: &str, reason: &'static str, detail: impl Into<String>) {
        self.add(Weight::Wider, pointer, reason, detail.into());
    }

    fn add(&mut self, weight: Weight, pointer: &str, reason: &'static str, detail: String) {
        let finding = Finding { weight, reason, pointer: pointer.to_owned(), detail };
        if !self.0.contains(&finding) {
            self.0.push(finding);
        }
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Finding> {
        self.0.sort();
        self.0
    }
}
