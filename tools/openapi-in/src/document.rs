//! The document: its files, its operations, and what references point to.

use std::collections::{HashMap, HashSet};
use std::fmt;

use crate::files::{self, Supply, Tree, descend};
use crate::finding::Findings;
use crate::overlay::Overlay;
use crate::pointer::{join, keys, split, target};
use crate::read_error::ReadError;
use crate::swagger;
use crate::tree::{self, Again, Kind, Node, Span};
use crate::walk;

/// An OpenAPI 3.2, 3.1, 3.0 or Swagger 2.0 document. One of 2.0 is held in the layout of 3.0.
#[derive(Clone, Debug)]
pub struct Document {
    /// The first file.
    pub(crate) root: Node,
    /// Names and numbers of lines of all files, the first one first.
    pub(crate) files: Vec<(String, u32)>,
    /// The other files, by name.
    others: HashMap<String, Node>,
    /// Positions of the keys of large mappings in the first file, by the pointer of the mapping.
    index: HashMap<String, HashMap<String, usize>>,
    /// Targets of overlays that select nothing.
    pub(crate) idle: Vec<String>,
    /// Names of the properties by which variants are told apart.
    pub(crate) tags: HashSet<String>,
    /// Entries that are left out because their mapping has the key already, by the pointer of the mapping.
    pub(crate) again: Vec<Again>,
}

/// Texts that a document is read from, besides its first file.
#[derive(Default)]
pub struct Parts<'s> {
    /// Supplies the other files; without it, there are none.
    pub supply: Option<&'s mut Supply<'s>>,
    /// Texts of overlays, each with its name; they change the first file, in order.
    pub overlays: Vec<(String, String)>,
    /// Whether descriptions and summaries are left out.
    pub without_texts: bool,
}

/// An operation of a document.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OperationName {
    /// Where the document describes it.
    pub home: Home,
    /// Path, as the document writes it; the name of a webhook; the address of a callback.
    pub path: String,
    /// Method in lower case.
    pub method: String,
}

/// Where a document describes an operation, and so who calls it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Home {
    /// Under `paths`: the user calls it.
    Paths,
    /// Under this key, `webhooks` or `x-webhooks`: the vendor calls it.
    Webhooks(&'static str),
    /// In a callback with this JSON pointer: the vendor calls it.
    Callback(String),
}

impl Home {
    /// Whether the vendor calls the operation, at a server of the user.
    pub fn is_inbound(&self) -> bool {
        *self != Home::Paths
    }
}

impl OperationName {
    /// Returns the JSON pointer of the operation.
    pub fn pointer(&self) -> String {
        join(&self.item(), &self.method)
    }

    /// Returns the JSON pointer of the path item.
    pub(crate) fn item(&self) -> String {
        match &self.home {
            Home::Paths => join("/paths", &self.path),
            Home::Webhooks(key) => join(&join("", key), &self.path),
            Home::Callback(pointer) => join(pointer, &self.path),
        }
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method.to_uppercase(), self.path)
    }
}

/// Methods of operations, in lower case.
pub(crate) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace", "query"];

/// Smallest mapping whose keys are indexed.
const LARGE: usize = 32;

