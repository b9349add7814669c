#![doc = include_str!("../README.md")]
//!
//! ```text
//! YAML text ─yaml─▶ nodes ─overlay─▶ nodes ─document─▶ document ─resolve─▶ model ─names─▶ names in Rust
//! ```
//!
//! Every stage is a pure function with its own types. Only [`input`] does I/O, on request, and nothing depends on a
//! particular API.

pub mod diagnostic;
mod document;
pub mod hidden;
pub mod input;
mod literal;
mod model;
pub mod names;
pub mod overlay;
#[cfg(feature = "pretty")]
pub mod render;
mod resolve;
pub mod schema;
pub mod suggest;
mod yaml;

pub use input::Input;
pub use model::*;
pub use resolve::{Checked, check, check_with, is_header_name, is_own_header, is_server_address};
