//! Numbers, texts and flags.

use rust_decimal::Decimal;

use super::Wire;
use super::fault::Fault;
use super::key::{Limits, Style};
use super::number::Number;
use super::out::Out;
use super::value::{Shape, Value};

impl Wire for i64 {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        read_number(value, |number| number.to_i64())
            .ok_or_else(|| Fault::unexpected("a whole number", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        match out.style() {
            Style::TwoDigits => out.number(&format!("{self:02}")),
            _ => out.number(&self.to_string()),
        }
    }

    fn check(&self, limits: &Limits) -> Result<(), Fault> {
        check_number(Decimal::from(*self), limits)
    }
}

impl Wire for Decimal {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        read_number(value, |number| number.to_decimal())
            .ok_or_else(|| Fault::unexpected("a decimal number", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        if out.style() == Style::Cents {
            let mut cents = *self;
            // `rescale` would round money in silence; amounts with more decimals are written as they are.
            if cents.normalize().scale() <= 2 {
                cents.rescale(2);
            }
            out.number(&cents.to_string());
        } else {
            out.number(&self.to_string());
        }
    }

    fn check(&self, limits: &Limits) -> Result<(), Fault> {
        check_number(*self, limits)
    }
}

impl Wire for String {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        match value.scalar_text() {
            Some(text) => Ok(text.into_owned()),
            None => Err(Fault::unexpected("a text", value.describe())),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(self);
    }

    fn check(&self, limits: &Limits) -> Result<(), Fault> {
        check_length(self, limits)
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        String::from_utf8(body.to_vec()).ok()
    }

    fn to_body(&self) -> Option<Vec<u8>> {
        Some(self.as_bytes().to_vec())
    }
}

impl Wire for bool {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        read_flag(value)
    }

    fn write(&self, out: &mut Out<'_>) {
        out.boolean(*self);
    }
}

/// The answer of an action that has nothing to say.
impl Wire for () {
    fn read(_value: &Value<'_>) -> Result<Self, Fault> {
        Ok(())
    }

    fn write(&self, out: &mut Out<'_>) {
        out.null();
    }

    fn missing() -> Option<Self> {
        Some(())
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Style::Plain)
    }

    fn read_as(value: &Value<'_>, style: Style) -> Result<Self, Fault> {
        if value.is_null() { Ok(None) } else { T::read_as(value, style).map(Some) }
    }

    fn write(&self, out: &mut Out<'_>) {
        match self {
            Some(value) => value.write(out),
            None => out.null(),
        }
    }

    fn missing() -> Option<Self> {
        Some(None)
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        if body.is_empty() { Some(None) } else { T::from_body(body).map(Some) }
    }

    fn to_body(&self) -> Option<Vec<u8>> {
        self.as_ref().map_or(Some(Vec::new()), T::to_body)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn check(&self, limits: &Limits) -> Result<(), Fault> {
        match self {
            Some(value) => value.check(limits),
            None => Ok(()),
        }
    }
}

/// What a number is, or a text that should be one.
fn read_number<T>(value: &Value<'_>, read: fn(Number<'_>) -> Option<T>) -> Option<T> {
    match value.shape() {
        Shape::Number(text) => Number::parse(text).and_then(read),
        Shape::Text(text) => Number::parse(&text).and_then(read),
        Shape::Null | Shape::Bool(_) | Shape::BrokenText | Shape::List | Shape::Object => None,
    }
}

/// A flag by its value, in all the spellings that vendors use; an empty text is false.
pub(crate) fn read_flag(value: &Value<'_>) -> Result<bool, Fault> {
    let flag = match value.shape() {
        Shape::Bool(flag) => Some(flag),
        Shape::Number(text) => flag_of_number(text),
        Shape::Text(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" | "" => Some(false),
            number => flag_of_number(number),
        },
        Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => None,
    };
    flag.ok_or_else(|| Fault::unexpected("true or false", value.describe()))
}

fn flag_of_number(text: &str) -> Option<bool> {
    match Number::parse(text)?.to_i64()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// Holds bounds against a number.
pub fn check_number(value: Decimal, limits: &Limits) -> Result<(), Fault> {
    if let Some(min) = limits.min
        && value < Decimal::from(min)
    {
        return Err(Fault::limit(format!("must be at least {min}, is {value}")));
    }
    if let Some(above) = limits.above
        && value <= Decimal::from(above)
    {
        return Err(Fault::limit(format!("must be more than {above}, is {value}")));
    }
    if let Some(max) = limits.max
        && value > Decimal::from(max)
    {
        return Err(Fault::limit(format!("must be at most {max}, is {value}")));
    }
    Ok(())
}

/// Holds a length against a text, without showing the text: it may be a secret.
pub(super) fn check_length(text: &str, limits: &Limits) -> Result<(), Fault> {
    let Some((fewest, most)) = limits.length else {
        return Ok(());
    };
    let length = text.chars().count();
    if length < fewest as usize || length > most as usize {
        return Err(Fault::limit(format!("must have {fewest} to {most} characters, has {length}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_by_value_in_json_and_in_texts() {
        for (number, flag) in [("1", true), ("1.0", true), ("10e-1", true), ("0", false), ("0.0", false)] {
            let (json, text) = (Value::parse(number.as_bytes()), Value::Text(number.into()));
            assert_eq!(json.and_then(|json| read_flag(&json)), Ok(flag), "{number}");
            assert_eq!(read_flag(&text), Ok(flag), "{number}");
        }
        for none in ["2", "1.5", "1e400", "-1", "1x"] {
            assert!(read_flag(&Value::Text(none.into())).is_err(), "{none}");
        }
    }
}
