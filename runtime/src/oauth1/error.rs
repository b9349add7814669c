//! Errors of the authorization flow on the client side.

use std::fmt;
use std::time::Duration;

use super::{Problem, SignError};
use crate::oauth::NoResponse;

/// Request of the authorization flow to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowStep {
    /// Request for a request token (temporary credentials).
    RequestToken,
    /// Request for the access token (token credentials).
    AccessToken,
}

impl fmt::Display for FlowStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FlowStep::RequestToken => "request token",
            FlowStep::AccessToken => "access token",
        })
    }
}

/// Error of the authorization flow.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An endpoint is not an `https` URL without credentials. Nothing was sent.
    Address {
        /// Name of the endpoint: `request_token`, `authorize` or `access_token`.
        which: &'static str,
    },
    /// There is no callback to send: [`Callback::Registered`](super::Callback::Registered) is used without
    /// [`Legacy::OAuth10`](super::Legacy::OAuth10). Nothing was sent.
    NoCallback,
    /// A request could not be signed.
    Sign(SignError),
    /// The server was not reached, or its response broke off, timed out or is too large.
    NoResponse(NoResponse),
    /// The server rejected the request.
    ErrorResponse(ErrorResponse),
    /// The response lacks a parameter or cannot be read.
    Unreadable {
        /// Request to which the server responded.
        step: FlowStep,
        /// Name of the parameter that is missing, empty or repeated.
        parameter: &'static str,
    },
    /// The server did not confirm the callback, so it may not support OAuth 1.0a.
    CallbackNotConfirmed,
    /// The user was sent back with a token other than the request token of this attempt.
    TokenDiffers,
    /// The user was sent back without a verifier.
    NoVerifier,
    /// The user denied access: the redirect contains `denied` or `oauth_problem`.
    Denied,
}

/// Rejection of a request by the server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorResponse {
    /// Request of the flow that was rejected.
    pub step: FlowStep,
    /// HTTP status code of the rejection.
    pub status: u16,
    /// Problem that the server reports in `oauth_problem`; `None` if it reports none.
    pub problem: Option<Problem>,
    /// Time to wait before the next request (`Retry-After`); `None` if the server does not say.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// Returns how long to wait before the next request, if the server says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::ErrorResponse(rejected) => rejected.retry_after,
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Address { which } => {
                write!(f, "not sent: the address for '{which}' must be https://… without credentials")
            }
            Error::NoCallback => f.write_str(
                "not sent: a callback is required; only OAuth 1.0 servers work without one (Legacy::OAuth10)",
            ),
            Error::Sign(error) => write!(f, "not sent: {error}"),
            Error::NoResponse(error) => error.fmt(f),
            Error::ErrorResponse(rejected) => rejected.fmt(f),
            Error::Unreadable { step, parameter } => {
                write!(f, "the {step} response has no '{parameter}', or has it more than once")
            }
            Error::CallbackNotConfirmed => f.write_str("the server did not confirm the callback"),
            Error::TokenDiffers => f.write_str("the user was sent back with another token"),
            Error::NoVerifier => f.write_str("the user was sent back without a verifier"),
            Error::Denied => f.write_str("the user denied access"),
        }
    }
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server rejected the {} request (HTTP {}", self.step, self.status)?;
        match &self.problem {
            Some(problem) => write!(f, ", {problem})"),
            None => f.write_str(")"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NoResponse(error) => error.source(),
            _ => None,
        }
    }
}

impl std::error::Error for ErrorResponse {}

impl From<SignError> for Error {
    fn from(error: SignError) -> Self {
        Error::Sign(error)
    }
}

impl From<NoResponse> for Error {
    fn from(error: NoResponse) -> Self {
        Error::NoResponse(error)
    }
}
