//! What carries a request to a server and its answer back.

use std::error::Error;

use bytes::Bytes;

use crate::TooLarge;

/// What carries a request to a server and its answer back: HTTP, a router in the same process, a recording.
///
/// ```
/// use bindery_runtime::Transport;
/// use bindery_runtime::client::{Limits, TransportError};
/// use bytes::Bytes;
///
/// /// Writes down what is asked.
/// struct Noted<T>(T);
///
/// impl<T: Transport> Transport for Noted<T> {
///     async fn send(
///         &self,
///         request: http::Request<Bytes>,
///         limits: Limits,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         println!("{} {}", request.method(), request.uri().path());
///         self.0.send(request, limits).await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` carries no requests",
    label = "not a transport",
    note = "`Http` sends them, `InProcess` hands them to a service; others implement `Transport`"
)]
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and collects the answer.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;

    /// The address for servers that have none, where the transport needs no real one.
    fn base_url(&self) -> Option<&str> {
        None
    }
}

/// What a transport must not exceed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of an answer's body, in bytes.
    pub response_bytes: usize,
}

/// Why no answer came.
#[derive(Debug)]
pub struct TransportError {
    /// Whether the request may have reached the server.
    pub sent: bool,
    /// Why.
    pub source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// The request may have reached the server.
    pub fn after_sending(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { sent: true, source: source.into() }
    }

    /// The answer is larger than allowed.
    pub fn too_large(limits: Limits) -> Self {
        Self::after_sending(TooLarge { limit: limits.response_bytes })
    }
}
