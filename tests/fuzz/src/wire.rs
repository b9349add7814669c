//! Readers of the wire: every value that a client or server accepts is written in one form and read again as the same
//! value.
//!
//! Both ends of a record are compared: a client reads the value that a server read from a request, and the client's
//! request with this value is accepted by the server.

use std::cell::RefCell;

use bindery_runtime::Date;
use bindery_runtime::client::RequestBody;
use bindery_runtime::metadata::ApiInfo;
use bindery_tests::kinds::{self, KINDS, Kind, kind};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};

use crate::raw::{RawResponse, Service, documented};

/// Kinds without a text encoding of their own.
const COMPOUND: [&str; 8] =
    ["list", "colours", "bare_single", "map", "list_when_empty", "colour_map", "record", "tree"];

/// The beginning of an input for the demo: a line with the name of a kind.
fn chosen(data: &[u8]) -> (&'static Kind, &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (name, rest) = data.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    let named = std::str::from_utf8(name).ok().and_then(kind);
    let at = name.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    (named.unwrap_or(&KINDS[at % KINDS.len()]), rest)
}

thread_local! {
    /// The server that echoes its requests.
    static SERVER: RefCell<Service> =
        RefCell::new(Service::new(kinds::server().expect("every kind has a path of its own")));
}

const DEMO: &ApiInfo = <bindery_tests::demo::Demo as bindery_runtime::Api>::INFO;

/// Returns the server's response to a body. Rejections have the demo's error formats.
fn post(path: &str, media_type: &str, body: Vec<u8>) -> RawResponse {
    let request = Request::builder().method(Method::POST).uri(path).header(CONTENT_TYPE, media_type);
    let request = request.body(Bytes::from(body)).expect("paths are addresses");
    let response = SERVER.with_borrow_mut(|server| server.call(request));
    documented(DEMO, &response);
    response
}

/// Returns the response as a client reads it, if the server accepted the request.
fn taken(kind: &Kind, response: &RawResponse) -> Option<String> {
    if response.status != StatusCode::OK {
        return None;
    }
    // An echo may look like an error response, since strings are arbitrary.
    let written = (kind.response)(200, &response.body).ok()?;
    assert!(
        same(kind, &response.text(), &written),
        "{}: the client writes {written}, the server {}",
        kind.name,
        response.text()
    );
    Some(written)
}

