//! Error tables: the methods of every generated error enum.

use std::fmt;
use std::time::Duration;

use crate::wire::{Out, Value, Wire};
use crate::{Encoding, ErrorKind, RawJson};

/// Type of an error code on the wire: integer (`i64`) or string (`String`).
pub trait CodeValue: Wire + Clone + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// Type of a code in a constant table: `i64` or `&'static str`.
    type Literal: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;

    /// Whether codes are strings on the wire; otherwise they are numbers.
    const IS_TEXT: bool;

    /// Converts a code of a constant table to the wire type.
    fn from_literal(literal: Self::Literal) -> Self;

    /// Whether the code equals this literal.
    fn is(&self, literal: Self::Literal) -> bool;

    /// Reads the code from a value of a body; `None` when the value is not a code.
    fn find(value: &Value<'_>) -> Option<Self> {
        Self::read(value).ok()
    }
}

impl CodeValue for i64 {
    type Literal = i64;
    const IS_TEXT: bool = false;

    fn from_literal(literal: i64) -> Self {
        literal
    }

    fn is(&self, literal: i64) -> bool {
        *self == literal
    }
}

impl CodeValue for String {
    type Literal = &'static str;
    const IS_TEXT: bool = true;

    fn from_literal(literal: &'static str) -> Self {
        literal.to_owned()
    }

    fn is(&self, literal: &'static str) -> bool {
        self == literal
    }

    fn find(value: &Value<'_>) -> Option<Self> {
        Self::read(value).ok().filter(|text| !text.is_empty())
    }
}

/// Row of an error table.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEntry<E: ErrorCode> {
    /// Error that the row describes.
    pub error: E,
    /// Name of the error in the spec.
    pub name: &'static str,
    /// Code on the wire; `None` for errors that only their text or HTTP status identifies.
    pub code: Option<<E::Value as CodeValue>::Literal>,
    /// Kind of the error, which [`ErrorCode::kind`] returns. An action may give the error another kind.
    pub kind: ErrorKind,
    /// Documented text of the error, which a server sends as the message by default.
    pub text: &'static str,
    /// HTTP status of the error, where it differs from the status of the error format.
    pub status: Option<u16>,
}

impl<E: ErrorCode> ErrorEntry<E> {
    /// Whether only its text identifies the error.
    pub fn is_by_text(&self) -> bool {
        self.code.is_none() && self.status.is_none()
    }

    /// Whether only its HTTP status identifies the error; the text is then only documentation.
    pub fn is_by_status(&self) -> bool {
        self.code.is_none() && self.status.is_some()
    }
}

/// Generated error enum. Implemented by [`error_codes!`](crate::error_codes).
///
/// ```
/// use bindery_runtime::{ErrorCode, ErrorKind};
///
/// fn is_for_the_user<E: ErrorCode>(code: &E) -> bool {
///     matches!(code.kind(), ErrorKind::Validation | ErrorKind::Funds)
/// }
/// ```
pub trait ErrorCode: Clone + Eq + std::error::Error + Send + Sync + 'static {
    /// Type of the codes on the wire: `i64` or `String`.
    type Value: CodeValue;
    /// Error table, in the order of the documents.
    const TABLE: &'static [ErrorEntry<Self>];
    /// Additional texts that identify an error of the table.
    const TEXTS: &'static [(&'static str, Self)];

    /// Returns the error for a code that is not in the table.
    fn unknown(code: Self::Value) -> Self;

    /// Returns the code of an error that is not in the table; `None` for a documented error.
    fn as_unknown(&self) -> Option<&Self::Value>;

    /// Returns the row of the error table; `None` for an unknown code.
    fn entry(&self) -> Option<&'static ErrorEntry<Self>> {
        Self::TABLE.iter().find(|entry| entry.error == *self)
    }

    /// Returns the error with this code, or [`Self::unknown`] if the table does not have it.
    fn from_code(code: Self::Value) -> Self {
        let known = |entry: &&ErrorEntry<Self>| entry.code.is_some_and(|known| code.is(known));
        match Self::TABLE.iter().find(known) {
            Some(entry) => entry.error.clone(),
            None => Self::unknown(code),
        }
    }

    /// Returns the error with this name in the spec; `None` if there is none.
    fn from_name(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|entry| entry.name == name).map(|entry| entry.error.clone())
    }

    /// Returns the error that this text alone identifies. Case-insensitive; surrounding whitespace is ignored.
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let in_table =
            Self::TABLE.iter().filter(|entry| entry.is_by_text()).map(|entry| (entry.text, &entry.error));
        in_table
            .chain(Self::TEXTS.iter().map(|(text, error)| (*text, error)))
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map(|(_, error)| error.clone())
    }

    /// Returns the error that this HTTP status alone identifies; `None` if there is none.
    fn from_status(status: u16) -> Option<Self> {
        let known = |entry: &&ErrorEntry<Self>| entry.is_by_status() && entry.status == Some(status);
        Self::TABLE.iter().find(known).map(|entry| entry.error.clone())
    }

    /// Returns the code on the wire; `None` for errors that only their text or HTTP status identifies.
    fn code(&self) -> Option<Self::Value> {
        match self.as_unknown() {
            Some(code) => Some(code.clone()),
            None => self.entry().and_then(|entry| entry.code).map(Self::Value::from_literal),
        }
    }

    /// Returns the kind of the error.
    fn kind(&self) -> ErrorKind {
        self.entry().map_or(ErrorKind::Other, |entry| entry.kind)
    }

    /// Returns the documented text; empty for an unknown code.
    fn text(&self) -> &'static str {
        self.entry().map_or("", |entry| entry.text)
    }

    /// Returns the HTTP status of the error, where the documents name one.
    fn status(&self) -> Option<u16> {
        self.entry().and_then(|entry| entry.status)
    }

    /// Writes the documented text, or that the code is undocumented.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_unknown() {
            Some(code) => write!(f, "undocumented error {code}"),
            None => f.write_str(self.text()),
        }
    }
}

