//! A server handles slow, silent, idle and non-reading clients, serves the others meanwhile, and releases all resources
//! afterwards. `scripts/prove load` does the same with ten times as many clients and the default limits.
#![cfg(target_os = "linux")]

use std::time::Duration;

use bindery_tests::load::{Load, run};

#[tokio::test(flavor = "multi_thread")]
async fn slow_and_silent_clients_are_endured_for_a_while() {
    let load = Load { connections: 200, requests: 20, limit: Some(Duration::from_secs(2)) };
    let figures = run(env!("CARGO_BIN_EXE_load"), load).await.expect("it holds what it promises");
    assert!(figures.endured > Duration::from_secs(1), "the slow have their time: {figures:?}");
}
