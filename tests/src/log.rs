//! What went over the wire: a router that remembers, behind a real socket.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt as _;

/// A request and its answer, as the server saw them.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request.
    pub request: http::Request<Bytes>,
    /// The request's method.
    pub method: http::Method,
    /// The request's path, as it was sent.
    pub path: String,
    /// The status of the answer.
    pub status: u16,
    /// The body of the answer.
    pub body: Bytes,
}

/// What went over the wire, in order.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<Exchange>>>);

impl Log {
    /// All of it.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// A router that keeps what passes through.
    pub fn keep(self, router: axum::Router) -> axum::Router {
        router.layer(from_fn(move |request: Request, next: Next| {
            let log = self.clone();
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
                let request = http::Request::from_parts(head.clone(), body.clone());
                let sent = Request::from_parts(head, Body::from(body));
                let (head, body) = next.run(sent).await.into_parts();
                let body = body.collect().await.map(|body| body.to_bytes()).unwrap_or_default();
                let (method, path) = (request.method().clone(), request.uri().path().to_owned());
                let exchange =
                    Exchange { request, method, path, status: head.status.as_u16(), body: body.clone() };
                log.0.lock().unwrap_or_else(PoisonError::into_inner).push(exchange);
                Response::from_parts(head, Body::from(body))
            }
        }))
    }
}

/// Serves a router on a free port of loopback, until the test's runtime ends.
///
/// # Errors
/// When there is no free port.
pub async fn serve(router: axum::Router) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
