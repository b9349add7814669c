//! Why a server refuses a request, and how it says so.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};

use super::Problem;
use crate::facts::MediaType;
use crate::media::quotable;
use crate::oauth::StoreError;

/// Why a server refuses a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A parameter is missing.
    MissingParameter(&'static str),
    /// A parameter is there twice.
    DuplicateParameter(&'static str),
    /// A parameter cannot be read.
    BadParameter(&'static str),
    /// Users come by GET or POST, and consumers by any method that has an answer.
    WrongMethod,
    /// The signature method is not HMAC-SHA1.
    UnsupportedMethod,
    /// The version is not 1.0.
    UnsupportedVersion,
    /// The consumer is not known.
    UnknownConsumer,
    /// The token is not known, was used up, or is another consumer's.
    UnknownToken,
    /// The signature is wrong.
    BadSignature,
    /// The request was sent before.
    Replay,
    /// The timestamp is too old, or in the future.
    StaleTimestamp,
    /// The verifier is wrong. The request token is void now.
    WrongVerifier,
    /// The callback is not one of those that the consumer has registered.
    CallbackRefused,
    /// The user has not decided yet.
    NotAuthorized,
    /// The server cannot look it up now.
    Unavailable,
}

impl Refusal {
    /// The HTTP status, as RFC 5849 (3.2) advises.
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::UnknownConsumer
            | Refusal::UnknownToken
            | Refusal::BadSignature
            | Refusal::Replay
            | Refusal::StaleTimestamp
            | Refusal::WrongVerifier
            | Refusal::NotAuthorized => StatusCode::UNAUTHORIZED,
            Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// The name under which it is reported; none when it is no fault of the request's.
    pub fn problem(self) -> Option<Problem> {
        Some(match self {
            Refusal::MissingParameter(_) => Problem::ParameterAbsent,
            Refusal::DuplicateParameter(_) | Refusal::BadParameter(_) | Refusal::CallbackRefused => {
                Problem::ParameterRejected
            }
            Refusal::UnsupportedMethod => Problem::SignatureMethodRejected,
            Refusal::UnsupportedVersion => Problem::VersionRejected,
            Refusal::UnknownConsumer => Problem::ConsumerKeyUnknown,
            Refusal::UnknownToken => Problem::TokenRejected,
            Refusal::BadSignature => Problem::SignatureInvalid,
            Refusal::Replay => Problem::NonceUsed,
            Refusal::StaleTimestamp => Problem::TimestampRefused,
            Refusal::WrongVerifier => Problem::VerifierInvalid,
            Refusal::NotAuthorized => Problem::PermissionUnknown,
            Refusal::WrongMethod | Refusal::Unavailable => return None,
        })
    }

    /// The value of `WWW-Authenticate` that goes with it.
    pub fn challenge(self, realm: &str) -> HeaderValue {
        let realm = quotable(realm);
        let problem =
            self.problem().map_or(String::new(), |problem| format!(", oauth_problem=\"{problem}\""));
        HeaderValue::try_from(format!("OAuth realm=\"{realm}\"{problem}"))
            .unwrap_or(HeaderValue::from_static("OAuth"))
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::MissingParameter(name) => write!(f, "the parameter {name} is missing"),
            Refusal::DuplicateParameter(name) => write!(f, "the parameter {name} is there twice"),
            Refusal::BadParameter(name) => write!(f, "the parameter {name} cannot be read"),
            Refusal::WrongMethod => f.write_str("the method has to be GET or POST"),
            Refusal::UnsupportedMethod => f.write_str("only the signature method HMAC-SHA1 is supported"),
            Refusal::UnsupportedVersion => f.write_str("only version 1.0 is supported"),
            Refusal::UnknownConsumer => f.write_str("the consumer is not known"),
            Refusal::UnknownToken => f.write_str("the token is not known"),
            Refusal::BadSignature => f.write_str("the signature is wrong"),
            Refusal::Replay => f.write_str("the request was sent before"),
            Refusal::StaleTimestamp => f.write_str("the timestamp is too old or in the future"),
            Refusal::WrongVerifier => f.write_str("the verifier is wrong"),
            Refusal::CallbackRefused => f.write_str("the callback is not a registered one"),
            Refusal::NotAuthorized => f.write_str("the user has not decided yet"),
            Refusal::Unavailable => f.write_str("not now"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "tokens cannot be looked up");
        Refusal::Unavailable
    }
}

/// The refusal as a response: its problem in the header and in an urlencoded body.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = self.problem().map_or(String::new(), |problem| format!("oauth_problem={problem}"));
        let form = [(CONTENT_TYPE, MediaType::Form.name())];
        let mut response = (self.status(), form, body).into_response();
        if self == Refusal::WrongMethod {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, self.challenge("OAuth"));
        }
        response
    }
}
