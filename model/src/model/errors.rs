//! Failures: the error table, and the shapes in which errors arrive.

use std::fmt;

use bindery_vocabulary::json::Json;
use bindery_vocabulary::{ErrorKind, words};

use super::{Deviation, ErrorId, Evidence};
use crate::diagnostic::Span;

/// One entry of the error table.
#[derive(Clone, Debug)]
pub struct ErrorEntry {
    /// Its name, kebab-case.
    pub name: String,
    /// Its code on the wire, of the kind that [`Api::codes`](super::Api::codes) says. An error without one is known by
    /// its status alone if it has one, else by its text alone.
    pub code: Option<CodeValue>,
    /// The HTTP status that goes with it, where that is not the one of the failure's shape.
    pub status: Option<u16>,
    /// The documented text.
    pub text: String,
    /// What it means beyond its text.
    pub about: String,
    /// What it is about.
    pub kind: ErrorKind,
    /// Remarks of the document, such as 'not in use'.
    pub notes: Vec<String>,
    /// For a text that means another entry: that entry.
    pub reads_as: Option<ErrorId>,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
    /// Where it is written.
    pub span: Span,
}

words! {
    /// What the error codes of an API are.
    #[derive(Default)]
    pub enum CodeKind: "kind of error code" {
        /// Whole numbers.
        #[default]
        Number = "number",
        /// Texts.
        Text = "text",
    }
}

/// An error code.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeValue {
    /// A whole number.
    Number(i64),
    /// A text.
    Text(String),
}

impl CodeValue {
    /// The number, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            CodeValue::Number(number) => Some(*number),
            CodeValue::Text(_) => None,
        }
    }

    /// The code on the wire.
    pub fn json(&self) -> Json {
        match self {
            CodeValue::Number(number) => Json::number(*number),
            CodeValue::Text(text) => Json::text(text),
        }
    }

    /// The kind that it is of.
    pub fn kind(&self) -> CodeKind {
        match self {
            CodeValue::Number(_) => CodeKind::Number,
            CodeValue::Text(_) => CodeKind::Text,
        }
    }
}

impl fmt::Display for CodeValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodeValue::Number(number) => number.fmt(formatter),
            CodeValue::Text(text) => text.fmt(formatter),
        }
    }
}

/// A shape in which failures arrive.
#[derive(Clone, Debug)]
pub struct FailureShape {
    /// The name that actions use.
    pub name: String,
    /// When it occurs.
    pub about: String,
    /// The HTTP status that a server answers with.
    pub status: u16,
    /// Any of these says that an answer is a failure of this shape.
    pub when: Vec<Marker>,
    /// What stands where.
    pub body: Vec<Part>,
}

/// A sign that an answer is a failure. Keys lead from the top level, joined by dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Marker {
    /// This key is there and not null.
    Has(String),
    /// This flag is there and has this value.
    Is(String, bool),
    /// This flag does not have this value: it has the other one, is null, is no flag or is missing in an object that is
    /// there. What lacks a flag need not be meant by it, so this counts for actions that fail in this shape alone.
    IsNot(String, bool),
    /// The HTTP status is not less than the first and not more than the second. Alone it is a weak sign: it counts only
    /// when a code or a message can be read, or an error is known by that status.
    Status(u16, u16),
}

/// One place of a failure's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The keys that lead to it.
    pub path: Vec<String>,
    /// What stands there.
    pub holds: Holds,
}

/// What stands at a place of a failure's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holds {
    /// Always the same JSON.
    Fixed(String),
    /// The code, of the kind that the API has.
    Code,
    /// The code as text.
    CodeText,
    /// The message.
    Message,
    /// Any JSON that explains.
    Details,
    /// The HTTP status as a number.
    Status,
}

/// Which error a server answers with when it refuses by itself.
#[derive(Clone, Debug)]
pub struct Refusals {
    /// A required parameter is not there.
    pub missing: ErrorId,
    /// A value cannot be read or breaks a limit.
    pub invalid: ErrorId,
    /// The log-in is refused.
    pub login: ErrorId,
    /// No such path or method.
    pub not_found: ErrorId,
    /// The backend has no such action.
    pub not_implemented: ErrorId,
    /// The backend failed.
    pub internal: ErrorId,
}
