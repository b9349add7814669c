//! The model of the CRM's inventory, and of the parts of `list` that are compared with it.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::model::{Evidence, Field, Mention, Parameter, Server};

/// The content of the documents.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Inventory {
    #[serde(rename = "sources")]
    _sources: serde_json::Value,
    #[serde(rename = "base_url")]
    pub(crate) base_url: Option<String>,
    pub(crate) totals: BTreeMap<String, usize>,
    pub(crate) actions: Vec<Documented>,
    pub(crate) beyond: Vec<Documented>,
    pub(crate) psp: Vec<Documented>,
    pub(crate) external_wallets: Vec<Documented>,
    pub(crate) external_exchange_rates: Vec<Documented>,
    pub(crate) envelope: BTreeMap<String, String>,
    pub(crate) webhooks: Vec<Webhook>,
    pub(crate) errors: Vec<DocumentedError>,
    /// Enums; the scenarios and the wire tables use their values.
    #[serde(rename = "constants")]
    _constants: serde_json::Value,
    pub(crate) mentions: Vec<Named>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Documented {
    pub(crate) documented_as: String,
    pub(crate) module: Option<String>,
    pub(crate) navigation: Option<u32>,
    pub(crate) lines: [u32; 2],
    pub(crate) coverage: String,
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    #[serde(default, rename = "auth")]
    _auth: Vec<String>,
    #[serde(default)]
    pub(crate) parameters: Vec<DocumentedParameter>,
    #[serde(default)]
    pub(crate) status: Vec<u16>,
    #[serde(default)]
    pub(crate) response: BTreeMap<String, Option<String>>,
    #[serde(default, rename = "errors")]
    pub(crate) errors: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentedParameter {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    #[serde(default)]
    pub(crate) optional: bool,
    #[serde(rename = "in")]
    pub(crate) place: Option<String>,
    #[serde(rename = "rule")]
    _rule: Option<String>,
    #[serde(rename = "printed")]
    _printed: Option<String>,
    #[serde(rename = "versions")]
    _versions: Option<serde_json::Value>,
    #[serde(rename = "line")]
    _line: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) documented_as: String,
    pub(crate) line: u32,
    pub(crate) lines: [u32; 2],
    #[serde(rename = "kind")]
    _kind: String,
    pub(crate) coverage: String,
    #[serde(rename = "version")]
    _version: Option<String>,
    /// Tested by the wire tables and scenarios; `list` shows types by name.
    #[serde(rename = "data")]
    _data: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentedError {
    pub(crate) code: String,
    pub(crate) status: Option<u16>,
    #[serde(rename = "at")]
    _at: Option<String>,
    #[serde(rename = "line")]
    _line: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) documented_as: String,
    #[serde(default)]
    pub(crate) document: Vec<u32>,
    #[serde(default)]
    pub(crate) sheet: Vec<u32>,
}

/// The listing.
#[derive(Debug, Deserialize)]
pub(crate) struct Api {
    pub(crate) servers: Vec<Server>,
    pub(crate) errors: Vec<Error>,
    pub(crate) modules: Vec<Module>,
    pub(crate) mentions: Vec<Mention>,
    pub(crate) coverage: Coverage,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Coverage {
    pub(crate) actions: usize,
    pub(crate) callable: usize,
    pub(crate) full: usize,
    pub(crate) partial: usize,
    pub(crate) listed: usize,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Error {
    pub(crate) code: Option<String>,
    pub(crate) status: Option<u16>,
    pub(crate) name: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Module {
    pub(crate) name: String,
    pub(crate) direction: String,
    pub(crate) actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Action {
    pub(crate) documented_as: String,
    pub(crate) path: Option<String>,
    pub(crate) methods: Vec<String>,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) response: Vec<Field>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) callable: bool,
    pub(crate) coverage: String,
}

impl Action {
    pub(crate) fn is_in_navigation(&self) -> bool {
        self.evidence.iter().any(|evidence| evidence.source == "document")
    }
}