/// Error response of a backend: a documented error, or only a message.
///
/// ```
/// use bindery_runtime::{ErrorCode, Failure};
///
/// fn closed<E: ErrorCode>(code: E) -> Failure<E> {
///     Failure::from(code).message("The books are closed until Monday").details("2026-02-02")
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Failure<E> {
    /// Documented error; `None` when there is only a message.
    pub code: Option<E>,
    /// Message to send instead of the documented text; `None` to send that text.
    pub message: Option<String>,
    /// Details, any JSON value; sent only in error formats that have a place for them.
    pub details: Option<RawJson>,
    /// Wait before the next attempt: sent as the header `Retry-After`, and in error formats that have a place for it.
    pub retry_after: Option<Duration>,
    /// Further errors; sent only in error formats with a list of errors.
    pub others: Vec<Failure<E>>,
}

impl<E> Default for Failure<E> {
    fn default() -> Self {
        Self { code: None, message: None, details: None, retry_after: None, others: Vec::new() }
    }
}

/// Error response with only a code: `Failure::from(code)`, or `?` on a code in a backend's method.
impl<E: ErrorCode> From<E> for Failure<E> {
    fn from(code: E) -> Self {
        Self { code: Some(code), ..Self::default() }
    }
}

impl<E: ErrorCode> Failure<E> {
    /// Sets a message that replaces the documented text.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// Sets details; sent only in error formats that have a place for them.
    pub fn details(mut self, details: impl Into<RawJson>) -> Self {
        self.details = Some(details.into());
        self
    }

    /// Sets details of the documented type, a record or any other type of the API.
    pub fn with_details(mut self, details: &impl Wire) -> Self {
        let mut json = String::new();
        details.write(&mut Out::json(&mut json, Encoding::Plain));
        // What is written is JSON, except for a value that has no JSON form.
        self.details = RawJson::from_text(json).ok();
        self
    }

    /// Asks the client to wait before the next attempt.
    pub fn retry_after(mut self, wait: Duration) -> Self {
        self.retry_after = Some(wait);
        self
    }

    /// Adds an error; sent only in error formats with a list of errors.
    pub fn and(mut self, other: impl Into<Failure<E>>) -> Self {
        self.others.push(other.into());
        self
    }
}

impl<E: ErrorCode> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.message, &self.code) {
            (Some(message), _) => f.write_str(message),
            (None, Some(code)) => write!(f, "{code}"),
            (None, None) => f.write_str("failed"),
        }
    }
}

impl<E: ErrorCode> std::error::Error for Failure<E> {}

