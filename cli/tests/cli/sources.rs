//! `sources`: documents against specs, over the shop of the crate `sources`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Run, bare, finish, folder};

/// A folder with the shop's spec and its document.
struct Shop {
    folder: PathBuf,
}

impl Shop {
    fn new(test: &str) -> Self {
        let folder = folder(test);
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../sources/tests");
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
        assert_eq!(text.matches(old).count(), 1, "{old:?} stands there once");
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
    assert_eq!(list[0]["outcome"], "differs");
    let findings = list[0]["findings"].as_array().expect("a list");
    let differs = findings.iter().find(|finding| finding["verdict"] == "differs").expect("it is there");
    assert_eq!(differs["subject"], "order/pay receipt.paid");
    assert_eq!(differs["file"], "spec/shop/order.yaml");
    assert_eq!(list[0]["coverage"]["parameter"]["facts"], 5);

    shop.edit("docs/shop.txt", "○ number(string): The", "○ number(string The");
    let run = shop.run(&["sources", "check", "--docs", "docs"]);
    assert_eq!(run.code, 9);
    assert!(run.stdout.contains("unread guide:72: stands in a list and is no"), "{}", run.stdout);
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
    assert_eq!(shop.run(&["sources", "status", "--docs", "docs"]).done(), "shop guide: as it was\n");

    shop.edit("docs/shop.txt", "Lists the orders.", "Gives the orders.");
    let run = shop.run(&["sources", "status", "--docs", "docs"]);
    assert_eq!(run.code, 8);
    let expected = "shop guide: 1 section not as before\n  reworded Order::fetchAll guide:37-51\n    on it: action:order/fetch-all, type:Order\n";
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
