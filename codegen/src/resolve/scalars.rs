//! Single values: which texts and numbers a scalar can be read from, and which keep its limits.

use crate::model::{Limits, Scalar};
use crate::yaml::{Kind, Node};

/// What a scalar must be, for a message.
pub(super) fn expected(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::String | Scalar::Secret => "a text",
        Scalar::Int => "a whole number",
        Scalar::Money => "a decimal number",
        Scalar::Bool => "true or false",
        Scalar::Date => "a date such as 2026-01-31",
        Scalar::LocalDateTime => "a date and time such as 2026-01-31 10:00:00",
        Scalar::UnixTime => "a number of seconds since 1970",
        Scalar::DisplayMoney => "an amount",
        Scalar::Any => "any JSON",
        Scalar::Bytes => "bytes in base64, or as a list of numbers",
        Scalar::ScriptDate => "a moment such as /Date(1420070400000)/",
    }
}

/// Whether a value can be read as a scalar. When `strict`, only the kind of its type is good enough.
pub(super) fn fits(node: &Node<'_>, scalar: Scalar, strict: bool) -> bool {
    match (scalar, &node.kind) {
        (Scalar::Any, _) => true,
        (Scalar::Bytes, Kind::List(items)) => items.iter().all(is_byte),
        (Scalar::Bytes, Kind::Text(text, _)) => is_base64(text),
        (Scalar::ScriptDate, Kind::Text(text, _)) => script_date(text),
        (_, Kind::Null | Kind::List(_) | Kind::Map(_)) => false,
        (Scalar::String | Scalar::Secret, Kind::Text(..)) => true,
        (Scalar::String | Scalar::Secret, Kind::Number(_)) => !strict,
        (Scalar::DisplayMoney, Kind::Text(..) | Kind::Number(_)) => true,
        (Scalar::Int | Scalar::UnixTime, Kind::Number(literal)) => whole(literal, strict).is_some(),
        (Scalar::Int | Scalar::UnixTime, Kind::Text(text, _)) => !strict && whole(text, false).is_some(),
        (Scalar::Money, Kind::Number(_)) => true,
        (Scalar::Money, Kind::Text(text, _)) => !strict && decimal(text).is_some(),
        (Scalar::Bool, Kind::Bool(_)) => true,
        (Scalar::Bool, Kind::Number(text) | Kind::Text(text, _)) => !strict && flag(text).is_some(),
        (Scalar::Date, Kind::Text(text, _)) => date(text),
        (Scalar::LocalDateTime, Kind::Text(text, _)) => date_time(text),
        _ => false,
    }
}

/// The flag that a text or number means, in all forms in which it is read.
pub(super) fn flag(text: &str) -> Option<bool> {
    match text {
        "1" => Some(true),
        "0" => Some(false),
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// The limit that a value breaks, in words after "must be".
pub(super) fn breaks(node: &Node<'_>, scalar: Scalar, limits: &Limits) -> Option<String> {
    let (Kind::Number(text) | Kind::Text(text, _)) = &node.kind else { return None };
    match scalar {
        Scalar::Int => {
            let value = whole(text, false)?;
            below_or_above(limits, |bound| value.cmp(&i128::from(bound)))
        }
        Scalar::Money => {
            let value = decimal(text)?;
            below_or_above(limits, |bound| value.cmp(&(i128::from(bound), 0)))
        }
        Scalar::String | Scalar::Secret => {
            let (least, most) = limits.length?;
            let count = text.chars().count();
            let outside = count < least as usize || count > most as usize;
            outside.then(|| format!("{least} to {most} characters long"))
        }
        _ => None,
    }
}

fn below_or_above(limits: &Limits, compare: impl Fn(i64) -> std::cmp::Ordering) -> Option<String> {
    let min = limits.min.filter(|bound| compare(*bound).is_lt()).map(|bound| format!("at least {bound}"));
    let above = || limits.above.filter(|bound| compare(*bound).is_le()).map(|bound| format!("above {bound}"));
    let max = || limits.max.filter(|bound| compare(*bound).is_gt()).map(|bound| format!("at most {bound}"));
    min.or_else(above).or_else(max)
}

/// A whole number; unless `strict`, zeros may follow a point.
fn whole(text: &str, strict: bool) -> Option<i128> {
    let digits = match text.split_once('.') {
        Some((whole, zeros)) if !strict && !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0') => {
            whole
        }
        Some(_) => return None,
        None => text,
    };
    digits.parse::<i64>().ok().map(i128::from)
}

/// A decimal number without an exponent, as far as comparing it with a whole bound needs it: the whole part, and the sign
/// of what follows the point. Exact, as money is everywhere.
fn decimal(text: &str) -> Option<(i128, i8)> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let rest = i8::from(fraction.bytes().any(|digit| digit != b'0'));
    Some((i128::from(sign) * whole.parse::<i128>().ok()?, sign * rest))
}

