//! Moments in time, as texts (RFC 3339, RFC 2822, HTTP dates) and as Unix times.

use crate::calendar::{CivilDate, all_digits, digits};
use crate::{Encoding, Exact, Given, shortest};

/// Nanoseconds in a second.
const SECOND: i128 = 1_000_000_000;

/// First and last second of the supported range: the years 0 to 9999 of RFC 3339, with room for every offset at the end.
const SECONDS: (i64, i64) = (-62_167_219_200, 253_402_207_200);

const DAY: i64 = 86_400;

const WEEKDAYS: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl Encoding {
    /// Returns the unit of a Unix time in nanoseconds; `None` for the encodings of other values.
    pub const fn unix_unit(self) -> Option<i128> {
        match self {
            Encoding::UnixSeconds => Some(SECOND),
            Encoding::UnixMilliseconds => Some(1_000_000),
            Encoding::UnixMicroseconds => Some(1_000),
            Encoding::UnixNanoseconds => Some(1),
            _ => None,
        }
    }

    /// Whether it is an encoding of moments.
    pub const fn is_of_instants(self) -> bool {
        self.unix_unit().is_some() || matches!(self, Encoding::Rfc2822 | Encoding::HttpDate)
    }
}

/// Whether a moment, in nanoseconds since 1970, is in the supported range.
pub const fn is_moment(nanoseconds: i128) -> bool {
    SECONDS.0 as i128 * SECOND <= nanoseconds && nanoseconds <= SECONDS.1 as i128 * SECOND
}

/// Reads a moment, as nanoseconds since 1970. A text is RFC 3339, RFC 2822 or an HTTP date, whatever the encoding; a
/// number is a Unix time, and only under an encoding that says its unit. Digits beyond nanoseconds are ignored.
pub fn instant(given: Given<'_>, encoding: Encoding) -> Option<i128> {
    if let (Some(unit), Some(number)) = (encoding.unix_unit(), given.number()) {
        let exact = number.to_exact()?;
        let read = exact.coefficient.checked_mul(unit)?.div_euclid(10_i128.pow(exact.scale));
        return Some(read).filter(|read| is_moment(*read));
    }
    let Given::Text(text) = given else { return None };
    rfc_3339(text.trim()).or_else(|| dated(text)).filter(|read| is_moment(*read))
}

/// Returns the wire text of a moment: a number under an encoding of Unix times, else a date.
pub fn instant_text(nanoseconds: i128, encoding: Encoding) -> String {
    if let Some(unit) = encoding.unix_unit() {
        return match encoding {
            Encoding::UnixSeconds => in_seconds(nanoseconds),
            _ => nanoseconds.div_euclid(unit).to_string(),
        };
    }
    // The supported range is far within that of an i64.
    let seconds = i64::try_from(nanoseconds.div_euclid(SECOND)).unwrap_or(SECONDS.1);
    let (days, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
    let (year, month, day) = civil(days);
    let time = format!("{:02}:{:02}:{:02}", of_day / 3600, of_day / 60 % 60, of_day % 60);
    match encoding {
        Encoding::Rfc2822 | Encoding::HttpDate => {
            let weekday = WEEKDAYS[(days + 4).rem_euclid(7) as usize];
            let month = MONTHS[(month - 1) as usize];
            let zone = if encoding == Encoding::HttpDate { "GMT" } else { "+0000" };
            format!("{weekday}, {day:02} {month} {year:04} {time} {zone}")
        }
        _ => {
            let fraction = format!("{:09}", nanoseconds.rem_euclid(SECOND));
            let fraction = fraction.trim_end_matches('0');
            let point = if fraction.is_empty() { "" } else { "." };
            format!("{year:04}-{month:02}-{day:02}T{time}{point}{fraction}Z")
        }
    }
}

/// Returns seconds with the shortest fraction.
fn in_seconds(nanoseconds: i128) -> String {
    let exact = Exact { coefficient: nanoseconds, scale: 9 }.to_string();
    shortest(&exact).unwrap_or(exact)
}

/// Parses RFC 3339: `2026-01-31T10:00:00Z`, with any fraction and offset. A space in place of the `T`, an offset without
/// a colon, and a time without seconds are read too.
fn rfc_3339(text: &str) -> Option<i128> {
    let (date, rest) = text.split_at_checked("2026-01-31".len())?;
    let date = CivilDate::parse(date).filter(|_| !date.contains(' '))?;
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let zone = rest.find(['Z', 'z', '+', '-'])?;
    let (time, offset) = (time(&rest[..zone])?, offset(&rest[zone..])?);
    // The last day of year 9999 is beyond the range in UTC. Programs write it for 'never'.
    let most = i128::from(SECONDS.1) * SECOND;
    let read = at(date, time, offset);
    Some(if date.year == 9999 { read.min(most) } else { read })
}

/// Parses `Thu, 30 Jul 2015 20:00:00 +0000` (RFC 2822, HTTP), and the two older forms of HTTP dates,
/// `Thursday, 30-Jul-15 20:00:00 GMT` and `Thu Jul 30 20:00:00 2015`.
fn dated(text: &str) -> Option<i128> {
    let mut parts = [""; 6];
    let mut count = 0;
    for part in text.split_ascii_whitespace() {
        *parts.get_mut(count)? = part;
        count += 1;
    }
    let parts = match &parts[..count] {
        [weekday, rest @ ..] if weekday.starts_with(|letter: char| letter.is_ascii_alphabetic()) => rest,
        all => all,
    };
    let ([day, month, year, clock, zone], of_two) = match *parts {
        [day, month, year, clock, zone] => ([day, month, year, clock, zone], false),
        [month, day, clock, year] => ([day, month, year, clock, "GMT"], false),
        [date, clock, zone] => {
            let mut parts = date.splitn(3, '-');
            ([parts.next()?, parts.next()?, parts.next()?, clock, zone], true)
        }
        _ => return None,
    };
    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))? + 1;
    let year: u64 = match (of_two, year.len()) {
        (true, 2) => digits(year).map(|year| if year < 70 { 2000 + year } else { 1900 + year })?,
        (false, 4) => digits(year)?,
        _ => return None,
    };
    let day = digits(day).filter(|_| day.len() <= 2)?;
    let date = CivilDate::parse(&format!("{year:04}-{month:02}-{day:02}"))?;
    let zone = match zone {
        "GMT" | "UTC" | "UT" | "Z" => 0,
        zone => offset(zone)?,
    };
    Some(at(date, time(clock)?, zone))
}

