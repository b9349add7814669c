//! Helpers of the tests: specs and documents, of the demo and, if available, of the vendors.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::path::{Path, PathBuf};

use bindery_model::diagnostic::SourceMap;
use bindery_model::{Api, Input, Source, check, input};
use bindery_sources::{
    Finding, Line, Reading, Report, SectionChange, Verdict, compare, fingerprints, lines, read, status,
};

/// A spec with the source that is read.
pub(crate) struct Spec {
    pub(crate) api: Api,
    pub(crate) files: SourceMap,
}

impl Spec {
    /// Reads the spec of a folder, which must be without mistakes.
    pub(crate) fn folder(folder: &Path) -> Self {
        Self::from_inputs(input::read_folder(folder).expect("the spec can be read"))
    }

    pub(crate) fn from_inputs(inputs: Vec<Input>) -> Self {
        let checked = check(inputs);
        let shown: Vec<String> = checked.diagnostics.iter().map(|one| one.plain(&checked.sources)).collect();
        Self { api: checked.api.unwrap_or_else(|| panic!("{}", shown.join("\n"))), files: checked.sources }
    }

    pub(crate) fn source(&self) -> &Source {
        self.api.sources.iter().find(|source| !source.notations.is_empty()).expect("a source is read")
    }

    pub(crate) fn read(&self, text: &str) -> (Vec<Line>, Reading) {
        let lines = lines(text);
        let reading = read(&lines, &self.source().notations);
        (lines, reading)
    }

    pub(crate) fn compare(&self, text: &str) -> Report {
        compare(&self.api, self.source(), &self.read(text).1)
    }

    /// Returns the findings of a check of the text, except declared deviations.
    pub(crate) fn differences(&self, text: &str) -> Vec<String> {
        let report = self.compare(text);
        let open = report.findings.iter().filter(|finding| finding.verdict != Verdict::Declared);
        let unread = report.unread.iter().map(|unread| format!("unread: {}", unread.text));
        open.map(shown).chain(unread).collect()
    }

    /// Returns the changes of the sections between two texts.
    pub(crate) fn status(&self, before: &str, now: &str) -> Vec<SectionChange> {
        let (old_lines, old) = self.read(before);
        let (new_lines, new) = self.read(now);
        let name = &self.source().name;
        let before = fingerprints(&self.api, name, before, &old_lines, &old);
        let now = fingerprints(&self.api, name, now, &new_lines, &new);
        status(&before, &now, &new)
    }

    pub(crate) fn moved(&self, before: &str, now: &str) -> Vec<String> {
        let changes = self.status(before, now);
        let shown = |change: &SectionChange| {
            let what = change.title.clone().unwrap_or_else(|| change.items.join(" "));
            format!("{}: {what}", change.kind.text())
        };
        changes.iter().map(shown).collect()
    }
}

fn shown(finding: &Finding) -> String {
    format!("{}: {}: {}", finding.verdict.text(), finding.subject, finding.message)
}

/// The workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Returns a vendor's document, if available. In CI it must be.
pub(crate) fn vendors(file: &str) -> Option<String> {
    bindery_test_tools::document(&format!("seeds/{file}"))
}

/// Returns one of our own documents.
pub(crate) fn own(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/documents").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Replaces a part of the text, which must occur exactly once.
pub(crate) fn edit(text: &str, old: &str, new: &str) -> String {
    assert_eq!(text.matches(old).count(), 1, "{old:?} occurs once");
    text.replace(old, new)
}

/// Replaces lines of the text, from the first to the last.
pub(crate) fn replace(text: &str, first: usize, last: usize, new: &[&str]) -> String {
    let mut all: Vec<&str> = text.lines().collect();
    all.splice(first - 1..last, new.iter().copied());
    all.join("\n")
}
