//! Scalars as JSON, each in its one written form.

use bindery_model::{Encoding, Exact, Scalar, ValueLimits};

use crate::values::{How, Maker, inside};
use crate::yaml::quoted;

const TEXTS: &[&str] = &[
    "plain",
    "",
    "a b",
    "größe",
    "日本語",
    "😀",
    "a&b=c;d",
    "%41%",
    "+1 2",
    "\"quoted\"",
    "back\\slash",
    "two\nlines\r\n",
    "null",
    "true",
    "0",
    "1e5",
    "{\"a\":1}",
    "[1]",
    " padded ",
    "<b>&amp;</b>",
    "a/b?c#d",
    "\u{1}\u{7f}",
    "﻿bom",
    "no",
    "::",
];

impl Maker<'_> {
    /// A scalar as JSON.
    pub(crate) fn scalar(&mut self, scalar: Scalar, how: How<'_>) -> String {
        for _ in 0..500 {
            let (text, json) = self.one(scalar, &how);
            let numeric = matches!(
                scalar,
                Scalar::Int | Scalar::Uint | Scalar::Decimal | Scalar::Float | Scalar::Instant
            );
            let fits = possible(&text, &how, numeric)
                && (!how.says_something || !matches!(json.as_str(), "false" | "\"\"" | "[]"));
            if fits {
                return json;
            }
        }
        panic!("no value for {scalar:?}")
    }

    /// Returns a value as text and as JSON.
    fn one(&mut self, scalar: Scalar, how: &How<'_>) -> (String, String) {
        let encoding = how.encoding;
        let rng = &mut self.rng;
        match scalar {
            Scalar::String | Scalar::Secret => {
                let text = match how.limits.and_then(|limits| limits.length) {
                    Some((fewest, most)) => {
                        // A limit without an upper end allows texts that fit into no memory.
                        let most = most.min(fewest.saturating_add(64));
                        let length = rng.from(fewest.into(), most.into());
                        (0..length).map(|_| rng.pick(&['a', 'ü', '日', ' ', '%', '"', '7', '😀'])).collect()
                    }
                    None => rng.pick(TEXTS).to_owned(),
                };
                let json = quoted(&text);
                (text, json)
            }
            Scalar::Int => {
                let value = match how.limits {
                    Some(limits) if *limits != ValueLimits::default() => {
                        let (low, high) = range(limits);
                        rng.pick(&[low, high, rng.clone().from(low, high)])
                    }
                    _ => rng.pick(&[0, 7, -1, 42, i64::MAX, i64::MIN]),
                };
                let text =
                    if encoding == Encoding::TwoDigits { format!("{value:02}") } else { value.to_string() };
                (text.clone(), number(text, encoding))
            }
            Scalar::Uint => {
                let value = match how.limits {
                    Some(limits) if *limits != ValueLimits::default() => {
                        let (low, high) = range(limits);
                        rng.pick(&[low, high]).unsigned_abs()
                    }
                    _ => rng.pick(&[0, 7, 42, u64::MAX]),
                };
                let text =
                    if encoding == Encoding::TwoDigits { format!("{value:02}") } else { value.to_string() };
                (text.clone(), number(text, encoding))
            }
            Scalar::Float => {
                let text = match how.limits {
                    Some(limits) if *limits != ValueLimits::default() => {
                        let (low, high) = range(limits);
                        let known = ["0.5", "250.125"].map(str::to_owned);
                        let own = [limits.min, limits.max].into_iter().flatten();
                        let own = own.map(|bound| bound.coefficient as f64 / 10_f64.powi(bound.scale as i32));
                        let all = known.into_iter().chain([low, high].map(|bound| bound.to_string()));
                        let all = all.chain(own.map(|bound| bound.to_string()));
                        let fits = |text: &String| {
                            text.parse().is_ok_and(|value| limits.broken_by_float(value).is_none())
                        };
                        rng.pick(&all.filter(fits).collect::<Vec<_>>())
                    }
                    _ => rng.pick(&["0", "1.5", "-12.345", "1e300", "5e-324"]).to_owned(),
                };
                (text.clone(), number(text, encoding))
            }
            Scalar::Uuid => text(
                rng.pick(&["00000000-0000-0000-0000-000000000000", "9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a"]),
            ),
            Scalar::Decimal => {
                let text = match how.limits {
                    Some(limits) if *limits != ValueLimits::default() => {
                        let (low, high) = range(limits);
                        rng.from(low, high).to_string()
                    }
                    _ => rng
                        .pick(&["0", "10.00", "0.1", "-12.345", "12345678901234567.89", "0.00000001"])
                        .to_owned(),
                };
                let text = if text == "10.00" && self.shortest { "10".to_owned() } else { text };
                let text = if encoding == Encoding::TwoDecimals { cents(&text) } else { text };
                (text.clone(), number(text, encoding))
            }
            Scalar::Bool => {
                let value = rng.chance(60);
                let json = match (encoding, value) {
                    (Encoding::ZeroOrOne, true) => "1",
                    (Encoding::ZeroOrOne, false) => "0",
                    (Encoding::Capitalized, true) => "\"True\"",
                    (Encoding::Capitalized, false) => "\"False\"",
                    (_, true) => "true",
                    (_, false) => "false",
                };
                let says_something = value || !how.says_something;
                (
                    json.trim_matches('"').to_owned(),
                    if says_something { json.to_owned() } else { "false".to_owned() },
                )
            }
            Scalar::Date => {
                text(rng.pick(&["2026-01-31", "1970-01-01", "0001-01-01", "9999-12-31", "2024-02-29"]))
            }
            Scalar::LocalDateTime => text(rng.pick(&["2026-01-31 10:00:00", "1999-12-31 23:59:59"])),
            Scalar::Instant => {
                let written = match encoding {
                    Encoding::UnixSeconds => {
                        rng.pick(&["0", "1420070400", "1420070400.25", "-62135596800", "253402207200"])
                    }
                    Encoding::Rfc2822 => rng.pick(&["Thu, 30 Jul 2015 20:00:00 +0000"]),
                    Encoding::HttpDate => rng.pick(&["Thu, 30 Jul 2015 20:00:00 GMT"]),
                    _ if encoding.unix_unit().is_some() => rng.pick(&["0", "1420070400123", "-1"]),
                    _ => rng.pick(&["2026-01-31T10:00:00Z", "1969-12-31T23:59:59.999Z"]),
                };
                match encoding.unix_unit() {
                    Some(_) => (written.to_owned(), written.to_owned()),
                    None => text(written),
                }
            }
            Scalar::FormattedDecimal => text(rng.pick(&["12.50", "$1,000.00", "1.000,00 €"])),
            Scalar::Any => {
                let json = rng.pick(&[
                    "\"text\"",
                    "12.50",
                    "true",
                    "[]",
                    "{}",
                    "{\"a\":[1,2.50,null,\"ü\"],\"b\":{\"c\":\"\\n\"}}",
                    "1e400",
                ]);
                (json.to_owned(), inside(json.to_owned(), encoding))
            }
            Scalar::Bytes => match encoding {
                Encoding::NumberList => text_of_list(rng.pick(&["[104,105]", "[0]", "[]", "[255,0,1]"])),
                _ => text(rng.pick(&["aGk=", "AA==", "", "/+8=", "AAEC"])),
            },
            // A content is a file part or a whole body, where it is its bytes.
            Scalar::Content => text("bytes"),
            Scalar::MicrosoftDate => text(rng.pick(&[
                "/Date(1420070400000)/",
                "/Date(1420070400000+0200)/",
                "/Date(-1)/",
                "/Date(0-0930)/",
            ])),
        }
    }
}

