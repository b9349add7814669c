//! Fuzz targets: functions that take any bytes and panic when something does not hold that must hold of every input.
//!
//! A fuzzer runs them for hours (`fuzz/`, by `cargo fuzz`), and a short seeded loop over the kept inputs does in the ordinary
//! tests. That nothing panics is the least of it: what is read and written is read again as the same, whatever is accepted
//! can be printed, exported and compared, and a router answers nothing that its API does not document.
//!
//! Inputs are texts that a person can read and write. They are kept in `fuzz/inputs`, a folder for each target.

mod diff;
mod documents;
mod export;
mod files;
mod index;
mod oauth;
mod pages;
mod raw;
mod router;
mod spec;
mod wire;

use std::path::PathBuf;

/// A target.
pub type Target = fn(&[u8]);

/// All targets by their names, those of the wire first.
pub const TARGETS: &[(&str, Target)] = &[
    ("index", index::index),
    ("json", wire::json),
    ("form", wire::form),
    ("multipart", wire::multipart),
    ("dates", wire::dates),
    ("decimals", wire::decimals),
    ("json-in-text", wire::json_in_text),
    ("oauth-answers", oauth::answers),
    ("router", router::router),
    ("documents-reference", documents::reference),
    ("documents-outline", documents::outline),
    ("documents-prose", documents::prose),
    ("documents-edits", documents::edits),
    ("documents-lock", documents::lock),
    ("spec", spec::spec),
    ("overlay", spec::overlay),
    ("diff", diff::diff),
    ("export", export::export),
    ("site", pages::site),
];

/// Runs a target on an input.
///
/// # Panics
/// When there is no such target, and when something does not hold that must hold of every input.
pub fn run(target: &str, data: &[u8]) {
    let (_, run) = TARGETS.iter().find(|(name, _)| *name == target).expect("a target of the list");
    run(data);
}

/// The folder of a target's inputs.
pub fn inputs(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/inputs").join(target)
}
