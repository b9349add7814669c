//! Vendors' documents as facts, and facts against specs.
//!
//! ```text
//! text ─lines─▶ lines ─reader─▶ facts ─compare─▶ findings
//!                                  └──lock─▶ fingerprints ─status─▶ what moved
//!                                  └──draft─▶ YAML
//! ```
//!
//! A document is read in a *notation*, which its spec names. A reader is a parser with error recovery: what stands in a
//! structured place and cannot be read is listed with its line, never dropped. Nothing here does I/O, and nothing here
//! knows a vendor by name.

mod compare;
mod draft;
mod facts;
mod headed;
mod json;
mod lines;
mod lock;
mod outline;
mod reader;
mod reference;
mod samples;
mod spec;
mod status;
mod words;

pub use compare::{Count, Finding, Report, Verdict, compare};
pub use draft::{Draft, Edit, FreshFile, apply, draft, fresh, length};
pub use facts::{Class, Fact, Kind, Mark, Place, Reading, Role, Section, Stated, Topic, Unread, What};
pub use json::Json;
pub use lines::{Line, lines};
pub use lock::{Fingerprint, Lock, Locked, fingerprints};
pub use reader::read;
pub use status::{Change, ChangeKind, status};
