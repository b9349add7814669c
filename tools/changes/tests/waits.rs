//! Test of the verdicts about operations: a client of the old version looks for the end of an operation in the
//! responses of the new one. A response that the two versions judge differently is a witness that the change breaks
//! the wire.

mod support;

use bindery_changes::{Rule, compare};
use bindery_model::{Api, Completion};
use bindery_runtime::metadata::{CompletionInfo, OperationState};
use bindery_runtime::wire::Document;

use support::{base, model};

/// Completion of the base, as its file has it.
const OLD: &str = "{poll: orders/get, with: {id: id}, field: state, done: [open]}";

/// Completions of new versions.
const NEW: [&str; 8] = [
    "{poll: orders/get, with: {id: id}, field: state, done: open, failed: []}",
    "{poll: orders/get, with: {id: article.code}, field: state, done: [open]}",
    "{poll: orders/get, with: {id: id}, field: state, done: [paid]}",
    "{poll: orders/get, with: {id: id}, field: state, done: [paid, open]}",
    "{poll: orders/get, with: {id: id}, field: state, done: [open], failed: [paid]}",
    "{poll: orders/get, with: {id: id}, field: state, done: [paid], failed: [open]}",
    "{poll: orders/get, with: {id: id}, field: article.code, done: [open]}",
    "{poll: orders/get, with: {id: id}, field: article.code, done: [open, paid], failed: [x]}",
];

/// Returns the base with another completion.
fn version(completes: &str) -> Api {
    let mut inputs = base();
    for input in &mut inputs {
        let text = String::from_utf8(std::mem::take(&mut input.bytes)).expect("UTF-8");
        input.bytes = text.replace(OLD, completes).into_bytes();
    }
    model(inputs).unwrap_or_else(|errors| panic!("{completes}: {errors}"))
}

/// Returns the completion of the only action that has one.
fn completion(api: &Api) -> &Completion {
    let actions = api.modules.iter().flat_map(|module| &module.actions);
    actions.filter_map(|action| action.completes.as_ref()).next().expect("an action with a completion")
}

/// Returns the state of an operation that a client of this version sees in a response.
fn judged(api: &Api, response: &str) -> OperationState {
    let leak = |text: &String| -> &'static str { Box::leak(text.clone().into_boxed_str()) };
    let list = |texts: &[String]| -> &'static [&'static str] {
        Box::leak(texts.iter().map(leak).collect::<Vec<_>>().into_boxed_slice())
    };
    let completes = completion(api);
    let mut info = CompletionInfo::new(list(&completes.done)).failed(list(&completes.failed));
    info.field = completes.field.as_ref().map(leak);
    info.state(&Document::parse(response.as_bytes()).expect("JSON").value())
}

#[test]
fn another_last_state_has_a_witness_and_another_parameter_has_none() {
    let old = version(OLD);
    let mut verdicts = Vec::new();
    for new in NEW {
        let version = version(new);
        let responses = ["open", "paid"].iter().flat_map(|state| {
            ["open", "paid", "x"]
                .map(|code| format!(r#"{{"state":"{state}","article":{{"code":"{code}"}}}}"#))
        });
        let witness = responses.clone().find(|response| judged(&old, response) != judged(&version, response));
        let report = compare(&old, &version).unwrap_or_else(|names| panic!("{names:?}"));
        let breaks = report.differences.iter().any(|difference| difference.effects.wire);
        assert_eq!(breaks, witness.is_some(), "{new}: {witness:?}");
        assert!(report.differences.iter().all(|difference| difference.rule == Rule::Completes), "{new}");
        verdicts.push(breaks);
    }
    assert_eq!(verdicts, [false, false, true, true, true, true, true, true]);
}
