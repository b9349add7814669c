//! Undocumented values of integer enums.

use std::fmt;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::{Shape, Value};

/// Value that an integer enum does not list: another number, or any other scalar that the vendor sends. Kept, and
/// written as it was received.
///
/// ```
/// use bindery_runtime::UnknownValue;
///
/// assert_eq!(UnknownValue::from(7).number(), Some(7));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Kept);

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kept {
    Number(i64),
    Text(String),
    /// JSON of a boolean, or of a number that is not an integer or too large.
    Literal(String),
}

impl UnknownValue {
    /// Returns the value as an integer, if it is one.
    pub fn number(&self) -> Option<i64> {
        match self.0 {
            Kept::Number(number) => Some(number),
            Kept::Text(_) | Kept::Literal(_) => None,
        }
    }
}

impl From<i64> for UnknownValue {
    fn from(number: i64) -> Self {
        Self(Kept::Number(number))
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kept::Number(number) => number.fmt(f),
            Kept::Text(text) | Kept::Literal(text) => f.write_str(text),
        }
    }
}

impl Wire for UnknownValue {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        if let Ok(number) = i64::read(value) {
            return Ok(Self::from(number));
        }
        let text = value.scalar_text().ok_or_else(|| Fault::unexpected("an integer", value.describe()))?;
        let kept = if matches!(value.shape(), Shape::Text(_)) { Kept::Text } else { Kept::Literal };
        Ok(Self(kept(text.into_owned())))
    }

    fn write(&self, out: &mut Out<'_>) {
        match &self.0 {
            Kept::Number(number) => number.write(out),
            Kept::Text(text) => out.string(text),
            Kept::Literal(literal) => out.number(literal),
        }
    }
}
