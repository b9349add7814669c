//! Vendors' documents as facts, and facts against specs.
//!
//! ```text
//! text ─lines─▶ lines ─reader─▶ facts ─compare─▶ findings
//!                                  └──lock─▶ fingerprints ─status─▶ what moved
//!                                  └──draft─▶ YAML
//! two texts ─align─▶ which line became which ─renumber─▶ evidence that follows
//! ```
//!
//! A document is read in a *notation*, which its spec names. A reader is a parser with error recovery: what stands in a
//! structured place and cannot be read is listed with its line, never dropped. Nothing here does I/O, and nothing here
//! knows a vendor by name.

mod actions;
mod align;
mod compare;
mod draft;
mod facts;
mod headed;
mod json;
mod lines;
mod lock;
mod notations;
mod outline;
mod reader;
mod reference;
mod renumber;
mod rising;
mod samples;
mod spec;
mod status;
mod words;

pub use bindery_vocabulary::json::Json;

pub use align::{Alignment, Fate};
pub use compare::{Count, Finding, Report, Verdict, compare};
pub use draft::{Draft, Edit, FreshFile, apply, draft, fresh, length};
pub use facts::{Class, Fact, Kind, Mark, Place, Reading, Role, Section, Stated, Topic, Unread, What};
pub use lines::{Line, lines};
pub use lock::{Fingerprint, Lock, Locked, fingerprints, line_digests};
pub use notations::read;
pub use renumber::{Renumbering, Shift, renumber};
pub use spec::answer_fields;
pub use status::{Change, ChangeKind, status};
