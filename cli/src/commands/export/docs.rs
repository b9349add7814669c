//! `bindery export docs`: the reference site.

use std::collections::HashSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use bindery_codegen::model::Api;
use bindery_site::{GENERATOR, Site};

use crate::args::ExportDocs;
use crate::commands::count;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::specs::{Overlays, choose, has_mistakes, load};

/// Makes the site. Every spec is read before anything is written, so that one run shows all that is wrong.
pub(super) fn run(options: &ExportDocs, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let names = choose(spec, &options.apis)?;
    let overlays = Overlays::read(&options.overlays.files, &names, output)?;
    let progress = output.progress("making the site");
    let mut apis: Vec<Api> = Vec::with_capacity(names.len());
    let mut exit = Exit::Done;
    let mut wrong = |failed: Failed| {
        output.failed(&failed);
        exit = exit.and(failed.exit);
    };
    for name in &names {
        let spec = load(spec, name, &overlays)?;
        output.diagnostics(&spec.diagnostics, &spec.sources);
        match spec.api.as_ref().map(bindery_codegen::calls) {
            Some(Ok(_)) => apis.extend(spec.api),
            Some(Err(mistakes)) => {
                output.diagnostics(&mistakes, &spec.sources);
                wrong(has_mistakes(name, &mistakes));
            }
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
    let mut changed = 0;
    for file in &files {
        changed += usize::from(write(&options.out.join(&file.path), &file.text)?);
    }
    let kept: HashSet<PathBuf> = files.iter().map(|file| options.out.join(&file.path)).collect();
    let mut removed = 0;
    for name in &names {
        for folder in ["", "modules", "types"] {
            removed += clear(&options.out.join(name).join(folder), &kept)?;
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

/// Writes a file unless it is as it should be; says whether it was not.
fn write(path: &Path, text: &str) -> Result<bool, Failed> {
    match fs::read(path) {
        Ok(old) if old == text.as_bytes() => return Ok(false),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().unwrap_or(Path::new(""));
            fs::create_dir_all(folder).map_err(|error| Failed::file("make the folder", folder, &error))?;
        }
        Err(error) => return Err(Failed::file("read", path, &error)),
    }
    fs::write(path, text).map_err(|error| Failed::file("write", path, &error))?;
    Ok(true)
}

/// Removes the pages of a folder that were made once and are not any more, and counts them. What others have put there
/// stays.
fn clear(folder: &Path, kept: &HashSet<PathBuf>) -> Result<usize, Failed> {
    let mut removed = 0;
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(Failed::file("read", folder, &error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| Failed::file("read", folder, &error))?.path();
        if kept.contains(&path) || path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let text = fs::read(&path).map_err(|error| Failed::file("read", &path, &error))?;
        if String::from_utf8_lossy(&text).contains(GENERATOR) {
            fs::remove_file(&path).map_err(|error| Failed::file("remove", &path, &error))?;
            removed += 1;
        }
    }
    Ok(removed)
}
