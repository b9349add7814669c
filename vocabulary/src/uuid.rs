//! UUIDs in their text form.

use std::fmt;

use crate::Given;

/// The 128 bits of a UUID. `Display` writes the text form in lowercase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UuidText(pub u128);

impl fmt::Display for UuidText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |shift: u32, digits: u32| self.0 >> shift & ((1 << (digits * 4)) - 1);
        let [a, b, c, d, e] = [part(96, 8), part(80, 4), part(64, 4), part(48, 4), part(0, 12)];
        write!(f, "{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}")
    }
}

/// Parses a UUID: 32 hexadecimal digits in groups of 8, 4, 4, 4 and 12, in either case. Surrounding whitespace is
/// ignored.
pub fn uuid(given: Given<'_>) -> Option<UuidText> {
    let Given::Text(text) = given else { return None };
    let text = text.trim();
    if text.len() != 36 {
        return None;
    }
    let mut bits = 0;
    for (at, letter) in text.bytes().enumerate() {
        match (at, letter) {
            (8 | 13 | 18 | 23, b'-') => {}
            (8 | 13 | 18 | 23, _) => return None,
            (_, letter) => bits = bits << 4 | u128::from(char::from(letter).to_digit(16)?),
        }
    }
    Some(UuidText(bits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uuids_are_read_to_the_letter() {
        let read = |text: &str| uuid(Given::Text(text)).map(|read| read.to_string());
        for good in ["00000000-0000-0000-0000-000000000000", "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a"] {
            assert_eq!(read(good).as_deref(), Some(good));
            assert_eq!(read(&format!(" {} ", good.to_uppercase())).as_deref(), Some(good));
        }
        for bad in [
            "",
            "9b2e5c1a7d464f0b8a3e1c5d7f9b2e4a",
            "{9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a}",
            "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4g",
            "9b2e5c1a-7d46-4f0b-8a3e1-c5d7f9b2e4a",
            "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4",
            "+b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a",
            "9b2e5c1é-7d46-4f0b-8a3e-1c5d7f9b2e4",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
        assert_eq!(uuid(Given::Number("1")), None);
    }
}
