//! Parser of numbers. All number syntax is handled here; callers ask for an integer or a decimal number.
//!
//! Numbers are read exactly or not at all. Parsing takes linear time and constant memory, regardless of the exponent.

use std::cmp::Ordering;
use std::fmt;

use crate::Given;

/// Largest coefficient of a decimal number: 96 bits.
const MAX_COEFFICIENT: u128 = (1 << 96) - 1;

/// Maximum number of decimal places of a decimal number.
const MAX_SCALE: i64 = 28;

/// Exponents beyond this are equivalent: no text that fits into memory has enough digits to compensate for them.
const FAR: i64 = 1 << 60;

/// A number as written: any JSON number, and in texts also one with a plus sign, leading zeros, or no digits on one
/// side of the decimal point.
#[derive(Clone, Copy, Debug)]
pub struct Number<'t>(NumberKind<'t>);

#[derive(Clone, Copy, Debug)]
enum NumberKind<'t> {
    /// A few digits, some of them after the decimal point, as in almost all numbers.
    Short {
        digits: i64,
        decimals: Option<u32>,
    },
    Long(Long<'t>),
}

/// Maximum number of digits that always fit into an i64.
const SHORT: usize = 18;

impl<'t> Number<'t> {
    /// Parses a number. Surrounding whitespace is ignored.
    pub fn parse(text: &'t str) -> Option<Self> {
        let form = match short(text.as_bytes()) {
            Some((digits, decimals)) => NumberKind::Short { digits, decimals },
            None => NumberKind::Long(Long::parse(text.trim())?),
        };
        Some(Self(form))
    }

    /// Returns the number if it is an integer that fits. A decimal point must have digits on both sides.
    pub fn to_i64(self) -> Option<i64> {
        match self.0 {
            NumberKind::Short { digits, decimals: None } => Some(digits),
            NumberKind::Short { digits, decimals: Some(decimals) } => {
                let unit = 10_i64.pow(decimals);
                (digits % unit == 0).then_some(digits / unit)
            }
            NumberKind::Long(number) => number.to_i64(),
        }
    }

    /// Returns the number if it is an integer without a sign that fits. A decimal point must have digits on both sides.
    pub fn to_u64(self) -> Option<u64> {
        match self.0 {
            NumberKind::Short { .. } => u64::try_from(self.to_i64()?).ok(),
            NumberKind::Long(number) => u64::try_from(number.whole()?).ok(),
        }
    }

    /// Returns the integer part, limited to the range of `i64`.
    pub fn whole_part(self) -> i64 {
        match self.0 {
            NumberKind::Short { digits, decimals } => digits / 10_i64.pow(decimals.unwrap_or(0)),
            NumberKind::Long(number) => number.whole_part(),
        }
    }

    /// Returns the number if it fits without rounding. Its decimal places are those of the text, as far as there is
    /// room.
    pub fn to_exact(self) -> Option<Exact> {
        match self.0 {
            NumberKind::Short { digits, decimals } => {
                Some(Exact { coefficient: digits.into(), scale: decimals.unwrap_or(0) })
            }
            NumberKind::Long(number) => number.to_exact(),
        }
    }
}

/// Parses a number of a few digits with an optional minus sign and decimal point: returns the digits, and how many of
/// them are decimal places.
fn short(text: &[u8]) -> Option<(i64, Option<u32>)> {
    let (negative, written) = match text {
        [b'-', written @ ..] => (true, written),
        written => (false, written),
    };
    if written.is_empty() || written.len() > SHORT {
        return None;
    }
    let (mut size, mut point) = (0, None);
    for (at, letter) in written.iter().enumerate() {
        match letter {
            b'0'..=b'9' => size = size * 10 + i64::from(letter - b'0'),
            b'.' if point.is_none() && at > 0 && at + 1 < written.len() => point = Some(at),
            _ => return None,
        }
    }
    let decimals = point.map(|at| (written.len() - at - 1) as u32);
    Some((if negative { -size } else { size }, decimals))
}

/// A parsed number of any length.
#[derive(Clone, Copy, Debug)]
struct Long<'t> {
    negative: bool,
    whole: &'t str,
    fraction: Option<&'t str>,
    exponent: i64,
}

