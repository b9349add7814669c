//! Values arriving at a server: requests in every media type that a router reads, and the responses.

use axum::Router;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::wait;

/// The boundary of multipart bodies.
const BOUNDARY: &str = "cut-here";

/// Creates a POST request with a body of this media type; an empty type sends none.
///
/// # Panics
/// Panics if the path is invalid: a mistake of the test.
pub fn post(path: &str, content_type: &str, body: impl Into<Bytes>) -> http::Request<Bytes> {
    let mut request = http::Request::post(path);
    if !content_type.is_empty() {
        request = request.header(CONTENT_TYPE, content_type);
    }
    request.body(body.into()).expect("the test gives a path")
}

/// Returns a request with parameters in a form.
pub fn form(path: &str, encoded: &str) -> http::Request<Bytes> {
    post(path, "application/x-www-form-urlencoded", encoded.to_owned())
}

/// Returns a request with parameters in the query.
pub fn query(path: &str, encoded: &str) -> http::Request<Bytes> {
    post(&format!("{path}?{encoded}"), "", Bytes::new())
}

/// Returns a request with parameters in a JSON body.
pub fn json(path: &str, body: &str) -> http::Request<Bytes> {
    post(path, "application/json; charset=utf-8", body.to_owned())
}

/// Returns a request with parameters as parts of a multipart body.
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

/// Encodes one parameter for a form or a query.
pub fn urlencode(name: &str, text: &str) -> String {
    form_urlencoded::Serializer::new(String::new()).append_pair(name, text).finish()
}

/// Sends a request to a router and returns the complete response.
///
/// # Panics
/// Panics if the body of the response ends early, which never happens in process.
pub fn send(router: &Router, request: http::Request<Bytes>) -> http::Response<Bytes> {
    let request = request.map(axum::body::Body::from);
    wait(async {
        let response = router.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        let (head, body) = response.into_parts();
        let body = body.collect().await.expect("the body is in memory").to_bytes();
        http::Response::from_parts(head, body)
    })
}

/// Sends a request and returns status and text of the response.
pub fn send_text(router: &Router, request: http::Request<Bytes>) -> (u16, String) {
    let response = send(router, request);
    (response.status().as_u16(), String::from_utf8_lossy(response.body()).into_owned())
}
