//! Rejections by an OAuth 1.0a server, and their responses.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{ALLOW, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};

use super::Problem;
use crate::media::quotable;
use crate::metadata::MediaType;
use crate::oauth::StoreError;

/// Reason why an OAuth 1.0a server rejects a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// A required parameter is missing.
    MissingParameter(&'static str),
    /// A parameter with this name occurs more than once.
    DuplicateParameter(&'static str),
    /// A parameter or header cannot be read.
    BadParameter(&'static str),
    /// The method is neither GET nor POST.
    WrongMethod,
    /// The signature method is not HMAC-SHA1.
    UnsupportedMethod,
    /// The OAuth version is not 1.0.
    UnsupportedVersion,
    /// The consumer key is unknown.
    UnknownConsumer,
    /// The token is unknown, has been used up, or belongs to another consumer.
    UnknownToken,
    /// The signature (`oauth_signature`) does not match the request.
    BadSignature,
    /// The nonce has already been used: the request is a replay.
    Replay,
    /// The timestamp is too old or in the future.
    StaleTimestamp,
    /// The verifier is wrong. The request token is now invalid.
    WrongVerifier,
    /// The callback is not registered for the consumer.
    UnknownCallback,
    /// The user has not decided yet.
    NotAuthorized,
    /// The server cannot look up the consumer or the token at the moment.
    Unavailable,
}

impl Rejection {
    /// Returns the HTTP status, following RFC 5849 (3.2).
    pub fn status(self) -> StatusCode {
        match self {
            Rejection::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Rejection::UnknownConsumer
            | Rejection::UnknownToken
            | Rejection::BadSignature
            | Rejection::Replay
            | Rejection::StaleTimestamp
            | Rejection::WrongVerifier
            | Rejection::NotAuthorized => StatusCode::UNAUTHORIZED,
            Rejection::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }

    /// Returns the problem name for `oauth_problem`; `None` for a wrong method and for a failure of the server.
    pub fn problem(self) -> Option<Problem> {
        Some(match self {
            Rejection::MissingParameter(_) => Problem::ParameterAbsent,
            Rejection::DuplicateParameter(_) | Rejection::BadParameter(_) | Rejection::UnknownCallback => {
                Problem::ParameterRejected
            }
            Rejection::UnsupportedMethod => Problem::SignatureMethodRejected,
            Rejection::UnsupportedVersion => Problem::VersionRejected,
            Rejection::UnknownConsumer => Problem::ConsumerKeyUnknown,
            Rejection::UnknownToken => Problem::TokenRejected,
            Rejection::BadSignature => Problem::SignatureInvalid,
            Rejection::Replay => Problem::NonceUsed,
            Rejection::StaleTimestamp => Problem::TimestampRefused,
            Rejection::WrongVerifier => Problem::VerifierInvalid,
            Rejection::NotAuthorized => Problem::PermissionUnknown,
            Rejection::WrongMethod | Rejection::Unavailable => return None,
        })
    }

    /// Returns the value of the `WWW-Authenticate` header.
    pub fn challenge(self, realm: &str) -> HeaderValue {
        let realm = quotable(realm);
        let problem =
            self.problem().map_or(String::new(), |problem| format!(", oauth_problem=\"{problem}\""));
        HeaderValue::try_from(format!("OAuth realm=\"{realm}\"{problem}"))
            .unwrap_or(HeaderValue::from_static("OAuth"))
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::MissingParameter(name) => write!(f, "the parameter {name} is missing"),
            Rejection::DuplicateParameter(name) => write!(f, "the parameter {name} occurs more than once"),
            Rejection::BadParameter(name) => write!(f, "the parameter {name} cannot be read"),
            Rejection::WrongMethod => f.write_str("the method must be GET or POST"),
            Rejection::UnsupportedMethod => f.write_str("only the signature method HMAC-SHA1 is supported"),
            Rejection::UnsupportedVersion => f.write_str("only version 1.0 is supported"),
            Rejection::UnknownConsumer => f.write_str("the consumer is unknown"),
            Rejection::UnknownToken => f.write_str("the token is unknown"),
            Rejection::BadSignature => f.write_str("the signature is wrong"),
            Rejection::Replay => f.write_str("the nonce has already been used"),
            Rejection::StaleTimestamp => f.write_str("the timestamp is too old or in the future"),
            Rejection::WrongVerifier => f.write_str("the verifier is wrong"),
            Rejection::UnknownCallback => f.write_str("the callback is not registered"),
            Rejection::NotAuthorized => f.write_str("the user has not decided yet"),
            Rejection::Unavailable => f.write_str("temporarily unavailable"),
        }
    }
}

impl std::error::Error for Rejection {}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "token lookup failed");
        Rejection::Unavailable
    }
}

/// Response for a rejection: the problem name in a form body, and in `WWW-Authenticate` if the status is 401.
impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let body = self.problem().map_or(String::new(), |problem| format!("oauth_problem={problem}"));
        let form = [(CONTENT_TYPE, MediaType::Form.name())];
        let mut response = (self.status(), form, body).into_response();
        if self == Rejection::WrongMethod {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            response.headers_mut().insert(WWW_AUTHENTICATE, self.challenge("OAuth"));
        }
        response
    }
}