/// Parses `10:00`, `10:00:00` or `10:00:00.5`, as nanoseconds of the day. Second 60, a leap second, is the one after it,
/// as in Unix times.
fn time(text: &str) -> Option<i128> {
    let two = |text: &str, most: u64| {
        digits(text).filter(|number| text.len() == 2 && *number <= most).map(i128::from)
    };
    let (clock, fraction) = match text.split_once('.') {
        Some((clock, fraction)) => (clock, Some(fraction)),
        None => (text, None),
    };
    let mut parts = clock.splitn(3, ':');
    let (hour, minute) = (two(parts.next()?, 23)?, two(parts.next()?, 59)?);
    let second = match parts.next() {
        Some(second) => two(second, 60)?,
        None if fraction.is_none() => 0,
        None => return None,
    };
    let nanoseconds = match fraction {
        Some(fraction) => {
            if fraction.is_empty() || !all_digits(fraction) {
                return None;
            }
            let kept = &fraction[..fraction.len().min(9)];
            i128::from(digits(kept)?) * 10_i128.pow(9 - kept.len() as u32)
        }
        None => 0,
    };
    Some((hour * 3600 + minute * 60 + second) * SECOND + nanoseconds)
}

/// Parses `Z`, `+02:00`, `+0200` or `+02`, as seconds.
fn offset(text: &str) -> Option<i64> {
    let (sign, rest) = match text.split_at_checked(1)? {
        ("Z" | "z", "") => return Some(0),
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match (rest.len(), rest.split_once(':')) {
        (5, Some((hours, minutes))) if hours.len() == 2 => (hours, minutes),
        (4, None) => rest.split_at_checked(2)?,
        (2, None) => (rest, "00"),
        _ => return None,
    };
    let (hours, minutes) = (digits(hours).filter(|hours| *hours < 24)?, digits(minutes)?);
    (minutes < 60).then(|| sign * (hours as i64 * 3600 + minutes as i64 * 60))
}

/// Returns the moment of a date, nanoseconds of the day, and an offset in seconds.
fn at(date: CivilDate, time: i128, offset: i64) -> i128 {
    let seconds = days(date) * DAY - offset;
    i128::from(seconds) * SECOND + time
}

/// Returns the days from 1970-01-01 to a date. A year of the algorithm begins in March, so that the leap day is its
/// last.
fn days(date: CivilDate) -> i64 {
    let (month, day) = (i64::from(date.month), i64::from(date.day));
    let year = i64::from(date.year) - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns year, month and day of the days from 1970-01-01: the inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = (shifted + 2) % 12 + 1;
    (year + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<i128> {
        instant(Given::Text(text), Encoding::Plain)
    }

    fn plain(text: &str) -> Option<String> {
        read(text).map(|read| instant_text(read, Encoding::Plain))
    }

    #[test]
    fn moments_are_read_in_every_form_and_written_in_one() {
        for (text, written) in [
            ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
            ("2026-01-31t10:00:00z", "2026-01-31T10:00:00Z"),
            (" 2026-01-31 10:00:00Z\n", "2026-01-31T10:00:00Z"),
            ("2026-01-31T10:00Z", "2026-01-31T10:00:00Z"),
            ("2026-01-31T12:30:00.500+02:30", "2026-01-31T10:00:00.5Z"),
            ("2026-01-31T08:00:00.123456789123-0200", "2026-01-31T10:00:00.123456789Z"),
            ("2026-01-31T10:00:00.120+00", "2026-01-31T10:00:00.12Z"),
            ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z"),
            ("0000-03-01T00:00:00Z", "0000-03-01T00:00:00Z"),
            ("2024-02-29T23:59:59-23:59", "2024-03-01T23:58:59Z"),
            ("9999-12-31T23:59:59.9999999Z", "9999-12-30T22:00:00Z"),
            ("Thu, 30 Jul 2015 20:00:00 +0000", "2015-07-30T20:00:00Z"),
            ("30 Jul 2015 20:00 -0100", "2015-07-30T21:00:00Z"),
            ("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
        ] {
            assert_eq!(plain(text).as_deref(), Some(written), "{text}");
        }
        for bad in [
            "",
            "now",
            "1769853600",
            "2026-01-31",
            "2026-01-31T10:00:00",
            "2026-01-31T24:00:00Z",
            "2026-01-31T10:60:00Z",
            "2026-01-31T10:00:61Z",
            "2026-01-31T10:00:00.Z",
            "2026-01-31T10:00.5Z",
            "2026-01-31T1:00:00Z",
            "2026-01-31T10:00:00+2:00",
            "2026-01-31T10:00:00+24:00",
            "2026-01-31T10:00:00+02:60",
            "2026-01-31T10:00:00Zulu",
            "2026-02-30T10:00:00Z",
            "2026-01- 1T10:00:00Z",
            "2026-01-31é10:00:00Z",
            "30 Jul 15 20:00:00 GMT",
            "Thu, 30 Jul 2015 20:00:00 EST",
            "Thu, 30 Jul 2015 20:00:00",
            "Thu, 31 Jun 2015 20:00:00 GMT",
            "a b c d e f g",
        ] {
            assert_eq!(plain(bad), None, "{bad}");
        }
        assert_eq!(instant(Given::Number("1769853600"), Encoding::Plain), None);
    }

    #[test]
    fn unix_times_have_the_unit_of_their_encoding() {
        let moment = 1_438_286_400_250_000_000;
        for (text, encoding, written) in [
            ("1438286400.25", Encoding::UnixSeconds, "1438286400.25"),
            ("1438286400250", Encoding::UnixMilliseconds, "1438286400250"),
            ("1438286400250000", Encoding::UnixMicroseconds, "1438286400250000"),
            ("1438286400250000000", Encoding::UnixNanoseconds, "1438286400250000000"),
            ("2015-07-30T20:00:00.25Z", Encoding::UnixSeconds, "1438286400.25"),
        ] {
            assert_eq!(instant(Given::Text(text), encoding), Some(moment), "{text}");
            assert_eq!(instant_text(moment, encoding), written);
        }
        assert_eq!(instant_text(5 * SECOND, Encoding::UnixSeconds), "5");
        assert_eq!(instant_text(-SECOND / 2, Encoding::UnixSeconds), "-0.5");
        assert_eq!(instant(Given::Number("-0.5"), Encoding::UnixSeconds), Some(-SECOND / 2));
        assert_eq!(
            instant(Given::Number("1.4382864e9"), Encoding::UnixSeconds),
            Some(1_438_286_400 * SECOND)
        );
        for bad in ["253402207201", "-62167219201", "1e400", "79228162514264337593543950335"] {
            assert_eq!(instant(Given::Number(bad), Encoding::UnixSeconds), None, "{bad}");
        }
        assert_eq!(instant(Given::Bool(true), Encoding::UnixSeconds), None);
    }

    #[test]
    fn dates_of_mails_and_of_http_differ_in_the_zone() {
        let moment = 1_438_286_400 * SECOND;
        assert_eq!(instant_text(moment, Encoding::Rfc2822), "Thu, 30 Jul 2015 20:00:00 +0000");
        assert_eq!(instant_text(moment, Encoding::HttpDate), "Thu, 30 Jul 2015 20:00:00 GMT");
    }

    #[test]
    fn every_day_is_read_as_it_is_written() {
        for day in (-719_528..2_932_896).step_by(97) {
            let moment = i128::from(day) * i128::from(DAY) * SECOND;
            assert_eq!(read(&instant_text(moment, Encoding::Plain)), Some(moment), "{day}");
            assert_eq!(read(&instant_text(moment, Encoding::Rfc2822)), Some(moment), "{day}");
        }
    }
}
