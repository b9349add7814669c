//! Golden tests of the diagnostics: every folder in `tests/diagnostics` is a spec with errors, and its `expected.txt`
//! contains the rendered diagnostics. A case contains only the files that differ from those in `base`; the file
//! `remove` lists files of `base` to leave out. Files whose names start with `overlay` are overlays. `BLESS=1 cargo
//! test -p bindery-model --test diagnostics` updates the golden files.

#![cfg(feature = "pretty")]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::render::render;
use bindery_model::{Checked, Input, check_with};

const WIDTH: usize = 100;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/diagnostics")
}

/// Returns the YAML files of a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder of a case") {
        let path = entry.expect("an entry of the folder").path();
        if path.extension().is_some_and(|extension| extension == "yaml") {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            files.insert(name, fs::read(&path).expect("a file of the case"));
        }
    }
    files
}

/// Checks the spec of a case: the base with the files of the case. `api.yaml` comes first by its name.
fn check(case: &Path) -> Checked {
    let mut all = files(&folder().join("base"));
    for name in fs::read_to_string(case.join("remove")).unwrap_or_default().lines() {
        all.remove(name);
    }
    all.extend(files(case));
    let all = all.into_iter().map(|(name, bytes)| Input { name, bytes });
    let (overlays, spec) = all.partition(|input| input.name.starts_with("overlay"));
    check_with(spec, overlays)
}

/// Returns the rendered diagnostics of a case.
fn screen(case: &Path) -> String {
    let checked = check(case);
    let mut shown = String::new();
    for diagnostic in &checked.diagnostics {
        shown.push_str(&render(diagnostic, &checked.sources, false, WIDTH));
        shown.push('\n');
    }
    let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
    lines.join("\n") + "\n"
}

fn cases() -> Vec<PathBuf> {
    let mut cases: Vec<PathBuf> = fs::read_dir(folder())
        .expect("the folder of the cases")
        .map(|entry| entry.expect("an entry of the folder").path())
        .filter(|path| path.is_dir() && !path.ends_with("base"))
        .collect();
    cases.sort();
    cases
}

/// Returns the lines that differ, with a few lines before them.
fn difference(expected: &str, shown: &str) -> String {
    let same = expected.lines().zip(shown.lines()).take_while(|(left, right)| left == right).count();
    let mut text = String::new();
    for line in expected.lines().skip(same.saturating_sub(3)).take(same.min(3)) {
        let _ = writeln!(text, "    {line}");
    }
    for (mark, side) in [('-', expected), ('+', shown)] {
        for line in side.lines().skip(same).take(12) {
            let _ = writeln!(text, "  {mark} {line}");
        }
    }
    text
}

#[test]
fn the_base_has_no_mistake() {
    let checked = check(&folder().join("base"));
    assert_eq!(checked.diagnostics, []);
    assert!(checked.api.is_some());
}

#[test]
fn every_mistake_is_shown_as_expected() {
    let bless = std::env::var_os("BLESS").is_some();
    let mut wrong = String::new();
    let cases = cases();
    assert!(cases.len() >= 45, "only {} cases: are they all there?", cases.len());
    for case in cases {
        let shown = screen(&case);
        let path = case.join("expected.txt");
        if bless {
            fs::write(&path, &shown).expect("writing what is expected");
            continue;
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != shown {
            let _ = writeln!(wrong, "{}:\n{}", case.display(), difference(&expected, &shown));
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts these changes:\n\n{wrong}");
}

#[test]
fn the_plain_form_names_file_line_and_column() {
    for case in cases() {
        let checked = check(&case);
        for diagnostic in &checked.diagnostics {
            let plain = diagnostic.plain(&checked.sources);
            assert!(diagnostic.help.is_some(), "no help: {plain}");
            if diagnostic.code == "spec::no-api" {
                continue; // the only error without a file
            }
            let head: Vec<&str> = plain.splitn(4, ':').collect();
            assert!(
                matches!(head.as_slice(), [_, line, column, _] if line.parse::<u32>().is_ok() && column.parse::<u32>().is_ok()),
                "{plain}"
            );
            assert!(!diagnostic.label.is_empty(), "no label: {plain}");
        }
    }
}

/// Collects the codes in the sources of the crate.
fn codes(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry of the folder").path();
        if path.is_dir() {
            codes(&path, found);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source");
        for piece in
            text.split('"').filter(|piece| piece.starts_with("spec::") && !piece.contains(['*', ' ', '\n']))
        {
            found.insert(piece.to_owned());
        }
    }
}

#[test]
fn every_code_has_a_case() {
    let mut all = BTreeSet::new();
    codes(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    all.remove("spec::too-large"); // the case would be a file of 64 MB
    all.remove("spec::");
    for case in cases() {
        for diagnostic in check(&case).diagnostics {
            all.remove(diagnostic.code);
        }
    }
    assert!(all.is_empty(), "no case shows {all:?}");
}
