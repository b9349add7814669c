//! Specs that `check` accepts compile without warnings and have a working router, and every action makes the round trip
//! from a client through the router to a backend and back: in process and over a socket, in every media type that the
//! router accepts, with every error that the API documents.

#![deny(warnings)]
#![allow(clippy::new_ret_no_self, clippy::self_named_constructors, clippy::wrong_self_convention)] // an action may be called `new`, and a group as its action

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;

include!(concat!(env!("OUT_DIR"), "/cases.rs"));

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_check_accepts_compiles_mounts_and_responds() {
    let mut failures = Vec::new();
    let (mut specs, mut actions, mut trips) = (0, 0, 0);
    for (name, run) in CASES {
        let Ok(report) = AssertUnwindSafe(run(None)).catch_unwind().await else {
            failures.push(format!("{name}: panicked"));
            continue;
        };
        specs += 1;
        actions += report.actions;
        trips += report.trips;
        failures.extend(report.failures);
    }
    println!("{specs} specs, {actions} actions, {trips} round trips");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn specs_that_are_made_to_be_valid_are_taken() {
    let wrong: Vec<String> =
        WRONG.iter().map(|(seed, found)| format!("seed {seed}: {}", found.join("\n    "))).collect();
    assert!(wrong.is_empty(), "{} of the specs are not taken:\n{}", wrong.len(), wrong.join("\n"));
}
