//! Limits of values: bounds of numbers and lengths of strings.

use std::cmp::Ordering;
use std::fmt;

use crate::Exact;

/// Limits of a value; `None` means no limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ValueLimits {
    /// Lower bound of a number, inclusive.
    pub min: Option<i64>,
    /// Lower bound of a number, exclusive.
    pub above: Option<i64>,
    /// Upper bound of a number, inclusive.
    pub max: Option<i64>,
    /// Minimum and maximum number of characters.
    pub length: Option<(u32, u32)>,
}

/// A limit that a value breaks. `Display` writes words to follow 'must be'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The number is below this inclusive lower bound.
    Min(i64),
    /// The number is not above this exclusive lower bound.
    Above(i64),
    /// The number is above this inclusive upper bound.
    Max(i64),
    /// Minimum and maximum number of characters.
    Length(u32, u32),
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Broken::Min(bound) => write!(f, "at least {bound}"),
            Broken::Above(bound) => write!(f, "more than {bound}"),
            Broken::Max(bound) => write!(f, "at most {bound}"),
            Broken::Length(fewest, most) => write!(f, "{fewest} to {most} characters long"),
        }
    }
}

impl ValueLimits {
    /// Value limits that allow every value.
    pub const NONE: Self = Self { min: None, above: None, max: None, length: None };

    /// Returns the first limit that a number breaks.
    pub fn broken_by_number(&self, number: Exact) -> Option<Broken> {
        let is = |bound: i64| number.compare_whole(bound);
        let min = self.min.filter(|bound| is(*bound).is_lt()).map(Broken::Min);
        let above = || self.above.filter(|bound| is(*bound) != Ordering::Greater).map(Broken::Above);
        let max = || self.max.filter(|bound| is(*bound).is_gt()).map(Broken::Max);
        min.or_else(above).or_else(max)
    }

    /// Returns the limit that a text breaks.
    pub fn broken_by_text(&self, text: &str) -> Option<Broken> {
        let (fewest, most) = self.length?;
        let length = text.chars().count();
        (length < fewest as usize || length > most as usize).then_some(Broken::Length(fewest, most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Number;

    #[test]
    fn limits_are_exact() {
        let broken = |limits: ValueLimits, text: &str| {
            let number = Number::parse(text).and_then(Number::to_exact).expect("a decimal");
            limits.broken_by_number(number).map(|broken| broken.to_string())
        };
        let above = ValueLimits { above: Some(0), ..ValueLimits::NONE };
        assert_eq!(broken(above, "0.00").as_deref(), Some("more than 0"));
        assert_eq!(broken(above, "-0.01").as_deref(), Some("more than 0"));
        assert_eq!((broken(above, "0.01"), broken(above, "1e-28")), (None, None));
        let between = ValueLimits { min: Some(i64::MIN), max: Some(i64::MAX), ..ValueLimits::NONE };
        assert_eq!(broken(between, "9223372036854775807"), None);
        assert_eq!(broken(between, "9223372036854775807.5").as_deref(), Some("at most 9223372036854775807"));
        assert_eq!(
            broken(between, "-9223372036854775808.5").as_deref(),
            Some("at least -9223372036854775808")
        );
        let length = ValueLimits { length: Some((1, 2)), ..ValueLimits::NONE };
        assert_eq!([length.broken_by_text("é"), length.broken_by_text("éé")], [None, None]);
        assert_eq!(
            length.broken_by_text("").map(|broken| broken.to_string()).as_deref(),
            Some("1 to 2 characters long")
        );
    }
}
