//! Options of `new`.

use std::path::PathBuf;

use bindery_model::{NotationKind, Texts};
use clap::ValueHint;

use super::common::word;
use crate::config::Runtime;
use crate::runtime;

/// Options of `new`.
#[derive(clap::Args, Debug)]
pub(crate) struct New {
    /// Name of the API and of the new folder, such as my-api
    pub(crate) name: String,
    /// Document to read the spec from: a file, or a folder that contains it; with an OpenAPI document, also the OpenAPI
    /// Overlays that change it
    #[arg(long, value_name = "PATH", num_args = 1.., value_hint = ValueHint::AnyPath)]
    pub(crate) from: Vec<PathBuf>,
    /// Notation of the document; default: it is recognized
    #[arg(long, value_name = "NOTATION", requires = "from", value_parser = word::<NotationKind>())]
    pub(crate) notation: Option<NotationKind>,
    /// Read only these parts of an OpenAPI document: tags, and operations as `METHOD /path` or by name
    #[arg(long, value_name = "TAG|OPERATION", requires = "from", num_args = 1..)]
    pub(crate) only: Vec<String>,
    /// Which texts of an OpenAPI document become texts of the spec: `none` leaves summaries and descriptions out;
    /// default: all
    #[arg(long, value_name = "all|none", requires = "from", value_parser = word::<Texts>())]
    pub(crate) texts: Option<Texts>,
    /// List each construct of an OpenAPI document that was not read, instead of the first of each kind
    #[arg(long, requires = "from")]
    pub(crate) details: bool,
    /// Where Cargo.toml finds bindery-runtime: a folder, a git URL (with #REVISION), or a version; default: the runtime
    /// of this command
    #[arg(long, value_name = "PATH|GIT|VERSION", value_parser = runtime::parse)]
    pub(crate) runtime: Option<Runtime>,
    /// Name of the crate; default: bindery-NAME
    #[arg(long, value_name = "NAME")]
    pub(crate) package: Option<String>,
    /// License of the crate as an SPDX expression, such as 'MIT OR Apache-2.0'; default: none
    #[arg(long, value_name = "LICENSE")]
    pub(crate) license: Option<String>,
}
