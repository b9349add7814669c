//! Contents and typed streams without async: a reader and iterators. Each of them runs the runtime of the blocking client
//! that received the content while it waits for data.

use std::io::{self, Read};
use std::pin::Pin;
use std::sync::Arc;

use bytes::{Buf as _, Bytes};
use futures_util::Stream;

use super::{Body, Content, Event, Events, JsonLines, StreamError};
use crate::blocking::Own;
use crate::wire::Wire;

/// Reader of a content, for code that is not async. Created by [`Content::into_reader`].
#[derive(Debug)]
pub struct Reader {
    waiting: Waiting<Body>,
    piece: Bytes,
}

/// Iterator over a typed stream, for code that is not async.
#[derive(Debug)]
pub(super) struct Waiting<S> {
    stream: S,
    runtime: Arc<Own>,
}

impl<S: Stream<Item = Result<T, StreamError>> + Unpin, T> Iterator for Waiting<S> {
    type Item = Result<T, StreamError>;

    fn next(&mut self) -> Option<Self::Item> {
        if tokio::runtime::Handle::try_current().is_ok() {
            // Blocking here would stop the runtime that must do the work.
            let error = "a blocking reader cannot be used in async code; use the content as a stream";
            return Some(Err(StreamError::Broken(error.into())));
        }
        let Self { stream, runtime } = self;
        runtime.get().block_on(std::future::poll_fn(|context| Pin::new(&mut *stream).poll_next(context)))
    }
}

impl<S> Waiting<S> {
    fn new(stream: S, runtime: Option<Arc<Own>>) -> io::Result<Self> {
        let runtime = match runtime {
            Some(runtime) => runtime,
            None => Own::new()?,
        };
        Ok(Self { stream, runtime })
    }
}

impl Content {
    /// Returns a reader, for code that is not async.
    ///
    /// # Errors
    /// When the file cannot be opened, the stream was already read or sent, or the operating system has no resources.
    pub fn into_reader(self) -> io::Result<Reader> {
        let body = self.into_stream()?;
        let runtime = body.runtime().cloned();
        Ok(Reader { waiting: Waiting::new(body, runtime)?, piece: Bytes::new() })
    }

    /// Runtime of the blocking client that received the content.
    fn runtime(&self) -> Option<Arc<Own>> {
        match &self.source {
            super::Source::Stream(once) => once.runtime(),
            super::Source::Bytes(_) | super::Source::File(..) => None,
        }
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.waiting.next() {
                None => return Ok(0),
                Some(piece) => self.piece = piece?,
            }
        }
        let length = buffer.len().min(self.piece.len());
        self.piece.split_to(length).copy_to_slice(buffer.get_mut(..length).unwrap_or_default());
        Ok(length)
    }
}

impl<T: Wire> Events<T> {
    /// Returns the events as an iterator, for code that is not async.
    ///
    /// # Errors
    /// When the operating system has no resources.
    pub fn blocking(self) -> io::Result<impl Iterator<Item = Result<Event<T>, StreamError>>> {
        let runtime = self.content.runtime();
        Waiting::new(self, runtime)
    }
}

impl<T: Wire> JsonLines<T> {
    /// Returns the values as an iterator, for code that is not async.
    ///
    /// # Errors
    /// When the operating system has no resources.
    pub fn blocking(self) -> io::Result<impl Iterator<Item = Result<T, StreamError>>> {
        let runtime = self.content.runtime();
        Waiting::new(self, runtime)
    }
}
