//! What was generated once still compiles and works with the runtime of today, and with one in which every fact has a further
//! part.

use std::fs;
use std::path::{Path, PathBuf};

use bindery_tests::cargo::{cargo, copy_crate, copy_folder, printed, workspace};

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// The files of the runtime in which facts are.
const FACTS: [&str; 4] = ["api.rs", "auth.rs", "info.rs", "wire/key.rs"];

/// How many kinds of facts there are at least. One that is not found would not be tried.
const KINDS: usize = 14;

#[test]
fn generated_code_outlives_new_parts_of_facts() -> TestResult {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generations");
    for folder in ["runtime", "vocabulary"] {
        let copy = root.join(folder);
        if copy.exists() {
            fs::remove_dir_all(&copy)?;
        }
        for part in ["src", "Cargo.toml", "README.md"] {
            let from = workspace().join(folder).join(part);
            match from.is_dir() {
                true => copy_folder(&from, &copy.join(part))?,
                false if from.exists() => fs::copy(&from, copy.join(part)).map(drop)?,
                false => {}
            }
        }
    }
    let mut kinds = 0;
    for file in FACTS {
        let file = root.join("runtime/src").join(file);
        let (text, count) = with_a_part_more(&fs::read_to_string(&file)?);
        fs::write(&file, text)?;
        kinds += count;
    }
    assert!(kinds >= KINDS, "only {kinds} kinds of facts are found");

    let fixture = root.join("generation");
    copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("generations/1"), &fixture)?;
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))?;
    fs::write(root.join("Cargo.toml"), manifest(&fs::read_to_string(workspace().join("Cargo.toml"))?))?;
    let mut test = cargo(["test", "-p", "generation-1"]);
    printed(test.current_dir(&root).env("CARGO_TARGET_DIR", target()))?;
    Ok(())
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-target")
}

/// The workspace's manifest, for these members alone.
fn manifest(ours: &str) -> String {
    let (mut text, mut in_members) = (String::new(), false);
    for line in ours.lines() {
        in_members |= line.starts_with("members");
        let of_others = in_members || line.starts_with("exclude") || line.starts_with("default-members");
        if !of_others {
            text.push_str(line);
            text.push('\n');
        }
        if in_members && line.ends_with(']') {
            in_members = false;
            text.push_str("members = [\"runtime\", \"vocabulary\", \"generation\"]\n");
        }
    }
    text
}

/// Rust in which every struct that may get further parts has one more, and how many those are. Only the constructors make
/// one, as `Self { … }` or by name.
fn with_a_part_more(text: &str) -> (String, usize) {
    const MARK: &str = "#[non_exhaustive]\npub struct ";
    let names: Vec<String> = text
        .split(MARK)
        .skip(1)
        .filter_map(|rest| rest.split_once(" {").map(|(name, _)| name.to_owned()))
        .collect();
    let mut text = text.to_owned();
    for name in &names {
        let declared = format!("{MARK}{name} {{\n");
        text = text.replace(
            &declared,
            &format!("{declared}    /// Added by a test.\n    pub added: Option<&'static str>,\n"),
        );
        let own = format!("impl {name} {{\n");
        let mut done = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(&own) {
            let (body, behind) = after.split_once("\n}\n").unwrap_or((after, ""));
            done.push_str(before);
            done.push_str(&own);
            done.push_str(
                &body
                    .replace("Self { ", "Self { added: None, ")
                    .replace("Self {\n", "Self {\n added: None,\n"),
            );
            done.push_str("\n}\n");
            rest = behind;
        }
        done.push_str(rest);
        // A function beside the type.
        text = done.replace(
            &format!("    {name} {{\n        name,"),
            &format!("    {name} {{\n        added: None,\n        name,"),
        );
    }
    (text, names.len())
}
