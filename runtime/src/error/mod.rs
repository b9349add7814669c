//! What can go wrong with a call, as one enum around the API's own error codes.
//!
//! `{}` says action, status, code and message; `{:#}` adds the causes.

mod kind;
mod parts;
mod text;

use std::time::Duration;

use crate::{ActionInfo, ErrorCode, ErrorKind};
use kind::is_transient;
#[cfg(feature = "oauth")]
pub use parts::AuthorizationError;
pub use parts::{
    ApiError, Body, DecodeError, HttpError, RequestError, SetupError, SignatureError, SignatureFault,
    SizeError, Timeout, TooLarge, TransportFailure,
};
pub use text::failure_text;

pub use crate::printable::printable;

/// What went wrong with a call.
///
/// ```
/// use bindery_runtime::{Error, ErrorCode, ErrorKind};
///
/// /// What a program says to its user.
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
    /// The API answered with one of its failures.
    Api(Box<ApiError<E>>),
    /// The server refused the client's own credentials (HTTP 401) and gave no code of the API.
    Unauthorized(Box<HttpError>),
    /// The answer is neither an answer nor a failure of this API: a proxy's page, a bare status.
    Http(Box<HttpError>),
    /// No answer came.
    Transport(Box<TransportFailure>),
    /// No answer came in time.
    Timeout(Box<Timeout>),
    /// An answer came that is larger than the client allows.
    TooLarge(Box<SizeError>),
    /// The answer could not be read.
    Decode(Box<DecodeError>),
    /// The request breaks a rule of the documents and was not sent.
    Request(Box<RequestError>),
    /// The answer is not signed as it should be, so it may not be the server's.
    Signature(Box<SignatureError>),
    /// The client lacks something that the call needs, and nothing was sent.
    Setup(Box<SetupError>),
    /// There is no token that would do, or none could be had: a missing scope, an authorization that has run out, an
    /// authorization server that does not answer. The request was not sent.
    #[cfg(feature = "oauth")]
    Authorization(Box<AuthorizationError>),
    /// A test double has no answer for this action.
    NotImplemented(&'static ActionInfo),
}

impl<E: ErrorCode> Error<E> {
    /// The action that was called.
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
            #[cfg(feature = "oauth")]
            Error::Authorization(error) => error.action,
            Error::NotImplemented(action) => action,
        }
    }

    /// The API's failure, when it is one.
    pub fn api(&self) -> Option<&ApiError<E>> {
        match self {
            Error::Api(error) => Some(error),
            _ => None,
        }
    }

    /// The scope that the token lacks, when that is what kept the request from being sent.
    #[cfg(all(feature = "client", feature = "oauth"))]
    pub fn missing_scope(&self) -> Option<&str> {
        match self.oauth2()? {
            crate::oauth2::Error::MissingScope { scope, .. } => Some(scope),
            _ => None,
        }
    }

    /// The error of OAuth 2 that kept the request from being sent.
    #[cfg(all(feature = "client", feature = "oauth"))]
    pub fn oauth2(&self) -> Option<&crate::oauth2::Error> {
        match self {
            Error::Authorization(error) => error.source.downcast_ref(),
            _ => None,
        }
    }

    /// The documented error code, when the API failed with one.
    pub fn code(&self) -> Option<E> {
        self.api().and_then(|error| error.code.clone())
    }

    /// What the error is about.
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
            #[cfg(feature = "oauth")]
            Error::Authorization(error) => error.kind,
            // The client's own limit.
            Error::TooLarge(_) => ErrorKind::Limit,
            Error::Decode(_) | Error::Signature(_) | Error::Setup(_) | Error::NotImplemented(_) => {
                ErrorKind::Other
            }
        }
    }

    /// The HTTP status, when an answer came.
    pub fn status(&self) -> Option<u16> {
        match self {
            Error::Api(error) => Some(error.status),
            Error::Unauthorized(error) | Error::Http(error) => Some(error.status),
            Error::Decode(error) => Some(error.status),
            Error::Signature(error) => Some(error.status),
            #[cfg(feature = "oauth")]
            Error::Authorization(_) => None,
            Error::Transport(_)
            | Error::Timeout(_)
            | Error::TooLarge(_)
            | Error::Request(_)
            | Error::Setup(_)
            | Error::NotImplemented(_) => None,
        }
    }

    /// How long the server asks to be left alone (`Retry-After`, in seconds or as a date), where it says so. A client that
    /// repeats calls keeps to it when it is short enough; see `ClientBuilder::longest_wait`.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Api(error) => error.retry_after,
            Error::Unauthorized(error) | Error::Http(error) => error.retry_after,
            #[cfg(all(feature = "client", feature = "oauth"))]
            Error::Authorization(_) => self.oauth2()?.refused()?.retry_after,
            _ => None,
        }
    }

    /// Whether the API signs its answers and the one that this error stands on is not signed as it should be.
    ///
    /// Whoever stands between client and server can make such a failure, or strip a real answer of its signature. It says
    /// nothing about whether the action was carried out: after a call that moves money, look before you call again, as
    /// after [`Error::Timeout`]. Failures that a proxy or the server itself makes before it knows who calls are not signed
    /// either, so a wrong secret shows as one of these.
    pub fn is_unverified(&self) -> bool {
        match self {
            Error::Api(error) => error.unverified,
            Error::Unauthorized(error) | Error::Http(error) => error.unverified,
            Error::Signature(_) => true,
            _ => false,
        }
    }

    /// Whether the same call may go through later: the server was not reached, or said 'not now' by its status, by an error of
    /// the kind [`ErrorKind::Unavailable`] or by saying when to come back.
    /// Whether it is safe to repeat it is another question; see [`ActionInfo::effect`].
    pub fn is_transient(&self) -> bool {
        match self {
            Error::Transport(_) | Error::Timeout(_) => true,
            Error::Api(_) | Error::Unauthorized(_) | Error::Http(_) => {
                let status = self.status().unwrap_or_default();
                is_transient(status, self.kind(), self.retry_after().is_some())
            }
            #[cfg(feature = "oauth")]
            Error::Authorization(error) => error.kind == ErrorKind::Unavailable,
            // A larger answer would be as large again.
            _ => false,
        }
    }

    /// Whether a client may repeat the call by itself: it may go through, and a second time does no harm, because twice is the
    /// same as once or because the request never left.
    #[cfg(feature = "client")]
    pub(crate) fn may_be_repeated(&self) -> bool {
        let unsent = matches!(self, Error::Transport(failure) if !failure.sent);
        self.is_transient() && (unsent || self.action().effect.is_repeatable())
    }

    /// The same error with what else is known of the answer that it stands on.
    #[cfg(feature = "client")]
    pub(crate) fn of_answer(mut self, retry_after: Option<Duration>, unverified: bool) -> Self {
        match &mut self {
            Error::Api(error) => (error.retry_after, error.unverified) = (retry_after, unverified),
            Error::Unauthorized(error) | Error::Http(error) => {
                (error.retry_after, error.unverified) = (retry_after, unverified);
            }
            _ => {}
        }
        self
    }
}
