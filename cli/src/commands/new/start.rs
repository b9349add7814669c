//! The beginning of an API, as it was read.

use std::path::PathBuf;

use super::kinds::FileKind;
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

impl Start {
    /// Returns the first action of the spec, as `module/action`.
    pub(super) fn first_action(&self) -> Option<String> {
        let mut modules = self.spec.iter().filter(|(file, _)| file != "api.yaml");
        modules.find_map(|(file, text)| {
            let (_, actions) = text.split_once("\nactions:\n")?;
            let action = actions.lines().next()?.trim().split(':').next()?;
            Some(format!("{}/{action}", file.strip_suffix(".yaml")?))
        })
    }
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
    /// What its file is.
    pub(super) kind: FileKind,
    pub(super) file: File,
    /// Folder of the file's name, with the other files of the document.
    pub(super) folder: PathBuf,
    /// OpenAPI Overlays that change it, in order.
    pub(super) overlays: Vec<File>,
    /// Names of other files that were found.
    pub(super) rest: Vec<String>,
}

/// A file that was read.
pub(super) struct File {
    /// Name, relative to the folder of the document.
    pub(super) name: String,
    pub(super) text: String,
}
