//! The step of a version that follows from differences, by Cargo's reading of semver.

use bindery_vocabulary::words;

words! {
    /// A step of a version.
    #[derive(Default, PartialOrd, Ord)]
    pub enum Step: "step of a version" {
        /// There is nothing to release.
        #[default]
        None = "none",
        /// Texts only.
        Patch = "patch",
        /// Something is new, and nothing breaks.
        Minor = "minor",
        /// Something breaks.
        Major = "major",
    }
}

impl Step {
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
