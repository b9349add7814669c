//! Reading of an API's documents.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use bindery_model::diagnostic::SourceMap;
use bindery_model::{Api, Source, Texts};
use bindery_openapi_in::{Document as OpenApi, Parts as OpenApiParts, is_first_file};
use bindery_sources::{
    Draft, Edit, Exact, Line, Lock, Reading, Report, apply, compare, compare_exact, draft, draft_exact,
    lines, read,
};

use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::{DIM, GREEN, Output};
use crate::project::Project;
use crate::specs::{Overlays, load};
use crate::text::laid_out;

/// Name of the lock file in an API's folder.
const FILE: &str = "sources.lock";

/// A spec without mistakes, with its files.
pub(super) struct Spec {
    pub(super) api: Api,
    pub(super) sources: SourceMap,
}

/// A document of a spec, with its parsed contents.
pub(super) struct Document {
    /// Index in the list of the API's sources.
    pub(super) source: usize,
    /// Folder with the other files of the document.
    folder: PathBuf,
    pub(super) text: String,
    pub(super) lines: Vec<Line>,
    pub(super) reading: Reading,
}

/// Names of files that are parts of the OpenAPI documents read before. A part may say its own version, but it is no
/// document by itself.
#[derive(Default)]
pub(super) struct Parts(HashSet<String>);

/// The comparison of a document with a spec.
pub(super) struct Comparison {
    pub(super) report: Report,
    /// The document as a spec, if it says everything exactly.
    pub(super) exact: Option<Exact>,
}

impl Document {
    /// Returns the number of lines.
    pub(super) fn length(&self) -> u32 {
        self.lines.last().map_or(0, |line| line.number)
    }

    /// Compares the document with the spec.
    pub(super) fn compare(
        &self,
        api: &Api,
        source: &Source,
        parts: &mut Parts,
    ) -> Result<Comparison, Failed> {
        let exact = self.exact(api, source, parts)?;
        let report = match &exact {
            Some(exact) => compare_exact(api, source, exact).map_err(unexpected)?,
            None => compare(api, source, &self.reading),
        };
        Ok(Comparison { report, exact })
    }

    /// Drafts what the spec lacks.
    pub(super) fn draft(
        &self,
        spec: &Spec,
        source: &Source,
        parts: &mut Parts,
    ) -> Result<Vec<Draft>, Failed> {
        match self.exact(&spec.api, source, parts)? {
            Some(exact) => draft_exact(&spec.api, &spec.sources, &exact).map_err(unexpected),
            None => Ok(draft(&spec.api, &spec.sources, source, &self.reading)),
        }
    }

    /// Reads an OpenAPI document as a spec; none for other documents, and for the further files of one.
    fn exact(&self, api: &Api, source: &Source, parts: &mut Parts) -> Result<Option<Exact>, Failed> {
        let is_part = parts.0.contains(&source.file) || !is_first_file(&self.text);
        let Some(reading) = source.openapi().filter(|_| !is_part) else { return Ok(None) };
        let mut overlays = Vec::with_capacity(reading.overlays.len());
        for name in &reading.overlays {
            overlays.push((name.clone(), text(&self.folder.join(name))?));
        }
        let is_without_texts = reading.texts == Texts::None;
        let document = openapi(&source.file, &self.text, &self.folder, overlays, is_without_texts)?;
        parts.0.extend(document.file_names().skip(1).map(str::to_owned));
        Exact::read(&document, api, source).map(Some).map_err(unexpected)
    }
}

fn unexpected(reason: String) -> Failed {
    Failed::new(Exit::Unexpected, reason)
}

/// Loads the spec of an API, which must be without mistakes.
pub(super) fn spec(project: &Project, name: &str, output: &Output) -> Result<Spec, Failed> {
    let spec = load(project, name, &Overlays::none())?;
    let sources = spec.sources.clone();
    Ok(Spec { api: spec.valid(name, output)?, sources })
}

