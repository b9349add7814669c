//! Reads claims from vendors' documents and compares them with specs.
//!
//! ```text
//! text ─lines─▶ lines ─reader─▶ claims ─compare─▶ findings
//!                                   └──lock─▶ fingerprints ─status─▶ changed sections
//!                                   └──draft─▶ YAML
//! two texts ─align─▶ old and new line numbers ─renumber─▶ updated evidence
//! ```
//!
//! The spec names the *notation* of each document. A reader is a parser with error recovery: it reports every line that
//! should have structure but cannot be read, and never drops one. The crate does no I/O and contains no vendor's name.

mod actions;
mod align;
mod claims;
mod compare;
mod draft;
mod exact;
mod headed;
mod json;
mod lines;
mod lock;
mod notations;
mod openapi;
mod outline;
mod reader;
mod recognize;
mod reference;
mod renumber;
mod rising;
mod samples;
mod spec;
mod status;
mod words;

pub use bindery_vocabulary::json::JsonValue;

pub use align::{Alignment, Fate};
pub use claims::{
    Claim, Kind, LineClass, LineRange, Mark, Reading, Role, Section, Stated, Topic, Unread, What,
};
pub use compare::{Count, Finding, Report, Verdict, compare, compare_exact};
pub use draft::{Draft, Edit, FreshFile, apply, draft, draft_exact, fresh, length};
pub use exact::Exact;
pub use lines::{Line, lines};
pub use lock::{Fingerprint, Lock, Locked, fingerprints, line_digests};
pub use notations::read;
pub use recognize::{actions, recognize};
pub use renumber::{Renumbering, Shift, renumber};
pub use spec::response_fields;
pub use status::{SectionChange, SectionChangeKind, status};
