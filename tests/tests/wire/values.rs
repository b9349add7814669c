//! The value tables, for both sides: a client that reads a response, and a server that reads a real request in each
//! media type, echoes it, and receives its own output again.

use std::sync::LazyLock;

use axum::Router;
use bindery_runtime::client::{RequestBody, build_request};
use bindery_runtime::metadata::Place;
use bindery_tests::arrival;
use bindery_tests::kinds::{self, KINDS, Kind};
use bindery_tests::table::{Report, expand, load};
use bytes::Bytes;
use serde::Deserialize;

/// The tables of this driver.
pub(crate) const FILES: &[&str] = &[
    "numbers.yaml",
    "texts.yaml",
    "flags.yaml",
    "times.yaml",
    "bytes.yaml",
    "enums.yaml",
    "structures.yaml",
    "styles.yaml",
    "keys.yaml",
];

/// Kinds that only JSON can carry both ways. Forms have strings without types, so JSON of any kind returns as a string
/// (use `encoding: embedded-json`); and a list without brackets exists only in JSON responses.
const JSON_ONLY: &[&str] = &["json", "bare_single", "others"];

#[derive(Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Side {
    Client,
    Server,
}

/// A row: an input value, and the expected result. See the head of `numbers.yaml`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Row {
    about: String,
    on: Option<Side>,
    json: Option<String>,
    text: Option<String>,
    either: Option<String>,
    object: Option<String>,
    form: Option<String>,
    path: Option<String>,
    becomes: Option<String>,
    fails: Option<String>,
    sent: Option<String>,
    unsent: Option<String>,
    rejected: Option<String>,
}

static SERVER: LazyLock<Router> =
    LazyLock::new(|| kinds::server().expect("every kind has a path of its own"));

#[test]
fn values_are_read_and_written_alike_on_both_sides() {
    let mut report = Report::default();
    let mut covered = Vec::new();
    for file in FILES {
        for group in &load::<Row>(file).groups {
            let Some(kind) = kinds::kind(&group.of) else {
                report.problem(file, &format!("there is no kind {}", group.of));
                continue;
            };
            for row in &group.rows {
                let place = format!("{file}:{}: {} {}", row.referenced.line(), kind.name, row.value.about);
                covered.push((kind.name, row.value.becomes.is_some()));
                run(&mut report, place.trim_end(), kind, &expanded(&row.value));
            }
        }
    }
    for kind in KINDS {
        for (good, word) in [(true, "good"), (false, "bad")] {
            if !covered.contains(&(kind.name, good)) {
                report.problem(kind.name, &format!("has no {word} row"));
            }
        }
    }
    report.finish();
}

fn expanded(row: &Row) -> Row {
    let full = |text: &Option<String>| text.as_deref().map(expand);
    Row {
        about: String::new(),
        on: row.on,
        json: full(&row.json),
        text: full(&row.text),
        either: full(&row.either),
        object: full(&row.object),
        form: full(&row.form),
        path: full(&row.path),
        becomes: full(&row.becomes),
        fails: full(&row.fails),
        sent: full(&row.sent),
        unsent: full(&row.unsent),
        rejected: full(&row.rejected),
    }
}

