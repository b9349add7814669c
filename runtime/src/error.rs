//! What can go wrong with a call, as one enum around the API's own error codes.
//!
//! `{}` says action, status, code and message; `{:#}` adds the causes.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::wire::{Fault, Json};
use crate::{ActionInfo, ErrorCode, ErrorEntry, ErrorKind};

/// The body of an answer, as it came. It may hold anything, so `Debug` shows only its length.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Body(pub Bytes);

impl std::ops::Deref for Body {
    type Target = Bytes;

    fn deref(&self) -> &Bytes {
        &self.0
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

/// What went wrong with a call.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The API answered with one of its failures.
    Api(Box<ApiError<E>>),
    /// The server refused the client's own credentials (HTTP 401).
    Unauthorized(Box<HttpError>),
    /// The answer is neither an answer nor a failure of this API: a proxy's page, a bare status.
    Http(Box<HttpError>),
    /// No answer came.
    Transport(Box<TransportFailure>),
    /// No answer came in time.
    Timeout(Box<Timeout>),
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

/// A failure of the API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApiError<E> {
    /// The action that failed.
    pub action: &'static ActionInfo,
    /// The HTTP status.
    pub status: u16,
    /// The documented error; none when the failure has no code and an unknown text.
    pub code: Option<E>,
    /// The message that came with it; may be empty.
    pub message: String,
    /// What came to explain it.
    pub details: Option<Json>,
    /// The body as it came.
    pub body: Body,
}

/// An answer that is neither an answer nor a failure of the API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// The HTTP status.
    pub status: u16,
    /// The message, where there is one.
    pub message: String,
    /// The body as it came.
    pub body: Body,
}

/// No answer came.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportFailure {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// Whether the request may have reached the server.
    pub sent: bool,
    /// Why.
    pub source: Box<dyn StdError + Send + Sync>,
}

/// The source of a [`TransportFailure`] for an answer that was larger than the client allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// What the client allows, in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the answer is larger than {} bytes", self.limit)
    }
}

impl StdError for TooLarge {}

/// No answer came in time.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Timeout {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// How long was waited.
    pub after: Duration,
}

/// An answer that could not be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong, with the path of the field.
    pub fault: Fault,
    /// The body as it came.
    pub body: Body,
}

/// A request that was not sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RequestError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// What is wrong, with the name of the parameter.
    pub fault: Fault,
}

/// An answer that is not signed as it should be.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// The HTTP status.
    pub status: u16,
    /// What is wrong with the signature.
    pub fault: SignatureFault,
}

/// What is wrong with a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureFault {
    /// There is none, or more than one.
    Missing,
    /// It is of a mode or a digest that is not documented, or that cannot be verified.
    Unknown,
    /// It is of a digest that is documented as discouraged, and nobody has asked for it.
    Discouraged,
    /// It is of a mode that has to be enabled, and is not.
    NotEnabled,
    /// What it covers could be a body as well, so what it was made for is not clear.
    Ambiguous,
    /// It is not the signature of what arrived.
    Wrong,
}

impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureFault::Missing => "the signature is missing",
            SignatureFault::Unknown => "the signature is of a mode or a digest that cannot be verified",
            SignatureFault::Discouraged => "the signature is of a digest that is discouraged and not enabled",
            SignatureFault::NotEnabled => "the signature is of a mode that is not enabled",
            SignatureFault::Ambiguous => "what the signature covers could be a body as well",
            SignatureFault::Wrong => "the signature does not belong to what arrived",
        })
    }
}

impl StdError for SignatureFault {}

/// A client that lacks something.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SetupError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// What is missing, and how to give it.
    pub missing: String,
}

/// A request that was not sent for want of a token.
#[cfg(feature = "oauth")]
#[derive(Debug)]
#[non_exhaustive]
pub struct AuthorizationError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// What the error is about.
    pub kind: ErrorKind,
    /// Why: an `oauth2::Error`, or an `oauth1::SignError`.
    pub source: Box<dyn StdError + Send + Sync>,
}

