//! The document: its operations, and what references point to.

use std::fmt;

use crate::swagger;
use crate::tree::{self, Node, join, keys};

/// An OpenAPI 3.1, 3.0 or Swagger 2.0 document. One of 2.0 is held in the layout of 3.0.
#[derive(Clone, Debug)]
pub struct Document {
    /// The whole document.
    pub(crate) root: Node,
    /// Number of its lines.
    pub(crate) lines: u32,
}

/// An operation of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OperationName {
    /// Path, as the document writes it.
    pub path: String,
    /// Method in lower case.
    pub method: String,
}

impl OperationName {
    /// Returns the JSON pointer of the operation.
    pub fn pointer(&self) -> String {
        join(&join("/paths", &self.path), &self.method)
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.to_uppercase(), self.path)
    }
}

/// Reason why a text is no document that can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError(String);

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ReadError {}

/// Methods of operations, in lower case.
const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

impl Document {
    /// Reads a document in JSON or YAML.
    ///
    /// # Errors
    /// Returns the reason if the text is neither, or no OpenAPI document of a known version.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let root = tree::read(text).map_err(ReadError)?;
        let version = |key: &str| match &root.get(key)?.kind {
            tree::Kind::Text(text) | tree::Kind::Number(text) => Some(text.clone()),
            _ => None,
        };
        let lines = text.lines().count().max(1) as u32;
        if version("swagger").is_some_and(|version| version.starts_with('2')) {
            return Ok(Self { root: swagger::lifted(root), lines });
        }
        match version("openapi") {
            Some(version) if version.starts_with("3.") => Ok(Self { root, lines }),
            Some(version) => {
                Err(ReadError(format!("OpenAPI {version} is not known; 3.1, 3.0 and Swagger 2.0 are")))
            }
            None => Err(ReadError("no OpenAPI document: it has neither `openapi` nor `swagger`".to_owned())),
        }
    }

    /// Returns the operations, in the order of the document.
    pub fn operations(&self) -> Vec<OperationName> {
        let mut operations = Vec::new();
        for (path, item) in self.root.get("paths").map_or(&[][..], Node::entries) {
            let item = self.resolved(item).map_or(item, |(node, _)| node);
            for (method, _) in item.entries().iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                operations.push(OperationName { path: path.clone(), method: method.clone() });
            }
        }
        operations
    }

    /// Returns an operation.
    pub(crate) fn operation(&self, name: &OperationName) -> Option<&Node> {
        let item = self.at(&join("/paths", &name.path))?;
        self.resolved(item).map_or(item, |(node, _)| node).get(&name.method)
    }

    /// Returns the value at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Node> {
        let mut node = &self.root;
        for key in keys(pointer) {
            node = match &node.kind {
                tree::Kind::List(items) => items.get(key.parse::<usize>().ok()?)?,
                _ => node.get(&key)?,
            };
        }
        Some(node)
    }

    /// Follows references from a value; returns the value at their end with its pointer if there is a reference.
    pub(crate) fn resolved<'n>(&'n self, node: &'n Node) -> Option<(&'n Node, String)> {
        let mut found = None;
        let mut node = node;
        for _ in 0..32 {
            let Some(pointer) = node.text_at("$ref").and_then(|target| target.strip_prefix('#')) else {
                return found;
            };
            node = self.at(pointer)?;
            found = Some((node, pointer.to_owned()));
        }
        None
    }
}
