//! `bindery sources draft`: drafts the YAML of what a document says and a spec does not.

use std::fs;
use std::path::Path;

use bindery_model::{Notation, NotationKind};
use bindery_openapi_in::{Options as ImportOptions, State, import};
use bindery_sources::{Draft, Edit, FreshFile, fresh, length, lines, read};

use super::documents::{Parts, Spec, documents, openapi, save, save_edited, spec, text};
use super::renumber;
use crate::args::Draft as Options;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::{CYAN, Output};
use crate::project::Project;
use crate::text::count;

/// Drafts the missing parts of specs, or a new spec.
pub(crate) fn run(options: &Options, project: &Project, output: &Output) -> Result<Exit, Failed> {
    if let (Some(name), Some(notation), Some(document)) = (&options.new, options.notation, &options.docs) {
        return new(options, name, notation, document, project, output);
    }
    let mut exit = Exit::Done;
    for name in project.choose(&options.apis)? {
        let mut spec = spec(project, &name, output)?;
        let documents = documents(&spec.api, project, options.docs.as_deref())?;
        // Drafts refer to the current line numbers, so existing evidence must be renumbered first.
        if options.write && renumber::is_possible(&name, project, &documents, output)? {
            exit = exit.and(renumber::one(&name, &spec, &documents, project, true, output)?);
            spec = self::spec(project, &name, output)?;
        }
        let mut edits = Vec::new();
        let mut parts = Parts::default();
        for document in documents {
            let Some(source) = spec.api.sources.get(document.source) else { continue };
            if !document.reading.unread.is_empty() {
                exit = exit.and(Exit::Unreadable);
                let lines = count(document.reading.unread.len(), "line");
                output.note(&format!(
                    "{lines} of {} could not be read; `bindery sources check` lists them",
                    source.file
                ));
            }
            for found in document.draft(&spec, source, &mut parts)? {
                show(&found, &spec, output)?;
                edits.extend(found.edits);
            }
            edits.extend(length(&spec.sources, source, document.length()));
        }
        if options.write {
            write(&spec, &name, project, &edits, output)?;
        }
    }
    Ok(exit)
}

/// Shows a draft and the place where it belongs.
fn show(found: &Draft, spec: &Spec, output: &Output) -> Result<(), Failed> {
    if found.yaml.is_empty() {
        output.note(&format!("nothing can be drafted for {}", found.subject));
        return Ok(());
    }
    let place = found.edits.first().map(|edit| match edit {
        Edit::Create { file, .. } => file.clone(),
        Edit::Insert { file, at, .. } => {
            let known = spec.sources.files.iter().find(|other| other.name == *file);
            let before = known.and_then(|known| known.text.get(..*at)).unwrap_or("");
            format!("{file}:{}", before.matches('\n').count() + 1)
        }
    });
    let place = place.unwrap_or_else(|| "insert by hand".to_owned());
    output.result(&format!("{CYAN}# {} → {place}{CYAN:#}\n{}", found.subject, found.yaml))?;
    Ok(())
}

/// Inserts the drafts into the files of a spec.
fn write(spec: &Spec, name: &str, project: &Project, edits: &[Edit], output: &Output) -> Result<(), Failed> {
    save_edited(spec, edits, output)?;
    for edit in edits {
        if let Edit::Create { file, text } = edit {
            let path = project.folder(name).join(file);
            if files::is_there(&path)? {
                return Err(Failed::usage(format!("the file {} already exists", path.display())));
            }
            save(&path, text, output)?;
        }
    }
    Ok(())
}

/// Drafts the complete spec of a new API.
fn new(
    options: &Options,
    name: &str,
    kind: NotationKind,
    document: &Path,
    project: &Project,
    output: &Output,
) -> Result<Exit, Failed> {
    let folder = project.spec().join(name);
    if folder.exists() {
        return Err(Failed::usage(format!("the folder {} already exists", folder.display()))
            .note("to draft what its spec lacks, run `bindery sources draft` without --new"));
    }
    let file = document.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = text(document)?;
    if kind == NotationKind::OpenApi {
        let parsed = openapi(&file, &text, document.parent().unwrap_or(Path::new("")), Vec::new(), false)?;
        let done = import(&parsed, &parsed.operations(), &ImportOptions::new(name, file));
        let files = done.files.into_iter().map(|file| FreshFile { name: file.name, text: file.text });
        put(&files.collect::<Vec<_>>(), &folder, options.write, output)?;
        for one in done.operations.iter().filter(|one| one.state != State::Callable) {
            let what =
                if one.state == State::Reported { "is not in the spec" } else { "is in the spec in part" };
            let place = format!("{}:{}", one.file, one.lines.0);
            output.note(&format!("{place} {} {what}: {}", one.operation, one.reasons.join("; ")));
        }
        for finding in &done.findings {
            output.note(&format!("{}:{} {finding}", finding.file, finding.lines.0));
        }
        for refused in &done.refused {
            output.note(refused);
        }
        let whole = done.operations.iter().all(|one| one.state == State::Callable) && done.refused.is_empty();
        return Ok(if whole { Exit::Done } else { Exit::Unreadable });
    }
    let lines = lines(&text);
    let reading = read(&lines, &[Notation::of(kind)]);
    let files = fresh(name, &file, kind, &lines, &reading);
    put(&files, &folder, options.write, output)?;
    for unread in &reading.unread {
        output.note(&format!("line {} could not be read: {}", unread.line, unread.reason));
    }
    Ok(if reading.unread.is_empty() { Exit::Done } else { Exit::Unreadable })
}

/// Writes the files of a new spec, or shows them.
fn put(files: &[FreshFile], folder: &Path, write: bool, output: &Output) -> Result<(), Failed> {
    if write {
        fs::create_dir_all(folder).map_err(|error| Failed::file("create", folder, &error))?;
    }
    for file in files {
        if write {
            save(&folder.join(&file.name), &file.text, output)?;
        } else {
            output.result(&format!("{CYAN}# {}{CYAN:#}\n{}\n", file.name, file.text))?;
        }
    }
    Ok(())
}
