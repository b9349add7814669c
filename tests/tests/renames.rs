//! Old names of `docs/renames.md` are used nowhere else.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use bindery_tests::cargo::workspace;

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Names that only the page may contain: those of two words or more, since single words are ordinary English too.
#[test]
fn old_names_are_only_in_the_table() -> TestResult {
    let page = fs::read_to_string(workspace().join("docs/renames.md"))?;
    let names = old_names(&page);
    assert!(names.len() > 50, "the tables are read: {names:?}");
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(workspace()).output()?;
    assert!(listed.status.success(), "git lists the files");
    let mut found = Vec::new();
    for file in String::from_utf8(listed.stdout)?.split('\0').filter(|file| !file.is_empty()) {
        // The changelog names some of them, for readers who search for the old name.
        if matches!(file, "docs/renames.md" | "CHANGELOG.md") {
            continue;
        }
        let Ok(text) = fs::read_to_string(workspace().join(file)) else { continue };
        for (number, line) in text.lines().enumerate() {
            let words = line.split(|letter: char| !is_of_a_name(letter));
            found.extend(
                words
                    .filter(|word| names.contains(*word))
                    .map(|word| format!("{file}:{}: {word}", number + 1)),
            );
        }
    }
    assert!(found.is_empty(), "old names:\n{}", found.join("\n"));
    Ok(())
}

/// Returns the old names of the tables, without those that are the new name of something else.
fn old_names(page: &str) -> BTreeSet<&str> {
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    let mut column = None;
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if cells.len() < 3 {
            column = None;
        } else if cells.contains(&"old") {
            column = cells.iter().position(|cell| *cell == "old");
        } else if let Some(at) = column {
            old.extend(cells.get(at).into_iter().flat_map(|cell| names(cell)));
            new.extend(cells.get(at + 1).into_iter().flat_map(|cell| names(cell)));
        }
    }
    old.into_iter().filter(|name| !new.contains(name) && has_two_words(name)).collect()
}

/// Returns the names between backticks that are nothing but a name.
fn names(cell: &str) -> impl Iterator<Item = &str> {
    let code = cell.split('`').skip(1).step_by(2);
    code.map(|code| code.trim_end_matches(['!', '(', ')'])).filter(|code| code.chars().all(is_of_a_name))
}

fn is_of_a_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-')
}

fn has_two_words(name: &str) -> bool {
    let inner = name.get(1..name.len().saturating_sub(1)).unwrap_or_default();
    let upper = name.chars().filter(char::is_ascii_uppercase).count();
    let camel = inner.chars().any(|letter| letter.is_ascii_uppercase()) && upper < name.len();
    camel || inner.contains(['-', '_'])
}
