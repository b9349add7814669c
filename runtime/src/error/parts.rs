//! The variants of [`Error`](super::Error), one struct each.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::wire::{Fault, Json};
use crate::{ActionInfo, ErrorCode, ErrorKind};

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
    /// How long the server asks to be left alone (`Retry-After`), where it says so.
    pub retry_after: Option<Duration>,
    /// The API signs its answers, and this one is not signed: see [`Error::is_unverified`](super::Error::is_unverified).
    pub unverified: bool,
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
    /// How long the server asks to be left alone (`Retry-After`), where it says so.
    pub retry_after: Option<Duration>,
    /// The API signs its answers, and this one is not signed: see [`Error::is_unverified`](super::Error::is_unverified).
    pub unverified: bool,
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

/// What a transport gives as its source when an answer is larger than the client allows.
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

/// An answer that is larger than the client allows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SizeError {
    /// The action that was called.
    pub action: &'static ActionInfo,
    /// What the client allows, in bytes.
    pub limit: usize,
}

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

impl<E: ErrorCode> ApiError<E> {
    /// What the error is about; some codes mean something of their own in some actions. Where the code is unknown, or is one for
    /// anything (internal, other), the HTTP status says it.
    pub fn kind(&self) -> ErrorKind {
        let documented = match self.meaning() {
            Some((_, kind, _)) => *kind,
            None => self.code.as_ref().map_or(ErrorKind::Other, ErrorCode::kind),
        };
        match documented {
            ErrorKind::Internal | ErrorKind::Other => ErrorKind::of_status(self.status).unwrap_or(documented),
            kind => kind,
        }
    }

    /// What the code means in this action, where that differs from the table.
    pub fn meaning(&self) -> Option<&'static (&'static str, ErrorKind, &'static str)> {
        let name = self.code.as_ref()?.entry()?.name;
        self.action.meanings.iter().find(|(error, _, _)| *error == name)
    }
}
