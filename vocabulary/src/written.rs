//! Encodings of scalars. Readers accept every encoding, so each encoded value is read back as the same value.

use crate::json::JsonValue;
use crate::{
    Encoding, Exact, Given, JsonKind, Scalar, flag, float, float_text, from_base64, instant, instant_text,
    to_base64, uuid,
};

impl Scalar {
    /// Encodes a scalar value; returns `None` if the value is not valid for the scalar, or the scalar is any JSON.
    pub fn written(self, given: Given<'_>, encoding: Encoding) -> Option<JsonValue> {
        let number = |text: String| {
            if encoding.quotes_numbers() { JsonValue::Text(text) } else { JsonValue::Number(text) }
        };
        Some(match self.form(encoding) {
            JsonKind::Any => return None,
            kind if self == Scalar::Instant => {
                let text = instant_text(instant(given, encoding)?, encoding);
                if kind == JsonKind::Text { JsonValue::Text(text) } else { JsonValue::Number(text) }
            }
            JsonKind::Text if self == Scalar::Bytes => {
                let bytes = from_base64(given.text())?;
                match encoding {
                    Encoding::NumberList => bytes.iter().map(JsonValue::number).collect(),
                    _ => JsonValue::Text(to_base64(&bytes)),
                }
            }
            JsonKind::Text if self == Scalar::Uuid => JsonValue::Text(uuid(given)?.to_string()),
            JsonKind::Text => JsonValue::text(given.text()),
            JsonKind::Whole if self == Scalar::Uint => {
                number(whole_text(given.number()?.to_u64()?, encoding))
            }
            JsonKind::Whole => number(whole_text(given.number()?.to_i64()?, encoding)),
            JsonKind::Float => number(float_text(float(given)?)),
            JsonKind::Decimal => {
                let exact = given.number()?.to_exact()?;
                number(if encoding == Encoding::TwoDecimals { exact.with_cents() } else { exact }.to_string())
            }
            JsonKind::Flag => match (flag(given)?, encoding) {
                (flag, encoding) if encoding.quotes_flags() => JsonValue::text(flag_text(flag, encoding)),
                (flag, Encoding::ZeroOrOne) => JsonValue::number(flag_text(flag, encoding)),
                (flag, _) => JsonValue::Bool(flag),
            },
        })
    }
}

impl Encoding {
    /// Returns the encoding of the items of a list or map that has this encoding.
    pub const fn inside(self) -> Self {
        match self {
            Encoding::EmbeddedJson | Encoding::ListWhenEmpty => Encoding::Plain,
            encoding => encoding,
        }
    }

    /// Returns this encoding, or another one where this is that of the type itself.
    pub const fn or(self, other: Self) -> Self {
        if matches!(self, Encoding::Plain) { other } else { self }
    }

    /// Whether numbers are quoted in JSON.
    pub const fn quotes_numbers(self) -> bool {
        matches!(self, Encoding::JsonString | Encoding::TwoDecimals | Encoding::TwoDigits)
    }

    /// Whether booleans are quoted in JSON.
    pub const fn quotes_flags(self) -> bool {
        matches!(self, Encoding::JsonString | Encoding::Capitalized)
    }
}

/// Returns the text of a boolean.
pub const fn flag_text(flag: bool, encoding: Encoding) -> &'static str {
    match (encoding, flag) {
        (Encoding::ZeroOrOne, true) => "1",
        (Encoding::ZeroOrOne, false) => "0",
        (Encoding::Capitalized, true) => "True",
        (Encoding::Capitalized, false) => "False",
        (_, true) => "true",
        (_, false) => "false",
    }
}

/// Returns the text of an integer.
pub fn whole_text(number: impl Into<i128>, encoding: Encoding) -> String {
    let number = number.into();
    match encoding {
        Encoding::TwoDigits => format!("{number:02}"),
        _ => number.to_string(),
    }
}

