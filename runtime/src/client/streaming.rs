//! Streamed requests and responses: sending a body that is not collected, and reading a response from its head on.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http_body::{Frame, SizeHint};
use tokio::time::Instant;

use super::transport::{Transport, TransportError};
use super::{Client, HeadResult, RequestBody, RequestParts, multipart};
use crate::content::{Body, Content, Pause, StreamError};
use crate::decode;
use crate::packing::packed;
use crate::{
    Action, ActionInfo, Api, DecodeError, Error, Fault, Response as _, ResponseHead, SizeError,
    TransportFailure, WithHead,
};

/// Streamed body of a request: its pieces, and the contents that they come from.
pub(super) struct Upload {
    pub(super) body: Body,
    /// Contents of the request. Those that are streams can be sent once.
    pub(super) contents: Vec<Content>,
}

impl RequestParts {
    /// Returns the request with its body, which is a stream if there are contents.
    ///
    /// # Errors
    /// When a file cannot be opened, or a stream was already sent.
    pub fn with_body(&self, request: http::Request<Bytes>) -> Result<http::Request<Body>, Fault> {
        let upload = self.upload(&request)?;
        Ok(request.map(|bytes| upload.map_or_else(|| Body::from(bytes), |upload| upload.body)))
    }

    /// Returns the streamed body of a request, if it has contents.
    ///
    /// # Errors
    /// When a file cannot be opened, or a stream was already sent.
    pub(super) fn upload(&self, request: &http::Request<Bytes>) -> Result<Option<Upload>, Fault> {
        match &self.body {
            RequestBody::Attached(attachment) => {
                let Some(content) = attachment.get::<Content>() else { return Ok(None) };
                let body = content.to_body().map_err(|error| Fault::limit(error.to_string()))?;
                Ok(Some(Upload { body, contents: vec![content.clone()] }))
            }
            RequestBody::Multipart(parts) if parts.iter().any(|part| part.attachment.is_some()) => {
                let label = request.headers().get(CONTENT_TYPE).and_then(|label| label.to_str().ok());
                let boundary =
                    label.and_then(|label| label.split_once("boundary=")).map(|(_, boundary)| boundary);
                let (body, contents) = multipart::streamed(parts, boundary.unwrap_or_default())?;
                Ok(Some(Upload { body, contents }))
            }
            RequestBody::Empty
            | RequestBody::Form(_)
            | RequestBody::Json(_)
            | RequestBody::Multipart(_)
            | RequestBody::Whole(_)
            | RequestBody::Raw(_) => Ok(None),
        }
    }
}

/// Time at which the latest piece of a streamed request was sent, for the timeout of the call.
#[derive(Clone, Default)]
pub(super) struct Progress(Arc<Mutex<Option<Instant>>>);

impl Progress {
    fn note(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
    }

    /// Returns how much longer the timeout of a call lasts, counted from the latest piece; `None` if it is over.
    pub(super) fn extended(&self, after: Duration) -> Option<Duration> {
        let latest = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        after.checked_sub(latest.elapsed()).filter(|left| !left.is_zero())
    }

    /// Wraps the body of a request, whose pieces are progress.
    pub(super) fn of(&self, body: Body) -> Body {
        Body::new(Noted { body, progress: self.clone() })
    }
}

/// Body whose pieces are noted as progress.
struct Noted {
    body: Body,
    progress: Progress,
}