/// Whether two encodings have the same meaning. An empty map may become null, if its encoding is a null value of this
/// kind's key.
fn same(kind: &Kind, before: &str, after: &str) -> bool {
    before == after || (kind.name == "map_text" && before == r#"{"v":"{}"}"# && after == "{}")
}

/// Checks that a client sends the values that a server accepted, in both encodings, without loss.
fn again(kind: &Kind, written: &str) {
    let body = Bytes::from(written.to_owned());
    let Ok(sent) = (kind.encode)(&body) else { return };
    let mut path = kind.path.to_owned();
    let (RequestBody::Form(pairs), RequestBody::Json(object)) = (sent.texts.body, sent.json.body) else {
        unreachable!("a form is made of texts, and JSON of JSON")
    };
    for (name, value) in &sent.texts.path {
        let escaped: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        path = path.replace(&format!("{{{name}}}"), &escaped.replace('+', "%20"));
    }
    let texts = pairs.iter().map(|(name, text)| (name.as_ref(), text.as_str()));
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(texts).finish();
    let form = post(&path, "application/x-www-form-urlencoded", form.into_bytes());
    let json = post(&path, "application/json", object.clone().into_bytes());
    assert!(same(kind, written, &json.text()), "{} sent as {}: {}", kind.name, object, json.text());
    // Forms only have strings: these kinds have other values, null among them, or no documented text.
    let of_texts = !matches!(kind.name, "others" | "json" | "embedded_json" | "three_states");
    let documented = !COMPOUND.contains(&kind.name);
    // A leading space in a form is read as a plus sign.
    let plus = written.strip_prefix(r#"{"v":" "#).filter(|_| kind.name == "plus");
    let written = plus.map_or(written.to_owned(), |rest| format!(r#"{{"v":"+{rest}"#));
    if of_texts && (documented || form.status == StatusCode::OK) {
        assert!(same(kind, &written, &form.text()), "{} sent as {:?}: {}", kind.name, pairs, form.text());
    }
}

/// Returns the path with a value for its parameter.
fn filled(kind: &Kind) -> String {
    kind.path.replace("{id}", "7")
}

/// A kind and JSON: as a response and as a request.
pub(crate) fn json(data: &[u8]) {
    let (kind, body) = chosen(data);
    let read = (kind.response)(200, &Bytes::copy_from_slice(body));
    if let Ok(written) = &read {
        let read_again = (kind.response)(200, &Bytes::from(written.clone()));
        assert!(
            read_again.as_ref().is_ok_and(|again| same(kind, written, again)),
            "{}: {written} is read as {read_again:?}",
            kind.name
        );
    }
    let response = post(&filled(kind), "application/json", body.to_vec());
    if let Some(taken) = taken(kind, &response) {
        if !kind.path.contains('{') {
            let read = read.as_ref().ok();
            assert!(read.is_none_or(|read| same(kind, read, &taken)), "{}: {read:?}, {taken}", kind.name);
        }
        again(kind, &taken);
    }
}

/// A kind and a form.
pub(crate) fn form(data: &[u8]) {
    let (kind, body) = chosen(data);
    let response = post(&filled(kind), "application/x-www-form-urlencoded", body.to_vec());
    if let Some(taken) = taken(kind, &response) {
        again(kind, &taken);
    }
}

/// A kind and a multipart body with the boundary `x`.
pub(crate) fn multipart(data: &[u8]) {
    let (kind, body) = chosen(data);
    let response = post(&filled(kind), "multipart/form-data; boundary=x", body.to_vec());
    if let Some(taken) = taken(kind, &response) {
        again(kind, &taken);
    }
}

/// A text as the value of a kind: as a JSON string, as JSON, and in a form. Encodings that accept it agree on the
/// value.
fn value(kind: &Kind, text: &str) -> Option<String> {
    let quoted = serde_json::to_string(text).expect("a text is JSON");
    let bare = format!("{{\"v\":{text}}}");
    let quoted = (kind.response)(200, &Bytes::from(format!("{{\"v\":{quoted}}}")));
    let bare = (kind.response)(200, &Bytes::from(bare));
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("v", text).finish();
    let form = post(kind.path, "application/x-www-form-urlencoded", form.into_bytes());
    let form = taken(kind, &form);
    for written in [quoted.as_ref().ok(), bare.as_ref().ok(), form.as_ref()].into_iter().flatten() {
        let read = (kind.response)(200, &Bytes::from(written.clone()));
        let kept = read.as_ref().is_ok_and(|read| same(kind, written, read));
        assert!(kept, "{}: {text:?}: {written}, {read:?}", kind.name);
    }
    if let (Ok(quoted), Some(form)) = (&quoted, &form) {
        assert!(same(kind, quoted, form), "{}: {text:?} is {quoted} in JSON and {form} in a form", kind.name);
    }
    if let Some(form) = &form {
        again(kind, form);
    }
    form
}

/// A text as every kind of date and time.
pub(crate) fn dates(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for name in [
        "date",
        "date_time",
        "instant",
        "timestamp",
        "nanoseconds",
        "mail_date",
        "http_date",
        "microsoft_date",
    ] {
        let written = kind(name).and_then(|kind| value(kind, text));
        if let (Some(written), "date") = (written, name) {
            // The documented form of an existing day.
            let day = written.strip_prefix("{\"v\":\"").and_then(|rest| rest.strip_suffix("\"}"));
            let day = day.expect("a date is a text");
            assert!(day.len() == 10 && day.parse::<Date>().is_ok(), "{text:?} was read as {day}");
        }
    }
}

/// A text as every kind of number: an accepted text is read as exactly its number.
pub(crate) fn decimals(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for name in
        ["int", "int_text", "two_digits", "uint", "decimal", "decimal_string", "cents", "number", "amount"]
    {
        let Some(written) = kind(name).and_then(|kind| value(kind, text)) else { continue };
        let number = written.strip_prefix("{\"v\":").and_then(|rest| rest.strip_suffix('}'));
        let number = number.expect("an object with one field").trim_matches('"');
        assert_eq!(exact(number), exact(text.trim()), "{name}: {text:?} was read as {number}");
    }
}

/// Returns a number by its digits: whether it is negative, its digits without zeros at the ends, and the power of ten
/// of the last.
fn exact(text: &str) -> Option<(bool, String, i64)> {
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, rest) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = [whole, rest].concat();
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        // Zero is zero, whatever its exponent.
        return Some((false, String::new(), 0));
    }
    let power =
        power.parse::<i64>().ok()?.checked_sub(i64::try_from(rest.len()).ok()?)?.checked_add(zeros)?;
    Some((mantissa.starts_with('-'), significant.to_owned(), power))
}

/// A text as JSON inside a string.
pub(crate) fn json_in_text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for name in ["list_text", "map_text", "record_text", "embedded_json", "secrets"] {
        kind(name).and_then(|kind| value(kind, text));
    }
}
