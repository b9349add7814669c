//! Dates and times without a time zone, in strict formats.

/// A calendar date in the years 0 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CivilDate {
    /// Year, 0 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

/// A date with a time of day, without a time zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CivilDateTime {
    /// Calendar date.
    pub date: CivilDate,
    /// Hour, 0 to 23.
    pub hour: u8,
    /// Minute, 0 to 59.
    pub minute: u8,
    /// Second, 0 to 59.
    pub second: u8,
}

impl CivilDate {
    /// Parses `2026-01-31` (`full-date` of RFC 3339): exactly four, two and two digits. Surrounding whitespace is
    /// ignored.
    pub fn parse(text: &str) -> Option<Self> {
        Self::exact(text.trim())
    }

    fn exact(text: &str) -> Option<Self> {
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text.as_bytes() else { return None };
        let (year, month, day) = (number([y1, y2, y3, y4])?, number([m1, m2])?, number([d1, d2])?);
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        let last = match month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            1..=12 => 31,
            _ => return None,
        };
        let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
        (1..=last).contains(&day).then_some(Self { year, month, day })
    }
}

impl CivilDateTime {
    /// Parses `2026-01-31 10:00:00`, or with a `T` in place of the space. Surrounding whitespace is ignored. Second 60 is
    /// rejected, because it would be written back as a different time.
    pub fn parse(text: &str) -> Option<Self> {
        let (day, time) = text.trim().split_at_checked("2026-01-31".len())?;
        let &[b' ' | b'T', h1, h2, b':', m1, m2, b':', s1, s2] = time.as_bytes() else { return None };
        let part = |digits| u8::try_from(number::<2>(digits)?).ok();
        let (hour, minute, second) = (part([h1, h2])?, part([m1, m2])?, part([s1, s2])?);
        let date = CivilDate::exact(day)?;
        (hour < 24 && minute < 60 && second < 60).then_some(Self { date, hour, minute, second })
    }
}

/// Returns the number that these digits mean; `None` if one is not a digit.
fn number<const COUNT: usize>(digits: [u8; COUNT]) -> Option<u16> {
    digits
        .iter()
        .try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u16::from(digit - b'0')))
}

/// Whether a text consists of ASCII digits.
pub(crate) fn all_digits(text: &str) -> bool {
    text.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns the number that a text of digits means; `None` if it is empty or has another letter.
pub(crate) fn digits(text: &str) -> Option<u64> {
    if all_digits(text) { text.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_to_the_letter() {
        for good in ["2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31", " 2026-01-31\n"] {
            assert!(CivilDate::parse(good).is_some(), "{good}");
        }
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "2024-00-01",
            "2024-01-00",
            "24-01-01",
            "2026-1-5",
            "-0001-01-31",
            "é",
            "2026-01-31T",
            "",
        ] {
            assert_eq!(CivilDate::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn times_are_read_to_the_letter() {
        for good in ["2015-12-23 00:00:00", " 2015-12-23 23:59:59 ", "2015-12-23T10:00:00"] {
            assert!(CivilDateTime::parse(good).is_some(), "{good}");
        }
        for bad in [
            "2015-12-23",
            "2015-12-23 24:00:00",
            "2015-12-23 10:00:60",
            "2026-01-31 1:2:3",
            "2026-01-31 10:00:00.5",
            "2026-02-30 10:00:00",
        ] {
            assert_eq!(CivilDateTime::parse(bad), None, "{bad}");
        }
    }
}
