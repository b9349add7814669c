//! The document that a spec is read from: found among files and folders, and recognized.

use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::NotationKind;

use super::start::{Document, Start};
use super::{openapi, prose};
use crate::args::New;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::suggest::listing;

/// Extensions of documents, in folders.
const EXTENSIONS: [&str; 9] = ["json", "yaml", "yml", "md", "rst", "txt", "html", "htm", "text"];

/// Returns the document among files and folders. Of several, it is the only OpenAPI document.
pub(super) fn find(from: &[PathBuf]) -> Result<Document, Failed> {
    let mut paths = Vec::new();
    for path in from {
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => paths.extend(in_folder(path)?),
            Ok(_) => paths.push(path.clone()),
            Err(error) => return Err(Failed::file("read", path, &error).exit(Exit::Usage)),
        }
    }
    let documents = paths.iter().map(|path| document(path)).collect::<Result<Vec<_>, _>>()?;
    let names: Vec<String> = documents.iter().map(|document| document.name.clone()).collect();
    let several = documents.len() > 1;
    let mut documents =
        documents.into_iter().filter(|document| !several || openapi::looks_like_it(&document.text));
    match (documents.next(), documents.next()) {
        (Some(document), None) => Ok(document),
        (None, _) if names.is_empty() => {
            Err(Failed::usage("there is no document in the folder").note(format!(
                "documents have one of the extensions {}; name a file with another one: --from FILE",
                EXTENSIONS.join(", ")
            )))
        }
        _ => Err(Failed::usage("a spec is read from one document, but there are several")
            .note(format!("choose one of: {}", listing(names.iter().map(String::as_str))))),
    }
}

/// Returns the documents of a folder, by name.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failed> {
    let is_document = |path: &PathBuf| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        path.is_file() && extension.is_some_and(|extension| EXTENSIONS.contains(&extension))
    };
    Ok(files::folder(folder)?.into_iter().filter(is_document).collect())
}

fn document(path: &Path) -> Result<Document, Failed> {
    let bytes = bindery_model::input::read_file(path)
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot read {error}")))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    Ok(Document { name, folder, text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Reads a spec from a document, in the notation that is asked for or recognized.
pub(super) fn read(document: &Document, api: &str, options: &New) -> Result<Start, Failed> {
    let asked = options.notation;
    if asked.map_or_else(|| openapi::looks_like_it(&document.text), |kind| kind == NotationKind::OpenApi) {
        return openapi::read(document, api, &options.only);
    }
    if !options.only.is_empty() {
        return Err(Failed::usage("--only selects parts of an OpenAPI document, and this is none"));
    }
    prose::read(document, api, asked)
}
