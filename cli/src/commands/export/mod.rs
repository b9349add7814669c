//! `bindery export`: an API for those who do not use the generated crates.

mod openapi;

use std::path::Path;

use crate::args::Export;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// Exports in the form that was asked for.
pub(crate) fn run(options: &Export, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    match options {
        Export::Openapi(options) => openapi::run(options, spec, output),
    }
}
