//! The spec as written: one struct for each mapping of the language, read from YAML nodes.
//!
//! Reading recovers from every error: what is wrong is reported and skipped, and the rest is still read, so one run
//! reports all errors. Each mapping declares its keys once with [`mapping!`](mapping), which generates the struct, its
//! reader and its JSON Schema.

mod api;
mod auth;
mod auth_use;
mod choices;
mod fields;
mod keys;
mod mapping;
mod module;
mod overlay;
mod read;
mod values;

pub(crate) use crate::suggest::{closest, instead, listing, slip};
pub(crate) use api::{
    ApiDoc, DefaultsDoc, ErrorDoc, ErrorFormatDoc, ErrorSignalDoc, MentionDoc, NotationDoc, RejectionsDoc,
    ServerDoc, SourceDoc, WaiverDoc,
};
pub(crate) use auth::{AuthDoc, OneOrNamed, ScopeDoc};
pub(crate) use auth_use::AuthUse;
pub(crate) use choices::{Choice, CoversName, Direction, Features, Paths, Signed};
pub(crate) use fields::{BoundsDoc, EnumBase, FieldDoc, Hash, Member, MemberDoc, TypeDoc, ValueDoc};
pub(crate) use keys::{Actions, ErrorFormats, KebabName, Keyed, ResponseVariants, Scopes, Servers};
pub(crate) use module::{
    ActionDoc, ActionErrorDoc, ConstantDoc, ErrorFormatUseDoc, ExampleDoc, ModuleDoc, PagesDoc, ResponseDoc,
    ResponseVariantDoc, SelectDoc,
};
pub(crate) use overlay::OverlayDoc;
pub(crate) use read::{At, Doubt, Read, a, missing_key, unique};
pub(crate) use values::{
    DeprecatedDoc, DeviationDoc, EvidenceDoc, Flag, JsonDoc, Many, Named, Text, Whole, Wrapper,
};
