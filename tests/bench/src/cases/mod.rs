//! The measured jobs.

mod call;
mod json;
mod oauth1;
mod serve;

use std::fmt::Debug;
use std::future::Future;

use crate::Case;

/// Returns all cases in the order of the table, with the number of records divided by `fewer`: 1 to measure, more for a
/// quick check that both sides do the same.
pub fn all(fewer: usize) -> Vec<Case> {
    let records = |count: usize| (count / fewer.max(1)).max(1);
    let groups = [json::cases(&records), call::cases(&records), serve::cases(&records), oauth1::cases()];
    groups.into_iter().flatten().collect()
}

/// Checks that both sides have the same result; otherwise returns the difference.
fn same<T: PartialEq + Debug>(what: &str, ours: T, theirs: T) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let short = |side: T| format!("{side:?}").chars().take(2_000).collect::<String>();
    Err(format!("{what} differs.\n  ours:   {}\n  theirs: {}", short(ours), short(theirs)))
}

/// Runs a future on the current thread, with timers.
fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime of one thread needs nothing")
        .block_on(future)
}
