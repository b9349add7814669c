//! Tests of `call` with floats, unsigned integers, moments, UUIDs, null in lists, keys of maps, and limits.

use crate::server::Server;
use crate::support::{Run, bare, finish};

/// The specs that show one concept each.
const SPECS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/language/spec");

fn call(url: &str, arguments: &[&str]) -> Run {
    finish(bare(&[&["--spec", SPECS, "call", "scalars", "--base-url", url], arguments].concat()))
}

/// Returns the last line of a dry run: the body.
fn body(arguments: &[&str]) -> String {
    let text = call("http://localhost:1", &[arguments, &["--dry-run"]].concat()).done();
    text.lines().last().unwrap_or_default().to_owned()
}

fn wrong(arguments: &[&str]) -> String {
    call("http://localhost:1", &[arguments, &["--dry-run"]].concat()).failed(2)
}

const ID: &str = "id=9B2E5C1A-7D46-4F0B-8A3E-1C5D7F9B2E4A";

#[test]
fn values_are_written_in_their_one_form() {
    let at = "at=2015-07-30T22:00:00+02:00";
    assert_eq!(
        body(&["text", "weight=2.50", "count=18446744073709551615", ID, at, "role=ADMIN"]),
        "weight=2.5&count=18446744073709551615&id=9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a&at=1438286400000&role=admin"
    );
    let error = wrong(&["text", "weight=0.4", "count=1", ID, at, "role=admin"]);
    assert!(error.contains("weight: must be at least 0.5, is 0.4"), "{error}");
    let error = wrong(&["text", "weight=1", "count=-1", ID, at, "role=admin"]);
    assert!(error.contains("count: expected an integer that is not negative"), "{error}");
}

#[test]
fn items_may_be_null_and_keys_have_types() {
    let like = concat!(
        r#"like:={"topics":["a",null],"scores":{"9B2E5C1A-7D46-4F0B-8A3E-1C5D7F9B2E4A":null},"#,
        r#""rights":{"ADMIN":true},"days":{"2026-01-31":[1]},"shards":{"007":["x"]}}"#
    );
    let written = concat!(
        r#"{"like":{"topics":["a",null],"scores":{"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a":null},"#,
        r#""rights":{"admin":true},"days":{"2026-01-31":[1]},"shards":{"7":["x"]}}}"#
    );
    assert_eq!(body(&["items", like]), written);
    let error = wrong(&["items", &like.replace("007", "x")]);
    assert!(error.contains("like.shards.x: expected an integer that is not negative"), "{error}");
}

#[test]
fn limits_have_decimals_and_count_items() {
    let limited = |price: &str, tags: &str| wrong(&["limited", price, "share=0.1", "size=1", tags]);
    let error = limited("price=0.009", r#"tags:=["a"]"#);
    assert!(error.contains("price: must be at least 0.01, is 0.009"), "{error}");
    let error = limited("price=1", r#"tags:=["a","b","c"]"#);
    assert!(error.contains("tags: must be a list of 1 to 2 items, has 3"), "{error}");
}

#[test]
fn responses_are_read_to_the_last_key() {
    let respond = |scores: &str| {
        let json =
            format!(r#"{{"topics":[null],"scores":{scores},"rights":{{}},"days":{{}},"shards":{{}}}}"#);
        let server = Server::responding(200, &json);
        call(&server.url, &["items", r#"like:={"topics":[],"scores":{},"rights":{},"days":{},"shards":{}}"#])
    };
    respond(r#"{"9b2e5c1a-7d46-4f0b-8a3e-1c5d7f9b2e4a":1e300}"#).done();
    let error = respond(r#"{"x":1}"#).failed(6);
    assert!(error.contains("scores.x: expected a UUID"), "{error}");
}
