//! What the workspace's own tests share: a demo API written by hand in every form that the runtime knows, transports
//! that play a script or listen on loopback, and the tables of `tests/wire`.
//!
//! The demo API has neutral names on purpose: the runtime knows no API by name, so its tests do not either. Nothing of it
//! is generated; a mistake of the generator and a mistake of the runtime can not cover each other up.

pub mod actions;
pub mod answers;
pub mod arrival;
pub mod cargo;
pub mod crm;
pub mod demo;
pub mod kinds;
#[cfg(target_os = "linux")]
pub mod load;
pub mod log;
pub mod loopback;
pub mod reference;
pub mod scripted;
pub mod shop;
pub mod table;

/// Runs a future to its end on a small runtime of its own, for tests that are not async themselves.
///
/// # Panics
/// When the operating system gives no resources for it.
pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime needs nothing but memory")
        .block_on(future)
}

/// The README's examples are compiled as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
