//! The error of a document that cannot be read.

use std::fmt;

/// Reason why a text is no document that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    reason: String,
    lacks_files: bool,
}

impl ReadError {
    pub(crate) fn new(reason: String) -> Self {
        Self { reason, lacks_files: false }
    }

    pub(crate) fn lacking(reason: String) -> Self {
        Self { reason, lacks_files: true }
    }

    /// Whether files are missing to which references lead.
    pub fn lacks_files(&self) -> bool {
        self.lacks_files
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for ReadError {}
