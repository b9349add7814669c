//! What a server answers, before it becomes an HTTP response.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};

use crate::failure::encode_failure_as;
use crate::{ActionInfo, Api, ErrorCode, ErrorEntry, Failure};

/// A status and a body, JSON unless it says otherwise.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    raw: bool,
    /// What to log in with, where that is what is wrong.
    challenge: Option<HeaderValue>,
}

impl Reply {
    /// JSON; an empty text is no body.
    pub(super) fn json(status: u16, json: String) -> Self {
        Self { status, body: json.into_bytes(), raw: false, challenge: None }
    }

    /// Bytes.
    pub(super) fn raw(status: u16, body: Vec<u8>) -> Self {
        Self { status, body, raw: true, challenge: None }
    }

    /// A failure in its documented shape, with the status that goes with it.
    pub(super) fn failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> Self {
        let (status, json) = encode_failure_as::<P>(action, failure, None);
        Self::json(status, json)
    }

    /// A refusal of the server's own: the error that the spec names for it.
    pub(super) fn refusal<P: Api>(action: Option<&ActionInfo>, error: &str, message: String) -> Self {
        Self::refusal_as::<P>(action, error, message, None)
    }

    /// The same under another status, for refusals that HTTP itself knows.
    pub(super) fn refusal_as<P: Api>(
        action: Option<&ActionInfo>,
        error: &str,
        message: String,
        status: Option<StatusCode>,
    ) -> Self {
        let code = P::Code::from_name(error);
        // An error that is known by its text alone would not be recognised under another one.
        let by_text = code.as_ref().and_then(ErrorCode::entry).is_some_and(ErrorEntry::is_by_text);
        let message = (!by_text).then_some(message);
        let failure = Failure { code, message, details: None };
        let (status, json) = encode_failure_as::<P>(action, &failure, status.map(|status| status.as_u16()));
        Self::json(status, json)
    }

    /// The same with what to log in with.
    #[cfg(feature = "oauth")]
    pub(super) fn with_challenge(mut self, challenge: HeaderValue) -> Self {
        self.challenge = Some(challenge);
        self
    }

    pub(super) fn into_response(self) -> Response {
        let empty = self.body.is_empty();
        let mut response = Response::new(if empty { Body::empty() } else { Body::from(self.body) });
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !empty {
            let media_type = if self.raw { "application/octet-stream" } else { "application/json" };
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        }
        if let Some(challenge) = self.challenge {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }

    /// The response that asks for a log-in.
    pub(super) fn into_challenge(self, realm: &str) -> Response {
        let mut response = self.into_response();
        let realm: String =
            realm.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').filter(|c| *c != '"').collect();
        if let Ok(challenge) = HeaderValue::try_from(format!("Basic realm=\"{realm}\", charset=\"UTF-8\"")) {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
