//! How we know.

use bindery_vocabulary::words;

use crate::diagnostic::Span;

/// How we know a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The source's name.
    pub source: String,
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// How strong it is.
    pub grade: Grade,
    /// What is to be said about it.
    pub about: String,
}

/// A place in the files of a spec where evidence is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Citation {
    /// The source's name.
    pub source: String,
    /// The first line.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// Where the lines are written; where `end` says the last one apart, only the first.
    pub span: Span,
    /// Where the last line is written on its own.
    pub end: Option<Span>,
}

words! {
    /// How strong evidence is, the strongest first.
    #[derive(Default, PartialOrd, Ord)]
    pub enum Grade: "grade of evidence" {
        /// The source says it in full.
        #[default]
        Full = "full",
        /// The source breaks off.
        Cut = "cut",
        /// Concluded from the source.
        Inferred = "inferred",
        /// Somebody else says so.
        ThirdParty = "third-party",
        /// Only the name is known.
        Listed = "listed",
    }

    /// What a deviation is about, where that can be held against the source by machine.
    pub enum Aspect: "aspect" {
        /// The type: the claim is the type as the source writes it, or `none`.
        Type = "type",
        /// Whether it is there: the claim is `required`, `optional`, `absent` or `twice`.
        Presence = "presence",
        /// The name: the claim is the name as the source writes it.
        Name = "name",
    }

    /// How much of a thing the sources show: the strongest grade of its evidence.
    #[derive(PartialOrd, Ord)]
    pub enum Coverage: "coverage" {
        /// Only the name is known.
        Listed = "listed",
        /// Some of it: the source breaks off, or somebody else says so, or it is concluded.
        Partial = "partial",
        /// All of it.
        Full = "full",
    }
}

impl Coverage {
    /// The coverage that evidence gives.
    pub fn of(evidence: &[Evidence]) -> Self {
        let grade = |one: &Evidence| match one.grade {
            Grade::Full => Coverage::Full,
            Grade::Cut | Grade::Inferred | Grade::ThirdParty => Coverage::Partial,
            Grade::Listed => Coverage::Listed,
        };
        evidence.iter().map(grade).max().unwrap_or(Coverage::Listed)
    }
}

/// Where the spec knowingly departs from a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deviation {
    /// What the source claims.
    pub from: String,
    /// Which aspect the claim is about; none when only people can judge it.
    pub of: Option<Aspect>,
    /// Why the spec says something else.
    pub because: String,
}