/// Declares the error enum of an API from its table. A row has a name, a code (`_` for none), a kind, a text, and an
/// HTTP status if the error has its own. Codes are integers (`i64`) or strings (`String`). Codes that are not in the
/// table are kept as `Unknown`.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::error_codes! {
///     /// Errors of the API.
///     pub enum ErrorCode: String {
///         /// The key is unknown.
///         InvalidKey = "invalid-key", "invalid_key", Authentication, "The key is not known", 403;
///         /// Identified by its status alone.
///         NotFound = "not-found", _, NotFound, "There is no such thing", 404;
///     }
/// }
///
/// assert_eq!(ErrorCode::from_code("invalid_key"), ErrorCode::InvalidKey);
/// assert_eq!(ErrorCode::from_code("new"), ErrorCode::Unknown("new".to_owned()));
/// ```
#[macro_export]
macro_rules! error_codes {
    ($(#[$meta:meta])* pub enum $name:ident: i64 { $($rows:tt)* } $(texts { $($texts:tt)* })?) => {
        $crate::error_codes! {
            @enum [Clone, Copy, Debug, PartialEq, Eq, Hash] $(#[$meta])* $name i64 { $($rows)* } $($($texts)*)?
        }

        impl $name {
            /// Returns the error with this code; `Unknown` for an undocumented code.
            pub fn from_code(code: i64) -> Self {
                <Self as $crate::ErrorCode>::from_code(code)
            }

            /// Returns the code on the wire; `None` for errors that only their text or HTTP status identifies.
            pub fn code(self) -> Option<i64> {
                $crate::ErrorCode::code(&self)
            }

            /// Returns the kind of the error.
            pub fn kind(self) -> $crate::ErrorKind {
                $crate::ErrorCode::kind(&self)
            }
        }

        impl From<i64> for $name {
            fn from(code: i64) -> Self {
                Self::from_code(code)
            }
        }
    };
    ($(#[$meta:meta])* pub enum $name:ident: String { $($rows:tt)* } $(texts { $($texts:tt)* })?) => {
        $crate::error_codes! {
            @enum [Clone, Debug, PartialEq, Eq, Hash] $(#[$meta])* $name String { $($rows)* } $($($texts)*)?
        }

        impl $name {
            /// Returns the error with this code; `Unknown` for an undocumented code.
            pub fn from_code(code: &str) -> Self {
                <Self as $crate::ErrorCode>::from_code(code.to_owned())
            }

            /// Returns the code on the wire; `None` for errors that only their HTTP status identifies.
            pub fn code(&self) -> Option<&str> {
                match self {
                    Self::Unknown(code) => Some(code),
                    _ => $crate::ErrorCode::entry(self).and_then(|entry| entry.code),
                }
            }

            /// Returns the kind of the error.
            pub fn kind(&self) -> $crate::ErrorKind {
                $crate::ErrorCode::kind(self)
            }
        }

        impl From<&str> for $name {
            fn from(code: &str) -> Self {
                Self::from_code(code)
            }
        }

        impl From<String> for $name {
            fn from(code: String) -> Self {
                <Self as $crate::ErrorCode>::from_code(code)
            }
        }
    };
    (
        @enum [$($derive:ident),*] $(#[$meta:meta])* $name:ident $value:ident {
        $(
            $(#[$doc:meta])*
            $variant:ident = $wire:literal, $(_)? $($code:literal)?, $kind:ident, $text:literal $(, $status:literal)?;
        )*
        }
        $($other:literal => $means:ident,)*
    ) => {
        $(#[$meta])*
        #[derive($($derive),*)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])* $variant,)*
            /// Code that these bindings do not list.
            Unknown($value),
        }

        impl $name {
            /// All documented errors, in the order of the error table. Does not contain `Unknown`.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        impl $crate::ErrorCode for $name {
            type Value = $value;
            const TABLE: &'static [$crate::metadata::ErrorEntry<Self>] = &[$($crate::metadata::ErrorEntry {
                error: Self::$variant,
                name: $wire,
                code: $crate::error_codes!(@some $($code)?),
                kind: $crate::ErrorKind::$kind,
                text: $text,
                status: $crate::error_codes!(@some $($status)?),
            }),*];
            const TEXTS: &'static [(&'static str, Self)] = &[$(($other, Self::$means)),*];

            fn unknown(code: $value) -> Self {
                Self::Unknown(code)
            }

            fn as_unknown(&self) -> Option<&$value> {
                match self {
                    Self::Unknown(code) => Some(code),
                    _ => None,
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::ErrorCode::describe(self, f)
            }
        }

        impl ::std::error::Error for $name {}
    };
    (@some) => { None };
    (@some $value:literal) => { Some($value) };
}
