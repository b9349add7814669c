//! Every export passes a validator and a linter.

use std::process::Command;

use bindery_openapi::Version;
use bindery_test_tools::{self as tools, output};
use bindery_tests::cargo::workspace;

use crate::routers::all;
use crate::{files, target, written};

/// Writes the exports of all specs, in both versions.
fn exports(purpose: &str) -> Vec<std::path::PathBuf> {
    let versions = [Version::V3_1, Version::V3_0];
    all().iter().flat_map(|api| versions.map(|version| written(api.name, version, purpose))).collect()
}

/// Returns the Python with the validator and the fuzzer.
pub(crate) fn python() -> Option<std::path::PathBuf> {
    tools::python(&target(), "python", &files().join("requirements.txt"))
}

#[test]
fn a_validator_accepts_all_exports() {
    let Some(python) = python() else { return };
    let exports = exports("validated");
    let said = output(Command::new(python).args(["-m", "openapi_spec_validator"]).args(&exports));
    let said = said.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(said.matches(": OK").count(), exports.len(), "{said}");
}

#[test]
fn a_linter_finds_no_error_and_no_warning_that_is_not_explained() {
    let Some(folder) = tools::node(&target(), "linter", &files()) else { return };
    let mut linter = Command::new("node");
    linter.arg(folder.join("node_modules/@redocly/cli/bin/cli.js")).args(["lint", "--format=json"]);
    linter.arg(format!("--config={}", files().join("redocly.yaml").display()));
    // Disables telemetry and update checks.
    linter.env("REDOCLY_TELEMETRY", "off").env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
    let exports = exports("linted");
    let said = output(linter.args(&exports)).unwrap_or_else(|error| panic!("{error}"));
    let page = std::fs::read_to_string(workspace().join("docs/openapi.md")).expect("the page");
    // One report per export.
    let reports = serde_json::Deserializer::from_str(&said).into_iter::<serde_json::Value>();
    let reports: Vec<serde_json::Value> = reports.map(|report| report.expect("JSON")).collect();
    assert_eq!(reports.len(), exports.len(), "{said}");
    for report in reports {
        assert_eq!(report["totals"]["errors"], 0, "{report}");
        for problem in report["problems"].as_array().expect("a list") {
            let rule = problem["ruleId"].as_str().expect("a name");
            assert!(
                page.contains(&format!("| `{rule}` |")),
                "docs/openapi.md does not explain {rule}: {problem}"
            );
        }
    }
}

#[test]
fn examples_and_defaults_fit_their_schemas() {
    let Some(python) = python() else { return };
    let mut judge = Command::new(python);
    judge.arg(files().join("examples.py"));
    judge.args(all().iter().map(|api| written(api.name, Version::V3_1, "examples")));
    assert_eq!(output(&mut judge).unwrap_or_else(|error| panic!("{error}")), "");
}

#[test]
fn all_that_routers_write_is_in_the_exports() {
    let Some(python) = python() else { return };
    let mut judge = Command::new(&python);
    judge.arg(files().join("conform.py"));
    for api in all() {
        let responses = target().join(format!("{}-responses.jsonl", api.name));
        std::fs::write(&responses, (api.written)().join("\n")).expect("written");
        judge.arg(written(api.name, Version::V3_1, "held")).arg(responses);
    }
    assert_eq!(output(&mut judge).unwrap_or_else(|error| panic!("{error}")), "");
}
