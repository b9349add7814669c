//! Dates and times, as jiff's types: civil ones where a vendor gives no zone.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::Wire;
use super::fault::Fault;
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

/// Whole seconds since 1970, in UTC.
impl Wire for Timestamp {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let unexpected = || Fault::unexpected("seconds since 1970", value.describe());
        let seconds = i64::read(value).map_err(|_| unexpected())?;
        Timestamp::from_second(seconds).map_err(|_| unexpected())
    }

    fn write(&self, out: &mut Out<'_>) {
        out.number(&self.as_second().to_string());
    }
}
