//! Media types of bodies, and the responses to bodies that are not read: no body is ignored silently.

use bytes::Bytes;
use http::Request;
use rt::server::Router;

use crate::{all, line};
use bindery_runtime as rt;

/// A header's name and its value.
type Header = (&'static str, &'static str);

const FORM: Header = ("content-type", "application/x-www-form-urlencoded");
const JSON: Header = ("content-type", "application/json");

fn post(path: &str, headers: &[Header], body: &'static [u8]) -> Request<Bytes> {
    let mut request = Request::post(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.body(Bytes::from_static(body)).expect("a request")
}

#[tokio::test]
async fn a_body_is_read_as_its_media_type() {
    let (backend, line) = line(Router::without_login);
    let multipart = b"--x\r\ncontent-disposition: form-data; name=\"text\"\r\n\r\na\r\n--x--\r\n".as_slice();
    let read: [(&[Header], &[u8]); 17] = [
        (&[FORM], b"text=a"),
        (&[FORM], b"\xef\xbb\xbftext=a"),
        (&[("content-type", "Application/X-WWW-Form-Urlencoded ; charset=UTF-8")], b"text=a"),
        (&[JSON], br#"{"text":"a"}"#),
        (&[("content-type", "application/json; charset=\"utf-8\"")], br#"{"text":"a"}"#),
        (&[("content-type", "application/vnd.desk.v2+json")], br#"{"text":"a"}"#),
        (&[("content-type", "text/json")], br#"{"text":"a"}"#),
        (&[("content-type", "multipart/form-data; boundary=x")], multipart),
        // A body without a media type is read as documented …
        (&[], b"text=a"),
        // … unless it cannot be that: many clients send JSON with the media type of a form, or with none.
        (&[], b" {\"text\":\"a\"}"),
        (&[FORM], br#"{"text":"a"}"#),
        // ASCII characters are the same in these charsets.
        (&[("content-type", "application/json; charset=iso-8859-1")], br#"{"text":"a"}"#),
        (&[FORM, ("content-encoding", "identity")], b"text=a"),
        (&[FORM, ("content-encoding", "")], b"text=a"),
        (&[FORM, ("content-encoding", "Identity, identity")], b"text=a"),
        (&[FORM, ("transfer-encoding", "Chunked")], b"text=a"),
        (&[("content-type", "application/x-www-form-urlencoded;")], b"text=a"),
    ];
    for (headers, body) in read {
        let shown = format!("{headers:?} {}", String::from_utf8_lossy(body));
        assert_eq!(line.raw(post("/notes", headers, body)).await, (200, r#""a""#.to_owned()), "{shown}");
    }
    // An action with JSON as its documented media type also accepts a form with the right media type.
    let form = post("/deposits", &[FORM], b"amount=5&comment=x");
    assert_eq!(line.raw(form).await, (204, String::new()));
    assert_eq!(line.raw(post("/deposits", &[], br#"{"amount":5,"comment":"x"}"#)).await.0, 204);
    // An empty body has no media type.
    assert_eq!(line.raw(post("/notes?text=a", &[("content-type", "text/plain")], b"")).await.0, 200);
    assert_eq!(backend.calls(), read.len() + 3);
}

#[tokio::test]
async fn a_body_of_another_media_type_is_rejected() {
    let (backend, line) = line(Router::without_login);
    let json = br#"{"text":"a"}"#;
    let unsupported: [(&[Header], &[u8]); 17] = [
        (&[("content-type", "text/plain")], json),
        (&[("content-type", "text/plain;charset=UTF-8")], b"text=a"),
        (&[("content-type", "application/xml")], b"<text>a</text>"),
        (&[("content-type", "application/octet-stream")], json),
        (&[("content-type", "multipart/mixed; boundary=x")], b"--x--"),
        (&[("content-type", "application/x-ndjson")], json),
        (&[("content-type", "json")], json),
        (&[("content-type", "")], json),
        (&[("content-type", "*/*")], b"text=a"),
        (&[JSON, FORM], json),
        (&[JSON, ("content-encoding", "gzip")], b"\x1f\x8b\x08"),
        (&[FORM, ("content-encoding", "identity, br")], b"text=a"),
        (&[JSON, ("transfer-encoding", "gzip, chunked")], json),
        (&[FORM, ("transfer-encoding", "gzip"), ("transfer-encoding", "chunked")], b"text=a"),
        (&[JSON, ("content-encoding", "x-gzip,identity")], json),
        (&[("content-type", "application/json; charset=utf-16")], b"{\0\"\0\xff\xfe"),
        (&[], b"<text>a</text>"),
    ];
    for path in ["/notes", "/deposits", "/"] {
        for (headers, body) in unsupported {
            if path != "/notes" && headers.is_empty() {
                continue; // the documented form is JSON there, and this is none
            }
            let (status, response) = line.raw(post(path, headers, body)).await;
            let shape = response.starts_with(r#"{"error":true,"code":415,"#);
            assert!(status == 415 && shape, "{path} {headers:?}: {status} {response}");
        }
    }
    let multipart: Header = ("content-type", "multipart/form-data; boundary=x");
    let packed = b"--x\r\ncontent-disposition: form-data; name=\"text\"\r\ncontent-encoding: gzip\r\n\r\na\r\n--x--\r\n";
    let base64 = b"--x\r\ncontent-disposition: form-data; name=\"text\"\r\ncontent-transfer-encoding: base64\r\n\r\nYQ==\r\n--x--\r\n";
    let broken: [(&str, &[Header], &[u8]); 9] = [
        ("/notes", &[multipart], packed),
        ("/notes", &[multipart], base64),
        ("/notes", &[JSON], b"text=a"),
        ("/notes", &[JSON], br#"{"text":"a""#),
        ("/notes", &[FORM], b"[1]"),
        ("/notes", &[FORM], br#"{"text":"a""#),
        ("/notes", &[("content-type", "multipart/form-data")], b"--x--"),
        ("/deposits", &[], b"amount=5&comment=x"),
        ("/deposits", &[], b"<amount>5</amount>"),
    ];
    for (path, headers, body) in broken {
        let (status, response) = line.raw(post(path, headers, body)).await;
        let shape = response.starts_with(r#"{"error":true,"code":400,"#);
        assert!(status == 400 && shape, "{path} {headers:?}: {status} {response}");
    }
    assert_eq!(backend.calls(), 0);
}

/// The media type and the content coding are not signed, so signed bodies are read in their documented form only.
#[tokio::test]
async fn a_signed_body_is_read_as_documented_despite_its_content_type() {
    let (_, line, client) = all();
    rt::Caller::call(&client, crate::api::Note::new("a")).await.expect("noted");
    let sent = line.last();
    for label in ["text/plain", "application/json", "multipart/form-data; boundary=x"] {
        let mut labelled = sent.clone();
        labelled.headers_mut().insert("content-type", label.parse().expect("a header's value"));
        assert_eq!(line.raw(labelled).await, (200, r#""a""#.to_owned()), "{label}");
    }
    let mut packed = sent;
    packed.headers_mut().insert("content-encoding", "gzip".parse().expect("a header's value"));
    assert_eq!(line.raw(packed).await.0, 415);
}
