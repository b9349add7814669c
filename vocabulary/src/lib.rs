//! What the generator and the runtime have in common: the words of the language, each with its text from one table, and the
//! readers of scalars' texts. `check` judges a default by the very function that will read it.
//!
//! Every user of the macro and of a build script compiles this crate, so it is kept small.

mod base64;
mod calendar;
mod flag;
mod given;
pub mod json;
mod limits;
mod media;
mod number;
mod scalar;
mod script_date;
mod words;
mod written;

/// The generation of the generator and of what it prints. Generated code says which it is of, and a runtime which it takes, so
/// that what does not fit fails to compile with a text that says so. It grows with every change after which code that was
/// generated before no longer compiles.
pub const GENERATION: u32 = 1;

pub use base64::{from_base64, to_base64};
pub use calendar::{CivilDate, CivilDateTime};
pub use flag::flag;
pub use given::Given;
pub use limits::{Broken, Limits};
pub use media::MediaType;
pub use number::{Exact, Number, shortest};
pub use scalar::{Form, Look, Scalar, Style, is_moment};
pub use script_date::{MomentText, script_date};
pub use words::{Carrier, Covers, Digest, Effect, ErrorKind, Method, Placement, Word};
pub use written::{flag_text, whole_text};
