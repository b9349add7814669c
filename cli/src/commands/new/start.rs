//! The beginning of an API, as it was read.

use std::path::PathBuf;

use crate::exit::Exit;

/// The beginning of an API.
pub(super) struct Start {
    /// Files of the spec: the name and the text of each.
    pub(super) spec: Vec<(String, String)>,
    /// Documents that the spec is based on: the name and the text of each.
    pub(super) documents: Vec<(String, String)>,
    /// Whether `bindery sources` can read the documents.
    pub(super) is_watched: bool,
    /// What was read and what was not.
    pub(super) rows: Vec<Row>,
    /// Exit code if everything else succeeds.
    pub(super) exit: Exit,
}

/// A row of the table that shows what was read.
pub(super) struct Row {
    /// `read`, `read in part`, `not read`, `not said`, `said wider` or `blank`.
    pub(super) state: &'static str,
    /// Kind of thing.
    pub(super) what: String,
    pub(super) count: usize,
    /// Where the first one is.
    pub(super) place: String,
}

/// A document.
pub(super) struct Document {
    /// File name.
    pub(super) name: String,
    /// Folder of the file, with the other files of the document.
    pub(super) folder: PathBuf,
    pub(super) text: String,
}
