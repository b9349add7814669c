//! Model of an API: names resolved, defaults filled in, limits of named types merged into their uses.
//!
//! The model is independent of YAML and Rust. Everything downstream starts from it: the plan of the Rust code, `list`,
//! the dynamic `call` and the reports. [`Span`](crate::diagnostic::Span)s are kept only for the diagnostics of later
//! stages.

mod action;
mod api;
mod auth;
mod errors;
mod evidence;
mod ids;
mod known;
mod notation;
mod response;
mod types;

pub use action::{
    Action, ActionError, Deprecation, ErrorFormatUse, Example, Listed, Pages, Segment, Select, Stability,
};
pub use api::{Api, Constant, Mention, Module, Server, Source, Waiver};
pub use auth::{
    Auth, AuthScheme, Detail, Handle, Header, IssuedHeader, OAuth1, OAuth2, SchemeName, Scope, Signature,
    SignatureLocation, Ways,
};
pub use bindery_vocabulary::{
    Carrier, Covers, Digest, Effect, Encoding, ErrorKind, JsonKind, MediaType, Method, Placement, Scalar,
    ValueLimits, Word,
};
pub use errors::{
    BodyPart, BodyPartValue, CodeKind, CodeValue, ErrorEntry, ErrorFormat, ErrorSignal, Rejections,
};
pub use evidence::{Aspect, Citation, Coverage, Deviation, Evidence, Grade};
pub use ids::{AuthId, ErrorFormatId, ErrorId, ModuleId, ServerId, TypeId};
pub use known::KnownAction;
pub use notation::{Notation, NotationKind, NotationWords};
pub use response::{Response, ResponseVariant};
pub use types::{EnumValue, Field, Newtype, Presence, Type, TypeDef, TypeKind};
