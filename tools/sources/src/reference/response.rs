//! Reads responses: lists of `key(type): description`, nested by bullets that may be missing, and JSON samples.

use std::ops::Range;

use bindery_vocabulary::json::JsonValue;

use crate::claims::{LineClass, Role, Stated, What};
use crate::json;
use crate::reader::Reader;
use crate::words::{self, Words, is_name};

/// Largest nesting depth of entries.
const MAX_DEPTH: usize = 32;

/// An entry of a list.
#[derive(Debug, PartialEq, Eq)]
struct Entry<'t> {
    /// Name of the field; `[]` for an item, empty for the response itself.
    name: &'t str,
    ty: Option<&'t str>,
    /// Whether nothing follows the colon, so that the next entries are nested in this one.
    open: bool,
}

/// An entry that may contain the following entries.
struct Level {
    depth: usize,
    path: String,
    /// Whether the type is an array without a separate entry for its items.
    array: bool,
    open: bool,
    at: usize,
    /// Type of unnamed items, which is a claim only if the items have no fields.
    pending: Option<String>,
}

/// Reads a response. The first line contains its label.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>, words: &Words) {
    let mut list = List { levels: Vec::new(), words };
    let mut failed = false;
    let open = reader.open(range);
    let mut position = 0;
    while let Some(at) = open.get(position).copied() {
        position += 1;
        if !reader.is_open(at) {
            continue;
        }
        let line = reader.text(at);
        let label = if position == 1 { words.after_response(line) } else { None };
        let text = label.unwrap_or(line);
        if text.is_empty() || Words::has(&words::NOTHING, text) {
            reader.class(at, LineClass::Prose);
            continue;
        }
        if failed && json::goes_on(text) {
            reader.unread(at, "part of JSON that cannot be read");
            continue;
        }
        if let Some(offset) = json::beginning(text) {
            let before = line.len() - text.len() + offset;
            let name = line.get(..before).unwrap_or("").trim().trim_end_matches(':').trim_end();
            let role = if Words::has(&words::FAILURES, name) { Role::Failure } else { Role::Response };
            if !sample(reader, at, before, role) {
                failed = true;
                reader.unread(at, "looks like JSON but is not valid");
            }
            continue;
        }
        failed = false;
        if let Some((name, value)) = text.split_once(':')
            && Words::has(&words::LABELS, name.trim())
        {
            match json::parse(value.trim()).filter(|_| !value.trim().is_empty()) {
                Some(value) => {
                    reader.class(at, LineClass::Sample);
                    let failure = Words::has(&words::FAILURES, name.trim());
                    example(reader, at, at, value, if failure { Role::Failure } else { Role::Response });
                }
                None => reader.class(at, LineClass::Prose),
            }
            continue;
        }
        let marked = label.is_none() && reader.lines.get(at).is_some_and(|line| line.is_indented());
        line_of_list(reader, &mut list, at, text, marked);
    }
    list.close(reader, 0);
}

/// Reads a line with one or several list entries, or with the continuation of an entry.
fn line_of_list(reader: &mut Reader<'_>, list: &mut List<'_>, at: usize, text: &str, marked: bool) {
    let mut read = false;
    let mut bullets = false;
    for (depth, part) in segments(text) {
        bullets |= depth.is_some();
        if is_ellipsis(part) {
            read = true;
        } else if let Some(entry) = entry(part, depth.is_some() || marked, list.words) {
            list.add(reader, at, depth.unwrap_or(0), &entry);
            read = true;
        } else if depth.is_some() {
            reader.unread(at, "list item that is not `key(type): description`");
            return;
        }
    }
    if read {
        reader.class(at, LineClass::List);
    } else if looks_broken(text) {
        reader.unread(at, "looks like `key(type)` but has no closing parenthesis");
    } else {
        reader.class(at, if bullets { LineClass::List } else { LineClass::Prose });
    }
}

struct List<'w> {
    levels: Vec<Level>,
    words: &'w Words,
}

impl List<'_> {
    fn add(&mut self, reader: &mut Reader<'_>, at: usize, depth: usize, entry: &Entry<'_>) {
        let inside = self.levels.len() < MAX_DEPTH
            && self.levels.last().is_some_and(|level| level.open && level.depth >= depth);
        let depth = match self.levels.last() {
            Some(level) if inside => level.depth + 1,
            _ => depth,
        };
        self.close(reader, depth);
        let parent = self.levels.last_mut();
        let base = match parent {
            Some(parent) => {
                parent.pending = None;
                parent.open = false;
                let items = parent.array && entry.name != "[]";
                if items { format!("{}[]", parent.path) } else { parent.path.clone() }
            }
            None => String::new(),
        };
        let path = match entry.name {
            "[]" | "" => format!("{base}{}", entry.name),
            name if base.is_empty() => name.to_owned(),
            name => format!("{base}.{name}"),
        };
        let ty = entry.ty.map_or(Stated::Nothing, |ty| Stated::Type(ty.to_owned()));
        if entry.name != "[]" {
            reader.claim(What::Field { path: path.clone(), ty }, at, at);
        }
        let scalar = entry.ty.is_some_and(|ty| self.words.is_type(ty) && !ty.ends_with("[]"));
        self.levels.push(Level {
            depth,
            array: entry.ty.is_some_and(|ty| ty.ends_with("[]")),
            open: entry.open && !scalar,
            at,
            pending: (entry.name == "[]").then(|| entry.ty.unwrap_or("").to_owned()),
            path,
        });
    }

    /// Closes all levels of at least this depth.
    fn close(&mut self, reader: &mut Reader<'_>, depth: usize) {
        while let Some(level) = self.levels.pop_if(|level| level.depth >= depth) {
            if let Some(ty) = level.pending.filter(|ty| !ty.is_empty()) {
                reader.claim(What::Field { path: level.path, ty: Stated::Type(ty) }, level.at, level.at);
            }
        }
    }
}

