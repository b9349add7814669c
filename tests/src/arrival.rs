//! How values arrive at a server: requests in every encoding that a router reads, and the answer that comes back.

use axum::Router;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::wait;

/// The boundary of multipart bodies.
const BOUNDARY: &str = "cut-here";

/// A POST with a body of this type; an empty type sends none.
///
/// # Panics
/// When the path is no path: a mistake of the test.
pub fn post(path: &str, content_type: &str, body: impl Into<Bytes>) -> http::Request<Bytes> {
    let mut request = http::Request::post(path);
    if !content_type.is_empty() {
        request = request.header(CONTENT_TYPE, content_type);
    }
    request.body(body.into()).expect("the test gives a path")
}

/// The parameters in an urlencoded body.
pub fn form(path: &str, encoded: &str) -> http::Request<Bytes> {
    post(path, "application/x-www-form-urlencoded", encoded.to_owned())
}

/// The parameters in the query string.
pub fn query(path: &str, encoded: &str) -> http::Request<Bytes> {
    post(&format!("{path}?{encoded}"), "", Bytes::new())
}

/// The parameters in a JSON body.
pub fn json(path: &str, body: &str) -> http::Request<Bytes> {
    post(path, "application/json; charset=utf-8", body.to_owned())
}

/// The parameters as parts of a multipart body.
pub fn multipart(path: &str, pairs: &[(&str, &str)]) -> http::Request<Bytes> {
    let mut body = String::new();
    for (name, text) in pairs {
        body.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
        ));
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    post(path, &format!("multipart/form-data; boundary={BOUNDARY}"), body)
}

/// One parameter, encoded for a form or a query.
pub fn urlencode(name: &str, text: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, text).finish()
}

/// Sends a request to a router and collects what comes back.
///
/// # Panics
/// When the body of the answer breaks off, which a router in the same process never does.
pub fn send(router: &Router, request: http::Request<Bytes>) -> http::Response<Bytes> {
    let request = request.map(axum::body::Body::from);
    wait(async {
        let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("the body is in memory").to_bytes();
        http::Response::from_parts(head, body)
    })
}

/// The same, as status and text.
pub fn send_text(router: &Router, request: http::Request<Bytes>) -> (u16, String) {
    let response = send(router, request);
    (response.status().as_u16(), String::from_utf8_lossy(response.body()).into_owned())
}
