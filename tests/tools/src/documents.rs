//! The vendors' documents, which are not part of the repository.

use std::path::{Path, PathBuf};

use crate::skipped;

/// The environment variable that names the folder of the vendors' documents.
const VARIABLE: &str = "BINDERY_DOCUMENTS";

/// Returns the folder of the vendors' documents, which contains `seeds`, `reference` and `corpus`; none if
/// `BINDERY_DOCUMENTS` is not set. A relative path is relative to the root of the workspace, for the tests of every
/// package.
pub fn documents() -> Option<PathBuf> {
    let folder = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty())?;
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder))
}

/// Returns the text of a document, by its path in the folder of documents; none, with a note in the test's output, if
/// there is no such folder.
///
/// # Panics
/// Panics if `BINDERY_DOCUMENTS` names a folder without the document, or if it is not set and nothing may be skipped.
pub fn document(path: &str) -> Option<String> {
    let Some(folder) = documents() else {
        skipped(&format!("{path} is looked for where {VARIABLE} says, which is not set"));
        return None;
    };
    let file = folder.join(path);
    let text = std::fs::read_to_string(&file);
    Some(text.unwrap_or_else(|error| panic!("{VARIABLE} is set, but {}: {error}", file.display())))
}
