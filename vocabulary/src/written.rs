//! The texts of scalars as they are written. Readers take every form, so what is written here is read as the same.

use crate::json::Json;
use crate::{Exact, Form, Given, Scalar, Style, flag, from_base64, to_base64};

impl Scalar {
    /// A single value as it is written in this style; none where it is no such value, or any JSON.
    pub fn written(self, given: Given<'_>, style: Style) -> Option<Json> {
        let number =
            |text: String| if style.quotes_numbers() { Json::Text(text) } else { Json::Number(text) };
        Some(match self.form() {
            Form::Any => return None,
            Form::Text if self == Scalar::Bytes => {
                let bytes = from_base64(given.text())?;
                match style {
                    Style::Numbers => bytes.iter().map(Json::number).collect(),
                    _ => Json::Text(to_base64(&bytes)),
                }
            }
            Form::Text => Json::text(given.text()),
            Form::Whole => number(whole_text(given.number()?.to_i64()?, style)),
            Form::Decimal => {
                let exact = given.number()?.to_exact()?;
                number(if style == Style::Cents { exact.with_cents() } else { exact }.to_string())
            }
            Form::Flag => match (flag(given)?, style) {
                (flag, style) if style.quotes_flags() => Json::text(flag_text(flag, style)),
                (flag, Style::Flag) => Json::number(flag_text(flag, style)),
                (flag, _) => Json::Bool(flag),
            },
        })
    }
}

impl Style {
    /// The style of what is inside of a list or a map that is written so.
    pub const fn inside(self) -> Self {
        match self {
            Style::JsonText | Style::ListWhenEmpty => Style::Plain,
            style => style,
        }
    }

    /// Whether JSON has a number that is written so inside quotes.
    pub const fn quotes_numbers(self) -> bool {
        matches!(self, Style::Text | Style::Cents | Style::TwoDigits)
    }

    /// Whether JSON has a flag that is written so inside quotes.
    pub const fn quotes_flags(self) -> bool {
        matches!(self, Style::Text | Style::Title)
    }
}

/// The text of a flag.
pub const fn flag_text(flag: bool, style: Style) -> &'static str {
    match (style, flag) {
        (Style::Flag, true) => "1",
        (Style::Flag, false) => "0",
        (Style::Title, true) => "True",
        (Style::Title, false) => "False",
        (_, true) => "true",
        (_, false) => "false",
    }
}

/// The text of a whole number.
pub fn whole_text(number: i64, style: Style) -> String {
    match style {
        Style::TwoDigits => format!("{number:02}"),
        _ => number.to_string(),
    }
}

impl Exact {
    /// The number with two decimals. One that has more of them is not rounded, which money must never be in silence.
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
        for (scalar, given, style, json) in [
            (Scalar::String, Given::Number("1.0"), Style::Plain, "\"1.0\""),
            (Scalar::Int, Given::Text("7"), Style::Plain, "7"),
            (Scalar::Int, Given::Number("7"), Style::TwoDigits, "\"07\""),
            (Scalar::Money, Given::Number("1.50"), Style::Plain, "1.50"),
            (Scalar::Money, Given::Number("1.5"), Style::Cents, "\"1.50\""),
            (Scalar::Bool, Given::Text("yes"), Style::Plain, "true"),
            (Scalar::Bool, Given::Bool(true), Style::Text, "\"true\""),
            (Scalar::Bool, Given::Bool(true), Style::Title, "\"True\""),
            (Scalar::Bool, Given::Bool(true), Style::Flag, "1"),
            (Scalar::Bytes, Given::Text("dGV4dA"), Style::Plain, "\"dGV4dA==\""),
            (Scalar::Bytes, Given::Text("AP8="), Style::Numbers, "[0,255]"),
        ] {
            let written = scalar.written(given, style).map(|json| json.to_string());
            assert_eq!(written.as_deref(), Some(json), "{scalar:?} {given:?} {style:?}");
        }
        assert_eq!(Scalar::Int.written(Given::Text("seven"), Style::Plain), None);
        assert_eq!(Scalar::Any.written(Given::Bool(true), Style::Plain), None);
    }

    #[test]
    fn flags_and_whole_numbers_are_read_as_they_are_written() {
        for style in [Style::Plain, Style::Text, Style::Flag, Style::Title, Style::TwoDigits] {
            for value in [true, false] {
                assert_eq!(flag(Given::Text(flag_text(value, style))), Some(value), "{style:?}");
            }
            for value in [0, 7, -7, 12, i64::MIN, i64::MAX] {
                let text = whole_text(value, style);
                assert_eq!(Number::parse(&text).and_then(Number::to_i64), Some(value), "{text}");
            }
        }
        assert_eq!(whole_text(7, Style::TwoDigits), "07");
    }
}
