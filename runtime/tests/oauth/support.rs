//! Helpers for the tests of both versions: a clock that is set, a browser that follows redirects, a server on loopback.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{Transport, TransportLimits};
use rt::oauth::Clock;

/// A clock that the test sets.
#[derive(Clone)]
pub(crate) struct SetClock(Arc<AtomicI64>);

impl SetClock {
    pub(crate) fn at(second: i64) -> Self {
        Self(Arc::new(AtomicI64::new(second)))
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }

    pub(crate) fn clock(&self) -> Clock {
        let second = Arc::clone(&self.0);
        Clock::new(move || rt::Timestamp::from_second(second.load(Ordering::SeqCst)).expect("a time"))
    }
}

/// Requests an address like a browser, and returns the response.
pub(crate) async fn visit(transport: &impl Transport, address: &str) -> Response<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = address.parse().expect("an address");
    send(transport, request).await
}

pub(crate) async fn send(transport: &impl Transport, request: Request<Bytes>) -> Response<Bytes> {
    transport.send(request, TransportLimits { response_bytes: 1 << 20 }).await.expect("a response")
}

/// Returns the redirect target.
pub(crate) fn location(response: &Response<Bytes>) -> String {
    assert_eq!(response.status(), 302, "{:?}", response.body());
    response.headers()["location"].to_str().expect("text").to_owned()
}

pub(crate) fn post(address: &str, form: &[(&str, &str)]) -> Request<Bytes> {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    Request::post(address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body.into())
        .expect("a request")
}

/// Serves a router on loopback until the test's runtime ends; returns its address.
pub(crate) async fn serve(router: axum::Router) -> String {
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}
