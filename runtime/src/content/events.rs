//! Server-sent events (WHATWG HTML, 9.2), with typed data.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};

use super::lines::{MAX_LINE, Reading};
use super::{Content, StreamError};
use crate::Encoding;
use crate::wire::{Document, Out, Wire};

/// Server-sent event.
///
/// ```
/// use bindery_runtime::Event;
///
/// let event = Event::new("text".to_owned()).with_event("note").with_id("7");
/// assert_eq!((event.data.as_str(), event.event.as_deref()), ("text", Some("note")));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// ID of the event, with which a client can continue after an interruption.
    pub id: Option<String>,
    /// Name of the event.
    pub event: Option<String>,
    /// Data of the event.
    pub data: T,
    /// Time that the client waits before it connects again.
    pub retry: Option<Duration>,
}

impl<T> Event<T> {
    /// Creates an event with this data.
    pub fn new(data: T) -> Self {
        Self { id: None, event: None, data, retry: None }
    }

    /// Sets the ID of the event.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the name of the event.
    #[must_use]
    pub fn with_event(mut self, name: impl Into<String>) -> Self {
        self.event = Some(name.into());
        self
    }

    /// Sets the time that the client waits before it connects again.
    #[must_use]
    pub fn with_retry(mut self, time: Duration) -> Self {
        self.retry = Some(time);
        self
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

impl<T: Wire> Event<T> {
    /// Writes the event as it is sent.
    fn written(&self) -> String {
        let mut text = String::new();
        // A line break would end the field, and a zero makes a reader ignore the ID.
        let one_line = |text: &str| text.replace(['\n', '\r', '\0'], " ");
        if let Some(name) = &self.event {
            text.push_str(&format!("event: {}\n", one_line(name)));
        }
        if let Some(id) = &self.id {
            text.push_str(&format!("id: {}\n", one_line(id)));
        }
        if let Some(time) = self.retry {
            text.push_str(&format!("retry: {}\n", time.as_millis()));
        }
        push_data(&data_of(&self.data), &mut text);
        text
    }
}

/// Appends the data of an event, and the empty line that ends the event.
pub(super) fn push_data(data: &str, text: &mut String) {
    let data = data.replace("\r\n", "\n").replace('\r', "\n");
    for line in data.split('\n') {
        text.push_str("data: ");
        text.push_str(line);
        text.push('\n');
    }
    text.push('\n');
}

/// Writes the data of an event: a string as it is, any other value as JSON.
fn data_of<T: Wire>(data: &T) -> String {
    if let Some(text) = data.to_body().and_then(|body| String::from_utf8(body).ok()) {
        return text;
    }
    let mut json = String::new();
    data.write(&mut Out::json(&mut json, Encoding::Plain));
    json
}

fn read_data<T: Wire>(data: &[u8]) -> Result<T, StreamError> {
    if let Some(text) = T::from_body(data) {
        return Ok(text);
    }
    let read = Document::parse(data).and_then(|document| T::read(&document.value()));
    read.map_err(StreamError::Item)
}

/// Stream of server-sent events. A server creates it from any stream; a client reads it as a [`Stream`], or as an
/// iterator (feature `blocking`). Dropping it stops the sender.
///
/// An event whose data cannot be read is an error, and the stream continues. Every other error ends it. An event
/// without data only sets the ID and the time before a new connection; it is not returned.
pub struct Events<T> {
    pub(super) content: Content,
    reading: Option<Reading>,
    limit: usize,
    last_id: Option<String>,
    item: PhantomData<fn() -> T>,
}

impl<T> Events<T> {
    /// Creates the events from a content that was received.
    pub fn from_content(content: Content) -> Self {
        Self { content, reading: None, limit: MAX_LINE, last_id: None, item: PhantomData }
    }

    /// Sets the maximum length of a line and of an event, in bytes. Default: 1 MiB.
    #[must_use]
    pub fn max_event(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Returns the last ID that an event had, for a request that continues after it.
    pub fn last_id(&self) -> Option<&str> {
        self.last_id.as_deref()
    }

    /// Returns the content of the events.
    pub fn into_content(self) -> Content {
        self.content
    }
}

impl<T: Wire + 'static> Events<T> {
    /// Creates events to send. An item is an [`Event`], or its data alone.
    pub fn new<E: Into<Event<T>> + 'static>(events: impl Stream<Item = E> + Send + 'static) -> Self {
        Self::fallible(events.map(Ok::<_, std::convert::Infallible>))
    }

    /// Creates events to send. An error breaks the connection, so that the receiver knows that events are missing.
    pub fn fallible<I, E>(events: impl Stream<Item = Result<I, E>> + Send + 'static) -> Self
    where
        I: Into<Event<T>> + 'static,
        E: Into<super::BoxError> + 'static,
    {
        let pieces = events.map(|event| event.map(|event| Bytes::from(event.into().written())));
        Self::from_content(Content::stream(pieces))
    }
}

/// Fields of an event that is being received.
#[derive(Default)]
struct Fields {
    id: Option<String>,
    event: Option<String>,
    data: Option<Vec<u8>>,
    retry: Option<Duration>,
}

impl Fields {
    fn add(&mut self, line: &[u8]) {
        let (name, value) = match line.iter().position(|byte| *byte == b':') {
            Some(at) => {
                let (name, value) = line.split_at(at);
                let value = value.strip_prefix(b":").unwrap_or(value);
                (name, value.strip_prefix(b" ").unwrap_or(value))
            }
            None => (line, &b""[..]),
        };
        let text = || String::from_utf8_lossy(value).into_owned();
        match name {
            b"data" => match &mut self.data {
                Some(data) => {
                    data.push(b'\n');
                    data.extend_from_slice(value);
                }
                None => self.data = Some(value.to_vec()),
            },
            b"event" => self.event = Some(text()).filter(|name| !name.is_empty()),
            b"id" if !value.contains(&0) => self.id = Some(text()),
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                self.retry = text().parse().ok().map(Duration::from_millis);
            }
            // Comments, and fields that nobody knows.
            _ => {}
        }
    }

    fn size(&self) -> usize {
        self.data.as_ref().map_or(0, Vec::len)
    }
}

/// State of reading one event; kept in the stream between polls.
pub(super) struct Partial {
    fields: Fields,
    at_start: bool,
}

impl<T: Wire> Stream for Events<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let reading = this.reading.get_or_insert_with(|| Reading::Unread(this.content.clone()));
        let (lines, partial) = match reading.open(this.limit, true) {
            Ok(reading) => reading,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        loop {
            let Some(line) = ready!(lines.poll_line(context)) else { return Poll::Ready(None) };
            let (line, is_whole) = match line {
                Ok(line) => line,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            if !is_whole {
                // The stream broke off inside a line; an incomplete event is dropped.
                continue;
            }
            let mut line = &line[..];
            if std::mem::take(&mut partial.at_start) {
                line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line);
            }
            if !line.is_empty() {
                partial.fields.add(line);
                if partial.fields.size() > this.limit {
                    lines.stop();
                    partial.fields = Fields::default();
                    return Poll::Ready(Some(Err(StreamError::LongLine { limit: this.limit })));
                }
                continue;
            }
            let Fields { id, event, data, retry } = std::mem::take(&mut partial.fields);
            if id.is_some() {
                this.last_id.clone_from(&id);
            }
            let Some(data) = data else { continue };
            if this.content.end().is_some_and(|end| end.as_bytes() == data.trim_ascii()) {
                lines.stop();
                return Poll::Ready(None);
            }
            return Poll::Ready(Some(read_data(&data).map(|data| Event { id, event, data, retry })));
        }
    }
}

