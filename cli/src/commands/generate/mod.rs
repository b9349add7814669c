//! `bindery generate`: generates crates from specs. Unchanged files are not touched, to avoid rebuilds; files that
//! are no longer generated are removed, and no others.

mod files;
mod manifest;

use std::path::Path;
use std::time::Instant;

use bindery_codegen::{Options, generate};

use crate::args::Generate;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::specs::{self, Overlays};
use crate::table::Table;
use crate::text::{folder_option, overlay_options, quoted, spec_option};
use files::FileChange;

/// Result of generating one API.
struct Done {
    actions: usize,
    files: usize,
    lines: usize,
    changes: Vec<FileChange>,
}

/// Generates the selected APIs; with `--check`, only reports what would change.
pub(crate) fn run(options: &Generate, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let apis = specs::choose(spec, &options.apis)?;
    let overlays = Overlays::read(&options.overlays.files, &apis, output)?;
    let mut table = Table::new(&["API", ">actions", ">files", ">changed", ">lines", ">ms"]);
    let mut exit = Exit::Done;
    let mut stale = Vec::new();
    for name in &apis {
        let started = Instant::now();
        // A mistake in one API does not keep the others from being generated.
        let done = match one(name, options, spec, &overlays, output) {
            Ok(done) => done,
            Err(failed) => {
                output.failed(&failed);
                exit = exit.and(failed.exit);
                continue;
            }
        };
        let milliseconds = started.elapsed().as_secs_f64() * 1000.0;
        let changed = done.changes.len();
        if options.check && changed > 0 {
            stale.push(name.as_str());
            for change in &done.changes {
                output.result(&change.diff())?;
            }
        }
        table.row([
            name.clone(),
            done.actions.to_string(),
            done.files.to_string(),
            changed.to_string(),
            done.lines.to_string(),
            format!("{milliseconds:.1}"),
        ]);
    }
    if !table.is_empty() {
        output.summary(&table.render())?;
    }
    if !stale.is_empty() {
        output.failed(&out_of_date(&stale, options, spec, &overlays));
        exit = exit.and(Exit::Stale);
    }
    Ok(exit)
}

/// Generates one API, and writes the changed files unless `--check` is set.
fn one(
    name: &str,
    options: &Generate,
    spec: &Path,
    overlays: &Overlays,
    output: &Output,
) -> Result<Done, Failed> {
    let progress = output.progress(&format!("generating {name}"));
    let spec = specs::load(spec, name, overlays)?;
    let generated = spec.api.as_ref().map(|api| generate(api, &Options::CRATE));
    drop(progress);
    output.diagnostics(&spec.diagnostics, &spec.sources);
    let (api, generated) = match (&spec.api, generated) {
        (Some(api), Some(Ok(generated))) => (api, generated),
        (_, Some(Err(names))) => return Err(output.mistakes(name, &names, &spec.sources)),
        _ => return Err(specs::has_mistakes(name, &spec.diagnostics)),
    };
    let folder = options.out.join(name);
    let mut changes = files::sources(&folder, &generated)?;
    changes.extend(files::once(&folder, "Cargo.toml", || manifest::cargo_toml(api, &folder))?);
    changes.extend(files::once(&folder, "README.md", || manifest::readme(api))?);
    if !options.check {
        files::check(&options.out, &changes, options.force)?;
        for change in &changes {
            change.apply(&options.out)?;
        }
    }
    Ok(Done {
        actions: api.modules.iter().map(|module| module.actions.len()).sum(),
        files: generated.files.len(),
        lines: generated.files.iter().map(|file| file.text.lines().count()).sum(),
        changes,
    })
}

/// Returns the error for outdated output, with the command that updates it.
fn out_of_date(stale: &[&str], options: &Generate, spec: &Path, overlays: &Overlays) -> Failed {
    let apis: Vec<String> = stale.iter().map(|name| quoted(name)).collect();
    let out = folder_option("out", "generated", &options.out);
    let spec = spec_option(spec);
    let overlays = overlay_options(overlays.files(stale));
    let command = format!("bindery generate {}{spec}{out}{overlays}", apis.join(" "));
    Failed::new(Exit::Stale, format!("the output is out of date: {}", stale.join(", ")))
        .note(format!("run `{command}`"))
}
