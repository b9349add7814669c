//! Tests of `check`, `list`, `names`, `completions`, and of what all commands have in common.

use std::process::Stdio;

use crate::support::{bare, command, finish, golden, project, run};

#[test]
fn check_counts_what_is_there() {
    let run = run(&["check"]);
    assert_eq!(run.stderr, "");
    golden("check.txt", &run.done());
}

#[test]
fn check_shows_mistakes_with_their_place() {
    let project = project("check-mistakes");
    project.replace("spec/demo/money.yaml", "{type: date,", "{type: dat,");
    let run = project.run(&["check"]);
    assert_eq!(run.code, 3);
    assert!(run.stdout.starts_with("tiny: "), "{}", run.stdout);
    assert!(run.stderr.contains("did you mean"), "{}", run.stderr);
    assert!(run.stderr.contains("the spec of demo has a mistake"), "{}", run.stderr);

    let run = project.run(&["check", "demo", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (3, ""));
    let list: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let item = &list[0];
    assert_eq!(list.as_array().map(Vec::len), Some(1));
    assert_eq!(item["code"], "spec::unknown-type");
    assert_eq!(item["severity"], "error");
    assert_eq!(item["file"], "spec/demo/money.yaml");
    let source = project.read("spec/demo/money.yaml");
    let (number, line) =
        source.lines().enumerate().find(|(_, line)| line.contains("dat,")).expect("it is there");
    let column = line.find("dat,").expect("it is there") + 1;
    assert_eq!(
        (item["line"].as_u64(), item["end_line"].as_u64()),
        (Some(number as u64 + 1), Some(number as u64 + 1))
    );
    assert_eq!(
        (item["column"].as_u64(), item["end_column"].as_u64()),
        (Some(column as u64), Some(column as u64 + 3))
    );
    assert!(item["help"].is_string() && item["message"].is_string());
}

#[test]
fn check_finds_names_that_collide_and_folders_with_a_wrong_name() {
    let project = project("check-names");
    project.replace("spec/demo/money.yaml", "      note: {type", "      Amount: {type");
    let run = project.run(&["check", "demo"]).failed(3);
    assert!(run.contains("plan::name-collision"), "{run}");
    std::fs::rename(project.folder.join("spec/tiny"), project.folder.join("spec/little"))
        .expect("it can be renamed");
    let run = project.run(&["check", "little"]).failed(3);
    assert!(run.contains("spec::folder-name") && run.contains("api: little"), "{run}");
}

#[test]
fn list_for_machines_is_a_contract() {
    let one = run(&["list", "demo", "--json"]).done();
    golden("list-demo.json", &one);
    let all: serde_json::Value = serde_json::from_str(&run(&["list", "--json"]).done()).expect("it is JSON");
    let one: serde_json::Value = serde_json::from_str(&one).expect("it is JSON");
    assert_eq!(all.as_array().map(Vec::len), Some(2));
    assert_eq!(all[0], one);
    assert_eq!(all[1]["api"], "tiny");
}

#[test]
fn list_for_people_is_a_tree() {
    golden("list-demo.txt", &run(&["list", "demo"]).done());
    golden("list.txt", &run(&["list"]).done());
}

#[test]
fn names_say_why() {
    golden("names-demo.txt", &run(&["names", "demo"]).done());
    let list: serde_json::Value =
        serde_json::from_str(&run(&["names", "demo", "--json"]).done()).expect("it is JSON");
    let list = list.as_array().expect("it is a list");
    let keyword = list.iter().find(|name| name["wire"] == "type").expect("there is a field of this name");
    assert_eq!(keyword["rust"], "type_");
    assert_eq!(keyword["why"], "keyword");
    assert_eq!(keyword["place"], "user/Address");
    assert!(list.iter().all(|name| name["api"] == "demo"));
}

#[test]
fn unknown_apis_get_suggestions() {
    for arguments in [["check", "dmeo"], ["generate", "dmeo"], ["list", "dmeo"], ["names", "dmeo"]] {
        let error = run(&arguments).failed(2);
        assert!(error.contains("there is no API `dmeo`"), "{error}");
        assert!(error.contains("did you mean `demo`?"), "{error}");
        assert!(error.contains("demo, tiny"), "{error}");
    }
}

#[test]
fn folders_without_specs_are_said_to_be_so() {
    let folder = crate::support::folder("no-specs");
    let path = folder.to_str().expect("the path is UTF-8");
    assert!(finish(bare(&["check", "--spec", path])).failed(2).contains("there is no API in"));
    let missing = folder.join("nothing");
    let path = missing.to_str().expect("the path is UTF-8");
    assert!(finish(bare(&["check", "--spec", path])).failed(2).contains("--spec DIR"));
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]).done();
        assert!(script.contains("generate") && script.contains("completions"), "{shell}");
    }
}

#[test]
fn the_help_lists_the_exit_codes() {
    for arguments in [&["--help"][..], &["help", "exit-codes"], &["exit-codes"]] {
        let help = finish(bare(arguments)).done();
        assert!(help.contains("4  the output is out of date"), "{help}");
        assert!(help.contains("5  a breaking change"), "{help}");
    }
    assert!(finish(bare(&["help", "call"])).done().contains("--dry-run"));
    assert!(finish(bare(&["lsit"])).failed(2).contains("list"));
}

#[test]
fn quiet_leaves_the_results() {
    assert_eq!(run(&["check", "--quiet"]).done(), "");
    assert!(!run(&["list", "demo", "--quiet"]).done().is_empty());
}

#[test]
fn colours_are_for_terminals() {
    assert!(!run(&["list", "demo"]).done().contains('\u{1b}'));
    assert!(run(&["list", "demo", "--color", "always"]).done().contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_no_failure() {
    for arguments in [&["list", "demo", "--json"][..], &["schema"], &["completions", "bash"], &["--help"]] {
        let mut child = command(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("the binary ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}
