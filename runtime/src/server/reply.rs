//! What a server answers, before it becomes an HTTP response.

use axum::body::Body;
use axum::response::Response;
use http::StatusCode;
use http::header::{ALLOW, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};

use crate::encode::encode_failure_as;
use crate::facts::MediaType;
use crate::media::quotable;
use crate::{ActionInfo, Api, ErrorCode, ErrorEntry, Failure};

/// A status and a body.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    media_type: MediaType,
    header: Option<(HeaderName, HeaderValue)>,
    /// Why the router itself has refused, where it has.
    pub(crate) rejection: Option<Box<Rejection>>,
}

/// Why a router refuses a request, for whoever looks after the server. No value of a parameter is in it.
pub(crate) struct Rejection {
    /// The name of the API's error that the client is told.
    pub(crate) error: String,
    pub(crate) reason: String,
}

impl Reply {
    /// JSON; an empty text is no body.
    pub(crate) fn json(status: u16, json: String) -> Self {
        Self::new(status, json.into_bytes(), MediaType::Json)
    }

    /// A body of this media type.
    pub(crate) fn new(status: u16, body: Vec<u8>, media_type: MediaType) -> Self {
        Self { status, body, media_type, header: None, rejection: None }
    }

    /// A failure in its documented shape, with the status that goes with it.
    pub(crate) fn failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> Self {
        let (status, json) = encode_failure_as::<P>(action, failure, None);
        Self::json(status, json)
    }

    /// A refusal of the server's own: the error that the spec names for it.
    pub(crate) fn refusal<P: Api>(action: Option<&ActionInfo>, error: &str, message: String) -> Self {
        Self::refusal_as::<P>(action, error, message, None)
    }

    /// The same under another status, for refusals that HTTP itself knows.
    pub(crate) fn refusal_as<P: Api>(
        action: Option<&ActionInfo>,
        error: &str,
        message: String,
        status: Option<StatusCode>,
    ) -> Self {
        let code = P::Code::from_name(error);
        // An error that is known by its text alone would not be recognised under another one.
        let reason = message.clone();
        let by_text = code.as_ref().and_then(ErrorCode::entry).is_some_and(ErrorEntry::is_by_text);
        let message = (!by_text).then_some(message);
        let failure = Failure { code, message, details: None };
        let (status, json) = encode_failure_as::<P>(action, &failure, status.map(|status| status.as_u16()));
        let rejection = Some(Box::new(Rejection { error: error.to_owned(), reason }));
        Self { rejection, ..Self::json(status, json) }
    }

    /// The same with a reason of its own for the log, where what the client is told may hold what it has sent.
    pub(crate) fn because(mut self, reason: String) -> Self {
        if let Some(rejection) = &mut self.rejection {
            rejection.reason = reason;
        }
        self
    }

    /// The same with what to log in with.
    pub(crate) fn with_challenge(self, challenge: HeaderValue) -> Self {
        Self { header: Some((WWW_AUTHENTICATE, challenge)), ..self }
    }

    /// The same with the methods that are allowed.
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

/// What asks for a log-in by HTTP Basic.
pub(crate) fn basic_challenge(realm: &str) -> HeaderValue {
    let challenge = format!("Basic realm=\"{}\", charset=\"UTF-8\"", quotable(realm));
    HeaderValue::try_from(challenge).unwrap_or(HeaderValue::from_static("Basic"))
}
