//! What can go wrong with a dance, on the client's side.

use std::fmt;
use std::time::Duration;

use super::{Problem, SignError};
use crate::oauth::NoAnswer;

/// A step of the dance that asks the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Getting a request token.
    RequestToken,
    /// Getting the access token.
    AccessToken,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::RequestToken => "request token",
            Step::AccessToken => "access token",
        })
    }
}

/// What went wrong with a dance.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// An address is not an `https` one. Nothing was sent.
    Address {
        /// Which: `request_token`, `authorize` or `access_token`.
        which: &'static str,
    },
    /// A callback has to be sent, or an older form of the protocol allowed. Nothing was sent.
    NoCallback,
    /// A request could not be signed.
    Sign(SignError),
    /// No answer came.
    NoAnswer(NoAnswer),
    /// The server has refused.
    Refused(Refused),
    /// The answer lacks something.
    Unreadable {
        /// The answer to what.
        step: Step,
        /// The parameter that it lacks, or has twice.
        parameter: &'static str,
    },
    /// The server has not confirmed the callback, so it may not be one of OAuth 1.0a.
    CallbackNotConfirmed,
    /// The user came back with another token than the one he was sent out with.
    TokenDiffers,
    /// The user came back without a verifier.
    NoVerifier,
    /// The user has refused.
    Denied,
}

/// A refusal of the server's.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Refused {
    /// What was asked for.
    pub step: Step,
    /// The HTTP status.
    pub status: u16,
    /// The reason, where the server gives one.
    pub problem: Option<Problem>,
    /// How long the server asks to wait.
    pub retry_after: Option<Duration>,
}

impl Error {
    /// How long the server asks to wait before it is asked again, where it says so.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Refused(refused) => refused.retry_after,
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
            Error::NoCallback => f.write_str(
                "not sent: a callback is needed; only servers of OAuth 1.0 do without, and they need Legacy::OAuth10",
            ),
            Error::Sign(error) => write!(f, "not sent: {error}"),
            Error::NoAnswer(error) => error.fmt(f),
            Error::Refused(refused) => refused.fmt(f),
            Error::Unreadable { step, parameter } => {
                write!(f, "the answer ({step}) does not have '{parameter}', or has it twice")
            }
            Error::CallbackNotConfirmed => f.write_str("the server has not confirmed the callback"),
            Error::TokenDiffers => f.write_str("the user came back with another token"),
            Error::NoVerifier => f.write_str("the user came back without a verifier"),
            Error::Denied => f.write_str("the user has refused"),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the server gives no {} (HTTP {}", self.step, self.status)?;
        match &self.problem {
            Some(problem) => write!(f, ", {problem})"),
            None => f.write_str(")"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NoAnswer(error) => error.source(),
            _ => None,
        }
    }
}

impl std::error::Error for Refused {}

impl From<SignError> for Error {
    fn from(error: SignError) -> Self {
        Error::Sign(error)
    }
}

impl From<NoAnswer> for Error {
    fn from(error: NoAnswer) -> Self {
        Error::NoAnswer(error)
    }
}
