//! What Bindery's generated code stands on.
//!
//! Generated crates state facts: field lists, paths, error tables. Everything that can be done once is done here:
//!
//! - [`wire`]: how values travel; [`record!`], [`newtype!`], [`wire_enum!`] and [`error_codes!`] declare them
//! - [`Action`], [`Api`]: the constant facts of an operation and of the API it belongs to
//! - [`Error`]: what can go wrong with a call
//! - [`Client`] over a [`Transport`] (feature `client`), [`blocking`] (feature `blocking`)
//! - `oauth1`, `oauth2`: signed requests, bearer tokens, and the dances that lead to them (feature `oauth`)
//! - [`server`]: backends, routes and the router over them (feature `server`)
//!
//! Nothing here knows an API by name.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod api;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub mod client;
mod code;
mod error;
mod failure;
#[cfg(feature = "oauth")]
pub mod oauth;
#[cfg(feature = "oauth")]
pub mod oauth1;
#[cfg(feature = "oauth")]
pub mod oauth2;
#[cfg(feature = "server")]
pub mod server;
pub mod wire;

pub use api::{
    Action, ActionInfo, Answer, AnswerInfo, Api, ApiInfo, AuthScheme, Code, Effect, ErrorKind, FailureShape,
    FailureUse, Marker, Method, Outcome, Part, Placement, Refusals, Server,
};
#[cfg(feature = "client")]
pub use client::{Caller, Client, Http, InProcess, Transport};
pub use code::{ErrorCode, ErrorEntry, Failure};
pub use error::{
    ApiError, Body, DecodeError, Error, HttpError, RequestError, SetupError, Timeout, TooLarge,
    TransportFailure,
};
pub use failure::{
    Parts as FailureParts, decode_answer, encode_answer, encode_failure, is_failure, read_parts,
};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime};
pub use rust_decimal::Decimal;
pub use wire::{
    DisplayMoney, Fault, FaultKind, Json, Key, Limits, Map, Md5Password, Out, Reader, Record, Secret, Style,
    Value, Wire, Writer, key,
};
