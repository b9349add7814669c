//! The scenarios as a table: together they call every action of the spec, and receive every error that the spec lists
//! for one. The traffic counts, not the names of the scenarios.

use std::collections::BTreeSet;
use std::path::Path;

use bindery_backpack::ErrorCode;
use bindery_model::{check, input};
use bindery_runtime::{ErrorCode as _, Http};
use serde_json::Value;

use crate::served::{Exchange, Served};
use crate::{SCENARIOS, TestResult};

/// Errors that clients read and our server never sends.
const NEVER_SENT: &[(&str, &str)] = &[
    // 21 would reveal who has an account; 20 is sent for both (notes, row 59).
    ("/index/login", "email-not-found"),
];

#[tokio::test]
async fn every_action_and_every_documented_failure_went_over_the_wire() -> TestResult {
    let http = Http::new()?;
    let mut holes = Vec::new();
    for scenario in SCENARIOS {
        let served = Served::start_with(http.clone()).await?;
        let log = served.log.clone();
        (scenario.play)(served).await?;
        let info = scenario.info;
        let exchanges: Vec<_> =
            log.exchanges().into_iter().filter(|exchange| exchange.path == info.path).collect();
        let errors: BTreeSet<_> = exchanges.iter().filter_map(error_of).collect();
        if !exchanges.iter().any(|exchange| exchange.status == 200 && error_of(exchange).is_none()) {
            holes.push(format!("{} was not called with success", info.path));
        }
        let mut documented: BTreeSet<_> = info.meanings.iter().map(|(error, ..)| *error).collect();
        if info.auth.contains(&"session") {
            documented.insert("login-required");
        }
        for error in documented {
            if !errors.contains(error) && !NEVER_SENT.contains(&(info.path, error)) {
                holes.push(format!("{} did not fail with {error}", info.path));
            }
        }
    }
    assert!(holes.is_empty(), "{}", holes.join("\n"));
    Ok(())
}

/// Returns the name of a response's error in the spec. Read by hand, to be independent of the client.
fn error_of(exchange: &Exchange) -> Option<&'static str> {
    let body: Value = serde_json::from_slice(&exchange.body).ok()?;
    let message = body["error"]["message"].as_str().unwrap_or_default();
    if let Some(error) = ErrorCode::from_text(message) {
        return error.entry().map(|entry| entry.name);
    }
    let code = match (&body["error"]["code"], &body["errorCode"], &body["message"]) {
        (Value::Number(code), _, _) => code.as_i64(),
        (_, Value::String(code), _) => code.parse().ok(),
        (_, _, Value::String(code)) if body["success"] == false => code.parse().ok(),
        _ => None,
    }?;
    ErrorCode::from_code(code).entry().map(|entry| entry.name)
}

/// The scenarios match the actions of the spec exactly, in its order.
#[test]
fn there_is_a_scenario_for_each_of_the_24_actions() -> TestResult {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/backpack");
    let api = check(input::read_folder(&folder)?).api.ok_or("the spec has mistakes")?;
    let mut specified = Vec::new();
    for module in &api.modules {
        specified.extend(module.actions.iter().map(|action| format!("{}/{}", module.name, action.name)));
    }
    let played: Vec<_> =
        SCENARIOS.iter().map(|scenario| format!("{}/{}", scenario.info.module, scenario.info.name)).collect();
    assert_eq!(played, specified);
    assert_eq!(played.len(), 24);
    Ok(())
}
