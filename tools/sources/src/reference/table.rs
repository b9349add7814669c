//! Reads tables of parameters. In text copied from a page, a cell is a line of its own or is joined to the next cell,
//! so rows are recognized by their type: the name precedes it, the description follows it.

use std::ops::Range;

use crate::claims::{LineClass, Stated, What};
use crate::reader::Reader;
use crate::words::{self, Words, is_name};

/// A row that is being read.
struct Row<'t> {
    name: &'t str,
    ty: &'t str,
    about: Vec<&'t str>,
    first: usize,
    last: usize,
}

/// The beginning of a row.
struct Start<'t> {
    name: &'t str,
    ty: &'t str,
    rest: Option<&'t str>,
    lines: usize,
}

/// Reads a table.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>, words: &Words) {
    let open = reader.open(range);
    let head = open.iter().take(8).take_while(|at| Words::has(&words::COLUMNS, reader.text(**at))).count();
    reader.classes(open.iter().copied().take(head), LineClass::Table);
    let cells: Vec<(usize, &str)> = open.iter().skip(head).map(|at| (*at, reader.text(*at))).collect();
    if let [(at, only)] = cells.as_slice()
        && Words::has(&words::NOTHING, only)
    {
        reader.class(*at, LineClass::Table);
        return;
    }
    let mut row: Option<Row<'_>> = None;
    let mut broken = false;
    let mut position = 0;
    while let Some((at, text)) = cells.get(position).copied() {
        let next = cells.get(position + 1).map_or("", |(_, text)| *text);
        let after_row = row.as_ref().is_none_or(|row| !row.about.is_empty());
        if let Some(start) = start(text, next, after_row || broken, words) {
            finish(reader, row.take(), words);
            let last = cells.get(position + start.lines - 1).map_or(at, |(at, _)| *at);
            row = Some(Row {
                name: start.name,
                ty: start.ty,
                about: start.rest.into_iter().collect(),
                first: at,
                last,
            });
            broken = false;
            position += start.lines;
            continue;
        }
        if after_row && is_name(text) && !next.is_empty() {
            finish(reader, row.take(), words);
            reader
                .unread(at, format!("`{text}` has no type: `{}` is not a type of the notation", short(next)));
            reader.claim(
                What::Parameter { name: text.to_owned(), ty: Stated::Nothing, optional: false },
                at,
                at,
            );
            broken = true;
        } else if broken {
            reader.unread(at, "part of a row that cannot be read");
        } else if let Some(row) = &mut row {
            row.about.push(text);
            row.last = at;
        } else {
            reader.unread(at, "before the first row of the table");
        }
        position += 1;
    }
    finish(reader, row, words);
}

/// Parses the beginning of a row at a cell; none if no row begins there.
fn start<'t>(text: &'t str, next: &'t str, after_row: bool, words: &Words) -> Option<Start<'t>> {
    if is_name(text) && !words.is_type(text) {
        if words.is_type(next) {
            return Some(Start { name: text, ty: next, rest: None, lines: 2 });
        }
        if let Some((ty, rest)) = words.glued_type(next) {
            return Some(Start { name: text, ty, rest: Some(rest), lines: 2 });
        }
        if after_row && let Some((name, ty)) = words.glued_name(text) {
            return Some(Start { name, ty, rest: None, lines: 1 });
        }
        return None;
    }
    // A row with all cells on one line.
    let (name, rest) = text.split_once(' ')?;
    let (ty, about) = rest.split_once(' ').map_or((rest, None), |(ty, about)| (ty, Some(about)));
    let fits = after_row && is_name(name) && words.is_type(ty) && !words.is_type(name);
    fits.then_some(Start { name, ty, rest: about, lines: 1 })
}

fn finish(reader: &mut Reader<'_>, row: Option<Row<'_>>, words: &Words) {
    let Some(row) = row else { return };
    reader.classes(reader.open(row.first..row.last + 1), LineClass::Table);
    let about = row.about.join(" ").to_lowercase();
    let optional = words.optional.iter().any(|word| {
        let leads =
            about.strip_prefix(word.as_str()).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        leads || about.contains(&format!("({word} ")) || about.contains(&format!("({word})"))
    });
    let what = What::Parameter { name: row.name.to_owned(), ty: Stated::Type(row.ty.to_owned()), optional };
    reader.claim(what, row.first, row.last);
}

/// Returns the first characters of a text, for a message.
fn short(text: &str) -> String {
    text.chars().take(20).collect()
}
