//! Tests of `sources`: documents compared with specs, with the shop of the crate `sources`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, bare, finish, folder};

/// Creates a folder with the shop's spec and its document.
struct Shop {
    folder: PathBuf,
}

impl Shop {
    fn new(test: &str) -> Self {
        let folder = folder(test);
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/sources/tests");
        for made in ["spec/shop", "docs"] {
            fs::create_dir_all(folder.join(made)).expect("the folder can be made");
        }
        for file in ["spec/shop/api.yaml", "spec/shop/order.yaml"] {
            fs::copy(tests.join(file), folder.join(file)).expect("the spec can be copied");
        }
        fs::copy(tests.join("documents/shop.txt"), folder.join("docs/shop.txt"))
            .expect("the document can be copied");
        Self { folder }
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let mut command = bare(arguments);
        command.current_dir(&self.folder);
        finish(command)
    }

    fn edit(&self, file: &str, old: &str, new: &str) {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).expect("the file can be read");
        assert_eq!(text.matches(old).count(), 1, "{old:?} occurs once");
        fs::write(path, text.replace(old, new)).expect("the file can be written");
    }
}

#[test]
fn check_says_whether_document_and_spec_agree() {
    let shop = Shop::new("sources-check");
    let text = shop.run(&["sources", "check", "--docs", "docs"]).done();
    assert!(text.starts_with("shop guide (shop.txt): agrees\n"), "{text}");
    assert!(text.contains("declared parameter order/pay note: required in the document"), "{text}");
    assert!(text.contains("guide:65-66, spec/shop/order.yaml:25"), "{text}");
    assert!(text.contains("0 lines unread"), "{text}");

    shop.edit("docs/shop.txt", "paid(bool)", "paid(int)");
    let run = shop.run(&["sources", "check", "--docs", "docs", "--format", "json"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    let list: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    assert_eq!(list[0]["conclusion"], "differs");
    let findings = list[0]["findings"].as_array().expect("a list");
    let differs = findings.iter().find(|finding| finding["verdict"] == "differs").expect("it is there");
    assert_eq!(differs["subject"], "order/pay receipt.paid");
    assert_eq!(differs["file"], "spec/shop/order.yaml");
    assert_eq!(list[0]["coverage"]["parameter"]["claims"], 5);

    shop.edit("docs/shop.txt", "○ number(string): The", "○ number(string The");
    let run = shop.run(&["sources", "check", "--docs", "docs"]);
    assert_eq!(run.code, 9);
    assert!(run.stdout.contains("unread guide:72: list item that is not"), "{}", run.stdout);
}

#[test]
fn status_tells_what_stands_on_what_has_changed() {
    let shop = Shop::new("sources-status");
    let failed = shop.run(&["sources", "status", "--docs", "docs"]).failed(2);
    assert!(failed.contains("bindery sources lock"), "{failed}");
    assert_eq!(shop.run(&["sources", "lock", "--docs", "docs", "--check"]).code, 4);
    shop.run(&["sources", "lock", "--docs", "docs"]).done();
    shop.run(&["sources", "lock", "--docs", "docs", "--check"]).done();
    let lock = fs::read_to_string(shop.folder.join("spec/shop/sources.lock")).expect("it is there");
    assert!(!lock.contains("Lists the orders"), "no text of the document");
    assert_eq!(shop.run(&["sources", "status", "--docs", "docs"]).done(), "shop guide: unchanged\n");

    shop.edit("docs/shop.txt", "Lists the orders.", "Gives the orders.");
    let run = shop.run(&["sources", "status", "--docs", "docs"]);
    assert_eq!(run.code, 8);
    let expected = "shop guide: 1 section changed\n  reworded Order::fetchAll guide:37-51\n    used by: action:order/fetch-all, type:Order\n";
    assert_eq!(run.stdout, expected);
}

#[test]
fn draft_writes_what_is_missing_and_leaves_blanks() {
    let shop = Shop::new("sources-draft");
    shop.edit("docs/shop.txt", "notestring\n", "currency\nstring\nOptional. The currency.\nnotestring\n");
    let text = shop.run(&["sources", "draft", "shop", "--docs", "docs"]).done();
    let entry = "currency: {type: string, optional: true, about: ???, evidence: \"guide:65-67\"}";
    assert_eq!(text, format!("# order/pay currency → spec/shop/order.yaml:25\n{entry}\n"));
    shop.run(&["sources", "draft", "shop", "--docs", "docs", "--write"]).done();
    let failed = shop.run(&["check"]).failed(3);
    assert!(failed.contains("spec::blank"), "{failed}");
    shop.edit("spec/shop/order.yaml", "???", "In which currency.");
    shop.run(&["check"]).done();
    shop.run(&["sources", "check", "--docs", "docs"]).done();
}

#[test]
fn draft_of_a_new_api_is_right_but_for_the_blanks() {
    let shop = Shop::new("sources-new");
    let new = [
        "sources",
        "draft",
        "--new",
        "fresh",
        "--notation",
        "action-reference",
        "--docs",
        "docs/shop.txt",
        "--write",
    ];
    shop.run(&new).done();
    let run = shop.run(&["check", "fresh", "--format", "json"]);
    assert_eq!(run.code, 3);
    let list: serde_json::Value = serde_json::from_str(&run.stdout).expect("it is JSON");
    let codes: std::collections::BTreeSet<&str> =
        list.as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!(codes.into_iter().collect::<Vec<_>>(), ["spec::blank"]);
    assert!(shop.run(&new).failed(2).contains("already"));
}

#[test]
fn evidence_follows_its_lines() {
    let shop = Shop::new("sources-renumber");
    let renumber = ["sources", "renumber", "shop", "--docs", "docs"];
    assert!(shop.run(&renumber).failed(2).contains("bindery sources lock"));
    shop.run(&["sources", "lock", "--docs", "docs"]).done();
    let order = || fs::read_to_string(shop.folder.join("spec/shop/order.yaml")).expect("it is there");
    let before = order();

    // A list of ranges and a mapping, followed by a comment.
    shop.edit(
        "spec/shop/order.yaml",
        "    evidence: \"guide:37-51\"\n",
        "    evidence: [\"guide:37-51\", {source: guide, lines: [39, 39]}, {source: guide, lines: 41}] # all\n",
    );
    shop.edit("docs/shop.txt", "Order::fetchAll\n", "Payments come later.\n\nOrder::fetchAll\n");
    shop.edit("docs/shop.txt", "Lists the orders.", "Gives the orders.");
    let shown = shop.run(&renumber).done();
    let expected = "\
spec/shop/order.yaml:6 guide:27-104 → guide:27-106
spec/shop/order.yaml:12 guide:37-51 → guide:39-53
spec/shop/order.yaml:12 guide:39 → guide:41
spec/shop/order.yaml:12 guide:41 → guide:43
spec/shop/order.yaml:20 guide:53-85 → guide:55-87
spec/shop/order.yaml:37 guide:87-104 → guide:89-106
spec/shop/order.yaml:56 guide:47-51 → guide:49-53
spec/shop/api.yaml:13 lines of guide: 104 → 106
";
    assert_eq!(shown, expected);
    assert!(order().contains("\"guide:53-85\""), "nothing is written without being asked for");

    let written = [&renumber[..], &["--write"]].concat();
    assert_eq!(shop.run(&written).done().lines().take(8).collect::<Vec<_>>().join("\n") + "\n", expected);
    let now = order();
    let line = "    evidence: [\"guide:39-53\", {source: guide, lines: [41, 41]}, {source: guide, lines: 43}] # all\n";
    assert!(now.contains(line), "{now}");
    assert_eq!(now.lines().count(), before.lines().count());
    shop.run(&["check"]).done();
    shop.run(&["sources", "check", "--docs", "docs"]).done();

    // A second run changes nothing, with and without a new lock; changed sections still have to be reviewed.
    let still = "shop guide: evidence is up to date\n";
    assert_eq!(shop.run(&written).done(), still);
    assert_eq!(shop.run(&["sources", "status", "--docs", "docs"]).code, 8);
    let run = shop.run(&["sources", "lock", "--docs", "docs"]);
    assert!(!run.stderr.contains("have moved"), "{}", run.stderr);
    assert_eq!(shop.run(&written).done(), still);
    assert_eq!(order(), now);
}

#[test]
fn evidence_that_has_lost_lines_is_for_a_person() {
    let shop = Shop::new("sources-renumber-lost");
    shop.run(&["sources", "lock", "--docs", "docs"]).done();
    shop.edit("docs/shop.txt", "30Payment refused\n\"Out of hours\"\n", "\"Out of hours\"\n");
    shop.edit("docs/shop.txt", "○ states.paid = 2\n", "");
    let run = shop.run(&["sources", "renumber", "--docs", "docs", "--write"]);
    assert_eq!(run.code, 8, "{}", run.stderr);
    for line in [
        "spec/shop/api.yaml:46 guide:24 is gone; not changed\n",
        "spec/shop/api.yaml:47 guide:25 → guide:24\n",
        "spec/shop/order.yaml:75 guide:31-35 → guide:30-32 partly gone; review\n",
        "spec/shop/order.yaml:20 guide:53-85 → guide:51-83\n",
        "spec/shop/api.yaml:13 lines of guide: 104 → 102\n",
    ] {
        assert!(run.stdout.contains(line), "{line}{}", run.stdout);
    }
    shop.run(&["check"]).done();
}

#[test]
fn a_lock_that_is_written_too_early_is_noted() {
    let shop = Shop::new("sources-lock-early");
    shop.run(&["sources", "lock", "--docs", "docs"]).done();
    shop.edit("docs/shop.txt", "Error codes\n", "Something new.\n\nError codes\n");
    let run = shop.run(&["sources", "lock", "--docs", "docs"]);
    assert!(run.stderr.contains("run `bindery sources renumber` first"), "{}", run.stderr);
}

#[test]
fn a_lock_without_lines_says_what_to_do() {
    let shop = Shop::new("sources-lock-old");
    shop.run(&["sources", "lock", "--docs", "docs"]).done();
    let path = shop.folder.join("spec/shop/sources.lock");
    let lock = fs::read_to_string(&path).expect("it is there");
    let old: Vec<&str> = lock.lines().filter(|line| !line.starts_with("  |")).collect();
    fs::write(&path, old.join("\n")).expect("it can be written");
    assert_eq!(shop.run(&["sources", "status", "--docs", "docs"]).done(), "shop guide: unchanged\n");
    let failed = shop.run(&["sources", "renumber", "--docs", "docs"]).failed(2);
    assert!(failed.contains("has no line fingerprints of guide"), "{failed}");
    assert!(failed.contains("bindery sources lock"), "{failed}");
    let run = shop.run(&["sources", "draft", "shop", "--docs", "docs", "--write"]);
    assert!(run.stderr.contains("evidence is not renumbered"), "{}", run.stderr);
    run.done();

    // A document that is not in the lock yet has no old lines.
    fs::write(&path, lock.replace("\nguide\n", "\nother\n")).expect("it can be written");
    let run = shop.run(&["sources", "renumber", "--docs", "docs", "--write"]);
    assert!(run.stderr.contains("shop guide: not in the lock"), "{}", run.stderr);
    run.done();
}

#[test]
fn drafts_fit_together_with_what_stands_there() {
    let shop = Shop::new("sources-draft-renumber");
    shop.run(&["sources", "lock", "--docs", "docs"]).done();
    shop.edit("docs/shop.txt", "notestring\n", "currency\nstring\nOptional. The currency.\nnotestring\n");
    let draft = ["sources", "draft", "shop", "--docs", "docs", "--write"];
    let text = shop.run(&draft).done();
    assert!(text.contains("spec/shop/order.yaml:20 guide:53-85 → guide:53-88\n"), "{text}");
    let order = fs::read_to_string(shop.folder.join("spec/shop/order.yaml")).expect("it is there");
    assert!(order.contains("evidence: \"guide:65-67\"}"), "{order}");
    assert!(order.contains("evidence: \"guide:90-107\""), "{order}");
    shop.edit("spec/shop/order.yaml", "???", "In which currency.");
    let run = shop.run(&["sources", "renumber", "--docs", "docs", "--write"]);
    assert_eq!(run.done(), "shop guide: evidence is up to date\n");
}
