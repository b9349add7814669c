//! Errors of authorization and of tokens, on the client side.

use std::fmt;
use std::sync::Arc;

use super::{KeyError, Scopes};
use crate::oauth::{NoResponse, StoreError, names};
use crate::{ErrorKind, Fault, printable};

/// Request to the authorization server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlowStep {
    /// Authorization request, which the user's browser carries out.
    Authorize,
    /// Exchange of an authorization code for tokens.
    Exchange,
    /// Request for tokens without a browser.
    Request,
    /// Device authorization request (RFC 8628).
    Device,
    /// Refresh of an access token.
    Refresh,
    /// Request for the status of a token.
    Status,
    /// Revocation of a token (RFC 7009).
    Revoke,
}

impl fmt::Display for FlowStep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FlowStep::Authorize => "authorization",
            FlowStep::Exchange => "code exchange",
            FlowStep::Request => "token request",
            FlowStep::Device => "device authorization",
            FlowStep::Refresh => "refresh",
            FlowStep::Status => "token status",
            FlowStep::Revoke => "revocation",
        })
    }
}

names! {
    /// Error code of RFC 6749, of RFC 6750 or of the server's own.
    pub enum Code {
        /// A code that no RFC defines.
        Other;
        /// A parameter is missing, invalid or repeated.
        InvalidRequest = "invalid_request",
        /// The application is unknown, or its client authentication failed.
        InvalidClient = "invalid_client",
        /// The authorization code or the refresh token is wrong, expired, used, or belongs to another application.
        InvalidGrant = "invalid_grant",
        /// The application is not allowed to use this grant type.
        UnauthorizedClient = "unauthorized_client",
        /// The server does not support the grant type.
        UnsupportedGrantType = "unsupported_grant_type",
        /// The server does not support the response type.
        UnsupportedResponseType = "unsupported_response_type",
        /// A scope is unknown, or exceeds the granted scopes.
        InvalidScope = "invalid_scope",
        /// The user or the server denied access.
        AccessDenied = "access_denied",
        /// Internal error of the server.
        ServerError = "server_error",
        /// The server is temporarily unavailable.
        TemporarilyUnavailable = "temporarily_unavailable",
        /// The user has not confirmed yet.
        AuthorizationPending = "authorization_pending",
        /// The application asks too often.
        SlowDown = "slow_down",
        /// The device code has expired.
        ExpiredToken = "expired_token",
        /// The access token is invalid, expired or revoked.
        InvalidToken = "invalid_token",
        /// The access token has insufficient scope.
        InsufficientScope = "insufficient_scope",
    }
}

impl From<&str> for Code {
    fn from(name: &str) -> Self {
        Self::from_wire(name)
    }
}

/// Rejection of a request by the authorization server.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ErrorResponse {
    /// Request of the flow that was rejected.
    pub step: FlowStep,
    /// HTTP status code of the response; `None` if the error was returned with the user's redirect.
    pub status: Option<u16>,
    /// Error code (`error`); `None` if the response has none.
    pub code: Option<Code>,
    /// Description by the server (`error_description`), without the secrets that were sent to it.
    pub description: Option<String>,
    /// Time to wait before the next request (`Retry-After`); `None` if the server does not say.
    pub retry_after: Option<std::time::Duration>,
}

/// Error of an authorization or of a token. Cheap to clone: all callers that wait for the same refresh get the same
/// error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// An address is not an `https` URL without credentials. Nothing was sent.
    Address {
        /// Name of the endpoint: `authorize`, `token`, `device`, `status`, `revoke`, or `server` for the API itself.
        which: &'static str,
    },
    /// No scope was requested. Nothing was sent.
    NoScope,
    /// The application authenticates by a private key, which it was not given. Nothing was sent.
    NoKey,
    /// The private key cannot sign. Nothing was sent.
    Key(KeyError),
    /// The PKCE code verifier is not 43 to 128 letters, digits and `-._~`. Nothing was sent.
    BadVerifier,
    /// The user was sent back with another `state` than that of the attempt, or with none, so the redirect does not
    /// belong to this attempt.
    StateDiffers,
    /// The user was sent back without an authorization code.
    NoCode,
    /// The user denied access (`access_denied`).
    Denied {
        /// Description by the server (`error_description`).
        description: Option<String>,
    },
    /// The server rejected the request.
    ErrorResponse(ErrorResponse),
    /// The server was not reached, or its response broke off, timed out or is too large.
    NoResponse(Arc<NoResponse>),
    /// The response could not be read.
    Unreadable {
        /// Request to which the server responded.
        step: FlowStep,
        /// Reason why the response could not be read.
        fault: Fault,
    },
    /// The token type is not `Bearer`.
    TokenKind,
    /// There is no token, since the user has not authorized the application.
    NotAuthorized,
    /// The access token has expired and there is no refresh token: the user must authorize again.
    Expired,
    /// The token lacks a scope. Nothing was sent.
    MissingScope {
        /// Required scope that the token does not have.
        scope: String,
        /// Scopes that the token has.
        granted: Scopes,
    },
    /// The token store could not be read or written.
    Store(Arc<StoreError>),
}

