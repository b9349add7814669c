//! Dates and times, as jiff's types: civil ones where a vendor gives no zone.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};

use super::Wire;
use super::fault::Fault;
use super::key::{Limits, Style};
use super::out::Out;
use super::value::Value;

impl Wire for Date {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let read = value.scalar_text().and_then(|text| date(text.trim()));
        read.ok_or_else(|| Fault::unexpected("a date such as 2026-01-31", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        out.string(&self.to_string());
    }

    fn check(&self, _limits: &Limits) -> Result<(), Fault> {
        check_year(*self)
    }
}

impl Wire for DateTime {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let read = value.scalar_text().and_then(|text| date_time(text.trim()));
        read.ok_or_else(|| Fault::unexpected("a time such as 2026-01-31 10:00:00", value.describe()))
    }

    fn write(&self, out: &mut Out<'_>) {
        let (date, time) = (self.date(), self.time());
        let (hour, minute, second) = (time.hour(), time.minute(), time.second());
        out.string(&format!("{date} {hour:02}:{minute:02}:{second:02}"));
    }

    fn check(&self, _limits: &Limits) -> Result<(), Fault> {
        check_year(self.date())
    }
}

/// `2026-01-31`, to the letter (the `full-date` of RFC 3339): four digits, two and two.
fn date(text: &str) -> Option<Date> {
    let [year, month, day] = numbers(text, ["YYYY", "-MM", "-DD"])?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// `2026-01-31 10:00:00`, to the letter. There is no second 60: it would be written back as another one.
fn date_time(text: &str) -> Option<DateTime> {
    let (day, time) = text.split_at_checked("2026-01-31".len())?;
    let [hour, minute, second] = numbers(time, [" HH", ":MM", ":SS"])?;
    let part = |number: i16| i8::try_from(number).ok();
    let time = Time::new(part(hour)?, part(minute)?, part(second)?, 0).ok()?;
    Some(date(day)?.to_datetime(time))
}

/// The three numbers of a text, of which each part has its sign before it and as many digits as its pattern has letters.
fn numbers(text: &str, patterns: [&str; 3]) -> Option<[i16; 3]> {
    let mut rest = text.as_bytes();
    let mut numbers = [0; 3];
    for (number, pattern) in numbers.iter_mut().zip(patterns) {
        for expected in pattern.bytes() {
            let (found, more) = rest.split_first()?;
            rest = more;
            match expected.is_ascii_alphabetic() {
                true if found.is_ascii_digit() => *number = *number * 10 + i16::from(found - b'0'),
                false if *found == expected => {}
                _ => return None,
            }
        }
    }
    rest.is_empty().then_some(numbers)
}

/// Years before the first have no four digits, so they cannot be sent.
fn check_year(date: Date) -> Result<(), Fault> {
    if date.year() < 0 {
        return Err(Fault::limit(format!("must have a year of four digits, is {date}")));
    }
    Ok(())
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
