//! What a server answers, before it becomes an HTTP response.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};

use crate::{ActionInfo, Api, ErrorCode, Failure, encode_failure};

/// A status and a JSON body.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) json: String,
}

impl Reply {
    pub(super) fn ok(json: String) -> Self {
        Self { status: 200, json }
    }

    /// A failure in its documented shape, with the status that goes with it.
    pub(super) fn failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> Self {
        let (status, json) = encode_failure::<P>(action, failure);
        Self { status, json }
    }

    /// A refusal of the server's own: the error that the spec names for it.
    pub(super) fn refusal<P: Api>(action: Option<&ActionInfo>, error: &str, message: String) -> Self {
        let code = P::Code::from_name(error);
        // An error that is known by its text alone would not be recognised under another one.
        let by_text = code.is_some_and(|code| code.code().is_none());
        let message = (!by_text).then_some(message);
        Self::failure::<P>(action, &Failure { code, message, details: None })
    }

    /// The same body under another status, for refusals that HTTP itself knows.
    pub(super) fn with_status(mut self, status: StatusCode) -> Self {
        self.status = status.as_u16();
        self
    }

    pub(super) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.json));
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        response
    }

    /// The response that asks for a log-in.
    pub(super) fn into_challenge(self, realm: &str) -> Response {
        let mut response = self.with_status(StatusCode::UNAUTHORIZED).into_response();
        let realm: String =
            realm.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').filter(|c| *c != '"').collect();
        if let Ok(challenge) = HeaderValue::try_from(format!("Basic realm=\"{realm}\", charset=\"UTF-8\"")) {
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
