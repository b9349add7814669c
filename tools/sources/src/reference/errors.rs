//! Reads the error table: codes and texts line by line, after the list of keys of error responses.

use std::ops::Range;

use crate::claims::{LineClass, What};
use crate::reader::Reader;
use crate::words::{self, Words, bullet, is_bulleted, is_name};

/// Reads the section of the error table.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>, words: &Words) {
    let open = reader.open(range);
    let table = open.iter().position(|at| Words::has(&words::COLUMNS, reader.text(*at))).unwrap_or(0);
    form(reader, open.get(..table).unwrap_or(&[]));
    let mut rows = open.get(table..).unwrap_or(&[]).iter().copied().peekable();
    while let Some(at) = rows.next_if(|at| Words::has(&words::COLUMNS, reader.text(*at))) {
        reader.class(at, LineClass::Table);
    }
    let mut marks: Vec<String> = Vec::new();
    while let Some(at) = rows.next() {
        let text = reader.text(at);
        if let Some(mark) = mark(text, words) {
            reader.class(at, LineClass::Table);
            marks.push(mark);
            continue;
        }
        let digits = text.len() - text.trim_start_matches(|letter: char| letter.is_ascii_digit()).len();
        let (code, rest) = text.split_at(digits);
        let code = (!code.is_empty()).then(|| code.to_owned());
        let mut last = at;
        let text = match (rest.trim(), &code) {
            ("", _) => {
                let next = rows
                    .next_if(|next| !reader.text(*next).starts_with(|letter: char| letter.is_ascii_digit()));
                let Some(next) = next else {
                    reader.unread(at, "error code without a text");
                    continue;
                };
                last = next;
                reader.text(next)
            }
            (rest, _) => rest,
        };
        reader.classes(at..=last, LineClass::Table);
        let (text, mut remarks) = remarks(text);
        remarks.append(&mut marks);
        reader.claim(What::Code { code, status: None, text, remarks }, at, last);
    }
}

/// Reads the list of keys of error responses.
fn form(reader: &mut Reader<'_>, lines: &[usize]) {
    let mut parents: Vec<(usize, String)> = Vec::new();
    for at in lines {
        let text = reader.text(*at);
        let mut found = false;
        for part in text.split_inclusive(|letter| bullet(letter).is_some()).collect::<Vec<_>>().windows(2) {
            let [before, part] = part else { continue };
            let Some(depth) = before.chars().next_back().and_then(bullet) else { continue };
            let Some((name, _)) = part.trim_start().split_once('(') else { continue };
            if !is_name(name) {
                continue;
            }
            found = true;
            while parents.pop_if(|(parent, _)| *parent >= depth).is_some() {}
            let path = match parents.last() {
                Some((_, parent)) => format!("{parent}.{name}"),
                None => name.to_owned(),
            };
            reader.claim(What::FailureKey { path: path.clone() }, *at, *at);
            parents.push((depth, path));
        }
        let bulleted = is_bulleted(text);
        if bulleted && !found {
            reader.unread(*at, "list item that is not `key(type): description`");
        } else {
            reader.class(*at, if found { LineClass::List } else { LineClass::Prose });
        }
    }
}

/// Returns the mark, if a line consists only of a mark that applies to the next error.
fn mark(text: &str, words: &Words) -> Option<String> {
    let inside = text.strip_prefix('[')?.strip_suffix(']')?;
    (Words::has(&words.new, inside) || Words::has(&words.deprecated, inside)).then(|| inside.to_lowercase())
}

/// Splits an error text, without quotation marks, from the remarks at its end.
fn remarks(text: &str) -> (String, Vec<String>) {
    let text = text.trim_matches('"').trim();
    for dash in [" - ", " – "] {
        if let Some((text, remark)) = text.rsplit_once(dash)
            && Words::has(&words::REMARKS, remark)
        {
            return (text.to_owned(), vec![remark.to_lowercase()]);
        }
    }
    (text.to_owned(), Vec::new())
}