/// Whether a value with this text is read as itself.
pub(crate) fn possible(text: &str, how: &How<'_>, numeric: bool) -> bool {
    // Null values of numbers are compared by value. All generated numbers are exact in floating point.
    let number = |text: &str| text.parse::<f64>().ok().filter(|_| numeric);
    let nothing = how
        .none
        .iter()
        .any(|none| none == text || number(none).is_some_and(|none| number(text) == Some(none)));
    let lost = how.says_something && matches!(text, "" | "." | ".." | "[]");
    let sent = how.avoids.is_none_or(|avoided| {
        !text.is_empty() && text.trim() == text && !text.contains(char::is_control) && !text.contains(avoided)
    });
    !nothing && !lost && sent
}

fn text(text: &str) -> (String, String) {
    (text.to_owned(), quoted(text))
}

fn text_of_list(json: &str) -> (String, String) {
    (json.to_owned(), json.to_owned())
}

fn range(limits: &ValueLimits) -> (i64, i64) {
    let floor = |bound: Exact| bound.coefficient.div_euclid(10_i128.pow(bound.scale));
    let ceil = |bound: Exact| -floor(Exact { coefficient: -bound.coefficient, ..bound });
    let low = limits.min.map(ceil).or(limits.above.map(|above| floor(above) + 1));
    let high = limits.max.map(floor).or(limits.below.map(|below| ceil(below) - 1));
    let narrow = |bound: i128| bound.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    (low.map_or(high.map_or(-1000, |high| narrow(high - 1000)), narrow), high.map_or(i64::MAX, narrow))
}

fn cents(text: &str) -> String {
    match text.split_once('.') {
        None => format!("{text}.00"),
        Some((whole, digits)) if digits.len() < 2 => format!("{whole}.{digits:0<2}"),
        Some(_) => text.to_owned(),
    }
}

pub(crate) fn number(literal: String, encoding: Encoding) -> String {
    match encoding {
        Encoding::JsonString | Encoding::TwoDecimals | Encoding::TwoDigits => format!("\"{literal}\""),
        _ => literal,
    }
}
