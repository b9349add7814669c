//! `bindery new`: starts a crate for a new API. Everything is read before anything is written; what is written is a
//! project with settings, which `generate` then completes.
//!
//! `start` is the result of reading: `example` has the spec to start from, `documents` finds and recognizes the document, `openapi` and `prose` read it.

mod documents;
mod example;
mod kinds;
mod openapi;
mod prose;
mod settings;
mod start;

use std::path::{Path, PathBuf};

use bindery_model::schema::json_schema;

use super::generate;
use super::sources::lock;
use crate::args::{Generate, New};
use crate::config::{self, Config};
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::Output;
use crate::paths::path_text;
use crate::project::Project;
use crate::specs::Overlays;
use crate::table::Table;
use crate::workspace::Workspace;
use start::{Row, Start};

/// Starts an API.
pub(crate) fn run(options: &New, output: &Output) -> Result<Exit, Failed> {
    let name = options.name.as_str();
    check_name(name)?;
    let folder = PathBuf::from(name);
    if files::is_there(&folder)? {
        return Err(Failed::usage(format!("{name} already exists, and nothing is overwritten"))
            .note("choose another name, or run the command in another folder"));
    }
    let start = if options.from.is_empty() {
        example::start(name)
    } else {
        let document = documents::find(&options.from, options.notation)?;
        documents::read(&document, name, options)?
    };
    let mut written = write(options, &folder, &start)?;
    let settings = Config::read(&folder.join(config::FILE))?.unwrap_or_default();
    let project = Project::configured(folder.clone(), settings)?;
    let blanks = blanks(&folder, name, &start);
    let generated = match blanks.count {
        0 => generated(name, &project, output),
        _ => Ok(Vec::new()), // nothing is generated until the texts are written
    };
    if start.is_watched && blanks.count == 0 && generated.is_ok() {
        let lock = lock::first(name, &project, output)?;
        written.extend(lock.strip_prefix(&folder).map(Path::to_owned));
    }
    show(&folder, name, &start, &written, generated.as_deref().unwrap_or_default(), &blanks, output)?;
    if let Err(failed) = &generated {
        output.failed(failed);
    }
    let next = next_steps(&folder, name, &start, blanks.count > 0, generated.is_ok());
    output.summary(&next)?;
    Ok(generated.map_or_else(|failed| start.exit.and(failed.exit), |_| start.exit))
}

/// Reports a name that cannot be that of an API or of a folder.
fn check_name(name: &str) -> Result<(), Failed> {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    };
    if name.starts_with(|first: char| first.is_ascii_lowercase()) && name.split('-').all(is_part) {
        return Ok(());
    }
    Err(Failed::usage(format!("`{name}` is not a name of an API"))
        .note("use lower-case letters and digits, with hyphens between words: my-api"))
}

/// Writes the spec, the documents and the settings; returns the paths.
fn write(options: &New, folder: &Path, start: &Start) -> Result<Vec<PathBuf>, Failed> {
    let name = options.name.as_str();
    let spec = Path::new("spec").join(name);
    let mut all = vec![
        (PathBuf::from(config::FILE), settings::text(options, folder, !start.documents.is_empty())),
        (PathBuf::from(".gitignore"), "/target\n".to_owned()),
        (PathBuf::from("spec/bindery.schema.json"), json_schema()),
    ];
    all.extend(start.spec.iter().map(|(name, text)| (spec.join(name), text.clone())));
    let documents = Path::new("documents");
    all.extend(start.documents.iter().map(|(name, text)| (documents.join(name), text.clone())));
    for (path, text) in &all {
        files::write(Path::new(""), &folder.join(path), text)?;
    }
    Ok(all.into_iter().map(|(path, _)| path).collect())
}

/// Generates the crate; returns the paths of its files below its folder.
fn generated(name: &str, project: &Project, output: &Output) -> Result<Vec<PathBuf>, Failed> {
    let options = Generate { apis: vec![name.to_owned()], ..Generate::default() };
    let done = generate::one(name, &options, project, &Overlays::none(), output)?;
    let below = |path: &PathBuf| path.strip_prefix(project.root()).unwrap_or(path).to_owned();
    Ok(done.changes.iter().map(|change| below(&change.path)).collect())
}

