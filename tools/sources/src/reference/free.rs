//! Reads sections without an action: prose, lists, JSON, and addresses that an example calls.

use std::ops::Range;

use super::response::sample;
use crate::claims::{LineClass, Role, What};
use crate::json;
use crate::reader::Reader;
use crate::samples;
use crate::words::is_bulleted;

/// Largest number of lines over which an address may be broken.
const MAX_PARTS: usize = 64;

/// Reads a section.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    // Whether the previous lines are part of JSON that cannot be read.
    let mut failed = false;
    for at in reader.open(range.clone()) {
        if !reader.is_open(at) {
            continue;
        }
        let text = reader.text(at);
        if failed && json::goes_on(text) {
            reader.unread(at, "part of JSON that cannot be read");
            continue;
        }
        failed = json::beginning(text) == Some(0) && !sample(reader, at, 0, Role::Response);
        if failed {
            reader.unread(at, "looks like JSON but is not valid");
        } else if !reader.is_open(at) {
            // The sample was read.
        } else if let Some((call, last)) = call(reader, at, range.end) {
            reader.classes(at..=last, LineClass::Sample);
            reader.claim(call, at, last);
        } else if is_bulleted(text) {
            reader.class(at, LineClass::List);
        } else {
            reader.class(at, LineClass::Prose);
            samples::addresses(reader, at..at + 1);
        }
    }
}

/// Parses an address with a query on lines of its own. Printed documents break addresses anywhere.
fn call(reader: &Reader<'_>, at: usize, end: usize) -> Option<(What, usize)> {
    let text = reader.text(at);
    if !text.starts_with("http") || text.contains(' ') {
        return None;
    }
    let mut whole = text.to_owned();
    let mut last = at;
    let following = (at + 1..end).filter(|next| reader.is_open(*next));
    for next in following.take(MAX_PARTS) {
        let more = reader.text(next);
        if !(more.contains('=') || whole.ends_with('-') && more.contains('?')) {
            break;
        }
        whole.push_str(more);
        last = next;
    }
    let whole: String = whole.split_whitespace().collect();
    let (_, rest) = whole.split_once("://")?;
    let (address, query) = rest.split_once('?')?;
    let path = address.find('/').and_then(|start| address.get(start..))?;
    let names = query.split('&').filter_map(|pair| Some(pair.split_once('=')?.0.to_owned()));
    Some((What::Call { path: path.to_owned(), names: names.collect() }, last))
}