/// Reads the documents of an API that have a notation; `given` is the user's option.
pub(super) fn documents(api: &Api, project: &Project, given: Option<&Path>) -> Result<Vec<Document>, Failed> {
    let sources = api.sources.iter().enumerate().filter(|(_, source)| !source.notations.is_empty());
    if sources.clone().next().is_none() {
        return Ok(Vec::new());
    }
    let folder = project.documents(&api.id, given)?;
    let document = |(position, source): (usize, &Source)| {
        let path = folder.join(&source.file);
        if !path.exists() {
            let message = format!(
                "there is no document {}: the source `{}` of {}",
                path.display(),
                source.name,
                api.id
            );
            let note = "specify the folder with the documents, which are not part of the spec: --docs DIR, or \
                        `documents` in bindery.toml";
            return Err(Failed::new(Exit::Usage, message).note(note));
        }
        let text = text(&path)?;
        let lines = lines(&text);
        let reading = read(&lines, &source.notations);
        Ok(Document { source: position, folder: folder.clone(), text, lines, reading })
    };
    sources.map(document).collect()
}

/// Reads an OpenAPI document whose other files are in a folder. `overlays` are names and texts.
pub(crate) fn openapi(
    name: &str,
    text: &str,
    folder: &Path,
    overlays: Vec<(String, String)>,
    without_texts: bool,
) -> Result<OpenApi, Failed> {
    let mut supply = |wanted: &str| {
        let bytes = bindery_model::input::read_file(&folder.join(wanted)).ok()?;
        Some(laid_out(String::from_utf8_lossy(&bytes).into_owned()))
    };
    let parts = OpenApiParts { supply: Some(&mut supply), overlays, without_texts };
    OpenApi::with(name, text, parts).map_err(|error| {
        let failed = Failed::new(Exit::Unreadable, format!("{name} cannot be read: {error}"));
        let note = "files are read from the folder of the document; to read it with files beside that folder, name a \
                    folder that has them all";
        failed.maybe_note(error.lacks_files().then(|| note.to_owned()))
    })
}

/// Returns the line for a source that is not read by machine.
pub(super) fn not_read(api: &str, source: &Source) -> String {
    format!("{DIM}{api} {}: not read, since the source has no `notation`{DIM:#}\n", source.name)
}

/// Writes a file of a spec.
pub(super) fn save(path: &Path, text: &str, output: &Output) -> Result<(), Failed> {
    files::write(path.parent().unwrap_or(Path::new("")), path, text)?;
    output.summary(&format!("{GREEN}wrote{GREEN:#} {}\n", path.display()))?;
    Ok(())
}

/// Writes the files of a spec that edits change.
pub(super) fn save_edited(spec: &Spec, edits: &[Edit], output: &Output) -> Result<(), Failed> {
    for file in &spec.sources.files {
        let text = apply(&file.name, &file.text, edits);
        if text != file.text {
            save(Path::new(&file.name), &text, output)?;
        }
    }
    Ok(())
}

/// Reads a document; one without line breaks is laid out. Bytes that are not UTF-8 are replaced, since the vendor's document is not ours to fix.
pub(crate) fn text(path: &Path) -> Result<String, Failed> {
    let bytes = bindery_model::input::read_file(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => {
            Failed::new(Exit::Usage, format!("there is no document {}", path.display()))
                .note("specify the folder with the documents: --docs DIR")
        }
        _ => Failed::new(Exit::Unexpected, format!("cannot read {error}")),
    })?;
    Ok(laid_out(String::from_utf8_lossy(&bytes).into_owned()))
}

/// Returns the path of an API's lock file.
pub(super) fn lock_path(project: &Project, api: &str) -> PathBuf {
    project.folder(api).join(FILE)
}

/// Reads the existing lock file.
pub(super) fn read_lock(path: &Path) -> Result<Lock, Failed> {
    let text = files::read(path)?.ok_or_else(|| {
        Failed::new(Exit::Usage, format!("there is no {}", path.display()))
            .note("create it from the documents that the spec is based on: `bindery sources lock --docs DIR`")
    })?;
    Lock::parse(&text).map_err(|line| {
        Failed::new(Exit::Unexpected, format!("{}:{line} is not a valid line of a lock file", path.display()))
            .note("recreate the file: `bindery sources lock --docs DIR`")
    })
}
