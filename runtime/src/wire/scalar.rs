//! Numbers, strings and booleans as wire values.

use std::borrow::Cow;

use bindery_vocabulary::{Broken, Exact, flag, float, float_text, length_text, whole_text};
use rust_decimal::Decimal;

use super::Attachment;
use super::fault::Fault;
use super::key::Constraints;
use super::out::Out;
use super::value::Value;
use super::{Wire, quote};
use crate::{Encoding, ValueLimits};

impl Wire for i64 {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        value
            .read_given(|given| given.number()?.to_i64())
            .ok_or_else(|| Fault::unexpected("an integer", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        out.number(&whole_text(*self, out.encoding()));
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_number(Exact { coefficient: (*self).into(), scale: 0 }, &constraints.limits)
    }
}

impl Wire for u64 {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        value
            .read_given(|given| given.number()?.to_u64())
            .ok_or_else(|| Fault::unexpected("an integer that is not negative", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        out.number(&whole_text(*self, out.encoding()));
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_number(Exact { coefficient: (*self).into(), scale: 0 }, &constraints.limits)
    }
}

/// Infinities and NaN have no form on the wire: they cannot be sent, and a server writes them as `null`.
impl Wire for f64 {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        value.read_given(float).ok_or_else(|| Fault::unexpected("a number", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        if self.is_finite() { out.number(&float_text(*self)) } else { out.null() }
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        if !self.is_finite() {
            return Err(Fault::limit(format!("must be a finite number, is {self}")));
        }
        match constraints.limits.broken_by_float(*self) {
            Some(broken) => Err(Fault::limit(format!("must be {broken}, is {}", float_text(*self)))),
            None => Ok(()),
        }
    }
}

impl Wire for Decimal {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        value
            .read_given(|given| decimal(given.number()?.to_exact()?))
            .ok_or_else(|| Fault::unexpected("a decimal number", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        match out.encoding() {
            Encoding::TwoDecimals => out.number(&exact(*self).with_cents().to_string()),
            _ => out.number(&self.to_string()),
        }
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_number(exact(*self), &constraints.limits)
    }
}

impl Wire for String {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        match value.scalar_text() {
            Some(text) => Ok(text.into_owned()),
            None => Err(Fault::unexpected("a string", value.describe())),
        }
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(self);
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_length(self, &constraints.limits)
    }

    fn read_key(name: Cow<'_, str>) -> Result<Self, Fault> {
        Ok(name.into_owned())
    }

    fn write_key(&self, json: &mut String) {
        quote(self, json);
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

/// Response of an action that returns nothing.
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

    fn has_content() -> bool {
        false
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Encoding::Plain)
    }

    fn read_as(value: &Value<'_>, encoding: Encoding) -> Result<Self, Fault> {
        if value.is_null() { Ok(None) } else { T::read_as(value, encoding).map(Some) }
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

    fn attached(&self) -> Vec<Attachment> {
        self.as_ref().map(T::attached).unwrap_or_default()
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        match self {
            Some(value) => value.check(constraints),
            None => Ok(()),
        }
    }
}

fn decimal(number: Exact) -> Option<Decimal> {
    Decimal::try_from_i128_with_scale(number.coefficient, number.scale).ok()
}

fn exact(number: Decimal) -> Exact {
    Exact { coefficient: number.mantissa(), scale: number.scale() }
}

/// Reads a boolean in any of the spellings that vendors use; an empty text is false.
pub(crate) fn read_flag(value: &Value<'_>) -> Result<bool, Fault> {
    value.read_given(flag).ok_or_else(|| Fault::unexpected("a boolean", value.describe()))
}

/// Checks the bounds of a number.
fn check_number(number: Exact, limits: &ValueLimits) -> Result<(), Fault> {
    match limits.broken_by_number(number) {
        Some(broken) => Err(Fault::limit(format!("must be {broken}, is {number}"))),
        None => Ok(()),
    }
}

/// Checks the length of a text. The fault does not contain the text, which may be a secret.
pub(super) fn check_length(text: &str, limits: &ValueLimits) -> Result<(), Fault> {
    match limits.broken_by_text(text) {
        Some(Broken::Length(fewest, most)) => {
            let length = text.chars().count();
            let wanted = length_text(fewest, most);
            Err(Fault::limit(format!("must have {wanted} characters, has {length}")))
        }
        _ => Ok(()),
    }
}
