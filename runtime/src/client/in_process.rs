//! Transport without a network: calls a service in the same process.

use std::error::Error;

use bytes::Bytes;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower_service::Service;

use super::transport::{Transport, TransportError, TransportLimits};

/// Transport to a service in the same process, such as a generated router: no sockets, the same bytes.
///
/// ```
/// use bindery_runtime::{Api, Client, InProcess, client::BuildError};
///
/// fn client<P: Api>(router: axum::Router) -> Result<Client<P, InProcess<axum::Router>>, BuildError> {
///     Client::builder().build_over(InProcess::new(router))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct InProcess<S>(S);

impl<S> InProcess<S> {
    /// Creates a transport to this service.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S, B> Transport for InProcess<S>
where
    S: Service<http::Request<Full<Bytes>>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: http_body::Body<Data = Bytes> + Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut service = self.0.clone();
        std::future::poll_fn(|context| service.poll_ready(context))
            .await
            .map_err(|error| TransportError { sent: false, source: error.into() })?;
        let response = service.call(request.map(Full::new)).await.map_err(TransportError::after_sending)?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, limits.response_bytes).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                TransportError::too_large(limits)
            } else {
                TransportError::after_sending(error)
            }
        })?;
        Ok(http::Response::from_parts(head, body.to_bytes()))
    }

    fn base_url(&self) -> Option<&str> {
        Some("http://in-process")
    }
}
