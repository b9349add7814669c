//! The built-in scalars, their encodings, and the values from which each can be read.

use crate::{
    CivilDate, CivilDateTime, Given, Number, flag, float, from_base64, instant, microsoft_date, uuid, words,
};

words! {
    /// Built-in scalar type of the spec language.
    pub enum Scalar: "type" {
        /// String.
        String = "string",
        /// Signed integer of 64 bits.
        Int = "int",
        /// Integer of 64 bits without a sign.
        Uint = "uint",
        /// Exact decimal number.
        Decimal = "decimal",
        /// Binary floating-point number of 64 bits.
        Float = "float",
        /// Boolean.
        Bool = "bool",
        /// Calendar date without a time (`2026-01-31`).
        Date = "date",
        /// Date and time of day without a time zone.
        LocalDateTime = "local-date-time",
        /// Moment in time.
        Instant = "instant",
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
        /// UUID (`9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a`).
        Uuid = "uuid",
        /// Content of a file, a download or an upload: bytes with a media type, which may be a stream.
        Content = "content",
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
        /// Moment as Unix time in seconds, with a fraction only if it has one.
        UnixSeconds = "unix-seconds",
        /// Moment as Unix time in milliseconds.
        UnixMilliseconds = "unix-milliseconds",
        /// Moment as Unix time in microseconds.
        UnixMicroseconds = "unix-microseconds",
        /// Moment as Unix time in nanoseconds.
        UnixNanoseconds = "unix-nanoseconds",
        /// Moment as the date of a mail: `Thu, 30 Jul 2015 20:00:00 +0000`.
        Rfc2822 = "rfc-2822",
        /// Moment as the date of an HTTP header: `Thu, 30 Jul 2015 20:00:00 GMT`.
        HttpDate = "http-date",
    }
}

