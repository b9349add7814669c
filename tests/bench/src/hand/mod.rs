//! The same API by hand, with serde derive, an axum router and RustCrypto: as exact and as strict as the generated one,
//! and nothing more general than this one API needs.

pub mod client;
mod exact;
pub mod oauth1;
pub mod records;
pub mod server;
