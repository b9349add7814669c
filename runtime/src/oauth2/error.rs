//! What can go wrong on the way to a token, and with it, on the client's side.

use std::fmt;
use std::sync::Arc;

use super::Scopes;
use crate::oauth::{NoAnswer, StoreError, names};
use crate::{ErrorKind, Fault, printable};

/// What was asked of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The user's authorization.
    Authorize,
    /// The exchange of a code for a token.
    Exchange,
    /// A new token for an old one.
    Refresh,
    /// What a token is worth.
    Status,
    /// The end of a token.
    Revoke,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Authorize => "authorization",
            Step::Exchange => "exchange of the code",
            Step::Refresh => "refresh",
            Step::Status => "token status",
            Step::Revoke => "revocation",
        })
    }
}

names! {
    /// An error code of RFC 6749, RFC 6750 or the server's own.
    pub enum Code {
        /// A code that no RFC has.
        Other;
        /// The request lacks something, or has it twice.
        InvalidRequest = "invalid_request",
        /// The application is not known, or has not proved who it is.
        InvalidClient = "invalid_client",
        /// The code or the refresh token is wrong, old, used, or somebody else's.
        InvalidGrant = "invalid_grant",
        /// The application may not do this.
        UnauthorizedClient = "unauthorized_client",
        /// The server does not know this kind of grant.
        UnsupportedGrantType = "unsupported_grant_type",
        /// The server does not give codes this way.
        UnsupportedResponseType = "unsupported_response_type",
        /// A scope is not known, or wider than what was granted.
        InvalidScope = "invalid_scope",
        /// The user or the server has refused.
        AccessDenied = "access_denied",
        /// The server failed.
        ServerError = "server_error",
        /// Not now.
        TemporarilyUnavailable = "temporarily_unavailable",
        /// The access token is wrong, old or withdrawn.
        InvalidToken = "invalid_token",
        /// The access token lacks a scope.
        InsufficientScope = "insufficient_scope",
    }
}

impl From<&str> for Code {
    fn from(name: &str) -> Self {
        Self::of(name)
    }
}

/// A refusal of the server's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// What was asked.
    pub step: Step,
    /// The HTTP status; none when the refusal came with the user.
    pub status: Option<u16>,
    /// The code, where there is one.
    pub code: Option<Code>,
    /// The server's own words, without the secrets that were sent to it.
    pub description: Option<String>,
    /// How long the server asks to be left alone (`Retry-After`), where it says so.
    pub retry_after: Option<std::time::Duration>,
}

/// What went wrong on the way to a token, or with it. Cheap to clone: who waited for the same thing gets the same error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// An address is not an `https` one. Nothing was sent.
    Address {
        /// Which: `authorize`, `token`, `status`, `revoke`, or the `server` that is called.
        which: &'static str,
    },
    /// No scope was asked for. Nothing was sent.
    NoScope,
    /// The verifier of PKCE is not of 43 to 128 letters, digits and `-._~`. Nothing was sent.
    BadVerifier,
    /// The user came back with another `state` than he was sent out with, or with none: it was not this attempt that
    /// brought him.
    StateDiffers,
    /// The user came back without a code.
    NoCode,
    /// The user has refused.
    Denied {
        /// The server's own words.
        description: Option<String>,
    },
    /// The server has refused.
    Refused(Refused),
    /// No answer came.
    NoAnswer(Arc<NoAnswer>),
    /// The answer could not be read.
    Unreadable {
        /// The answer to what.
        step: Step,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The server gave a token of another kind than `Bearer`.
    TokenKind,
    /// There is no token: nobody has gone through the authorization.
    NotAuthorized,
    /// The token has run out, and there is no refresh token: the user has to authorize again.
    Expired,
    /// The token lacks a scope. Nothing was sent.
    MissingScope {
        /// The scope that is needed.
        scope: String,
        /// Those that the token has.
        granted: Scopes,
    },
    /// The store of tokens failed.
    Store(Arc<StoreError>),
}

impl Error {
    /// Whether only the user can help: by going through the authorization again.
    pub fn needs_authorization(&self) -> bool {
        match self {
            Error::NotAuthorized | Error::Expired | Error::MissingScope { .. } => true,
            Error::Refused(refused) => {
                refused.step == Step::Refresh && refused.code == Some(Code::InvalidGrant)
            }
            _ => false,
        }
    }

    /// What the error is about.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Error::MissingScope { .. } => ErrorKind::Refused,
            Error::NoAnswer(error) if matches!(**error, NoAnswer::TooLarge(_)) => ErrorKind::Limit,
            Error::NoAnswer(_) => ErrorKind::Unavailable,
            Error::Refused(Refused { status: Some(429 | 500..), .. }) => ErrorKind::Unavailable,
            Error::Address { .. }
            | Error::NoScope
            | Error::BadVerifier
            | Error::Unreadable { .. }
            | Error::TokenKind
            | Error::Store(_) => ErrorKind::Other,
            _ => ErrorKind::Authentication,
        }
    }

    /// The server's refusal, when it is one.
    pub fn refused(&self) -> Option<&Refused> {
        match self {
            Error::Refused(refused) => Some(refused),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Address { which } => {
                write!(f, "not sent: the address for '{which}' must be https://…, without a log-in in it")
            }
            Error::NoScope => f.write_str("not sent: an authorization needs a scope"),
            Error::BadVerifier => {
                f.write_str("not sent: a code verifier has 43 to 128 letters, digits and -._~")
            }
            Error::StateDiffers => f.write_str("the user came back with another state"),
            Error::NoCode => f.write_str("the user came back without a code"),
            Error::Denied { description: None } => f.write_str("the user has refused"),
            Error::Denied { description: Some(text) } => {
                write!(f, "the user has refused: {}", printable(text))
            }
            Error::Refused(refused) => refused.fmt(f),
            Error::NoAnswer(error) => error.fmt(f),
            Error::Unreadable { step, fault } => write!(f, "the answer ({step}) could not be read: {fault}"),
            Error::TokenKind => f.write_str("the server gave a token that is no bearer token"),
            Error::NotAuthorized => {
                f.write_str("not sent: there is no token; the user has to authorize first")
            }
            Error::Expired => f.write_str(
                "not sent: the token has run out and cannot be renewed; the user has to authorize again",
            ),
            Error::MissingScope { scope, granted } if granted.is_empty() => {
                write!(f, "not sent: it needs the scope '{scope}', and the token has none")
            }
            Error::MissingScope { scope, granted } => {
                let granted = granted.to_string();
                let granted = printable(&granted);
                write!(f, "not sent: it needs the scope '{scope}', and the token has only: {granted}")
            }
            Error::Store(error) => error.fmt(f),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server has refused ({}", self.step)?;
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
            Error::NoAnswer(error) => std::error::Error::source(error.as_ref()),
            Error::Store(error) => std::error::Error::source(error.as_ref()),
            _ => None,
        }
    }
}

impl std::error::Error for Refused {}

impl From<NoAnswer> for Error {
    fn from(error: NoAnswer) -> Self {
        Error::NoAnswer(Arc::new(error))
    }
}

impl From<StoreError> for Error {
    fn from(error: StoreError) -> Self {
        Error::Store(Arc::new(error))
    }
}
