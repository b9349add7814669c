//! The text of a number, as the runtime reads it: by its value, however it is written, and exactly or not at all.
//!
//! The runtime has its own reader, which knows `Decimal`; that both agree is a property of the workspace's tests.

use crate::json::is_json;

/// Exponents beyond this are all alike.
const FAR: i64 = 1 << 60;

/// A number as digits without a zero at either end, times a power of ten. Zero has no digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    /// The digits; none when there are more than 29.
    digits: Option<u128>,
    /// How many digits they are.
    count: i64,
    exponent: i64,
    /// A point has digits on both sides, where there is one.
    complete: bool,
}

impl Number {
    /// The number that this text is. Blanks around it do not matter.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, unsigned) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent)?),
            None => (unsigned, 0),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (mantissa, None),
        };
        let decimals = fraction.unwrap_or_default();
        if whole.is_empty() && decimals.is_empty() {
            return None;
        }
        let complete = !whole.is_empty() && fraction.is_none_or(|fraction| !fraction.is_empty());
        let mut number = Self { negative, digits: Some(0), count: 0, exponent: 0, complete };
        let mut zeros = 0;
        for digit in whole.bytes().chain(decimals.bytes()) {
            match digit {
                b'0' if number.count == 0 => {}
                b'0' => zeros += 1,
                b'1'..=b'9' => {
                    number.count += zeros + 1;
                    let shift = u32::try_from(zeros + 1).ok().filter(|_| number.count <= 29);
                    let shifted =
                        |digits: u128| Some(digits * 10_u128.pow(shift?) + u128::from(digit - b'0'));
                    number.digits = number.digits.and_then(shifted);
                    zeros = 0;
                }
                _ => return None,
            }
        }
        if number.count > 0 {
            number.exponent = exponent - decimals.len() as i64 + zeros;
        }
        Some(number)
    }

    /// The number, if it is whole and an `i64`.
    pub(crate) fn whole(self) -> Option<i64> {
        let zeros = u32::try_from(self.exponent).ok().filter(|zeros| self.count + i64::from(*zeros) <= 19)?;
        let size = i128::try_from(self.digits? * 10_u128.pow(zeros)).ok()?;
        i64::try_from(if self.negative { -size } else { size }).ok().filter(|_| self.complete)
    }

    /// The number, if it is a decimal of 96 bits with 28 decimals at most: its whole part, and the sign of what follows the
    /// point. That is what comparing it with a whole bound needs.
    pub(crate) fn decimal(self) -> Option<(i128, i128)> {
        let scale = u32::try_from((-self.exponent).max(0)).ok().filter(|scale| *scale <= 28)?;
        let zeros =
            u32::try_from(self.exponent.max(0)).ok().filter(|zeros| self.count + i64::from(*zeros) <= 29)?;
        let coefficient = self.digits? * 10_u128.pow(zeros);
        if coefficient >= 1 << 96 {
            return None;
        }
        let size = i128::try_from(coefficient).ok()?;
        let value = if self.negative { -size } else { size };
        let unit = 10_i128.pow(scale);
        Some((value / unit, (value % unit).signum()))
    }
}

/// The whole number that this text is.
pub(crate) fn whole(text: &str) -> Option<i64> {
    Number::parse(text)?.whole()
}

/// Whether this text, without the quotes around it, would be a whole number.
pub(crate) fn is_whole_json(text: &str) -> bool {
    is_json(text) && whole(text).is_some()
}

/// The decimal number that this text is; see [`Number::decimal`].
pub(crate) fn decimal(text: &str) -> Option<(i128, i128)> {
    Number::parse(text)?.decimal()
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let size = digits
        .bytes()
        .fold(0, |size: i64, digit| (size.min(FAR / 10) * 10 + i64::from(digit - b'0')).min(FAR));
    Some(if negative { -size } else { size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_by_their_value() {
        for (text, value) in
            [("3.00", 3), ("1e3", 1_000), ("-0", 0), ("1.50e1", 15), ("0e9999999999999999999", 0)]
        {
            assert_eq!(whole(text), Some(value), "{text}");
        }
        for text in
            ["3.5", "1e19", "9223372036854775808", "5.", ".0", "", "nan", "1e", "0x1", "1e1e1", "1.2.3"]
        {
            assert_eq!(whole(text), None, "{text}");
        }
        assert_eq!(decimal("12.50"), Some((12, 1)));
        assert_eq!(decimal("-0.01"), Some((0, -1)));
        assert_eq!(decimal("1E-8"), Some((0, 1)));
        assert_eq!(
            decimal("79228162514264337593543950335"),
            Some((79_228_162_514_264_337_593_543_950_335, 0))
        );
        for text in ["79228162514264337593543950336", "1e400", "1e-29", "1e29", "x", "."] {
            assert_eq!(decimal(text), None, "{text}");
        }
        // Two numbers that are one as binary floating point.
        assert!(decimal("9007199254740993") > decimal("9007199254740992"));
    }

    #[test]
    fn hostile_numbers_cost_no_more_than_their_letters() {
        let start = std::time::Instant::now();
        let (nines, zeros) = ("9".repeat(1 << 20), "0".repeat(1 << 20));
        for text in [format!("1e{nines}"), format!("1e-{nines}"), nines.clone(), format!("0.{nines}")] {
            assert_eq!((whole(&text), decimal(&text)), (None, None));
        }
        assert_eq!(whole(&format!("5{zeros}e-{}", zeros.len())), Some(5));
        assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
    }
}