/// The input of a client and of a server for a row.
struct Arrivals {
    /// Whether the row contains only the value of `v`.
    bare: bool,
    responses: Vec<String>,
    requests: Vec<(&'static str, http::Request<Bytes>)>,
}

fn arrivals(kind: &Kind, row: &Row) -> Arrivals {
    let mut all = Arrivals { bare: false, responses: Vec::new(), requests: Vec::new() };
    let whole = |all: &mut Arrivals, body: String| {
        all.requests.push(("JSON", arrival::json(kind.path, &body)));
        all.responses.push(body);
    };
    if let Some(json) = &row.json {
        all.bare = true;
        whole(&mut all, format!("{{\"v\":{json}}}"));
    }
    if let Some(text) = &row.either {
        let quoted = serde_json::to_string(text).expect("a text is JSON");
        whole(&mut all, format!("{{\"v\":{quoted}}}"));
    }
    if let Some(object) = &row.object {
        whole(&mut all, object.clone());
    }
    if let Some(text) = row.text.as_ref().or(row.either.as_ref()) {
        all.bare = true;
        let encoded = arrival::urlencode("v", text);
        all.requests.push(("a form", arrival::form(kind.path, &encoded)));
        // The http crate rejects addresses of more than 64 kB.
        if encoded.len() < 60_000 {
            all.requests.push(("a query", arrival::query(kind.path, &encoded)));
        }
        all.requests.push(("a multipart body", arrival::multipart(kind.path, &[("v", text)])));
    }
    if let Some(encoded) = &row.form {
        all.requests.push(("a form", arrival::form(kind.path, encoded)));
        if encoded.is_ascii() && !encoded.contains([' ', '"', '{']) {
            all.requests.push(("a query", arrival::query(kind.path, encoded)));
        }
    }
    if let Some(text) = &row.path {
        let encoded = arrival::urlencode("", text).replace('+', "%20");
        let path = kind.path.replace("{id}", encoded.trim_start_matches('='));
        all.requests.push(("the path", arrival::form(&path, "")));
    }
    all
}

fn run(report: &mut Report, place: &str, kind: &Kind, row: &Row) {
    let Arrivals { bare, responses, requests } = arrivals(kind, row);
    if responses.is_empty() && requests.is_empty() {
        return report.problem(place, "nothing arrives");
    }
    let becomes = match (&row.becomes, bare) {
        (Some(value), true) => Some(format!("{{\"v\":{value}}}")),
        (becomes, _) => becomes.clone(),
    };
    if becomes.is_some() == row.fails.is_some() || (bare && !kind.single) {
        return report.problem(
            place,
            "a row either becomes something or fails; only a single field may be given alone",
        );
    }
    if row.on != Some(Side::Server) {
        for body in responses {
            let found = match (kind.response)(200, &Bytes::from(body)) {
                Ok(written) => format!("becomes {written}"),
                Err(error) => error,
            };
            let expected = match (&becomes, &row.fails) {
                (Some(written), _) => format!("becomes {written}"),
                (None, fails) => format!(
                    "kind/{}: the response (HTTP 200) could not be read: {}",
                    kind.name,
                    fails.as_deref().unwrap_or_default()
                ),
            };
            report.check(&format!("{place}, a client's response"), &expected, &found);
        }
    }
    let rejection = row.rejected.as_ref().or(row.unsent.as_ref()).or(row.fails.as_ref());
    let expected = match (rejection, &becomes) {
        (Some(fault), _) => rejected(fault),
        (None, becomes) => format!("200 {}", becomes.as_deref().unwrap_or_default()),
    };
    if row.on != Some(Side::Client) {
        for (name, request) in requests {
            report.check(&format!("{place}, a server through {name}"), &expected, &serve(request));
        }
    }
    if let Some(becomes) = becomes {
        send_again(report, place, kind, row, &becomes, &expected);
    }
}

/// Sends a value that a client has read; the server must read it as the same.
fn send_again(report: &mut Report, place: &str, kind: &Kind, row: &Row, becomes: &str, expected: &str) {
    let encoded = match ((kind.encode)(&Bytes::from(becomes.to_owned())), &row.unsent) {
        (Ok(_), Some(fault)) => return report.problem(place, &format!("was sent, in spite of: {fault}")),
        (Err(error), fault) => {
            return report.check(&format!("{place}, sent"), fault.as_deref().unwrap_or("it is sent"), &error);
        }
        (Ok(encoded), None) => encoded,
    };
    if let Some(sent) = &row.sent {
        let RequestBody::Form(texts) = &encoded.texts.body else { unreachable!("texts in a form") };
        let texts: Vec<&str> = texts.iter().map(|(_, text)| text.as_str()).collect();
        report.check(&format!("{place}, sent in a form"), sent, &texts.join("&"));
    }
    let info = encoded.info;
    let mut form = *info;
    form.parameters_in = Place::Form;
    let mut query = encoded.texts.clone();
    if let RequestBody::Form(texts) = std::mem::take(&mut query.body) {
        query.query = texts;
    }
    let places = [
        ("a form", form, &encoded.texts),
        ("a query", info.query(), &query),
        ("JSON", info.json(), &encoded.json),
    ];
    for (name, info, parts) in places {
        if name != "JSON" && JSON_ONLY.contains(&kind.name) {
            continue;
        }
        let place = format!("{place}, sent again in {name}");
        match build_request(&info, parts, "http://in-process/") {
            Ok(request) => report.check(&place, expected, &serve(request)),
            // The length of an address is limited; a query that is too long is rejected before it is sent.
            Err(fault) if becomes.len() > 20_000 && name == "a query" => {
                report.check(&place, "the address is not valid", &fault.to_string());
            }
            Err(fault) => report.problem(&place, &fault.to_string()),
        }
    }
}

fn serve(request: http::Request<Bytes>) -> String {
    let (status, body) = arrival::send_text(&SERVER, request);
    format!("{status} {body}")
}

/// Text that is not UTF-8 is rejected everywhere, as JSON with the same bytes is; nothing is replaced or converted.
#[test]
fn invalid_utf_8_is_rejected_in_every_encoding() {
    let part = |headers: &str, bytes: &[u8]| {
        let mut body = format!("--cut\r\nContent-Disposition: form-data; {headers}\r\n\r\n").into_bytes();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--cut--\r\n");
        arrival::post("/string", "multipart/form-data; boundary=cut", body)
    };
    let form = |bytes: &[u8]| {
        arrival::post("/string", "application/x-www-form-urlencoded; charset=ISO-8859-1", bytes.to_vec())
    };
    let json = |bytes: &[u8]| arrival::post("/string", "application/json", bytes.to_vec());
    let gzip = b"\x1f\x8b\x08\x00";
    let mut bad_name =
        b"--cut\r\nContent-Disposition: form-data; name=\"v\xe9\"\r\n\r\na\r\n--cut--\r\n".to_vec();
    let bad_name =
        arrival::post("/string", "multipart/form-data; boundary=cut", std::mem::take(&mut bad_name));
    let bad = [
        ("a query", arrival::query("/string", "v=%ff")),
        ("half a character", arrival::query("/string", "v=%C3")),
        ("a surrogate", arrival::query("/string", "v=%ED%A0%80")),
        ("another parameter", arrival::query("/string", "v=a&x=%ff")),
        ("a name", arrival::query("/string", "v=a&%ff=1")),
        ("an escaped form", form(b"v=caf%E9")),
        ("a form", form(b"v=caf\xe9")),
        ("gzip in a part", part("name=\"v\"", gzip)),
        ("UTF-16 in a part", part("name=\"v\"\r\nContent-Type: text/plain; charset=utf-16", b"\xff\xfea\0")),
        ("UTF-16 without a mark", part("name=\"v\"\r\nContent-Type: text/plain; charset=utf-16le", b"a\0")),
        ("latin-1 in a part", part("name=\"v\"\r\nContent-Type: text/plain; charset=iso-8859-1", b"caf\xe9")),
        (
            "what would be UTF-8",
            part("name=\"v\"\r\nContent-Type: text/plain; charset=latin1", "é".as_bytes()),
        ),
        ("a part's name", bad_name),
        ("JSON", json(b"{\"v\":\"caf\xe9\"}")),
        ("JSON that nobody reads", json(b"{\"v\":\"a\",\"x\":\"\xff\"}")),
        ("a path", arrival::form("/path/%ff/x", "")),
    ];
    for (name, request) in bad {
        let response = serve(request);
        let rejected = response.starts_with("500 {\"success\":false,\"error\":{\"code\":1,");
        let unknown = name == "a path" && response.starts_with("404 {\"success\":false,");
        assert!(rejected || unknown, "{name}: {response}");
        assert!(!response.contains('\u{fffd}'), "{name}: {response}");
    }
    let good = [
        ("a query", arrival::query("/string", "v=caf%C3%A9"), "café"),
        ("a form", form("v=café".as_bytes()), "café"),
        ("a part", part("name=\"v\"", "café".as_bytes()), "café"),
        ("UTF-8", part("name=\"v\"\r\nContent-Type: text/plain; charset=UTF-8", "café".as_bytes()), "café"),
        ("ASCII", part("name=\"v\"\r\nContent-Type: text/plain; charset=ISO-8859-1", b"cafe"), "cafe"),
    ];
    for (name, request, text) in good {
        assert_eq!(serve(request), format!("200 {{\"v\":\"{text}\"}}"), "{name}");
    }
    // A response that is not UTF-8 is neither empty nor text.
    let kind = kinds::kind("optional").expect("it is there");
    let response = (kind.response)(200, &Bytes::from_static(b"\xff")).expect_err("no JSON");
    assert!(response.contains("not JSON: invalid utf-8"), "{response}");
}

/// Returns the demo API's response to a request that violates a rule.
fn rejected(fault: &str) -> String {
    let (code, message) = match (fault.strip_suffix(": missing"), fault.strip_prefix("needs ")) {
        (Some(field), _) => (11, format!("Missing parameter: {field}")),
        (None, Some(groups)) => (11, format!("Missing parameters: {groups}")),
        (None, None) => (1, fault.to_owned()),
    };
    let message = serde_json::to_string(&message).expect("a text is JSON");
    format!("500 {{\"success\":false,\"error\":{{\"code\":{code},\"message\":{message}}}}}")
}
