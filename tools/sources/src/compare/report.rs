//! The report of a comparison.

use std::collections::BTreeMap;

use bindery_model::Deviation;
use bindery_model::diagnostic::Span;
use bindery_vocabulary::words;

use crate::claims::{Kind, LineRange, Unread};

/// The result of comparing a document with a spec.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// Findings, in the order of the document. Findings without a place in the document come last.
    pub findings: Vec<Finding>,
    /// Number of claims of each kind, and their results.
    pub coverage: BTreeMap<Kind, Count>,
    /// Lines that cannot be read.
    pub unread: Vec<Unread>,
}

impl Report {
    /// Whether there are no findings except declared deviations.
    pub fn agrees(&self) -> bool {
        self.findings.iter().all(|finding| finding.verdict == Verdict::Declared)
    }
}

/// A difference between a document and a spec.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Kind of difference between document and spec.
    pub verdict: Verdict,
    /// Kind of claim that the finding concerns.
    pub kind: Kind,
    /// Subject, such as `user/info email`.
    pub subject: String,
    /// Short description of the difference.
    pub message: String,
    /// Reason of the declared deviation, if there is one.
    pub because: Option<String>,
    /// Lines of the document that make the claim, or of the section that lacks it; `None` if there are none.
    pub document: Option<LineRange>,
    /// Position in the spec of the part concerned, or of the part that would contain it; `None` if there is none.
    pub spec: Option<Span>,
    /// Position of the claim among the claims of the document.
    pub claim: Option<usize>,
}

words! {
    /// Kind of difference between document and spec.
    #[derive(PartialOrd, Ord)]
    pub enum Verdict: "verdict" {
        /// The document makes a claim that the spec lacks.
        NotInSpec = "not in the spec",
        /// The spec has a part that the document lacks.
        NotInDocument = "not in the document",
        /// The document and the spec disagree.
        Differs = "differs",
        /// The difference is a declared deviation.
        Declared = "declared",
        /// The spec declares a deviation from a claim that the document does not make.
        Untrue = "untrue deviation",
    }
}

/// Coverage of the claims of one kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Number of claims of this kind in the document.
    pub claims: usize,
    /// Number of claims that agree with the spec.
    pub agree: usize,
    /// Number of claims with a declared deviation.
    pub declared: usize,
    /// Number of parts of the spec that the document lacks.
    pub only_in_spec: usize,
}

/// Creates a finding without positions.
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
        claim: None,
    }
}

impl Finding {
    /// Sets the position in the spec.
    pub(super) fn at(mut self, span: Span) -> Self {
        self.spec = Some(span);
        self
    }

    /// Marks the finding as declared, if there is a deviation for it.
    pub(super) fn allowed_by(mut self, deviation: Option<&Deviation>) -> Self {
        if let Some(deviation) = deviation {
            self.verdict = Verdict::Declared;
            self.because = Some(deviation.because.clone());
        }
        self
    }

    /// Sets the lines in the document.
    pub(super) fn on(mut self, place: LineRange) -> Self {
        self.document = Some(place);
        self
    }
}
