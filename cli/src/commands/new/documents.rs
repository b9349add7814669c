//! The document that a spec is read from: found among files and folders, and recognized.

use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::NotationKind;

use super::kinds::{FileKind, Foreign};
use super::start::{Document, File, Start};
use super::{openapi, prose};
use crate::args::New;
use crate::commands::sources::documents::openapi as parse;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::paths::path_text;
use crate::suggest::listing;
use crate::text::laid_out;

/// Extensions of documents, in folders.
const EXTENSIONS: [&str; 9] = ["json", "yaml", "yml", "md", "rst", "txt", "html", "htm", "text"];

/// Extensions of OpenAPI documents, which are looked for in the folders of a folder too.
const OPENAPI: [&str; 3] = ["json", "yaml", "yml"];

/// Depth to which the folders of a folder are looked through, and the number of files in them.
const MAX_DEPTH: usize = 8;
const MAX_FILES: usize = 4096;

/// A file with what it is.
struct Candidate {
    file: File,
    /// Folder to which its name is relative.
    folder: PathBuf,
    kind: FileKind,
}

/// Returns the document among files and folders. Of several, it is the only OpenAPI document, or the one that refers to
/// the others. Overlays of OpenAPI belong to it.
pub(super) fn find(from: &[PathBuf], asked: Option<NotationKind>) -> Result<Document, Failed> {
    let mut found = Vec::new();
    for path in from {
        match fs::metadata(path) {
            Ok(about) if about.is_dir() => found.extend(in_folder(path)?),
            Ok(_) => {
                let folder = path.parent().unwrap_or(Path::new("")).to_owned();
                found.push(candidate(path, folder)?);
            }
            Err(error) => return Err(Failed::file("read", path, &error).exit(Exit::Usage)),
        }
    }
    let names = |all: &[Candidate]| all.iter().map(|one| one.file.name.clone()).collect::<Vec<_>>();
    let all = names(&found);
    let (overlays, found): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| one.kind == FileKind::Overlay);
    let is_openapi = |one: &Candidate| one.kind == FileKind::OpenApi || asked == Some(NotationKind::OpenApi);
    let several = found.len() > 1;
    let (mut documents, rest): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|one| !several || is_openapi(one));
    keep_roots(&mut documents);
    let mut documents = documents.into_iter();
    let document = match (documents.next(), documents.next()) {
        (Some(document), None) => document,
        (None, _) if all.is_empty() => {
            return Err(Failed::usage("there is no document in the folder").note(format!(
                "documents have one of the extensions {}; name a file with another one: --from FILE",
                EXTENSIONS.join(", ")
            )));
        }
        (None, _) if rest.is_empty() => {
            return Err(Failed::usage(format!(
                "{} is an OpenAPI Overlay, which changes a document",
                all.join(", ")
            ))
            .note("name the document too: --from DOCUMENT OVERLAY"));
        }
        (None, _) => {
            return Err(one_of(
                &all,
                "documents in prose are read one by one: start an API with one of them, and add the others to its `sources`",
            ));
        }
        (Some(_), Some(_)) => {
            let note = "of one API in several documents, write a document whose `paths` refer to all of their paths, \
                        such as `/orders: {$ref: 'orders.yaml#/paths/~1orders'}`; of several APIs, start each \
                        with a `bindery new` of its own";
            return Err(one_of(&all, note));
        }
    };
    if let Some(overlay) = overlays.first().filter(|_| !is_openapi(&document)) {
        return Err(Failed::usage(format!(
            "{} changes an OpenAPI document, and there is none",
            overlay.file.name
        )));
    }
    Ok(Document {
        kind: document.kind,
        file: document.file,
        folder: document.folder,
        overlays: overlays.into_iter().map(|one| one.file).collect(),
        rest: names(&rest),
    })
}

fn one_of(names: &[String], note: &str) -> Failed {
    let message = "a spec is read from one document, but there are several";
    Failed::usage(message)
        .note(format!("choose one of: {}", listing(names.iter().map(String::as_str))))
        .note(note)
}

