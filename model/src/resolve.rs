//! From documents to the model: every reference looked up, every default filled in, every rule of the language checked.
//!
//! Nothing stops at a mistake. What could not be resolved is replaced by a position that no table has
//! ([`names::UNKNOWN`]), later checks pass over it, and the model is handed out only when there was no mistake.

mod actions;
mod address;
mod api;
mod auth;
mod classes;
mod credentials;
mod errors;
mod evidence;
mod examples;
mod expression;
mod failures;
mod features;
mod files;
mod fit;
mod graph;
mod includes;
mod issued;
mod listed;
mod markers;
mod members;
mod names;
mod oauth;
mod order;
mod others;
mod pages;
mod path;
mod pending;
mod purpose;
mod returns;
mod routes;
mod rules;
mod scalars;
mod select;
mod shape;
mod signature;
mod statuses;
mod together;
mod types;
mod written;

use std::collections::{BTreeSet, HashMap, HashSet};

use names::Names;
use pending::{Issuers, Successor};
use routes::Routes;
use shape::Shape;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceMap, Span};
use crate::model::{Api, Citation, CodeKind, CodeValue, TypeDef};

pub use files::{check, check_with};

/// What came out of a spec.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The model, unless there is an error.
    pub api: Option<Api>,
    /// The files, for showing diagnostics.
    pub sources: SourceMap,
    /// All that is wrong, in the order of files and positions.
    pub diagnostics: Vec<Diagnostic>,
}

/// Everything that is looked up while the model grows.
struct Resolver {
    sink: Diagnostics,
    names: Tables,
    /// The actions of each module, by the module's position.
    actions: Vec<Names>,
    /// How many lines each source has.
    source_lines: Vec<u32>,
    /// Where evidence is written.
    citations: Vec<Citation>,
    /// The code of each error.
    error_codes: Vec<Option<CodeValue>>,
    /// What the codes of the API are.
    codes: CodeKind,
    /// The types by position; none for those that could not be read.
    types: Vec<Option<TypeDef>>,
    /// The types as their uses see them.
    shapes: Vec<Shape>,
    /// What the types say about themselves.
    abouts: Vec<String>,
    /// The types that actions lead to.
    reachable: HashSet<usize>,
    /// Which action a request means.
    routes: Routes,
    /// The successors that retired actions name.
    successors: Vec<Successor>,
    /// Where the body of each failure shape is written.
    failure_bodies: Vec<Span>,
    /// The actions that schemes name, to be looked up when all are known.
    issuers: Vec<Issuers>,
    /// The failure shapes that a server answers with, and where that is said.
    written_failures: HashMap<usize, Span>,
    /// What a server writes: a shape and one error, or any.
    writes: BTreeSet<(usize, Option<usize>)>,
    /// The keys around answers, where they are written.
    wrappers: Vec<(String, Span)>,
    /// Some file could not be read, so that unknown names may be defined there.
    incomplete: bool,
}

/// The tables of names.
struct Tables {
    sources: Names,
    servers: Names,
    auth: Names,
    errors: Names,
    failures: Names,
    modules: Names,
    types: Names,
}

impl Resolver {
    /// Reports an error at a place, of which more can be said.
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.sink.error(code, span, message)
    }

    /// The same for a warning.
    fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.sink.warning(code, span, message)
    }

    fn new(sink: Diagnostics, incomplete: bool) -> Self {
        let names = Tables {
            sources: Names::new("source", "spec::unknown-source", "under `sources` in api.yaml"),
            servers: Names::new("server", "spec::unknown-server", "under `servers` in api.yaml"),
            auth: Names::new("auth scheme", "spec::unknown-auth", "under `auth` in api.yaml"),
            errors: Names::new("error", "spec::unknown-error", "under `errors` in api.yaml"),
            failures: Names::new("failure shape", "spec::unknown-failure", "under `failures` in api.yaml"),
            modules: Names::new("module", "spec::unknown-module", "under `modules` in api.yaml"),
            types: Names::new("type", "spec::unknown-type", "under `types`"),
        };
        Self {
            sink,
            names,
            actions: Vec::new(),
            source_lines: Vec::new(),
            citations: Vec::new(),
            error_codes: Vec::new(),
            codes: CodeKind::Number,
            types: Vec::new(),
            shapes: Vec::new(),
            abouts: Vec::new(),
            reachable: HashSet::new(),
            routes: Routes::default(),
            successors: Vec::new(),
            failure_bodies: Vec::new(),
            issuers: Vec::new(),
            written_failures: HashMap::new(),
            writes: BTreeSet::new(),
            wrappers: Vec::new(),
            incomplete,
        }
    }
}
