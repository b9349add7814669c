//! OAuth 2 (RFC 6749, 6750, 7636): bearer tokens with scopes, and the authorization code grant with PKCE that leads to
//! them.
//!
//! A client runs the authorization of an [`App`] once, and then takes the token of each call from a [`Holder`], which
//! refreshes it in time. A server checks tokens with [`check_bearer`] and issues them with an [`Issuer`].

#[cfg(feature = "client")]
mod app;
#[cfg(feature = "server")]
mod bearer;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod file;
#[cfg(feature = "client")]
mod holder;
#[cfg(feature = "authorization")]
mod issuer;
#[cfg(feature = "authorization")]
mod ledger;
#[cfg(feature = "authorization")]
mod memory;
#[cfg(any(feature = "client", feature = "authorization"))]
mod pkce;
#[cfg(feature = "authorization")]
mod rejection;
#[cfg(feature = "authorization")]
mod routes;
mod scope;
#[cfg(feature = "client")]
mod store;
#[cfg(feature = "client")]
mod token_response;

#[cfg(feature = "client")]
pub use app::{App, Attempt, Endpoints};
#[cfg(feature = "server")]
pub use bearer::{BearerRejection, CheckBearer, Grant, check_bearer};
#[cfg(feature = "client")]
pub use error::{Code, Error, ErrorResponse, FlowStep};
#[cfg(feature = "client")]
pub use file::FileStore;
#[cfg(feature = "client")]
pub use holder::Holder;
#[cfg(feature = "authorization")]
pub use issuer::{IssuedTokens, Issuer};
#[cfg(feature = "authorization")]
pub use ledger::{Application, Ledger, Live, PendingCode, Taken};
#[cfg(feature = "authorization")]
pub use memory::MemoryLedger;
#[cfg(any(feature = "client", feature = "authorization"))]
pub use pkce::challenge;
#[cfg(feature = "authorization")]
pub use rejection::Rejection;
#[cfg(feature = "authorization")]
pub use routes::Paths;
pub use scope::{Scope, Scopes};
#[cfg(feature = "client")]
pub use store::{MemoryStore, TokenStore, Tokens};
#[cfg(feature = "client")]
pub use token_response::Status;
