//! Definitions that the generator and the runtime share: the words of the spec language, each with its text from one
//! table, and the readers of scalars. `check` validates a default with the same function that reads it later.
//!
//! Every user of the macro and of a build script compiles this crate, so it is kept small.

mod base64;
mod calendar;
mod case;
mod flag;
mod given;
mod instant;
pub mod json;
mod limits;
mod made;
mod media;
mod microsoft_date;
mod number;
pub mod path;
pub mod recipe;
mod scalar;
mod status;
pub mod template;
mod uuid;
mod words;
mod written;

/// Generation of the generator and its output. Generated code states its generation and a runtime the ones that it
/// supports, so that a mismatch is a compile error with an explanation. The number increases with every change that
/// breaks the compilation of existing generated code.
pub const GENERATION: u32 = 4;

pub use base64::{from_base64, to_base64};
pub use calendar::{CivilDate, CivilDateTime};
pub use case::{Case, select, select_text, tag};
pub use flag::flag;
pub use given::Given;
pub use instant::{instant, instant_text, is_moment};
pub use limits::{ANY_LENGTH, Broken, ValueLimits, length_text};
pub use made::{ClockUnit, MadeKind};
pub use media::{
    BodyFormat, EVENT_STREAM, JSON_LINES, MediaType, essence, in_range, is_media_type, is_range, may_be_json,
};
pub use microsoft_date::{MomentText, microsoft_date};
pub use number::{Exact, Number, float, float_text, shortest};
pub use scalar::{Encoding, JsonKind, Look, Scalar};
pub use status::{is_bodyless, is_success};
pub use uuid::{UuidText, uuid};
pub use words::{
    Carrier, ClientAuthentication, Digest, Effect, ErrorKind, KeyEncoding, Method, PagesBy, Place, Style,
    TokenFlow, ValueKind, Word,
};
pub use written::{flag_text, whole_text};
