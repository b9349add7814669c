//! OAuth 2 (RFC 6749, 6750, 7636): bearer tokens with scopes, and the code grant that leads to them.
//!
//! A client goes through an [`App`]'s authorization once, and then takes the token of each call from a [`Holder`],
//! which renews it in time. A server checks tokens with [`check_bearer`] and gives them out with an [`Issuer`].

#[cfg(feature = "client")]
mod answer;
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
#[cfg(feature = "server")]
mod issuer;
#[cfg(feature = "server")]
mod ledger;
#[cfg(feature = "server")]
mod memory;
#[cfg(any(feature = "client", feature = "server"))]
mod pkce;
#[cfg(feature = "server")]
mod refusal;
#[cfg(feature = "server")]
mod routes;
mod scope;
#[cfg(feature = "client")]
mod store;

#[cfg(feature = "client")]
pub use answer::Status;
#[cfg(feature = "client")]
pub use app::{App, Attempt, Endpoints};
#[cfg(feature = "server")]
pub use bearer::{BearerRefusal, CheckBearer, check_bearer};
#[cfg(feature = "client")]
pub use error::{Code, Error, Refused, Step};
#[cfg(feature = "client")]
pub use file::FileStore;
#[cfg(feature = "client")]
pub use holder::Holder;
#[cfg(feature = "server")]
pub use issuer::{Issued, Issuer};
#[cfg(feature = "server")]
pub use ledger::{Application, Grant, Ledger, Live, PendingCode, Taken};
#[cfg(feature = "server")]
pub use memory::MemoryLedger;
#[cfg(any(feature = "client", feature = "server"))]
pub use pkce::challenge;
#[cfg(feature = "server")]
pub use refusal::Refusal;
#[cfg(feature = "server")]
pub use routes::Paths;
pub use scope::{Scope, Scopes};
#[cfg(feature = "client")]
pub use store::{MemoryStore, TokenStore, Tokens};
