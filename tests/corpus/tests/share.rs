//! The share of the corpus that the language says, and the exact list of the rest: `expected.txt`, which
//! `BLESS=1 cargo test -p bindery-corpus` writes.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::thread;

use bindery_corpus::{Count, DOCUMENTS, count};
use bindery_test_tools::document;

/// Operations of all documents, as their vendors wrote them.
const OPERATIONS: usize = 1952;

/// Smallest share that the language must say, in thousandths.
const SHARE: usize = 998;

/// Returns the table and the list of the rest.
fn shown(counts: &[Count]) -> String {
    let mut text = String::from("document               operations   said  exactly  whole\n");
    for one in counts {
        let whole = match (one.whole.is_empty(), one.left_out) {
            (false, _) => "no".to_owned(),
            (true, 0) => "yes".to_owned(),
            (true, left_out) => format!("yes, without {left_out}"),
        };
        let _ = writeln!(
            text,
            "{:<22} {:>10} {:>6} {:>8}  {whole}",
            one.document, one.operations, one.said, one.exactly
        );
    }
    let _ = writeln!(text, "\nThe rest: operations that lack something");
    for one in counts {
        // A diagnostic's place is a line of a spec that nobody keeps; that of a construct is its pointer.
        let rest: BTreeSet<String> = one
            .lacks
            .iter()
            .map(|lack| match lack.place.starts_with('/') {
                true => format!("{}: {}: {} {}", lack.what, lack.place, lack.reason, lack.detail),
                false => format!("{}: {}", lack.what, lack.detail),
            })
            .collect();
        for line in rest {
            let _ = writeln!(text, "{} {}", one.document, line.trim_end());
        }
    }
    let _ = writeln!(text, "\nSpecs of whole documents that lack something");
    for one in counts {
        let rest: BTreeSet<String> =
            one.whole.iter().map(|lack| format!("{} {}", one.document, lack.detail)).collect();
        for line in rest {
            let _ = writeln!(text, "{line}");
        }
    }
    let _ = writeln!(text, "\nRules that specs do not have, with the number of operations");
    for one in counts {
        for (reason, number) in &one.wider {
            let _ = writeln!(text, "{} {number} {reason}", one.document);
        }
    }
    text
}

#[test]
fn the_language_says_the_corpus() {
    let texts: Option<Vec<(&str, String)>> =
        DOCUMENTS.iter().map(|name| Some((*name, document(&format!("corpus/openapi/{name}"))?))).collect();
    let Some(texts) = texts else { return };
    let each = thread::scope(|scope| {
        let running: Vec<_> = texts
            .iter()
            .map(|(name, text)| scope.spawn(move || count(name, text).expect("a document")))
            .collect();
        running.into_iter().map(|one| one.join().expect("a count")).collect::<Vec<Count>>()
    });
    let operations: usize = each.iter().map(|one| one.operations).sum();
    let said: usize = each.iter().map(|one| one.said).sum();
    assert_eq!(operations, OPERATIONS, "the corpus is another one");
    let shown = shown(&each);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("expected.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &shown).expect("writing what is expected");
    }
    let expected = std::fs::read_to_string(&path).expect("what is expected");
    let differences: Vec<String> = similar::TextDiff::from_lines(&expected, &shown)
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{}{change}", change.tag()))
        .collect();
    assert!(differences.is_empty(), "BLESS=1 accepts these changes:\n{}", differences.concat());
    assert!(said * 1000 >= operations * SHARE, "only {said} of {operations} operations are said");
}
