//! Error tables: what every generated error enum can do.

use std::fmt;

use crate::wire::{Value, Wire};
use crate::{ErrorKind, Json};

/// What a code is on the wire: a number (`i64`) or a text (`String`).
pub trait CodeValue: Wire + Clone + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The form that stands in tables.
    type Literal: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;

    /// Whether codes are texts.
    const IS_TEXT: bool;

    /// The code of a table.
    fn of(literal: Self::Literal) -> Self;

    /// Whether it is this one.
    fn is(&self, literal: Self::Literal) -> bool;

    /// The code that a body holds, if it is one.
    fn find(value: &Value<'_>) -> Option<Self> {
        Self::read(value).ok()
    }
}

impl CodeValue for i64 {
    type Literal = i64;
    const IS_TEXT: bool = false;

    fn of(literal: i64) -> Self {
        literal
    }

    fn is(&self, literal: i64) -> bool {
        *self == literal
    }
}

impl CodeValue for String {
    type Literal = &'static str;
    const IS_TEXT: bool = true;

    fn of(literal: &'static str) -> Self {
        literal.to_owned()
    }

    fn is(&self, literal: &'static str) -> bool {
        self == literal
    }

    fn find(value: &Value<'_>) -> Option<Self> {
        Self::read(value).ok().filter(|text| !text.is_empty())
    }
}

/// One row of an error table.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEntry<E: ErrorCode> {
    /// The error.
    pub error: E,
    /// Its name in the spec.
    pub name: &'static str,
    /// Its code on the wire; some errors are known by their text or their status alone.
    pub code: Option<<E::Value as CodeValue>::Literal>,
    /// What it is about.
    pub kind: ErrorKind,
    /// The documented text.
    pub text: &'static str,
    /// The HTTP status that goes with it, where that is not the one of the failure's shape.
    pub status: Option<u16>,
}

impl<E: ErrorCode> ErrorEntry<E> {
    /// Whether its text is all that it is known by.
    pub fn is_by_text(&self) -> bool {
        self.code.is_none() && self.status.is_none()
    }

    /// Whether its HTTP status is all that it is known by; its text is only documentation then.
    pub fn is_by_status(&self) -> bool {
        self.code.is_none() && self.status.is_some()
    }
}

/// A generated error enum. Implemented by [`error_codes!`](crate::error_codes).
///
/// ```
/// use bindery_runtime::{ErrorCode, ErrorKind};
///
/// fn is_for_the_user<E: ErrorCode>(code: &E) -> bool {
///     matches!(code.kind(), ErrorKind::Validation | ErrorKind::Funds)
/// }
/// ```
pub trait ErrorCode: Clone + Eq + std::error::Error + Send + Sync + 'static {
    /// What codes are.
    type Value: CodeValue;
    /// The table, in the documents' order.
    const TABLE: &'static [ErrorEntry<Self>];
    /// Further texts that mean an entry of the table.
    const TEXTS: &'static [(&'static str, Self)];

    /// The error with a code that the table does not list.
    fn unknown(code: Self::Value) -> Self;

    /// The code, for an error that the table does not list.
    fn as_unknown(&self) -> Option<&Self::Value>;

    /// The row of the table; none for an unknown code.
    fn entry(&self) -> Option<&'static ErrorEntry<Self>> {
        Self::TABLE.iter().find(|entry| entry.error == *self)
    }

    /// The error with this code.
    fn from_code(code: Self::Value) -> Self {
        let known = |entry: &&ErrorEntry<Self>| entry.code.is_some_and(|known| code.is(known));
        match Self::TABLE.iter().find(known) {
            Some(entry) => entry.error.clone(),
            None => Self::unknown(code),
        }
    }

    /// The error with this name in the spec.
    fn from_name(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|entry| entry.name == name).map(|entry| entry.error.clone())
    }

    /// The error that is known by this text alone. Case and blanks around it do not matter.
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let in_table =
            Self::TABLE.iter().filter(|entry| entry.is_by_text()).map(|entry| (entry.text, &entry.error));
        in_table
            .chain(Self::TEXTS.iter().map(|(text, error)| (*text, error)))
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map(|(_, error)| error.clone())
    }

    /// The error that is known by this HTTP status alone.
    fn from_status(status: u16) -> Option<Self> {
        let known = |entry: &&ErrorEntry<Self>| entry.is_by_status() && entry.status == Some(status);
        Self::TABLE.iter().find(known).map(|entry| entry.error.clone())
    }

    /// The code on the wire; some errors are known by their text or their status alone.
    fn code(&self) -> Option<Self::Value> {
        match self.as_unknown() {
            Some(code) => Some(code.clone()),
            None => self.entry().and_then(|entry| entry.code).map(Self::Value::of),
        }
    }

    /// What the error is about.
    fn kind(&self) -> ErrorKind {
        self.entry().map_or(ErrorKind::Other, |entry| entry.kind)
    }

    /// The documented text.
    fn text(&self) -> &'static str {
        self.entry().map_or("", |entry| entry.text)
    }

    /// The HTTP status that goes with it, where the documents name one.
    fn status(&self) -> Option<u16> {
        self.entry().and_then(|entry| entry.status)
    }

    /// Writes the documented text, or says that there is none.
    fn describe(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_unknown() {
            Some(code) => write!(f, "undocumented error {code}"),
            None => f.write_str(self.text()),
        }
    }
}

