//! Errors: the error table, and the formats in which error responses arrive.

use std::fmt;

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::{ErrorKind, words};

use super::{Deviation, ErrorId, Evidence};
use crate::diagnostic::Span;

/// An entry of the error table.
#[derive(Clone, Debug)]
pub struct ErrorEntry {
    /// Name in kebab-case, unique in the error table.
    pub name: String,
    /// Code on the wire, of the kind [`Api::codes`](super::Api::codes). An error without a code is identified by its
    /// status alone, or by its text alone if it has no status either.
    pub code: Option<CodeValue>,
    /// HTTP status, where it differs from that of the error format.
    pub status: Option<u16>,
    /// Text of the error, as the documents word it.
    pub text: String,
    /// Meaning of the error, as far as `text` does not say it; may be empty.
    pub about: String,
    /// Kind of the error, by which programs decide what to do.
    pub kind: ErrorKind,
    /// Remarks of the document, such as 'not in use'.
    pub notes: Vec<String>,
    /// The error that this text means, if it is another entry.
    pub reads_as: Option<ErrorId>,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Lines of the sources that document the error.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the entry and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the entry in the spec.
    pub span: Span,
}

words! {
    /// Type of an API's error codes.
    #[derive(Default)]
    pub enum CodeKind: "error code type" {
        /// Integers (JSON numbers).
        #[default]
        Number = "number",
        /// Strings.
        Text = "text",
    }
}

/// An error code on the wire.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CodeValue {
    /// An integer.
    Number(i64),
    /// A string.
    Text(String),
}

impl CodeValue {
    /// Returns the number, if the code is one.
    pub fn number(&self) -> Option<i64> {
        match self {
            CodeValue::Number(number) => Some(*number),
            CodeValue::Text(_) => None,
        }
    }

    /// Returns the code as JSON.
    pub fn json(&self) -> JsonValue {
        match self {
            CodeValue::Number(number) => JsonValue::number(*number),
            CodeValue::Text(text) => JsonValue::text(text),
        }
    }

    /// Returns the type of the code.
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

/// A format in which error responses arrive.
#[derive(Clone, Debug)]
pub struct ErrorFormat {
    /// Name to which actions refer.
    pub name: String,
    /// When the format is used.
    pub about: String,
    /// HTTP status with which a server sends it.
    pub status: u16,
    /// Error signals; any one makes a response an error in this format.
    pub when: Vec<ErrorSignal>,
    /// Body parts: the layout of the body.
    pub body: Vec<BodyPart>,
}

/// A signal that a response is an error. Keys are paths from the top level, joined by dots.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ErrorSignal {
    /// The key is present and not null.
    Has(String),
    /// The key has this boolean.
    Is(String, bool),
    /// The key does not have this boolean: it has the other one, is null, is not a boolean, or is missing in an object
    /// that is present. Success responses of other actions may lack the key, so this counts only for actions that fail
    /// in this format.
    IsNot(String, bool),
    /// The HTTP status is in this range, both ends included. Alone it is a weak signal: it counts only if a code or a
    /// message can be read, or an error is identified by the status.
    Status(u16, u16),
}

/// A part of an error response's body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyPart {
    /// Path of keys to the part.
    pub path: Vec<String>,
    /// Content of the part at this path.
    pub value: BodyPartValue,
}

/// Content of a body part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BodyPartValue {
    /// Constant value, as JSON text.
    Fixed(String),
    /// The error code, of the API's type.
    Code,
    /// The error code as a string.
    CodeText,
    /// Message of the error, as a string.
    Message,
    /// Details of the error, any JSON value.
    Details,
    /// The HTTP status as a number.
    Status,
}

/// Errors with which a server rejects requests.
#[derive(Clone, Debug)]
pub struct Rejections {
    /// A required parameter is missing.
    pub missing: ErrorId,
    /// A value cannot be read or breaks a limit.
    pub invalid: ErrorId,
    /// The credentials of the request are rejected.
    pub unauthenticated: ErrorId,
    /// The path or method is unknown.
    pub not_found: ErrorId,
    /// The backend does not implement the action.
    pub not_implemented: ErrorId,
    /// The backend failed.
    pub internal: ErrorId,
}
