//! What a module says before its first action: prose, and constants as `group.key = value`, as `1 – Name` under a label,
//! or as JSON.

use std::ops::Range;

use bindery_vocabulary::json::Json;

use crate::facts::{Class, What};
use crate::json;
use crate::reader::Reader;
use crate::words::{after_bullets, is_bulleted, is_name};

/// Reads the guidelines of a module.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    let mut group = String::new();
    // Whether the lines before belong to JSON that could not be read.
    let mut failed = false;
    for at in reader.open(range) {
        if !reader.is_open(at) {
            continue;
        }
        let text = reader.text(at);
        if failed && json::goes_on(text) {
            reader.unread(at, "belongs to JSON that could not be read");
            continue;
        }
        failed = false;
        let bulleted = is_bulleted(text);
        let entry = after_bullets(text);
        if let Some((group, name, value)) = assignment(entry).or_else(|| numbered(entry, &group)) {
            reader.class(at, Class::List);
            reader.fact(What::Constant { group, name, value }, at, at);
        } else if text.starts_with('"') || json::beginning(text) == Some(0) {
            let lines = reader.lines.get(at..).unwrap_or(&[]);
            match json::sample(lines, 0) {
                Some(sample) => {
                    let last = at + sample.lines - 1;
                    reader.classes(at..=last, Class::Sample);
                    let what =
                        What::Constant { group: group.clone(), name: String::new(), value: sample.value };
                    reader.fact(what, at, last);
                }
                None => {
                    failed = true;
                    reader.unread(at, "begins like JSON and is none");
                }
            }
        } else if bulleted {
            reader.unread(at, "stands in a list and is no constant");
        } else {
            reader.class(at, Class::Prose);
            if let Some(label) = label(text) {
                group = label;
            }
        }
    }
}

/// `group.key = value`
fn assignment(text: &str) -> Option<(String, String, Json)> {
    let (path, value) = text.split_once('=')?;
    let (group, name) = path.trim().rsplit_once('.')?;
    let value = json::parse(value.trim())?;
    (is_name(group) && is_name(name)).then(|| (group.to_owned(), name.to_owned(), value))
}

/// `1 – Name`
fn numbered(text: &str, group: &str) -> Option<(String, String, Json)> {
    let (number, name) = text.split_once([' ', '–', '-', '='])?;
    let name = name.trim_start_matches([' ', '–', '-', '=']);
    let digits = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (digits && is_name(name)).then(|| (group.to_owned(), name.to_owned(), Json::Number(number.to_owned())))
}

/// What a short line calls the constants below it.
fn label(text: &str) -> Option<String> {
    let title = text.split_once('(').map_or(text, |(title, _)| title);
    let words: Vec<&str> = title.split([' ', ':']).filter(|word| !word.is_empty()).collect();
    let short = (1..=3).contains(&words.len()) && !text.ends_with('.');
    short
        .then(|| words.last().copied().filter(|_| title.contains(':')).map_or(words.join(" "), str::to_owned))
}
