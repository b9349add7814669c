//! Every action of whole documents makes the round trip from a client through the router to a backend and back, with
//! made values and with every documented error; and what crosses the wire is held against the document by validators
//! that are not ours.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bindery_test_tools::{documents, output, python};

include!(concat!(env!("OUT_DIR"), "/drivers.rs"));

/// What the build script has written.
const OUT: &str = env!("OUT_DIR");

fn judge() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../judge")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_action_makes_the_round_trip_and_satisfies_the_document() {
    let Some(documents) = documents() else {
        return bindery_test_tools::skipped("the documents of the corpus");
    };
    assert!(!CASES.is_empty(), "there are documents, but no cases");
    let python =
        python(Path::new(env!("CARGO_TARGET_TMPDIR")), "python-judge", &judge().join("requirements.txt"));
    let mut failures = Vec::new();
    for (name, run) in CASES {
        let record = Path::new(OUT).join(format!("{name}.jsonl"));
        let _ = fs::remove_file(&record);
        let report = run(Some(record.clone())).await;
        println!("{name}: {} actions, {} round trips", report.actions, report.trips);
        failures.extend(report.failures);
        let Some(python) = &python else { continue };
        let mut command = Command::new(python);
        command.arg(judge().join("judge.py")).arg(documents.join("corpus/openapi").join(name));
        command.arg(Path::new(OUT).join(format!("{name}.judge"))).arg(&record);
        match output(&mut command) {
            Ok(found) => failures.extend(unexpected(name, &found)),
            Err(error) => failures.push(format!("{name}: {error}")),
        }
    }
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

/// Holds the differences between documents and messages against `expected.txt`, which has the reason of each that the
/// import does not report. `BLESS=1` adds and removes lines.
fn unexpected(name: &str, found: &str) -> Vec<String> {
    let path = judge().join("expected.txt");
    let text = fs::read_to_string(&path).expect("what is expected");
    let expected: BTreeMap<&str, &str> =
        text.lines().map(|line| line.split_once(" # ").unwrap_or((line, ""))).collect();
    let found: BTreeSet<String> = found.lines().map(|line| format!("{name} {line}")).collect();
    // A part of the actions does not have the differences of the others.
    let is_whole = std::env::var_os("BINDERY_ACTIONS").is_none();
    let is_gone = |line: &&str| is_whole && line.split(' ').next() == Some(name) && !found.contains(*line);
    if std::env::var_os("BLESS").is_some() {
        let kept = expected.keys().filter(|line| !is_gone(line)).copied();
        let all: BTreeSet<&str> = kept.chain(found.iter().map(String::as_str)).collect();
        let lines = all.iter().map(|line| match expected.get(line) {
            Some(reason) if !reason.is_empty() => format!("{line} # {reason}\n"),
            _ => format!("{line}\n"),
        });
        fs::write(&path, lines.collect::<String>()).expect("writing what is expected");
    }
    let mut failures = Vec::new();
    for line in &found {
        match expected.get(line.as_str()) {
            None if std::env::var_os("BLESS").is_some() => {}
            None => failures.push(format!("{line}: BLESS=1 accepts it")),
            Some(&"") if line.ends_with("not explained") => {
                failures.push(format!("{line}: neither the import nor expected.txt has a reason"));
            }
            Some(_) => {}
        }
    }
    let gone = expected.keys().filter(|line| is_gone(line));
    failures.extend(gone.map(|line| format!("{line}: there is no such difference; BLESS=1 removes it")));
    failures
}
