//! `bindery generate`: generates crates from specs. Unchanged files are not touched, to avoid rebuilds; files that
//! are no longer generated are removed, and no others.

mod carried;
mod files;
mod license;
mod manifest;
mod readme;

use std::path::{Path, PathBuf};
use std::time::Instant;

use bindery_codegen::{Package, generate_package, library, package_name};
use bindery_model::Api;

use crate::args::Generate;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::paths;
use crate::project::Project;
use crate::runtime;
use crate::specs::{self, Overlays};
use crate::table::Table;
use crate::text::{overlay_options, quoted};
use crate::workspace::Workspace;
use carried::{Carried, carried};
use files::FileChange;
use manifest::Manifest;

/// Result of generating one API.
pub(crate) struct Done {
    /// Number of actions that can be called.
    pub(crate) actions: usize,
    files: usize,
    lines: usize,
    /// Files that were written or removed, or that would be.
    pub(crate) changes: Vec<FileChange>,
}

/// Generates the selected APIs; with `--check`, only reports what would change.
pub(crate) fn run(options: &Generate, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let apis = project.choose(&options.apis)?;
    let overlays = Overlays::read(project, &options.overlays, &apis, output)?;
    if let (Some(_), [_, _, ..]) = (&options.package, apis.as_slice()) {
        return Err(Failed::usage("--package names one crate, but several APIs are selected"));
    }
    let mut table = Table::new(&["API", ">actions", ">files", ">changed", ">lines", ">ms"]);
    let mut exit = Exit::Done;
    let mut stale = Vec::new();
    for name in &apis {
        let started = Instant::now();
        // A mistake in one API does not keep the others from being generated.
        let done = match one(name, options, project, &overlays, output) {
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
        output.failed(&out_of_date(&stale, options, project));
        exit = exit.and(Exit::Stale);
    }
    Ok(exit)
}

/// Generates one API, and writes the changed files unless `--check` is set.
pub(crate) fn one(
    name: &str,
    options: &Generate,
    project: &Project,
    overlays: &Overlays,
    output: &Output,
) -> Result<Done, Failed> {
    let progress = output.progress(&format!("generating {name}"));
    let spec = specs::load(project, name, overlays)?;
    let place = project.crate_place(name, options.out.as_deref());
    let plan = CratePlan::new(name, options, project, overlays, &place.folder)?;
    let generated = spec.api.as_ref().map(|api| generate_package(api, &plan.source()));
    drop(progress);
    output.diagnostics(&spec.diagnostics, &spec.sources);
    let (api, generated) = match (&spec.api, generated) {
        (Some(api), Some(Ok(generated))) => (api, generated),
        (_, Some(Err(names))) => return Err(output.mistakes(name, &names, &spec.sources)),
        _ => return Err(specs::has_mistakes(name, &spec.diagnostics)),
    };
    let sources: Vec<(String, String)> =
        generated.files.into_iter().map(|file| (file.path, file.text)).collect();
    let (files, lines) = (sources.len(), sources.iter().map(|(_, text)| text.lines().count()).sum());
    let mut changes = files::changes(&place.folder, &[sources, plan.carried.copies.clone()].concat())?;
    changes.extend(plan.once(api)?);
    if !options.check {
        files::check(&place.below, &changes, options.force)?;
        for change in &changes {
            change.apply(&place.below)?;
        }
    }
    for lacking in manifest::lacks(&place.folder, api) {
        let manifest = paths::path_text(place.folder.join("Cargo.toml"));
        output.note(&format!("{manifest} lacks {lacking}"));
    }
    let actions = api.modules.iter().map(|module| module.actions.len()).sum();
    Ok(Done { actions, files, lines, changes })
}

/// Everything about a generated crate that is not in its sources.
struct CratePlan<'p> {
    api: &'p str,
    project: &'p Project,
    folder: &'p Path,
    /// Name of the package, if the crate is new.
    package: String,
    /// Name of the library.
    library: String,
    carried: Carried,
}

impl<'p> CratePlan<'p> {
    fn new(
        api: &'p str,
        options: &Generate,
        project: &'p Project,
        overlays: &Overlays,
        folder: &'p Path,
    ) -> Result<Self, Failed> {
        let overlays = overlays.inputs_of(api);
        let own = options.package.as_ref().or_else(|| project.settings(api)?.package.as_ref());
        // Two crates of one API, with and without overlays, can be dependencies of one program.
        let package = own.cloned().unwrap_or_else(|| {
            let stem =
                |name: &str| Path::new(name).file_stem().map(|stem| stem.to_string_lossy().into_owned());
            let stems = overlays.iter().filter_map(|overlay| stem(&overlay.name));
            std::iter::once(package_name(api)).chain(stems).collect::<Vec<_>>().join("-")
        });
        let spec = project.folder(api);
        Ok(Self {
            api,
            project,
            folder,
            library: manifest::library(folder).unwrap_or_else(|| library(&package)),
            package,
            carried: carried(api, folder, &spec, &specs::read(&spec)?, &overlays),
        })
    }

    /// Returns the package as the sources name it.
    fn source(&self) -> Package {
        let Carried { spec, overlays, .. } = &self.carried;
        Package { library: self.library.clone(), spec: spec.clone(), overlays: overlays.clone() }
    }

    /// Returns the missing ones of the files that are created once.
    fn once(&self, api: &Api) -> Result<Vec<FileChange>, Failed> {
        let workspace = Workspace::above(self.folder);
        let settings = self.project.settings(self.api);
        let shared = self.project.config();
        let license = settings.and_then(|own| own.license.as_deref()).or(shared.license.as_deref());
        let runtime = shared.runtime.as_ref();
        let is_root = paths::absolute(self.folder) == paths::absolute(self.project.root());
        let manifest = Manifest {
            package: &self.package,
            features: settings.and_then(|own| own.features.as_deref()),
            license,
            runtime: runtime.map(|runtime| runtime::seen_from(runtime, self.project.root(), self.folder)),
            exclude: if is_root { &OUTSIDE } else { &[] },
        };
        let manifest = manifest.text(api, &workspace)?;
        let mut files = vec![("Cargo.toml", manifest), ("README.md", readme::readme(api, &self.package))];
        if let Some(license) = license.or_else(|| workspace.license()) {
            files.extend(license::files(license, &self.package, &workspace));
        }
        let once = files.into_iter().map(|(name, text)| files::once(self.folder, name, || text));
        Ok(once.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }
}

/// Files beside a crate that are not part of its package, if it is the root of the project.
const OUTSIDE: [&str; 4] = ["/bindery.toml", "/documents", "/spec/bindery.schema.json", "/.gitignore"];

/// Returns the error for outdated output, with the command that updates it.
fn out_of_date(stale: &[&str], options: &Generate, project: &Project) -> Failed {
    let apis: Vec<String> = stale.iter().map(|name| quoted(name)).collect();
    let out = options.out.as_ref().filter(|out| *out != Path::new("generated") || project.is_configured());
    let out = out.map(|out| format!(" --out {}", quoted(&out.to_string_lossy()))).unwrap_or_default();
    let overlays =
        overlay_options(options.overlays.files.iter().map(|file: &PathBuf| file.to_string_lossy()));
    let command = format!("bindery generate {}{}{out}{overlays}", apis.join(" "), project.spec_option());
    Failed::new(Exit::Stale, format!("the output is out of date: {}", stale.join(", ")))
        .note(format!("run `{command}`"))
}
