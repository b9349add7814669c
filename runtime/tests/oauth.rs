//! OAuth, both versions: known vectors, whole dances in process and over loopback, and everything that has to be refused.
#![allow(missing_docs)]

#[path = "oauth/dance1.rs"]
mod dance1;
#[path = "oauth/dance2.rs"]
mod dance2;
#[path = "oauth/ended.rs"]
mod ended;
#[path = "oauth/file.rs"]
mod file;
#[path = "oauth/holder.rs"]
mod holder;
#[path = "oauth/large.rs"]
mod large;
#[path = "oauth/market.rs"]
pub mod market;
#[path = "oauth/refusals1.rs"]
mod refusals1;
#[path = "oauth/refusals2.rs"]
mod refusals2;
#[path = "oauth/server1.rs"]
mod server1;
#[path = "oauth/server2.rs"]
mod server2;
#[path = "oauth/support.rs"]
mod support;
#[path = "oauth/vectors.rs"]
mod vectors;
#[path = "oauth/wired.rs"]
mod wired;
