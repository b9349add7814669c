//! `bindery export`: specs in the forms that other people and other tools read. One file for each form.

mod docs;
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
        Export::Docs(options) => docs::run(options, spec, output),
    }
}
