//! Default transport: HTTP with reqwest, TLS with rustls.

use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use super::BuildError;
use super::transport::{Transport, TransportError, TransportLimits};
#[cfg(feature = "content")]
use crate::content::Body;

/// HTTP transport with reqwest. Certificates are verified. Redirects are not followed, because parameters may contain
/// credentials that must not reach another host.
///
/// ```
/// use bindery_runtime::{Api, Client, Http, client::BuildError};
///
/// /// Two APIs over the same connections.
/// fn both<P: Api, Q: Api>() -> Result<(Client<P>, Client<Q>), BuildError> {
///     let http = Http::new()?;
///     Ok((Client::builder().build_over(http.clone())?, Client::builder().build_over(http)?))
/// }
/// ```
#[derive(Clone, Debug)]
pub struct Http(reqwest::Client);

impl Http {
    /// Creates the transport with default settings.
    ///
    /// # Errors
    /// When the TLS library cannot be set up.
    pub fn new() -> Result<Self, BuildError> {
        // Fails if the program has installed another crypto provider, which is then kept.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("bindery/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| BuildError::Http(error.into()))?;
        Ok(Self(client))
    }
}

/// Uses a reqwest client that was configured elsewhere, for example with a proxy or custom certificates. Its redirect
/// policy applies.
impl From<reqwest::Client> for Http {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Http {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        on_threads(complete(self.0.clone(), request, limits)).await
    }

    #[cfg(feature = "content")]
    async fn exchange(
        &self,
        request: http::Request<Body>,
        _: TransportLimits,
    ) -> Result<http::Response<Body>, TransportError> {
        let client = self.0.clone();
        on_threads(async move {
            let response = execute(&client, request.map(reqwest::Body::wrap)).await?;
            Ok(http::Response::from(response).map(Body::new))
        })
        .await
    }
}

/// Runs an exchange on the threads of this transport.
async fn on_threads<R: Send + 'static>(
    exchange: impl Future<Output = Result<R, TransportError>> + Send + 'static,
) -> Result<R, TransportError> {
    // Dropping the set aborts its tasks, as when the caller cancels the call.
    let mut task = JoinSet::new();
    task.spawn_on(exchange.in_current_span().with_current_subscriber(), threads()?.handle());
    match task.join_next().await {
        Some(Ok(response)) => response,
        Some(Err(error)) => Err(TransportError::after_sending(error)),
        None => Err(TransportError::after_sending("the request task ended without a response")),
    }
}

/// Threads that exchange data with servers. While a server keeps sending informational responses, hyper keeps reading
/// and does not yield its thread. On a caller's thread, timers would then not fire and no timeout would hold.
fn threads() -> Result<&'static Runtime, TransportError> {
    // Two threads, so that a server that blocks one of them does not stop all other calls.
    static THREADS: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        threads.worker_threads(2).thread_name("bindery-http").enable_all().build()
    });
    let failed = |error: &std::io::Error| TransportError { sent: false, source: error.to_string().into() };
    THREADS.as_ref().map_err(failed)
}

/// Converts an error of the HTTP library. The URL may contain parameters, so it is left out.
fn failed(error: reqwest::Error) -> TransportError {
    let sent = !(error.is_connect() || error.is_builder());
    TransportError { sent, source: error.without_url().into() }
}

/// Sends a request and returns the response when its head has arrived.
async fn execute<B: Into<reqwest::Body>>(
    client: &reqwest::Client,
    request: http::Request<B>,
) -> Result<reqwest::Response, TransportError> {
    let request = reqwest::Request::try_from(request).map_err(failed)?;
    client.execute(request).await.map_err(failed)
}

/// Sends a request and returns the complete response.
async fn complete(
    client: reqwest::Client,
    request: http::Request<Bytes>,
    limits: TransportLimits,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut response = execute(&client, request).await?;
    let announced = response.content_length().unwrap_or(0);
    if announced > limits.response_bytes as u64 {
        return Err(TransportError::too_large(limits));
    }
    // The announced length may be wrong, so the buffer is not fully allocated up front.
    let mut body = BytesMut::with_capacity(announced.min(64 * 1024) as usize);
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > limits.response_bytes {
            return Err(TransportError::too_large(limits));
        }
        body.extend_from_slice(&chunk);
    }
    let mut reply = http::Response::new(body.freeze());
    *reply.status_mut() = response.status();
    *reply.headers_mut() = std::mem::take(response.headers_mut());
    Ok(reply)
}