impl<'t> Long<'t> {
    fn parse(text: &'t str) -> Option<Self> {
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, rest) = split_digits(rest);
        let (fraction, rest) = match rest.strip_prefix('.') {
            Some(rest) => {
                let (fraction, rest) = split_digits(rest);
                (Some(fraction), rest)
            }
            None => (None, rest),
        };
        if whole.is_empty() && fraction.is_none_or(str::is_empty) {
            return None;
        }
        let exponent = match rest.strip_prefix(['e', 'E']) {
            Some(exponent) => parse_exponent(exponent)?,
            None if rest.is_empty() => 0,
            None => return None,
        };
        Some(Self { negative, whole, fraction, exponent })
    }

    fn to_i64(self) -> Option<i64> {
        i64::try_from(self.whole()?).ok()
    }

    /// Returns an integer of at most twenty digits, as a `u64` may have.
    fn whole(self) -> Option<i128> {
        if self.whole.is_empty() || self.fraction.is_some_and(str::is_empty) {
            return None;
        }
        let Some(core) = self.core() else { return Some(0) };
        let zeros = u32::try_from(core.exponent).ok().filter(|zeros| core.count + u64::from(*zeros) <= 20)?;
        let size = core.coefficient()? * 10_u128.pow(zeros);
        let value = i128::try_from(size).ok()?;
        Some(if self.negative { -value } else { value })
    }

    fn whole_part(self) -> i64 {
        let most = if self.negative { i64::MIN } else { i64::MAX };
        let Some(core) = self.core() else { return 0 };
        let before_point = (core.count as i64).saturating_add(core.exponent);
        // An i64 has at most nineteen digits.
        match usize::try_from(before_point) {
            Err(_) => 0,
            Ok(count) if count > 19 => most,
            Ok(count) => {
                let digits = self.digits().skip(core.first).chain(std::iter::repeat(b'0')).take(count);
                let size = digits.fold(0_i128, |value, digit| value * 10 + i128::from(digit - b'0'));
                i64::try_from(if self.negative { -size } else { size }).unwrap_or(most)
            }
        }
    }

    fn to_exact(self) -> Option<Exact> {
        let written = (self.fraction_len() - self.exponent).clamp(0, MAX_SCALE);
        let Some(core) = self.core() else {
            return Some(Exact { coefficient: 0, scale: u32::try_from(written).ok()? });
        };
        // The smallest scale that loses no digit.
        let mut scale = (-core.exponent).max(0);
        let zeros = u32::try_from(core.exponent + scale).ok().filter(|zeros| *zeros <= 28)?;
        if scale > MAX_SCALE || core.count + u64::from(zeros) > 29 {
            return None;
        }
        let mut coefficient = core.coefficient()? * 10_u128.pow(zeros);
        if coefficient > MAX_COEFFICIENT {
            return None;
        }
        while scale < written && coefficient * 10 <= MAX_COEFFICIENT {
            coefficient *= 10;
            scale += 1;
        }
        let size = i128::try_from(coefficient).ok()?;
        let coefficient = if self.negative { -size } else { size };
        Some(Exact { coefficient, scale: u32::try_from(scale).ok()? })
    }

    fn fraction_len(&self) -> i64 {
        self.fraction.map_or(0, |digits| digits.len() as i64)
    }

    fn digits(self) -> impl DoubleEndedIterator<Item = u8> {
        self.whole.bytes().chain(self.fraction.unwrap_or_default().bytes())
    }

    /// Returns the digits without leading and trailing zeros; `None` if there are only zeros.
    fn core(self) -> Option<Core<'t>> {
        let all = self.whole.len() + self.fraction.map_or(0, str::len);
        let first = self.digits().position(|digit| digit != b'0')?;
        let zeros = self.digits().rev().take_while(|digit| *digit == b'0').count();
        let exponent = self.exponent - self.fraction_len() + zeros as i64;
        Some(Core { number: self, first, count: (all - first - zeros) as u64, exponent })
    }
}

/// Digits without leading and trailing zeros, times a power of ten.
struct Core<'t> {
    number: Long<'t>,
    /// Position of the first digit.
    first: usize,
    /// Number of digits, without leading and trailing zeros.
    count: u64,
    exponent: i64,
}

