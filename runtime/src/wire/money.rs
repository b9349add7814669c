//! Amounts that may have been made up for a screen.

use std::fmt;

use rust_decimal::Decimal;

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::{Shape, Value};

/// An amount as the text that was sent: exact digits, or digits made up for a screen, such as `$1,000.00`.
///
/// ```
/// use bindery_runtime::{Decimal, DisplayMoney};
///
/// assert_eq!(DisplayMoney::from("12.50").amount(), Some(Decimal::new(1250, 2)));
/// assert_eq!(DisplayMoney::from("$1,000.00").amount(), None);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct DisplayMoney(String);

impl DisplayMoney {
    /// The text as it was sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The amount, when the text is a plain decimal number. A text made up for a screen is not guessed at.
    pub fn amount(&self) -> Option<Decimal> {
        Decimal::read(&Value::Text(self.0.as_str().into())).ok()
    }
}

impl From<Decimal> for DisplayMoney {
    fn from(amount: Decimal) -> Self {
        Self(amount.to_string())
    }
}

impl From<&str> for DisplayMoney {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for DisplayMoney {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl fmt::Display for DisplayMoney {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Wire for DisplayMoney {
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
