//! Specs from OpenAPI 3.1, 3.0 and Swagger 2.0 documents.
//!
//! ```text
//! text ─tree─▶ tree with lines ─swagger─▶ layout of 3.0 ─read─▶ schemas ─merge, types─▶ types of the language ─▶ files
//! ```
//!
//! All functions are pure: from the text of a document to the texts of a spec. What a document says and its spec does
//! not is returned as [`Finding`]s, so that nothing is lost in silence.

mod bodies;
mod body;
mod convert;
mod document;
mod error_body;
mod errors;
mod evidence;
mod fields;
mod files;
mod finding;
mod formats;
mod heirs;
mod identifiers;
mod import;
mod jsonpath;
mod known;
mod limits;
mod media;
mod merge;
mod naming;
mod objects;
mod operation;
mod outline;
mod overlay;
mod pages;
mod parameters;
mod pointer;
mod reach;
mod read;
mod read_error;
mod responses;
mod schema;
mod schemes;
mod security;
mod select;
mod servers;
mod sides;
mod statuses;
mod swagger;
mod template;
mod text;
mod tree;
mod twins;
mod typed;
mod types;
mod unions;
mod uses;
mod values;
mod variants;
mod walk;
mod whole;
mod yaml_in;
mod yaml_out;

pub use convert::{Conversion, File, Options, convert};
pub use document::{Document, Home, OperationName, Parts, is_first_file};
pub use files::Supply;
pub use finding::{Finding, Weight};
pub use import::{Import, Imported, State, import};
pub use outline::{Fact, Outline, Section, outline};
pub use read_error::ReadError;
pub use select::Selected;
