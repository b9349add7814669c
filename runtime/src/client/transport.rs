//! Transports: they carry a request to a server and return its response.

use std::error::Error;

use bytes::Bytes;

use crate::TooLarge;
#[cfg(feature = "content")]
use crate::content::Body;

/// Transport that carries a request to a server and returns its response: HTTP, a router in the same process, a
/// recording.
///
/// ```
/// use bindery_runtime::Transport;
/// use bindery_runtime::client::{TransportLimits, TransportError};
/// use bytes::Bytes;
///
/// /// Logs the requests.
/// struct Noted<T>(T);
///
/// impl<T: Transport> Transport for Noted<T> {
///     async fn send(
///         &self,
///         request: http::Request<Bytes>,
///         limits: TransportLimits,
///     ) -> Result<http::Response<Bytes>, TransportError> {
///         println!("{} {}", request.method(), request.uri().path());
///         self.0.send(request, limits).await
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a transport",
    label = "cannot send requests",
    note = "use `Http` for a network or `InProcess` for a service of the same process, or implement `Transport`"
)]
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and returns the complete response.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> impl Future<Output = Result<http::Response<Bytes>, TransportError>> + Send;

    /// Sends a request whose body may be a stream, and returns the response as soon as its head has arrived. The body of
    /// the response is a stream; dropping it stops the server.
    ///
    /// Default: collects the request, sends it with [`Transport::send`], and so receives the complete response. Streams
    /// are then limited to 16 MiB in a request, and to the size of other responses.
    #[cfg(feature = "content")]
    fn exchange(
        &self,
        request: http::Request<Body>,
        limits: TransportLimits,
    ) -> impl Future<Output = Result<http::Response<Body>, TransportError>> + Send {
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect(crate::content::MAX_COLLECTED).await;
            let body = body.map_err(|error| TransportError { sent: false, source: error.into() })?;
            Ok(self.send(http::Request::from_parts(head, body), limits).await?.map(Body::from))
        }
    }

    /// Returns the address to use for servers without one, if the transport needs no real address. Default: `None`.
    fn base_url(&self) -> Option<&str> {
        None
    }
}

/// Progress of a call without streams: there is none before the response.
#[cfg(not(feature = "content"))]
#[derive(Default)]
pub(super) struct Progress(());

#[cfg(not(feature = "content"))]
impl Progress {
    /// Returns how much longer the timeout of a call lasts.
    pub(super) fn extended(&self, _: std::time::Duration) -> Option<std::time::Duration> {
        None
    }
}

/// Limits that a transport must enforce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TransportLimits {
    /// Maximum size of a response body, in bytes.
    pub response_bytes: usize,
}

/// Reason why there is no response.
#[derive(Debug)]
pub struct TransportError {
    /// Whether the request may have reached the server.
    pub sent: bool,
    /// Underlying error, such as that of the HTTP library, or [`TooLarge`].
    pub source: Box<dyn Error + Send + Sync>,
}

impl TransportError {
    /// Creates an error for a request that may have reached the server.
    pub fn after_sending(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { sent: true, source: source.into() }
    }

    /// Creates an error for a response that is larger than allowed.
    pub fn too_large(limits: TransportLimits) -> Self {
        Self::after_sending(TooLarge { limit: limits.response_bytes })
    }
}