impl Error {
    /// Whether only a new authorization by the user can resolve the error.
    pub fn needs_authorization(&self) -> bool {
        match self {
            Error::NotAuthorized | Error::Expired | Error::MissingScope { .. } => true,
            Error::ErrorResponse(rejected) => {
                rejected.step == FlowStep::Refresh && rejected.code == Some(Code::InvalidGrant)
            }
            _ => false,
        }
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::MissingScope { .. } => ErrorKind::PermissionDenied,
            Error::NoResponse(error) if matches!(**error, NoResponse::TooLarge(_)) => ErrorKind::Limit,
            Error::NoResponse(_) => ErrorKind::Unavailable,
            Error::ErrorResponse(ErrorResponse { status: Some(429 | 500..), .. }) => ErrorKind::Unavailable,
            Error::Address { .. }
            | Error::NoScope
            | Error::NoKey
            | Error::Key(_)
            | Error::BadVerifier
            | Error::Unreadable { .. }
            | Error::TokenKind
            | Error::Store(_) => ErrorKind::Other,
            _ => ErrorKind::Authentication,
        }
    }

    /// Returns the server's rejection, if the error is one.
    pub fn error_response(&self) -> Option<&ErrorResponse> {
        match self {
            Error::ErrorResponse(rejected) => Some(rejected),
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
            Error::NoScope => f.write_str("not sent: an authorization needs at least one scope"),
            Error::NoKey => f.write_str(
                "not sent: the application authenticates by a private key; set one with App::private_key",
            ),
            Error::Key(error) => write!(f, "not sent: {error}"),
            Error::BadVerifier => {
                f.write_str("not sent: a code verifier must be 43 to 128 letters, digits and -._~")
            }
            Error::StateDiffers => f.write_str("the user was sent back with another state"),
            Error::NoCode => f.write_str("the user was sent back without a code"),
            Error::Denied { description: None } => f.write_str("the user denied access"),
            Error::Denied { description: Some(text) } => {
                write!(f, "the user denied access: {}", printable(text))
            }
            Error::ErrorResponse(rejected) => rejected.fmt(f),
            Error::NoResponse(error) => error.fmt(f),
            Error::Unreadable { step, fault } => write!(f, "the {step} response could not be read: {fault}"),
            Error::TokenKind => f.write_str("the token issued by the server is not a bearer token"),
            Error::NotAuthorized => {
                f.write_str("not sent: there is no token; the user must authorize the application first")
            }
            Error::Expired => f.write_str(
                "not sent: the token has expired and cannot be refreshed; the user must authorize again",
            ),
            Error::MissingScope { scope, granted } if granted.is_empty() => {
                write!(f, "not sent: the scope '{scope}' is required, but the token has none")
            }
            Error::MissingScope { scope, granted } => {
                let granted = granted.to_string();
                let granted = printable(&granted);
                write!(f, "not sent: the scope '{scope}' is required, but the token has only: {granted}")
            }
            Error::Store(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for ErrorResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server rejected the request ({}", self.step)?;
        if let Some(status) = self.status {
            write!(f, ", HTTP {status}")?;
        }
        if let Some(code) = &self.code {
            write!(f, ", {}", printable(code.name()))?;
        }
        f.write_str(")")?;
        let code = self.code.as_ref().map_or("", Code::name);
        match &self.description {
            Some(text) if !text.trim().eq_ignore_ascii_case(code) => write!(f, ": {}", printable(text)),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NoResponse(error) => std::error::Error::source(error.as_ref()),
            Error::Store(error) => std::error::Error::source(error.as_ref()),
            _ => None,
        }
    }
}

impl std::error::Error for ErrorResponse {}

impl From<NoResponse> for Error {
    fn from(error: NoResponse) -> Self {
        Error::NoResponse(Arc::new(error))
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Error::Store(Arc::new(error))
    }
}
