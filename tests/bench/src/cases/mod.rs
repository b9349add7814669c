//! The jobs that are measured.

mod call;
mod json;
mod oauth1;
mod serve;

use std::fmt::Debug;
use std::future::Future;

use crate::Case;

/// All of them, in the order of the table, with so many times fewer records than their names say: 1 to measure, more to look
/// quickly whether both sides still do the same.
pub fn all(fewer: usize) -> Vec<Case> {
    let records = |count: usize| (count / fewer.max(1)).max(1);
    let groups = [json::cases(&records), call::cases(&records), serve::cases(&records), oauth1::cases()];
    groups.into_iter().flatten().collect()
}

/// Both sides have made the same, or what differs.
fn same<T: PartialEq + Debug>(what: &str, ours: T, theirs: T) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let short = |side: T| format!("{side:?}").chars().take(2_000).collect::<String>();
    Err(format!("{what} differs.\n  ours:   {}\n  theirs: {}", short(ours), short(theirs)))
}

/// Runs on this thread alone, with timers.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime of one thread needs nothing")
        .block_on(future)
}
