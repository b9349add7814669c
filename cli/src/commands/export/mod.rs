//! `bindery export`: specs in the forms that other people and other tools read. One file for each form.

mod docs;

use std::path::Path;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// What to export.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Write a reference site: static pages that need no server and no network
    ///
    /// A page for each module, with parameters, answers, errors, examples and how we know; pages on authentication, errors,
    /// types and sources; a search box. Open `index.html` of the folder in a browser, or put the folder on any web server.
    ///
    /// Files whose content stays the same are not touched, and pages that are not made any more are removed.
    #[command(after_long_help = "\
Examples:
  bindery export docs --all --out site      all APIs, with a page that leads to them
  bindery export docs demo --out site       one of them
  bindery export docs demo --overlay ours.yaml --out site
                                            with a file of your own that is merged over the spec")]
    Docs(docs::Options),
}

/// Exports.
pub(crate) fn run(export: &Export, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    match export {
        Export::Docs(options) => docs::run(options, spec, output),
    }
}
