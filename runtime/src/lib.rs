//! What Bindery's generated code stands on.
//!
//! Generated crates state facts: field lists, paths, error tables. Everything that can be done once is done here:
//!
//! - [`wire`]: how values travel; [`record!`], [`newtype!`], [`wire_enum!`], [`error_codes!`] and
//!   [`outcomes!`] declare them
//! - [`Action`], [`Api`]: the constant facts of an operation and of the API it belongs to
//! - [`Error`]: what can go wrong with a call
//! - [`AuthScheme`], [`Signature`]: keys and signatures, sent by clients and verified by servers
//! - [`Client`] over a [`Transport`] (feature `client`), [`blocking`] (feature `blocking`)
//! - `oauth1`, `oauth2`: signed requests, bearer tokens, and the dances that lead to them (feature `oauth`)
//! - [`server`]: backends, routes and the router over them (feature `server`)
//!
//! Nothing here knows an API by name.
#![cfg_attr(docsrs, feature(doc_cfg))]

mod answer;
mod api;
mod auth;
#[cfg(feature = "blocking")]
pub mod blocking;
#[cfg(feature = "client")]
pub mod client;
mod code;
pub mod decode;
mod error;
mod failure;
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
#[cfg(feature = "server")]
pub mod server;
#[cfg(any(feature = "client", feature = "server"))]
mod sign;
#[cfg(any(feature = "server", all(feature = "client", feature = "oauth")))]
mod urlencoded;
pub mod wire;

pub use bindery_vocabulary::{Digest, Effect, ErrorKind, Limits, Method, Placement, Style};

pub use answer::Response;
#[doc(hidden)]
pub use answer::{read_outcome, write_outcome};
pub use api::{
    Action, Answer, Api, ApiInfo, Call, Code, FailureShape, Marker, Outcome, Part, Refusals, Server,
};
#[doc(hidden)]
pub use auth::issued_text;
pub use auth::{Alternative, AuthScheme, Covers, Credential, Forms, Issued, Issues, Place, Signature};
#[cfg(feature = "oauth")]
pub use auth::{OAuth1, OAuth2};
#[cfg(feature = "client")]
pub use client::{Caller, Client, Http, InProcess, Transport};
pub use code::{CodeValue, ErrorCode, ErrorEntry, Failure};
pub use decode::decode_answer;
#[cfg(feature = "oauth")]
pub use error::AuthorizationError;
pub use error::{
    ApiError, Body, DecodeError, Error, HttpError, RequestError, SetupError, SignatureError, SignatureFault,
    SizeError, Timeout, TooLarge, TransportFailure, failure_text,
};
pub use failure::{encode_answer, encode_failure};
#[cfg(feature = "client")]
pub use futures_util::{Stream, StreamExt};
pub use info::{ActionInfo, AnswerInfo, FailureUse, Select, http_method};
pub use jiff::Timestamp;
pub use jiff::civil::{Date, DateTime};
pub use paging::{PageNumber, PageRecords, Paged};
pub use printable::printable;
pub use rust_decimal::Decimal;
#[cfg(feature = "server")]
pub use server::Serve;
#[cfg(any(feature = "client", feature = "server"))]
pub use sign::{Enabled, Form, digest};
pub use wire::{
    Bytes, DisplayMoney, Document, Fault, FaultKind, Json, Key, Map, Md5Password, Out, Reader, Record,
    ScriptDate, Secret, UnknownValue, Value, Wire, Writer, key,
};
