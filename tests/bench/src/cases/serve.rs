//! Requests through a router without a socket: routing, checking, reading, serving, responding.

use std::hint::black_box;

use axum::Router;
use axum::body::Body;
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::{Decimal, Secret};
use bytes::Bytes;
use hmac::{Hmac, Mac as _};
use http::header::CONTENT_TYPE;
use http::{Method, Request, Response, StatusCode};
use http_body_util::BodyExt as _;
use sha2::Sha256;
use tower::ServiceExt as _;

use super::{block_on, same};
use crate::hand::server as hand;
use crate::ledger::accounting::{AccountingBackend, Entries, Import, Imported, ListEntries, Ping, SetLimit};
use crate::ledger::{ErrorCode, KEY, server};
use crate::{Case, values};

const SECRET: &str = "a key that is as long as keys are";

pub(super) fn cases(records: &dyn Fn(usize) -> usize) -> Vec<Case> {
    let count = records(18_500);
    vec![
        serving(("server, a trivial action", 500), ping),
        serving(("server, a key and two limits", 200), set_limit),
        serving(("server, a response of one record", 200), list_entries),
        serving(("server, signed JSON of 1.9 MB", 1), move || import(count)),
        serving(("server, the same without its HMAC", 1), move || import(count)).without(move |rounds| {
            let body = entries_to_import(count);
            for _ in 0..rounds {
                black_box(signature(black_box(&body)));
            }
        }),
    ]
}

/// A request to a server.
#[derive(Clone)]
struct Asking {
    method: Method,
    address: &'static str,
    headers: Vec<(&'static str, String)>,
    body: Bytes,
}

impl Asking {
    fn new(method: Method, address: &'static str) -> Self {
        Self { method, address, headers: Vec::new(), body: Bytes::new() }
    }

    fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn body(mut self, media: &str, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self.header(CONTENT_TYPE.as_str(), media)
    }

    fn request(&self) -> Request<Bytes> {
        let mut request = Request::builder().method(&self.method).uri(self.address);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        request.body(self.body.clone()).expect("the request is one")
    }
}

fn ping() -> Asking {
    Asking::new(Method::GET, "/ping")
}

fn set_limit() -> Asking {
    let asking = Asking::new(Method::POST, "/accounts/LD%2F4711%20main/limit").header("x-key", SECRET);
    asking.body("application/x-www-form-urlencoded", "limit=2500")
}

fn list_entries() -> Asking {
    Asking::new(Method::GET, "/accounts/LD%2F4711%20main/entries?from=2026-01-31&limit=100")
        .header("x-key", SECRET)
}

fn entries_to_import(count: usize) -> Vec<u8> {
    serde_json::to_vec(&values::import(count)).expect("texts and numbers can be written")
}

fn signature(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("an HMAC takes every key");
    mac.update(body);
    format!("sha256={:x}", mac.finalize().into_bytes())
}

fn import(count: usize) -> Asking {
    let body = entries_to_import(count);
    let signature = signature(&body);
    Asking::new(Method::POST, "/entries")
        .header("x-key", SECRET)
        .header("x-signature", signature)
        .body("application/json", body)
}

/// The backend of the generated side.
struct Backend {
    entries: Entries,
}

impl AccountingBackend for Backend {
    async fn list_entries(
        &self,
        request: ListEntries,
        _context: RequestContext,
    ) -> BackendResult<ListEntries> {
        black_box(request);
        Ok(self.entries.clone())
    }

    async fn import(&self, request: Import, _context: RequestContext) -> BackendResult<Import> {
        let sum: Decimal = request.entries.iter().map(|entry| entry.amount).sum();
        let count = i64::try_from(request.entries.len()).map_err(|_| ErrorCode::Failed)?;
        Ok(Imported { count, sum })
    }

    async fn set_limit(&self, request: SetLimit, _context: RequestContext) -> BackendResult<SetLimit> {
        black_box(request);
        Ok(500)
    }

    async fn ping(&self, _request: Ping, _context: RequestContext) -> BackendResult<Ping> {
        Ok(1)
    }
}

fn ours() -> Router {
    let page = serde_json::to_vec(&values::entries(1)).expect("texts and numbers can be written");
    let entries =
        bindery_runtime::decode::decode_response::<ListEntries>(200, &page.into()).expect("it is a response");
    let router = server::all(Backend { entries }).credential(KEY, SECRET);
    router.into_axum().expect("the router has what it needs")
}

fn theirs() -> Router {
    hand::router(hand::Ledger { key: Secret::from(SECRET.to_owned()), entries: values::entries(1) })
}

/// Sends a copy of a request.
async fn send(router: &Router, request: &Request<Bytes>) -> Response<Body> {
    match router.clone().oneshot(request.clone().map(Body::from)).await {
        Ok(response) => response,
        Err(never) => match never {},
    }
}

/// Returns status, content type and body of the response.
async fn response_parts(router: &Router, request: &Request<Bytes>) -> (StatusCode, Option<String>, Bytes) {
    let (head, body) = send(router, request).await.into_parts();
    let media = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok().map(str::to_owned));
    (head.status, media, body.collect().await.expect("the body is complete").to_bytes())
}

/// Returns invalid variants of a valid request: each checked part is invalid once.
fn spoilt(asking: &Asking) -> Vec<Asking> {
    let without = |name: &str| {
        let mut asking = asking.clone();
        asking.headers.retain(|(known, _)| *known != name);
        asking
    };
    let mut all = Vec::new();
    for (name, value) in &asking.headers {
        if *name == CONTENT_TYPE.as_str() {
            // Media types are not signed, so signed bodies are read as documented.
            if !asking.headers.iter().any(|(name, _)| *name == "x-signature") {
                all.push(without(name).header(name, "text/csv"));
            }
        } else {
            all.push(without(name));
            all.push(without(name).header(name, format!("{value}0")));
        }
    }
    if asking.body.starts_with(b"limit=") {
        for body in ["limit=1000001", "limit=many", "other=1"] {
            all.push(Asking { body: body.into(), ..asking.clone() });
        }
    }
    if asking.address.contains("limit=") {
        for address in
            ["/accounts/x/entries", "/accounts/x/entries?limit=0", "/accounts/x/entries?limit=1&from=x"]
        {
            all.push(Asking { address, ..asking.clone() });
        }
    }
    all
}

fn check(asking: &Asking) -> Result<(), String> {
    let (ours, theirs) = (ours(), theirs());
    block_on(async {
        let request = asking.request();
        let response = response_parts(&ours, &request).await;
        same("the status", response.0, StatusCode::OK)?;
        same("the response", response, response_parts(&theirs, &request).await)?;
        for asking in spoilt(asking) {
            // The error texts of both sides differ.
            let request = asking.request();
            let (ours, theirs) =
                (send(&ours, &request).await.status(), send(&theirs, &request).await.status());
            same(&format!("the status of {} {:?}", asking.address, asking.headers), ours, theirs)?;
            if ours.is_success() {
                return Err(format!("{} is served although it is wrong", asking.address));
            }
        }
        Ok(())
    })
}

fn serve(router: &Router, request: &Request<Bytes>, rounds: u64) {
    block_on(async {
        for _ in 0..rounds {
            let body = send(router, black_box(request)).await.into_body();
            black_box(body.collect().await.expect("the body is complete"));
        }
    });
}

fn serving(name: (&'static str, u64), asking: impl Fn() -> Asking + Copy + 'static) -> Case {
    Case::new(
        name,
        move || check(&asking()),
        move |rounds| serve(&ours(), &asking().request(), rounds),
        move |rounds| serve(&theirs(), &asking().request(), rounds),
    )
}
