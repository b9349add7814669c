//! What `bindery export` takes.

use std::path::PathBuf;

use clap::{ArgGroup, Subcommand, ValueEnum, ValueHint};

use super::common::Overlays;

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
    Openapi(ExportOpenapi),
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
    Docs(ExportDocs),
}

/// Options of `export openapi`.
#[derive(clap::Args, Debug)]
pub(crate) struct ExportOpenapi {
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
    pub(crate) format: OpenapiFormat,
    /// Write it to a file instead of to standard output
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,
    /// Write over a file that is no OpenAPI document
    #[arg(long)]
    pub(crate) force: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
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
pub(crate) enum OpenapiFormat {
    /// Indented JSON
    Json,
    /// The same as YAML
    Yaml,
}

/// Options of `export docs`: what the site is made of, and where it goes.
#[derive(clap::Args, Debug)]
#[group(skip)]
#[command(group = ArgGroup::new("which").required(true))]
pub(crate) struct ExportDocs {
    /// Which APIs
    #[arg(value_name = "API", group = "which")]
    pub(crate) apis: Vec<String>,
    /// All APIs
    #[arg(long, group = "which")]
    pub(crate) all: bool,
    /// The folder of the site; made if it is not there
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(crate) out: PathBuf,
    /// Write over files that are no part of a site that was made so
    #[arg(long)]
    pub(crate) force: bool,
    /// Files of one's own.
    #[command(flatten)]
    pub(crate) overlays: Overlays,
}
