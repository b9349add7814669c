//! Evidence for statements of a spec, coverage by the sources, and deviations from them.

use bindery_vocabulary::words;

use crate::diagnostic::Span;

/// Lines of a source on which a statement is based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Name of the source, as declared in `api.yaml`.
    pub source: String,
    /// Number of the first line, counted from 1.
    pub first: u32,
    /// Number of the last line, inclusive.
    pub last: u32,
    /// Strength with which the lines support the statement.
    pub grade: Grade,
    /// Remark about the evidence; empty if there is none.
    pub about: String,
}

/// A place in a spec's files where evidence is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// Name of the source, as declared in `api.yaml`.
    pub source: String,
    /// Number of the first line, counted from 1.
    pub first: u32,
    /// Number of the last line, inclusive.
    pub last: u32,
    /// Place of the lines, or of the first line only if `end` is set.
    pub span: Span,
    /// Place of the last line if it is written separately.
    pub end: Option<Span>,
}

words! {
    /// Strength of evidence, strongest first.
    #[derive(Default, PartialOrd, Ord)]
    pub enum Grade: "evidence grade" {
        /// The source describes it in full.
        #[default]
        Full = "full",
        /// The source breaks off within the description.
        Cut = "cut",
        /// Inferred from the source, which does not say it directly.
        Inferred = "inferred",
        /// Stated by a third party.
        ThirdParty = "third-party",
        /// Only the name is known.
        Listed = "listed",
    }

    /// Aspect of a deviation that is checked against the source by machine.
    pub enum Aspect: "aspect" {
        /// Type: the claim is the type as written in the source, or `none`.
        Type = "type",
        /// Presence: the claim is `required`, `optional`, `absent` or `twice`.
        Presence = "presence",
        /// Name: the claim is the name as written in the source.
        Name = "name",
    }

    /// Coverage by the sources: the strongest grade of the evidence.
    #[derive(PartialOrd, Ord)]
    pub enum Coverage: "coverage" {
        /// The sources contain only the name.
        Listed = "listed",
        /// The sources show a part, or the evidence is weak: the source breaks off, a third party states it, or it is
        /// inferred.
        Partial = "partial",
        /// The sources describe it in full.
        Full = "full",
    }
}

impl Coverage {
    /// Returns the coverage by this evidence; `Listed` if there is none.
    pub fn from_evidence(evidence: &[Evidence]) -> Self {
        let grade = |one: &Evidence| match one.grade {
            Grade::Full => Coverage::Full,
            Grade::Cut | Grade::Inferred | Grade::ThirdParty => Coverage::Partial,
            Grade::Listed => Coverage::Listed,
        };
        evidence.iter().map(grade).max().unwrap_or(Coverage::Listed)
    }
}

/// A deliberate difference between the spec and a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// Claim of the source that the spec does not follow.
    pub from: String,
    /// Aspect of the claim; `None` if only a person can judge it.
    pub aspect: Option<Aspect>,
    /// Reason why the spec differs.
    pub because: String,
}
