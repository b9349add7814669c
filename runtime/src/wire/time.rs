//! Dates and times as jiff types; civil types where a vendor gives no time zone.

use bindery_vocabulary::{CivilDate, CivilDateTime};
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

/// Whole seconds since 1970 in UTC, or milliseconds if the encoding says so.
impl Wire for Timestamp {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Encoding::Plain)
    }

    fn read_as(value: &Value<'_>, encoding: Encoding) -> Result<Self, Fault> {
        let in_milliseconds = encoding == Encoding::Milliseconds;
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
        let number = match out.encoding() {
            Encoding::Milliseconds => self.as_millisecond(),
            _ => self.as_second(),
        };
        out.number(&number.to_string());
    }
}

#[cfg(test)]
mod tests {
    use bindery_vocabulary::is_moment;

    use super::*;

    /// The vocabulary checks the range without jiff, so that its users need not compile jiff.
    #[test]
    fn moments_are_those_that_can_be_held() {
        for encoding in [Encoding::Plain, Encoding::Milliseconds] {
            let of = |number: i64| match encoding {
                Encoding::Milliseconds => Timestamp::from_millisecond(number),
                _ => Timestamp::from_second(number),
            };
            let unit = if encoding == Encoding::Milliseconds { 1000 } else { 1 };
            let ends = [Timestamp::MIN.as_second() * unit, Timestamp::MAX.as_second() * unit];
            for near in ends.into_iter().flat_map(|end| end - 2 * unit..=end + 2 * unit) {
                assert_eq!(is_moment(near, encoding), of(near).is_ok(), "{near} {encoding:?}");
            }
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
