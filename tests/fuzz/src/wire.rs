//! The readers of the wire: whatever a client or a server takes, it writes in one form and reads as the same again.
//!
//! Both ends of one record are held against each other: what a server has read from a request, a client reads from an
//! answer, and what the client makes of it is a request that the server takes.

use std::cell::RefCell;

use bindery_runtime::Date;
use bindery_runtime::client::Payload;
use bindery_runtime::facts::ApiInfo;
use bindery_tests::kinds::{self, KINDS, Kind, kind};
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{Method, Request, StatusCode};

use crate::raw::{Answer, Service, documented};

/// Kinds that have no form of their own as a text.
const COMPOUND: [&str; 8] =
    ["list", "colours", "bare_single", "map", "list_when_empty", "colour_map", "record", "tree"];

/// What an input of the demo begins with: a line with the name of a kind.
fn chosen(data: &[u8]) -> (&'static Kind, &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (name, rest) = data.split_at(end);
    let rest = rest.get(1..).unwrap_or_default();
    let named = std::str::from_utf8(name).ok().and_then(kind);
    let at = name.iter().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(usize::from(*byte)));
    (named.unwrap_or(&KINDS[at % KINDS.len()]), rest)
}

thread_local! {
    /// The server that echoes what it has read.
    static SERVER: RefCell<Service> =
        RefCell::new(Service::new(kinds::server().expect("every kind has a path of its own")));
}

const DEMO: &ApiInfo = <bindery_tests::demo::Demo as bindery_runtime::Api>::INFO;

/// What the server answers to a body. A refusal is one of the demo's own.
fn post(path: &str, media_type: &str, body: Vec<u8>) -> Answer {
    let request = Request::builder().method(Method::POST).uri(path).header(CONTENT_TYPE, media_type);
    let request = request.body(Bytes::from(body)).expect("paths are addresses");
    let answer = SERVER.with_borrow_mut(|server| server.call(request));
    documented(DEMO, &answer);
    answer
}

/// The answer as a client reads it, if the server has taken the request.
fn taken(kind: &Kind, answer: &Answer) -> Option<String> {
    if answer.status != StatusCode::OK {
        return None;
    }
    // An echo may look like a failure: texts are anybody's.
    let written = (kind.answer)(200, &answer.body).ok()?;
    assert!(
        same(kind, &answer.text(), &written),
        "{}: the client writes {written}, the server {}",
        kind.name,
        answer.text()
    );
    Some(written)
}

