//! Streamed bodies of a server: the limit of a request, and the heartbeat of an event stream.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::request::Parts;
use http_body::{Frame, SizeHint};

use super::connection::Streamed;
use crate::content::{Body, BoxError, Content, Pause, StreamError, file_name};
use crate::wire::Attachment;

/// Longest silence of an event stream. Intermediaries close connections that are silent for a minute or so.
const SILENCE: Duration = Duration::from_secs(15);

/// Comment of an event stream, which readers skip.
const HEARTBEAT: &[u8] = b":\n\n";

/// Body of an event stream, which sends a comment where no event was sent for a while.
pub(super) struct Beating {
    body: Body,
    silence: Pause,
}

impl Beating {
    pub(super) fn new(body: Body) -> Self {
        Self { body, silence: Pause::default() }
    }
}

impl http_body::Body for Beating {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let this = &mut *self;
        let frame = Pin::new(&mut this.body).poll_frame(context);
        if frame.is_ready() {
            this.silence.end();
            return frame;
        }
        ready!(this.silence.poll(SILENCE, context));
        this.silence.end();
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(HEARTBEAT)))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::new()
    }
}

/// Body of a request within its limit, as its backend reads it.
struct Limited {
    body: axum::body::Body,
    left: u64,
    limit: u64,
}

impl http_body::Body for Limited {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        let frame = ready!(Pin::new(&mut this.body).poll_frame(context));
        if let Some(Ok(frame)) = &frame {
            let length = frame.data_ref().map_or(0, Bytes::len) as u64;
            let Some(left) = this.left.checked_sub(length) else {
                return Poll::Ready(Some(Err(StreamError::TooLarge { limit: this.limit }.into())));
            };
            this.left = left;
        }
        Poll::Ready(frame.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Returns the body of a request as a content, which the backend reads as it arrives.
pub(super) fn received(head: &Parts, body: axum::body::Body, max: Option<u64>) -> Attachment {
    if let Some(streamed) = head.extensions.get::<Streamed>() {
        streamed.set();
    }
    let limit = max.unwrap_or(u64::MAX);
    let mut content = Content::from_body(Body::new(Limited { body, left: limit, limit }));
    if let Some(media_type) = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) {
        content = content.with_media_type(media_type);
    }
    if let Some(name) = file_name(&head.headers) {
        content = content.with_file_name(name);
    }
    Attachment::new(content)
}
