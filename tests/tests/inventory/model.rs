//! The model of the inventory, and of the parts of the command's output (`bindery list backpack --json`) that are
//! compared with it.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The content of the document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Inventory {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "lines")]
    _lines: u32,
    pub(crate) base_url: String,
    pub(crate) actions: Vec<Documented>,
    pub(crate) errors: Vec<DocumentedError>,
    pub(crate) constants: BTreeMap<String, serde_json::Value>,
    pub(crate) mentions: Vec<Named>,
}

/// An action of the document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Documented {
    pub(crate) documented_as: String,
    pub(crate) lines: [u32; 2],
    pub(crate) mark: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) parameters: Vec<DocumentedParameter>,
    /// Parameters that only a sample sends.
    #[serde(default)]
    pub(crate) sampled: Vec<String>,
    /// Types by path.
    pub(crate) response: BTreeMap<String, Option<String>>,
    /// Error responses that the document lists among the responses; the wire tables test their formats.
    #[serde(default, rename = "failures")]
    _failures: Vec<String>,
}

/// A row of a parameter table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentedParameter {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: Option<String>,
    #[serde(default)]
    pub(crate) optional: bool,
}

/// A row of the error table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DocumentedError {
    pub(crate) code: Option<i64>,
    pub(crate) text: String,
    pub(crate) remark: Option<String>,
    #[serde(rename = "line")]
    _line: u32,
}

/// Names in the document without a description.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    pub(crate) documented_as: String,
    pub(crate) lines: Vec<u32>,
}

/// The listing.
#[derive(Debug, Deserialize)]
pub(crate) struct Api {
    pub(crate) servers: Vec<Server>,
    pub(crate) errors: Vec<Error>,
    pub(crate) modules: Vec<Module>,
    pub(crate) mentions: Vec<Mention>,
}

impl Api {
    /// The actions of all modules.
    pub(crate) fn actions(&self) -> impl Iterator<Item = &Action> {
        self.modules.iter().flat_map(|module| &module.actions)
    }
}

#[derive(Debug, Deserialize)]
pub(crate) struct Server {
    pub(crate) url: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Error {
    pub(crate) code: Option<i64>,
    pub(crate) text: String,
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Module {
    pub(crate) actions: Vec<Action>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Action {
    pub(crate) documented_as: String,
    pub(crate) path: String,
    pub(crate) stability: String,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) response: Vec<Field>,
    pub(crate) evidence: Vec<Evidence>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
    pub(crate) required: bool,
    #[serde(rename = "in")]
    pub(crate) place: Option<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Field {
    pub(crate) path: String,
    #[serde(rename = "type")]
    pub(crate) ty: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Evidence {
    pub(crate) source: String,
    pub(crate) lines: [u32; 2],
    pub(crate) grade: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Mention {
    pub(crate) documented_as: String,
    pub(crate) evidence: Vec<Evidence>,
}
