//! Texts that several commands print: JSON, counts, options of suggested commands.

use std::path::Path;

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

/// Returns the `--spec` option that a suggested command needs, if any.
pub(crate) fn spec_option(spec: &Path) -> String {
    folder_option("spec", "spec", spec)
}

/// Returns an option with a folder, unless it is the default.
pub(crate) fn folder_option(name: &str, default: &str, folder: &Path) -> String {
    if folder == Path::new(default) {
        String::new()
    } else {
        format!(" --{name} {}", quoted(&folder.to_string_lossy()))
    }
}

/// Returns the `--overlay` options that a suggested command needs.
pub(crate) fn overlay_options<'f>(files: impl Iterator<Item = &'f str>) -> String {
    files.map(|file| format!(" --overlay {}", quoted(file))).collect()
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
