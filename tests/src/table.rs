//! The wire tables: reading them from YAML, and reporting failing rows, all of a run at once, each with its file and
//! line.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_yaml::Spanned;

/// A group of rows, such as all of one kind or of one action.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group<R> {
    /// Kind or action of the rows.
    pub of: String,
    /// Properties of the rows.
    #[serde(default)]
    pub about: String,
    /// The rows, each with its place in the file.
    #[serde(bound(deserialize = "R: Deserialize<'de>"))]
    pub rows: Vec<Spanned<R>>,
}

/// A file of `tests/wire`.
#[derive(Debug)]
pub struct Table<R> {
    /// Its name.
    pub file: String,
    /// Its groups.
    pub groups: Vec<Group<R>>,
}

/// The folder of the wire tables.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("wire")
}

/// Reads a table.
///
/// # Panics
/// Panics if the file is missing, invalid or has no rows.
pub fn load<R: DeserializeOwned>(file: &str) -> Table<R> {
    let path = folder().join(file);
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let groups: Vec<Group<R>> =
        serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(!groups.is_empty(), "{file} has no groups");
    for group in &groups {
        assert!(!group.rows.is_empty(), "{file}: {} has no rows", group.of);
    }
    Table { file: file.to_owned(), groups }
}

/// Expands repetitions in a text of a table: `«[×3»` means `[[[`.
///
/// # Panics
/// Panics if a repetition is invalid.
pub fn expand(text: &str) -> String {
    let mut rest = text;
    let mut full = String::new();
    while let Some((before, after)) = rest.split_once('«') {
        let (inside, behind) = after.split_once('»').expect("« needs its »");
        let (what, times) = inside.rsplit_once('×').expect("« » needs a ×");
        full.push_str(before);
        full.push_str(&what.repeat(times.parse().expect("× needs a number")));
        rest = behind;
    }
    full.push_str(rest);
    full
}

/// Mistakes found in a run over tables.
#[derive(Debug, Default)]
pub struct Report {
    problems: Vec<String>,
    checks: usize,
}

impl Report {
    /// Compares a result with the expected one.
    pub fn check(&mut self, place: &str, expected: &str, found: &str) {
        self.checks += 1;
        if expected != found {
            let (expected, found) = (excerpt(expected), excerpt(found));
            self.problems.push(format!("{place}\n    expected {expected}\n       found {found}"));
        }
    }

    /// Records a mistake.
    pub fn problem(&mut self, place: &str, what: &str) {
        self.problems.push(format!("{place}\n    {what}"));
    }

    /// Ends the run.
    ///
    /// # Panics
    /// Panics if there was a mistake, or if nothing was checked.
    pub fn finish(self) {
        assert!(
            self.problems.is_empty(),
            "{} of {} checks failed:\n\n{}\n",
            self.problems.len(),
            self.checks,
            self.problems.join("\n")
        );
        assert!(self.checks > 0, "nothing was checked");
    }
}

fn excerpt(text: &str) -> String {
    match text.char_indices().nth(300) {
        Some((cut, _)) => format!("{}… ({} bytes)", &text[..cut], text.len()),
        None => text.to_owned(),
    }
}
