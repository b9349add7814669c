//! `bindery export docs`: generates the reference site.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use bindery_model::Api;
use bindery_site::{GENERATOR, Site};
use clap::{ArgGroup, ValueHint};

use crate::args::common;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files as written;
use crate::output::Output;
use crate::paths::path_text;
use crate::project::Project;
use crate::specs::{Overlays, has_mistakes, load};
use crate::text::count;

/// Options of `export docs`.
#[derive(clap::Args, Debug)]
#[group(skip)]
#[command(group = ArgGroup::new("which").required(true))]
pub(crate) struct Options {
    /// APIs to include
    #[arg(value_name = "API", group = "which")]
    pub(crate) apis: Vec<String>,
    /// Include all APIs
    #[arg(long, group = "which")]
    pub(crate) all: bool,
    /// Output folder; created if missing
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Overwrite files that are not part of a generated site
    #[arg(long)]
    pub(crate) force: bool,
    /// Overlays to merge over the specs.
    #[command(flatten)]
    pub(crate) overlays: common::Overlays,
}

/// Generates the site. Every spec is read before anything is written, so that one run shows all mistakes.
pub(super) fn run(options: &Options, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let names = project.choose(&options.apis)?;
    let overlays = Overlays::read(project, &options.overlays, &names, output)?;
    let progress = output.progress("generating the site");
    let mut apis: Vec<Api> = Vec::with_capacity(names.len());
    let mut exit = Exit::Done;
    let mut wrong = |failed: Failed| {
        output.failed(&failed);
        exit = exit.and(failed.exit);
    };
    for name in &names {
        let spec = load(project, name, &overlays)?;
        output.diagnostics(&spec.diagnostics, &spec.sources);
        match spec.api.as_ref().map(bindery_codegen::calls) {
            Some(Ok(_)) => apis.extend(spec.api),
            Some(Err(mistakes)) => wrong(output.mistakes(name, &mistakes, &spec.sources)),
            None => wrong(has_mistakes(name, &spec.diagnostics)),
        }
    }
    if exit != Exit::Done {
        return Ok(exit);
    }
    let mut site = Site::new();
    for api in &apis {
        site.add(api).map_err(|mistakes| has_mistakes(&api.id, &mistakes))?;
    }
    let files = site.finish();
    let mut changes: Vec<(PathBuf, &str)> = Vec::new();
    let mut foreign = Vec::new();
    for file in &files {
        let path = options.out.join(&file.path);
        let old = written::read(&path)?;
        if old.as_deref() == Some(file.text.as_str()) {
            continue;
        }
        written::check_links(&options.out, &path)?;
        if old.is_some_and(|old| !is_ours(&old)) {
            foreign.push(path_text(path.clone()));
        }
        changes.push((path, &file.text));
    }
    if !foreign.is_empty() && !options.force {
        return Err(written::foreign(&foreign));
    }
    for (path, text) in &changes {
        written::write(&options.out, path, text)?;
    }
    let changed = changes.len();
    let kept: HashSet<PathBuf> = files.iter().map(|file| options.out.join(&file.path)).collect();
    let mut removed = 0;
    for name in &names {
        for folder in ["", "modules", "types"] {
            removed += clear(&options.out, &options.out.join(name).join(folder), &kept)?;
        }
    }
    drop(progress);
    let removed = if removed > 0 { format!(", {removed} removed") } else { String::new() };
    output.summary(&format!(
        "{} in {}, {changed} changed{removed}\n",
        count(files.len(), "file"),
        options.out.display()
    ))?;
    Ok(Exit::Done)
}

/// Whether a file is part of a generated site: pages, styles and scripts name their generator.
fn is_ours(text: &str) -> bool {
    text.is_empty() || text.contains(GENERATOR)
}

/// Removes the pages of a folder that are no longer generated, and returns their number. Other files stay.
fn clear(out: &Path, folder: &Path, kept: &HashSet<PathBuf>) -> Result<usize, Failed> {
    let mut removed = 0;
    for path in written::folder(folder)? {
        if kept.contains(&path) || path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        if written::read(&path)?.is_some_and(|text| text.contains(GENERATOR)) {
            written::remove(out, &path)?;
            removed += 1;
        }
    }
    Ok(removed)
}
