//! Errors of a call, as one enum around the API's own error codes.
//!
//! `{}` prints action, status, code and message; `{:#}` adds the causes.

mod kind;
mod parts;
mod text;

use std::time::Duration;

use crate::{ActionInfo, ErrorCode, ErrorKind, Headers};
use kind::is_transient;
pub use parts::{
    ApiError, AuthorizationError, Body, DecodeError, HttpError, RequestError, SetupError, SignatureError,
    SignatureFault, SizeError, Timeout, TooLarge, TransportFailure,
};
pub use text::{failure_text, others_text};

pub use crate::failure::ReportedError;

pub use crate::printable::printable;

/// Error of a call: every way in which a call can fail, including a timeout and an unreadable response.
///
/// ```
/// use bindery_runtime::{Error, ErrorCode, ErrorKind};
///
/// /// Returns the text that a program shows to its user.
/// fn told<E: ErrorCode>(error: &Error<E>) -> String {
///     match error.kind() {
///         ErrorKind::Authentication => "Please log in again".to_owned(),
///         ErrorKind::Unavailable => "Please try again later".to_owned(),
///         _ => format!("{error:#}"),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The API responded with one of its errors.
    Api(Box<ApiError<E>>),
    /// The server rejected the client's own credentials (HTTP 401) without an error code of the API.
    Unauthorized(Box<HttpError>),
    /// The response is neither a success nor an error response of this API, such as the page of a proxy or a bare
    /// status.
    Http(Box<HttpError>),
    /// No response arrived: the server was not reached, or the connection failed before the response was complete.
    Transport(Box<TransportFailure>),
    /// No response arrived within the timeout.
    Timeout(Box<Timeout>),
    /// The response is larger than the client allows.
    TooLarge(Box<SizeError>),
    /// The response reports no error, but its content could not be read.
    Decode(Box<DecodeError>),
    /// The request breaks a documented rule and was not sent.
    Request(Box<RequestError>),
    /// The signature of the response is missing or wrong, so the response may not come from the server.
    Signature(Box<SignatureError>),
    /// The client lacks a credential or setting that the call needs; nothing was sent.
    Setup(Box<SetupError>),
    /// No suitable token is available: a scope is missing, the authorization has expired, or the authorization server
    /// does not respond; or the program's own code did not sign the request. The request was not sent.
    Authorization(Box<AuthorizationError>),
    /// The test double does not implement this action.
    NotImplemented(&'static ActionInfo),
}

