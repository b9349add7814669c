//! Helpers of the workspace's own tests: a demo API written by hand with every format that the runtime knows,
//! transports that play a script or listen on loopback, and the tables of `tests/wire`.
//!
//! The demo API has neutral names on purpose: the runtime contains no API's name, and neither do its tests. None of it
//! is generated, so that mistakes of the generator and of the runtime cannot hide each other.

pub mod actions;
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
pub mod responses;
pub mod scripted;
pub mod shop;
pub mod table;
pub mod unions;

/// Runs a future to its end on a small runtime, for tests that are not async.
///
/// # Panics
/// Panics if the operating system has no resources for it.
pub fn wait<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime needs nothing but memory")
        .block_on(future)
}