impl Document {
    /// Returns the names of all files, the first one first.
    pub fn file_names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(|(name, _)| name.as_str())
    }

    /// Reads a document of one file, in JSON or YAML.
    ///
    /// # Errors
    /// Returns the reason if the text is neither, no OpenAPI document of a known version, or refers to other files.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        Self::with("document", text, Parts::default())
    }

    /// Reads a document of one or more files, in JSON or YAML, with overlays. Names of files are relative to the folder
    /// of the document, with `/` between their parts.
    ///
    /// # Errors
    /// Returns the reason if a text is neither or no overlay, if the first one is no OpenAPI document of a known version,
    /// or if a file is missing that a reference leads to.
    pub fn with(name: &str, text: &str, parts: Parts<'_>) -> Result<Self, ReadError> {
        let mut first = Tree::read(name, text, 0).map_err(ReadError::new)?;
        let mut idle = Vec::new();
        for (name, text) in &parts.overlays {
            let overlay = Overlay::read(text).map_err(|error| ReadError::new(format!("{name}: {error}")))?;
            idle.extend(overlay.apply(&mut first.root).into_iter().map(|target| format!("{name}: {target}")));
        }
        let is_swagger = version(&first.root)?;
        let mut trees = match parts.supply {
            Some(supply) => files::load(first, supply),
            None => files::load(first, &mut |_| None),
        }?;
        if parts.without_texts {
            trees.iter_mut().for_each(|tree| walk::without_texts(&mut tree.root));
        }
        let mut again = Vec::new();
        for (at, tree) in trees.iter_mut().enumerate() {
            let start = if at == 0 { String::new() } else { format!("{}#", tree.name) };
            let placed = |one: Again| Again { pointer: format!("{start}{}", one.pointer), ..one };
            again.extend(tree.again.drain(..).map(placed));
        }
        let files = trees.iter().map(|tree| (tree.name.clone(), tree.lines)).collect();
        let mut trees = trees.into_iter();
        let root = trees
            .next()
            .map_or(Node { span: Span { file: 0, first: 1, last: 1 }, kind: Kind::Null }, |tree| tree.root);
        let others: HashMap<String, Node> = trees.map(|tree| (tree.name, tree.root)).collect();
        let mut tags = HashSet::new();
        std::iter::once(&root).chain(others.values()).for_each(|tree| walk::tags(tree, &mut tags));
        let mut document = Self { root, files, others, index: HashMap::new(), idle, again, tags };
        if is_swagger {
            document.root = swagger::lifted(&document);
        }
        index(&document.root, "", &mut document.index);
        Ok(document)
    }

    /// Returns the names and numbers of lines of the files, the first one first.
    pub fn files(&self) -> impl Iterator<Item = (&str, u32)> {
        self.files.iter().map(|(name, lines)| (name.as_str(), *lines))
    }

    /// Returns the operations, in the order of the document: those of its paths, its webhooks, and the callbacks of both.
    pub fn operations(&self) -> Vec<OperationName> {
        let mut operations = Vec::new();
        self.items(self.root.get("paths"), &Home::Paths, &mut operations);
        for key in ["webhooks", "x-webhooks"] {
            self.items(self.root.get(key), &Home::Webhooks(key), &mut operations);
        }
        let mut seen = HashSet::new();
        let mut at = 0;
        // Callbacks may have callbacks.
        while let Some(operation) = operations.get(at).cloned() {
            let callbacks = self.operation(&operation).and_then(|node| node.get("callbacks"));
            for (name, callback) in callbacks.map_or(&[][..], Node::entries) {
                let own = join(&join(&operation.pointer(), "callbacks"), name);
                let (callback, own) = self.resolved(callback).unwrap_or((callback, own));
                if seen.insert(own.clone()) {
                    self.items(Some(callback), &Home::Callback(own), &mut operations);
                }
            }
            at += 1;
        }
        operations
    }

    /// Adds the operations of path items.
    fn items(&self, items: Option<&Node>, home: &Home, operations: &mut Vec<OperationName>) {
        for (path, item) in items.map_or(&[][..], Node::entries) {
            if path.starts_with("x-") || path == "$ref" {
                continue;
            }
            let item = self.resolved(item).map_or(item, |(node, _)| node);
            for (method, _) in item.entries().iter().filter(|(key, _)| METHODS.contains(&key.as_str())) {
                let (home, path) = (home.clone(), path.clone());
                operations.push(OperationName { home, path, method: method.clone() });
            }
        }
    }

    /// Returns the files beside the first one, in the order in which they are referred to.
    pub(crate) fn other_files(&self) -> impl Iterator<Item = (&str, &Node)> {
        let names = self.files.iter().map(|(name, _)| name.as_str());
        names.filter_map(|name| Some((name, self.others.get(name)?)))
    }

    /// Returns an operation.
    pub(crate) fn operation(&self, name: &OperationName) -> Option<&Node> {
        let item = self.at(&name.item())?;
        self.resolved(item).map_or(item, |(node, _)| node).get(&name.method)
    }

    /// Returns the value at a pointer.
    pub(crate) fn at(&self, pointer: &str) -> Option<&Node> {
        let (file, inner) = split(pointer);
        if !file.is_empty() {
            return descend(self.others.get(file)?, inner);
        }
        let mut node = &self.root;
        let mut end = 0;
        for (key, written) in keys(pointer).zip(pointer.split('/').skip(1)) {
            node = match (&node.kind, self.index.get(pointer.get(..end)?)) {
                (Kind::List(items), _) => items.get(key.parse::<usize>().ok()?)?,
                (Kind::Map(entries), Some(positions)) => &entries.get(*positions.get(&key)?)?.1,
                _ => node.get(&key)?,
            };
            end += written.len() + 1;
        }
        Some(node)
    }

    /// Returns the value at a pointer, or the nearest one around it, for its lines.
    pub(crate) fn near(&self, pointer: &str) -> Span {
        let mut pointer = pointer;
        loop {
            if let Some(node) = self.at(pointer) {
                return node.span;
            }
            match pointer.rfind('/') {
                Some(end) => pointer = pointer.get(..end).unwrap_or_default(),
                None => return self.root.span,
            }
        }
    }

    /// Returns what a value is or refers to, with its pointer; none for a reference to nothing, which is reported.
    pub(crate) fn followed<'n>(
        &'n self,
        node: &'n Node,
        pointer: String,
        findings: &mut Findings,
    ) -> Option<(&'n Node, String)> {
        let Some(reference) = node.text_at("$ref") else { return Some((node, pointer)) };
        let found = self.resolved(node);
        if found.is_none() {
            findings.gap(&pointer, "a reference to nothing", reference);
        }
        let says_nothing =
            |key: &str| matches!(key, "$ref" | "summary" | "description") || key.starts_with("x-");
        for (key, _) in node.entries().iter().filter(|(key, _)| !says_nothing(key)) {
            findings.gap(&pointer, "a key beside a reference, which counts alone", key);
        }
        found
    }

    /// Follows references from a value; returns the value at their end with its pointer if there is a reference.
    pub(crate) fn resolved<'n>(&'n self, node: &'n Node) -> Option<(&'n Node, String)> {
        let mut found = None;
        let mut node = node;
        for _ in 0..32 {
            let Some(reference) = node.text_at("$ref") else { return found };
            let pointer = target(reference);
            node = self.at(pointer)?;
            found = Some((node, pointer.to_owned()));
        }
        None
    }
}

