//! Error responses in error formats of every kind: an error that a client reads is written, and read again as the same.

use bindery_runtime as rt;
use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_TYPE, HeaderValue};
use rt::decode::decode_response;
use rt::encode::encode_failure;
use rt::metadata::{ActionInfo, ApiInfo, ErrorFormat, ErrorFormatUse, ErrorSignal, Rejections};
use rt::{Action, Failure, ResponseHead};

/// API of the target `failures`, with error formats of every kind.
#[derive(Clone, Copy, Debug)]
pub enum Formats {}

rt::error_codes! {
    /// Errors of the API.
    pub enum Code: String {
        /// Wrong.
        Wrong = "wrong", "E_WRONG", Validation, "Wrong";
        /// Slow down.
        Slow = "slow", "E_SLOW", Limit, "Slow down";
    }
    texts {}
}

impl rt::Api for Formats {
    type Code = Code;
    const INFO: &'static ApiInfo = &ApiInfo::new("formats", "Formats")
        .error_formats(&[
            ErrorFormat::new("listed", 200)
                .when(&[ErrorSignal::Filled("error")])
                .body(r#"{"error":["$code"]}"#),
            ErrorFormat::new("positions", 500)
                .when(&[ErrorSignal::Is("0", "\"error\"")])
                .body(r#"["error","$code","$message"]"#),
            ErrorFormat::new("throttled", 429)
                .when(&[ErrorSignal::All(&[ErrorSignal::Is("ok", "false"), ErrorSignal::Status(429, 429)])])
                .body(r#"{"ok":false,"code":"$code","why":"$message","wait":"$retry-after"}"#),
            ErrorFormat::new("fields", 422)
                .when(&[ErrorSignal::Has("errors")])
                .body(r#"{"message":"$message","errors":[{"code":"$code"}]}"#)
                .details("errors"),
            ErrorFormat::new("problem", 400)
                .when(&[ErrorSignal::Has("type")])
                .body(r#"{"type":"$code","title":"$message","status":"$status"}"#)
                .media("application/problem+json")
                .details(""),
            ErrorFormat::new("nested", 400)
                .when(&[ErrorSignal::Has("d.code")])
                .body(r#"{"d":{"code":"$code","more":"$details","texts":[{"text":"$message"}]}}"#),
            ErrorFormat::new("text", 503)
                .when(&[ErrorSignal::Status(500, 599), ErrorSignal::HeaderIs("x-failed", "yes")])
                .body(r#""$code""#)
                .media("text/plain"),
        ])
        .error_format("listed")
        .rejections(Rejections::new("wrong"));
}

/// Reads an error response, writes its error, and reads it again.
fn again<A: Action<Api = Formats, Response = rt::RawJson>>(head: ResponseHead, body: &Bytes) {
    let Err(error) = decode_response::<A>(head, body) else { return };
    let Some(api) = error.api() else { return };
    let Some(code) = api.code.clone() else { return };
    let mut failure = Failure::from(code.clone());
    failure.message = Some(api.message.clone());
    // Details are left out: beside the other parts, they could be those of another format.
    failure.retry_after = api.retry_after;
    failure.others = api.others.iter().filter_map(|other| other.code.clone()).map(Failure::from).collect();
    let written = encode_failure::<Formats>(Some(A::INFO), &failure);
    let head = ResponseHead::new(written.status, written.headers);
    let read = decode_response::<A>(head, &Bytes::from(written.body.clone())).err();
    let read = read.as_ref().and_then(|error| error.api());
    assert_eq!(read.and_then(|read| read.code.clone()), Some(code), "{}: {}", A::INFO.name, written.body);
}

macro_rules! formats {
    ($($action:ident $name:literal;)*) => {
        $(
            rt::record! {
                /// Request of an action that fails in one format.
                pub struct $action {}
            }

            impl Action for $action {
                type Api = Formats;
                type Response = rt::RawJson;
                const INFO: &'static ActionInfo =
                    &ActionInfo::new("formats", $name, $name).error_formats(&[ErrorFormatUse::new($name)]);
            }
        )*

        fn read(name: &str, head: ResponseHead, body: &Bytes) {
            match name {
                $($name => again::<$action>(head, body),)*
                _ => again::<Listed>(head, body),
            }
        }
    };
}

formats! {
    Listed "listed";
    Positions "positions";
    Throttled "throttled";
    Fields "fields";
    Problem "problem";
    Nested "nested";
    Text "text";
}

/// A line with the name of a format and a status, and the body of a response.
pub(crate) fn failures(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (line, body) = data.split_at(end);
    let line = String::from_utf8_lossy(line).into_owned();
    let (name, status) = line.split_once(' ').unwrap_or((&line, ""));
    let status = status.trim().parse().ok().filter(|status| (200..600).contains(status)).unwrap_or(500);
    let body = Bytes::copy_from_slice(body.get(1..).unwrap_or_default());
    let mut headers = HeaderMap::new();
    if name == "text" {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        headers.insert("x-failed", HeaderValue::from_static("yes"));
    }
    read(name, ResponseHead::new(status, headers), &body);
}
