//! Dates and times, as jiff's types: civil ones where a vendor gives no zone.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::Wire;
use super::fault::Fault;
use super::key::Style;
use super::out::Out;
use super::value::Value;

impl Wire for Date {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let unexpected = || Fault::unexpected("a date such as 2026-01-31", value.describe());
        let text = value.scalar_text().ok_or_else(unexpected)?;
        Date::strptime("%Y-%m-%d", text.trim()).map_err(|_| unexpected())
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.to_string());
    }
}

impl Wire for DateTime {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let unexpected = || Fault::unexpected("a time such as 2026-01-31 10:00:00", value.describe());
        let text = value.scalar_text().ok_or_else(unexpected)?;
        DateTime::strptime("%Y-%m-%d %H:%M:%S", text.trim()).map_err(|_| unexpected())
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.strftime("%Y-%m-%d %H:%M:%S").to_string());
    }
}

/// Whole seconds since 1970, in UTC; milliseconds where the style says so.
impl Wire for Timestamp {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Style::Plain)
    }

    fn read_as(value: &Value<'_>, style: Style) -> Result<Self, Fault> {
        let in_milliseconds = style == Style::Milliseconds;
        let expected = if in_milliseconds { "milliseconds since 1970" } else { "seconds since 1970" };
        let unexpected = || Fault::unexpected(expected, value.describe());
        let number = i64::read(value).map_err(|_| unexpected())?;
        let read = if in_milliseconds {
            Timestamp::from_millisecond(number)
        } else {
            Timestamp::from_second(number)
        };
        read.map_err(|_| unexpected())
    }

    fn write(&self, out: &mut Out<'_>) {
        let number = match out.style() {
            Style::Milliseconds => self.as_millisecond(),
            _ => self.as_second(),
        };
        out.number(&number.to_string());
    }
}
