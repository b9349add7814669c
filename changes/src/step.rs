//! The step of a version that follows from differences, by Cargo's reading of semver.

/// A step of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// There is nothing to release.
    #[default]
    None,
    /// Texts only.
    Patch,
    /// Something is new, and nothing breaks.
    Minor,
    /// Something breaks.
    Major,
}

impl Step {
    /// Its name, which is part of the JSON contract.
    pub const fn as_str(self) -> &'static str {
        match self {
            Step::None => "none",
            Step::Patch => "patch",
            Step::Minor => "minor",
            Step::Major => "major",
        }
    }

    /// What it means for version numbers. While the first number is 0, Cargo takes the second for the one that breaks, so
    /// what else is new goes into the third.
    pub const fn advice(self) -> &'static str {
        match self {
            Step::None => "no release is needed",
            Step::Patch => "1.2.3 becomes 1.2.4, and 0.2.3 becomes 0.2.4",
            Step::Minor => "1.2.3 becomes 1.3.0, and 0.2.3 becomes 0.2.4",
            Step::Major => "1.2.3 becomes 2.0.0, and 0.2.3 becomes 0.3.0",
        }
    }
}
