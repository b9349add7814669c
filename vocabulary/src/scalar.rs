//! The built-in scalars, their encodings, and the values from which each can be read.

use crate::{CivilDate, CivilDateTime, Given, Number, flag, from_base64, microsoft_date, words};

words! {
    /// Built-in scalar type of the spec language.
    pub enum Scalar: "type" {
        /// String.
        String = "string",
        /// Signed integer of 64 bits.
        Int = "int",
        /// Exact decimal number.
        Decimal = "decimal",
        /// Boolean.
        Bool = "bool",
        /// Calendar date without a time (`2026-01-31`).
        Date = "date",
        /// Date and time of day without a time zone.
        LocalDateTime = "local-date-time",
        /// Unix time in seconds.
        UnixTime = "unix-time",
        /// Amount as text, possibly formatted for people.
        FormattedDecimal = "formatted-decimal",
        /// String that is never printed.
        Secret = "secret",
        /// JSON value of any type.
        Any = "any",
        /// Bytes, as a string in base64.
        Bytes = "bytes",
        /// Microsoft JSON date, `/Date(…)/`, with an optional offset.
        MicrosoftDate = "microsoft-date",
    }

    /// Encoding of a value on the wire. Reading accepts every encoding.
    #[derive(Default)]
    pub enum Encoding: "encoding" or by default
        /// Encoding of the type itself: numbers as JSON numbers, booleans as `true` and `false`.
        #[default]
        Plain
    {
        /// JSON string in place of a number or boolean.
        JsonString = "json-string",
        /// JSON string with two decimal places.
        TwoDecimals = "two-decimals",
        /// Integer as a string of at least two digits.
        TwoDigits = "two-digits",
        /// Boolean as `1` or `0`.
        ZeroOrOne = "zero-or-one",
        /// Boolean as `"True"` or `"False"`.
        Capitalized = "capitalized",
        /// JSON text inside a JSON string.
        EmbeddedJson = "embedded-json",
        /// Bytes as a list of numbers.
        NumberList = "number-list",
        /// Boolean as the bare name of a parameter if true, and omitted if false.
        NameOnly = "name-only",
        /// Map as `[]` if it is empty.
        ListWhenEmpty = "list-when-empty",
        /// Unix time in milliseconds instead of seconds.
        Milliseconds = "milliseconds",
    }
}

/// Kind of JSON value that a scalar becomes on the wire, unless it has another encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// String.
    Text,
    /// Integer.
    Whole,
    /// Number with decimal places.
    Decimal,
    /// Boolean.
    Flag,
    /// JSON value of any type.
    Any,
}