/// Kind of JSON value that a scalar becomes on the wire, unless it has another encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// String.
    Text,
    /// Integer.
    Whole,
    /// Number with decimal places, exact.
    Decimal,
    /// Binary floating-point number.
    Float,
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
    pub const fn form(self, encoding: Encoding) -> JsonKind {
        match self {
            Scalar::String
            | Scalar::Secret
            | Scalar::FormattedDecimal
            | Scalar::Date
            | Scalar::LocalDateTime
            | Scalar::MicrosoftDate
            | Scalar::Bytes
            | Scalar::Content
            | Scalar::Uuid => JsonKind::Text,
            Scalar::Int | Scalar::Uint => JsonKind::Whole,
            Scalar::Instant => match encoding {
                // Seconds may have a fraction.
                Encoding::UnixSeconds => JsonKind::Decimal,
                _ if encoding.unix_unit().is_some() => JsonKind::Whole,
                _ => JsonKind::Text,
            },
            Scalar::Decimal => JsonKind::Decimal,
            Scalar::Float => JsonKind::Float,
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
            Scalar::Uint => "unsigned integer",
            Scalar::Decimal => "decimal",
            Scalar::Float => "float",
            Scalar::Bool => "boolean",
            Scalar::Date => "date",
            Scalar::LocalDateTime => "date-time",
            Scalar::Instant => "instant",
            Scalar::FormattedDecimal => "amount as text",
            Scalar::Secret => "secret",
            Scalar::Any => "any JSON",
            Scalar::Bytes => "bytes",
            Scalar::MicrosoftDate => "Microsoft JSON date",
            Scalar::Uuid => "UUID",
            Scalar::Content => "content",
        }
    }

    /// Returns a sentence that describes its values on the wire.
    pub const fn about(self) -> &'static str {
        match self {
            Scalar::String => "Text.",
            Scalar::Int => "An integer of up to 64 bits.",
            Scalar::Uint => "An integer of up to 64 bits without a sign.",
            Scalar::Decimal => "An exact decimal number, never a binary float.",
            Scalar::Float => "A binary floating-point number of 64 bits.",
            Scalar::Bool => "true or false.",
            Scalar::Date => "A calendar date, such as 2026-01-31.",
            Scalar::LocalDateTime => "A date and time without a time zone, such as 2026-01-31 10:00:00.",
            Scalar::Instant => "A moment in time, such as 2026-01-31T10:00:00Z.",
            Scalar::FormattedDecimal => "An amount as text, possibly formatted for people.",
            Scalar::Secret => "A string that programs must not print or log.",
            Scalar::Any => "Any JSON.",
            Scalar::Bytes => "Bytes in base64; lists of numbers are read too.",
            Scalar::Content => "Bytes with a media type: a file in a multipart form, or a whole body.",
            Scalar::MicrosoftDate => {
                "A Microsoft JSON date such as /Date(1769853600000)/: Unix time in milliseconds, with an optional offset."
            }
            Scalar::Uuid => "A UUID, such as 9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a.",
        }
    }

    /// Returns a noun phrase for a valid value, for messages after 'expected'.
    pub const fn expected(self, encoding: Encoding) -> &'static str {
        match self {
            Scalar::String | Scalar::Secret => "a string",
            Scalar::Int => "an integer",
            Scalar::Uint => "an integer that is not negative",
            Scalar::Decimal => "a decimal number",
            Scalar::Float => "a number",
            Scalar::Bool => "a boolean",
            Scalar::Date => "a date such as 2026-01-31",
            Scalar::LocalDateTime => "a date and time such as 2026-01-31 10:00:00",
            Scalar::Instant => match encoding {
                Encoding::UnixSeconds => "Unix time in seconds",
                Encoding::UnixMilliseconds => "Unix time in milliseconds",
                Encoding::UnixMicroseconds => "Unix time in microseconds",
                Encoding::UnixNanoseconds => "Unix time in nanoseconds",
                Encoding::Rfc2822 => "a date and time such as Sat, 31 Jan 2026 10:00:00 +0000",
                Encoding::HttpDate => "a date and time such as Sat, 31 Jan 2026 10:00:00 GMT",
                _ => "a date and time with an offset, such as 2026-01-31T10:00:00Z",
            },
            Scalar::FormattedDecimal => "an amount",
            Scalar::Any => "any JSON",
            Scalar::Bytes => "bytes in base64 or as a list of numbers",
            Scalar::Content => "a file",
            Scalar::MicrosoftDate => "a Microsoft JSON date such as /Date(1420070400000)/",
            Scalar::Uuid => "a UUID such as 9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a",
        }
    }

    /// Returns how JSON Schema describes its strings.
    pub const fn look(self, encoding: Encoding) -> Look {
        match self {
            Scalar::Instant => match encoding {
                Encoding::Rfc2822 => Look::Pattern(RFC_2822),
                Encoding::HttpDate => Look::Pattern(HTTP_DATE),
                _ if encoding.unix_unit().is_some() => Look::Any,
                _ => Look::Format("date-time"),
            },
            Scalar::Uuid => Look::Format("uuid"),
            Scalar::Date => Look::Format("date"),
            Scalar::LocalDateTime => Look::Pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}$"),
            Scalar::Secret => Look::Format("password"),
            Scalar::Bytes => Look::Format("byte"),
            Scalar::Content => Look::Format("binary"),
            Scalar::MicrosoftDate => Look::Pattern(r"^/Date\(-?[0-9]+([+-][0-9]{4})?\)/$"),
            Scalar::String | Scalar::FormattedDecimal => Look::Any,
            Scalar::Int | Scalar::Uint | Scalar::Decimal | Scalar::Float => Look::Any,
            Scalar::Bool | Scalar::Any => Look::Any,
        }
    }

    /// Returns an example value as text, before encoding. Date and time scalars share the same instant.
    pub const fn example(self, encoding: Encoding) -> &'static str {
        match self {
            Scalar::String => "text",
            Scalar::Int | Scalar::Uint => "1",
            Scalar::Decimal | Scalar::FormattedDecimal => "12.50",
            Scalar::Float => "12.5",
            Scalar::Bool => "true",
            Scalar::Date => "2026-01-31",
            Scalar::LocalDateTime => "2026-01-31 10:00:00",
            Scalar::Instant => match encoding {
                Encoding::UnixSeconds => "1769853600",
                Encoding::UnixMilliseconds => "1769853600000",
                Encoding::UnixMicroseconds => "1769853600000000",
                Encoding::UnixNanoseconds => "1769853600000000000",
                Encoding::Rfc2822 => "Sat, 31 Jan 2026 10:00:00 +0000",
                Encoding::HttpDate => "Sat, 31 Jan 2026 10:00:00 GMT",
                _ => "2026-01-31T10:00:00Z",
            },
            Scalar::Secret => "0123456789abcdef",
            Scalar::Any => "anything",
            Scalar::Bytes => "dGV4dA==",
            Scalar::Content => "bytes",
            Scalar::MicrosoftDate => "/Date(1769853600000)/",
            Scalar::Uuid => "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a",
        }
    }

    /// Whether its Rust type has a `Default`, an empty value such as an empty string or zero. Dates, times and
    /// UUIDs have none.
    pub const fn has_default(self) -> bool {
        match self {
            Scalar::String | Scalar::Int | Scalar::Uint | Scalar::Decimal | Scalar::Float | Scalar::Bool => {
                true
            }
            Scalar::FormattedDecimal | Scalar::Secret | Scalar::Bytes | Scalar::Content => true,
            Scalar::Date | Scalar::LocalDateTime | Scalar::Instant | Scalar::MicrosoftDate => false,
            Scalar::Any | Scalar::Uuid => false,
        }
    }

    /// Whether it can be read from this value. A list of numbers, from which bytes can be read, is not a scalar value.
    pub fn reads(self, given: Given<'_>, encoding: Encoding) -> bool {
        match self {
            Scalar::String | Scalar::Secret | Scalar::Any | Scalar::Content => true,
            Scalar::FormattedDecimal => !matches!(given, Given::Bool(_)),
            Scalar::Int => given.number().and_then(Number::to_i64).is_some(),
            Scalar::Uint => given.number().and_then(Number::to_u64).is_some(),
            Scalar::Float => float(given).is_some(),
            Scalar::Decimal => given.number().and_then(Number::to_exact).is_some(),
            Scalar::Bool => flag(given).is_some(),
            Scalar::Date => CivilDate::parse(given.text()).is_some(),
            Scalar::LocalDateTime => CivilDateTime::parse(given.text()).is_some(),
            Scalar::Instant => instant(given, encoding).is_some(),
            Scalar::Bytes => matches!(given, Given::Text(text) if from_base64(text).is_some()),
            Scalar::MicrosoftDate => microsoft_date(given.text()).is_some(),
            Scalar::Uuid => uuid(given).is_some(),
        }
    }
}

/// Regular expression of a date in a mail, as it is written.
const RFC_2822: &str =
    "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} [+-][0-9]{4}$";

/// Regular expression of a date in an HTTP header, as it is written.
const HTTP_DATE: &str = "^[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT$";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Word as _;

    #[test]
    fn examples_are_read_and_written_as_they_are() {
        for scalar in Scalar::ALL.iter().copied() {
            let own: &[Encoding] = if scalar == Scalar::Instant { Encoding::ALL } else { &[] };
            let moments = own.iter().copied().filter(|encoding| encoding.is_of_instants());
            for encoding in moments.chain([Encoding::Plain]) {
                let example = Given::Text(scalar.example(encoding));
                assert!(scalar.reads(example, encoding), "{scalar:?}");
                if let Some(written) = scalar.written(example, encoding) {
                    assert_eq!(written.plain(), scalar.example(encoding), "{scalar:?}");
                }
            }
        }
    }
}
