//! Code of older generators still compiles and works with the current runtime, and with a runtime where all metadata
//! types have one more part.

use std::fs;
use std::path::{Path, PathBuf};

use bindery_tests::cargo::{cargo, copy_crate, copy_folder, printed, workspace};

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn generated_code_outlives_new_parts_of_metadata() -> TestResult {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("generations");
    for folder in ["runtime", "signing", "vocabulary"] {
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
    // The tests of the runtime are not copied.
    let package = root.join("runtime/Cargo.toml");
    let text = fs::read_to_string(&package)?;
    let (package_alone, _) = text.split_once("[dev-dependencies]").ok_or("the runtime has tests")?;
    fs::write(&package, package_alone)?;
    let metadata = root.join("runtime/src/metadata.rs");
    let text =
        with_a_part_more(&fs::read_to_string(&metadata)?).ok_or("metadata is declared in another way")?;
    fs::write(&metadata, text)?;

    let fixture = root.join("generation");
    copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("generations/4"), &fixture)?;
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock"))?;
    fs::write(root.join("Cargo.toml"), manifest(&fs::read_to_string(workspace().join("Cargo.toml"))?))?;
    let mut test = cargo(["test", "-p", "bindery-workshop"]);
    printed(test.current_dir(&root).env("CARGO_TARGET_DIR", target()))?;
    Ok(())
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-target")
}

/// Returns the workspace's manifest with only these members.
fn manifest(ours: &str) -> String {
    let (mut text, mut in_members) = (String::new(), false);
    for line in ours.lines() {
        in_members |= line.starts_with("members");
        let of_others = in_members
            || line.starts_with("default-members")
            || (line.starts_with("exclude") && !text.contains("\n[workspace.package]"));
        if !of_others {
            text.push_str(line);
            text.push('\n');
        }
        if in_members && line.ends_with(']') {
            in_members = false;
            text.push_str("members = [\"runtime\", \"signing\", \"vocabulary\", \"generation\"]\n");
        }
    }
    text
}

/// Adds one part to every kind of metadata in the macro that declares them; none if the macro has changed.
fn with_a_part_more(text: &str) -> Option<String> {
    let put = |text: &str, before: &str, part: &str| {
        let (head, tail) = text.split_once(before)?;
        Some([head, before, part, tail].concat())
    };
    let declared = "$($($(#[$other_meta])* pub $other: $other_type,)*)?\n";
    let text = put(text, declared, "/// Added by a test.\npub added: Option<&'static str>,\n")?;
    put(&text, "$($($other: $other_default,)*)?\n", "added: None,\n")
}