/// JSON Schema description of a scalar's strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Any string.
    Any,
    /// Strings of the format with this name.
    Format(&'static str),
    /// Strings that match this regular expression.
    Pattern(&'static str),
}

impl Scalar {
    /// Returns the kind of JSON value that the scalar becomes on the wire.
    pub const fn form(self) -> JsonKind {
        match self {
            Scalar::String
            | Scalar::Secret
            | Scalar::FormattedDecimal
            | Scalar::Date
            | Scalar::LocalDateTime
            | Scalar::MicrosoftDate
            | Scalar::Bytes => JsonKind::Text,
            Scalar::Int | Scalar::UnixTime => JsonKind::Whole,
            Scalar::Decimal => JsonKind::Decimal,
            Scalar::Bool => JsonKind::Flag,
            Scalar::Any => JsonKind::Any,
        }
    }

    /// Whether it accepts any text unchanged.
    pub const fn is_any_text(self) -> bool {
        matches!(self, Scalar::String | Scalar::Secret | Scalar::FormattedDecimal)
    }

    /// Returns a language-neutral name of the scalar, for documentation.
    pub const fn label(self) -> &'static str {
        match self {
            Scalar::String => "string",
            Scalar::Int => "integer",
            Scalar::Decimal => "decimal",
            Scalar::Bool => "boolean",
            Scalar::Date => "date",
            Scalar::LocalDateTime => "date-time",
            Scalar::UnixTime => "Unix time",
            Scalar::FormattedDecimal => "amount as text",
            Scalar::Secret => "secret",
            Scalar::Any => "any JSON",
            Scalar::Bytes => "bytes",
            Scalar::MicrosoftDate => "Microsoft JSON date",
        }
    }

    /// Returns a sentence that describes its values on the wire.
    pub const fn about(self) -> &'static str {
        match self {
            Scalar::String => "Text.",
            Scalar::Int => "An integer of up to 64 bits.",
            Scalar::Decimal => "An exact decimal number, never a binary float.",
            Scalar::Bool => "true or false.",
            Scalar::Date => "A calendar date, such as 2026-01-31.",
            Scalar::LocalDateTime => "A date and time without a time zone, such as 2026-01-31 10:00:00.",
            Scalar::UnixTime => "Unix time in seconds.",
            Scalar::FormattedDecimal => "An amount as text, possibly formatted for people.",
            Scalar::Secret => "A string that programs must not print or log.",
            Scalar::Any => "Any JSON.",
            Scalar::Bytes => "Bytes in base64; lists of numbers are read too.",
            Scalar::MicrosoftDate => {
                "A Microsoft JSON date such as /Date(1769853600000)/: Unix time in milliseconds, with an optional offset."
            }
        }
    }

    /// Returns a noun phrase for a valid value, for messages after 'expected'.
    pub const fn expected(self, encoding: Encoding) -> &'static str {
        match self {
            Scalar::String | Scalar::Secret => "a string",
            Scalar::Int => "an integer",
            Scalar::Decimal => "a decimal number",
            Scalar::Bool => "a boolean",
            Scalar::Date => "a date such as 2026-01-31",
            Scalar::LocalDateTime => "a date and time such as 2026-01-31 10:00:00",
            Scalar::UnixTime if matches!(encoding, Encoding::Milliseconds) => "Unix time in milliseconds",
            Scalar::UnixTime => "Unix time in seconds",
            Scalar::FormattedDecimal => "an amount",
            Scalar::Any => "any JSON",
            Scalar::Bytes => "bytes in base64 or as a list of numbers",
            Scalar::MicrosoftDate => "a Microsoft JSON date such as /Date(1420070400000)/",
        }
    }

    /// Returns how JSON Schema describes its strings.
    pub const fn look(self) -> Look {
        match self {
            Scalar::Date => Look::Format("date"),
            Scalar::LocalDateTime => Look::Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"),
            Scalar::Secret => Look::Format("password"),
            Scalar::Bytes => Look::Format("byte"),
            Scalar::MicrosoftDate => Look::Pattern(r"^/Date\(-?[0-9]+([+-][0-9]{4})?\)/$"),
            Scalar::String | Scalar::FormattedDecimal => Look::Any,
            Scalar::Int | Scalar::UnixTime | Scalar::Decimal | Scalar::Bool | Scalar::Any => Look::Any,
        }
    }

    /// Returns an example value as text, before encoding. Date and time scalars share the same instant.
    pub const fn example(self, encoding: Encoding) -> &'static str {
        match self {
            Scalar::String => "text",
            Scalar::Int => "1",
            Scalar::Decimal | Scalar::FormattedDecimal => "12.50",
            Scalar::Bool => "true",
            Scalar::Date => "2026-01-31",
            Scalar::LocalDateTime => "2026-01-31 10:00:00",
            Scalar::UnixTime if matches!(encoding, Encoding::Milliseconds) => "1769853600000",
            Scalar::UnixTime => "1769853600",
            Scalar::Secret => "0123456789abcdef",
            Scalar::Any => "anything",
            Scalar::Bytes => "dGV4dA==",
            Scalar::MicrosoftDate => "/Date(1769853600000)/",
        }
    }

    /// Whether its Rust type has a `Default`, an empty value such as an empty string or zero. Dates and times have
    /// none.
    pub const fn has_default(self) -> bool {
        match self {
            Scalar::String | Scalar::Int | Scalar::Decimal | Scalar::Bool => true,
            Scalar::FormattedDecimal | Scalar::Secret | Scalar::Bytes => true,
            Scalar::Date | Scalar::LocalDateTime | Scalar::UnixTime | Scalar::MicrosoftDate | Scalar::Any => {
                false
            }
        }
    }

    /// Whether it can be read from this value. A list of numbers, from which bytes can be read, is not a scalar value.
    pub fn reads(self, given: Given<'_>, encoding: Encoding) -> bool {
        match self {
            Scalar::String | Scalar::Secret | Scalar::Any => true,
            Scalar::FormattedDecimal => !matches!(given, Given::Bool(_)),
            Scalar::Int => given.number().and_then(Number::to_i64).is_some(),
            Scalar::Decimal => given.number().and_then(Number::to_exact).is_some(),
            Scalar::Bool => flag(given).is_some(),
            Scalar::Date => CivilDate::parse(given.text()).is_some(),
            Scalar::LocalDateTime => CivilDateTime::parse(given.text()).is_some(),
            Scalar::UnixTime => {
                given.number().and_then(Number::to_i64).is_some_and(|number| is_moment(number, encoding))
            }
            Scalar::Bytes => matches!(given, Given::Text(text) if from_base64(text).is_some()),
            Scalar::MicrosoftDate => microsoft_date(given.text()).is_some(),
        }
    }
}

/// First and last second of the supported range: the years -9999 to 9999, with room for every offset.
const SECONDS: (i64, i64) = (-377_705_023_201, 253_402_207_200);

/// Whether a Unix time, in seconds or milliseconds, is in the supported range.
pub const fn is_moment(number: i64, encoding: Encoding) -> bool {
    let unit = if matches!(encoding, Encoding::Milliseconds) { 1000 } else { 1 };
    SECONDS.0 * unit <= number && number <= SECONDS.1 * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Word as _;

    #[test]
    fn examples_are_read_and_written_as_they_are() {
        for scalar in Scalar::ALL.iter().copied() {
            for encoding in [Encoding::Plain, Encoding::Milliseconds] {
                let example = Given::Text(scalar.example(encoding));
                assert!(scalar.reads(example, encoding), "{scalar:?}");
                if let Some(written) = scalar.written(example, encoding) {
                    assert_eq!(written.plain(), scalar.example(encoding), "{scalar:?}");
                }
            }
        }
    }
}
