//! `bindery sources renumber`: updates the line numbers of evidence.

use std::path::Path;

use bindery_model::Source;
use bindery_sources::{Fate, LineRange, Lock, Renumbering, Shift, line_digests, renumber};

use super::documents::{Document, Spec, documents, lock_path, read_lock, save, save_edited, spec};
use crate::args::SourcesRenumber;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{CYAN, GREEN, HEADER, Output, RED, YELLOW};
use crate::project::Project;

/// Advice for a lock without line fingerprints.
const ANEW: &str =
    "`bindery sources lock --docs DIR` recreates it, from the documents that the evidence refers to";

/// Renumbers the evidence of the selected APIs.
pub(crate) fn run(options: &SourcesRenumber, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let mut exit = Exit::Done;
    for name in project.choose(&options.of.apis)? {
        let spec = spec(project, &name, output)?;
        let documents = documents(&spec.api, project, options.of.docs.as_deref())?;
        if !documents.is_empty() {
            exit = exit.and(one(&name, &spec, &documents, project, options.write, output)?);
        }
    }
    Ok(exit)
}

/// Whether the evidence of an API can be renumbered: there is a lock with line fingerprints. A lock of an older
/// version, which has none, is reported as a note.
pub(super) fn is_possible(
    name: &str,
    project: &Project,
    documents: &[Document],
    output: &Output,
) -> Result<bool, Failed> {
    let path = lock_path(project, name);
    if documents.is_empty() || !path.exists() {
        return Ok(false);
    }
    let known = read_lock(&path)?.documents.iter().any(|document| !document.lines.is_empty());
    if !known {
        output.note(&format!(
            "evidence is not renumbered, since {} has no line fingerprints; {ANEW}",
            path.display()
        ));
    }
    Ok(known)
}

/// Renumbers the evidence of one API, and records the new line numbers in its lock.
pub(super) fn one(
    name: &str,
    spec: &Spec,
    documents: &[Document],
    project: &Project,
    write: bool,
    output: &Output,
) -> Result<Exit, Failed> {
    let path = lock_path(project, name);
    let before = read_lock(&path)?;
    let mut now = before.clone();
    let mut edits = Vec::new();
    let mut exit = Exit::Done;
    for document in documents {
        let Some(source) = spec.api.sources.get(document.source) else { continue };
        if !before.documents.iter().any(|locked| locked.source == source.name) {
            output.note(&format!("{name} {}: not in the lock, so not renumbered", source.name));
            continue;
        }
        let lines = lines_of(&before, source, &path)?;
        let found = follow(spec, source, document, lines);
        output.result(&shown(name, spec, source, &found))?;
        if found.shifts.iter().any(Shift::is_doubtful) {
            exit = Exit::Differs;
        }
        edits.extend(found.edits().cloned());
        for locked in now.documents.iter_mut().filter(|locked| locked.source == source.name) {
            locked.lines = line_digests(&document.text);
        }
    }
    if write {
        save_edited(spec, &edits, output)?;
        if now != before {
            save(&path, &now.text(), output)?;
        }
    }
    Ok(exit)
}

/// Computes the new line numbers for one document.
pub(super) fn follow(spec: &Spec, source: &Source, document: &Document, before: &[String]) -> Renumbering {
    renumber(&spec.api, &spec.sources, source, before, &line_digests(&document.text), document.length())
}

fn lines_of<'l>(lock: &'l Lock, source: &Source, path: &Path) -> Result<&'l [String], Failed> {
    lock.lines_of(&source.name).ok_or_else(|| {
        let message = format!("{} has no line fingerprints of {}", path.display(), source.name);
        Failed::new(Exit::Usage, message).note(ANEW)
    })
}

fn shown(api: &str, spec: &Spec, source: &Source, found: &Renumbering) -> String {
    if found.shifts.is_empty() && found.lines.is_none() {
        let title = format!("{HEADER}{api} {}{HEADER:#}", source.name);
        return format!("{title}: {GREEN}evidence is up to date{GREEN:#}\n");
    }
    let at =
        |span| format!("{CYAN}{}:{}{CYAN:#}", spec.sources.file_name(span), spec.sources.position(span).0);
    let mut text = String::new();
    for shift in &found.shifts {
        let before = format!("{} {}:{}", at(shift.span), source.name, shift.before.text());
        let moved = |place: LineRange| {
            let by_hand = format!(" {YELLOW}change by hand{YELLOW:#}");
            let by_hand = if shift.edits.is_empty() { by_hand } else { String::new() };
            format!("{before} → {}:{}{by_hand}", source.name, place.text())
        };
        text.push_str(&match shift.fate {
            Fate::There(place) => moved(place) + "\n",
            Fate::Shrunk(place) => {
                format!("{} {YELLOW}partly gone; review{YELLOW:#}\n", moved(place))
            }
            Fate::Gone => format!("{before} {RED}is gone; not changed{RED:#}\n"),
        });
    }
    if let Some((lines, _)) = &found.lines {
        let place = at(source.lines_span);
        text.push_str(&format!("{place} lines of {}: {} → {lines}\n", source.name, source.lines));
    }
    text
}
