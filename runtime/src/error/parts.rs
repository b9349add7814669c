//! Contents of the variants of [`Error`](super::Error), one struct each.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use crate::failure::ReportedError;
use crate::wire::{Document, Fault, RawJson, Wire};
use crate::{ActionInfo, ErrorCode, ErrorKind, Headers};

/// Body of a response, as received. `Debug` shows only its length, because the body may contain secrets.
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

/// Error response of the API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ApiError<E> {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// HTTP status code of the error response.
    pub status: u16,
    /// Headers of the response.
    pub headers: Headers,
    /// Documented error, or an unknown code; `None` when the response has no code and an unknown text.
    pub code: Option<E>,
    /// Message of the response; may be empty.
    pub message: String,
    /// Details of the error, any JSON value; `None` if the response has none.
    pub details: Option<RawJson>,
    /// Errors that the response reports beside the first one; [`Self::errors`] returns all.
    pub others: Vec<ReportedError<E>>,
    /// Body of the error response, as received.
    pub body: Body,
    /// Wait that the server asks for, in the header `Retry-After` or in the body; `None` if it does not.
    pub retry_after: Option<Duration>,
    /// Whether the API signs its responses and this one is not signed; see
    /// [`Error::is_unverified`](super::Error::is_unverified).
    pub unverified: bool,
}

/// Response that is neither a success nor an error response of the API.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct HttpError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// HTTP status code of the response.
    pub status: u16,
    /// Headers of the response.
    pub headers: Headers,
    /// Message of the response; may be empty.
    pub message: String,
    /// Body of the response, as received.
    pub body: Body,
    /// Wait that the server asks for (`Retry-After`); `None` if it does not.
    pub retry_after: Option<Duration>,
    /// Whether the API signs its responses and this one is not signed; see
    /// [`Error::is_unverified`](super::Error::is_unverified).
    pub unverified: bool,
}

/// Error of a call that got no response.
#[derive(Debug)]
#[non_exhaustive]
pub struct TransportFailure {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// Whether the request may have reached the server.
    pub sent: bool,
    /// Underlying error of the transport, such as a failed connection.
    pub source: Box<dyn StdError + Send + Sync>,
}

/// Cause that a transport reports when a response is larger than the client allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge {
    /// Limit of the client, in bytes.
    pub limit: usize,
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response is larger than {} bytes", self.limit)
    }
}

impl StdError for TooLarge {}

/// Error for a response that is larger than the client allows.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SizeError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// Limit of the client, in bytes.
    pub limit: usize,
}

/// Error of a call that got no response within the timeout.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Timeout {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// Timeout that the call exceeded.
    pub after: Duration,
}

/// Error for a response that could not be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct DecodeError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// HTTP status code of the unreadable response.
    pub status: u16,
    /// Headers of the response.
    pub headers: Headers,
    /// Fault in the response, with the path of the field.
    pub fault: Fault,
    /// Body of the unreadable response, as received.
    pub body: Body,
}

/// Error for a request that breaks a documented rule and was not sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RequestError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// Fault in the request, with the name of the parameter.
    pub fault: Fault,
}

/// Error for a response with a missing or wrong signature.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignatureError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// HTTP status code of the response.
    pub status: u16,
    /// Headers of the response.
    pub headers: Headers,
    /// Reason why the signature is not accepted.
    pub fault: SignatureFault,
}

/// Reason why the signature of a response is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SignatureFault {
    /// The signature is missing, or there is more than one.
    Missing,
    /// The mode or digest of the signature is undocumented or cannot be verified.
    Unknown,
    /// The documents discourage the digest of the signature, and it is not enabled.
    Discouraged,
    /// The mode of the signature must be enabled and is not.
    NotEnabled,
    /// The signed data could also be a body, so it is unclear what was signed.
    Ambiguous,
    /// The signature was made too long ago, or in the future.
    Expired,
    /// The signature does not match the data received.
    Wrong,
}

impl fmt::Display for SignatureFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            SignatureFault::Missing => "the signature is missing",
            SignatureFault::Unknown => "the mode or digest of the signature cannot be verified",
            SignatureFault::Discouraged => "the digest of the signature is discouraged and not enabled",
            SignatureFault::NotEnabled => "the mode of the signature is not enabled",
            SignatureFault::Ambiguous => "the signed data could also be a body",
            SignatureFault::Expired => "the signature was not made in its window of time",
            SignatureFault::Wrong => "the signature does not match the data received",
        })
    }
}

impl StdError for SignatureFault {}

/// Error of a call for which the client lacks a credential or setting.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SetupError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// Missing credential or setting, and how to set it.
    pub missing: String,
}

/// Error for a request that was not sent because no suitable token was available, or because it could not be signed.
#[derive(Debug)]
#[non_exhaustive]
pub struct AuthorizationError {
    /// Metadata of the action that was called.
    pub action: &'static ActionInfo,
    /// Kind of the error: [`ErrorKind::Unavailable`] if a later attempt may succeed.
    pub kind: ErrorKind,
    /// Cause: an `oauth2::Error`, an `oauth1::SignError`, or the error of a [`Sign`](crate::client::Sign).
    pub source: Box<dyn StdError + Send + Sync>,
}

impl<E: ErrorCode> ApiError<E> {
    /// Returns all errors that the response reports, each with its code and message. The first one is
    /// [`code`](Self::code) and [`message`](Self::message).
    ///
    /// ```
    /// use bindery_runtime::ErrorCode;
    /// use bindery_runtime::error::ApiError;
    ///
    /// fn lines<E: ErrorCode>(error: &ApiError<E>) -> Vec<String> {
    ///     error.errors().map(|(code, message)| format!("{code:?}: {message}")).collect()
    /// }
    /// ```
    pub fn errors(&self) -> impl Iterator<Item = (Option<&E>, &str)> {
        let others = self.others.iter().map(|other| (other.code.as_ref(), other.message.as_str()));
        std::iter::once((self.code.as_ref(), self.message.as_str())).chain(others)
    }

    /// Reads the details as the type that the documents describe.
    ///
    /// # Errors
    /// When the response has no details, or they do not match the type.
    pub fn details_as<T: Wire>(&self) -> Result<T, Fault> {
        let details = self.details.as_ref().ok_or_else(|| Fault::missing("details"))?;
        T::read(&Document::parse(details.as_str().as_bytes())?.value())
    }

    /// Returns the kind of the error. Some codes have a special meaning in some actions. If the code is unknown or
    /// generic (internal, other), the HTTP status decides.
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

    /// Returns the meaning of the code in this action, where it differs from the error table.
    pub fn meaning(&self) -> Option<&'static (&'static str, ErrorKind, &'static str)> {
        let name = self.code.as_ref()?.entry()?.name;
        self.action.meanings.iter().find(|(error, _, _)| *error == name)
    }
}
