//! The vendors' documents, which are not part of the repository.

use std::path::{Path, PathBuf};

use crate::skipped;

/// The environment variable that names the folder of the vendors' documents.
const VARIABLE: &str = "BINDERY_DOCUMENTS";

/// The folder of the vendors' documents, which holds `seeds`, `reference` and `corpus`; none where `BINDERY_DOCUMENTS` is not
/// set. A relative path starts at the root of the workspace, whichever package's tests run.
pub fn documents() -> Option<PathBuf> {
    let folder = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty())?;
    Some(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder))
}

/// The text of a document, by its path in the folder of documents; none, which the test's output says, where there are none.
///
/// # Panics
/// When `BINDERY_DOCUMENTS` names a folder without the document, and when it is not set and nothing may be skipped.
pub fn document(path: &str) -> Option<String> {
    let Some(folder) = documents() else {
        skipped(&format!("{path} is looked for where {VARIABLE} says, which is not set"));
        return None;
    };
    let file = folder.join(path);
    let text = std::fs::read_to_string(&file);
    Some(text.unwrap_or_else(|error| panic!("{VARIABLE} is set, but {}: {error}", file.display())))
}
