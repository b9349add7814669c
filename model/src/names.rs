//! What everything of a spec is called in Rust. The names belong to the model: `rust:` is a key of the language, [`check`](crate::check)
//! reports what has no name or collides, and what a name becomes is a difference between two versions of a spec.
//!
//! All are chosen in one pass, before anything refers to them, so that a link in a doc text and the item that it points
//! to cannot disagree; one run shows all that cannot be named.

mod choose;
mod defaults;
mod letters;
mod name;
mod report;
mod scope;
mod tables;

pub use choose::choose;
pub(crate) use name::is_keyword;
pub use name::{Name, Why, is_device_name};
pub use report::{NameEntry, NameKind, list};
pub use tables::{ActionNames, ConstructorNames, ModuleNames, Names, TypeNames};
