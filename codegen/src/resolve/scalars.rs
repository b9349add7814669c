//! Single values: which texts and numbers a scalar can be read from, and which keep its limits.
//!
//! These are the rules by which the runtime reads. It has readers of its own, which generated code stands on; that both take
//! the same is a property of the workspace's tests.

use crate::model::{Limits, Scalar, Style};
use crate::number::{decimal, whole};
use crate::yaml::{Kind, Node};

/// What a scalar must be, for a message.
pub(super) fn expected(scalar: Scalar, style: Style) -> &'static str {
    match scalar {
        Scalar::String | Scalar::Secret => "a text",
        Scalar::Int => "a whole number",
        Scalar::Money => "a decimal number",
        Scalar::Bool => "true or false",
        Scalar::Date => "a date such as 2026-01-31",
        Scalar::LocalDateTime => "a date and time such as 2026-01-31 10:00:00",
        Scalar::UnixTime if style == Style::Milliseconds => "a number of milliseconds since 1970",
        Scalar::UnixTime => "a number of seconds since 1970",
        Scalar::DisplayMoney => "an amount",
        Scalar::Any => "any JSON",
        Scalar::Bytes => "bytes in base64, or as a list of numbers",
        Scalar::ScriptDate => "a moment such as /Date(1420070400000)/",
    }
}

/// Whether a value can be read as a scalar. When `strict`, only the kind of its type is good enough.
pub(super) fn fits(node: &Node<'_>, scalar: Scalar, style: Style, strict: bool) -> bool {
    let number = |is: fn(&str, Style) -> bool| match &node.kind {
        Kind::Number(literal) => is(literal, style),
        Kind::Text(text, _) => !strict && is(text, style),
        _ => false,
    };
    let text = |is: fn(&str) -> bool| matches!(&node.kind, Kind::Text(text, _) if is(text));
    match scalar {
        Scalar::Any => true,
        Scalar::String | Scalar::Secret => match node.kind {
            Kind::Text(..) => true,
            Kind::Number(_) | Kind::Bool(_) => !strict,
            _ => false,
        },
        Scalar::DisplayMoney => matches!(node.kind, Kind::Text(..) | Kind::Number(_)),
        Scalar::Int => number(|text, _| whole(text).is_some()),
        Scalar::Money => number(|text, _| decimal(text).is_some()),
        Scalar::UnixTime => number(|text, style| whole(text).is_some_and(|number| is_moment(number, style))),
        Scalar::Bool => matches!(node.kind, Kind::Bool(_)) || (!strict && flag(node).is_some()),
        Scalar::Date => text(date),
        Scalar::LocalDateTime => text(date_time),
        Scalar::ScriptDate => text(script_date),
        Scalar::Bytes => match &node.kind {
            Kind::List(items) => items.iter().all(is_byte),
            _ => text(is_base64),
        },
    }
}

/// The flag that a value means, in all forms in which it is read.
pub(super) fn flag(node: &Node<'_>) -> Option<bool> {
    match &node.kind {
        Kind::Bool(flag) => Some(*flag),
        Kind::Number(literal) => flag_of_number(literal),
        Kind::Text(text, _) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(true),
            "false" | "no" | "off" | "" => Some(false),
            number => flag_of_number(number),
        },
        Kind::Null | Kind::List(_) | Kind::Map(_) => None,
    }
}