/// Counts the texts of a spec that a person must write.
fn blanks(folder: &Path, name: &str, start: &Start) -> Row {
    let mut blanks = Row { state: "blank", what: "texts (`???`)".to_owned(), count: 0, place: String::new() };
    for (file, text) in &start.spec {
        for (at, line) in text.lines().enumerate() {
            if line.contains(": ???") {
                if blanks.count == 0 {
                    let path = folder.join("spec").join(name).join(file);
                    blanks.place = format!("{}:{}", path_text(path), at + 1);
                }
                blanks.count += line.matches(": ???").count();
            }
        }
    }
    blanks
}

/// Shows the tables: what was read, and what was written.
fn show(
    folder: &Path,
    name: &str,
    start: &Start,
    written: &[PathBuf],
    generated: &[PathBuf],
    blanks: &Row,
    output: &Output,
) -> Result<(), Failed> {
    let rows: Vec<&Row> =
        start.rows.iter().chain(std::iter::once(blanks).filter(|blanks| blanks.count > 0)).collect();
    if !rows.is_empty() {
        let mut table = Table::new(&["document", "what", ">number", "first"]);
        for row in rows {
            table.row([row.state.to_owned(), row.what.clone(), row.count.to_string(), row.place.clone()]);
        }
        output.result(&(table.render() + "\n"))?;
    }
    let mut table = Table::new(&["written", ">files", "purpose"]);
    let spec = format!("spec/{name}");
    let all: Vec<String> = written.iter().chain(generated).map(|path| path_text(path.clone())).collect();
    for (place, purpose) in [
        ("bindery.toml", "settings"),
        (spec.as_str(), "spec: edit these files"),
        ("spec/bindery.schema.json", "schema of the spec language, for editors"),
        ("documents", "what the spec is based on"),
        ("src", "generated code"),
        ("Cargo.toml", "yours to edit"),
        ("README.md", "yours to edit"),
        ("LICENSE-MIT", "license"),
        ("LICENSE-APACHE", "license"),
        (".gitignore", "yours to edit"),
    ] {
        let is_here = |path: &&String| {
            path.strip_prefix(place).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let files = all.iter().filter(is_here).count();
        if files > 0 {
            let place = path_text(folder.join(place));
            table.row([place, files.to_string(), purpose.to_owned()]);
        }
    }
    output.result(&table.render())?;
    Ok(())
}

/// Returns what to do next: commands, each with what it is for.
fn next_steps(folder: &Path, name: &str, start: &Start, has_blanks: bool, is_valid: bool) -> String {
    let mut steps: Vec<(String, String)> = Vec::new();
    let mut add = |step: &str, about: &str| steps.push((step.to_owned(), about.to_owned()));
    let workspace = Workspace::above(folder);
    if let Some(manifest) = workspace.folder().filter(|_| !workspace.has_member(folder)) {
        let manifest = path_text(manifest.join("Cargo.toml"));
        add(&format!("add the folder {name} to `members` in {manifest}"), "");
    }
    add(&format!("cd {name}"), "");
    if has_blanks {
        add(&format!("replace each ??? in spec/{name} by a text of your own"), "`bindery check` lists them");
        add("bindery generate", "writes the crate");
    } else if is_valid {
        add("cargo check --all-features", "client, blocking client and server");
        add(&format!("bindery list {name}"), "modules, actions, paths");
        if let Some(action) = start.first_action() {
            add(&format!("bindery call {name} {action} --dry-run"), "shows the request, or what it needs");
        }
        add("bindery generate", &format!("after each change of spec/{name}"));
    } else {
        add(&format!("correct spec/{name}"), "`bindery check` shows all mistakes");
        add("bindery generate", "writes the crate");
    }
    if start.is_watched && !has_blanks {
        add("bindery sources status", "after a newer version of the document is in documents/");
    }
    let width = steps.iter().filter(|(_, about)| !about.is_empty()).map(|(step, _)| step.len()).max();
    let mut text = "\nnext:\n".to_owned();
    for (step, about) in steps {
        let line = match about.as_str() {
            "" => step,
            about => format!("{step:<width$}  # {about}", width = width.unwrap_or_default()),
        };
        text.push_str(&format!("  {line}\n"));
    }
    text
}
