//! Error tables: what every generated error enum can do.

use std::fmt;

use crate::{ErrorKind, Json};

/// One row of an error table.
#[derive(Clone, Copy, Debug)]
pub struct ErrorEntry<E> {
    /// The error.
    pub error: E,
    /// Its name in the spec.
    pub name: &'static str,
    /// Its number on the wire; some errors are known by their text alone.
    pub code: Option<i64>,
    /// What it is about.
    pub kind: ErrorKind,
    /// The documented text.
    pub text: &'static str,
}

/// A generated error enum. Implemented by [`error_codes!`](crate::error_codes).
pub trait ErrorCode: Copy + Eq + fmt::Debug + fmt::Display + Send + Sync + 'static {
    /// The table, in the documents' order.
    const TABLE: &'static [ErrorEntry<Self>];
    /// Further texts that mean an entry of the table.
    const TEXTS: &'static [(&'static str, Self)];

    /// The error with a code that the table does not list.
    fn unknown(code: i64) -> Self;

    /// The code, for an error that the table does not list.
    fn as_unknown(self) -> Option<i64>;

    /// The row of the table; none for an unknown code.
    fn entry(self) -> Option<&'static ErrorEntry<Self>> {
        Self::TABLE.iter().find(|entry| entry.error == self)
    }

    /// The error with this code.
    fn from_code(code: i64) -> Self {
        Self::TABLE
            .iter()
            .find(|entry| entry.code == Some(code))
            .map_or(Self::unknown(code), |entry| entry.error)
    }

    /// The error with this name in the spec.
    fn from_name(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|entry| entry.name == name).map(|entry| entry.error)
    }

    /// The error that is known by this text alone. Case and blanks around it do not matter.
    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let in_table =
            Self::TABLE.iter().filter(|entry| entry.code.is_none()).map(|entry| (entry.text, entry.error));
        in_table
            .chain(Self::TEXTS.iter().copied())
            .find(|(known, _)| known.eq_ignore_ascii_case(text))
            .map(|(_, error)| error)
    }

    /// The code on the wire; some errors are known by their text alone.
    fn code(self) -> Option<i64> {
        match self.as_unknown() {
            Some(code) => Some(code),
            None => self.entry().and_then(|entry| entry.code),
        }
    }

    /// What the error is about.
    fn kind(self) -> ErrorKind {
        self.entry().map_or(ErrorKind::Other, |entry| entry.kind)
    }

    /// The documented text.
    fn text(self) -> &'static str {
        self.entry().map_or("", |entry| entry.text)
    }

    /// Writes the documented text, or says that there is none.
    fn describe(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_unknown() {
            Some(code) => write!(f, "undocumented error {code}"),
            None => f.write_str(self.text()),
        }
    }
}

/// The failure that a backend answers with: a documented error, or only a message.
#[derive(Clone, Debug, PartialEq)]
pub struct Failure<E> {
    /// The error.
    pub code: Option<E>,
    /// What to say instead of the documented text.
    pub message: Option<String>,
    /// Any JSON that explains, for the shapes that have room for it.
    pub details: Option<Json>,
}

impl<E: ErrorCode> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.message, self.code) {
            (Some(message), _) => f.write_str(message),
            (None, Some(code)) => write!(f, "{code}"),
            (None, None) => f.write_str("failed"),
        }
    }
}

impl<E: ErrorCode> std::error::Error for Failure<E> {}
