//! Methods: HEAD is GET without a body and without an effect, and responses to disallowed methods list the allowed
//! ones.

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::Transport as _;
use rt::client::TransportLimits;
use rt::server::Router;

use crate::{Line, all, line};

async fn send(line: &Line, method: &str, path: &str, key: bool) -> Response<Bytes> {
    let mut request = Request::builder().method(method).uri(path);
    if key {
        request = request.header("key", "key-of-ann");
    }
    let request = request.body(Bytes::new()).expect("a request");
    line.inner.send(request, TransportLimits { response_bytes: 1 << 20 }).await.expect("a response")
}

#[tokio::test]
async fn head_has_the_response_of_get_without_the_body() {
    let (backend, line, _) = all();
    for (path, key) in [
        ("/users/ann", true),
        ("/users/nobody", true),
        ("/users/ann", false),
        ("/users?skip=9&limit=9", true),
    ] {
        let get = send(&line, "GET", path, key).await;
        let head = send(&line, "HEAD", path, key).await;
        assert_eq!(head.status(), get.status(), "{path}");
        assert_eq!(head.headers()["content-type"], get.headers()["content-type"], "{path}");
        assert_eq!(head.headers()["content-length"], get.body().len().to_string(), "{path}");
        assert!(head.body().is_empty() && !get.body().is_empty(), "{path}");
    }
    assert_eq!(backend.calls(), 4, "what reads is done for both");
}

#[tokio::test]
async fn head_has_no_effect() {
    let (backend, line) = line(Router::without_login);
    let noted = send(&line, "HEAD", "/notes?text=a", false).await;
    assert_eq!((noted.status().as_u16(), noted.body().len()), (200, 0));
    let missing = send(&line, "HEAD", "/notes", false).await;
    assert_eq!((missing.status().as_u16(), missing.body().len()), (400, 0));
    assert_eq!(backend.calls(), 0);
    assert_eq!(send(&line, "GET", "/notes?text=a", false).await.status(), 200);
    assert_eq!(backend.calls(), 1);
}

#[tokio::test]
async fn what_is_not_allowed_says_what_is() {
    let (backend, line, _) = all();
    for (method, path, allowed) in [
        ("PUT", "/users/ann", "GET, HEAD"),
        ("DELETE", "/notes", "POST, GET, HEAD"),
        ("OPTIONS", "/notes", "POST, GET, HEAD"),
        ("PATCH", "/users", "GET, HEAD, POST"),
        ("HEAD", "/deposits", "POST"),
        ("TRACE", "/deposits", "POST"),
    ] {
        let response = send(&line, method, path, true).await;
        assert_eq!(
            (response.status().as_u16(), &response.headers()["allow"]),
            (405, &allowed.parse().expect("text"))
        );
        assert_eq!(response.body().is_empty(), method == "HEAD");
    }
    assert_eq!(backend.calls(), 0);
}
