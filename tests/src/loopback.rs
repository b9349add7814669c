//! A real HTTP server on loopback that sends one response to every request and records the requests, for features of
//! real transports: redirects, headers on the wire, broken connections.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::Request;
use bytes::Bytes;
use http_body_util::BodyExt as _;

type Seen = Arc<Mutex<Vec<http::Request<Bytes>>>>;

/// A server on loopback. It runs until the test's runtime ends.
#[derive(Clone, Debug)]
pub struct Loopback {
    address: SocketAddr,
    seen: Seen,
}

impl Loopback {
    /// Starts a server that sends this response to every request.
    ///
    /// # Errors
    /// Fails if there is no free port.
    pub async fn start(response: http::Response<Bytes>) -> std::io::Result<Self> {
        let seen = Seen::default();
        let memory = Arc::clone(&seen);
        let serve = move |request: Request| {
            let (memory, response) = (Arc::clone(&memory), response.clone());
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
                let request = http::Request::from_parts(head, body);
                memory.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                response.map(axum::body::Body::from)
            }
        };
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let router = axum::Router::new().fallback(serve);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, seen })
    }

    /// Returns the address, for a client.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Returns the requests so far.
    pub fn seen(&self) -> Vec<http::Request<Bytes>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
