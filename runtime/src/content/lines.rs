//! Lines of a body, and JSON lines: one JSON value on each line (NDJSON).

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};

use super::events::Partial;
use super::{Body, Content, StreamError};
use crate::Encoding;
use crate::wire::{Document, Out, Wire};

/// Maximum length of a line or an event, in bytes, unless the program sets another.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// Lines of a body, split as they arrive.
pub(super) struct Lines {
    body: Body,
    buffer: BytesMut,
    /// Number of bytes at the start of the buffer that contain no end of a line.
    seen: usize,
    /// Whether a line feed at the start of the buffer belongs to the carriage return before it.
    after_return: bool,
    /// Whether a carriage return ends a line by itself.
    returns: bool,
    limit: usize,
    ended: bool,
}

impl Lines {
    pub(super) fn new(body: Body, limit: usize, returns: bool) -> Self {
        let buffer = BytesMut::new();
        Self { body, buffer, seen: 0, after_return: false, returns, limit, ended: false }
    }

    /// Returns the next line without its end, and whether it has an end. The last line may have none.
    pub(super) fn poll_line(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<(Bytes, bool), StreamError>>> {
        loop {
            if self.after_return && !self.buffer.is_empty() {
                if self.buffer.first() == Some(&b'\n') {
                    let _ = self.buffer.split_to(1);
                }
                self.after_return = false;
            }
            let new = self.buffer.get(self.seen..).unwrap_or_default();
            let end = new.iter().position(|byte| *byte == b'\n' || (self.returns && *byte == b'\r'));
            if let Some(end) = end.map(|end| self.seen + end) {
                let mut line = self.buffer.split_to(end + 1);
                self.after_return = line.last() == Some(&b'\r');
                line.truncate(end);
                self.seen = 0;
                if line.len() > self.limit {
                    return Poll::Ready(Some(Err(self.too_long())));
                }
                return Poll::Ready(Some(Ok((line.freeze(), true))));
            }
            self.seen = self.buffer.len();
            if self.seen > self.limit {
                return Poll::Ready(Some(Err(self.too_long())));
            }
            if self.ended {
                let rest = self.buffer.split().freeze();
                self.seen = 0;
                return Poll::Ready((!rest.is_empty()).then_some(Ok((rest, false))));
            }
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(piece)) => self.buffer.extend_from_slice(&piece),
                Some(Err(error)) => {
                    self.stop();
                    return Poll::Ready(Some(Err(error)));
                }
                None => self.ended = true,
            }
        }
    }

    fn too_long(&mut self) -> StreamError {
        self.stop();
        StreamError::LongLine { limit: self.limit }
    }

    /// Drops the body, which stops the sender, and what was received.
    pub(super) fn stop(&mut self) {
        self.body = Body::from(Bytes::new());
        self.buffer.clear();
        self.seen = 0;
        self.ended = true;
    }
}

/// State of a typed stream: its content before the first item is read, its lines after that.
pub(super) enum Reading {
    Unread(Content),
    Lines(Lines, Partial),
}

impl Reading {
    /// Returns the lines, and the event that is being received. The body is taken out of the content when they are first
    /// needed.
    pub(super) fn open(
        &mut self,
        limit: usize,
        returns: bool,
    ) -> Result<(&mut Lines, &mut Partial), StreamError> {
        if let Reading::Unread(content) = self {
            let body = std::mem::take(content).into_stream();
            let (body, failed) = match body {
                Ok(body) => (body, None),
                Err(error) => (Body::from(Bytes::new()), Some(error)),
            };
            *self = Reading::Lines(Lines::new(body, limit, returns), Partial::default());
            if let Some(error) = failed {
                return Err(error);
            }
        }
        match self {
            Reading::Lines(lines, partial) => Ok((lines, partial)),
            Reading::Unread(_) => Err(StreamError::Spent),
        }
    }
}

/// Stream of JSON values, one on each line (NDJSON, JSON Lines). A server creates it from any stream; a client reads
/// it as a [`Stream`], or as an iterator (feature `blocking`). Dropping it stops the sender.
///
/// An item that cannot be read is an error, and the stream continues. Every other error ends it.
pub struct JsonLines<T> {
    pub(super) content: Content,
    reading: Option<Reading>,
    limit: usize,
    item: PhantomData<fn() -> T>,
}

impl<T> JsonLines<T> {
    /// Creates the lines from a content that was received.
    pub fn from_content(content: Content) -> Self {
        Self { content, reading: None, limit: MAX_LINE, item: PhantomData }
    }

    /// Sets the maximum length of a line, in bytes. Default: 1 MiB.
    #[must_use]
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// Returns the content of the lines.
    pub fn into_content(self) -> Content {
        self.content
    }
}

impl<T: Wire + 'static> JsonLines<T> {
    /// Creates lines to send.
    pub fn new(items: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::fallible(items.map(Ok::<_, std::convert::Infallible>))
    }

    /// Creates lines to send. An error breaks the connection, so that the receiver knows that lines are missing.
    pub fn fallible<E>(items: impl Stream<Item = Result<T, E>> + Send + 'static) -> Self
    where
        E: Into<super::BoxError> + 'static,
    {
        let lines = items.map(|item| item.map(|item| Bytes::from(line_of(&item))));
        Self::from_content(Content::stream(lines))
    }
}

/// Writes a value as one line. JSON of the caller may have line breaks between its values; inside a string there are
/// none.
fn line_of<T: Wire>(item: &T) -> String {
    let mut json = String::new();
    item.write(&mut Out::json(&mut json, Encoding::Plain));
    if json.contains(['\n', '\r']) {
        json = json.replace(['\n', '\r'], " ");
    }
    json.push('\n');
    json
}

impl<T: Wire> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let reading = this.reading.get_or_insert_with(|| Reading::Unread(this.content.clone()));
        let lines = match reading.open(this.limit, false) {
            Ok((lines, _)) => lines,
            Err(error) => return Poll::Ready(Some(Err(error))),
        };
        loop {
            let Some(line) = ready!(lines.poll_line(context)) else { return Poll::Ready(None) };
            let (line, _) = match line {
                Ok(line) => line,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let item = Document::parse(&line).and_then(|document| T::read(&document.value()));
            return Poll::Ready(Some(item.map_err(StreamError::Item)));
        }
    }
}

/// A clone shares the stream: the first of them that is read receives the items.
impl<T> Clone for JsonLines<T> {
    fn clone(&self) -> Self {
        Self { content: self.content.clone(), reading: None, limit: self.limit, item: PhantomData }
    }
}

impl<T> PartialEq for JsonLines<T> {
    fn eq(&self, other: &Self) -> bool {
        self.content == other.content
    }
}

impl<T> Eq for JsonLines<T> {}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "JsonLines({:?})", self.content)
    }
}
