//! OAuth 1.0a (RFC 5849): signed requests and the three steps that lead to an access token.
//!
//! A client goes through a [`Flow`] and then signs with a [`Signer`]. A server holds signatures against what it knows
//! with a [`Verifier`], and gives tokens out with a [`Provider`].
//!
//! What is signed: method, address, query, the protocol's own parameters, and an urlencoded body. **A JSON body is not
//! signed**; whoever can change it on its way does so unseen, which is one more reason for TLS.

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
mod refusal;
mod signature;
mod signer;
#[cfg(feature = "server")]
mod verifier;

pub use bindery_vocabulary::Carrier;
#[cfg(feature = "client")]
pub use error::{Error, Refused, Step};
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
pub use refusal::Refusal;
pub use signature::{base_string, signature};
pub use signer::{Consumer, SignError, Signer, Stamp, Token};
#[cfg(feature = "server")]
pub use verifier::{Expected, Keys, KnownToken, Verified, Verifier};

/// Where the user goes after the authorization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Callback {
    /// To this address, with the verifier in its query.
    Address(String),
    /// Nowhere: the user reads the verifier and types it in (`oob`).
    OutOfBand,
    /// To whatever was registered with the consumer, which RFC 5849 does not allow. Needs [`Legacy::OAuth10`].
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

/// Older forms of the protocol, each with a known weakness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Legacy {
    /// OAuth 1.0 as it was before revision A: callback and verifier may be absent. Somebody who lures a user to an
    /// authorization that he has begun himself gets that user's access token.
    OAuth10,
}
