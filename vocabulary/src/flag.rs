//! Booleans in the spellings that vendors use on the wire.

use crate::{Given, Number};

/// Reads a boolean in any spelling that vendors use: `true`/`false`, `yes`/`no`, `on`/`off` (case-insensitive) and
/// `1`/`0`. An empty text is false; any other value is `None`.
pub fn flag(given: Given<'_>) -> Option<bool> {
    match given {
        Given::Bool(flag) => Some(flag),
        Given::Number(text) => of_number(text),
        Given::Text(text) => {
            let text = text.trim();
            let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
            if is(&["true", "yes", "on"]) {
                Some(true)
            } else if is(&["false", "no", "off", ""]) {
                Some(false)
            } else {
                of_number(text)
            }
        }
    }
}

fn of_number(text: &str) -> Option<bool> {
    match Number::parse(text)?.to_i64()? {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_by_value() {
        for (number, value) in [("1", true), ("1.0", true), ("10e-1", true), ("0", false), ("0.0", false)] {
            assert_eq!(flag(Given::Number(number)), Some(value), "{number}");
            assert_eq!(flag(Given::Text(number)), Some(value), "{number}");
        }
        for (text, value) in [("TRUE", true), (" Yes ", true), ("on", true), ("", false), ("oFF", false)] {
            assert_eq!(flag(Given::Text(text)), Some(value), "{text}");
        }
        for none in ["2", "1.5", "1e400", "-1", "1x", "y"] {
            assert_eq!(flag(Given::Text(none)), None, "{none}");
        }
    }
}
