//! A single value as it is given.

use crate::Number;

/// A single value, as JSON or YAML or the text of a parameter gives it, not yet interpreted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given<'t> {
    /// `true` or `false`.
    Bool(bool),
    /// A number, by its literal text.
    Number(&'t str),
    /// A text.
    Text(&'t str),
}

impl<'t> Given<'t> {
    /// The value as text: a number's literal, a text, `true`, `false`.
    pub const fn text(self) -> &'t str {
        match self {
            Given::Bool(true) => "true",
            Given::Bool(false) => "false",
            Given::Number(text) | Given::Text(text) => text,
        }
    }

    /// The number that it is, or that it is the text of.
    pub fn number(self) -> Option<Number<'t>> {
        match self {
            Given::Bool(_) => None,
            Given::Number(text) | Given::Text(text) => Number::parse(text),
        }
    }
}