/// The failure that a backend answers with: a documented error, or only a message.
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
    /// The error.
    pub code: Option<E>,
    /// What to say instead of the documented text.
    pub message: Option<String>,
    /// Any JSON that explains, for the shapes that have room for it.
    pub details: Option<Json>,
}

/// `Failure::from(code)` is enough; `?` on a code works in a backend's method.
impl<E: ErrorCode> From<E> for Failure<E> {
    fn from(code: E) -> Self {
        Self { code: Some(code), message: None, details: None }
    }
}

impl<E: ErrorCode> Failure<E> {
    /// The same failure with a message instead of the documented text.
    pub fn message(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }

    /// The same failure with details, for the shapes that have room for them.
    pub fn details(mut self, details: impl Into<Json>) -> Self {
        self.details = Some(details.into());
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

/// Declares the error enum of an API from its table: name, code (`_` for none), kind, text, and the HTTP status where an
/// error has one of its own. Codes are numbers (`i64`) or texts (`String`). Those that are not listed survive as
/// `Unknown`.
///
/// ```
/// use bindery_runtime as rt;
///
/// rt::error_codes! {
///     /// What may go wrong.
///     pub enum ErrorCode: String {
///         /// The key is not known.
///         InvalidKey = "invalid-key", "invalid_key", Authentication, "The key is not known", 403;
///         /// Known by its status alone.
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
            /// The error with this code.
            pub fn from_code(code: i64) -> Self {
                <Self as $crate::ErrorCode>::from_code(code)
            }

            /// The code on the wire; some errors are known by their text or their status alone.
            pub fn code(self) -> Option<i64> {
                $crate::ErrorCode::code(&self)
            }

            /// What the error is about.
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
            /// The error with this code.
            pub fn from_code(code: &str) -> Self {
                <Self as $crate::ErrorCode>::from_code(code.to_owned())
            }

            /// The code on the wire; some errors are known by their status alone.
            pub fn code(&self) -> Option<&str> {
                match self {
                    Self::Unknown(code) => Some(code),
                    _ => $crate::ErrorCode::entry(self).and_then(|entry| entry.code),
                }
            }

            /// What the error is about.
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
            /// A code that these bindings do not know.
            Unknown($value),
        }

        impl $name {
            /// The documented errors.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        impl $crate::ErrorCode for $name {
            type Value = $value;
            const TABLE: &'static [$crate::facts::ErrorEntry<Self>] = &[$($crate::facts::ErrorEntry {
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
