//! Dates and times as jiff types; civil types where a vendor gives no time zone.

use bindery_vocabulary::{CivilDate, CivilDateTime, Scalar, instant, instant_text, is_moment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::Wire;
use super::fault::Fault;
use super::key::Constraints;
use super::out::Out;
use super::value::Value;
use crate::Encoding;

impl Wire for Date {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let read = value.read_given(|given| date(CivilDate::parse(given.text())?));
        read.ok_or_else(|| Fault::unexpected("a date such as 2026-01-31", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.to_string());
    }

    fn check(&self, _constraints: &Constraints) -> Result<(), Fault> {
        check_year(*self)
    }
}

impl Wire for DateTime {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let read = value.read_given(|given| date_time(CivilDateTime::parse(given.text())?));
        read.ok_or_else(|| Fault::unexpected("a time such as 2026-01-31 10:00:00", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        let (date, time) = (self.date(), self.time());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        out.string(&format!("{date} {hour:02}:{minute:02}:{second:02}"));
    }

    fn check(&self, _constraints: &Constraints) -> Result<(), Fault> {
        check_year(self.date())
    }
}

fn date(date: CivilDate) -> Option<Date> {
    let part = |number: u8| i8::try_from(number).ok();
    Date::new(i16::try_from(date.year).ok()?, part(date.month)?, part(date.day)?).ok()
}

fn date_time(moment: CivilDateTime) -> Option<DateTime> {
    let part = |number: u8| i8::try_from(number).ok();
    let time = Time::new(part(moment.hour)?, part(moment.minute)?, part(moment.second)?, 0).ok()?;
    Some(date(moment.date)?.to_datetime(time))
}

/// Negative years cannot be written with four digits, so they cannot be sent.
fn check_year(date: Date) -> Result<(), Fault> {
    if date.year() < 0 {
        return Err(Fault::limit(format!("must have a year of four digits, is {date}")));
    }
    Ok(())
}

/// RFC 3339 in UTC with the shortest fraction, or as the encoding says. Read with any offset.
impl Wire for Timestamp {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Encoding::Plain)
    }

    fn read_as(value: &Value<'_>, encoding: Encoding) -> Result<Self, Fault> {
        let read = value.read_given(|given| Timestamp::from_nanosecond(instant(given, encoding)?).ok());
        read.ok_or_else(|| Fault::unexpected(Scalar::Instant.expected(encoding), value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        let encoding = out.encoding();
        let text = instant_text(self.as_nanosecond(), encoding);
        if encoding.unix_unit().is_some() { out.number(&text) } else { out.string(&text) }
    }

    /// Negative years cannot be written with four digits, so they cannot be sent.
    fn check(&self, _constraints: &Constraints) -> Result<(), Fault> {
        if !is_moment(self.as_nanosecond()) {
            return Err(Fault::limit(format!("must have a year of four digits, is {self}")));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last second of the supported range.
    fn ends() -> [i64; 2] {
        let first: Timestamp = "0000-01-01T00:00:00Z".parse().expect("in jiff's range");
        [first.as_second(), Timestamp::MAX.as_second()]
    }

    /// The vocabulary checks the range and the calendar without jiff, so that its users need not compile jiff.
    #[test]
    fn moments_are_those_that_can_be_held() {
        let [first, last] = ends().map(|second| i128::from(second) * 1_000_000_000);
        for near in [first, last].iter().flat_map(|end| end - 2..=end + 2) {
            let is_in = (first..=last).contains(&near);
            assert_eq!(is_moment(near), is_in, "{near}");
            assert!(!is_in || Timestamp::from_nanosecond(near).is_ok(), "{near}");
        }
    }

    #[test]
    fn moments_are_written_as_jiff_writes_them() {
        let [first, last] = ends();
        for second in (first..last).step_by(99_999_999) {
            let moment = Timestamp::new(second, 120_000_000).expect("in range");
            assert_eq!(instant_text(moment.as_nanosecond(), Encoding::Plain), moment.to_string());
        }
    }

    #[test]
    fn every_day_that_is_read_can_be_held() {
        for year in [0, 4, 100, 400, 1900, 2000, 2023, 2024, 9999] {
            for (month, day) in (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day))) {
                let text = format!("{year:04}-{month:02}-{day:02}");
                let held = Date::new(year, month, day).ok();
                assert_eq!(CivilDate::parse(&text).and_then(date), held, "{text}");
            }
        }
    }
}
