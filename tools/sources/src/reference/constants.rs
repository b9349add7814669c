//! Reads the section of a module, before its first action: prose, and constants as `group.key = value`, as `1 – Name`
//! under a label, or as JSON.

use std::ops::Range;

use bindery_vocabulary::json::JsonValue;

use crate::claims::{LineClass, What};
use crate::json;
use crate::reader::Reader;
use crate::words::{after_bullets, is_bulleted, is_name};

/// Reads the section of a module.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let mut group = String::new();
    // Whether the previous lines are part of JSON that cannot be read.
    let mut failed = false;
    for at in reader.open(range) {
        if !reader.is_open(at) {
            continue;
        }
        let text = reader.text(at);
        if failed && json::goes_on(text) {
            reader.unread(at, "part of JSON that cannot be read");
            continue;
        }
        failed = false;
        let bulleted = is_bulleted(text);
        let entry = after_bullets(text);
        if let Some((group, name, value)) = assignment(entry).or_else(|| numbered(entry, &group)) {
            reader.class(at, LineClass::List);
            reader.claim(What::Constant { group, name, value }, at, at);
        } else if text.starts_with('"') || json::beginning(text) == Some(0) {
            let lines = reader.lines.get(at..).unwrap_or(&[]);
            match json::sample(lines, 0) {
                Some(sample) => {
                    let last = at + sample.lines - 1;
                    reader.classes(at..=last, LineClass::Sample);
                    let what =
                        What::Constant { group: group.clone(), name: String::new(), value: sample.value };
                    reader.claim(what, at, last);
                }
                None => {
                    failed = true;
                    reader.unread(at, "looks like JSON but is not valid");
                }
            }
        } else if bulleted {
            reader.unread(at, "list item that is not a constant");
        } else {
            reader.class(at, LineClass::Prose);
            if let Some(label) = label(text) {
                group = label;
            }
        }
    }
}

/// Parses `group.key = value`.
fn assignment(text: &str) -> Option<(String, String, JsonValue)> {
    let (path, value) = text.split_once('=')?;
    let (group, name) = path.trim().rsplit_once('.')?;
    let value = json::parse(value.trim())?;
    (is_name(group) && is_name(name)).then(|| (group.to_owned(), name.to_owned(), value))
}

/// Parses `1 – Name`.
fn numbered(text: &str, group: &str) -> Option<(String, String, JsonValue)> {
    let (number, name) = text.split_once([' ', '–', '-', '='])?;
    let name = name.trim_start_matches([' ', '–', '-', '=']);
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (digits && is_name(name))
        .then(|| (group.to_owned(), name.to_owned(), JsonValue::Number(number.to_owned())))
}

/// Returns the group name, if a line is the label of the constants below it.
fn label(text: &str) -> Option<String> {
    let title = text.split_once('(').map_or(text, |(title, _)| title);
    let words: Vec<&str> = title.split([' ', ':']).filter(|word| !word.is_empty()).collect();
    let short = (1..=3).contains(&words.len()) && !text.ends_with('.');
    short
        .then(|| words.last().copied().filter(|_| title.contains(':')).map_or(words.join(" "), str::to_owned))
}
