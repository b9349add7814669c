//! `bindery sources`: compares specs with the vendors' documents.

mod check;
mod documents;
mod draft;
mod lock;
mod renumber;

use std::path::Path;

use crate::args::Sources;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// Runs the subcommand.
pub(crate) fn run(options: &Sources, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    match options {
        Sources::Check(options) => check::run(options, spec, output),
        Sources::Lock(options) => lock::write(options, spec, output),
        Sources::Status(options) => lock::compare(options, spec, output),
        Sources::Renumber(options) => renumber::run(options, spec, output),
        Sources::Draft(options) => draft::run(options, spec, output),
    }
}
