//! Names in Rust of everything in a spec. They belong to the model: `rust:` is a key of the language,
//! [`check`](crate::check) reports missing names and collisions, and a changed name is a difference between two
//! versions of a spec.
//!
//! All names are chosen in one pass, before anything refers to them, so that a link in a doc comment and its target
//! always agree. One run reports all errors.

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
