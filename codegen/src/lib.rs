//! Generator: from the model of a spec to the Rust code of a client and a server.
//!
//! ```text
//! model ─plan─▶ Rust plan ─print─▶ Rust text
//! ```
//!
//! Both stages are pure functions with their own types. Only [`build`], which a caller must call explicitly, does
//! I/O. No API is known by name.

pub mod build;
mod package;
mod plan;
mod print;

pub use package::{Package, library, package_name};
pub use plan::{ActionCall, Calls, ConstructorCall, ModuleCalls, TypeName, calls, markdown};
pub use print::{Generated, Layout, Options, OutputFile, generate, generate_package};