fn flag_of_number(text: &str) -> Option<bool> {
    match whole(text)? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

/// The limit that a value breaks, in words after "must be".
pub(super) fn breaks(node: &Node<'_>, scalar: Scalar, limits: &Limits) -> Option<String> {
    let text: &str = match &node.kind {
        Kind::Number(text) | Kind::Text(text, _) => text,
        Kind::Bool(true) => "true",
        Kind::Bool(false) => "false",
        Kind::Null | Kind::List(_) | Kind::Map(_) => return None,
    };
    match scalar {
        Scalar::Int | Scalar::Money => {
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

/// The first and the last second that a moment can have in Rust (`jiff::Timestamp`): the years -9999 to 9999.
const SECONDS: (i64, i64) = (-377_705_023_201, 253_402_207_200);

fn is_moment(number: i64, style: Style) -> bool {
    let unit = if style == Style::Milliseconds { 1000 } else { 1 };
    (SECONDS.0 * unit..=SECONDS.1 * unit).contains(&number)
}

fn is_byte(node: &Node<'_>) -> bool {
    let (Kind::Number(text) | Kind::Text(text, _)) = &node.kind else { return false };
    whole(text).is_some_and(|number| u8::try_from(number).is_ok())
}

/// Base64: breaks of lines do not matter, and padding may be left out, but stands at the end of the last four letters.
fn is_base64(text: &str) -> bool {
    let letters: String = text.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    let data = letters.trim_end_matches('=');
    let padding = letters.len() - data.len();
    let most = match data.len() % 4 {
        0 => 0,
        2 => 2,
        3 => 1,
        _ => return false,
    };
    padding <= most
        && data.bytes().all(|letter| letter.is_ascii_alphanumeric() || matches!(letter, b'+' | b'/'))
}

/// `/Date(1420070400000)/` or `/Date(1420070400000+0200)/`
fn script_date(text: &str) -> bool {
    let Some(inner) = text.trim().strip_prefix("/Date(").and_then(|rest| rest.strip_suffix(")/")) else {
        return false;
    };
    let cut = inner.char_indices().skip(1).find(|(_, letter)| matches!(letter, '+' | '-')).map(|(at, _)| at);
    let (milliseconds, offset) = inner.split_at(cut.unwrap_or(inner.len()));
    let size = milliseconds.strip_prefix('-').unwrap_or(milliseconds);
    let is_offset = match offset.get(1..) {
        None => true,
        Some(digits) => {
            matches!(numbers(digits, "hhmm").as_deref(), Some([offset]) if offset % 100 < 60 && *offset < 2400)
        }
    };
    is_offset
        && size.bytes().all(|digit| digit.is_ascii_digit())
        && milliseconds.parse().is_ok_and(|number| is_moment(number, Style::Milliseconds))
}

/// `2026-01-31`, to the letter.
fn date(text: &str) -> bool {
    let Some([year, month, day]) =
        numbers(text.trim(), "YYYY-MM-DD").and_then(|all| <[u32; 3]>::try_from(all).ok())
    else {
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

/// `2026-01-31 10:00:00`, to the letter.
fn date_time(text: &str) -> bool {
    let Some((day, time)) = text.trim().split_at_checked("2026-01-31".len()) else { return false };
    let time = numbers(time, " HH:MM:SS");
    date(day)
        && matches!(time.as_deref(), Some([hour, minute, second]) if *hour < 24 && *minute < 60 && *second < 60)
        && day == day.trim()
}

/// The numbers of a text that has a digit wherever the pattern has a letter, and is like the pattern otherwise.
fn numbers(text: &str, pattern: &str) -> Option<Vec<u32>> {
    if text.len() != pattern.len() {
        return None;
    }
    let mut numbers = Vec::new();
    let mut before = b' ';
    for (found, expected) in text.bytes().zip(pattern.bytes()) {
        match expected.is_ascii_alphabetic() {
            true if !found.is_ascii_digit() => return None,
            true => {
                if !before.is_ascii_alphabetic() {
                    numbers.push(0);
                }
                let number = numbers.last_mut()?;
                *number = *number * 10 + u32::from(found - b'0');
            }
            false if found != expected => return None,
            false => {}
        }
        before = expected;
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_to_the_letter() {
        for good in ["2024-02-29", "2000-02-29", "0000-01-01", "9999-12-31", " 2026-01-31\n"] {
            assert!(date(good), "{good}");
        }
        for bad in [
            "2023-02-29",
            "1900-02-29",
            "2024-13-01",
            "24-01-01",
            "2026-1-5",
            "-0001-01-31",
            "é",
            "2026-01-31T",
        ] {
            assert!(!date(bad), "{bad}");
        }
        assert!(date_time("2015-12-23 00:00:00") && date_time(" 2015-12-23 23:59:59 "));
        for bad in [
            "2015-12-23",
            "2015-12-23T10:00:00",
            "2015-12-23 24:00:00",
            "2015-12-23 10:00:60",
            "2026-01-31 1:2:3",
        ] {
            assert!(!date_time(bad), "{bad}");
        }
    }

    #[test]
    fn limits_are_exact() {
        let above_zero = Limits { above: Some(0), ..Limits::default() };
        let money = |text: &str| {
            let value = decimal(text).expect("a decimal");
            below_or_above(&above_zero, |bound| value.cmp(&(i128::from(bound), 0))).is_none()
        };
        assert_eq!(
            [money("0.00"), money("0.01"), money("-0.01"), money("1e-28")],
            [false, true, false, true]
        );
    }
}
