//! Tests of `diff`: folders and git revisions, formats, exit codes, waivers.

use std::process::Command;

use crate::support::{Project, bare, finish, folder, golden, project};

/// Creates the project with a copy of its specs in `old`.
fn with_old(test: &str) -> Project {
    let project = project(test);
    for api in ["demo", "tiny"] {
        let (from, to) = (project.folder.join("spec").join(api), project.folder.join("old").join(api));
        std::fs::create_dir_all(&to).expect("the folder can be made");
        for entry in std::fs::read_dir(from).expect("the spec can be read") {
            let path = entry.expect("the spec can be read").path();
            std::fs::copy(&path, to.join(path.file_name().expect("a name"))).expect("it can be copied");
        }
    }
    project
}

/// Runs git in the project, without the configuration of the machine.
fn git(project: &Project, arguments: &[&str]) {
    let run = Command::new("git")
        .current_dir(&project.folder)
        .args(["-c", "user.name=t", "-c", "user.email=t@example", "-c", "commit.gpgsign=false"])
        .args(arguments)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .expect("git runs");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

const TEXT: &str = "{type: string, optional: true, length: [1, 8], about: What to say.}";

#[test]
fn nothing_changed() {
    let project = with_old("diff-nothing");
    let run = project.run(&["diff", "old"]);
    assert_eq!(run.done(), "demo: no differences\ntiny: no differences\n");
}

#[test]
fn folders_are_compared_in_all_formats() {
    let project = with_old("diff-formats");
    project.replace("spec/tiny/only.yaml", "length: [1, 8]", "length: [1, 4]");
    project.replace("spec/tiny/only.yaml", "about: The same text.", "about: The text.");
    project.replace(
        "spec/tiny/api.yaml",
        "  general: {code: 1, text: General error, kind: internal}",
        "  general: {code: 1, text: General error, kind: internal}\n  busy: {code: 2, text: Busy, kind: unavailable}",
    );
    let text = project.run(&["diff", "old", "spec", "--api", "tiny"]);
    assert_eq!((text.code, text.stderr.as_str()), (5, ""));
    golden("diff.txt", &text.stdout);
    let json = project.run(&["diff", "old", "spec", "--api", "tiny", "--format", "json"]);
    assert_eq!(json.code, 5);
    golden("diff.json", &json.stdout);
    let markdown = project.run(&["diff", "old", "--api", "tiny", "--format", "markdown", "--allow-breaking"]);
    golden("diff.md", &markdown.done());
    // The folder of one API, under any name, is compared with that API only.
    let single = project.run(&["diff", "old/tiny", "spec"]);
    assert_eq!((single.code, single.stdout.as_str()), (5, text.stdout.as_str()));
}

#[test]
fn revisions_are_compared_with_files_and_with_each_other() {
    let project = project("diff-git");
    git(&project, &["init", "--quiet", "--initial-branch=trunk"]);
    git(&project, &["add", "."]);
    git(&project, &["commit", "--quiet", "-m", "one"]);
    git(&project, &["tag", "v1"]);
    let text = |run: crate::support::Run, code| {
        assert_eq!((run.code, run.stderr.as_str()), (code, ""), "{}", run.stdout);
        run.stdout
    };
    assert_eq!(text(project.run(&["diff", "v1"]), 0), "demo: no differences\ntiny: no differences\n");
    project.replace("spec/tiny/only.yaml", TEXT, "{type: string, length: [1, 8], about: What to say.}");
    let files = text(project.run(&["diff", "v1"]), 5);
    assert!(files.contains("changed only/ping.parameters.text.optional"), "{files}");
    git(&project, &["commit", "--quiet", "-am", "two"]);
    assert_eq!(text(project.run(&["diff", "v1", "HEAD"]), 5), files);
    assert_eq!(text(project.run(&["diff", "v1", "trunk", "--api", "demo"]), 0), "demo: no differences\n");
    // Run in a subfolder of the repository, with a path to the specs.
    std::fs::create_dir_all(project.folder.join("inside")).expect("the folder can be made");
    let mut command = bare(&["diff", "v1", "--spec", "../spec"]);
    command.current_dir(project.folder.join("inside"));
    assert_eq!(text(finish(command), 5), files);
    // APIs that exist in only one revision.
    std::fs::remove_dir_all(project.folder.join("spec/tiny")).expect("it can be removed");
    let gone = text(project.run(&["diff", "HEAD"]), 5);
    assert!(gone.contains("tiny: 1 difference") && gone.contains("removed api"), "{gone}");

    let error = project.run(&["diff", "v9"]).failed(2);
    assert!(error.contains("`v9` is neither a folder nor a git revision"), "{error}");
    let error = project.run(&["diff", "--", "--output=x"]).failed(2);
    assert!(error.contains("`--output=x` is neither a folder nor a git revision"), "{error}");
    let error = project.run(&["diff", "v1", "--spec", "nothing"]).failed(2);
    assert!(error.contains("nothing"), "{error}");
    let mut command = bare(&["diff", "v1"]);
    command.current_dir(&project.folder).env("PATH", "");
    let error = finish(command).failed(1);
    assert!(error.contains("cannot run git"), "{error}");
}

#[test]
fn outside_of_a_repository_revisions_are_not_found() {
    // The test folder can be inside a repository, so git's search is limited.
    let project = project("diff-no-git");
    let mut command = bare(&["diff", "main"]);
    command
        .current_dir(&project.folder)
        .env("GIT_CEILING_DIRECTORIES", &project.folder)
        .env("GIT_DIR", "none");
    let error = finish(command).failed(2);
    assert!(error.contains("`main` is neither a folder nor a git revision"), "{error}");
    assert!(error.contains("git says"), "{error}");
}

#[test]
fn waivers_let_pass_and_are_reported_when_they_are_idle() {
    let project = with_old("diff-waivers");
    project.replace("spec/tiny/only.yaml", "length: [1, 8]", "length: [1, 4]");
    assert_eq!(project.run(&["diff", "old"]).code, 5);
    let api = project.folder.join("spec/tiny/api.yaml");
    let text = std::fs::read_to_string(&api).expect("it can be read");
    let waivers = "waivers:\n  changed only/ping.parameters.text.length: No longer text was ever taken.\n  \
                   removed only/pong: It is still there.\n";
    std::fs::write(&api, text + waivers).expect("it can be written");
    let run = project.run(&["diff", "old"]);
    assert!(
        run.stderr.contains("the waiver `removed only/pong` of tiny matches no breaking change"),
        "{}",
        run.stderr
    );
    let text = run.done();
    assert!(text.contains("waived: No longer text was ever taken."), "{text}");
    assert!(text.contains("tiny: 1 difference, 0 breaking changes; version bump: minor"), "{text}");
}

#[test]
fn mistakes_are_those_of_their_version() {
    let project = with_old("diff-mistakes");
    project.replace("old/tiny/only.yaml", "type: string, optional", "type: strng, optional");
    project.replace("spec/demo/money.yaml", "{type: date,", "{type: dat,");
    let run = project.run(&["diff", "old"]);
    assert_eq!((run.code, run.stdout.as_str()), (3, ""));
    for part in ["old/tiny/only.yaml", "spec/demo/money.yaml", "the spec of tiny has a mistake"] {
        assert!(run.stderr.contains(part), "{part} in\n{}", run.stderr);
    }
}

#[test]
fn unknown_apis_get_suggestions() {
    let project = with_old("diff-unknown");
    let error = project.run(&["diff", "old", "--api", "dmeo"]).failed(2);
    assert!(error.contains("there is no API `dmeo`") && error.contains("did you mean `demo`?"), "{error}");
    let empty = folder("diff-empty");
    let error = project.run(&["diff", empty.to_str().expect("UTF-8")]).failed(2);
    assert!(error.contains("there is no API in"), "{error}");
}
