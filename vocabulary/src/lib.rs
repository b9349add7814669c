//! Definitions that the generator and the runtime share: the words of the spec language, each with its text from one
//! table, and the readers of scalars. `check` validates a default with the same function that reads it later.
//!
//! Every user of the macro and of a build script compiles this crate, so it is kept small.

mod base64;
mod calendar;
mod flag;
mod given;
pub mod json;
mod limits;
mod media;
mod microsoft_date;
mod number;
mod scalar;
mod words;
mod written;

/// Generation of the generator and its output. Generated code states its generation and a runtime the ones that it
/// supports, so that a mismatch is a compile error with an explanation. The number increases with every change that
/// breaks the compilation of existing generated code.
pub const GENERATION: u32 = 2;

pub use base64::{from_base64, to_base64};
pub use calendar::{CivilDate, CivilDateTime};
pub use flag::flag;
pub use given::Given;
pub use limits::{Broken, ValueLimits};
pub use media::MediaType;
pub use microsoft_date::{MomentText, microsoft_date};
pub use number::{Exact, Number, shortest};
pub use scalar::{Encoding, JsonKind, Look, Scalar, is_moment};
pub use words::{Carrier, Covers, Digest, Effect, ErrorKind, Method, Placement, Word};
pub use written::{flag_text, whole_text};
