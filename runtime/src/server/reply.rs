//! Replies: a response before it is converted to an HTTP response.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};

use crate::encode::encode_failure_as;
use crate::media::quotable;
use crate::metadata::MediaType;
use crate::{ActionInfo, Api, ErrorCode, ErrorEntry, Failure};

/// Status, body and at most one header of a response.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    media_type: MediaType,
    header: Option<(HeaderName, HeaderValue)>,
    /// Reason for the router's own rejection; `None` for a response of the backend.
    pub(crate) rejection: Option<Box<Rejection>>,
}

/// Rejection of a request by the router, for the log. Contains no parameter values.
pub(crate) struct Rejection {
    /// Name of the API error that the client receives.
    pub(crate) error: String,
    pub(crate) reason: String,
}

impl Reply {
    /// Creates a JSON reply; an empty string means no body.
    pub(crate) fn json(status: u16, json: String) -> Self {
        Self::new(status, json.into_bytes(), MediaType::Json)
    }

    /// Creates a reply with a body of this media type.
    pub(crate) fn new(status: u16, body: Vec<u8>, media_type: MediaType) -> Self {
        Self { status, body, media_type, header: None, rejection: None }
    }

    /// Creates an error response in its documented format, with the documented status.
    pub(crate) fn failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> Self {
        let (status, json) = encode_failure_as::<P>(action, failure, None);
        Self::json(status, json)
    }

    /// Creates a rejection by the router, with the error that the spec names for it.
    pub(crate) fn rejection<P: Api>(action: Option<&ActionInfo>, error: &str, message: String) -> Self {
        Self::rejection_as::<P>(action, error, message, None)
    }

    /// Creates a rejection with this status, for rejections whose status HTTP defines.
    pub(crate) fn rejection_as<P: Api>(
        action: Option<&ActionInfo>,
        error: &str,
        message: String,
        status: Option<StatusCode>,
    ) -> Self {
        let code = P::Code::from_name(error);
        // Clients recognize an error without a code by its documented text, so it must not get another message.
        let reason = message.clone();
        let by_text = code.as_ref().and_then(ErrorCode::entry).is_some_and(ErrorEntry::is_by_text);
        let message = (!by_text).then_some(message);
        let failure = Failure { code, message, details: None };
        let (status, json) = encode_failure_as::<P>(action, &failure, status.map(|status| status.as_u16()));
        let rejection = Some(Box::new(Rejection { error: error.to_owned(), reason }));
        Self { rejection, ..Self::json(status, json) }
    }

    /// Replaces the reason in the log, for rejections whose message to the client may quote the request.
    pub(crate) fn because(mut self, reason: String) -> Self {
        if let Some(rejection) = &mut self.rejection {
            rejection.reason = reason;
        }
        self
    }

    /// Sets the `WWW-Authenticate` header, which tells the client how to authenticate.
    pub(crate) fn with_challenge(self, challenge: HeaderValue) -> Self {
        Self { header: Some((WWW_AUTHENTICATE, challenge)), ..self }
    }

    /// Sets the `Allow` header to these methods.
    pub(crate) fn with_allow(self, methods: &str) -> Self {
        Self { header: HeaderValue::try_from(methods).ok().map(|methods| (ALLOW, methods)), ..self }
    }

    pub(crate) fn into_response(self) -> Response {
        let empty = self.body.is_empty();
        let mut response = Response::new(if empty { Body::empty() } else { Body::from(self.body) });
        *response.status_mut() =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if !empty {
            let name = HeaderValue::from_static(self.media_type.name());
            response.headers_mut().insert(CONTENT_TYPE, name);
        }
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response
    }
}

/// Returns the `WWW-Authenticate` challenge for HTTP Basic.
pub(crate) fn basic_challenge(realm: &str) -> HeaderValue {
    let challenge = format!("Basic realm=\"{}\", charset=\"UTF-8\"", quotable(realm));
    HeaderValue::try_from(challenge).unwrap_or(HeaderValue::from_static("Basic"))
}
