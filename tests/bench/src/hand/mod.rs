//! The same API written by hand, with serde derive, an axum router and RustCrypto: as exact and as strict as the
//! generated one, and no more general than this API requires.

pub mod client;
mod exact;
pub mod oauth1;
pub mod records;
pub mod server;
