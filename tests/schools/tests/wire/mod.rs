//! What is on the wire, in a form that can be compared, and vendors that answer what their documents print.

use bindery_language::Recorded;
use bindery_runtime as rt;

/// Headers that depend on the run, or on the HTTP library.
const USUAL: [&str; 5] = ["host:", "user-agent:", "content-length:", "date:", "transfer-encoding:"];

/// Returns the last request and its response: the first line, the headers without the usual ones in lower case and in
/// order, an empty line, and the body. The boundary of a multipart form is `B`.
pub(crate) fn exchange(recorded: &Recorded) -> [String; 2] {
    [recorded.sent(), recorded.received()].map(|text| plain(&text))
}

fn plain(text: &str) -> String {
    let (head, body) = text.split_once("\r\n\r\n").expect("a head");
    let mut lines = head.split("\r\n");
    let first = lines.next().expect("a line").to_owned();
    let mut headers: Vec<String> = lines
        .map(|line| {
            let (name, value) = line.split_once(':').expect("a header");
            format!("{}:{value}", name.to_lowercase())
        })
        .filter(|line| !USUAL.iter().any(|usual| line.starts_with(usual)))
        .collect();
    headers.sort();
    let plain = format!("{}\n\n{body}", [vec![first], headers].concat().join("\n"));
    match plain.split_once("boundary=").and_then(|(_, rest)| rest.lines().next()) {
        Some(boundary) => plain.replace(boundary.trim_matches('"'), "B").replace("\r\n", "\n"),
        None => plain,
    }
}

/// Starts a vendor that answers every request with these bytes.
pub(crate) async fn vendor(
    status: u16,
    headers: &'static [(&'static str, &'static str)],
    body: &'static str,
) -> Recorded {
    let answer = move || async move {
        let mut response = axum::response::Response::builder().status(status);
        for (name, value) in headers {
            response = response.header(*name, *value);
        }
        response.body(axum::body::Body::from(body)).expect("a response")
    };
    Recorded::start(axum::Router::new().fallback(answer)).await.expect("a vendor")
}

/// Sends a request as another program does, and returns the status and the body of the response.
pub(crate) async fn ask(
    url: &str,
    method: &str,
    headers: &[(&str, &str)],
    body: &'static str,
) -> (u16, String) {
    let mut request = axum::http::Request::builder().method(method).uri(url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(axum::body::Bytes::from_static(body.as_bytes())).expect("a request");
    let limits = rt::client::TransportLimits { response_bytes: 1 << 20 };
    let http = rt::Http::new().expect("a transport");
    let response = rt::Transport::send(&http, request, limits).await.expect("a response");
    (response.status().as_u16(), String::from_utf8_lossy(response.body()).into_owned())
}