impl<E: ErrorCode> Error<E> {
    /// The action that was called.
    pub fn action(&self) -> &'static ActionInfo {
        match self {
            Error::Api(error) => error.action,
            Error::Unauthorized(error) | Error::Http(error) => error.action,
            Error::Transport(error) => error.action,
            Error::Timeout(error) => error.action,
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
            Error::Http(error) => match error.status {
                403 => ErrorKind::Refused,
                404 => ErrorKind::NotFound,
                429 => ErrorKind::Limit,
                502..=504 => ErrorKind::Unavailable,
                500.. => ErrorKind::Internal,
                _ => ErrorKind::Other,
            },
            Error::Transport(_) | Error::Timeout(_) => ErrorKind::Unavailable,
            Error::Request(_) => ErrorKind::Validation,
            #[cfg(feature = "oauth")]
            Error::Authorization(error) => error.kind,
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
            | Error::Request(_)
            | Error::Setup(_)
            | Error::NotImplemented(_) => None,
        }
    }

    /// Whether the same call may go through later: the server was not reached, or said 'not now'.
    /// Whether it is safe to repeat it is another question; see [`ActionInfo::effect`].
    pub fn is_transient(&self) -> bool {
        match self {
            // It would be as large again.
            Error::Transport(error) => !error.source.is::<TooLarge>(),
            Error::Timeout(_) => true,
            Error::Http(error) => is_not_now(error.status),
            // A status does not mean less because the documents list it.
            Error::Api(error) => {
                let entry = error.code.as_ref().and_then(ErrorCode::entry);
                entry.is_some_and(ErrorEntry::is_by_status) && is_not_now(error.status)
            }
            _ => false,
        }
    }
}

fn is_not_now(status: u16) -> bool {
    matches!(status, 429 | 502 | 503 | 504)
}

impl<E: ErrorCode> ApiError<E> {
    /// What the error is about; some codes mean something of their own in some actions.
    pub fn kind(&self) -> ErrorKind {
        match self.meaning() {
            Some((_, kind, _)) => *kind,
            None => self.code.as_ref().map_or(ErrorKind::Other, ErrorCode::kind),
        }
    }

    /// What the code means in this action, where that differs from the table.
    pub fn meaning(&self) -> Option<&'static (&'static str, ErrorKind, &'static str)> {
        let name = self.code.as_ref()?.entry()?.name;
        self.action.meanings.iter().find(|(error, _, _)| *error == name)
    }
}

impl<E: ErrorCode> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { action, status, code, message, .. } = self;
        write!(f, "{}/{} failed (HTTP {status}", action.module, action.name)?;
        let number = code.as_ref().and_then(ErrorCode::code).map(|code| code.to_string()).unwrap_or_default();
        if !number.is_empty() {
            write!(f, ", code {number}")?;
        }
        f.write_str(")")?;
        let text = match (self.meaning(), code) {
            (Some((_, _, meaning)), _) => (*meaning).to_owned(),
            (None, Some(code)) => code.to_string(),
            (None, None) => String::new(),
        };
        if !text.is_empty() {
            write!(f, ": {text}")?;
        }
        // A message that only repeats the code or its text says nothing more.
        let repeats = message.is_empty()
            || message.trim().eq_ignore_ascii_case(text.trim_end_matches('.'))
            || *message == number
            || message.bytes().all(|byte| byte.is_ascii_digit());
        if repeats { Ok(()) } else { write!(f, ": {message}") }
    }
}

impl<E: ErrorCode> StdError for ApiError<E> {}

impl<E: ErrorCode> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ActionInfo { module, name, .. } = self.action();
        match self {
            Error::Api(error) => error.fmt(f),
            Error::Unauthorized(error) => {
                write!(f, "{module}/{name}: the server refuses the client's log-in (HTTP {})", error.status)
            }
            Error::Http(error) => write!(
                f,
                "{module}/{name}: HTTP {} with an answer that is not this API's ({} bytes)",
                error.status,
                error.body.len()
            ),
            Error::Transport(_) => write!(f, "{module}/{name}: no answer from the server"),
            Error::Timeout(timeout) => write!(f, "{module}/{name}: no answer within {:?}", timeout.after),
            Error::Decode(error) => {
                write!(
                    f,
                    "{module}/{name}: the answer (HTTP {}) could not be read: {}",
                    error.status, error.fault
                )
            }
            Error::Request(error) => write!(f, "{module}/{name}: not sent: {}", error.fault),
            Error::Signature(error) => write!(
                f,
                "{module}/{name}: the answer (HTTP {}) is not trusted: {}",
                error.status, error.fault
            ),
            Error::Setup(error) => write!(f, "{module}/{name}: not sent: {}", error.missing),
            #[cfg(feature = "oauth")]
            Error::Authorization(error) => write!(f, "{module}/{name}: {}", error.source),
            Error::NotImplemented(_) => write!(f, "{module}/{name}: not implemented by this double"),
        }?;
        if f.alternate() {
            let mut cause = self.source();
            while let Some(error) = cause {
                write!(f, ": {error}")?;
                cause = error.source();
            }
        }
        Ok(())
    }
}

impl<E: ErrorCode> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Error::Transport(error) => Some(error.source.as_ref()),
            // What it says itself stands in the text already.
            #[cfg(feature = "oauth")]
            Error::Authorization(error) => error.source.source(),
            _ => None,
        }
    }
}
