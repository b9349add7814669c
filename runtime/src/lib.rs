//! Runtime of the code that Bindery generates: wire types, client, server, errors.
//!
//! Generated crates contain only data: field lists, paths, error tables. All shared behavior is in this crate. The
//! crate root has the items that programs name; the rest is in modules:
//!
//! - [`wire`]: reading and writing of values; [`record!`], [`union!`], [`newtype!`], [`wire_enum!`], [`error_codes!`] and
//!   [`response_enum!`] declare them
//! - [`metadata`]: metadata of APIs and their actions, with keys and signatures, as generated code declares it
//! - [`error`]: the error of a call and its parts
//! - [`Client`] over a [`Transport`] and [`client`] (feature `client`), [`blocking`] (feature `blocking`)
//! - [`server`]: backends, routes and the router over them (feature `server`)
//! - `oauth1`, `oauth2`: signed requests, bearer tokens, and the flows that issue them (feature `oauth`)
//! - [`decode`], [`encode`], `sign`: building blocks of clients and servers, for other programs
//!
//! No API is known by name in this crate.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod action_info;
mod api;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub mod client;
mod code;
mod completion;
#[cfg(feature = "content")]
pub mod content;
pub mod decode;
pub mod encode;
pub mod error;
mod failure;
mod generation;
mod head;
mod headed;
mod made;
#[cfg(any(feature = "oauth", feature = "server"))]
mod media;
pub mod metadata;
#[cfg(feature = "oauth")]
pub mod oauth;
#[cfg(feature = "oauth")]
pub mod oauth1;
#[cfg(feature = "oauth")]
pub mod oauth2;
mod packing;
mod paging;
#[cfg(any(feature = "client", feature = "server"))]
mod path;
#[cfg(any(feature = "client", feature = "server"))]
mod pointers;
mod printable;
mod response;
mod scheme;
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "client", feature = "server"))]
mod urlencoded;
pub mod wire;

pub use bindery_vocabulary::ErrorKind;

pub use api::{Action, Api, BackendResult, Call, CallResult, Code};
#[cfg(feature = "client")]
pub use client::{Caller, Client, Http, InProcess, Transport};
pub use code::{ErrorCode, Failure};
pub use completion::Completes;
#[cfg(feature = "content")]
pub use content::{Content, Event, Events, JsonLines, StreamError};
pub use error::Error;
#[cfg(any(feature = "client", feature = "content"))]
pub use futures_util::{Stream, StreamExt};
pub use head::{Headers, ResponseHead, WithHead};
pub use headed::Headed;
pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime};
pub use paging::Paged;
pub use rust_decimal::Decimal;
pub use scheme::{Alternative, Credential, Custom, IssuedHeader, Issues};
#[cfg(feature = "oauth")]
pub use scheme::{OAuth1, OAuth2};
#[cfg(feature = "server")]
pub use server::Serve;
pub use uuid::Uuid;
pub use wire::{
    Base64Bytes, Fault, FormattedDecimal, Map, Md5Password, MicrosoftDate, Patch, RawJson, Secret,
    UnknownValue,
};

/// Signing modes and digests, for programs that sign and verify without a client or router.
#[cfg(any(feature = "client", feature = "server"))]
pub mod sign {
    pub use crate::scheme::{EnabledModes, SigningMode, digest};
}

/// Items for generated code only. Not part of the public API; may change in any version.
#[doc(hidden)]
pub mod generated {
    pub use http::HeaderMap;

    pub use crate::paging::{parameter_text, set_parameter};
    pub use crate::response::{MediaOfVariant, NoContent, Variant, VariantMedia, VariantSource};
    pub use crate::scheme::issued_text;
    pub use crate::wire::fields::{Equal, Fields, More, Visitor, show};
    pub use crate::wire::union::write_whole;
}

// Inside the crate, these items are used without their module path.
pub(crate) use error::*;
pub(crate) use metadata::*;
pub(crate) use response::Response;
