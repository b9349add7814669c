//! An OAuth 1.0a server for tests: its three endpoints, and a resource that returns the caller.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bindery_runtime as rt;
use bytes::Bytes;
use rt::oauth::{Asked, Decision};
use rt::oauth1::*;

pub(crate) const CALLBACK: &str = "https://partner.example/cb?src=demo";

pub(crate) fn consumer() -> Consumer {
    Consumer::new("demo-key", "demo secret&")
}

pub(crate) fn ledger() -> Arc<MemoryLedger> {
    Arc::new(MemoryLedger::new().register(consumer(), [CALLBACK]))
}

pub(crate) fn endpoints(base: &str) -> Endpoints {
    Endpoints {
        request_token: format!("{base}/oauth/request_token"),
        authorize: format!("{base}/oauth/authorize"),
        access_token: format!("{base}/oauth/access_token"),
    }
}

/// A user who always consents.
pub(crate) fn ann(asked: &Asked, _request: &http::Request<Bytes>) -> Decision {
    assert_eq!(asked.application, "demo-key");
    Decision::granted("ann")
}

/// Returns the router with the three endpoints, and a resource that returns the caller.
pub(crate) fn server(ledger: &Arc<MemoryLedger>) -> axum::Router {
    let verifier = Arc::new(Verifier::new(Arc::clone(ledger)));
    let resource = axum::Router::new().route("/me", axum::routing::any(me)).with_state(verifier);
    Provider::new(Arc::clone(ledger), ann).into_axum().merge(resource)
}

pub(crate) async fn me(
    State(verifier): State<Arc<Verifier<Arc<MemoryLedger>>>>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 16).await.expect("a body");
    match verifier.verify(&head, &body, Expected::AccessToken).await {
        Ok(verified) => verified.user.unwrap_or_default().into_response(),
        Err(rejection) => rejection.into_response(),
    }
}
