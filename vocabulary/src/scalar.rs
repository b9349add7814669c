//! The built-in scalars, the ways to write them, and what each can be read from.

use crate::{CivilDate, CivilDateTime, Given, Number, flag, from_base64, script_date, words};

words! {
    /// A built-in scalar.
    pub enum Scalar: "type" {
        /// Text.
        String = "string",
        /// A whole number of 64 bits.
        Int = "int",
        /// An exact decimal number.
        Money = "money",
        /// A truth value.
        Bool = "bool",
        /// A calendar date.
        Date = "date",
        /// A date and a time of day without a zone.
        LocalDateTime = "local-date-time",
        /// Seconds since 1970.
        UnixTime = "unix-time",
        /// An amount as text, perhaps formatted for people.
        DisplayMoney = "display-money",
        /// Text that never prints.
        Secret = "secret",
        /// Any JSON.
        Any = "any",
        /// Bytes, as base64.
        Bytes = "bytes",
        /// A moment as `/Date(…)/`, with its offset.
        ScriptDate = "script-date",
    }

    /// How a scalar is written. Reading takes every form.
    #[derive(Default)]
    pub enum Style: "way to write a value" or by default
        /// As the type says: numbers as numbers, flags as `true` and `false`.
        #[default]
        Plain
    {
        /// As a JSON string.
        Text = "text",
        /// As a JSON string with two decimals.
        Cents = "cents",
        /// A whole number as a text of at least two digits.
        TwoDigits = "two-digits",
        /// A flag as `1` or `0`.
        Flag = "flag",
        /// A flag as `"True"` or `"False"`.
        Title = "title",
        /// As JSON inside a string.
        JsonText = "json-text",
        /// Bytes as a list of numbers.
        Numbers = "numbers",
        /// A flag as the bare name of a parameter when it is true, and not at all when it is false.
        Valueless = "valueless",
        /// A map as `[]` when it is empty.
        ListWhenEmpty = "list-when-empty",
        /// A time as milliseconds since 1970.
        Milliseconds = "milliseconds",
    }
}

/// The kind of JSON that a scalar is written as, unless a style says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// A whole number.
    Whole,
    /// A number with decimals.
    Decimal,
    /// `true` or `false`.
    Flag,
    /// Any JSON.
    Any,
}

