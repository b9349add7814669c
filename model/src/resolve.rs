//! From documents to the model: looks up every reference, fills in every default, checks every rule of the language.
//!
//! Resolving never stops at an error. An unresolved reference is replaced by a position that no table has
//! ([`names::UNKNOWN`]), later checks skip it, and the model is returned only if there was no error.

mod actions;
mod additional;
mod address;
mod aliases;
mod api;
mod auth;
mod classes;
mod completes;
mod credentials;
mod envelope;
mod error_formats;
mod errors;
mod evidence;
mod examples;
mod expression;
mod features;
mod field_path;
mod files;
mod fit;
mod graph;
mod headers;
mod includes;
mod issued;
mod listed;
mod made;
mod media;
mod members;
mod names;
mod oauth;
mod order;
mod outcomes;
mod pages;
mod parameter_keys;
mod path;
mod pending;
mod places;
mod purpose;
mod response;
mod routes;
mod rules;
mod scalars;
mod select;
mod signals;
mod signature;
mod signed_text;
mod statuses;
mod together;
mod type_kind;
mod types;
mod unions;
mod vectors;
mod written;

use std::collections::{BTreeSet, HashMap, HashSet};

use aliases::Aliases;
use names::Names;
use pending::{Issuers, Successor};
use routes::Routes;
use type_kind::NamedTypeKind;

use crate::diagnostic::{Diagnostic, Diagnostics, SourceMap, Span};
use crate::model::{Api, Citation, CodeKind, CodeValue, Envelope, TypeDef};

pub use address::is_server_address;
pub use auth::is_header_name;
pub use files::{check, check_with};
pub use places::is_own_header;

/// Result of checking a spec.
#[derive(Clone, Debug)]
pub struct Checked {
    /// The model, unless there is an error.
    pub api: Option<Api>,
    /// The files, for rendering diagnostics.
    pub sources: SourceMap,
    /// All errors and warnings, in the order of files and positions.
    pub diagnostics: Vec<Diagnostic>,
}

/// State of the resolver while the model is built.
struct Resolver {
    sink: Diagnostics,
    names: Tables,
    /// The actions of each module, by the module's position.
    actions: Vec<Names>,
    /// Number of lines of each source.
    source_lines: Vec<u32>,
    /// Places where evidence is written.
    citations: Vec<Citation>,
    /// Code of each error.
    error_codes: Vec<Option<CodeValue>>,
    /// Kind of the API's error codes.
    codes: CodeKind,
    /// The types by position; none for those that could not be read.
    types: Vec<Option<TypeDef>>,
    /// The types as seen by their uses.
    shapes: Vec<NamedTypeKind>,
    /// The types that are another name of a type expression.
    aliases: Aliases,
    /// The `about` texts of the types.
    abouts: Vec<String>,
    /// The types that are reachable from actions.
    reachable: HashSet<usize>,
    /// Routes, to find actions that match the same request.
    routes: Routes,
    /// Successors named by deprecated actions, looked up later.
    successors: Vec<Successor>,
    /// Place of the body of each error format.
    failure_bodies: Vec<Span>,
    /// Actions named by authentication schemes, looked up when all actions are known.
    issuers: Vec<Issuers>,
    /// The error formats that a server writes, each with a place that selects it.
    written_failures: HashMap<usize, Span>,
    /// Pairs that a server writes: an error format and one error, or any.
    writes: BTreeSet<(usize, Option<usize>)>,
    /// The envelopes of responses, with their places.
    envelopes: Vec<(Envelope, Span)>,
    /// Whether a file could not be read, so that unknown names may be defined in it.
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
    /// Reports an error at a place; the result takes label and help.
    fn error(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.sink.error(code, span, message)
    }

    /// Reports a warning at a place; the result takes label and help.
    fn warning(&mut self, code: &'static str, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        self.sink.warning(code, span, message)
    }

    fn new(sink: Diagnostics, incomplete: bool) -> Self {
        let names = Tables {
            sources: Names::new("source", "spec::unknown-source", "under `sources` in api.yaml"),
            servers: Names::new("server", "spec::unknown-server", "under `servers` in api.yaml"),
            auth: Names::new("auth scheme", "spec::unknown-auth", "under `auth` in api.yaml"),
            errors: Names::new("error", "spec::unknown-error", "under `errors` in api.yaml"),
            failures: Names::new(
                "error format",
                "spec::unknown-error-format",
                "under `error-formats` in api.yaml",
            ),
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
            aliases: Aliases::default(),
            abouts: Vec::new(),
            reachable: HashSet::new(),
            routes: Routes::default(),
            successors: Vec::new(),
            failure_bodies: Vec::new(),
            issuers: Vec::new(),
            written_failures: HashMap::new(),
            writes: BTreeSet::new(),
            envelopes: Vec::new(),
            incomplete,
        }
    }
}
