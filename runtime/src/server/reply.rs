//! Replies: a response before it is converted to an HTTP response.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::Response;
#[cfg(feature = "content")]
use bindery_vocabulary::{EVENT_STREAM, essence};
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
#[cfg(feature = "content")]
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use http::{HeaderMap, StatusCode};

#[cfg(feature = "content")]
use super::streaming::Beating;
#[cfg(feature = "content")]
use crate::content::{Content, StreamError, disposition};
use crate::failure::{EncodedFailure, encode_failure_as};
use crate::media::quotable;
use crate::metadata::MediaType;
use crate::{ActionInfo, Api, ErrorCode, ErrorEntry, Failure};

/// Status, headers and body of a response.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    content_type: Cow<'static, str>,
    /// Body that is streamed in place of `body`, and its length if it is known.
    #[cfg(feature = "content")]
    stream: Option<(Body, Option<u64>)>,
    /// Headers other than those of HTTP itself.
    headers: Box<HeaderMap>,
    /// Reason for the router's own rejection; `None` for a response of the backend.
    pub(crate) rejection: Option<Box<Rejection>>,
}

/// Rejection of a request by the router, for the log. Contains no parameter values.
pub(crate) struct Rejection {
    /// Name of the API error that the client receives.
    pub(crate) error: String,
    pub(crate) reason: String,
}

/// Text of a rejection.
pub(crate) enum Said {
    /// The same text for every request that is rejected for this reason.
    General(String),
    /// What is wrong with this request, such as the name of a parameter.
    OfRequest(String),
}

impl Reply {
    /// Creates a JSON reply; an empty string means no body.
    pub(crate) fn json(status: u16, json: String) -> Self {
        Self::new(status, json.into_bytes(), MediaType::Json.name())
    }

    /// Creates a reply with a body of this media type.
    pub(crate) fn new(status: u16, body: Vec<u8>, content_type: impl Into<Cow<'static, str>>) -> Self {
        Self {
            status,
            body,
            content_type: content_type.into(),
            #[cfg(feature = "content")]
            stream: None,
            headers: Box::default(),
            rejection: None,
        }
    }

    /// Creates a reply whose body is streamed. `end` is the data of the server-sent event that ends it.
    ///
    /// # Errors
    /// When the file of the content cannot be opened, or its stream was already used.
    #[cfg(feature = "content")]
    pub(crate) fn streamed(
        status: u16,
        content: Content,
        media_type: &'static str,
        end: Option<&str>,
    ) -> Result<Self, StreamError> {
        let content_type = content.media_type().unwrap_or(media_type).to_owned();
        let is_event_stream = essence(&content_type) == EVENT_STREAM;
        let mut reply = Self::new(status, Vec::new(), content_type);
        if let Some(name) = content.file_name() {
            let value = HeaderValue::try_from(disposition(None, Some(name)));
            reply.headers.extend(value.ok().map(|value| (CONTENT_DISPOSITION, value)));
        }
        let length = content.length().filter(|_| end.is_none());
        let body = match end {
            Some(end) => content.followed_by(end)?,
            None => content.into_stream()?,
        };
        let body = if is_event_stream {
            reply.headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
            Body::new(Beating::new(body))
        } else {
            Body::new(body)
        };
        Ok(Self { stream: Some((body, length)), ..reply })
    }

    /// Returns the length of the body, if it is known.
    pub(crate) fn length(&self) -> Option<u64> {
        #[cfg(feature = "content")]
        if let Some((_, length)) = &self.stream {
            return *length;
        }
        Some(self.body.len() as u64).filter(|length| *length > 0)
    }

    /// Creates an error response in its documented format, with the documented status.
    pub(crate) fn failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> Self {
        Self::encoded(encode_failure_as::<P>(action, failure, None))
    }

    fn encoded(failure: EncodedFailure) -> Self {
        let EncodedFailure { status, headers, body } = failure;
        Self::json(status, body).with_headers(headers)
    }

    /// Creates a rejection by the router, with the error that the spec names for it.
    pub(crate) fn rejection<P: Api>(action: Option<&ActionInfo>, error: &str, said: Said) -> Self {
        Self::rejection_as::<P>(action, error, said, None)
    }

    /// Creates a rejection with this status, for rejections whose status HTTP defines.
    pub(crate) fn rejection_as<P: Api>(
        action: Option<&ActionInfo>,
        error: &str,
        said: Said,
        status: Option<StatusCode>,
    ) -> Self {
        let code = P::Code::from_name(error);
        let status = status.map(|status| status.as_u16());
        let entry = code.as_ref().and_then(ErrorCode::entry);
        // Clients recognize an error without a code by its documented text, so it must not get another message. Where
        // its status tells it, only a message about the request says more than that text.
        let by_text = entry.is_some_and(ErrorEntry::is_by_text);
        let by_status = entry.is_some_and(|entry| {
            entry.is_by_status() && status.is_none_or(|status| entry.status == Some(status))
        });
        let (reason, is_general) = match said {
            Said::General(text) => (text, true),
            Said::OfRequest(text) => (text, false),
        };
        let is_documented = by_text || (by_status && is_general);
        let message = (!is_documented).then(|| reason.clone());
        let failure = Failure { code, message, ..Failure::default() };
        let failure = encode_failure_as::<P>(action, &failure, status);
        let rejection = Some(Box::new(Rejection { error: error.to_owned(), reason }));
        Self { rejection, ..Self::encoded(failure) }
    }

    /// Replaces the reason in the log, for rejections whose message to the client may quote the request.
    pub(crate) fn because(mut self, reason: String) -> Self {
        if let Some(rejection) = &mut self.rejection {
            rejection.reason = reason;
        }
        self
    }

    /// Sets the `WWW-Authenticate` header, which tells the client how to authenticate.
    pub(crate) fn with_challenge(mut self, challenge: HeaderValue) -> Self {
        self.headers.insert(WWW_AUTHENTICATE, challenge);
        self
    }

    /// Sets the `Allow` header to these methods.
    pub(crate) fn with_allow(mut self, methods: &str) -> Self {
        self.headers.extend(HeaderValue::try_from(methods).ok().map(|methods| (ALLOW, methods)));
        self
    }

    /// Adds headers; they replace those of the same names.
    pub(crate) fn with_headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Adds headers, except those that the reply already has.
    pub(crate) fn with_added(self, mut headers: HeaderMap) -> Self {
        for name in self.headers.keys() {
            headers.remove(name);
        }
        self.with_headers(headers)
    }

    pub(crate) fn into_response(self) -> Response {
        let whole = if self.body.is_empty() { None } else { Some(Body::from(self.body)) };
        #[cfg(feature = "content")]
        let whole = self.stream.map(|(body, _)| body).or(whole);
        let empty = whole.is_none();
        let mut response = Response::new(whole.unwrap_or_default());
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !empty && let Ok(name) = HeaderValue::try_from(&*self.content_type) {
            response.headers_mut().insert(CONTENT_TYPE, name);
        }
        response.headers_mut().extend(*self.headers);
        response
    }
}

/// Returns the `WWW-Authenticate` challenge for HTTP Basic.
pub(crate) fn basic_challenge(realm: &str) -> HeaderValue {
    let challenge = format!("Basic realm=\"{}\", charset=\"UTF-8\"", quotable(realm));
    HeaderValue::try_from(challenge).unwrap_or(HeaderValue::from_static("Basic"))
}
