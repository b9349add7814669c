//! A service without a network: as a function from a request to a response, and over a connection in memory.

use std::cell::RefCell;

use bindery_runtime::ResponseHead;
use bindery_runtime::decode::is_failure;
use bindery_runtime::metadata::ApiInfo;
use bindery_runtime::wire::{Document, Value};
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt as _;

/// A response with its body.
#[derive(Debug)]
pub(crate) struct RawResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl RawResponse {
    /// The body as a text, for messages.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

thread_local! {
    static RUNTIME: RefCell<Runtime> = RefCell::new(
        Builder::new_current_thread().enable_time().build().expect("a runtime needs nothing but memory"),
    );
}

/// Runs a future to its end.
pub(crate) fn wait<F: Future>(future: F) -> F::Output {
    RUNTIME.with_borrow_mut(|runtime| runtime.block_on(future))
}

/// A router.
pub(crate) struct Service(axum::Router);

impl Service {
    pub(crate) fn new(router: axum::Router) -> Self {
        Self(router)
    }

    /// Sends a request and returns the response.
    pub(crate) fn call(&mut self, request: Request<Bytes>) -> RawResponse {
        let router = self.0.clone();
        wait(async {
            let Ok(response) = router.oneshot(request.map(Full::new)).await;
            let (head, body) = response.into_parts();
            let body = body.collect().await.expect("bodies are in memory").to_bytes();
            RawResponse { status: head.status, headers: head.headers, body }
        })
    }

    /// Returns the response to these bytes on a connection that ends after them.
    pub(crate) fn converse(&mut self, sent: &[u8]) -> Vec<u8> {
        let router = self.0.clone();
        wait(async {
            let (client, server) = duplex(1 << 16);
            let service = TowerToHyperService::new(router);
            let served =
                http1::Builder::new().half_close(true).serve_connection(TokioIo::new(server), service);
            let (mut receiving, mut sending) = tokio::io::split(client);
            let send = async {
                // A server need not read the rest of a rejected request.
                let _ = sending.write_all(sent).await;
                let _ = sending.shutdown().await;
            };
            let mut received = Vec::new();
            let receive = async {
                let _ = receiving.read_to_end(&mut received).await;
            };
            // hyper rejects malformed requests before they reach the router.
            let (_, (), ()) = tokio::join!(served, send, receive);
            received
        })
    }
}

/// Checks that a rejection has one of the API's error formats, and that every other body is JSON or empty.
pub(crate) fn documented(api: &ApiInfo, response: &RawResponse) {
    let RawResponse { status, headers, body } = response;
    if status.is_success() && body.is_empty() {
        return;
    }
    let head = ResponseHead::new(status.as_u16(), headers.clone());
    let is_one = |body: Option<&Value<'_>>| {
        api.error_formats.iter().any(|format| is_failure(format, true, &head, body))
    };
    let known = match Document::parse(body) {
        Ok(_) if status.is_success() => return,
        Ok(document) => is_one(Some(&document.value())),
        Err(fault) if status.is_success() => panic!("{status}: {fault}: {}", response.text()),
        Err(_) => is_one(None),
    };
    assert!(known, "{}: {status} {} is none of its failures", api.id, response.text());
}
