//! The site in a browser, and in an independent HTML validator: Playwright, axe and html-validate from npm, Chromium
//! from the system.
//!
//! The packages are installed into the build folder on first use, as the lock file says. Without Node, a registry or
//! Chromium, the tests print clearly that they were skipped; with `CI` set they fail.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bindery_test_tools::{node, output, skipped};
use serde::Deserialize;

use crate::built::{on_disk, temporary, whole};

/// A page of each API, among them one with webhooks. The first has examples in both languages, and nested records.
const MODULES: [&str; 4] = [
    "backpack/modules/user.html",
    "crm/modules/webhooks.html",
    "cryptonit/modules/developer.html",
    "coriunder/modules/shop.html",
];
/// Largest time of the search box for one letter, in milliseconds, with the indexes of all APIs.
const LETTER: f64 = 100.0;
/// Largest work time of a browser until the largest page is interactive, in milliseconds.
const INTERACTIVE: f64 = 1000.0;

#[derive(Deserialize)]
struct Found {
    busy: f64,
    clock: f64,
    search: Searched,
    violations: Vec<Violation>,
    requests: usize,
}

/// Times of the search box, in milliseconds.
#[derive(Deserialize)]
struct Searched {
    /// Time until the indexes are loaded and the first results are shown.
    first: f64,
    /// Time for another letter.
    letter: f64,
}

#[derive(Debug, Deserialize)]
#[expect(dead_code, reason = "shown when a test fails")]
struct Violation {
    path: String,
    scheme: String,
    id: String,
    impact: Option<String>,
    r#where: String,
    nodes: usize,
}

/// Returns the folder with the installed packages and the scripts; none if the installation is impossible.
fn web() -> Option<PathBuf> {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/web");
    let folder = node(Path::new(env!("CARGO_TARGET_TMPDIR")), "site-web", &scripts)?;
    for script in ["drive.mjs", "validate.mjs"] {
        fs::copy(scripts.join(script), folder.join(script)).expect("the script can be copied");
    }
    Some(folder)
}

fn chromium() -> Option<PathBuf> {
    let found =
        std::env::var_os("CHROMIUM").map_or_else(|| PathBuf::from("/usr/bin/chromium"), PathBuf::from);
    if found.exists() {
        return Some(found);
    }
    skipped(&format!("there is no {}; CHROMIUM may name another", found.display()));
    None
}

#[test]
fn the_html_is_valid() {
    let Some(web) = web() else { return };
    let judged = output(Command::new("node").arg(web.join("validate.mjs")).arg(on_disk()));
    let pages = whole().iter().filter(|file| file.path.ends_with(".html")).count();
    assert_eq!(judged.unwrap_or_else(|error| panic!("{error}")), format!("{pages} pages\n"));
}

#[test]
fn the_site_works_in_a_browser() {
    let (Some(web), Some(chromium)) = (web(), chromium()) else { return };
    let shots = temporary("site-screenshots");
    fs::create_dir_all(&shots).expect("the folder can be made");
    let pages = whole().iter().filter(|file| file.path.ends_with(".html"));
    let largest = pages.max_by_key(|file| file.text.len()).expect("there are pages");
    let mut drive = Command::new("node");
    drive
        .arg(web.join("drive.mjs"))
        .arg(on_disk())
        .arg(&shots)
        .arg(&largest.path)
        .args(MODULES)
        .env("CHROMIUM", chromium);
    let printed = output(&mut drive).unwrap_or_else(|error| panic!("{error}"));
    let found: Found = serde_json::from_str(&printed).expect("one line of JSON");
    assert!(found.violations.is_empty(), "{:#?}", found.violations);
    let Found { busy, clock, search, .. } = found;
    println!("{}: {busy:.0} ms of work, {clock:.0} ms by the clock", largest.path);
    println!("search: {:.0} ms until it is ready, {:.1} ms for a letter", search.first, search.letter);
    assert!(search.letter < LETTER, "a letter takes {} ms", search.letter);
    assert!(busy < INTERACTIVE, "{} takes {busy} ms of work", largest.path);
    assert!(found.requests > 20, "pages were opened");
    for shot in ["desktop-light", "desktop-dark", "phone-light", "phone-dark"] {
        let bytes = fs::metadata(shots.join(format!("{shot}.png"))).map_or(0, |shot| shot.len());
        assert!(bytes > 10_000, "{shot} has {bytes} bytes");
    }
}
