//! Lookup, reading and checking of specs: the folders under `spec/`.

use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::diagnostic::{Diagnostic, SourceMap, Span};
use bindery_model::{Api, Input, check_with, input, overlay};

use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{Output, is_warning};
use crate::suggest::{did_you_mean, listing};

/// The spec of one API, read and checked.
pub(crate) struct Spec {
    /// Model of the API; `None` if there is a mistake.
    pub(crate) api: Option<Api>,
    /// Files, under the names that diagnostics show.
    pub(crate) sources: SourceMap,
    /// All mistakes and warnings.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Returns the APIs in a folder: its subfolders with YAML files, by name.
pub(crate) fn available(folder: &Path) -> Result<Vec<String>, Failed> {
    let unreadable = |error: &std::io::Error| match error.kind() {
        std::io::ErrorKind::NotFound => Failed::usage(format!("there is no folder {}", folder.display()))
            .note("specify the folder with the specs: --spec DIR"),
        _ => Failed::file("read", folder, error),
    };
    let mut names = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| unreadable(&error))? {
        let entry = entry.map_err(|error| unreadable(&error))?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
            && has_yaml(&entry.path())
        {
            names.push(name);
        }
    }
    if names.is_empty() {
        return Err(Failed::usage(format!("there is no API in {}", folder.display()))
            .note("an API is a folder with an api.yaml; specify the parent folder: --spec DIR"));
    }
    names.sort();
    Ok(names)
}

fn has_yaml(folder: &Path) -> bool {
    let Ok(entries) = fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| entry.path().extension().is_some_and(|extension| extension == "yaml"))
}

/// Returns the selected APIs, or all without a selection. All unknown names are reported together.
pub(crate) fn choose(folder: &Path, wanted: &[String]) -> Result<Vec<String>, Failed> {
    let known = available(folder)?;
    if wanted.is_empty() {
        return Ok(known);
    }
    let unknown: Vec<&String> = wanted.iter().filter(|name| !known.contains(name)).collect();
    if unknown.is_empty() {
        let mut chosen = wanted.to_vec();
        let mut seen = std::collections::HashSet::new();
        chosen.retain(|name| seen.insert(name.clone()));
        return Ok(chosen);
    }
    let quoted: Vec<String> = unknown.iter().map(|name| format!("`{name}`")).collect();
    let mut failed = Failed::usage(format!("there is no API {}", quoted.join(" and no API ")));
    let known = || known.iter().map(String::as_str);
    for name in unknown {
        failed = failed.maybe_note(did_you_mean(name, known()));
    }
    Err(failed.note(format!("the APIs in {} are: {}", folder.display(), listing(known()))))
}

/// Overlays of a run, each with the API that it belongs to.
pub(crate) struct Overlays(Vec<(String, Input)>);

impl Overlays {
    /// Reads the given overlays. Each must belong to one of the chosen APIs, since an overlay for another API would
    /// have no effect without notice.
    pub(crate) fn read(files: &[PathBuf], chosen: &[String], output: &Output) -> Result<Self, Failed> {
        let mut overlays = Vec::with_capacity(files.len());
        for file in files {
            let input = input::read_overlay(file).map_err(|error| {
                let exit =
                    if error.kind() == std::io::ErrorKind::NotFound { Exit::Usage } else { Exit::Unexpected };
                Failed::new(exit, format!("cannot read the overlay: {error}"))
            })?;
            let name = path_text(file.clone());
            let target = overlay::target(Input { name: name.clone(), bytes: input.bytes.clone() });
            let Some(api) = target.api else {
                output.diagnostics(&target.diagnostics, &target.sources);
                return Err(Failed::new(
                    Exit::Spec,
                    format!("{name} does not name the API that it overlays"),
                ));
            };
            if !chosen.contains(&api) {
                let chosen = || chosen.iter().map(String::as_str);
                let message = format!("the overlay {name} is for the API `{api}`, which is not selected");
                return Err(Failed::usage(message)
                    .maybe_note(did_you_mean(&api, chosen()))
                    .note(format!("selected: {}", listing(chosen()))));
            }
            overlays.push((api, Input { name, bytes: input.bytes }));
        }
        Ok(Self(overlays))
    }