fn is_byte(node: &Node<'_>) -> bool {
    matches!(&node.kind, Kind::Number(text) | Kind::Text(text, _) if text.parse::<u8>().is_ok())
}

/// Base64 as the runtime reads it: breaks of lines and the padding do not matter.
fn is_base64(text: &str) -> bool {
    let letter = |letter: char| {
        letter.is_ascii_alphanumeric() || "+/=".contains(letter) || letter.is_ascii_whitespace()
    };
    text.chars().all(letter)
}

/// `/Date(1420070400000)/` or `/Date(1420070400000+0200)/`
fn script_date(text: &str) -> bool {
    let Some(inner) = text.strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) else {
        return false;
    };
    let cut = inner.char_indices().skip(1).find(|(_, letter)| matches!(letter, '+' | '-')).map(|(at, _)| at);
    let (milliseconds, offset) = inner.split_at(cut.unwrap_or(inner.len()));
    let offset = offset.get(1..).unwrap_or_default();
    milliseconds.parse::<i64>().is_ok()
        && (offset.is_empty() || (offset.len() == 4 && digits(offset).is_some()))
}

/// `2026-01-31`
fn date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year, month, day] if year.len() == 4 => {
            let (Some(year), Some(month), Some(day)) = (digits(year), digits(month), digits(day)) else {
                return false;
            };
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let last = match month {
                2 if leap => 29,
                2 => 28,
                4 | 6 | 9 | 11 => 30,
                1..=12 => 31,
                _ => return false,
            };
            (1..=last).contains(&day)
        }
        _ => false,
    }
}

/// `2026-01-31 10:00:00`, with a `T` in between or fractions of a second too.
fn date_time(text: &str) -> bool {
    let Some((day, time)) = text.split_once([' ', 'T']) else { return false };
    let time = match time.split_once('.') {
        Some((time, fraction)) if digits(fraction).is_some() => time,
        Some(_) => return false,
        None => time,
    };
    let parts: Vec<Option<u32>> = time.split(':').map(digits).collect();
    date(day)
        && matches!(parts.as_slice(), [Some(hour), Some(minute), Some(second)] if *hour < 24 && *minute < 60 && *second < 61)
}

fn digits(text: &str) -> Option<u32> {
    let all = !text.is_empty() && text.len() <= 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates() {
        assert!(
            date("2024-02-29")
                && !date("2023-02-29")
                && !date("2024-13-01")
                && !date("24-01-01")
                && !date("é")
        );
        assert!(
            date_time("2015-12-23 00:00:00")
                && date_time("2015-12-23T23:59:59.123")
                && !date_time("2015-12-23")
        );
        assert!(!date_time("2015-12-23 24:00:00") && !date_time("2015-12-23 10:00"));
    }

    #[test]
    fn numbers() {
        assert_eq!(whole("3.00", false), Some(3));
        assert_eq!(whole("3.00", true), None);
        assert_eq!(whole("3.5", false), None);
        assert_eq!(decimal("12.50"), Some((12, 1)));
        assert_eq!(decimal("nan").or(decimal("1e3")).or(decimal(".5")).or(decimal("1.")), None);
        let above_zero = Limits { above: Some(0), ..Limits::default() };
        let money = |text: &'static str| decimal(text).map(|value| value.cmp(&(0, 0)).is_gt());
        assert_eq!([money("0.00"), money("0.01"), money("-0.01")], [Some(false), Some(true), Some(false)]);
        assert!(below_or_above(&above_zero, |_| std::cmp::Ordering::Equal).is_some());
        // Two numbers that are one as binary floating point.
        assert!(decimal("9007199254740993") > decimal("9007199254740992"));
    }
}
