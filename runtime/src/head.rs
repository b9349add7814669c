//! Heads of responses: status and headers, without the body.

use std::fmt;
use std::ops::{Deref, DerefMut};

use http::HeaderMap;

/// Headers of a response. `Debug` shows only their names, because values may be secrets.
///
/// ```
/// use bindery_runtime::Headers;
///
/// let mut headers = Headers::default();
/// headers.insert("x-ratelimit-remaining", 58.into());
/// assert_eq!(headers.text("X-RateLimit-Remaining"), Some("58"));
/// assert_eq!(format!("{headers:?}"), r#"["x-ratelimit-remaining"]"#);
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Headers(pub HeaderMap);

impl Headers {
    /// Returns the text of a header, the first if there are several. `None` when it is missing or not visible ASCII.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.to_str().ok()
    }
}

impl Deref for Headers {
    type Target = HeaderMap;

    fn deref(&self) -> &HeaderMap {
        &self.0
    }
}

impl DerefMut for Headers {
    fn deref_mut(&mut self) -> &mut HeaderMap {
        &mut self.0
    }
}

impl From<HeaderMap> for Headers {
    fn from(headers: HeaderMap) -> Self {
        Self(headers)
    }
}

impl fmt::Debug for Headers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.keys().map(http::HeaderName::as_str)).finish()
    }
}

/// Head of a response: status and headers. A number converts to a head without headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseHead {
    /// HTTP status.
    pub status: u16,
    /// Headers of the response.
    pub headers: Headers,
}

impl ResponseHead {
    /// Creates a head.
    pub fn new(status: u16, headers: impl Into<Headers>) -> Self {
        Self { status, headers: headers.into() }
    }
}

impl From<u16> for ResponseHead {
    fn from(status: u16) -> Self {
        Self { status, headers: Headers::default() }
    }
}

/// Success value of a response with its status and headers; see `Caller::call_with_head`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct WithHead<T> {
    /// HTTP status of the response.
    pub status: u16,
    /// Headers of the response.
    pub headers: Headers,
    /// Success value of the response.
    pub value: T,
}

impl<T> WithHead<T> {
    /// Adds a head to a success value.
    pub fn new(head: ResponseHead, value: T) -> Self {
        let ResponseHead { status, headers } = head;
        Self { status, headers, value }
    }

    /// Converts the success value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> WithHead<U> {
        WithHead { status: self.status, headers: self.headers, value: convert(self.value) }
    }
}
