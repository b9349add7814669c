//! `bindery export`: converts specs into formats for other languages and tools. One file per format, with its
//! options.

mod docs;
mod openapi;

use clap::Subcommand;

use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::project::Project;

/// Formats of `export`.
#[derive(Debug, Subcommand)]
pub(crate) enum Export {
    /// Export an API as an OpenAPI document, for other languages and tools
    ///
    /// The export describes the generated router: paths, parameters, every response and every error response with its
    /// statuses, deprecated actions, and calls from the vendor as webhooks. What OpenAPI cannot express is written to
    /// x- fields, which are listed on standard error.
    #[command(after_long_help = "\
Examples:
  bindery export openapi demo                       print it: OpenAPI 3.1, JSON
  bindery export openapi demo --openapi 3.0         for older tools
  bindery export openapi demo --format yaml --out demo.yaml
  bindery export openapi demo --server http://127.0.0.1:8080
                                                    for your own server")]
    Openapi(openapi::Options),
    /// Export a reference site: static pages that need no server and no network
    ///
    /// The site has a page per module with parameters, responses, errors, examples and evidence; pages on
    /// authentication, errors, types and sources; and a search box. Open `index.html` in a browser, or copy the
    /// folder to any web server.
    ///
    /// Unchanged files are not touched, and pages that are no longer generated are removed.
    #[command(after_long_help = "\
Examples:
  bindery export docs --all --out site      all APIs, with an index page
  bindery export docs demo --out site       one API
  bindery export docs demo --overlay ours.yaml --out site
                                            with your own file merged over the spec")]
    Docs(docs::Options),
}

/// Runs the selected export.
pub(crate) fn run(options: &Export, project: &Project, output: &Output) -> Result<Exit, Failed> {
    match options {
        Export::Openapi(options) => openapi::run(options, project, output),
        Export::Docs(options) => docs::run(options, project, output),
    }
}