/// Whether a text is the first file of a document, which says its version, and not one that others refer to.
pub fn is_first_file(text: &str) -> bool {
    tree::read(text, 0).is_ok_and(|root| root.get("openapi").or(root.get("swagger")).is_some())
}

/// Returns whether a document is one of Swagger 2.0.
fn version(root: &Node) -> Result<bool, ReadError> {
    let version = |key: &str| match &root.get(key)?.kind {
        Kind::Text(text) | Kind::Number(text) => Some(text.clone()),
        _ => None,
    };
    if version("swagger").is_some_and(|version| version.starts_with('2')) {
        return Ok(true);
    }
    match version("openapi") {
        Some(version) if ["3.0", "3.1", "3.2"].iter().any(|known| version.starts_with(known)) => Ok(false),
        Some(version) => {
            Err(ReadError::new(format!("OpenAPI {version} is not known; 3.2, 3.1, 3.0 and Swagger 2.0 are")))
        }
        None => match version("swagger").or_else(|| version("swaggerVersion")) {
            Some(version) => Err(ReadError::new(format!(
                "Swagger {version} is not known; convert it to Swagger 2.0 or OpenAPI 3"
            ))),
            None => {
                Err(ReadError::new("no OpenAPI document: it has neither `openapi` nor `swagger`".to_owned()))
            }
        },
    }
}

/// Enters the large mappings near the top of a file, where references lead.
fn index(node: &Node, pointer: &str, found: &mut HashMap<String, HashMap<String, usize>>) {
    let entries = node.entries();
    if entries.len() >= LARGE {
        // Of equal keys the first one counts, as in `Node::get`.
        let positions = entries.iter().enumerate().rev().map(|(at, (key, _))| (key.clone(), at));
        found.insert(pointer.to_owned(), positions.collect());
    }
    if pointer.matches('/').count() < 2 {
        entries.iter().for_each(|(key, value)| index(value, &join(pointer, key), found));
    }
}
