//! OAuth 2 (RFC 6749, 6750, 7523, 7636, 8628): bearer tokens with scopes, and the ways that lead to them.
//!
//! A client runs the authorization of an [`App`] once, in a browser or on another device, and then takes the token of
//! each call from a [`Holder`], which refreshes it in time. Where no user has to be asked, the holder obtains the first
//! tokens too, with a [`TokenRequest`]. A server checks tokens with [`check_bearer`] and issues them with an [`Issuer`].

#[cfg(feature = "client")]
mod app;
#[cfg(feature = "server")]
mod bearer;
#[cfg(feature = "client")]
mod device;
#[cfg(feature = "client")]
mod error;
#[cfg(feature = "client")]
mod file;
#[cfg(feature = "authorization")]
mod grants;
#[cfg(feature = "client")]
mod holder;
#[cfg(feature = "authorization")]
mod issuer;
#[cfg(any(feature = "client", feature = "authorization"))]
mod jwt;
#[cfg(feature = "authorization")]
mod ledger;
#[cfg(feature = "authorization")]
mod memory;
#[cfg(any(feature = "client", feature = "authorization"))]
mod pkce;
#[cfg(feature = "authorization")]
mod rejection;
#[cfg(feature = "client")]
mod request;
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
pub use bindery_vocabulary::{ClientAuthentication, TokenFlow};
#[cfg(feature = "client")]
pub use device::DeviceAttempt;
#[cfg(feature = "client")]
pub use error::{Code, Error, ErrorResponse, FlowStep};
#[cfg(feature = "client")]
pub use file::FileStore;
#[cfg(feature = "authorization")]
pub use grants::{Devices, PublicKey};
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
#[cfg(feature = "client")]
pub use request::{Assertion, KeyError, SigningKey, TokenRequest};
#[cfg(feature = "authorization")]
pub use routes::Paths;
pub use scope::{Scope, Scopes};
#[cfg(feature = "client")]
pub use store::{MemoryStore, TokenStore, Tokens};
#[cfg(feature = "client")]
pub use token_response::Status;
