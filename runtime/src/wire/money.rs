//! Amounts that may be formatted for display.

use std::fmt;

use rust_decimal::Decimal;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::{Shape, Value};

/// Amount as the text that was sent: exact digits, or formatted for display, such as `$1,000.00`.
///
/// ```
/// use bindery_runtime::{Decimal, FormattedDecimal};
///
/// assert_eq!(FormattedDecimal::from("12.50").amount(), Some(Decimal::new(1250, 2)));
/// assert_eq!(FormattedDecimal::from("$1,000.00").amount(), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct FormattedDecimal(String);

impl FormattedDecimal {
    /// Returns the text as it was sent, possibly with a currency sign and separators.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the amount if the text is a plain decimal number; `None` for formatted text, which is not guessed at.
    pub fn amount(&self) -> Option<Decimal> {
        Decimal::read(&Value::Text(self.0.as_str().into())).ok()
    }
}

impl From<Decimal> for FormattedDecimal {
    fn from(amount: Decimal) -> Self {
        Self(amount.to_string())
    }
}

impl From<&str> for FormattedDecimal {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for FormattedDecimal {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for FormattedDecimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wire for FormattedDecimal {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        match value.shape() {
            Shape::Bool(_) => Err(Fault::unexpected("an amount", value.describe())),
            _ => String::read(value).map(Self),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.0);
    }
}