impl Default for Partial {
    fn default() -> Self {
        Self { fields: Fields::default(), at_start: true }
    }
}

/// A clone shares the stream: the first of them that is read receives the events.
impl<T> Clone for Events<T> {
    fn clone(&self) -> Self {
        Self {
            content: self.content.clone(),
            reading: None,
            limit: self.limit,
            last_id: None,
            item: PhantomData,
        }
    }
}

impl<T> PartialEq for Events<T> {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl<T> Eq for Events<T> {}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Events({:?})", self.content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::content::JsonLines;

    type Read = Vec<Result<(Option<String>, Option<String>, String), String>>;

    /// Reads a stream that arrives in pieces of this many bytes.
    async fn read(text: &str, piece: usize) -> Read {
        let pieces: Vec<Result<Vec<u8>, std::io::Error>> =
            text.as_bytes().chunks(piece).map(|piece| Ok(piece.to_vec())).collect();
        let content = Content::stream(stream_of(pieces));
        let events: Events<String> = Events::from_content(content).max_event(20);
        let each = events.map(|event| match event {
            Ok(event) => Ok((event.id, event.event, event.data)),
            Err(error) => Err(error.to_string()),
        });
        each.collect().await
    }

    fn stream_of<T: Send + 'static>(items: Vec<T>) -> impl Stream<Item = T> + Send {
        futures_util::stream::iter(items)
    }

    #[tokio::test]
    async fn events_are_read_however_they_arrive() {
        let data = |text: &str| Ok((None, None, text.to_owned()));
        let named = |id: &str, name: &str, text: &str| {
            Ok((Some(id.to_owned()), Some(name.to_owned()), text.to_owned()))
        };
        let table: &[(&str, Read)] = &[
            ("data: a\n\n", vec![data("a")]),
            ("\u{feff}data:a\r\n\r\ndata:  b\r\r", vec![data("a"), data(" b")]),
            ("data: a\ndata\ndata: b\n\n", vec![data("a\n\nb")]),
            (": comment\n\nid: 1\n\nretry: x\nother: y\ndata: c\n\n", vec![data("c")]),
            ("id: 7\nevent: n\nretry: 10\ndata: d\n\n", vec![named("7", "n", "d")]),
            ("data: whole\n\ndata: cut", vec![data("whole")]),
            ("data: whole\n\ndata: cut\n", vec![data("whole")]),
            ("data\n\n", vec![data("")]),
            ("", vec![]),
        ];
        for (text, expected) in table {
            for piece in [1, 2, 3, 1_000] {
                assert_eq!(read(text, piece).await, *expected, "{text:?} in pieces of {piece}");
            }
        }
    }

    #[tokio::test]
    async fn a_line_and_an_event_have_a_limit() {
        let long = "data: 123456789012345678901234567890\n\ndata: a\n\n";
        let parts = "data: 1234567890\ndata: 1234567890\n\ndata: a\n\n";
        for text in [long, parts] {
            for piece in [1, 7, 1_000] {
                let read = read(text, piece).await;
                assert!(matches!(&read[..], [Err(error)] if error.contains("20 bytes")), "{read:?}");
            }
        }
    }

    #[tokio::test]
    async fn what_is_written_is_read() {
        let events = vec![
            Event::new("a\r\nb\rc\n".to_owned()).with_id("1\n2").with_event("x\0y"),
            Event::new(String::new()).with_retry(Duration::from_millis(1_500)),
        ];
        let sent = Events::new(stream_of(events));
        let read: Vec<Event<String>> = sent.map(|event| event.expect("an event")).collect().await;
        assert_eq!(read.first().map(|event| event.data.as_str()), Some("a\nb\nc\n"));
        assert_eq!(read.first().and_then(|event| event.id.as_deref()), Some("1 2"));
        assert_eq!(read.get(1).and_then(|event| event.retry), Some(Duration::from_millis(1_500)));

        let lines = JsonLines::new(stream_of(vec![crate::RawJson::from("a\nb"), crate::RawJson::from(7)]));
        let lines: Vec<String> = lines.map(|line| line.expect("a line").as_str().to_owned()).collect().await;
        assert_eq!(lines, ["\"a\\nb\"", "7"]);
    }

    #[tokio::test]
    async fn an_item_of_another_type_is_skipped_and_a_failure_ends_the_stream() {
        let pieces = vec![Ok("1\n\nx\n2\n"), Err(std::io::Error::other("gone"))];
        let mut lines: JsonLines<i64> = JsonLines::from_content(Content::stream(stream_of(pieces)));
        assert!(matches!(lines.next().await, Some(Ok(1))));
        assert!(matches!(lines.next().await, Some(Err(StreamError::Item(_)))));
        assert!(matches!(lines.next().await, Some(Ok(2))));
        assert!(matches!(lines.next().await, Some(Err(StreamError::Broken(_)))));
        assert!(lines.next().await.is_none());
    }
}
