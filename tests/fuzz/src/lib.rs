//! Fuzz targets: functions that take any bytes and panic when a property that must hold for every input does not.
//!
//! A fuzzer runs them for hours (`fuzz/`, with `cargo fuzz`); the ordinary tests run a short seeded loop over the kept
//! inputs. Beyond the absence of panics: written values are read again as the same, accepted specs can be printed,
//! exported and compared, and a router sends no undocumented response.
//!
//! Inputs are texts that a person can read and write. They are kept in `fuzz/inputs`, one folder for each target.

mod diff;
mod documents;
mod export;
mod failures;
mod files;
mod headers;
mod index;
mod oauth;
mod openapi;
mod pages;
mod raw;
mod router;
mod spec;
mod streams;
mod wire;

use std::path::PathBuf;

pub use failures::Formats; // its actions name it

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
    ("events", streams::events),
    ("lines", streams::lines),
    ("headers", headers::headers),
    ("links", headers::links),
    ("failures", failures::failures),
    ("oauth-responses", oauth::responses),
    ("router", router::router),
    ("documents-reference", documents::reference),
    ("documents-outline", documents::outline),
    ("documents-prose", documents::prose),
    ("documents-openapi", openapi::openapi),
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
/// Panics if there is no such target, or if a property of the target does not hold.
pub fn run(target: &str, data: &[u8]) {
    let (_, run) = TARGETS.iter().find(|(name, _)| *name == target).expect("a target of the list");
    run(data);
}

/// The folder of a target's inputs.
pub fn inputs(target: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/inputs").join(target)
}