/// Whether two writings say the same. An empty map may have become none: what it is written as stands for none by this
/// kind's key.
fn same(kind: &Kind, before: &str, after: &str) -> bool {
    before == after || (kind.name == "map_text" && before == r#"{"v":"{}"}"# && after == "{}")
}

/// A client sends again what a server has taken, in both forms, and nothing is lost.
fn again(kind: &Kind, written: &str) {
    let body = Bytes::from(written.to_owned());
    let Ok(sent) = (kind.encode)(&body) else { return };
    let mut path = kind.path.to_owned();
    let (Payload::Texts(pairs), Payload::Json(object)) = (sent.texts.payload, sent.json.payload) else {
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
    // A form has texts alone: what else a value may be is not told by them, or there is no documented text for it.
    let of_texts = !matches!(kind.name, "others" | "json" | "json_text");
    let documented = !COMPOUND.contains(&kind.name);
    // A blank at the start is read from a form as the plus that it stands for there.
    let plus = written.strip_prefix(r#"{"v":" "#).filter(|_| kind.name == "plus");
    let written = plus.map_or(written.to_owned(), |rest| format!(r#"{{"v":"+{rest}"#));
    if of_texts && (documented || form.status == StatusCode::OK) {
        assert!(same(kind, &written, &form.text()), "{} sent as {:?}: {}", kind.name, pairs, form.text());
    }
}

/// The path with something in the place of its parameter.
fn filled(kind: &Kind) -> String {
    kind.path.replace("{id}", "7")
}

/// A kind and JSON: as an answer and as a request.
pub(crate) fn json(data: &[u8]) {
    let (kind, body) = chosen(data);
    let read = (kind.answer)(200, &Bytes::copy_from_slice(body));
    if let Ok(written) = &read {
        let read_again = (kind.answer)(200, &Bytes::from(written.clone()));
        assert!(
            read_again.as_ref().is_ok_and(|again| same(kind, written, again)),
            "{}: {written} is read as {read_again:?}",
            kind.name
        );
    }
    let answer = post(&filled(kind), "application/json", body.to_vec());
    if let Some(taken) = taken(kind, &answer) {
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
    let answer = post(&filled(kind), "application/x-www-form-urlencoded", body.to_vec());
    if let Some(taken) = taken(kind, &answer) {
        again(kind, &taken);
    }
}

/// A kind and a multipart body with the boundary `x`.
pub(crate) fn multipart(data: &[u8]) {
    let (kind, body) = chosen(data);
    let answer = post(&filled(kind), "multipart/form-data; boundary=x", body.to_vec());
    if let Some(taken) = taken(kind, &answer) {
        again(kind, &taken);
    }
}

/// A text as the value of a kind: as text of JSON, as it is in JSON, and in a form. What several of them take is the same.
fn value(kind: &Kind, text: &str) -> Option<String> {
    let quoted = serde_json::to_string(text).expect("a text is JSON");
    let bare = format!("{{\"v\":{text}}}");
    let quoted = (kind.answer)(200, &Bytes::from(format!("{{\"v\":{quoted}}}")));
    let bare = (kind.answer)(200, &Bytes::from(bare));
    let form = form_urlencoded::Serializer::new(String::new()).append_pair("v", text).finish();
    let form = post(kind.path, "application/x-www-form-urlencoded", form.into_bytes());
    let form = taken(kind, &form);
    for written in [quoted.as_ref().ok(), bare.as_ref().ok(), form.as_ref()].into_iter().flatten() {
        let read = (kind.answer)(200, &Bytes::from(written.clone()));
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
    for name in ["date", "date_time", "timestamp", "timestamp_text", "milliseconds", "script_date"] {
        let written = kind(name).and_then(|kind| value(kind, text));
        if let (Some(written), "date") = (written, name) {
            // The documented form, and a day that there is.
            let day = written.strip_prefix("{\"v\":\"").and_then(|rest| rest.strip_suffix("\"}"));
            let day = day.expect("a date is a text");
            assert!(day.len() == 10 && day.parse::<Date>().is_ok(), "{text:?} was read as {day}");
        }
    }
}

/// A text as every kind of number; what is read is exactly the number that stands there.
pub(crate) fn decimals(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for name in ["int", "int_text", "two_digits", "money", "money_text", "cents", "number", "amount"] {
        let Some(written) = kind(name).and_then(|kind| value(kind, text)) else { continue };
        let number = written.strip_prefix("{\"v\":").and_then(|rest| rest.strip_suffix('}'));
        let number = number.expect("an object with one field").trim_matches('"');
        assert_eq!(exact(number), exact(text.trim()), "{name}: {text:?} was read as {number}");
    }
}

/// A number by its digits: whether it is negative, its digits without zeros at the ends, and the power of ten of the last.
fn exact(text: &str) -> Option<(bool, String, i64)> {
    let (mantissa, power) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let unsigned = mantissa.trim_start_matches(['-', '+']);
    let (whole, rest) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let digits = [whole, rest].concat();
    let significant = digits.trim_end_matches('0');
    let zeros = i64::try_from(digits.len() - significant.len()).ok()?;
    let significant = significant.trim_start_matches('0');
    if significant.is_empty() {
        // Zero is zero, whatever the power.
        return Some((false, String::new(), 0));
    }
    let power =
        power.parse::<i64>().ok()?.checked_sub(i64::try_from(rest.len()).ok()?)?.checked_add(zeros)?;
    Some((mantissa.starts_with('-'), significant.to_owned(), power))
}

/// A text as JSON inside a text.
pub(crate) fn json_in_text(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for name in ["list_text", "map_text", "record_text", "json_text", "secrets"] {
        kind(name).and_then(|kind| value(kind, text));
    }
}
