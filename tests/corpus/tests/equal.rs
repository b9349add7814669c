//! An import and an export give a document that is equal in meaning, except for the kinds of differences in
//! `equal/kinds.py`. Their numbers are in `equal/small.txt` and `equal/corpus.txt`, which
//! `BLESS=1 cargo test -p bindery-corpus` writes. docs/openapi.md has the rules.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bindery_corpus::DOCUMENTS;
use bindery_corpus::round_trip::round_trip;
use bindery_test_tools::{document, documents, is_there, output};

/// Documents of our own, by their names in the importer's tests.
const SMALL: &[&str] = &["shop.yaml", "forms.json", "tickets.yaml", "uploads.yaml"];

/// Documents whose exports are edited: no two operations of one path and method, of which only one would be compared.
const EDITED: &[&str] = &["shop.yaml", "forms.json", "tickets.yaml"];

/// Documents of the corpus whose exports are edited.
const EDITED_OF_CORPUS: &[&str] = &["buildomat.json", "propolis.json"];

fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("equal")
}

/// Writes the round trip of a document, and returns the path of the document.
fn written(folder: &Path, name: &str, purpose: &str) -> PathBuf {
    let into = Path::new(env!("CARGO_TARGET_TMPDIR")).join(purpose).join(name);
    round_trip(&into, name, &mut |wanted| fs::read_to_string(folder.join(wanted)).ok())
        .unwrap_or_else(|error| panic!("{error}"));
    into.join(name)
}

/// Writes the round trips of some of the documents of our own.
fn own(names: &[&str], purpose: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tools/openapi-in/tests/documents");
    names.iter().map(|name| written(&folder, name, purpose)).collect()
}

/// Writes the round trips of some documents of the corpus; none, if it is not there.
fn of_corpus(names: &[&str], purpose: &str) -> Vec<PathBuf> {
    let Some(folder) = documents() else {
        names.first().map(|name| document(name)); // says that it is skipped
        return Vec::new();
    };
    names.iter().map(|name| written(&folder.join("corpus/openapi"), name, purpose)).collect()
}

fn run(script: &str, arguments: &[&Path], options: &[&str]) -> Option<String> {
    let mut command = Command::new("python3");
    command.arg(scripts().join(script)).args(options).args(arguments);
    command.env("PYTHONDONTWRITEBYTECODE", "1");
    is_there("python3").then(|| output(&mut command).unwrap_or_else(|error| panic!("{error}")))
}

/// Compares the documents, and the numbers of their differences with a file.
fn compared(paths: &[PathBuf], expected: &str) {
    let paths: Vec<&Path> = paths.iter().map(PathBuf::as_path).collect();
    let Some(found) = run("check.py", &paths, &[]) else { return };
    let expected = scripts().join(expected);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&expected, &found).expect("writing what is expected");
    }
    let known = fs::read_to_string(&expected).unwrap_or_default();
    let diff = similar::TextDiff::from_lines(&known, &found);
    let changes = diff.iter_all_changes().filter(|change| change.tag() != similar::ChangeTag::Equal);
    let changes: String = changes.map(|change| format!("{}{change}", change.tag())).collect();
    assert!(changes.is_empty(), "BLESS=1 accepts these changes:\n{changes}");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/openapi.md");
    let page = fs::read_to_string(page).expect("the page");
    for kind in found.lines().filter_map(|line| line.get(line.find(' ')?..)).map(kind_of) {
        assert!(
            kind.starts_with("error: ") || page.contains(&format!("| {kind} |")),
            "docs/openapi.md lacks: {kind}"
        );
    }
}

/// Returns the kind in a line, behind the version and the number.
fn kind_of(line: &str) -> &str {
    line.trim_start().trim_start_matches(|letter: char| !letter.is_alphabetic())
}

#[test]
fn small_documents_come_back_as_they_were() {
    compared(&own(SMALL, "equal"), "small.txt");
}

#[test]
fn the_corpus_comes_back_as_it_was() {
    let paths = of_corpus(DOCUMENTS, "equal-corpus");
    if !paths.is_empty() {
        compared(&paths, "corpus.txt");
    }
}

/// A comparison that finds nothing shows nothing, so each of some hundred edits of exports must change what it finds.
#[test]
fn edits_are_noticed() {
    let mut paths = own(EDITED, "edited");
    paths.extend(of_corpus(EDITED_OF_CORPUS, "edited"));
    for path in paths {
        let export = path.with_file_name("export-3.1.json");
        let Some(found) = run("mutate.py", &[&path, &export], &["1", "60"]) else { return };
        assert!(found.contains(", 0 unnoticed"), "{found}");
    }
}
