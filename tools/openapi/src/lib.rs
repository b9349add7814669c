//! Exports Bindery specs as OpenAPI 3.1 or 3.0 documents.
//!
//! The export uses only the model and describes the generated router: the same statuses and bodies, including the
//! router's own rejections. What OpenAPI cannot express is written to fields with names that begin with `x-`, and listed.
//!
//! ```text
//! model ─operation, types, …─▶ document (3.1) ─lower─▶ document (3.0) ─▶ JSON or YAML
//! ```

mod builder;
mod completion;
mod document;
mod error_body;
mod error_responses;
mod extension;
mod lower;
mod naming;
mod operation;
mod request;
mod response;
mod schema;
mod security;
mod styles;
mod types;
mod write;
mod yaml;

use bindery_model::Api;
use bindery_vocabulary::json::JsonValue;

use builder::Builder;
use write::Write as _;

pub use extension::{Need, Unsaid};

/// Version of OpenAPI in which a document is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// OpenAPI 3.0, for older tools.
    V3_0,
    /// OpenAPI 3.1, the default.
    #[default]
    V3_1,
}

/// Options of an export to OpenAPI.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Version of OpenAPI. Default: 3.1.
    pub version: Version,
    /// Server address that replaces the addresses of the spec.
    pub server: Option<String>,
}

/// An API as an OpenAPI document.
#[derive(Clone, Debug)]
pub struct Export {
    json: String,
    document: JsonValue,
    unsaid: Vec<Unsaid>,
}

impl Export {
    /// Returns the document as indented JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// Returns the document as YAML.
    pub fn yaml(&self) -> String {
        yaml::write(&self.document)
    }

    /// Returns the extension fields of the document, which OpenAPI has no field for.
    pub fn unsaid(&self) -> &[Unsaid] {
        &self.unsaid
    }
}

/// Exports an API as an OpenAPI document.
pub fn export(api: &Api, options: &Options) -> Export {
    let mut document = Builder::new(api, options.server.as_deref()).document();
    match options.version {
        Version::V3_1 => {}
        Version::V3_0 => lower::to_3_0(&mut document),
    }
    let document = document.json();
    Export { json: document.pretty(0) + "\n", unsaid: extension::found(&document), document }
}