impl Core<'_> {
    /// Returns the digits as a number if there are at most 29.
    fn coefficient(&self) -> Option<u128> {
        let count = usize::try_from(self.count).ok().filter(|count| *count <= 29)?;
        let digits = self.number.digits().skip(self.first).take(count);
        Some(digits.fold(0, |value, digit| value * 10 + u128::from(digit - b'0')))
    }
}

/// Splits the leading digits off a text.
fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at(end)
}

fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() {
        return None;
    }
    let mut size = 0_i64;
    for digit in digits.bytes() {
        if !digit.is_ascii_digit() {
            return None;
        }
        size = (size.min(FAR / 10) * 10 + i64::from(digit - b'0')).min(FAR);
    }
    Some(if negative { -size } else { size })
}

/// A decimal number: a signed coefficient of 96 bits, and the number of its decimal places (at most 28).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    /// All digits of the number as a signed integer; divided by 10 to the power of `scale`.
    pub coefficient: i128,
    /// Number of digits after the decimal point.
    pub scale: u32,
}

impl Exact {
    /// Creates an integer.
    pub const fn whole(number: i64) -> Self {
        Self { coefficient: number as i128, scale: 0 }
    }

    /// Creates a number from its digits and the number of its decimal places, for constants.
    pub const fn new(digits: i128, scale: u32) -> Self {
        Self { coefficient: digits, scale }
    }

    /// Compares two numbers by their value.
    pub fn compare(self, other: Self) -> Ordering {
        let parts = |number: Self| {
            let unit = 10_i128.pow(number.scale);
            (number.coefficient.div_euclid(unit), number.coefficient.rem_euclid(unit), number.scale)
        };
        let ((whole, rest, scale), (other, other_rest, other_scale)) = (parts(self), parts(other));
        // Rests are less than 10^28, so a common scale of 28 fits.
        let at = |rest: i128, scale: u32| rest * 10_i128.pow(MAX_SCALE as u32 - scale);
        whole.cmp(&other).then_with(|| at(rest, scale).cmp(&at(other_rest, other_scale)))
    }

    /// Returns the integer, if the number is one that fits.
    pub fn to_i64(self) -> Option<i64> {
        let unit = 10_i128.pow(self.scale);
        i64::try_from(self.coefficient / unit).ok().filter(|_| self.coefficient % unit == 0)
    }

    /// Returns the nearest floating-point number.
    pub fn to_f64(self) -> f64 {
        self.to_string().parse().unwrap_or(f64::NAN)
    }

    /// Returns the number without zeros at the end of its decimal places.
    pub fn shortest(self) -> Self {
        let mut short = self;
        while short.scale > 0 && short.coefficient % 10 == 0 {
            short = Self { coefficient: short.coefficient / 10, scale: short.scale - 1 };
        }
        short
    }
}

impl fmt::Display for Exact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.coefficient < 0 { "-" } else { "" };
        let size = self.coefficient.unsigned_abs();
        if self.scale == 0 {
            return write!(f, "{sign}{size}");
        }
        let unit = 10_u128.pow(self.scale);
        write!(f, "{sign}{}.{:0width$}", size / unit, size % unit, width = self.scale as usize)
    }
}

/// Reads a binary floating-point number, rounded to the nearest. A number beyond the range is `None`, never infinite.
pub fn float(given: Given<'_>) -> Option<f64> {
    given.number()?;
    let read: f64 = given.text().trim().parse().ok()?;
    read.is_finite().then_some(read)
}

/// Returns the shortest text that is read as the same floating-point number. JSON has none for infinities and NaN; their
/// text is `null`.
pub fn float_text(number: f64) -> String {
    if !number.is_finite() {
        return "null".to_owned();
    }
    let text = format!("{number:?}");
    match text.strip_suffix(".0") {
        Some(whole) => whole.to_owned(),
        None => text,
    }
}

