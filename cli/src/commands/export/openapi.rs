//! `bindery export openapi`: exports an API as an OpenAPI document.

use std::path::{Path, PathBuf};

use bindery_openapi::{Need, Unsaid, Version, export};
use clap::{ValueEnum, ValueHint};

use crate::address::{Instead, checked};
use crate::args::common;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::Output;
use crate::paths::path_text;
use crate::project::Project;
use crate::specs::{Overlays, load};
use crate::text::count;

/// Options of `export openapi`.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Options {
    /// API to export
    pub(crate) api: String,
    /// OpenAPI version
    #[arg(long, value_name = "VERSION", default_value = "3.1")]
    pub(crate) openapi: OpenapiVersion,
    /// Use this server address instead of those in the spec
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) server: Option<String>,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub(crate) format: Format,
    /// Write to a file instead of standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Overwrite a file that is not an OpenAPI document
    #[arg(long)]
    pub(crate) force: bool,
    /// Overlays to merge over the spec.
    #[command(flatten)]
    pub(crate) overlays: common::Overlays,
}

/// Versions of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OpenapiVersion {
    /// For older tools
    #[value(name = "3.0")]
    V3_0,
    /// For most current tools
    #[value(name = "3.1")]
    V3_1,
}

/// Output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Indented JSON
    Json,
    /// YAML with the same contents
    Yaml,
}

/// Prints or writes the export, and lists what OpenAPI has no field for.
pub(super) fn run(options: &Options, project: &Project, output: &Output) -> Result<Exit, Failed> {
    let chosen = project.choose(std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(project, &options.overlays, &chosen, output)?;
    let instead = Instead { log_in: "leave it out", parameters: "leave them out" };
    let server = options.server.as_deref().map(|url| checked(url, &instead)).transpose()?;
    let api = load(project, &options.api, &overlays)?.valid(&options.api, output)?;
    let version = match options.openapi {
        OpenapiVersion::V3_0 => Version::V3_0,
        OpenapiVersion::V3_1 => Version::V3_1,
    };
    let export = export(&api, &bindery_openapi::Options { version, server: server.map(str::to_owned) });
    let text = match options.format {
        Format::Json => export.json().to_owned(),
        Format::Yaml => export.yaml(),
    };
    match &options.out {
        None => output.foreign(&text)?,
        Some(path) => {
            let old = files::read(path)?;
            if old.is_some_and(|old| !is_openapi(&old)) && !options.force {
                return Err(files::foreign(&[path_text(path.clone())]));
            }
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
                let error = std::io::Error::from(std::io::ErrorKind::NotFound);
                return Err(Failed::file("write into", folder, &error));
            }
            files::write(folder.unwrap_or(Path::new("")), path, &text)?;
            output.summary(&format!("{} written\n", path_text(path.clone())))?;
        }
    }
    for (need, heading) in [
        (Need::Request, "x- fields without which requests fail (OpenAPI has no field for them):"),
        (Need::Value, "x- fields with rules that servers check (OpenAPI has no field for them):"),
        (Need::Reader, "x- fields with explanations (OpenAPI has no field for them):"),
    ] {
        let unsaid: Vec<&Unsaid> = export.unsaid().iter().filter(|unsaid| unsaid.need == need).collect();
        if !unsaid.is_empty() {
            output.note(&format!("{heading}\n{}", listed(&unsaid)));
        }
    }
    Ok(Exit::Done)
}

/// Returns a line for each field that OpenAPI does not have.
fn listed(unsaid: &[&Unsaid]) -> String {
    let name = unsaid.iter().map(|one| one.name.len()).max().unwrap_or_default();
    let places: Vec<String> = unsaid.iter().map(|one| count(one.places, "place")).collect();
    let width = places.iter().map(String::len).max().unwrap_or_default();
    let line =
        |(one, places): (&&Unsaid, &String)| format!("  {:name$}  {places:width$}  {}", one.name, one.about);
    unsaid.iter().zip(&places).map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a file is an OpenAPI document: it begins with the OpenAPI version.
fn is_openapi(text: &str) -> bool {
    let start = text.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '{' | '"'));
    start.is_empty() || start.starts_with("openapi")
}
