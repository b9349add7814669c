//! Test of the wire verdicts of `compare` for errors and error formats.
//!
//! Each overlay in `tests/formats` makes a version of an API. Errors are written by the server of one version and read
//! by the client of the other. A message is a witness that the change breaks the wire if it is not read as the same
//! error, if a part is lost, or, where the reader is the vendor, if the vendor's version writes the error in other bytes.

mod formats;
mod support;

use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::Duration;

use bindery_changes::compare;
use bindery_model::Api;

use formats::{BASE, Ends, Sent, VERSIONS};
use support::{folder, overlaid};

/// Changes that break something that no message of ours shows.
const UNSEEN: &[&str] = &[
    // Our server writes all signals of a format.
    "header_added outbound",
    "signal_stricter inbound",
];

/// Changes of texts for people, which a vendor does not compare.
const TEXTS: &[&str] = &["error_text"];

/// Changes of the format that a server uses, with which an error has no details of the other format.
const OTHER_FORMAT: &[&str] = &["use_changed", "usual_changed"];

/// Errors that backends of both versions can return.
const ERRORS: &[Sent] = &[
    Sent { error: "wrong", message: None, details: None, wait: None, other: None },
    Sent { error: "missing", message: Some("Nothing there"), details: None, wait: None, other: None },
    Sent {
        error: "wrong",
        message: Some("Odd"),
        details: Some(r#"{"field":"7"}"#),
        wait: Some(Duration::from_secs(7)),
        other: Some("missing"),
    },
];

fn model(overlay: Option<&str>, inbound: bool) -> Api {
    let folder = folder().join("formats");
    let overlay = overlay.map(|name| folder.join(format!("{name}.yaml")));
    let direction = inbound.then(|| folder.join("inbound/all.yaml"));
    let overlays: Vec<PathBuf> = overlay.into_iter().chain(direction).collect();
    overlaid(&folder.join("base"), &overlays.iter().map(PathBuf::as_path).collect::<Vec<_>>())
}

/// Returns an error that does not arrive, and the reason. A vendor accepts only the documented bytes.
fn witness(sender: &Ends, reader: &Ends, is_strict: bool, same_format: bool) -> Option<String> {
    ERRORS.iter().find_map(|sent| {
        let message = (sender.write)(sent);
        let shown = format!("{} {:?} {}", message.status, message.headers, message.body);
        let wanted = (sender.read)(&message).unwrap_or_else(|why| panic!("{shown}: {why}"));
        let own = (reader.write)(sent);
        let known = (reader.read)(&own).unwrap_or_else(|why| panic!("{own:?}: {why}"));
        let read = match (reader.read)(&message) {
            Ok(read) => read,
            Err(why) => return Some(format!("{shown}: {why}")),
        };
        let lost =
            known.keys().find(|part| wanted.contains_key(*part) && wanted.get(*part) != read.get(*part));
        // A reader that expects a part does not get it.
        let missed =
            known.iter().find(|(part, own)| !wanted.contains_key(*part) && read.get(*part) != Some(*own));
        let missed = missed.map(|(part, _)| part).filter(|_| same_format);
        let otherwise = (is_strict && message != own).then(|| format!("{shown}, not {own:?}"));
        let gone = lost.or(missed).map(|part| format!("{shown}: lost the {part}: {read:?}, not {wanted:?}"));
        gone.or(otherwise)
    })
}

#[test]
fn what_breaks_has_a_witness_and_what_does_not_has_none() {
    let mut wrong = String::new();
    let (mut harmless, mut harmful) = (0, 0);
    for version in VERSIONS {
        let (same_format, is_strict) =
            (!OTHER_FORMAT.contains(&version.name), !TEXTS.contains(&version.name));
        for inbound in [false, true] {
            let report = compare(&model(None, inbound), &model(Some(version.name), inbound)).expect("names");
            assert!(!report.differences.is_empty(), "{} has no difference", version.name);
            let said = report.differences.iter().any(|difference| difference.effects.wire);
            let pairs = BASE.actions.iter().zip(&version.actions);
            let seen = pairs.into_iter().find_map(|(old, new)| match inbound {
                false => witness(new, old, false, same_format),
                true => witness(old, new, is_strict, same_format),
            });
            let direction = if inbound { "inbound" } else { "outbound" };
            let unseen = UNSEEN.contains(&&*format!("{} {direction}", version.name));
            let right = if unseen { said && seen.is_none() } else { said == seen.is_some() };
            if !right {
                let _ = writeln!(wrong, "{} {direction}: said {said}, seen {seen:?}", version.name);
            }
            *if seen.is_some() { &mut harmful } else { &mut harmless } += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(harmless >= 10 && harmful >= 10, "{harmless} harmless, {harmful} harmful");
}

#[test]
fn every_overlay_is_a_version() {
    let files = std::fs::read_dir(folder().join("formats")).expect("the folder");
    let is_overlay =
        |name: &std::ffi::OsStr| std::path::Path::new(name).extension().is_some_and(|end| end == "yaml");
    let overlays = files.filter(|file| file.as_ref().is_ok_and(|file| is_overlay(&file.file_name()))).count();
    assert_eq!(overlays, VERSIONS.len());
}