impl Exact {
    /// Returns the number with two decimal places. A number with more significant ones stays unchanged, because amounts
    /// must never be rounded silently.
    pub fn with_cents(self) -> Self {
        let mut short = self;
        while short.scale > 2 && short.coefficient % 10 == 0 {
            short = Self { coefficient: short.coefficient / 10, scale: short.scale - 1 };
        }
        match short.scale {
            0..=2 => Self { coefficient: short.coefficient * 10_i128.pow(2 - short.scale), scale: 2 },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Given, Number, flag};

    #[test]
    fn amounts_have_two_decimals_or_all_of_theirs() {
        for (number, written) in [
            ("1", "1.00"),
            ("1.5", "1.50"),
            ("-0.500", "-0.50"),
            ("1.5050", "1.5050"),
            ("0", "0.00"),
            ("79228162514264337593543950335", "79228162514264337593543950335.00"),
        ] {
            let exact = Number::parse(number).and_then(Number::to_exact).expect("a decimal");
            assert_eq!(exact.with_cents().to_string(), written);
        }
    }

    #[test]
    fn each_scalar_has_one_form_in_a_style() {
        for (scalar, given, encoding, json) in [
            (Scalar::String, Given::Number("1.0"), Encoding::Plain, "\"1.0\""),
            (Scalar::Int, Given::Text("7"), Encoding::Plain, "7"),
            (Scalar::Int, Given::Number("7"), Encoding::TwoDigits, "\"07\""),
            (Scalar::Decimal, Given::Number("1.50"), Encoding::Plain, "1.50"),
            (Scalar::Decimal, Given::Number("1.5"), Encoding::TwoDecimals, "\"1.50\""),
            (Scalar::Bool, Given::Text("yes"), Encoding::Plain, "true"),
            (Scalar::Bool, Given::Bool(true), Encoding::JsonString, "\"true\""),
            (Scalar::Bool, Given::Bool(true), Encoding::Capitalized, "\"True\""),
            (Scalar::Bool, Given::Bool(true), Encoding::ZeroOrOne, "1"),
            (Scalar::Bytes, Given::Text("dGV4dA"), Encoding::Plain, "\"dGV4dA==\""),
            (Scalar::Bytes, Given::Text("AP8="), Encoding::NumberList, "[0,255]"),
            (Scalar::Uint, Given::Text("18446744073709551615"), Encoding::Plain, "18446744073709551615"),
            (Scalar::Float, Given::Number("1.50e2"), Encoding::Plain, "150"),
            (Scalar::Float, Given::Text("0.1"), Encoding::JsonString, "\"0.1\""),
            (
                Scalar::Instant,
                Given::Text("2026-01-31T12:00:00+02:00"),
                Encoding::Plain,
                "\"2026-01-31T10:00:00Z\"",
            ),
            (Scalar::Instant, Given::Number("5.5"), Encoding::UnixSeconds, "5.5"),
            (
                Scalar::Uuid,
                Given::Text("9B2E5C1A-7D46-4F0B-8A3E-1C5D7F9B2E4A"),
                Encoding::Plain,
                "\"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a\"",
            ),
        ] {
            let written = scalar.written(given, encoding).map(|json| json.to_string());
            assert_eq!(written.as_deref(), Some(json), "{scalar:?} {given:?} {encoding:?}");
        }
        assert_eq!(Scalar::Int.written(Given::Text("seven"), Encoding::Plain), None);
        assert_eq!(Scalar::Any.written(Given::Bool(true), Encoding::Plain), None);
    }

    #[test]
    fn flags_and_whole_numbers_are_read_as_they_are_written() {
        for encoding in [
            Encoding::Plain,
            Encoding::JsonString,
            Encoding::ZeroOrOne,
            Encoding::Capitalized,
            Encoding::TwoDigits,
        ] {
            for value in [true, false] {
                assert_eq!(flag(Given::Text(flag_text(value, encoding))), Some(value), "{encoding:?}");
            }
            for value in [0, 7, -7, 12, i64::MIN, i64::MAX] {
                let text = whole_text(value, encoding);
                assert_eq!(Number::parse(&text).and_then(Number::to_i64), Some(value), "{text}");
            }
        }
        assert_eq!(whole_text(7, Encoding::TwoDigits), "07");
    }
}
