//! `bindery sources lock` and `bindery sources status`: fingerprints of the documents.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use bindery_model::{Source, Texts};
use bindery_sources::{Lock, SectionChange, SectionChangeKind, fingerprints, line_digests, status};
use serde::Serialize;

use super::documents::{Document, Spec, documents, lock_path, not_read, read_lock, save, spec};
use super::renumber;
use crate::args::{Format, SourcesLock, SourcesStatus};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::{CYAN, GREEN, HEADER, Output, RED, YELLOW};
use crate::paths::path_text;
use crate::project::Project;
use crate::text::{count, json};

/// Text that identifies a file as a lock.
const WRITTEN_BY: &str = "Written by `bindery sources lock`";

/// A changed section in JSON output.
#[derive(Serialize)]
struct ChangeContract {
    /// Name of the API.
    api: String,
    /// Name of the document in the spec.
    source: String,
    /// `new`, `changed`, `reworded`, `moved` or `gone`.
    kind: &'static str,
    /// Title of the section; null for a removed section.
    title: Option<String>,
    /// Lines of the section in the lock; null for a new one.
    before: Option<[u32; 2]>,
    /// Current lines of the section; null for a removed section.
    now: Option<[u32; 2]>,
    /// Items of the spec that are based on the section.
    items: Vec<String>,
}

/// Writes the lock files, or reports that they are out of date.
pub(crate) fn write(options: &SourcesLock, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let mut exit = Exit::Done;
    for name in project.choose(&options.of.apis)? {
        let spec = spec(project, &name, output)?;
        let documents = documents(&spec.api, project, options.of.docs.as_deref())?;
        let text = lock(&spec, &documents).text();
        let path = lock_path(project, &name);
        let found = files::read(&path)?;
        if found.as_deref() == Some(text.as_str()) {
            continue;
        }
        if options.check {
            output.result(&format!("{} is out of date\n", path.display()))?;
            exit = exit.and(Exit::Stale);
        } else {
            if found.is_some_and(|found| !found.contains(WRITTEN_BY)) && !options.force {
                return Err(files::foreign(&[path_text(path)]));
            }
            if let Ok(before) = read_lock(&path) {
                warn(&name, &spec, &documents, &before, output);
            }
            save(&path, &text, output)?;
        }
    }
    Ok(exit)
}

/// Writes the lock of a new API, which agrees with its documents.
pub(crate) fn first(name: &str, project: &Project, output: &Output) -> Result<PathBuf, Failed> {
    let spec = spec(project, name, output)?;
    let documents = documents(&spec.api, project, None)?;
    let path = lock_path(project, name);
    files::write(Path::new(""), &path, &lock(&spec, &documents).text())?;
    Ok(path)
}

/// Warns if evidence still has the line numbers of the lock that is about to be overwritten.
fn warn(name: &str, spec: &Spec, documents: &[Document], before: &Lock, output: &Output) {
    for document in documents {
        let Some(source) = spec.api.sources.get(document.source) else { continue };
        let moved = before.lines_of(&source.name).filter(|lines| *lines != line_digests(&document.text));
        if moved.is_some_and(|lines| !renumber::follow(spec, source, document, lines).shifts.is_empty()) {
            output.note(&format!(
                "the lines of {name} {} have moved, and its evidence was not renumbered; unless that was done by \
                 hand, restore the old lock and run `bindery sources renumber` first",
                source.name
            ));
        }
    }
}

/// Reports which sections have changed.
pub(crate) fn compare(options: &SourcesStatus, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let mut list = Vec::new();
    for name in project.choose(&options.of.apis)? {
        let spec = spec(project, &name, output)?;
        let documents = documents(&spec.api, project, options.of.docs.as_deref())?;
        if options.format == Format::Text {
            for source in spec.api.sources.iter().filter(|source| source.notations.is_empty()) {
                output.summary(&not_read(&name, source))?;
            }
        }
        if documents.is_empty() {
            continue;
        }
        let before = read_lock(&lock_path(project, &name))?;
        let now = lock(&spec, &documents);
        for (document, now) in documents.iter().zip(&now.documents) {
            let Some(before) = before.documents.iter().find(|before| before.source == now.source) else {
                output
                    .note(&format!("{name} {}: not in the lock; `bindery sources lock` adds it", now.source));
                continue;
            };
            let mut changes = status(before, now, &document.reading);
            let source = spec.api.sources.get(document.source);
            if source.and_then(Source::openapi).is_some_and(|reading| reading.texts == Texts::None) {
                changes.retain(|change| change.kind != SectionChangeKind::Reworded);
            }
            if options.format == Format::Text {
                output.result(&shown(&name, &now.source, &changes))?;
            }
            list.extend(changes.into_iter().map(|change| ChangeContract {
                api: name.clone(),
                source: now.source.clone(),
                kind: change.kind.text(),
                title: change.title,
                before: change.before.map(|place| [place.first, place.last]),
                now: change.now.map(|place| [place.first, place.last]),
                items: change.items,
            }));
        }
    }
    if options.format == Format::Json {
        output.result(&json(&list)?)?;
    }
    Ok(if list.is_empty() { Exit::Done } else { Exit::Differs })
}

fn lock(spec: &Spec, documents: &[Document]) -> Lock {
    let taken = documents.iter().filter_map(|document| {
        let source = spec.api.sources.get(document.source)?;
        Some(fingerprints(&spec.api, &source.name, &document.text, &document.lines, &document.reading))
    });
    Lock { documents: taken.collect() }
}

fn shown(api: &str, source: &str, changes: &[SectionChange]) -> String {
    let mut text = match changes.len() {
        0 => format!("{HEADER}{api} {source}{HEADER:#}: {GREEN}unchanged{GREEN:#}\n"),
        number => format!("{HEADER}{api} {source}{HEADER:#}: {} changed\n", count(number, "section")),
    };
    for change in changes {
        let color = match change.kind {
            SectionChangeKind::New | SectionChangeKind::Changed => YELLOW,
            SectionChangeKind::Reworded | SectionChangeKind::Moved => CYAN,
            SectionChangeKind::Gone => RED,
        };
        let title = change.title.as_deref().unwrap_or("a section");
        let lines = |place: bindery_sources::LineRange| format!("{source}:{}", place.text());
        let place = match (change.before.map(lines), change.now.map(lines)) {
            (Some(before), Some(now)) if before != now => format!("{now} (was {before})"),
            (_, Some(now)) => now,
            (before, None) => format!("was {}", before.unwrap_or_default()),
        };
        let _ = writeln!(text, "  {color}{}{color:#} {title} {CYAN}{place}{CYAN:#}", change.kind.text());
        if !change.items.is_empty() {
            let _ = writeln!(text, "    used by: {}", change.items.join(", "));
        }
    }
    text
}
