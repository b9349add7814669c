//! Memory used by hostile requests: limits apply while a request is read, so it takes at most a few times its size.
//! Measured in bytes, not seconds.
#![allow(missing_docs, unreachable_pub)] // the API is written as if it were a crate of its own

#[path = "guarded/api.rs"]
#[allow(dead_code)]
mod api;

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use bindery_runtime as rt;
use bytes::Bytes;
use futures_util::stream;
use http::Request;
use http_body_util::BodyExt as _;
use peak_alloc::PeakAlloc;
use rt::server::{BackendResult, RequestContext, Router};
use tower_service::Service as _;

use api::*;

#[global_allocator]
static HEAP: PeakAlloc = PeakAlloc;

const MIB: usize = 1 << 20;
/// Default limit of the body size.
const FULL: usize = 2 * MIB;

struct Backend;

impl DeskBackend for Backend {
    async fn create_user(&self, request: CreateUser, _: RequestContext) -> BackendResult<CreateUser> {
        Ok(User { id: request.addresses.map_or(0, |all| all.len() as i64), additional: rt::Map::new() })
    }
}

fn router() -> axum::Router {
    let router = Router::<Desk>::new().mount(routes(), Arc::new(Backend)).without_login();
    router.into_axum().expect("it is complete")
}

/// All tests share one heap, so allocations of one count for all.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Returns the status and the body of a response, and the peak of additional memory.
async fn cost(mut router: axum::Router, request: Request<Body>) -> (u16, String, usize) {
    let before = HEAP.current_usage();
    HEAP.reset_peak_usage();
    let response = router.call(request).await.unwrap_or_else(|never| match never {});
    let peak = HEAP.peak_usage().saturating_sub(before);
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.expect("a response").to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned(), peak)
}

fn post(path: &str, content_type: &str, body: String) -> Request<Body> {
    let request = Request::post(path).header("content-type", content_type);
    request.body(Body::from(body)).expect("a request")
}

/// Returns a text of this size: a beginning, a repeated piece, an end.
fn filled(start: &str, piece: &str, end: &str) -> String {
    let pieces = (FULL - start.len() - end.len()) / piece.len();
    format!("{start}{}{end}", piece.repeat(pieces))
}

#[tokio::test]
async fn a_hostile_request_costs_little_more_than_its_size() {
    let _alone = ALONE.lock().await;
    const FORM: &str = "application/x-www-form-urlencoded";
    const JSON: &str = "application/json";
    let part = "--x\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n";
    let query = format!("/users?{}", "a&".repeat(30_000));
    let nested = format!(r#"{{"name":"n","more":{}"#, "[".repeat(FULL - 100));
    let text = |json: String| format!("name=n&addresses={}", json.replace('{', "%7B").replace('}', "%7D"));
    let cases = [
        ("names", post("/users", FORM, filled("", "a&", "")), "more than 1000 parameters"),
        ("pairs", post("/users", FORM, filled("", "&a=b", "")), "more than 1000 parameters"),
        ("query", post(&query, FORM, String::new()), "more than 1000 parameters"),
        ("keys", post("/users", JSON, filled("{", r#""a":1,"#, r#""a":1}"#)), "more than 1000 parameters"),
        (
            "parts",
            post("/users", "multipart/form-data; boundary=x", filled("", part, "--x--")),
            "more than 1000 parameters",
        ),
        (
            "items",
            post("/users", JSON, filled(r#"{"name":"n","addresses":["#, "{},", "{}]}")),
            "more than 131072 values",
        ),
        (
            "numbers",
            post("/users", JSON, filled(r#"{"name":"n","more":["#, "0,", "0]}")),
            "more than 131072 values",
        ),
        (
            "entries",
            post("/users", JSON, filled(r#"{"name":"n","more":{"#, r#""":0,"#, r#""":0}}"#)),
            "more than 131072 values",
        ),
        ("depth", post("/users", JSON, nested), "nested deeper than 128 levels"),
        (
            "text",
            post(
                "/users",
                FORM,
                text(filled("[", "0,", "0]").chars().take(MIB / 2 - 1).chain("0]".chars()).collect()),
            ),
            "values",
        ),
        (
            "looks",
            post("/users", FORM, filled(r#"{"name":"n","more":["#, "0,", "0]}")),
            "more than 131072 values",
        ),
    ];
    // One-time setup does not count.
    cost(router(), post("/users", JSON, r#"{"name":"n"}"#.to_owned())).await;
    for (what, request, reason) in cases {
        let (status, response, peak) = cost(router(), request).await;
        assert!(status == 400 && response.contains(reason), "{what}: {status} {response}");
        assert!(peak < FULL * 3 / 2, "{what}: {} KiB at once", peak / 1024);
    }
}

#[tokio::test]
async fn what_is_allowed_costs_a_documented_number_of_times_its_size() {
    let _alone = ALONE.lock().await;
    let list = r#"{"town":"Bern"},"#.repeat(40_000);
    let body = format!(r#"{{"name":"n","addresses":[{}]}}"#, list.trim_end_matches(','));
    let (size, request) = (body.len(), post("/users", "application/json", body));
    let (status, response, peak) = cost(router(), request).await;
    assert_eq!((status, response.as_str()), (201, r#"{"id":40000}"#));
    assert!(peak < 16 * size, "{peak} bytes for {size}");
}

#[tokio::test]
async fn a_body_that_drips_in_costs_what_any_other_does() {
    let _alone = ALONE.lock().await;
    let bytes = |count: usize| {
        let piece = Bytes::from_static(b" ");
        Body::from_stream(stream::iter((0..count).map(move |_| Ok::<_, Infallible>(piece.clone()))))
    };
    let request = |body| Request::post("/users").header("content-type", "application/json").body(body);
    let (status, _, peak) = cost(router(), request(bytes(MIB)).expect("a request")).await;
    assert_eq!(status, 400, "nothing is there");
    assert!(peak < 4 * MIB, "{peak} bytes");
    // An endless body is stopped here.
    let (status, _, peak) = cost(router(), request(bytes(usize::MAX)).expect("a request")).await;
    assert_eq!(status, 413);
    assert!(peak < 4 * FULL, "{peak} bytes");
}

#[tokio::test]
async fn the_addresses_of_oauth_have_the_same_limits() {
    let _alone = ALONE.lock().await;
    let provider = rt::oauth2::Issuer::new(
        Arc::new(rt::oauth2::MemoryLedger::new()),
        |_: &rt::oauth::Asked, _: &Request<Bytes>| rt::oauth::Decision::Denied,
    );
    let router = provider.into_axum();
    for body in ["a&".repeat(30_000), "a".repeat(FULL)] {
        let request = post("/oauth2/token", "application/x-www-form-urlencoded", body);
        let (status, _, peak) = cost(router.clone(), request).await;
        assert_eq!(status, 413);
        assert!(peak < MIB / 2, "{peak} bytes");
    }
}
