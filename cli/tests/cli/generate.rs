//! Tests of `generate` and `schema`: files that are written and left alone, and the report of `--check`.

use std::collections::BTreeMap;
use std::fs;
use std::time::{Duration, SystemTime};

use crate::support::{Project, project};

/// Returns the modification times of the demo crate's files.
fn written(project: &Project) -> BTreeMap<String, SystemTime> {
    let mut times = BTreeMap::new();
    for folder in ["generated/demo", "generated/demo/src", "generated/demo/spec"] {
        for entry in fs::read_dir(project.folder.join(folder)).expect("the crate is there") {
            let entry = entry.expect("the crate can be read");
            let name = entry.file_name().to_string_lossy().into_owned();
            let time = entry.metadata().and_then(|data| data.modified()).expect("files have times");
            times.insert(name, time);
        }
    }
    times.remove("src");
    times.remove("spec");
    times
}

/// Returns the columns of an API's row.
fn row(table: &str, api: &str) -> Vec<String> {
    let row = table.lines().find(|line| line.starts_with(api)).expect("the API has a row");
    row.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn the_second_run_writes_nothing() {
    let project = project("generate-twice");
    let first = project.run(&["generate"]).done();
    // Five sources, the three files of the spec, Cargo.toml and README.md.
    assert_eq!(row(&first, "demo")[1..4], ["6", "5", "10"]);
    assert_eq!(row(&first, "tiny")[1..4], ["1", "3", "7"]);
    let before = written(&project);
    assert_eq!(
        before.keys().collect::<Vec<_>>(),
        [
            "Cargo.toml",
            "README.md",
            "api.yaml",
            "errors.rs",
            "lib.rs",
            "money.rs",
            "money.yaml",
            "types.rs",
            "user.rs",
            "user.yaml"
        ]
    );
    std::thread::sleep(Duration::from_millis(20));
    let second = project.run(&["generate"]).done();
    assert_eq!(row(&second, "demo")[3], "0");
    assert_eq!(written(&project), before);
}

#[test]
fn one_line_of_a_spec_is_one_file_and_its_copy() {
    let project = project("generate-one-line");
    project.run(&["generate", "-q"]).done();
    let before = written(&project);
    std::thread::sleep(Duration::from_millis(20));
    project.replace(
        "spec/demo/money.yaml",
        "Orders a payment for later.",
        "Orders a payment for another day.",
    );
    let table = project.run(&["generate", "demo"]).done();
    assert_eq!(row(&table, "demo")[3], "2");
    assert!(!table.contains("tiny"), "{table}");
    let after = written(&project);
    let changed: Vec<&String> = after.keys().filter(|name| before[*name] != after[*name]).collect();
    assert_eq!(changed, ["money.rs", "money.yaml"], "and the copy of the spec");
    assert!(project.read("generated/demo/src/money.rs").contains("Orders a payment for another day."));
}

#[test]
fn check_says_what_is_out_of_date_and_writes_nothing() {
    let project = project("generate-check");
    let missing = project.run(&["generate", "--check", "demo"]);
    assert_eq!(missing.code, 4, "{}", missing.stderr);
    assert!(missing.stdout.contains("--- /dev/null"), "{}", missing.stdout);
    assert!(missing.stdout.contains("more lines"), "{}", missing.stdout);
    assert!(!project.folder.join("generated").exists());

    project.run(&["generate"]).done();
    project.run(&["generate", "--check"]).done();
    project.replace(
        "spec/demo/money.yaml",
        "Orders a payment for later.",
        "Orders a payment for another day.",
    );
    let run = project.run(&["generate", "--check"]);
    assert_eq!(run.code, 4, "{}", run.stderr);
    assert!(run.stdout.contains("--- generated/demo/src/money.rs"), "{}", run.stdout);
    assert!(run.stdout.contains("-    /// Orders a payment for later."), "{}", run.stdout);
    assert!(run.stdout.contains("+    /// Orders a payment for another day."), "{}", run.stdout);
    assert!(!run.stdout.contains("src/user.rs"), "{}", run.stdout);
    assert!(!run.stdout.contains('\u{1b}'), "no colours in a file: {}", run.stdout);
    assert!(run.stderr.contains("run `bindery generate demo`"), "{}", run.stderr);
    assert!(project.read("generated/demo/src/money.rs").contains("Orders a payment for later."));

    let coloured = project.run(&["generate", "--check", "--color", "always"]);
    assert!(coloured.stdout.contains("\u{1b}[32m+"), "{}", coloured.stdout);
    let elsewhere = project.run(&["generate", "--check", "--out", "else where", "tiny"]).failed(4);
    assert!(elsewhere.contains("run `bindery generate tiny --out 'else where'`"), "{elsewhere}");
}

#[test]
fn files_that_are_no_longer_generated_go_and_all_others_stay() {
    let project = project("generate-remove");
    project.run(&["generate"]).done();
    let source = project.folder.join("generated/demo/src");
    fs::write(source.join("by_hand.rs"), "//! By hand.\n").expect("the file can be written");
    project.replace("generated/demo/README.md", "# bindery-demo", "# Mine");
    project.replace("spec/demo/api.yaml", "modules: [user, money]", "modules: [user]");
    fs::remove_file(project.folder.join("spec/demo/money.yaml")).expect("the file can be removed");
    let check = project.run(&["generate", "demo", "--check"]);
    assert_eq!(check.code, 4, "{}", check.stderr);
    assert!(check.stdout.contains("--- generated/demo/src/money.rs\n+++ /dev/null"), "{}", check.stdout);
    assert!(source.join("money.rs").exists());
    project.run(&["generate", "demo"]).done();
    assert!(!source.join("money.rs").exists());
    assert!(source.join("by_hand.rs").exists());
    assert!(project.read("generated/demo/README.md").starts_with("# Mine"));
}

#[test]
fn a_wrong_spec_does_not_keep_the_others_from_being_generated() {
    let project = project("generate-wrong");
    project.replace("spec/demo/money.yaml", "{type: date,", "{type: dat,");
    project.replace("spec/demo/user.yaml", "new: true", "newe: true");
    let run = project.run(&["generate"]);
    assert_eq!(run.code, 3, "{}", run.stderr);
    assert!(run.stderr.contains("spec::unknown-type"), "{}", run.stderr);
    assert!(run.stderr.contains("spec/demo/money.yaml:"), "{}", run.stderr);
    assert!(run.stderr.contains("spec::unknown-key"), "{}", run.stderr);
    assert!(run.stderr.contains("the spec of demo has 2 mistakes"), "{}", run.stderr);
    assert!(!project.folder.join("generated/demo").exists());
    assert!(project.folder.join("generated/tiny/src/only.rs").exists());
    assert_eq!(row(&run.stdout, "tiny")[2], "3");
}

#[test]
fn a_crate_inherits_what_its_workspace_has() {
    let project = project("generate-workspace");
    let manifest = "[workspace]\nmembers = [\"generated/*\"]\n\n[workspace.package]\nversion = \"1.2.3\"\n\
                    license = \"MIT\"\n\n[workspace.dependencies]\nbindery-runtime = { path = \"runtime\" }\n";
    fs::write(project.folder.join("Cargo.toml"), manifest).expect("the file can be written");
    project.run(&["generate", "tiny"]).done();
    let text = project.read("generated/tiny/Cargo.toml");
    assert!(project.read("generated/tiny/LICENSE-MIT").contains("Copyright (c) the authors of bindery-tiny"));
    for line in [
        "name = \"bindery-tiny\"",
        "version.workspace = true",
        "license.workspace = true",
        "edition = \"2024\"",
        "bindery-runtime.workspace = true",
        "default = [\"client\"]",
        "blocking = [\"client\", \"bindery-runtime/blocking\"]",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} in\n{text}");
    }
    assert!(!text.contains("[lints]"), "{text}");
}

#[test]
fn the_schema_is_printed_written_and_checked() {
    let project = project("schema");
    let printed = project.run(&["schema"]).done();
    let schema: serde_json::Value = serde_json::from_str(&printed).expect("the schema is JSON");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");

    let missing = project.run(&["schema", "--check"]).failed(4);
    assert!(missing.contains("is missing"), "{missing}");
    project.run(&["schema", "--write"]).done();
    assert_eq!(project.read("spec/bindery.schema.json"), printed);
    project.run(&["schema", "--check"]).done();
    project.replace("spec/bindery.schema.json", "\"Bindery spec\"", "\"Another\"");
    let stale = project.run(&["schema", "--check"]);
    assert_eq!(stale.code, 4);
    assert!(stale.stdout.contains("+  \"title\": \"Bindery spec\""), "{}", stale.stdout);
    assert!(stale.stderr.contains("run `bindery schema --write`"), "{}", stale.stderr);
}
