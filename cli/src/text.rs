//! Texts that several commands print: JSON for machines, numbers of things, options of a command to be run.

use std::path::Path;

use bindery_model::hidden::is_hidden;

use crate::exit::Exit;
use crate::failed::Failed;

pub(crate) use bindery_model::diagnostic::count;

/// JSON for machines, indented, with a line break at its end.
pub(crate) fn json(value: &impl serde::Serialize) -> Result<String, Failed> {
    let mut text = serde_json::to_string_pretty(value)
        .map_err(|error| Failed::new(Exit::Unexpected, format!("cannot write JSON: {error}")))?;
    text.push('\n');
    Ok(escaped(&text))
}

/// JSON with hidden letters as escapes. They stand inside texts alone, since JSON has no others between them.
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

/// The option that a command to be run needs to find the same specs.
pub(crate) fn spec_option(spec: &Path) -> String {
    folder_option("spec", "spec", spec)
}

/// An option with a folder, unless it is the default.
pub(crate) fn folder_option(name: &str, default: &str, folder: &Path) -> String {
    if folder == Path::new(default) {
        String::new()
    } else {
        format!(" --{name} {}", quoted(&folder.to_string_lossy()))
    }
}

/// The options that a command to be run needs to merge the same overlays.
pub(crate) fn overlay_options<'f>(files: impl Iterator<Item = &'f str>) -> String {
    files.map(|file| format!(" --overlay {}", quoted(file))).collect()
}

/// A word of a command line as a shell reads it back.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_./:+,@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
