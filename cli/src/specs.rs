//! Reading and checking of specs.

use std::path::Path;

use bindery_model::diagnostic::{Diagnostic, SourceMap, Span};
use bindery_model::{Api, Input, check_with, input, overlay};

use crate::args;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::{Output, is_warning};
use crate::paths::path_text;
use crate::project::Project;
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

/// Overlays of a run, each with the API that it belongs to.
pub(crate) struct Overlays(Vec<(String, Input)>);

impl Overlays {
    /// Returns no overlays.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    /// Reads the overlays of the project's settings for the chosen APIs, then the given ones. Each must belong to one of
    /// the chosen APIs, since an overlay for another API would have no effect without notice.
    pub(crate) fn read(
        project: &Project,
        given: &args::Overlays,
        chosen: &[String],
        output: &Output,
    ) -> Result<Self, Failed> {
        let mut overlays = Vec::with_capacity(given.files.len());
        let settings = chosen.iter().flat_map(|api| {
            project.overlays(api).into_iter().map(move |file| (file, std::slice::from_ref(api)))
        });
        for (file, chosen) in settings.chain(given.files.iter().map(|file| (file.clone(), chosen))) {
            let input = input::read_overlay(&file).map_err(|error| {
                let exit =
                    if error.kind() == std::io::ErrorKind::NotFound { Exit::Usage } else { Exit::Unexpected };
                Failed::new(exit, format!("cannot read the overlay: {error}"))
            })?;
            let name = path_text(file);
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

    /// Returns the overlays for an API, in the order in which they are merged. The name of each is its path.
    pub(crate) fn inputs_of(&self, api: &str) -> Vec<Input> {
        self.0.iter().filter(|(other, _)| other == api).map(|(_, input)| input.clone()).collect()
    }
}

/// Reads and checks the spec of one API with its overlays.
pub(crate) fn load(project: &Project, name: &str, overlays: &Overlays) -> Result<Spec, Failed> {
    let folder = project.folder(name);
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