    /// Returns the files of the overlays for these APIs.
    pub(crate) fn files<'o>(&'o self, apis: &'o [&str]) -> impl Iterator<Item = &'o str> {
        let wanted = self.0.iter().filter(|(api, _)| apis.contains(&api.as_str()));
        wanted.map(|(_, input)| input.name.as_str())
    }

    /// Returns the overlays for an API, in the order in which they were given.
    fn inputs_of(&self, api: &str) -> Vec<Input> {
        self.0.iter().filter(|(other, _)| other == api).map(|(_, input)| input.clone()).collect()
    }
}

/// Reads and checks the spec of one API with its overlays.
pub(crate) fn load(folder: &Path, name: &str, overlays: &Overlays) -> Result<Spec, Failed> {
    let folder = folder.join(name);
    let mut spec = checked(read(&folder)?, overlays.inputs_of(name), &folder);
    if let Some(api) = spec.api.as_ref().filter(|api| api.id != name) {
        spec.diagnostics.insert(0, wrong_folder(&api.id, name, &spec.sources));
        spec.api = None;
    }
    Ok(spec)
}

/// Reads the files of an API.
pub(crate) fn read(folder: &Path) -> Result<Vec<Input>, Failed> {
    input::read_folder(folder)
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot read the spec: {error}")))
}

/// Checks the files of an API; diagnostics show them in this folder.
pub(crate) fn checked(inputs: Vec<Input>, overlays: Vec<Input>, folder: &Path) -> Spec {
    let own = inputs.len();
    let mut checked = check_with(inputs, overlays);
    for file in checked.sources.files.iter_mut().take(own) {
        file.name = path_text(folder.join(&file.name));
    }
    Spec { api: checked.api, sources: checked.sources, diagnostics: checked.diagnostics }
}

impl Spec {
    /// Returns the model. Mistakes are shown; warnings are left to `check`.
    pub(crate) fn valid(self, name: &str, output: &Output) -> Result<Api, Failed> {
        self.api.ok_or_else(|| {
            let errors = self.diagnostics.iter().filter(|diagnostic| !is_warning(diagnostic));
            output.diagnostics(errors, &self.sources);
            has_mistakes(name, &self.diagnostics)
        })
    }
}

/// Returns the error that ends the list of a spec's mistakes.
pub(crate) fn has_mistakes(name: &str, diagnostics: &[Diagnostic]) -> Failed {
    let count = diagnostics.iter().filter(|diagnostic| !is_warning(diagnostic)).count();
    let mistakes = if count == 1 { "a mistake".to_owned() } else { format!("{count} mistakes") };
    Failed::new(Exit::Spec, format!("the spec of {name} has {mistakes}"))
}

/// Reports an API in a folder with another name. APIs are found by folder name, which only this crate knows.
fn wrong_folder(id: &str, folder: &str, sources: &SourceMap) -> Diagnostic {
    let text = sources.files.first().map_or("", |file| file.text.as_str());
    let start = text
        .match_indices("api:")
        .find(|(at, _)| *at == 0 || text[..*at].ends_with('\n'))
        .map(|(at, key)| at + key.len())
        .and_then(|end| text[end..].find(id).map(|offset| end + offset));
    let span = Span { file: 0, start: start.unwrap_or(0) as u32, len: start.map_or(0, |_| id.len() as u32) };
    let message = format!("the API `{id}` is in a folder named `{folder}`");
    let mut diagnostic = Diagnostic::error("spec::folder-name", span, message);
    diagnostic
        .label("differs from the folder's name")
        .help(format!("rename the folder to `{id}`, or write `api: {folder}`"));
    diagnostic
}

/// Formats a path with forward slashes on all platforms.
pub(crate) fn path_text(path: PathBuf) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}