impl<E: ErrorCode> Error<E> {
    /// Returns the metadata of the action that was called.
    pub fn action(&self) -> &'static ActionInfo {
        match self {
            Error::Api(error) => error.action,
            Error::Unauthorized(error) | Error::Http(error) => error.action,
            Error::Transport(error) => error.action,
            Error::Timeout(error) => error.action,
            Error::TooLarge(error) => error.action,
            Error::Decode(error) => error.action,
            Error::Request(error) => error.action,
            Error::Signature(error) => error.action,
            Error::Setup(error) => error.action,
            Error::Authorization(error) => error.action,
            Error::NotImplemented(action) => action,
        }
    }

    /// Returns the error response of the API, if this is one.
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self {
            Error::Api(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the scope that the token lacks, if the request was not sent for that reason.
    #[cfg(all(feature = "client", feature = "oauth"))]
    pub fn missing_scope(&self) -> Option<&str> {
        match self.oauth2()? {
            crate::oauth2::Error::MissingScope { scope, .. } => Some(scope),
            _ => None,
        }
    }

    /// Returns the OAuth 2 error that prevented the request from being sent; `None` for other errors.
    #[cfg(all(feature = "client", feature = "oauth"))]
    pub fn oauth2(&self) -> Option<&crate::oauth2::Error> {
        match self {
            Error::Authorization(error) => error.source.downcast_ref(),
            _ => None,
        }
    }

    /// Returns the error of the API's error enum, if the response identifies one.
    pub fn code(&self) -> Option<E> {
        self.api().and_then(|error| error.code.clone())
    }

    /// Returns the kind of the error, by which a program decides what to do.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::Api(error) => error.kind(),
            Error::Unauthorized(_) => ErrorKind::Authentication,
            Error::Http(error) => ErrorKind::of_status(error.status).unwrap_or(match error.status {
                500.. => ErrorKind::Internal,
                _ => ErrorKind::Other,
            }),
            Error::Transport(_) | Error::Timeout(_) => ErrorKind::Unavailable,
            Error::Request(_) => ErrorKind::Validation,
            Error::Authorization(error) => error.kind,
            // Limit set by the client.
            Error::TooLarge(_) => ErrorKind::Limit,
            Error::Decode(_) | Error::Signature(_) | Error::Setup(_) | Error::NotImplemented(_) => {
                ErrorKind::Other
            }
        }
    }

    /// Returns the HTTP status, if a response arrived.
    pub fn status(&self) -> Option<u16> {
        match self {
            Error::Api(error) => Some(error.status),
            Error::Unauthorized(error) | Error::Http(error) => Some(error.status),
            Error::Decode(error) => Some(error.status),
            Error::Signature(error) => Some(error.status),
            Error::Authorization(_) => None,
            Error::Transport(_)
            | Error::Timeout(_)
            | Error::TooLarge(_)
            | Error::Request(_)
            | Error::Setup(_)
            | Error::NotImplemented(_) => None,
        }
    }

    /// Returns the headers of the response, if one arrived: `error.headers()?.text("X-Request-Id")`.
    pub fn headers(&self) -> Option<&Headers> {
        match self {
            Error::Api(error) => Some(&error.headers),
            Error::Unauthorized(error) | Error::Http(error) => Some(&error.headers),
            Error::Decode(error) => Some(&error.headers),
            Error::Signature(error) => Some(&error.headers),
            Error::Authorization(_) => None,
            Error::Transport(_)
            | Error::Timeout(_)
            | Error::TooLarge(_)
            | Error::Request(_)
            | Error::Setup(_)
            | Error::NotImplemented(_) => None,
        }
    }

    /// Returns the wait that the server asks for (`Retry-After`, in seconds or as a date, or the wait in the body), if it does. A client that
    /// retries waits that long if the time is short enough; see `ClientBuilder::longest_wait`.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Api(error) => error.retry_after,
            Error::Unauthorized(error) | Error::Http(error) => error.retry_after,
            #[cfg(all(feature = "client", feature = "oauth"))]
            Error::Authorization(_) => self.oauth2()?.error_response()?.retry_after,
            _ => None,
        }
    }

    /// Whether the API signs its responses and the signature of this one is missing or wrong.
    ///
    /// A proxy can make such an error, or remove the signature of a genuine response. The error does not say whether
    /// the action was carried out: after a call that moves money, check before you call again, as after
    /// [`Error::Timeout`]. Errors of a proxy are not signed either, nor are errors that the server returns before it has
    /// authenticated the caller. So a wrong secret results in such an error.
    pub fn is_unverified(&self) -> bool {
        match self {
            Error::Api(error) => error.unverified,
            Error::Unauthorized(error) | Error::Http(error) => error.unverified,
            Error::Signature(_) => true,
            _ => false,
        }
    }

    /// Whether the same call may succeed later: the server was not reached, or asked to try later by its status, by an
    /// error of the kind [`ErrorKind::Unavailable`] or by naming a time. Whether a retry is safe depends on
    /// [`ActionInfo::effect`].
    pub fn is_transient(&self) -> bool {
        match self {
            Error::Transport(_) | Error::Timeout(_) => true,
            Error::Api(_) | Error::Unauthorized(_) | Error::Http(_) => {
                let status = self.status().unwrap_or_default();
                is_transient(status, self.kind(), self.retry_after().is_some())
            }
            Error::Authorization(error) => error.kind == ErrorKind::Unavailable,
            // The next response would be as large.
            _ => false,
        }
    }

    /// Whether a client may retry the call: it may succeed, and a second attempt is harmless because the action is
    /// idempotent or the request was never sent.
    #[cfg(feature = "client")]
    pub(crate) fn may_be_repeated(&self) -> bool {
        let unsent = matches!(self, Error::Transport(failure) if !failure.sent);
        self.is_transient() && (unsent || self.action().is_repeatable())
    }

    /// Adds what else is known about the response.
    #[cfg(feature = "client")]
    pub(crate) fn with_response_details(mut self, retry_after: Option<Duration>, unverified: bool) -> Self {
        match &mut self {
            // The header says more exactly what the body says in seconds.
            Error::Api(error) => {
                error.retry_after = retry_after.or(error.retry_after);
                error.unverified = unverified;
            }
            Error::Unauthorized(error) | Error::Http(error) => {
                (error.retry_after, error.unverified) = (retry_after, unverified);
            }
            _ => {}
        }
        self
    }
}
