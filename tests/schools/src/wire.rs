//! What is on the wire, in a form that can be compared, and vendors that answer what their documents print.

use std::fmt;

use bindery_language::Recorded;
use bindery_runtime as rt;

/// Headers that depend on the run or on the HTTP library, or frame the message.
const USUAL: [&str; 5] = ["content-length", "date", "host", "transfer-encoding", "user-agent"];

/// Headers of a response with JSON.
pub const JSON: &[(&str, &str)] = &[("content-type", "application/json")];

/// A recorded message of HTTP. The boundary of a multipart form is `B`.
#[derive(Debug, Eq, PartialEq)]
pub struct Message {
    /// Request line or status line.
    pub line: String,
    /// Headers in lower case with their values, sorted, without the usual ones.
    pub headers: Vec<String>,
    /// Body.
    pub body: String,
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let mut lines = head.split("\r\n");
        let line = lines.next().unwrap_or_default().to_owned();
        let headers = lines.filter_map(|line| line.split_once(": ")).filter_map(|(name, value)| {
            let name = name.to_lowercase();
            (!USUAL.contains(&name.as_str())).then(|| format!("{name}: {value}"))
        });
        let mut headers: Vec<_> = headers.collect();
        headers.sort();
        let mut body = body.to_owned();
        if let Some(media_type) = headers.iter_mut().find(|header| header.contains("boundary=")) {
            let boundary = media_type.split_once("boundary=").map_or("", |(_, boundary)| boundary).to_owned();
            body = body.replace(boundary.trim_matches('"'), "B").replace("\r\n", "\n");
            *media_type = media_type.replace(&boundary, "B");
        }
        Self { line, headers, body }
    }
}

/// Shows the first line, the headers, an empty line and the body.
impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.line)?;
        self.headers.iter().try_for_each(|header| writeln!(f, "{header}"))?;
        write!(f, "\n{}", self.body)
    }
}

impl Message {
    /// Compares the message with literals.
    ///
    /// # Panics
    /// When they differ.
    #[track_caller]
    pub fn is(&self, line: &str, headers: &[&str], body: &str) {
        assert_eq!((self.line.as_str(), self.body.as_str()), (line, body));
        assert_eq!(self.headers, headers);
    }
}

/// Returns the last request and its response, each as one text.
pub fn exchange(recorded: &Recorded) -> [String; 2] {
    [recorded.sent(), recorded.received()].map(|text| Message::from(text).to_string())
}

/// Starts a vendor that answers every request with a sample, as it is printed.
///
/// # Panics
/// When there is no free port.
pub async fn vendor(
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
///
/// # Panics
/// When the server cannot be reached.
pub async fn ask(url: &str, method: &str, headers: &[(&str, &str)], body: &'static str) -> (u16, String) {
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
