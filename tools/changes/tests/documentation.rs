//! Test that `docs/changes.md` contains the current table of rules.

mod support;

use std::fmt::Write as _;

use bindery_changes::Rule;

use support::{folder, golden};

#[test]
fn the_page_has_the_rules() {
    let path = folder().join("../../../docs/changes.md");
    let page = std::fs::read_to_string(&path).expect("the page");
    let (head, rest) = page.split_once("<!-- rules -->\n").expect("where the table begins");
    let (_, foot) = rest.split_once("<!-- /rules -->").expect("where it ends");
    let mut table = String::from("| rule | what | what it breaks | why |\n| --- | --- | --- | --- |\n");
    for rule in Rule::ALL {
        let _ = writeln!(table, "| `{}` | {} | {} | {} |", rule.id(), rule.what(), rule.breaks(), rule.why());
    }
    golden(&path, &format!("{head}<!-- rules -->\n{table}<!-- /rules -->{foot}"));
}

#[test]
fn what_breaks_says_what_to_do() {
    for rule in Rule::ALL {
        let breaks = !matches!(rule.breaks(), "compatible" | "documents");
        assert_eq!(breaks, !rule.todo().is_empty(), "{}", rule.id());
        assert!(!rule.why().is_empty() && !rule.why().ends_with('.'), "{}", rule.id());
    }
}
