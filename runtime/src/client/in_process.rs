//! Transport without a network: calls a service in the same process.

use std::error::Error;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use tower_service::Service;

use super::transport::{Transport, TransportError, TransportLimits};
#[cfg(feature = "content")]
use crate::content::Body;

/// Body of a request that [`InProcess`] passes to its service.
#[derive(Debug)]
pub struct InProcessBody(UnsyncBoxBody<Bytes, Box<dyn Error + Send + Sync>>);

impl http_body::Body for InProcessBody {
    type Data = Bytes;
    type Error = Box<dyn Error + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Pin::new(&mut self.0).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

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

impl<S, B> InProcess<S>
where
    S: Service<http::Request<InProcessBody>, Response = http::Response<B>> + Clone,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
{
    /// Calls the service, when it is ready.
    async fn serve(
        &self,
        request: http::Request<InProcessBody>,
    ) -> Result<http::Response<B>, TransportError> {
        let mut service = self.0.clone();
        std::future::poll_fn(|context| service.poll_ready(context))
            .await
            .map_err(|error| TransportError { sent: false, source: error.into() })?;
        service.call(request).await.map_err(TransportError::after_sending)
    }
}

impl<S, B> Transport for InProcess<S>
where
    S: Service<http::Request<InProcessBody>, Response = http::Response<B>> + Clone + Send + Sync + 'static,
    S::Future: Send,
    S::Error: Into<Box<dyn Error + Send + Sync>>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let whole = |body| InProcessBody(Full::new(body).map_err(|never| match never {}).boxed_unsync());
        let response = self.serve(request.map(whole)).await?;
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

    #[cfg(feature = "content")]
    async fn exchange(
        &self,
        request: http::Request<Body>,
        _: TransportLimits,
    ) -> Result<http::Response<Body>, TransportError> {
        let response =
            self.serve(request.map(|body| InProcessBody(body.map_err(Into::into).boxed_unsync()))).await?;
        Ok(response.map(Body::new))
    }

    fn base_url(&self) -> Option<&str> {
        Some("http://in-process")
    }
}
