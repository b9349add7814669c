//! `bindery export openapi`: an API in the words of OpenAPI.

use std::fs;
use std::path::Path;

use bindery_openapi::{Options, Version, export};

use crate::args::{ExportOpenapi, OpenapiFormat, OpenapiVersion};
use crate::commands::count;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::specs::{Overlays, choose, load_valid, path_text};

/// Prints or writes the export, and lists what OpenAPI has no field for.
pub(crate) fn run(options: &ExportOpenapi, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    let chosen = choose(spec, std::slice::from_ref(&options.api))?;
    let overlays = Overlays::read(&options.overlays.files, &chosen, output)?;
    let api = load_valid(spec, &options.api, &overlays, output)?;
    let version = match options.openapi {
        OpenapiVersion::V3_0 => Version::V3_0,
        OpenapiVersion::V3_1 => Version::V3_1,
    };
    let export = export(&api, &Options { version, server: options.server.clone() })
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot write JSON: {error}")))?;
    let text = match options.format {
        OpenapiFormat::Json => export.json().to_owned(),
        OpenapiFormat::Yaml => export.yaml(),
    };
    match &options.out {
        None => output.result(&text)?,
        Some(path) => {
            fs::write(path, text).map_err(|error| Failed::file("write", path, &error))?;
            output.summary(&format!("{} written\n", path_text(path.clone())))?;
        }
    }
    for unsaid in export.unsaid() {
        let places = count(unsaid.places, "place");
        output.note(&format!("OpenAPI has no field for {} ({places}): {}", unsaid.name, unsaid.about));
    }
    Ok(Exit::Done)
}
