//! Limits of values: bounds of numbers, lengths of strings and of lists.

use std::fmt;

use crate::Exact;

/// Limits of a value; `None` means no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ValueLimits {
    /// Lower bound of a number, inclusive.
    pub min: Option<Exact>,
    /// Lower bound of a number, exclusive.
    pub above: Option<Exact>,
    /// Upper bound of a number, inclusive.
    pub max: Option<Exact>,
    /// Upper bound of a number, exclusive.
    pub below: Option<Exact>,
    /// Minimum and maximum number of characters of a string, or of items of a list. [`ANY_LENGTH`] is no maximum.
    pub length: Option<(u32, u32)>,
}

/// Maximum of a length that has none.
pub const ANY_LENGTH: u32 = u32::MAX;

/// Describes a length: `1 to 64`, or `at least 1` without a maximum.
pub fn length_text(fewest: u32, most: u32) -> String {
    if most == ANY_LENGTH { format!("at least {fewest}") } else { format!("{fewest} to {most}") }
}

/// A limit that a value breaks. `Display` writes words to follow 'must be'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The number is below this inclusive lower bound.
    Min(Exact),
    /// The number is not above this exclusive lower bound.
    Above(Exact),
    /// The number is above this inclusive upper bound.
    Max(Exact),
    /// The number is not below this exclusive upper bound.
    Below(Exact),
    /// Minimum and maximum number of characters.
    Length(u32, u32),
    /// Minimum and maximum number of items.
    Count(u32, u32),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Broken::Min(bound) => write!(f, "at least {bound}"),
            Broken::Above(bound) => write!(f, "more than {bound}"),
            Broken::Max(bound) => write!(f, "at most {bound}"),
            Broken::Below(bound) => write!(f, "less than {bound}"),
            Broken::Length(fewest, most) => write!(f, "{} characters long", length_text(fewest, most)),
            Broken::Count(fewest, most) => write!(f, "a list of {} items", length_text(fewest, most)),
        }
    }
}

impl ValueLimits {
    /// Value limits that allow every value.
    pub const NONE: Self = Self { min: None, above: None, max: None, below: None, length: None };

    /// Returns the first limit that a number breaks.
    pub fn broken_by_number(&self, number: Exact) -> Option<Broken> {
        self.broken(|bound| Some(number.compare(bound)))
    }

    /// Returns the first limit that a floating-point number breaks. A bound is the floating-point number nearest to it.
    pub fn broken_by_float(&self, number: f64) -> Option<Broken> {
        self.broken(|bound| number.partial_cmp(&bound.to_f64()))
    }

    /// Returns the first limit that a number breaks, which `compare` compares with a bound.
    fn broken(&self, compare: impl Fn(Exact) -> Option<std::cmp::Ordering>) -> Option<Broken> {
        let is = |bound: Exact, wanted: fn(std::cmp::Ordering) -> bool| compare(bound).is_some_and(wanted);
        let min = self.min.filter(|bound| is(*bound, |found| found.is_lt())).map(Broken::Min);
        let above = || self.above.filter(|bound| is(*bound, |found| found.is_le())).map(Broken::Above);
        let max = || self.max.filter(|bound| is(*bound, |found| found.is_gt())).map(Broken::Max);
        let below = || self.below.filter(|bound| is(*bound, |found| found.is_ge())).map(Broken::Below);
        min.or_else(above).or_else(max).or_else(below)
    }

    /// Returns the limit that a text breaks.
    pub fn broken_by_text(&self, text: &str) -> Option<Broken> {
        let (fewest, most) = self.length?;
        outside(text.chars().count(), fewest, most).then_some(Broken::Length(fewest, most))
    }

    /// Returns the limit that a list with this number of items breaks.
    pub fn broken_by_count(&self, count: usize) -> Option<Broken> {
        let (fewest, most) = self.length?;
        outside(count, fewest, most).then_some(Broken::Count(fewest, most))
    }
}

fn outside(number: usize, fewest: u32, most: u32) -> bool {
    number < fewest as usize || number > most as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;

    #[test]
    fn limits_are_exact() {
        let exact = |text: &str| Number::parse(text).and_then(Number::to_exact).expect("a decimal");
        let broken = |limits: ValueLimits, text: &str| {
            limits.broken_by_number(exact(text)).map(|broken| broken.to_string())
        };
        let above = ValueLimits { above: Some(Exact::whole(0)), ..ValueLimits::NONE };
        assert_eq!(broken(above, "0.00").as_deref(), Some("more than 0"));
        assert_eq!(broken(above, "-0.01").as_deref(), Some("more than 0"));
        assert_eq!((broken(above, "0.01"), broken(above, "1e-28")), (None, None));
        let whole = |number| Some(Exact::whole(number));
        let between = ValueLimits { min: whole(i64::MIN), max: whole(i64::MAX), ..ValueLimits::NONE };
        assert_eq!(broken(between, "9223372036854775807"), None);
        assert_eq!(broken(between, "9223372036854775807.5").as_deref(), Some("at most 9223372036854775807"));
        assert_eq!(
            broken(between, "-9223372036854775808.5").as_deref(),
            Some("at least -9223372036854775808")
        );
        let parts = ValueLimits { min: Some(exact("0.01")), below: Some(exact("1")), ..ValueLimits::NONE };
        assert_eq!([broken(parts, "0.01"), broken(parts, "0.9999999999999999999999999999")], [None, None]);
        assert_eq!(broken(parts, "0.0099999").as_deref(), Some("at least 0.01"));
        assert_eq!(broken(parts, "1.0").as_deref(), Some("less than 1"));
        assert_eq!(parts.broken_by_float(0.01), None);
        assert_eq!(parts.broken_by_float(1.0), Some(Broken::Below(exact("1"))));
        assert_eq!(parts.broken_by_float(1e300), Some(Broken::Below(exact("1"))));
    }

    #[test]
    fn lengths_are_of_characters_or_items() {
        let length = ValueLimits { length: Some((1, 2)), ..ValueLimits::NONE };
        assert_eq!([length.broken_by_text("é"), length.broken_by_text("éé")], [None, None]);
        assert_eq!(
            length.broken_by_text("").map(|broken| broken.to_string()).as_deref(),
            Some("1 to 2 characters long")
        );
        assert_eq!(length.broken_by_count(2), None);
        assert_eq!(
            length.broken_by_count(3).map(|broken| broken.to_string()).as_deref(),
            Some("a list of 1 to 2 items")
        );
    }
}
