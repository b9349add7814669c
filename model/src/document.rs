//! The spec as written: one struct for each mapping of the language, read from YAML nodes.
//!
//! Reading recovers from every error: what is wrong is reported and skipped, and the rest is still read, so one run
//! reports all errors. Each mapping declares its keys once with [`mapping!`](mapping), which generates the struct, its
//! reader and its JSON Schema.

mod api;
mod auth;
mod auth_use;
mod choices;
mod duration;
mod fields;
mod foreign;
mod keys;
mod mapping;
mod module;
mod overlay;
mod read;
mod values;

pub(crate) use crate::suggest::{closest, instead, listing, slip};
pub(crate) use api::{
    ApiDoc, DefaultsDoc, ErrorDetailsDoc, ErrorDoc, ErrorFormatDoc, ErrorSignalDoc, MentionDoc, NotationDoc,
    RejectionsDoc, ServerDoc, SourceDoc, WaiverDoc,
};
pub(crate) use auth::{AuthDoc, OneOrNamed, PairsDoc, ScopeDoc, VectorDoc};
pub(crate) use auth_use::AuthUse;
pub(crate) use choices::{Choice, DefaultPlace, Direction, Features, PairsOrder, Paths, Signed};
pub(crate) use fields::{
    BoundsDoc, ByDoc, ByWord, EnumBase, FieldDoc, Hash, HeadersDoc, Member, MemberDoc, ParameterDoc, TypeDoc,
    ValueDoc, VariantDoc,
};
pub(crate) use keys::{Actions, ErrorFormats, KebabName, Keyed, ResponseVariants, Scopes, Servers};
pub(crate) use module::{
    ActionDoc, ActionErrorDoc, CompletesDoc, ConstantDoc, ErrorFormatUseDoc, EventsDoc, ExampleDoc,
    ModuleDoc, PagesDoc, ResponseDoc, ResponseVariantDoc, SelectDoc,
};
pub(crate) use overlay::OverlayDoc;
pub(crate) use read::{At, Doubt, Read, a, missing_key, unique};
pub(crate) use values::{
    Bound, DeprecatedDoc, DeviationDoc, EnvelopeDoc, EvidenceDoc, Flag, JsonDoc, Many, Named, Text, Whole,
};