/// Leaves out the documents that others refer to: they are parts of those.
fn keep_roots(documents: &mut Vec<Candidate>) {
    if documents.len() < 2 {
        return;
    }
    let paths: Vec<PathBuf> = documents.iter().map(|one| one.folder.join(&one.file.name)).collect();
    let mut parts = Vec::new();
    for one in documents.iter() {
        // A document that cannot be read is reported when it is the one to read.
        if let Ok(parsed) = parse(&one.file.name, &one.file.text, &one.folder, Vec::new(), false) {
            parts.extend(parsed.file_names().skip(1).map(|name| one.folder.join(name)));
        }
    }
    let mut is_root = paths.iter().map(|path| !parts.contains(path));
    // Documents that refer to each other have no root: all are shown.
    if is_root.clone().any(|root| root) {
        documents.retain(|_| is_root.next().unwrap_or(true));
    }
}

/// Returns the files of a folder, by name. If none is an OpenAPI document, those of its folders are looked for.
fn in_folder(folder: &Path) -> Result<Vec<Candidate>, Failed> {
    let has = |path: &Path, extensions: &[&str]| {
        let extension = path.extension().and_then(|extension| extension.to_str());
        path.is_file() && extension.is_some_and(|extension| extensions.contains(&extension))
    };
    let entries = files::folder(folder)?;
    let own = entries.iter().filter(|path| has(path, &EXTENSIONS));
    let own = own.map(|path| candidate(path, folder.to_owned())).collect::<Result<Vec<_>, _>>()?;
    if own.iter().any(|one| one.kind == FileKind::OpenApi) {
        return Ok(own);
    }
    let mut open: Vec<(PathBuf, usize)> = entries.into_iter().map(|path| (path, 1)).rev().collect();
    let mut inner = Vec::new();
    while let Some((path, depth)) = open.pop() {
        let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() && !is_hidden && !path.is_symlink() && depth <= MAX_DEPTH {
            open.extend(files::folder(&path)?.into_iter().map(|path| (path, depth + 1)).rev());
        } else if depth > 1 && has(&path, &OPENAPI) && inner.len() < MAX_FILES {
            inner.push(candidate(&path, folder.to_owned())?);
        }
    }
    inner.retain(|one| one.kind == FileKind::OpenApi);
    Ok(own.into_iter().chain(inner).collect())
}

/// Reads a file; its name is relative to the folder.
fn candidate(path: &Path, folder: PathBuf) -> Result<Candidate, Failed> {
    let bytes = bindery_model::input::read_file(path)
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot read {error}")))?;
    let name = path_text(path.strip_prefix(&folder).unwrap_or(path).to_owned());
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Failed::new(Exit::Unreadable, format!("{name} is in UTF-16"))
            .note("save it in UTF-8, such as by `iconv -f UTF-16 -t UTF-8`"));
    }
    let text = String::from_utf8_lossy(&bytes);
    let kind = FileKind::of(&text);
    if let (FileKind::OpenApi | FileKind::Overlay, Err(wrong)) = (kind, std::str::from_utf8(&bytes)) {
        let before = bytes.get(..wrong.valid_up_to()).unwrap_or_default();
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        return Err(Failed::new(Exit::Unreadable, format!("{name}:{line} is not in UTF-8"))
            .note("save the file in UTF-8"));
    }
    Ok(Candidate { file: File { name, text: laid_out(text.into_owned()) }, folder, kind })
}

/// Reads a spec from a document, in the notation that is asked for or recognized.
pub(super) fn read(document: &Document, api: &str, options: &New) -> Result<Start, Failed> {
    let asked = options.notation;
    let name = &document.file.name;
    if document.file.text.trim().is_empty() {
        return Err(Failed::new(Exit::Unreadable, format!("{name} is empty")));
    }
    match (asked, document.kind) {
        (None, FileKind::OpenApi) | (Some(NotationKind::OpenApi), _) => openapi::read(document, api, options),
        (None, FileKind::Foreign(Foreign { name: kind, advice })) => {
            Err(Failed::new(Exit::Unreadable, format!("{name} is {kind}, which Bindery does not read"))
                .note(*advice))
        }
        _ if !options.only.is_empty() => {
            Err(Failed::usage(format!("--only selects parts of an OpenAPI document, and {name} is none"))
                .note(format!("leave it out, and remove from spec/{api} what you do not need")))
        }
        _ if options.texts.is_some() => {
            Err(Failed::usage(format!("--texts is for OpenAPI documents, and {name} is none")))
        }
        _ => prose::read(document, api, asked),
    }
}
