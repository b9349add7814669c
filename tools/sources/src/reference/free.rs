//! Parts without an action: prose, lists, JSON, and addresses that an example calls.

use std::ops::Range;

use super::answer::sample;
use crate::facts::{Class, Role, What};
use crate::json;
use crate::reader::Reader;
use crate::samples;
use crate::words::is_bulleted;

/// How many lines an address may be broken over.
const MAX_PARTS: usize = 64;

/// Reads such a part.
pub(super) fn read(reader: &mut Reader<'_>, range: Range<usize>) {
    // Whether the lines before belong to JSON that could not be read.
    let mut failed = false;
    for at in reader.open(range.clone()) {
        if !reader.is_open(at) {
            continue;
        }
        let text = reader.text(at);
        if failed && json::goes_on(text) {
            reader.unread(at, "belongs to JSON that could not be read");
            continue;
        }
        failed = json::beginning(text) == Some(0) && !sample(reader, at, 0, Role::Answer);
        if failed {
            reader.unread(at, "begins like JSON and is none");
        } else if !reader.is_open(at) {
            // The sample was read.
        } else if let Some((call, last)) = call(reader, at, range.end) {
            reader.classes(at..=last, Class::Sample);
            reader.fact(call, at, last);
        } else if is_bulleted(text) {
            reader.class(at, Class::List);
        } else {
            reader.class(at, Class::Prose);
            samples::addresses(reader, at..at + 1);
        }
    }
}

/// An address with a query that takes a line of its own, or several: print breaks it anywhere.
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
