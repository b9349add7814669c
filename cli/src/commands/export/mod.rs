//! `bindery export`: specs in the forms that other people and other tools read. One file for each form, with its options and what it
//! does.

mod docs;
mod openapi;

use std::path::Path;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// The forms of `export`.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Write an API in the words of OpenAPI, for other languages and tools
    ///
    /// The export says what the generated router does: paths, parameters, every answer and every failure with its
    /// statuses, retired actions as deprecated, calls from the vendor as webhooks. What OpenAPI has no words for stands
    /// in fields that begin with x-; each of them is listed on standard error.
    #[command(after_long_help = "\
Examples:
  bindery export openapi demo                       print it: OpenAPI 3.1, JSON
  bindery export openapi demo --openapi 3.0         for tools that are older
  bindery export openapi demo --format yaml --out demo.yaml
  bindery export openapi demo --server http://127.0.0.1:8080
                                                    for a server of your own")]
    Openapi(openapi::Options),
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

/// Exports in the form that was asked for.
pub(crate) fn run(options: &Export, spec: &Path, output: &Output) -> Result<Exit, Failed> {
    match options {
        Export::Openapi(options) => openapi::run(options, spec, output),
        Export::Docs(options) => docs::run(options, spec, output),
    }
}
