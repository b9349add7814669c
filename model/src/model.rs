//! What an API is: every name resolved, every default filled in, every limit of a named type merged into its uses.
//!
//! The model knows neither YAML nor Rust. Everything downstream starts here: the Rust plan, `list`, the dynamic `call`
//! and the reports. Positions survive as [`Span`](crate::diagnostic::Span)s, for the diagnostics of later stages only.

mod action;
mod api;
mod auth;
mod errors;
mod evidence;
mod ids;
mod known;
mod notation;
mod returns;
mod types;

pub use action::{Action, ActionError, Example, FailureUse, Listed, Pages, Segment, Select, Stability};
pub use api::{Api, Constant, Mention, Module, Server, Source, Waiver};
pub use auth::{
    Auth, AuthScheme, Detail, Handle, Header, Issued, OAuth1, OAuth2, Place, SchemeName, Scope, Signature,
    Ways,
};
pub use bindery_vocabulary::{
    Carrier, Covers, Digest, Effect, ErrorKind, Form, Limits, MediaType, Method, Placement, Scalar, Style,
    Word,
};
pub use errors::{CodeKind, CodeValue, ErrorEntry, FailureShape, Holds, Marker, Part, Refusals};
pub use evidence::{Aspect, Citation, Coverage, Deviation, Evidence, Grade};
pub use ids::{AuthId, ErrorId, FailureId, ModuleId, ServerId, TypeId};
pub use known::Known;
pub use notation::{Notation, NotationKind, NotationWords};
pub use returns::{Outcome, Returns};
pub use types::{EnumValue, Field, Newtype, Presence, Type, TypeDef, TypeKind};
