//! OAuth, both versions: known vectors, whole flows in process and over loopback, and everything that must be rejected.
#![allow(missing_docs)]

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
#[path = "oauth/oauth1_flow.rs"]
mod oauth1_flow;
#[path = "oauth/oauth1_rejections.rs"]
mod oauth1_rejections;
#[path = "oauth/oauth1_server.rs"]
mod oauth1_server;
#[path = "oauth/oauth2_flow.rs"]
mod oauth2_flow;
#[path = "oauth/oauth2_rejections.rs"]
mod oauth2_rejections;
#[path = "oauth/oauth2_server.rs"]
mod oauth2_server;
#[path = "oauth/support.rs"]
mod support;
#[path = "oauth/vectors.rs"]
mod vectors;
#[path = "oauth/wired.rs"]
mod wired;
