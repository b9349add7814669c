//! `bindery export openapi`: an API in the words of OpenAPI.

use std::path::{Path, PathBuf};

use bindery_openapi::{Need, Unsaid, Version, export};
use clap::{ValueEnum, ValueHint};

use crate::address::{Instead, checked};
use crate::args::common;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::files;
use crate::output::Output;
use crate::specs::{Overlays, choose, load, path_text};
use crate::text::count;

/// Options of `export openapi`.
#[derive(clap::Args, Debug)]
#[group(skip)]
pub(crate) struct Options {
    /// Which API
    pub(crate) api: String,
    /// The version of OpenAPI
    #[arg(long, value_name = "VERSION", default_value = "3.1")]
    pub(crate) openapi: OpenapiVersion,
    /// Say that everything is served at this address, instead of at the addresses of the spec
    #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
    pub(crate) server: Option<String>,
    /// The form of the document
    #[arg(long, value_name = "FORMAT", default_value = "json")]
    pub(crate) format: Format,
    /// Write it to a file instead of to standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is no OpenAPI document
    #[arg(long)]
    pub(crate) force: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: common::Overlays,
}

/// Versions of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum OpenapiVersion {
    /// For tools that are older
    #[value(name = "3.0")]
    V3_0,
    /// What most tools of today read
    #[value(name = "3.1")]
    V3_1,
}

/// Forms of an OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Indented JSON
    Json,
    /// The same as YAML
    Yaml,
}

/// Prints or writes the export, and lists what OpenAPI has no field for.
pub(super) fn run(options: &Options, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let chosen = choose(spec, std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(&options.overlays.files, &chosen, output)?;
    let instead = Instead { log_in: "leave it out", parameters: "leave them out" };
    let server = options.server.as_deref().map(|url| checked(url, &instead)).transpose()?;
    let api = load(spec, &options.api, &overlays)?.valid(&options.api, output)?;
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
        (Need::Request, "OpenAPI has no field for these, and requests fail without them:"),
        (Need::Value, "OpenAPI has no field for these, which servers check:"),
        (Need::Reader, "OpenAPI has no field for these, which explain:"),
    ] {
        let unsaid: Vec<&Unsaid> = export.unsaid().iter().filter(|unsaid| unsaid.need == need).collect();
        if !unsaid.is_empty() {
            output.note(&format!("{heading}\n{}", listed(&unsaid)));
        }
    }
    Ok(Exit::Done)
}

/// A line for each field that OpenAPI does not have.
fn listed(unsaid: &[&Unsaid]) -> String {
    let name = unsaid.iter().map(|one| one.name.len()).max().unwrap_or_default();
    let places: Vec<String> = unsaid.iter().map(|one| count(one.places, "place")).collect();
    let width = places.iter().map(String::len).max().unwrap_or_default();
    let line =
        |(one, places): (&&Unsaid, &String)| format!("  {:name$}  {places:width$}  {}", one.name, one.about);
    unsaid.iter().zip(&places).map(line).collect::<Vec<_>>().join("\n")
}

/// Whether a file holds an export already: it begins with the version of OpenAPI.
fn is_openapi(text: &str) -> bool {
    let start = text.trim_start_matches(|letter: char| letter.is_whitespace() || matches!(letter, '{' | '"'));
    start.is_empty() || start.starts_with("openapi")
}
