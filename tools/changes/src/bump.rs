//! Version bump that follows from differences, by Cargo's interpretation of semver.

use bindery_vocabulary::words;

words! {
    /// Version bump: the part of the version number that must increase.
    #[derive(Default, PartialOrd, Ord)]
    pub enum VersionBump: "version bump" {
        /// Nothing changed, so no release is needed.
        #[default]
        None = "none",
        /// Only texts for people changed.
        Patch = "patch",
        /// Something is new, and nothing breaks.
        Minor = "minor",
        /// Something breaks for callers, backends or the wire.
        Major = "major",
    }
}

impl VersionBump {
    /// Explains the bump for version numbers. While the major number is 0, Cargo treats the minor number as the
    /// breaking one, so other additions increase the patch number.
    pub const fn advice(self) -> &'static str {
        match self {
            VersionBump::None => "no release is needed",
            VersionBump::Patch => "1.2.3 becomes 1.2.4, and 0.2.3 becomes 0.2.4",
            VersionBump::Minor => "1.2.3 becomes 1.3.0, and 0.2.3 becomes 0.2.4",
            VersionBump::Major => "1.2.3 becomes 2.0.0, and 0.2.3 becomes 0.3.0",
        }
    }
}
