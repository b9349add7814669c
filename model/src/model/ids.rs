//! Positions in the tables of an [`Api`](super::Api).

/// Position of a module in `Api::modules`.
pub type ModuleId = usize;
/// Position of a type in `Api::types`.
pub type TypeId = usize;
/// Position of an error in `Api::errors`.
pub type ErrorId = usize;
/// Position of an error format in `Api::failures`.
pub type ErrorFormatId = usize;
/// Position of a server in `Api::servers`.
pub type ServerId = usize;
/// Position of an authentication scheme in `Api::auth`.
pub type AuthId = usize;
