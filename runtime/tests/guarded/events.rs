//! Every rejection by a router is an event with its reason and without secrets.

use std::io::Write;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::Request;
use rt::Caller as _;
use tracing_subscriber::fmt::MakeWriter;

use crate::all;
use crate::api::*;
use bindery_runtime as rt;

#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    /// Takes the events since the last call.
    fn take(&self) -> String {
        String::from_utf8(std::mem::take(&mut *self.0.lock().expect("unpoisoned"))).expect("text")
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("unpoisoned").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'w> MakeWriter<'w> for Log {
    type Writer = Self;

    fn make_writer(&'w self) -> Self {
        self.clone()
    }
}

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