impl http_body::Body for Noted {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_ready() {
            self.progress.note();
        }
        frame
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// Limits of streamed responses.
#[derive(Clone, Copy, Debug)]
pub(super) struct StreamLimits {
    /// Longest time between two pieces.
    pub(super) pause: Duration,
    /// Maximum size, in bytes.
    pub(super) bytes: Option<u64>,
}

/// Body of a response within its limits.
struct Limited {
    body: Body,
    limits: StreamLimits,
    received: u64,
    pause: Pause,
}

impl StreamLimits {
    fn of(self, body: Body) -> Body {
        Body::new(Limited { body, limits: self, received: 0, pause: Pause::default() })
    }
}

impl http_body::Body for Limited {
    type Data = Bytes;
    type Error = StreamError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        let this = &mut *self;
        let Poll::Ready(frame) = Pin::new(&mut this.body).poll_frame(context) else {
            let time = this.limits.pause;
            let late = this.pause.poll(time, context);
            return late.map(|()| Some(Err(StreamError::Late { after: time })));
        };
        this.pause.end();
        if let (Some(Ok(frame)), Some(limit)) = (&frame, this.limits.bytes) {
            this.received += frame.data_ref().map_or(0, Bytes::len) as u64;
            if this.received > limit {
                return Poll::Ready(Some(Err(StreamError::TooLarge { limit })));
            }
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl<P: Api, T: Transport> Client<P, T> {
    /// Sends a request once, whose body or response may be a stream, and reads the response. Also returns whether the
    /// token is still good after the response.
    pub(super) async fn exchange<A: Action<Api = P>>(
        &self,
        request: http::Request<Bytes>,
        upload: Option<Body>,
    ) -> (HeadResult<A>, bool) {
        let (action, settings) = (A::INFO, &self.shared.settings);
        let request = request.map(|bytes| upload.unwrap_or_else(|| Body::from(bytes)));
        let response = match self.shared.transport.exchange(request, settings.limits).await {
            Ok(response) => response,
            Err(error) => return (Err(super::not_received(action, error)), false),
        };
        let (head, body) = response.into_parts();
        let body = settings.streams.of(body);
        #[cfg(feature = "blocking")]
        let body = match &self.runtime {
            Some(runtime) => body.on(Arc::clone(runtime)),
            None => body,
        };
        let label = head.headers.get(CONTENT_TYPE).and_then(|label| label.to_str().ok());
        let received = ResponseHead::new(head.status.as_u16(), head.headers.clone());
        let is_stream = A::Response::is_documented(action, received.status)
            && A::Response::format(action, &received).is_stream();
        if is_stream && let Some(fault) = packed(&received.headers) {
            return (Err(unreadable(action, received, fault)), false);
        }
        if is_stream && action.response.has_media(label) {
            return (streamed::<A>(received, Content::from_body(body)), false);
        }
        let limit = settings.limits.response_bytes;
        let body = match body.collect(limit).await {
            Ok(body) => body,
            Err(StreamError::TooLarge { .. }) => {
                return (Err(Error::TooLarge(Box::new(SizeError { action, limit }))), false);
            }
            Err(error) => {
                let source = error.into();
                let failed = TransportFailure { action, sent: true, source };
                return (Err(Error::Transport(Box::new(failed))), false);
            }
        };
        let (result, token_stays) = self.received::<A>(http::Response::from_parts(head, body.clone()));
        match result {
            // JSON that is no error response: where the documents name no media type, it is the content itself.
            Err(Error::Decode(_)) if is_stream && action.response.media.is_empty() => {
                (streamed::<A>(received, Content::from(body)), token_stays)
            }
            result => (result, token_stays),
        }
    }
}

/// Reads a success value from a body that is a stream.
fn streamed<A: Action>(head: ResponseHead, content: Content) -> HeadResult<A> {
    match decode::streamed::<A>(&head, content) {
        Ok(value) => Ok(WithHead::new(head, value)),
        Err(fault) => Err(unreadable(A::INFO, head, fault)),
    }
}

fn unreadable<E>(action: &'static ActionInfo, head: ResponseHead, fault: Fault) -> Error<E> {
    let ResponseHead { status, headers } = head;
    Error::Decode(Box::new(DecodeError { action, status, headers, fault, body: crate::Body(Bytes::new()) }))
}

impl From<StreamError> for TransportError {
    fn from(error: StreamError) -> Self {
        Self { sent: false, source: error.into() }
    }
}
