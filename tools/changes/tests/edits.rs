//! Single edits of the base spec and the differences that each one causes, as a readable table:
//! `tests/golden/edits.md`. Every rule must occur at least once.

mod support;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

use bindery_changes::{ChangeKind, Difference, Report, Rule, VersionBump, changelog, compare};
use bindery_model::{Api, Input};

use support::{base, folder, golden, model};

/// An edit: texts that occur once in a file, and their replacements. A file that the base does not have is added, and
/// a file without replacement is removed.
struct Edit {
    what: String,
    changes: Vec<Replace>,
}

#[derive(Default)]
struct Replace {
    file: String,
    old: String,
    new: String,
}

/// Parses the edits: `# what`, `file.yaml`, then lines with `-` and `+`, one change for each run of such lines.
fn edits() -> Vec<Edit> {
    let text = std::fs::read_to_string(folder().join("edits.txt")).expect("the edits");
    let mut edits: Vec<Edit> = Vec::new();
    let mut file = String::new();
    let mut fresh = true;
    for line in text.lines().filter(|line| !line.is_empty()) {
        if let Some(what) = line.strip_prefix("# ") {
            edits.push(Edit { what: what.to_owned(), changes: Vec::new() });
            continue;
        }
        let changes = &mut edits.last_mut().expect("a title comes first").changes;
        let (mark, rest) = line.split_at(1);
        if !["-", "+"].contains(&mark) {
            line.clone_into(&mut file);
            fresh = true;
            continue;
        }
        if fresh || (mark == "-" && changes.last().is_some_and(|change| !change.new.is_empty())) {
            changes.push(Replace { file: file.clone(), ..Replace::default() });
            fresh = false;
        }
        let change = changes.last_mut().expect("one was just made");
        let side = if mark == "-" { &mut change.old } else { &mut change.new };
        side.push_str(rest);
        side.push('\n');
    }
    edits
}

/// Applies an edit to the base spec.
fn apply(edit: &Edit) -> Result<Vec<Input>, String> {
    let mut inputs = base();
    for Replace { file, old, new } in &edit.changes {
        let Some(input) = inputs.iter_mut().find(|input| input.name == *file) else {
            inputs.push(Input { name: file.clone(), bytes: new.clone().into_bytes() });
            continue;
        };
        if old.trim().is_empty() {
            inputs.retain(|input| input.name != *file);
            continue;
        }
        let text = String::from_utf8(input.bytes.clone()).expect("the base is text");
        if text.matches(old.as_str()).count() != 1 {
            return Err(format!("{old:?} does not occur exactly once in {file}"));
        }
        input.bytes = text.replace(old, new).into_bytes();
    }
    Ok(inputs)
}

/// The base without an edit.
static BASE: LazyLock<Api> = LazyLock::new(|| model(base()).expect("the base is right"));

/// Returns all edits with the resulting specs.
static MODELS: LazyLock<Vec<(Edit, Api)>> = LazyLock::new(models);

