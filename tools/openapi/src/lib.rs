//! What a Bindery spec says, in the words of OpenAPI 3.1 or 3.0.
//!
//! The export is made from the model alone and says what the generated router does: the same statuses, the same bodies, for
//! its own refusals too. What OpenAPI has no words for stands in fields whose names begin with `x-`, and is listed.
//!
//! ```text
//! model ─operation, types, …─▶ document (3.1) ─lower─▶ document (3.0) ─▶ JSON or YAML
//! ```

mod answer;
mod builder;
mod document;
mod extension;
mod failures;
mod lower;
mod naming;
mod operation;
mod request;
mod schema;
mod security;
mod types;
mod write;
mod yaml;

use bindery_model::Api;
use bindery_vocabulary::json::Json;

use builder::Builder;
use write::Write as _;

pub use extension::{Need, Unsaid};

/// A version of OpenAPI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Version {
    /// 3.0, for tools that are older.
    V3_0,
    /// 3.1
    #[default]
    V3_1,
}

/// How an API is exported.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// In which version of OpenAPI.
    pub version: Version,
    /// The address where everything is served, instead of the addresses of the spec.
    pub server: Option<String>,
}

/// An API in the words of OpenAPI.
#[derive(Clone, Debug)]
pub struct Export {
    json: String,
    document: Json,
    unsaid: Vec<Unsaid>,
}

impl Export {
    /// The document as indented JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The document as YAML.
    pub fn yaml(&self) -> String {
        yaml::write(&self.document)
    }

    /// What OpenAPI has no field for and this document says all the same.
    pub fn unsaid(&self) -> &[Unsaid] {
        &self.unsaid
    }
}

/// Exports an API.
pub fn export(api: &Api, options: &Options) -> Export {
    let mut document = Builder::new(api, options.server.as_deref()).document();
    match options.version {
        Version::V3_1 => {}
        Version::V3_0 => lower::to_3_0(&mut document),
    }
    let document = document.json();
    Export { json: document.pretty(0) + "\n", unsaid: extension::found(&document), document }
}
