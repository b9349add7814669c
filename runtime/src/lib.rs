//! What Bindery's generated code stands on.
//!
//! Generated crates state facts: field lists, paths, error tables. Everything that can be done once is done here. At the root is
//! what programs write; the rest has rooms of its own:
//!
//! - [`wire`]: how values travel; [`record!`], [`newtype!`], [`wire_enum!`], [`error_codes!`] and [`outcomes!`] declare them
//! - [`facts`]: the constant facts of APIs and their actions, keys and signatures among them, as generated code states them
//! - [`error`]: what can go wrong with a call, in parts
//! - [`Client`] over a [`Transport`] and [`client`] (feature `client`), [`blocking`] (feature `blocking`)
//! - [`server`]: backends, routes and the router over them (feature `server`)
//! - `oauth1`, `oauth2`: signed requests, bearer tokens, and the dances that lead to them (feature `oauth`)
//! - [`decode`], [`encode`], `sign`: what clients and servers do, for programs that are neither
//!
//! Nothing here knows an API by name.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod api;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub mod client;
mod code;
pub mod decode;
pub mod encode;
pub mod error;
pub mod facts;
mod generation;
mod info;
#[cfg(any(feature = "oauth", feature = "server"))]
mod media;
#[cfg(feature = "oauth")]
pub mod oauth;
#[cfg(feature = "oauth")]
pub mod oauth1;
#[cfg(feature = "oauth")]
pub mod oauth2;
mod paging;
#[cfg(any(feature = "client", feature = "server"))]
mod pointers;
mod printable;
mod scheme;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "server", all(feature = "client", feature = "oauth")))]
mod urlencoded;
pub mod wire;

pub use bindery_vocabulary::ErrorKind;

pub use api::{Action, Answer, Api, Call, Code, Outcome};
#[cfg(feature = "client")]
pub use client::{Caller, Client, Http, InProcess, Transport};
pub use code::{ErrorCode, Failure};
pub use error::Error;
#[cfg(feature = "client")]
pub use futures_util::{Stream, StreamExt};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime};
pub use paging::Paged;
pub use rust_decimal::Decimal;
pub use scheme::{Alternative, Credential, Issued, Issues};
#[cfg(feature = "oauth")]
pub use scheme::{OAuth1, OAuth2};
#[cfg(feature = "server")]
pub use server::Serve;
pub use wire::{Bytes, DisplayMoney, Fault, Json, Map, Md5Password, ScriptDate, Secret, UnknownValue};

/// Signatures, for programs that sign and verify by themselves.
#[cfg(any(feature = "client", feature = "server"))]
pub mod sign {
    pub use crate::scheme::{Enabled, Form, digest};
}

/// What only generated code needs. Nothing here is a promise to anybody else.
#[doc(hidden)]
pub mod generated {
    pub use crate::answer::{read_outcome, write_outcome};
    pub use crate::scheme::issued_text;
    pub use crate::wire::fields::{FieldRefs, Fields, More, show_fields};
}

// Inside of the crate all of it is known by its name alone.
pub(crate) use answer::Response;
pub(crate) use error::*;
pub(crate) use facts::*;
