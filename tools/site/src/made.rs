//! Made values in `curl` commands: shell expressions that make them when the command runs.

use bindery_model::{ClockUnit, Encoding, Field, Made, MadeKind};
use bindery_vocabulary::json::JsonValue;

/// Length of a random text without limits, as clients make it.
const LENGTH: u32 = 32;

/// A value that stands for a made value until the command is written, and the expression that takes its place.
pub(crate) struct StandIn {
    text: String,
    expression: String,
}

/// Replaces the values that clients make with others that stand for them.
pub(crate) fn stand_ins(samples: &mut [(&Field, JsonValue)]) -> Vec<StandIn> {
    let mut all = Vec::new();
    for (position, (field, value)) in samples.iter_mut().enumerate() {
        let Some(made) = &field.made else { continue };
        let text = match value {
            JsonValue::Number(_) => format!("{}", 700_700_700 + position),
            _ => format!("bindery-made-{position}"),
        };
        *value = match value {
            JsonValue::Number(_) => JsonValue::Number(text.clone()),
            _ => JsonValue::text(&text),
        };
        all.push(StandIn { text, expression: expression(made, field) });
    }
    // No text of one is the beginning of that of another.
    all.reverse();
    all
}

/// Returns the command that makes a value.
fn expression(made: &Made, field: &Field) -> String {
    match made.kind {
        MadeKind::Now => match field.encoding {
            Encoding::UnixSeconds => clock(ClockUnit::Seconds),
            Encoding::UnixMilliseconds => clock(ClockUnit::Milliseconds),
            Encoding::UnixMicroseconds => clock(ClockUnit::Microseconds),
            Encoding::UnixNanoseconds => clock(ClockUnit::Nanoseconds),
            Encoding::Rfc2822 => "LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S +0000'".to_owned(),
            Encoding::HttpDate => "LC_ALL=C date -u '+%a, %d %b %Y %H:%M:%S GMT'".to_owned(),
            Encoding::Plain
            | Encoding::JsonString
            | Encoding::TwoDecimals
            | Encoding::TwoDigits
            | Encoding::ZeroOrOne
            | Encoding::Capitalized
            | Encoding::EmbeddedJson
            | Encoding::NumberList
            | Encoding::NameOnly
            | Encoding::ListWhenEmpty => "date -u +%Y-%m-%dT%H:%M:%SZ".to_owned(),
        },
        MadeKind::Nonce => clock(made.unit),
        MadeKind::Random => {
            let (fewest, most) = field.limits.length.unwrap_or((LENGTH, LENGTH));
            let length = LENGTH.clamp(fewest, most.max(fewest));
            format!("openssl rand -hex {} | cut -c1-{length}", length.div_ceil(2))
        }
        MadeKind::Uuid | MadeKind::IdempotencyKey => "uuidgen".to_owned(),
    }
}

/// Returns the command for the clock in a unit.
fn clock(unit: ClockUnit) -> String {
    let format = match unit {
        ClockUnit::Seconds => "%s",
        ClockUnit::Milliseconds => "%s%3N",
        ClockUnit::Microseconds => "%s%6N",
        ClockUnit::Nanoseconds => "%s%N",
    };
    format!("date +{format}")
}

/// Puts the expressions into a line of a command. Inside single quotes a shell evaluates nothing, so these are closed
/// before and opened after an expression.
pub(crate) fn put(line: &str, stand_ins: &[StandIn]) -> String {
    let mut written = String::with_capacity(line.len());
    let (mut rest, mut is_quoted) = (line, false);
    while let Some(letter) = rest.chars().next() {
        if let Some(found) = stand_ins.iter().find(|one| rest.starts_with(&one.text)) {
            let quote = if is_quoted { "'" } else { "" };
            written.extend([quote, "\"$(", &found.expression, ")\"", quote]);
            rest = rest.get(found.text.len()..).unwrap_or_default();
            continue;
        }
        // Outside of quotes, a backslash escapes the next character.
        let length = match letter {
            '\\' if !is_quoted => 1 + rest.chars().nth(1).map_or(0, char::len_utf8),
            '\'' => {
                is_quoted = !is_quoted;
                1
            }
            other => other.len_utf8(),
        };
        let (part, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        written.push_str(part);
        rest = after;
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_outside_of_single_quotes() {
        let one = [StandIn { text: "STAND".to_owned(), expression: "date +%s".to_owned() }];
        for (line, expected) in [
            ("curl a=STAND", "curl a=\"$(date +%s)\""),
            ("--data '{\"a\":STAND}'", "--data '{\"a\":'\"$(date +%s)\"'}'"),
            ("'it'\\''s STAND'", "'it'\\''s '\"$(date +%s)\"''"),
            ("'x\\' STAND", "'x\\' \"$(date +%s)\""),
        ] {
            assert_eq!(put(line, &one), expected);
        }
    }
}
