//! The default transport: HTTP by reqwest, TLS by rustls.

use std::sync::LazyLock;

use bytes::{Bytes, BytesMut};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use tracing::Instrument as _;
use tracing::instrument::WithSubscriber as _;

use super::BuildError;
use super::transport::{Limits, Transport, TransportError};

/// HTTP by reqwest. Certificates are verified; redirects are not followed, because parameters may hold credentials and
/// must not travel to another host.
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
    /// The transport with its defaults.
    ///
    /// # Errors
    /// When the TLS library cannot be set up.
    pub fn new() -> Result<Self, BuildError> {
        // Whoever has installed another provider of cryptography keeps it: then this one is refused.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .user_agent(concat!("bindery/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(|error| BuildError::Http(error.into()))?;
        Ok(Self(client))
    }
}

/// A reqwest client that was set up elsewhere, with a proxy or certificates of one's own. Its policy on redirects holds.
impl From<reqwest::Client> for Http {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

impl Transport for Http {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let exchange = exchange(self.0.clone(), request, limits);
        // A set ends its tasks when it is dropped, as happens when the caller gives up.
        let mut task = JoinSet::new();
        task.spawn_on(exchange.in_current_span().with_current_subscriber(), threads()?.handle());
        match task.join_next().await {
            Some(Ok(answer)) => answer,
            Some(Err(error)) => Err(TransportError::after_sending(error)),
            None => Err(TransportError::after_sending("nobody reads the answer")),
        }
    }
}

/// The threads that talk to servers. As long as a server goes on sending informational answers, hyper reads on and does not give
/// its thread back; on a thread of the caller's no timer would go off, so no time limit would hold.
fn threads() -> Result<&'static Runtime, TransportError> {
    // Two, so that a server that keeps one of them busy does not hold up the others.
    static THREADS: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
        let mut threads = tokio::runtime::Builder::new_multi_thread();
        threads.worker_threads(2).thread_name("bindery-http").enable_all().build()
    });
    let failed = |error: &std::io::Error| TransportError { sent: false, source: error.to_string().into() };
    THREADS.as_ref().map_err(failed)
}

async fn exchange(
    client: reqwest::Client,
    request: http::Request<Bytes>,
    limits: Limits,
) -> Result<http::Response<Bytes>, TransportError> {
    // The address may hold parameters, so errors go without it.
    let failed = |error: reqwest::Error| {
        let sent = !(error.is_connect() || error.is_builder());
        TransportError { sent, source: error.without_url().into() }
    };
    let request = reqwest::Request::try_from(request).map_err(failed)?;
    let mut response = client.execute(request).await.map_err(failed)?;
    let announced = response.content_length().unwrap_or(0);
    if announced > limits.response_bytes as u64 {
        return Err(TransportError::too_large(limits));
    }
    // What is announced need not come, so it is not all set aside at once.
    let mut body = BytesMut::with_capacity(announced.min(64 * 1024) as usize);
    while let Some(chunk) = response.chunk().await.map_err(failed)? {
        if body.len() + chunk.len() > limits.response_bytes {
            return Err(TransportError::too_large(limits));
        }
        body.extend_from_slice(&chunk);
    }
    let mut answer = http::Response::new(body.freeze());
    *answer.status_mut() = response.status();
    *answer.headers_mut() = std::mem::take(response.headers_mut());
    Ok(answer)
}
