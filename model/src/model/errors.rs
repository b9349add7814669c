//! Errors: the error table, and the formats in which error responses arrive.

use std::fmt;

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;
use bindery_vocabulary::template::{self, Placeholder};
use bindery_vocabulary::{ErrorKind, Given, words};

use super::{Action, Deviation, ErrorFormatId, ErrorId, Evidence, Type};
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
    /// Media type of the body where it is not `application/json`. The body of a text type is a placeholder alone.
    pub media: Option<String>,
    /// Layout of the body: JSON with [placeholders](bindery_vocabulary::template::Placeholder).
    pub body: JsonValue,
    /// Type of the details, if the documents describe them.
    pub details: Option<ErrorDetails>,
}

impl ErrorFormat {
    /// Whether the body is JSON; otherwise it is plain text.
    pub fn is_json(&self) -> bool {
        self.media.as_deref().is_none_or(template::is_json)
    }

    /// Whether a body in this format identifies the error. Others look the same for all errors with a code, including
    /// the status.
    pub fn identifies(&self) -> bool {
        self.placeholders().any(Placeholder::distinguishes)
    }

    /// Returns the placeholders of the body in order.
    pub fn placeholders(&self) -> impl Iterator<Item = Placeholder> {
        template::places(&self.body).into_iter().map(|(_, placeholder)| placeholder)
    }
}

/// Typed details of an error format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ErrorDetails {
    /// Type of the details.
    pub ty: Type,
    /// Path to the value with the details; `None` for the whole body.
    pub key: Option<String>,
}

/// A signal that a response is an error. Keys are paths from the top level, joined by dots; a number is the position in
/// a list. Constants are JSON texts of scalars.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum ErrorSignal {
    /// The key is present and not null.
    Has(String),
    /// The key has this value.
    Is(String, String),
    /// The key does not have this value: it has another one, is null, or is missing in an object that is present.
    /// Success responses of other actions may lack the key, so this counts only for actions that fail in this format.
    IsNot(String, String),
    /// The key is missing, null or empty (`true`), which counts like [`ErrorSignal::IsNot`]; or present and neither null
    /// nor empty (`false`).
    Empty(String, bool),
    /// The header is present, or has this value.
    Header(String, Option<String>),
    /// The HTTP status is in this range, both ends included. Alone it is a weak signal: it counts only if a code or a
    /// message can be read, or an error is identified by the status.
    Status(u16, u16),
    /// All of these hold.
    All(Vec<ErrorSignal>),
}

impl ErrorSignal {
    /// Whether the signal counts only for actions that fail in the format, because it holds for a missing key.
    pub fn is_negative(&self) -> bool {
        match self {
            ErrorSignal::IsNot(..) | ErrorSignal::Empty(_, true) => true,
            ErrorSignal::Has(_)
            | ErrorSignal::Is(..)
            | ErrorSignal::Empty(_, false)
            | ErrorSignal::Header(..)
            | ErrorSignal::Status(..) => false,
            ErrorSignal::All(all) => all.iter().any(Self::is_negative),
        }
    }

    /// Returns the conditions of the signal, one unless several must hold.
    pub fn parts(&self) -> &[ErrorSignal] {
        match self {
            ErrorSignal::All(all) => all,
            one => std::slice::from_ref(one),
        }
    }

    /// Whether a body has the signal, as far as a body without its status and headers can tell: `unknown` says what is
    /// assumed for these.
    pub fn is_in(&self, body: &JsonValue, unknown: bool) -> bool {
        let is = |key: &str, constant: &str| {
            let found = body.at(key).and_then(given);
            found.is_some_and(|found| template::is_constant(found, constant))
        };
        let is_filled = |key: &str| body.at(key).is_some_and(|value| !template::is_empty(value));
        match self {
            ErrorSignal::Has(key) => body.at(key).is_some_and(|value| *value != JsonValue::Null),
            ErrorSignal::Is(key, constant) => is(key, constant),
            ErrorSignal::IsNot(key, constant) => holds(body, key) && !is(key, constant),
            ErrorSignal::Empty(key, true) => holds(body, key) && !is_filled(key),
            ErrorSignal::Empty(key, false) => is_filled(key),
            ErrorSignal::Header(..) | ErrorSignal::Status(..) => unknown,
            ErrorSignal::All(all) => all.iter().all(|signal| signal.is_in(body, unknown)),
        }
    }
}

/// Whether the object or list is present in which the value at this path could be.
fn holds(body: &JsonValue, key: &str) -> bool {
    let around = path::around(key).map_or(Some(body), |around| body.at(around));
    around.is_some_and(|around| !around.is_scalar())
}

/// Returns a scalar as it is given; `None` for null, a list or an object.
fn given(value: &JsonValue) -> Option<Given<'_>> {
    match value {
        JsonValue::Bool(flag) => Some(Given::Bool(*flag)),
        JsonValue::Number(text) => Some(Given::Number(text)),
        JsonValue::Text(text) => Some(Given::Text(text)),
        JsonValue::Null | JsonValue::List(_) | JsonValue::Object(_) => None,
    }
}

/// Describes the condition for messages.
impl fmt::Display for ErrorSignal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ErrorSignal::Has(key) => write!(formatter, "`{key}` is present"),
            ErrorSignal::Is(key, value) => write!(formatter, "`{key}` is {value}"),
            ErrorSignal::IsNot(key, value) => write!(formatter, "`{key}` is not {value}"),
            ErrorSignal::Empty(key, true) => write!(formatter, "`{key}` is empty"),
            ErrorSignal::Empty(key, false) => write!(formatter, "`{key}` is not empty"),
            ErrorSignal::Header(name, None) => write!(formatter, "the header `{name}` is present"),
            ErrorSignal::Header(name, Some(value)) => write!(formatter, "the header `{name}` is \"{value}\""),
            ErrorSignal::Status(first, last) if first == last => write!(formatter, "the status is {first}"),
            ErrorSignal::Status(first, last) => write!(formatter, "the status is {first} to {last}"),
            ErrorSignal::All(all) => {
                for (position, signal) in all.iter().enumerate() {
                    let and = if position > 0 { " and " } else { "" };
                    write!(formatter, "{and}{signal}")?;
                }
                Ok(())
            }
        }
    }
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

/// Returns the error format and the status in which a server writes an error of an action; `usual` is the format of the
/// API. `None` is an error that is not in the table.
pub fn written_error(
    action: &Action,
    error: Option<ErrorId>,
    (errors, formats, usual): (&[ErrorEntry], &[ErrorFormat], ErrorFormatId),
) -> (ErrorFormatId, u16) {
    let fits = |errors: &[ErrorId]| errors.is_empty() || error.is_some_and(|error| errors.contains(&error));
    let used = action.error_formats.iter().find(|used| fits(&used.errors));
    let id = used.map_or(usual, |used| used.format);
    let Some(format) = formats.get(id) else { return (id, 500) };
    let entry = error.and_then(|error| errors.get(error));
    let own = entry.filter(|entry| format.identifies() || entry.code.is_none());
    (id, own.and_then(|entry| entry.status).unwrap_or(format.status))
}
