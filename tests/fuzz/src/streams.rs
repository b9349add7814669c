//! Streams of items: they are read the same however they arrive, and what is read is written and read again as the same.

use bindery_runtime as rt;
use bytes::Bytes;
use futures_util::stream;
use rt::wire::Wire;
use rt::{Content, Event, Events, JsonLines, RawJson, StreamError, StreamExt as _};

use crate::raw::wait;

/// Maximum length of a line, so that inputs exceed it.
const LONGEST: usize = 64;

/// Returns a content that arrives in pieces of this many bytes.
fn content(data: &[u8], piece: usize) -> Content {
    let pieces: Vec<Result<Bytes, std::io::Error>> =
        data.chunks(piece.max(1)).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    Content::stream(stream::iter(pieces))
}

/// Server-sent events, with strings and with JSON as data.
pub(crate) fn events(data: &[u8]) {
    events_of::<String>(data);
    events_of::<RawJson>(data);
}

fn events_of<T: Wire + Clone + PartialEq + std::fmt::Debug + Send + 'static>(data: &[u8]) {
    let read = |content: Content, limit: usize| -> Vec<Result<Event<T>, String>> {
        let events = Events::<T>::from_content(content).max_event(limit);
        wait(events.map(|event| event.map_err(|error| error.to_string())).collect())
    };
    let whole = read(content(data, data.len()), LONGEST);
    assert_eq!(read(content(data, 1), LONGEST), whole, "events in pieces");
    assert_eq!(read(content(data, 7), LONGEST), whole, "events in pieces");
    let mut items: Vec<Event<T>> = whole.into_iter().filter_map(Result::ok).collect();
    // A name is written without zeros.
    items.iter_mut().for_each(|event| event.event = event.event.take().map(|name| name.replace('\0', " ")));
    let sent = Events::<T>::new(stream::iter(items.clone())).into_content();
    let written = wait(sent.bytes()).expect("a stream in memory");
    let again: Vec<Event<T>> =
        read(Content::from(written.to_vec()), usize::MAX).into_iter().filter_map(Result::ok).collect();
    assert_eq!(again, items, "{}", written.escape_ascii());
}

/// JSON lines.
pub(crate) fn lines(data: &[u8]) {
    let read = |content: Content, limit: usize| -> Vec<Result<RawJson, StreamError>> {
        wait(JsonLines::<RawJson>::from_content(content).max_line(limit).collect())
    };
    let shown = |lines: &[Result<RawJson, StreamError>]| -> Vec<String> {
        let show = |line: &Result<RawJson, StreamError>| match line {
            Ok(json) => json.as_str().to_owned(),
            Err(error) => error.to_string(),
        };
        lines.iter().map(show).collect()
    };
    let whole = read(content(data, data.len()), LONGEST);
    assert_eq!(shown(&read(content(data, 1), LONGEST)), shown(&whole), "lines in pieces");
    assert_eq!(shown(&read(content(data, 7), LONGEST)), shown(&whole), "lines in pieces");
    let items: Vec<RawJson> = whole.into_iter().filter_map(Result::ok).collect();
    let sent = JsonLines::new(stream::iter(items.clone())).into_content();
    let written = wait(sent.bytes()).expect("a stream in memory");
    let again: Vec<RawJson> =
        read(Content::from(written.to_vec()), usize::MAX).into_iter().filter_map(Result::ok).collect();
    // Between values, a carriage return is written as a space.
    let text = |json: &RawJson| json.as_str().replace('\r', " ");
    let texts: Vec<String> = items.iter().map(text).collect();
    assert_eq!(again.iter().map(text).collect::<Vec<_>>(), texts, "{}", written.escape_ascii());
}
