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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_do_not_break_out_of_their_quotes() {
        assert_eq!(toml_text("a \"b\" \\ c\nd"), r#""a \"b\" \\ c d""#);
    }
}
