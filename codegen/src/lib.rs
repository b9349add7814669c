//! The generator: from the model of a spec to the Rust of a client and a server.
//!
//! ```text
//! model ─plan─▶ Rust plan ─print─▶ Rust text
//! ```
//!
//! Both stages are pure functions with types of their own. Nothing here does I/O but [`build`], which a caller has
//! to ask for, and nothing here knows an API by name.

pub mod build;
mod plan;
mod print;

pub use plan::{ActionCall, Calls, ConstructorCall, ModuleCalls, TypeName, calls, markdown};
pub use print::{Generated, Layout, Options, OutputFile, generate};