/// Returns the models of all edits; all invalid ones are reported together.
fn models() -> Vec<(Edit, Api)> {
    let mut wrong = String::new();
    let mut models = Vec::new();
    for edit in edits() {
        match apply(&edit).and_then(model) {
            Ok(api) => models.push((edit, api)),
            Err(error) => wrong.push_str(&format!("{}:\n{error}\n\n", edit.what)),
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    models
}

fn report(new: &Api) -> Report {
    compare(&BASE, new).unwrap_or_else(|error| panic!("{error:?}"))
}

fn show(text: &mut String, report: &Report) {
    for difference in &report.differences {
        let classes: Vec<&str> = difference.effects.classes().iter().map(|class| class.text()).collect();
        let values = match (difference.change, &difference.old, &difference.new) {
            (ChangeKind::Changed, None, None) => String::new(),
            (ChangeKind::Changed, old, new) => {
                let side = |text: &Option<String>| text.clone().unwrap_or_else(|| "—".to_owned());
                format!(": {} → {}", side(old), side(new))
            }
            (ChangeKind::Added | ChangeKind::Removed, old, new) => {
                format!(": {}", old.as_ref().or(new.as_ref()).map_or("", String::as_str))
            }
        };
        let waived = difference.waived.as_ref().map_or_else(String::new, |why| format!(" (waived: {why})"));
        let _ = writeln!(
            text,
            "- **{}** `{}` [{}]{values}{waived}",
            classes.join(", "),
            difference.key(),
            difference.rule.id()
        );
    }
    for waiver in &report.idle_waivers {
        let _ = writeln!(text, "- idle waiver `{waiver}`");
    }
    let _ = writeln!(text, "- bump: {}\n", report.bump().text());
}

#[test]
fn every_edit_has_the_differences_of_the_table() {
    let mut text = String::from("# Single edits, and what each of them breaks\n\n");
    for (edit, api) in MODELS.iter() {
        let _ = writeln!(text, "## {}\n\n```diff", edit.what);
        let mut file = "";
        for change in &edit.changes {
            if change.file != file {
                let _ = writeln!(text, "# {}", change.file);
                file = &change.file;
            }
            for (mark, side) in [('-', &change.old), ('+', &change.new)] {
                for line in side.lines().filter(|line| !line.is_empty()) {
                    let _ = writeln!(text, "{mark}{line}");
                }
            }
        }
        text.push_str("```\n\n");
        show(&mut text, &report(api));
    }
    golden(&folder().join("golden/edits.md"), &text);
}

#[test]
fn every_rule_has_an_edit() {
    assert!(MODELS.len() >= 40, "only {} edits", MODELS.len());
    let reports = MODELS.iter().map(|(_, api)| report(api));
    let shown: BTreeSet<Rule> =
        reports.flat_map(|report| report.differences).map(|difference| difference.rule).collect();
    // Whole APIs are added and removed between folders, which the command compares.
    let elsewhere = [Rule::ApiAdded, Rule::ApiRemoved];
    let missing: Vec<&str> = Rule::ALL
        .iter()
        .filter(|rule| !shown.contains(rule) && !elsewhere.contains(rule))
        .map(|rule| rule.id())
        .collect();
    assert!(missing.is_empty(), "no edit shows {missing:?}");
}

#[test]
fn no_edit_goes_unseen_or_twice_under_one_name() {
    for (edit, api) in MODELS.iter() {
        let keys: Vec<String> = report(api).differences.iter().map(Difference::key).collect();
        assert!(!keys.is_empty(), "{}", edit.what);
        assert_eq!(keys.iter().collect::<BTreeSet<_>>().len(), keys.len(), "{}: {keys:?}", edit.what);
    }
}

#[test]
fn nothing_is_different_from_itself() {
    for (edit, api) in MODELS.iter() {
        let report = compare(api, api).expect("its names are right");
        assert_eq!(report.differences, [], "{}", edit.what);
        assert_eq!(report.bump(), VersionBump::None);
    }
}

#[test]
fn what_is_undone_is_what_was_done() {
    for (edit, api) in MODELS.iter() {
        let (there, back) = (report(api), compare(api, &BASE).expect("names"));
        let count = |report: &Report, change| {
            report.differences.iter().filter(|difference| difference.change == change).count()
        };
        assert_eq!(count(&there, ChangeKind::Added), count(&back, ChangeKind::Removed), "{}", edit.what);
        assert_eq!(count(&there, ChangeKind::Removed), count(&back, ChangeKind::Added), "{}", edit.what);
        assert_eq!(count(&there, ChangeKind::Changed), count(&back, ChangeKind::Changed), "{}", edit.what);
    }
}

#[test]
fn the_changelog_says_what_to_do() {
    let wanted =
        ["A parameter becomes required", "An error code is removed", "A waiver", "A new optional parameter"];
    let mut text = String::new();
    for (edit, api) in MODELS.iter().filter(|(edit, _)| wanted.contains(&edit.what.as_str())) {
        let _ = writeln!(text, "<!-- {} -->\n\n{}", edit.what, changelog(&report(api)));
    }
    golden(&folder().join("golden/changelog.md"), &text);
}

/// Returns types that contain each other in a chain longer than the stack allows, named with a letter.
fn chain(letter: char) -> Api {
    const LENGTH: usize = 3_000;
    let mut types = String::new();
    for at in 0..LENGTH {
        let next = if at + 1 < LENGTH { format!("{letter}{}", at + 1) } else { "int".to_owned() };
        let _ = writeln!(
            types,
            "  {letter}{at}: {{about: A link., fields: {{next: {{type: {next}, about: On.}}}}}}"
        );
    }
    let mut inputs = base();
    for input in &mut inputs {
        let text = String::from_utf8(input.bytes.clone()).expect("the base is text");
        let text = match input.name.as_str() {
            "user.yaml" => text.replace("{type: Wallet, about: The wallet.}", &format!("{letter}0")),
            "api.yaml" => text.replace("\ntypes:\n", &format!("\ntypes:\n{types}")),
            _ => text,
        };
        input.bytes = text.into_bytes();
    }
    model(inputs).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn long_chains_of_types_are_compared() {
    let report = compare(&chain('A'), &chain('B')).expect("names");
    assert!(
        report.differences.iter().any(|one| one.place == "user/get-wallet.response.type" && one.effects.wire)
    );
}
