//! Every rejection by a router is an event with its reason and without secrets.

use bytes::Bytes;
use http::Request;
use rt::Caller as _;

use crate::all;
use crate::api::*;
use bindery_runtime as rt;
use bindery_test_tools::Log;

#[tokio::test]
async fn every_rejection_is_an_event_with_its_reason() {
    let log = Log::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(log.clone())
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .without_time()
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let (_, line, client) = all();
    client.call(Deposit::new(5, "abc")).await.expect("done");
    let good = line.last();
    log.take();

    let request = |method: &str, path: &str, headers: &[(&str, &str)], body: &str| {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.body(Bytes::from(body.to_owned())).expect("a request")
    };
    let key = ("key", "key-of-ann");
    let wrong = ("signature", "sha256=5ec2e75ec2e75ec2e75ec2e7");
    let long = "5ec2e7".repeat(1_000);
    let crowd = "a&".repeat(990);
    let cases = [
        (request("GET", "/5ec2e7", &[], ""), 404, "", "no such action"),
        (request("PUT", "/deposits", &[], ""), 405, "", "method"),
        (request("POST", "/deposits", &[key], &long), 413, "money/deposit", "larger than 2000 bytes"),
        (request("POST", "/deposits", &[("key", "5ec2e7")], "{}"), 403, "money/deposit", "key"),
        (request("POST", "/deposits", &[key, wrong], "{}"), 403, "money/deposit", "signature"),
        (
            request("GET", "/users?skip=5ec2e7", &[key], ""),
            400,
            "users/list-users",
            "skip: expected an integer",
        ),
        (
            request("GET", "/users?skip=1&limit=52", &[key], ""),
            400,
            "users/list-users",
            "limit: breaks a limit",
        ),
        (request("GET", "/users", &[key], ""), 400, "users/list-users", "skip: missing"),
        (request("GET", "/users/%2e%2e", &[key], ""), 400, "users/get-user", "id"),
        (
            request("GET", &format!("/users?{crowd}{crowd}"), &[key], ""),
            400,
            "users/list-users",
            "more than 1000 parameters",
        ),
    ];
    for (request, status, action, reason) in cases {
        assert_eq!(line.raw(request).await.0, status, "{reason}");
        let logged = log.take();
        assert_eq!(logged.matches(": rejected ").count(), 1, "{reason}: {logged}");
        assert!(
            logged.contains(&format!("status={status}")) && logged.contains(reason),
            "{reason}: {logged}"
        );
        for (name, value) in ["module", "action"].iter().zip(action.split('/')) {
            let there = logged.contains(&format!("{name}=\"{value}\""));
            assert!(there || value.is_empty(), "{reason}: {logged}");
        }
        for secret in ["5ec2e7", "key-of-ann"] {
            assert!(!logged.contains(secret), "{reason}: {logged}");
        }
    }
    assert_eq!(line.raw(good).await.0, 204);
    let logged = log.take();
    assert!(logged.contains("served") && !logged.contains("rejected"), "{logged}");
}
