//! What is said about a document and a spec.

use std::collections::BTreeMap;

use bindery_model::Deviation;
use bindery_model::diagnostic::Span;
use bindery_vocabulary::words;

use crate::facts::{Kind, Place, Unread};

/// How a document and a spec agree.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// What is to be said, in the order of the document; what has no place there comes last.
    pub findings: Vec<Finding>,
    /// How many facts of each kind there are, and how they fared.
    pub coverage: BTreeMap<Kind, Count>,
    /// The lines that could not be read.
    pub unread: Vec<Unread>,
}

impl Report {
    /// Whether nothing differs but what is declared.
    pub fn agrees(&self) -> bool {
        self.findings.iter().all(|finding| finding.verdict == Verdict::Declared)
    }
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is the matter.
    pub verdict: Verdict,
    /// What kind of thing it is about.
    pub kind: Kind,
    /// The thing: `user/info email`.
    pub subject: String,
    /// What differs, in a few words.
    pub message: String,
    /// Why the spec departs from the document, if it declares so.
    pub because: Option<String>,
    /// Where the document says it.
    pub document: Option<Place>,
    /// Where the spec says it.
    pub spec: Option<Span>,
    /// The position of the fact among those of the document.
    pub fact: Option<usize>,
}

words! {
    /// What is the matter with a thing.
    #[derive(PartialOrd, Ord)]
    pub enum Verdict: "verdict" {
        /// The document says it, the spec does not.
        NotInSpec = "not in the spec",
        /// The spec says it, the document does not.
        NotInDocument = "not in the document",
        /// Both say it, differently.
        Differs = "differs",
        /// The spec departs from the document and says so.
        Declared = "declared",
        /// The spec declares a deviation from something that the document does not say.
        Untrue = "untrue deviation",
    }
}

/// How the facts of a kind fared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many there are.
    pub facts: usize,
    /// How many of them the spec says too.
    pub agree: usize,
    /// How many the spec knowingly departs from.
    pub declared: usize,
    /// How many things the spec says and the document does not.
    pub only_in_spec: usize,
}

/// The beginnings of a finding.
pub(super) fn finding(
    verdict: Verdict,
    kind: Kind,
    subject: impl Into<String>,
    message: impl Into<String>,
) -> Finding {
    Finding {
        verdict,
        kind,
        subject: subject.into(),
        message: message.into(),
        because: None,
        document: None,
        spec: None,
        fact: None,
    }
}

impl Finding {
    /// With the place in the spec.
    pub(super) fn at(mut self, span: Span) -> Self {
        self.spec = Some(span);
        self
    }

    /// Declared, where a deviation allows it.
    pub(super) fn allowed_by(mut self, deviation: Option<&Deviation>) -> Self {
        if let Some(deviation) = deviation {
            self.verdict = Verdict::Declared;
            self.because = Some(deviation.because.clone());
        }
        self
    }

    /// With the place in the document.
    pub(super) fn on(mut self, place: Place) -> Self {
        self.document = Some(place);
        self
    }
}
