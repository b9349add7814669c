//! One-shot streams: a body that can be used once and is shared by the clones of a content.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};

use super::{Body, StreamError};

/// Body that can be taken once. The clones of a content share it.
pub(super) struct Once {
    body: Mutex<Option<Body>>,
    length: Option<u64>,
}

impl Once {
    pub(super) fn new(body: Body) -> Arc<Self> {
        let length = http_body::Body::size_hint(&body).exact();
        Arc::new(Self { body: Mutex::new(Some(body)), length })
    }

    pub(super) fn length(&self) -> Option<u64> {
        self.length
    }

    /// Whether the body was taken.
    pub(super) fn is_spent(&self) -> bool {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).is_none()
    }

    /// Runtime of the blocking client that received the body.
    #[cfg(feature = "blocking")]
    pub(super) fn runtime(&self) -> Option<Arc<crate::blocking::Own>> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).as_ref()?.runtime().cloned()
    }

    /// Takes the body for good.
    pub(super) fn take(&self) -> Result<Body, StreamError> {
        self.body.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or(StreamError::Spent)
    }

    /// Lends the body to a transport: it comes back if nothing of it is read, as when no connection can be made.
    pub(super) fn lend(self: &Arc<Self>) -> Result<Body, StreamError> {
        let body = self.take()?;
        Ok(Body::lent(Lent { body: Some(Box::new(body)), home: Arc::clone(self), begun: false }))
    }
}

/// Lent body of a one-shot stream.
pub(super) struct Lent {
    body: Option<Box<Body>>,
    home: Arc<Once>,
    begun: bool,
}

impl Lent {
    pub(super) fn body(&self) -> Option<&Body> {
        self.body.as_deref()
    }

    pub(super) fn poll_frame(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, StreamError>>> {
        self.begun = true;
        match &mut self.body {
            Some(body) => http_body::Body::poll_frame(Pin::new(&mut **body), context),
            None => Poll::Ready(None),
        }
    }

    pub(super) fn size_hint(&self) -> SizeHint {
        self.body.as_deref().map(http_body::Body::size_hint).unwrap_or_default()
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        if !self.begun {
            *self.home.body.lock().unwrap_or_else(PoisonError::into_inner) =
                self.body.take().map(|body| *body);
        }
    }
}
