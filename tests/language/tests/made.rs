//! Values that clients make and servers check.

bindery_macros::api!("spec/made", client, blocking, server);

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bindery_language::Recorded;
use calls::*;
use rt::server::{BackendResult, GrowingNonces, RequestContext};
use rt::{Action as _, Caller as _, Timestamp};

#[derive(Default)]
struct Backend {
    charges: AtomicUsize,
}

impl CallsBackend for Backend {
    async fn trade(&self, request: Trade, _: RequestContext) -> BackendResult<Trade> {
        assert!(request.timestamp.is_some() && request.nonce.is_some() && request.salt.is_some());
        Ok(())
    }

    async fn charge(&self, request: Charge, _: RequestContext) -> BackendResult<Charge> {
        assert!(request.key.is_some());
        Ok(self.charges.fetch_add(1, Ordering::Relaxed) as i64)
    }

    async fn read(&self, request: Read, _: RequestContext) -> BackendResult<Read> {
        Ok(request.at.map_or(0, |at| at.as_second()))
    }
}

/// Fails every other request before the router sees it.
async fn flaky(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    if request.uri().path() == "/charge" && COUNT.fetch_add(1, Ordering::Relaxed).is_multiple_of(2) {
        return axum::response::IntoResponse::into_response(axum::http::StatusCode::SERVICE_UNAVAILABLE);
    }
    next.run(request).await
}

async fn start() -> (Recorded, rt::Client<Made>) {
    let router = rt::server::Router::<Made>::new()
        .mount(calls::routes(), Arc::new(Backend::default()))
        .nonces(GrowingNonces::default());
    let router = router.into_axum().expect("a router").layer(axum::middleware::from_fn(flaky));
    let recorded = Recorded::start(router).await.expect("a server");
    let client = rt::Client::<Made>::builder().server_url("main", recorded.url()).retries(2);
    (recorded, client.build().expect("a client"))
}

/// Returns the values of a JSON field in the requests.
fn values(sent: &str, name: &str) -> Vec<String> {
    let start = format!("\"{name}\":");
    let rests = sent.split(&start).skip(1);
    rests.map(|rest| rest.split([',', '}']).next().unwrap_or_default().trim_matches('"').to_owned()).collect()
}

#[tokio::test]
async fn every_sending_has_values_of_its_own() {
    let (recorded, client) = start().await;
    for _ in 0..3 {
        client.call(Trade::new(1)).await.expect("a trade");
    }
    let sent = recorded.sent();
    let nonces: Vec<i64> =
        values(&sent, "nonce").iter().map(|nonce| nonce.parse().expect("a number")).collect();
    assert!(nonces.len() == 3 && nonces.is_sorted_by(|one, other| one < other), "{sent}");
    assert!(nonces[0] > 1_700_000_000_000_000, "microseconds");
    let times: Vec<i64> =
        values(&sent, "timestamp").iter().map(|time| time.parse().expect("a number")).collect();
    assert!(times.iter().all(|time| time.abs_diff(Timestamp::now().as_millisecond()) < 10_000), "{sent}");
    let mut salts = values(&sent, "salt");
    salts.extend(values(&sent, "trace"));
    assert!(salts.iter().all(|salt| salt.len() == 16 || salt.len() == 36), "{sent}");
    salts.sort();
    salts.dedup();
    assert_eq!(salts.len(), 6, "{sent}");
    let read = client.call(Read::new()).await.expect("a time");
    assert!(read.abs_diff(Timestamp::now().as_second()) < 10);
    assert!(recorded.sent().starts_with(&format!("GET /read?at={read} ")));
    // A given value is sent as it is.
    let fixed = Timestamp::from_second(7).expect("a time");
    assert_eq!(client.call(Read::new().with(|read| read.at = Some(fixed))).await.expect("a time"), 7);
}

#[tokio::test]
async fn a_server_checks_the_window_and_the_nonce() {
    let (recorded, client) = start().await;
    let code = async |request: Trade| client.call(request).await.expect_err("an error").code();
    let old = Timestamp::now() - Duration::from_secs(10);
    assert_eq!(code(Trade::new(1).with(|trade| trade.timestamp = Some(old))).await, Some(ErrorCode::Stale));
    assert!(recorded.received().contains("must be within 5000 ms of the server's time"));
    client.call(Trade::new(1).with(|trade| trade.nonce = Some(i64::MAX))).await.expect("a trade");
    assert_eq!(code(Trade::new(1)).await, Some(ErrorCode::Stale));
    assert!(recorded.received().contains("nonce: was used before"));
    // What a client makes is required, unless it is optional.
    let bare = [rt::wire::Document::parse(br#"{"amount":1,"timestamp":1,"nonce":1,"salt":"12345678"}"#)];
    let entries = bare[0].as_ref().expect("JSON").entries().expect("an object");
    assert!(rt::wire::read_record::<Trade>(&entries, false).expect("a request").trace.is_none());
    let bare = rt::wire::Document::parse(br#"{"amount":1}"#);
    let missing =
        rt::wire::read_record::<Trade>(&bare.as_ref().expect("JSON").entries().expect("an object"), true);
    assert_eq!(missing.expect_err("no time").to_string(), "timestamp: missing");
}

#[tokio::test]
async fn an_idempotency_key_is_kept_and_makes_a_call_repeatable() {
    let (recorded, client) = start().await;
    client.call(Charge::new(1)).await.expect("the second attempt");
    let first = values(&recorded.sent(), "key");
    assert_eq!((first.len(), &first[0]), (2, &first[1]));
    client.call(Charge::new(1)).await.expect("the second attempt");
    let second = values(&recorded.sent(), "key");
    assert_ne!(first[0], second[0]);
    assert_eq!(first[0].len(), 36);
}
