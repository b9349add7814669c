//! The scenarios as a table: together they call every callable action of the spec, and receive every error that the
//! spec lists for one. The traffic counts, not the names of the scenarios.

use std::collections::BTreeSet;
use std::path::Path;

use bindery_crm::ErrorCode;
use bindery_model::{check, input};
use bindery_runtime::metadata::ActionInfo;
use bindery_runtime::{ErrorCode as _, Http};
use bindery_tests::log::Exchange;
use serde_json::Value;

use crate::served::Served;
use crate::{SCENARIOS, TestResult};

#[tokio::test]
async fn every_action_and_every_documented_failure_went_over_the_wire() -> TestResult {
    let http = Http::new()?;
    let mut holes = Vec::new();
    for scenario in SCENARIOS {
        let served = Served::start_with(http.clone()).await?;
        let log = served.log.clone();
        (scenario.play)(served).await?;
        let info = scenario.info;
        let name = format!("{}/{}", info.module, info.name);
        let exchanges: Vec<_> =
            log.exchanges().into_iter().filter(|exchange| is_of(info, exchange)).collect();
        let mut errors = BTreeSet::new();
        let mut successes = BTreeSet::new();
        for exchange in &exchanges {
            match error_of(exchange) {
                Ok(Some(error)) => drop(errors.insert(error)),
                Ok(None) => drop(successes.insert(exchange.status)),
                Err(what) => holes.push(format!("{name}: {what}")),
            }
        }
        if !successes.contains(&info.status) || successes.iter().any(|status| !(200..300).contains(status)) {
            holes.push(format!("{name} returned the status {successes:?}, not {}", info.status));
        }
        for (error, ..) in info.meanings {
            if !errors.contains(error) {
                holes.push(format!("{name} did not fail with {error}"));
            }
        }
    }
    assert!(holes.is_empty(), "{}", holes.join("\n"));
    Ok(())
}

/// Whether this is a call of the action: its method, and its path with a value for each parameter.
pub(crate) fn is_of(info: &ActionInfo, exchange: &Exchange) -> bool {
    let documented: Vec<_> = info.path.split('/').collect();
    let sent: Vec<_> = exchange.path.split('/').collect();
    let fits = |(documented, sent): (&&str, &&str)| documented == sent || documented.starts_with('{');
    let method =
        info.methods.iter().any(|method| bindery_runtime::metadata::http_method(*method) == exchange.method);
    // `create` is a word where the other paths have a user's id.
    let word = info.path.contains("/users/{") && exchange.path.contains("/users/create");
    method && !word && documented.len() == sent.len() && documented.iter().zip(&sent).all(fits)
}

/// Returns the name of a response's error in the spec. Read by hand, to be independent of the client.
fn error_of(exchange: &Exchange) -> Result<Option<&'static str>, String> {
    if (200..300).contains(&exchange.status) {
        return Ok(None);
    }
    let body: Value = serde_json::from_slice(&exchange.body).map_err(|error| error.to_string())?;
    let form = body.as_object().ok_or("a failure is an object")?;
    if body["error"] != true || body["code"] != exchange.status || form.len() > 3 {
        return Err(format!("{body} is not the documented form of status {}", exchange.status));
    }
    let entry = match body.get("type").map(|code| code.as_str().unwrap_or_default()) {
        Some(code) => ErrorCode::TABLE.iter().find(|entry| entry.code == Some(code)),
        None => ErrorCode::TABLE
            .iter()
            .find(|entry| entry.code.is_none() && entry.status == Some(exchange.status)),
    };
    entry.map(|entry| Some(entry.name)).ok_or(format!("{body} is not documented"))
}

#[test]
fn there_is_a_scenario_for_each_of_the_39_actions() -> TestResult {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/crm");
    let api = check(input::read_folder(&folder)?).api.ok_or("the spec has mistakes")?;
    let mut specified = Vec::new();
    for module in &api.modules {
        specified.extend(module.actions.iter().map(|action| format!("{}/{}", module.name, action.name)));
    }
    let played: Vec<_> =
        SCENARIOS.iter().map(|scenario| format!("{}/{}", scenario.info.module, scenario.info.name)).collect();
    assert_eq!(played, specified);
    assert_eq!(played.len(), 39);
    Ok(())
}
