//! `bindery sources`: compares specs with the vendors' documents.

mod check;
pub(crate) mod documents;
mod draft;
pub(crate) mod lock;
mod renumber;

use crate::args::Sources;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;

/// Runs the subcommand.
pub(crate) fn run(options: &Sources, project: &Project, output: &Output) -> Result<Exit, Failed> {
    match options {
        Sources::Check(options) => check::run(options, project, output),
        Sources::Lock(options) => lock::write(options, project, output),
        Sources::Status(options) => lock::compare(options, project, output),
        Sources::Renumber(options) => renumber::run(options, project, output),
        Sources::Draft(options) => draft::run(options, project, output),
    }
}
