//! JSON as YAML in block style, for those who read exports or keep them beside other YAML.
//!
//! Written here because a number has to keep its literal text, which no YAML crate's serialiser is handed.

use std::fmt::Write as _;

use bindery_vocabulary::json::Json;

/// The YAML of this JSON.
pub(crate) fn write(json: &Json) -> String {
    let mut text = String::new();
    value(json, 0, &mut text);
    text
}

/// Writes a value at the start of a line, or behind the dash of a list.
fn value(json: &Json, depth: usize, text: &mut String) {
    match json {
        Json::Object(entries) if !entries.is_empty() => {
            for (position, (key, entry)) in entries.iter().enumerate() {
                if position > 0 {
                    indent(depth, text);
                }
                scalar(key, text);
                text.push(':');
                match entry {
                    Json::Object(inner) if !inner.is_empty() => below(entry, depth + 1, text),
                    // A list may stand as deep as its key.
                    Json::List(inner) if !inner.is_empty() => below(entry, depth, text),
                    _ => {
                        text.push(' ');
                        value(entry, depth, text);
                    }
                }
            }
        }
        Json::List(items) if !items.is_empty() => {
            for (position, item) in items.iter().enumerate() {
                if position > 0 {
                    indent(depth, text);
                }
                text.push_str("- ");
                value(item, depth + 1, text);
            }
        }
        Json::Text(inner) => {
            scalar(inner, text);
            text.push('\n');
        }
        other => {
            let _ = writeln!(text, "{other}"); // a text takes what is written to it
        }
    }
}

fn below(json: &Json, depth: usize, text: &mut String) {
    text.push('\n');
    indent(depth, text);
    value(json, depth, text);
}

fn indent(depth: usize, text: &mut String) {
    text.extend(std::iter::repeat_n("  ", depth));
}

/// A text, in quotes unless it can mean nothing else. A JSON string is a YAML string in double quotes, but for letters that
/// YAML does not print or takes for the end of a line.
fn scalar(inner: &str, text: &mut String) {
    if is_plain(inner) {
        return text.push_str(inner);
    }
    for letter in Json::Text(inner.to_owned()).to_string().chars() {
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
    // Words that some reader takes for something else.
    let taken = ["true", "false", "yes", "no", "on", "off", "null", "y", "n"];
    starts && inside && !text.ends_with(' ') && !taken.contains(&text.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::{Json, write};

    #[test]
    fn what_yaml_would_not_print_is_escaped() {
        let text = "del \u{7f}, next line \u{85}, separator \u{2028}, mark \u{feff}, tab \t, Zürich 𝄞";
        let yaml = write(&Json::object([("a b", Json::text(text)), ("no", Json::text("1e3"))]));
        let escaped =
            r#"a b: "del \u007f, next line \u0085, separator \u2028, mark \ufeff, tab \t, Zürich 𝄞""#;
        assert_eq!(yaml, format!("{escaped}\n\"no\": \"1e3\"\n"));
    }
}
