//! Specs as YAML: block style, with short mappings and lists on one line.

use std::fmt::Write as _;

use bindery_vocabulary::json::JsonValue;

/// Longest line of a mapping or list that is written on one line, in characters.
const WIDTH: usize = 120;

/// Depth from which mappings may stand on one line.
const FLOW_FROM: usize = 1;

/// Returns the text of a file.
pub(crate) fn write(json: &JsonValue) -> String {
    let mut text = String::new();
    block(json, 0, &mut text);
    text
}

/// Writes the entries of a mapping or list, each on lines of its own.
fn block(json: &JsonValue, depth: usize, text: &mut String) {
    match json {
        JsonValue::Object(entries) if !entries.is_empty() => {
            for (key, value) in entries {
                indent(depth, text);
                scalar(key, false, text);
                text.push(':');
                after(value, depth, text);
            }
        }
        JsonValue::List(items) if !items.is_empty() => {
            for item in items {
                indent(depth, text);
                text.push('-');
                after(item, depth, text);
            }
        }
        other => {
            indent(depth, text);
            flow(other, text);
            text.push('\n');
        }
    }
}

/// Writes a value after a key or a dash.
fn after(value: &JsonValue, depth: usize, text: &mut String) {
    let is_empty = match value {
        JsonValue::Object(entries) => entries.is_empty(),
        JsonValue::List(items) => items.is_empty(),
        JsonValue::Text(inner) => {
            text.push(' ');
            scalar(inner, true, text);
            text.push('\n');
            return;
        }
        _ => true,
    };
    let start = text.len();
    let column = text.rfind('\n').map_or(start, |line| start - line);
    text.push(' ');
    if is_empty || (depth >= FLOW_FROM && height(value) <= 2) {
        flow(value, text);
        let length = text.get(start..).map_or(0, |line| line.chars().count());
        if is_empty || column + length <= WIDTH {
            text.push('\n');
            return;
        }
    }
    text.truncate(start);
    text.push('\n');
    block(value, depth + 1, text);
}

/// Returns the number of levels of mappings and lists.
fn height(json: &JsonValue) -> usize {
    match json {
        JsonValue::Object(entries) => 1 + entries.iter().map(|(_, value)| height(value)).max().unwrap_or(0),
        JsonValue::List(items) => 1 + items.iter().map(height).max().unwrap_or(0),
        _ => 0,
    }
}

fn flow(json: &JsonValue, text: &mut String) {
    match json {
        JsonValue::Object(entries) => {
            text.push('{');
            for (position, (key, value)) in entries.iter().enumerate() {
                text.push_str(if position > 0 { ", " } else { "" });
                scalar(key, false, text);
                text.push_str(": ");
                flow(value, text);
            }
            text.push('}');
        }
        JsonValue::List(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                text.push_str(if position > 0 { ", " } else { "" });
                flow(item, text);
            }
            text.push(']');
        }
        JsonValue::Text(inner) => scalar(inner, false, text),
        other => {
            let _ = write!(text, "{other}"); // writing to a string cannot fail
        }
    }
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// Writes a string, in quotes unless it is unambiguous without. A JSON string is a YAML string in double quotes,
/// except for characters that YAML does not print or treats as line breaks.
fn scalar(inner: &str, in_block: bool, text: &mut String) {
    if is_plain(inner, in_block) {
        return text.push_str(inner);
    }
    for letter in JsonValue::Text(inner.to_owned()).to_string().chars() {
        let _ = match letter {
            '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => {
                write!(text, "\\u{:04x}", u32::from(letter))
            }
            _ => text.write_char(letter),
        };
    }
}

fn is_plain(text: &str, in_block: bool) -> bool {
    let starts =
        text.starts_with(|letter: char| letter.is_ascii_alphabetic() || letter == '/' || letter == '$');
    let inside = text.chars().all(|letter| {
        letter.is_ascii_alphanumeric()
            || " _-/.$<>?+;()*'".contains(letter)
            || (in_block && ",!{}[]=&@~".contains(letter))
    });
    // Words that some YAML readers interpret as another type.
    let taken = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    starts && inside && !text.ends_with(' ') && !taken.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_mappings_stand_on_one_line() {
        let json = JsonValue::parse(
            r#"{"api":"x","types":{"A":{"about":"One, two.","fields":{"a":{"type":"list<int?>"},"no":"1"}}},"e":[],"p":"/a/{b}"}"#,
        )
        .expect("JSON");
        let yaml = write(&json);
        assert_eq!(
            yaml,
            "api: x\ntypes:\n  A:\n    about: One, two.\n    fields: {a: {type: list<int?>}, \"no\": \"1\"}\ne: []\np: /a/{b}\n"
        );
    }
}
