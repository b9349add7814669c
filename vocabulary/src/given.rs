//! Scalar values before their type is known.

use crate::Number;

/// A scalar value from JSON, YAML or the text of a parameter, not yet interpreted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'t> {
    /// A boolean, `true` or `false`.
    Bool(bool),
    /// A number, as its literal text.
    Number(&'t str),
    /// A string.
    Text(&'t str),
}

impl<'t> Given<'t> {
    /// Returns the value as text: the literal of a number, the content of a string, `true` or `false`.
    pub const fn text(self) -> &'t str {
        match self {
            Given::Bool(true) => "true",
            Given::Bool(false) => "false",
            Given::Number(text) | Given::Text(text) => text,
        }
    }

    /// Parses a number, or a string that contains one.
    pub fn number(self) -> Option<Number<'t>> {
        match self {
            Given::Bool(_) => None,
            Given::Number(text) | Given::Text(text) => Number::parse(text),
        }
    }
}
