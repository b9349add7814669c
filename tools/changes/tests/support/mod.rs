//! The base spec, and helpers of the tests.

// Every test file uses only a part of this module.
#![allow(dead_code)]

use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::diagnostic::Severity;
use bindery_model::input::read_folder;
use bindery_model::{Api, Input, check, check_with};

/// Folder of the tests.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Files of the base spec.
pub(crate) fn base() -> Vec<Input> {
    read_folder(&folder().join("base")).expect("the base spec")
}

/// Checks a spec, which must be without mistakes.
pub(crate) fn model(inputs: Vec<Input>) -> Result<Api, String> {
    let checked = check(inputs);
    checked.api.ok_or_else(|| {
        let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
        errors.map(|error| error.plain(&checked.sources)).collect::<Vec<_>>().join("\n")
    })
}

/// Checks a spec with overlays.
pub(crate) fn overlaid(folder: &Path, overlays: &[&Path]) -> Api {
    let read =
        |path: &&Path| Input { name: path.display().to_string(), bytes: fs::read(path).expect("an overlay") };
    let checked = check_with(read_folder(folder).expect("a spec"), overlays.iter().map(read).collect());
    let errors: Vec<String> = checked.diagnostics.iter().map(|found| found.plain(&checked.sources)).collect();
    checked.api.unwrap_or_else(|| panic!("{overlays:?}: {}", errors.join("\n")))
}

/// Compares with a golden file, or rewrites it with `BLESS=1`.
#[track_caller]
pub(crate) fn golden(path: &Path, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        fs::write(path, text).expect("the golden file can be written");
    }
    let wanted = fs::read_to_string(path).unwrap_or_default();
    if wanted != text {
        let diff = similar::TextDiff::from_lines(wanted.as_str(), text);
        panic!("{} is different; BLESS=1 writes it anew\n{}", path.display(), diff.unified_diff());
    }
}
