//! OAuth 1.0a (RFC 5849): signed requests, and the three-legged flow that leads to an access token.
//!
//! A client runs a [`Flow`] to get an access token and then signs requests with a [`Signer`]. A server verifies
//! signatures with a [`Verifier`] and issues tokens with a [`Provider`].
//!
//! The signature covers the method, the URI, the query, the OAuth parameters, and a form in the body. **A JSON body is
//! not signed**: an attacker who can change it in transit does so unnoticed, which is one more reason to use TLS.

#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod flow;
#[cfg(feature = "authorization")]
mod memory;
#[cfg(feature = "server")]
mod nonces;
mod problem;
#[cfg(feature = "authorization")]
mod provider;
#[cfg(feature = "server")]
mod rejection;
mod signature;
mod signer;
#[cfg(feature = "server")]
mod verifier;

pub use bindery_vocabulary::Carrier;
#[cfg(feature = "client")]
pub use error::{Error, ErrorResponse, FlowStep};
#[cfg(feature = "client")]
pub use flow::{Attempt, Endpoints, Flow};
#[cfg(feature = "authorization")]
pub use memory::MemoryLedger;
#[cfg(feature = "server")]
pub use nonces::{MemoryNonces, Nonces, Stamped};
pub use problem::Problem;
#[cfg(feature = "authorization")]
pub use provider::{Access, Approval, Ledger, Pending, Provider};
#[cfg(feature = "server")]
pub use rejection::Rejection;
pub use signature::{base_string, signature};
pub use signer::{Consumer, SignError, Signer, Stamp, Token};
#[cfg(feature = "server")]
pub use verifier::{Expected, KeyStore, KnownToken, Verified, Verifier};

/// Callback: where the user is sent after the authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// URL to which the user is redirected, with the verifier in its query.
    Address(String),
    /// Out of band (`oob`): no redirect; the user reads the verifier and types it into the application.
    OutOfBand,
    /// Callback that is registered for the consumer, which RFC 5849 does not allow. Requires [`Legacy::OAuth10`].
    Registered,
}

impl Callback {
    #[cfg(feature = "client")]
    fn parameter(&self) -> Option<&str> {
        match self {
            Callback::Address(address) => Some(address),
            Callback::OutOfBand => Some("oob"),
            Callback::Registered => None,
        }
    }
}

/// Older versions of the protocol, each with a known weakness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Legacy {
    /// OAuth 1.0 before revision A: callback and verifier may be absent. An attacker who begins an authorization and
    /// lures a user into completing it gets that user's access token.
    OAuth10,
}
