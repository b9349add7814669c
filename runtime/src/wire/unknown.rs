//! What stands where an enum of numbers should have one of its values.

use std::fmt;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::{Shape, Value};

/// A value that an enum of numbers does not list: another number, or what a vendor has sent in place of one. It is kept, and
/// written as it came.
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
    /// The JSON of a flag, or of a number that is not whole or too large.
    Literal(String),
}

impl UnknownValue {
    /// The number, if it is a whole one.
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
        let text =
            value.scalar_text().ok_or_else(|| Fault::unexpected("a whole number", value.describe()))?;
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
