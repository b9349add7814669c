//! A log of the traffic: a recording router behind a real socket.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt as _;

/// A request and its response, as the server saw them.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// The request.
    pub request: http::Request<Bytes>,
    /// The request's method.
    pub method: http::Method,
    /// Path of the request, as sent.
    pub path: String,
    /// Status of the response.
    pub status: u16,
    /// Body of the response.
    pub body: Bytes,
}

/// The traffic, in order.
#[derive(Clone, Debug, Default)]
pub struct Log(Arc<Mutex<Vec<Exchange>>>);

impl Log {
    /// All of it.
    pub fn exchanges(&self) -> Vec<Exchange> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns a router that records its traffic.
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

/// Serves a router on a free loopback port until the test's runtime ends.
///
/// # Errors
/// Fails if there is no free port.
pub async fn serve(router: axum::Router) -> std::io::Result<String> {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(url)
}
