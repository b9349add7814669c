//! Texts that several commands print: JSON, counts, options of suggested commands.

use bindery_model::hidden::is_hidden;

use crate::exit::Exit;
use crate::failed::Failed;

pub(crate) use bindery_model::diagnostic::count;

/// Formats JSON output, indented, with a line break at its end.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Failed> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot write JSON: {error}")))?;
    text.push('\n');
    Ok(escaped(&text))
}

/// Escapes hidden characters in JSON. They occur only inside strings.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let mut units = [0; 2];
    for letter in json.chars() {
        if is_hidden(letter) {
            let units = letter.encode_utf16(&mut units);
            units.iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(letter);
        }
    }
    out
}

/// Returns the `--overlay` options that a suggested command needs.
pub(crate) fn overlay_options<F: AsRef<str>>(files: impl Iterator<Item = F>) -> String {
    files.map(|file| format!(" --overlay {}", quoted(file.as_ref()))).collect()
}

/// Quotes a word for a shell.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./:+,@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

/// Formats a TOML string.
pub(crate) fn toml_text(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' | '\\' => quoted.extend(['\\', letter]),
            letter if letter.is_control() => quoted.push(' '),
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}

/// Average length of the lines of a document, in bytes, above which its lines say nothing about its parts.
const LONG_LINES: usize = 300;

/// Lays out a JSON document that has hardly any line breaks, one value a line, so that its parts have lines of their own.
/// Only whitespace changes.
pub(crate) fn laid_out(text: String) -> String {
    let is_long = text.len() / text.lines().count().max(1) > LONG_LINES;
    let is_json = || serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
    if is_long && text.trim_start().starts_with(['{', '[']) && is_json() { indented(&text) } else { text }
}

/// Indents JSON. Only whitespace between tokens changes: the order of keys and the digits of numbers stay.
pub(crate) fn indented(json: &str) -> String {
    let mut text = String::with_capacity(json.len() * 2);
    let mut depth = 0usize;
    let mut letters = json.trim().chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => {
                text.push('"');
                while let Some(inner) = letters.next() {
                    text.push(inner);
                    match inner {
                        '"' => break,
                        '\\' => text.extend(letters.next()),
                        _ => {}
                    }
                }
            }
            '{' | '[' => {
                text.push(letter);
                while letters.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = letters.next_if(|next| matches!(next, '}' | ']')) {
                    text.push(end);
                } else {
                    depth += 1;
                    line(&mut text, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut text, depth);
                text.push(letter);
            }
            ',' => {
                text.push(',');
                line(&mut text, depth);
            }
            ':' => text.push_str(": "),
            blank if blank.is_ascii_whitespace() => {}
            other => text.push(other),
        }
    }
    text.push('\n');
    text
}

fn line(text: &mut String, depth: usize) {
    text.push('\n');
    text.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_do_not_break_out_of_their_quotes() {
        assert_eq!(toml_text("a \"b\" \\ c\nd"), r#""a \"b\" \\ c d""#);
    }

    #[test]
    fn indenting_changes_nothing_but_blanks() {
        let json = r#"{"b":1.50,"a":[ ],"c":[1,{"x:":"a,\"{"}],"d":{} , "e":12345678901234567890.10}"#;
        let text = indented(json);
        assert_eq!(
            text,
            "{\n  \"b\": 1.50,\n  \"a\": [],\n  \"c\": [\n    1,\n    {\n      \"x:\": \"a,\\\"{\"\n    }\n  ],\n  \
             \"d\": {},\n  \"e\": 12345678901234567890.10\n}\n"
        );
        assert_eq!(indented(" true "), "true\n");
    }
}
