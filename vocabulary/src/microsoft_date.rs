//! Microsoft JSON dates: `/Date(…)/` with milliseconds since 1970.

use crate::calendar::all_digits;
use crate::is_moment;

/// The parts of a Microsoft JSON date such as `/Date(1420070400000+0200)/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MomentText {
    /// Unix time in milliseconds, within the supported range.
    pub milliseconds: i64,
    /// Whether the offset is west of UTC, and its digits `hhmm`; `None` if no offset is written.
    pub offset: Option<(bool, u16)>,
}

/// Parses `/Date(1420070400000)/` or `/Date(1420070400000+0200)/`. Surrounding whitespace is ignored.
pub fn microsoft_date(text: &str) -> Option<MomentText> {
    let inner = text.trim().strip_prefix("/Date(")?.strip_suffix(")/")?;
    let cut = inner.char_indices().skip(1).find(|(_, letter)| matches!(letter, '+' | '-'));
    let (number, offset) = match cut {
        Some((at, sign)) => {
            let digits = inner.get(at + 1..).filter(|digits| digits.len() == 4 && all_digits(digits))?;
            let digits: u16 = digits.parse().ok().filter(|digits| digits % 100 < 60 && *digits < 2400)?;
            (inner.get(..at)?, Some((sign == '-', digits)))
        }
        None => (inner, None),
    };
    // Rust would accept a plus sign.
    let is_number = all_digits(number.strip_prefix('-').unwrap_or(number));
    let milliseconds =
        number.parse().ok().filter(|number| is_number && is_moment(i128::from(*number) * 1_000_000))?;
    Some(MomentText { milliseconds, offset })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_with_their_offset() {
        let read = |text: &str| microsoft_date(text).map(|read| (read.milliseconds, read.offset));
        assert_eq!(read("/Date(1420070400000)/"), Some((1_420_070_400_000, None)));
        assert_eq!(read(" /Date(-5-0130)/ "), Some((-5, Some((true, 130)))));
        for bad in [
            "/Date()/",
            "/Date(+5)/",
            "/Date(5+160)/",
            "/Date(5+0160)/",
            "/Date(5+2400)/",
            "/Date(--5)/",
            "/Date(1e3)/",
            "5",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
