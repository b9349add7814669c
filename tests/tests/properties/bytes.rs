//! Arbitrary bytes, as responses and as requests. Calls always end with a response or an error, and servers always send
//! a well-formed response in its documented format.

use std::sync::LazyLock;
use std::time::{Duration, Instant};

use axum::Router;
use bindery_tests::kinds::{self, KINDS};
use bindery_tests::responses::FORMS;
use bindery_tests::{arrival, shop};
use bytes::Bytes;
use proptest::collection::vec;
use proptest::prelude::*;

use super::fields;

static SHOP: LazyLock<Router> = LazyLock::new(|| shop::server().expect("the shop is complete"));
/// A server that echoes every kind of value.
pub(crate) static KIND_SERVER: LazyLock<Router> =
    LazyLock::new(|| kinds::server().expect("every kind has a path of its own"));

/// Arbitrary bytes; JSON; truncated, duplicated or damaged JSON; pieces of error responses.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let pieces = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        "\\u",
        "\\ud83d",
        "null",
        "true",
        "false",
        "\"error\"",
        "\"code\"",
        "\"success\"",
        "\"v\"",
        "\"message\"",
        "\"errorCode\"",
        "\"status\"",
        "0",
        "-1",
        "1e999",
        "9999999999999999999",
        " ",
        "\u{feff}",
        "\u{0}",
        "é",
        "Blocked country",
        "<html>",
        "v=",
        "&",
        "%",
        "+",
        "--b\r\n",
        "\r\n\r\n",
        "Content-Disposition: form-data; name=\"v\"",
    ]);
    prop_oneof![
        vec(any::<u8>(), 0..60),
        vec(pieces, 0..20).prop_map(|pieces| pieces.concat().into_bytes()),
        fields::json().prop_map(|json| json.as_str().as_bytes().to_vec()),
        (fields::json(), any::<prop::sample::Index>()).prop_map(|(json, at)| {
            let bytes = json.as_str().as_bytes();
            bytes[..at.index(bytes.len().max(1)).min(bytes.len())].to_vec()
        }),
        fields::json().prop_map(|json| format!("{{\"v\":{0},\"error\":{0}}}", json.as_str()).into_bytes()),
        fields::json().prop_map(|json| format!("{{\"v\":{}}}", json.as_str()).into_bytes()),
    ]
}

fn content_type() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=b",
            "multipart/form-data",
            "multipart/form-data; boundary=",
            "text/plain",
            "",
        ])
        .prop_map(str::to_owned),
        "[ -~]{0,30}",
    ]
}

/// Checks that a body is a valid response of a server of the demo API.
fn well_formed(status: u16, body: &[u8]) -> Result<(), String> {
    let shown = || format!("{status} {}", String::from_utf8_lossy(body));
    let broken = |error: serde_json::Error| format!("{error}: {}", shown());
    if status == 200 {
        // An echo of any JSON: raw, because a number may exceed what serde_json can represent.
        return serde_json::from_slice::<&serde_json::value::RawValue>(body).map(drop).map_err(broken);
    }
    let json: serde_json::Value = serde_json::from_slice(body).map_err(broken)?;
    let failed = json.get("success").and_then(serde_json::Value::as_bool) == Some(false);
    let envelope = json.get("error").is_some_and(|error| {
        error["code"].is_i64() && error["message"].as_str().is_some_and(|text| !text.is_empty())
    });
    match status {
        404 | 405 | 413 | 415 | 500 if failed && envelope => Ok(()),
        _ => Err(format!("no envelope: {}", shown())),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn any_bytes_are_a_response_or_an_error(status in 100_u16..600, body in body()) {
        let body = Bytes::from(body);
        let start = Instant::now();
        for form in FORMS {
            for status in [200, status] {
                if let Err(failed) = (form.read)(status, body.clone()) {
                    prop_assert!(failed.text.starts_with("response/"), "{}", failed.text);
                    prop_assert!(["api", "http", "unauthorized", "decode"].contains(&failed.is), "{}", failed.is);
                }
            }
        }
        // An empty map is written as a null value of this kind, so it is not read as the same.
        for kind in KINDS.iter().filter(|kind| kind.name != "map_text") {
            if let Ok(written) = (kind.response)(200, &body) {
                // The value is written as JSON, and read again as the same.
                let again = (kind.response)(200, &Bytes::from(written.clone()));
                prop_assert_eq!(again, Ok(written));
            }
        }
        prop_assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    }

    #[test]
    fn any_bytes_get_a_documented_response(content_type in content_type(), body in body()) {
        for kind in KINDS {
            let path = kind.path.replace("{id}", "x");
            let response = arrival::send(&KIND_SERVER, arrival::post(&path, &content_type, body.clone()));
            prop_assert_eq!(well_formed(response.status().as_u16(), response.body()), Ok(()));
        }
        let request = arrival::post("/shop/sign-up", &content_type, body);
        let response = arrival::send(&SHOP, request);
        prop_assert_eq!(well_formed(response.status().as_u16(), response.body()), Ok(()));
    }

    #[test]
    fn any_address_gets_a_documented_response(path in "(/shop)?/[!-~]{0,20}(/look)?", query in "[!-~]{0,30}") {
        let uri = format!("{path}?{query}");
        // Invalid addresses cannot be requested.
        if let Ok(request) = http::Request::post(&uri).body(Bytes::new()) {
            let response = arrival::send(&SHOP, request);
            prop_assert_eq!(well_formed(response.status().as_u16(), response.body()), Ok(()));
        }
    }
}