/// Splits a line at its bullets. Each part has the depth of its bullet.
fn segments(text: &str) -> Vec<(Option<usize>, &str)> {
    let mut parts = Vec::new();
    let mut depth = None;
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        let Some(found) = words::bullet(letter) else { continue };
        let before = text.get(start..at).unwrap_or("");
        if !before.trim().is_empty() {
            parts.push((depth, before.trim()));
        }
        depth = Some(found);
        start = at + letter.len_utf8();
    }
    let rest = text.get(start..).unwrap_or("").trim();
    if !rest.is_empty() || parts.is_empty() {
        parts.push((depth, rest));
    }
    parts
}

fn is_ellipsis(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| matches!(letter, '.' | '…'))
}

/// Whether a text begins with a key and an unclosed parenthesis.
fn looks_broken(text: &str) -> bool {
    text.split_once('(').is_some_and(|(name, rest)| is_name(name) && !rest.contains(')'))
}

/// Parses an entry. An entry without a type must be marked by a bullet or by indentation.
fn entry<'t>(text: &'t str, marked: bool, words: &Words) -> Option<Entry<'t>> {
    if let Some((name, rest)) = text.split_once('(')
        && (name.is_empty() || name == "[]" || is_name(name))
        && let Some((ty, rest)) = rest.split_once(')')
    {
        let ends = rest.is_empty() || rest.starts_with(':');
        let alone = !name.is_empty() || (words.is_type(ty) && rest.starts_with(':'));
        if ends && alone && !ty.trim().is_empty() {
            let open = rest.trim_start_matches(':').trim().is_empty();
            return Some(Entry { name, ty: Some(ty.trim()), open });
        }
    }
    if !marked {
        return None;
    }
    if let Some((name, rest)) = text.split_once(':')
        && is_name(name)
    {
        return Some(Entry { name, ty: None, open: rest.trim().is_empty() });
    }
    for dash in [" – ", " - "] {
        if let Some((name, _)) = text.split_once(dash)
            && is_name(name)
        {
            return Some(Entry { name, ty: None, open: false });
        }
    }
    is_name(text).then_some(Entry { name: text, ty: None, open: false })
}

/// Reads the JSON that begins at an offset of a line; returns false if it is not valid.
pub(super) fn sample(reader: &mut Reader<'_>, at: usize, offset: usize, role: Role) -> bool {
    let lines = reader.lines.get(at..).unwrap_or(&[]);
    let Some(sample) = json::sample(lines, offset) else { return false };
    let last = at + sample.lines - 1;
    reader.classes(at..=last, LineClass::Sample);
    // A sample without its opening brace may still have the closing one.
    example(reader, at, last, sample.value, role);
    true
}

/// Adds an example, and the fields of the response that it shows.
fn example(reader: &mut Reader<'_>, first: usize, last: usize, value: JsonValue, role: Role) {
    let denied = words::FLAGS.iter().any(|flag| value.get(flag) == Some(&JsonValue::Bool(false)));
    let role = if denied { Role::Failure } else { role };
    if role == Role::Response {
        shown(reader, &value, "", first, last);
    }
    reader.claim(What::Example { role, value }, first, last);
}

/// Adds the fields that an example shows. The JSON reader limits the depth.
fn shown(reader: &mut Reader<'_>, value: &JsonValue, path: &str, first: usize, last: usize) {
    match value {
        JsonValue::Object(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                let ty = Stated::Shown(json::kind(value));
                reader.claim(What::Field { path: path.clone(), ty }, first, last);
                if matches!(value, JsonValue::Object(_) | JsonValue::List(_)) {
                    shown(reader, value, &path, first, last);
                }
            }
        }
        JsonValue::List(items) => {
            if let Some(item) = items.first() {
                shown(reader, item, &format!("{path}[]"), first, last);
            }
        }
        scalar if path.is_empty() || path.ends_with("[]") => {
            let ty = Stated::Shown(json::kind(scalar));
            reader.claim(What::Field { path: path.to_owned(), ty }, first, last);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bindery_model::NotationWords;

    #[test]
    fn entries_are_keys_with_a_type_or_a_mark() {
        let words = Words::new(&NotationWords::default());
        let read = |text, marked| entry(text, marked, &words).map(|entry| (entry.name, entry.ty, entry.open));
        assert_eq!(read("id(int): The number", false), Some(("id", Some("int"), false)));
        assert_eq!(read("[](Country):", false), Some(("[]", Some("Country"), true)));
        assert_eq!(read("(bool): True for success.", false), Some(("", Some("bool"), false)));
        assert_eq!(read("(deposit/withdrawal/etc.)", true), None);
        assert_eq!(read("state:null - nothing", true), Some(("state", None, false)));
        assert_eq!(read("details – more", true), Some(("details", None, false)));
        assert_eq!(read("details – more", false), None);
        assert_eq!(read("See the other page", true), None);
    }

    #[test]
    fn bullets_divide_a_line() {
        assert_eq!(segments("○ a(int): x ● ..."), [(Some(1), "a(int): x"), (Some(0), "...")]);
        assert_eq!(segments("plain"), [(None, "plain")]);
    }
}
