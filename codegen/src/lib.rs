//! The generator: from the text of a spec to the Rust of a client and a server.
//!
//! ```text
//! YAML text ─yaml─▶ nodes ─document─▶ document ─resolve─▶ model ─plan─▶ Rust plan ─print─▶ Rust text
//! ```
//!
//! Every stage is a pure function with its own types. Nothing here does I/O but [`input::read_folder`] and
//! [`mod@build`], which a caller has to ask for, and nothing here knows an API by name.

pub mod build;
pub mod diagnostic;
mod document;
pub mod hidden;
pub mod input;
mod literal;
pub mod model;
pub mod overlay;
mod plan;
mod print;
#[cfg(feature = "pretty")]
pub mod render;
mod resolve;
pub mod schema;
mod yaml;

pub use input::Input;
pub use plan::{
    ActionCall, Calls, ConstructorCall, ModuleCalls, NameEntry, NameKind, TypeName, Why, calls,
    is_device_name, markdown, names,
};
pub use print::{Generated, Layout, Options, OutputFile, generate};
pub use resolve::{Checked, check, check_with};