/// Returns the shortest text of a number without an exponent: no trailing zeros, and no decimal point without decimal
/// places. Returns `None` if the text is not a number that can be represented exactly.
pub fn shortest(number: &str) -> Option<String> {
    Some(Number::parse(number)?.to_exact()?.shortest().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Short numbers are parsed separately from long ones, with the same results.
    #[test]
    fn short_numbers_are_what_long_ones_would_be() {
        let mut count = 0;
        for sign in ["", "-"] {
            for whole in ["0", "7", "00", "120", "999999999999999", "100000000000000000"] {
                for fraction in ["", ".0", ".5", ".00", ".250", ".999"] {
                    let text = [sign, whole, fraction].concat();
                    let (Some(number), Some(long)) = (Number::parse(&text), Long::parse(&text)) else {
                        panic!("{text} is a number")
                    };
                    count += u32::from(matches!(number.0, NumberKind::Short { .. }));
                    assert_eq!(number.to_i64(), long.to_i64(), "{text}");
                    assert_eq!(number.to_exact(), long.to_exact(), "{text}");
                    assert_eq!(number.whole_part(), long.whole_part(), "{text}");
                }
            }
        }
        assert_eq!(count, 58, "those of up to eighteen letters");
        assert!(short(b"").or(short(b".5")).or(short(b"5.")).or(short(b"1.2.3")).or(short(b"-")).is_none());
    }

    fn whole(text: &str) -> Option<i64> {
        Number::parse(text)?.to_i64()
    }

    fn decimal(text: &str) -> Option<String> {
        Some(Number::parse(text)?.to_exact()?.to_string())
    }

    #[test]
    fn whole_numbers_are_read_by_their_value() {
        for (text, value) in [
            ("1e3", 1_000),
            ("1E+2", 100),
            ("10.0", 10),
            ("-0", 0),
            ("-0.0e5", 0),
            ("1.50e1", 15),
            ("1500e-2", 15),
            ("0e99999999999999999999", 0),
            ("0.000e-99999999999999999999", 0),
            ("9223372036854775807", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-9.223372036854775808e18", i64::MIN),
            ("922337203685477580700e-2", i64::MAX),
            ("0000000000000000000000000000000000000000007", 7),
            (" +5\n", 5),
        ] {
            assert_eq!(whole(text), Some(value), "{text}");
        }
        for text in [
            "1.5e0",
            "15e-1",
            "1e19",
            "9223372036854775808",
            "1e400",
            "1e-1",
            "1e999999999999",
            "5.",
            ".0",
            "1e",
            "1e+",
            "e5",
            "",
            "-",
            "+-1",
            "0x1",
            "1_0",
            "1,0",
            "1 0",
            "1e1.0",
            "٥",
            "NaN",
            "1e٥",
        ] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_without_a_sign_have_one_more_bit() {
        let read = |text: &str| Number::parse(text)?.to_u64();
        assert_eq!(read("18446744073709551615"), Some(u64::MAX));
        assert_eq!((read("1.8446744073709551615e19"), read("7.0")), (Some(u64::MAX), Some(7)));
        for bad in ["18446744073709551616", "-1", "1.5", "1e20"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn decimals_are_compared_by_their_value() {
        let exact = |text: &str| Number::parse(text).and_then(Number::to_exact).expect("a decimal");
        let sorted = [
            "-79228162514264337593543950335",
            "-1.5",
            "-1.25",
            "-1e-28",
            "0",
            "1e-28",
            "0.1",
            "0.10000000000000000000000001",
            "2",
            "79228162514264337593543950335",
        ];
        for (at, one) in sorted.iter().enumerate() {
            for (other_at, other) in sorted.iter().enumerate() {
                assert_eq!(exact(one).compare(exact(other)), at.cmp(&other_at), "{one} {other}");
            }
        }
        assert_eq!(exact("1.50").compare(exact("1.5")), Ordering::Equal);
        assert_eq!((exact("2.00").to_i64(), exact("2.5").to_i64()), (Some(2), None));
        assert_eq!(exact("0.1").to_f64(), 0.1);
    }

    #[test]
    fn floats_have_their_shortest_text() {
        let text = |given: &str| float(Given::Number(given)).map(float_text);
        for (given, written) in [
            ("1.0", "1"),
            ("0.10", "0.1"),
            ("-0.0", "-0"),
            ("1e300", "1e300"),
            ("1E-7", "1e-7"),
            ("9007199254740993", "9007199254740992"),
            ("1e-400", "0"),
        ] {
            assert_eq!(text(given).as_deref(), Some(written), "{given}");
        }
        for bad in ["1e400", "NaN", "inf", "Infinity", "0x1", ""] {
            assert_eq!(text(bad), None, "{bad}");
        }
        assert_eq!(float(Given::Text(" 1.5 ")), Some(1.5));
        assert_eq!(float(Given::Bool(true)), None);
    }

    #[test]
    fn a_whole_part_ends_at_the_limits() {
        for (text, value) in [
            ("3599.5", 3599),
            ("-5.9", -5),
            ("0.999", 0),
            ("1e9", 1_000_000_000),
            ("123456e-3", 123),
            ("12e-5", 0),
            ("9007199254740993", 9_007_199_254_740_993),
            ("9223372036854775807.9", i64::MAX),
            ("9223372036854775808", i64::MAX),
            ("-9223372036854775808", i64::MIN),
            ("-9223372036854775809", i64::MIN),
            ("1e400", i64::MAX),
            ("-1e999999999999", i64::MIN),
            ("1e-999999999999", 0),
            ("0e999999999999", 0),
        ] {
            assert_eq!(Number::parse(text).map(Number::whole_part), Some(value), "{text}");
        }
    }

    #[test]
    fn decimals_are_exact_and_keep_what_is_written() {
        for (text, written) in [
            ("1e-7", "0.0000001"),
            ("1E-8", "0.00000001"),
            ("1.0e-5", "0.000010"),
            ("1.00000005E7", "10000000.5"),
            ("1.50e1", "15.0"),
            ("10.00", "10.00"),
            ("1e28", "10000000000000000000000000000"),
            ("79228162514264337593543950335", "79228162514264337593543950335"),
            ("7.9228162514264337593543950335e28", "79228162514264337593543950335"),
            ("1e-28", "0.0000000000000000000000000001"),
            ("1.0e-28", "0.0000000000000000000000000001"),
            ("0e999999999999999999999", "0"),
            ("0.00", "0.00"),
            ("-0", "0"),
            ("-0.50", "-0.50"),
            (".5", "0.5"),
            ("5.", "5"),
            // Surplus zeros that exceed the precision are dropped.
            ("1.00000000000000000000000000000000000000", "1.0000000000000000000000000000"),
            ("79228162514264337593543950335.00", "79228162514264337593543950335"),
        ] {
            assert_eq!(decimal(text).as_deref(), Some(written), "{text}");
        }
        for text in [
            "1e400",
            "1e29",
            "1e-29",
            "79228162514264337593543950336",
            "7.9228162514264337593543950336e28",
            "0.12345678901234567890123456789",
            "12345678901234567890123456789.5",
            "1e-999999999999999999999",
            ".",
            "1.2.3",
        ] {
            assert_eq!(decimal(text), None, "{text}");
        }
    }

    /// Expanding the power of ten literally would take years or exhaust the memory.
    #[test]
    fn hostile_numbers_cost_no_more_than_their_letters() {
        let (nines, zeros) = ("9".repeat(2 << 20), "0".repeat(2 << 20));
        let hostile = [
            "1e999999999".to_owned(),
            "1e-999999999".to_owned(),
            format!("1e{nines}"),
            format!("0e{nines}"),
            format!("1e-{nines}"),
            nines.clone(),
            format!("0.{nines}"),
            format!("0.{zeros}1"),
        ];
        for text in &hostile {
            let (whole, decimal) = (whole(text), decimal(text));
            let zero = text.starts_with("0e");
            assert_eq!((whole, decimal.as_deref()), if zero { (Some(0), Some("0")) } else { (None, None) });
        }
        // Long texts of small numbers.
        assert_eq!(whole(&format!("5{zeros}e-{}", zeros.len())), Some(5));
        assert_eq!(decimal(&format!("0.{zeros}5e{}", zeros.len() + 1)).as_deref(), Some("5"));
        assert_eq!(decimal(&format!("5.{zeros}")).as_deref(), Some("5.0000000000000000000000000000"));
    }

    #[test]
    fn the_shortest_form_has_no_zeros_at_its_end() {
        for (text, short) in [
            ("100.00", "100"),
            ("100", "100"),
            ("0.10", "0.1"),
            ("1e-8", "0.00000001"),
            ("0.00000001", "0.00000001"),
            ("12345678901234567.89", "12345678901234567.89"),
            ("-0.00", "0"),
            ("-5.50", "-5.5"),
            ("1.5E3", "1500"),
        ] {
            assert_eq!(shortest(text).as_deref(), Some(short));
        }
        assert_eq!(shortest("1e400"), None);
    }
}
