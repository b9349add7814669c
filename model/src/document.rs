//! The spec as it is written: one struct for each mapping of the language, read from nodes.
//!
//! Reading recovers from every mistake: what is wrong is reported and left out, the rest is read on, so that one run
//! shows all mistakes. Each mapping declares its keys once, with [`mapping!`](mapping), and from that come the struct,
//! its reader and its JSON Schema.

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
    ApiDoc, DefaultsDoc, ErrorDoc, FailureDoc, MarkerDoc, MentionDoc, NotationDoc, RefusalsDoc, ServerDoc,
    SourceDoc, WaiverDoc,
};
pub(crate) use auth::{AuthDoc, OneOrNamed, ScopeDoc};
pub(crate) use auth_use::AuthUse;
pub(crate) use choices::{Choice, CoversName, Direction, Features, Paths, Signed};
pub(crate) use fields::{BoundsDoc, EnumBase, FieldDoc, Hash, Member, MemberDoc, TypeDoc, ValueDoc};
pub(crate) use keys::{Actions, Failures, KebabName, Keyed, Outcomes, Scopes, Servers};
pub(crate) use module::{
    ActionDoc, ActionErrorDoc, ConstantDoc, ExampleDoc, FailureUseDoc, ModuleDoc, OutcomeDoc, PagesDoc,
    ReturnsDoc, SelectDoc,
};
pub(crate) use overlay::OverlayDoc;
pub(crate) use read::{At, Doubt, Read, a, missing_key, unique};
pub(crate) use values::{DeviationDoc, EvidenceDoc, Flag, Json, Many, Named, Text, Whole, Wrapper};
