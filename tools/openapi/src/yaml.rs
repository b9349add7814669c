//! Serialization of JSON as YAML in block style, for people who read exports or keep them with other YAML files.
//!
//! Written here because numbers must keep their literal text, which the serializers of YAML crates do not receive.

use std::fmt::Write as _;

use bindery_vocabulary::json::JsonValue;

/// Converts JSON to YAML.
pub(crate) fn write(json: &JsonValue) -> String {
    let mut text = String::new();
    value(json, 0, &mut text);
    text
}

/// Writes a value at the start of a line, or after the dash of a list.
fn value(json: &JsonValue, depth: usize, text: &mut String) {
    match json {
        JsonValue::Object(entries) if !entries.is_empty() => {
            for (position, (key, entry)) in entries.iter().enumerate() {
                if position > 0 {
                    indent(depth, text);
                }
                scalar(key, text);
                text.push(':');
                match entry {
                    JsonValue::Object(inner) if !inner.is_empty() => below(entry, depth + 1, text),
                    // A list can have the same indentation as its key.
                    JsonValue::List(inner) if !inner.is_empty() => below(entry, depth, text),
                    _ => {
                        text.push(' ');
                        value(entry, depth, text);
                    }
                }
            }
        }
        JsonValue::List(items) if !items.is_empty() => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    indent(depth, text);
                }
                text.push_str("- ");
                value(item, depth + 1, text);
            }
        }
        JsonValue::Text(inner) => {
            scalar(inner, text);
            text.push('\n');
        }
        other => {
            let _ = writeln!(text, "{other}"); // writing to a string cannot fail
        }
    }
}

fn below(json: &JsonValue, depth: usize, text: &mut String) {
    text.push('\n');
    indent(depth, text);
    value(json, depth, text);
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// Writes a string, in quotes unless it is unambiguous without. A JSON string is a YAML string in double quotes,
/// except for characters that YAML does not print or treats as line breaks.
fn scalar(inner: &str, text: &mut String) {
    if is_plain(inner) {
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

fn is_plain(text: &str) -> bool {
    let word = |c: char| c.is_ascii_alphanumeric() || "_-/.$".contains(c);
    let starts = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '$');
    let inside = text.chars().all(|c| word(c) || c == ' ' || c == ',' || c == '(' || c == ')');
    // Words that some YAML readers interpret as another type.
    let taken = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    starts && inside && !text.ends_with(' ') && !taken.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{JsonValue, write};

    #[test]
    fn what_yaml_would_not_print_is_escaped() {
        let text = "del \u{7f}, next line \u{85}, separator \u{2028}, mark \u{feff}, tab \t, Zürich 𝄞";
        let yaml =
            write(&JsonValue::object([("a b", JsonValue::text(text)), ("no", JsonValue::text("1e3"))]));
        let escaped =
            r#"a b: "del \u007f, next line \u0085, separator \u2028, mark \ufeff, tab \t, Zürich 𝄞""#;
        assert_eq!(yaml, format!("{escaped}\n\"no\": \"1e3\"\n"));
    }
}
