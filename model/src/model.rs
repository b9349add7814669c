//! Model of an API: names resolved, defaults filled in, limits of named types merged into their uses.
//!
//! The model is independent of YAML and Rust. Everything downstream starts from it: the plan of the Rust code, `list`,
//! the dynamic `call` and the reports. [`Span`](crate::diagnostic::Span)s are kept only for the diagnostics of later
//! stages.

mod action;
mod api;
mod auth;
mod envelope;
mod errors;
mod evidence;
mod ids;
mod known;
mod notation;
mod response;
mod types;
mod unions;

pub(crate) use action::position_key;
pub use action::{
    Action, ActionError, Completion, Deprecation, ErrorFormatUse, Example, Listed, Pages, PathPart, Segment,
    Select, Stability, path_text,
};
pub use api::{Api, Constant, Mention, Module, Server, Source, Waiver};
pub use auth::{
    Auth, AuthScheme, Carried, Detail, Handle, Header, IssuedHeader, KeyParameter, OAuth1, OAuth2, PairsForm,
    SchemeName, Scope, Signature, SignatureLocation, Vector, Ways,
};
pub use bindery_vocabulary::{
    BodyFormat, Carrier, ClientAuthentication, ClockUnit, Digest, Effect, Encoding, ErrorKind, Exact,
    JsonKind, KeyEncoding, MadeKind, MediaType, Method, PagesBy, Place, Scalar, Style, TokenFlow, ValueKind,
    ValueLimits, Word,
};
pub use envelope::Envelope;
pub use errors::{
    CodeKind, CodeValue, ErrorDetails, ErrorEntry, ErrorFormat, ErrorSignal, Rejections, written_error,
};
pub use evidence::{Aspect, Citation, Coverage, Deviation, Evidence, Grade};
pub use ids::{AuthId, ErrorFormatId, ErrorId, ModuleId, ServerId, TypeId};
pub use known::KnownAction;
pub use notation::{Notation, NotationKind, NotationWords, OpenApiReading, Texts};
pub use response::{Body, Framing, Response, ResponseVariant};
pub use types::{EnumValue, Field, Made, Newtype, Presence, Type, TypeDef, TypeKind};
pub use unions::{Shape, Union, UnionBy, UnionVariant};