/// How a text is told from others by JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// It is not.
    Any,
    /// By the name of a format.
    Format(&'static str),
    /// By a regular expression.
    Pattern(&'static str),
}

impl Scalar {
    /// The kind of JSON that it is written as.
    pub const fn form(self) -> Form {
        match self {
            Scalar::String
            | Scalar::Secret
            | Scalar::DisplayMoney
            | Scalar::Date
            | Scalar::LocalDateTime
            | Scalar::ScriptDate
            | Scalar::Bytes => Form::Text,
            Scalar::Int | Scalar::UnixTime => Form::Whole,
            Scalar::Money => Form::Decimal,
            Scalar::Bool => Form::Flag,
            Scalar::Any => Form::Any,
        }
    }

    /// Whether it holds any text as it is.
    pub const fn is_any_text(self) -> bool {
        matches!(self, Scalar::String | Scalar::Secret | Scalar::DisplayMoney)
    }

    /// What readers of any language call it.
    pub const fn label(self) -> &'static str {
        match self {
            Scalar::String => "string",
            Scalar::Int => "integer",
            Scalar::Money => "decimal",
            Scalar::Bool => "boolean",
            Scalar::Date => "date",
            Scalar::LocalDateTime => "date-time",
            Scalar::UnixTime => "Unix time",
            Scalar::DisplayMoney => "amount as text",
            Scalar::Secret => "secret",
            Scalar::Any => "any JSON",
            Scalar::Bytes => "bytes",
            Scalar::ScriptDate => "script date",
        }
    }

    /// What it looks like on the wire, as a sentence.
    pub const fn about(self) -> &'static str {
        match self {
            Scalar::String => "Text.",
            Scalar::Int => "A whole number of up to 64 bits.",
            Scalar::Money => "A decimal number, exact to the last digit; never a binary float.",
            Scalar::Bool => "true or false.",
            Scalar::Date => "A calendar date, such as 2026-01-31.",
            Scalar::LocalDateTime => "A date and a time of day without a zone, such as 2026-01-31 10:00:00.",
            Scalar::UnixTime => "Seconds since 1970.",
            Scalar::DisplayMoney => "An amount as text, perhaps formatted for people.",
            Scalar::Secret => "Text that programs should neither print nor log.",
            Scalar::Any => "Any JSON.",
            Scalar::Bytes => "Bytes, as base64; read from lists of numbers too.",
            Scalar::ScriptDate => {
                "A moment such as /Date(1769853600000)/: milliseconds since 1970, perhaps with an offset."
            }
        }
    }

    /// What a value must be, for a message after 'expected'.
    pub const fn expected(self, style: Style) -> &'static str {
        match self {
            Scalar::String | Scalar::Secret => "a text",
            Scalar::Int => "a whole number",
            Scalar::Money => "a decimal number",
            Scalar::Bool => "true or false",
            Scalar::Date => "a date such as 2026-01-31",
            Scalar::LocalDateTime => "a date and time such as 2026-01-31 10:00:00",
            Scalar::UnixTime if matches!(style, Style::Milliseconds) => "a number of milliseconds since 1970",
            Scalar::UnixTime => "a number of seconds since 1970",
            Scalar::DisplayMoney => "an amount",
            Scalar::Any => "any JSON",
            Scalar::Bytes => "bytes in base64, or as a list of numbers",
            Scalar::ScriptDate => "a moment such as /Date(1420070400000)/",
        }
    }

    /// How its text is told from others.
    pub const fn look(self) -> Look {
        match self {
            Scalar::Date => Look::Format("date"),
            Scalar::LocalDateTime => Look::Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"),
            Scalar::Secret => Look::Format("password"),
            Scalar::Bytes => Look::Format("byte"),
            Scalar::ScriptDate => Look::Pattern(r"^/Date\(-?[0-9]+([+-][0-9]{4})?\)/$"),
            Scalar::String | Scalar::DisplayMoney => Look::Any,
            Scalar::Int | Scalar::UnixTime | Scalar::Money | Scalar::Bool | Scalar::Any => Look::Any,
        }
    }

    /// The text of a value for examples, before it is written in this style. All that are moments have the same.
    pub const fn example(self, style: Style) -> &'static str {
        match self {
            Scalar::String => "text",
            Scalar::Int => "1",
            Scalar::Money | Scalar::DisplayMoney => "12.50",
            Scalar::Bool => "true",
            Scalar::Date => "2026-01-31",
            Scalar::LocalDateTime => "2026-01-31 10:00:00",
            Scalar::UnixTime if matches!(style, Style::Milliseconds) => "1769853600000",
            Scalar::UnixTime => "1769853600",
            Scalar::Secret => "0123456789abcdef",
            Scalar::Any => "anything",
            Scalar::Bytes => "dGV4dA==",
            Scalar::ScriptDate => "/Date(1769853600000)/",
        }
    }

    /// Whether its type in Rust has a `Default`: a value that says nothing, as an empty text and zero do. A date has none.
    pub const fn has_default(self) -> bool {
        match self {
            Scalar::String | Scalar::Int | Scalar::Money | Scalar::Bool => true,
            Scalar::DisplayMoney | Scalar::Secret | Scalar::Bytes => true,
            Scalar::Date | Scalar::LocalDateTime | Scalar::UnixTime | Scalar::ScriptDate | Scalar::Any => {
                false
            }
        }
    }

    /// Whether it can be read from this value. A list of numbers, which bytes can be read from, is not a single value.
    pub fn reads(self, given: Given<'_>, style: Style) -> bool {
        match self {
            Scalar::String | Scalar::Secret | Scalar::Any => true,
            Scalar::DisplayMoney => !matches!(given, Given::Bool(_)),
            Scalar::Int => given.number().and_then(Number::to_i64).is_some(),
            Scalar::Money => given.number().and_then(Number::to_exact).is_some(),
            Scalar::Bool => flag(given).is_some(),
            Scalar::Date => CivilDate::parse(given.text()).is_some(),
            Scalar::LocalDateTime => CivilDateTime::parse(given.text()).is_some(),
            Scalar::UnixTime => {
                given.number().and_then(Number::to_i64).is_some_and(|number| is_moment(number, style))
            }
            Scalar::Bytes => matches!(given, Given::Text(text) if from_base64(text).is_some()),
            Scalar::ScriptDate => script_date(given.text()).is_some(),
        }
    }
}

/// The first and the last second that a moment can have: the years -9999 to 9999, with room for every offset.
const SECONDS: (i64, i64) = (-377_705_023_201, 253_402_207_200);

/// Whether this number, of seconds or milliseconds since 1970, is a moment that can be held.
pub const fn is_moment(number: i64, style: Style) -> bool {
    let unit = if matches!(style, Style::Milliseconds) { 1000 } else { 1 };
    SECONDS.0 * unit <= number && number <= SECONDS.1 * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Word as _;

    #[test]
    fn examples_are_read_and_written_as_they_are() {
        for scalar in Scalar::ALL.iter().copied() {
            for style in [Style::Plain, Style::Milliseconds] {
                let example = Given::Text(scalar.example(style));
                assert!(scalar.reads(example, style), "{scalar:?}");
                if let Some(written) = scalar.written(example, style) {
                    assert_eq!(written.plain(), scalar.example(style), "{scalar:?}");
                }
            }
        }
    }
}
