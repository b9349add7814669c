//! Valid and invalid code of integrators, with the compiler's messages.
//!
//! The expected messages are next to the programs. They come from rustc, so a new compiler may change them: check the
//! difference, then run the test with `TRYBUILD=overwrite`.

use std::error::Error;
use std::path::Path;
use std::{env, fs};

use bindery_tests::cargo::{cargo, copy_crate, copy_folder, printed, workspace};

#[test]
fn programs() {
    let programs = trybuild::TestCases::new();
    programs.pass("ui/pass/*.rs");
    programs.compile_fail("ui/fail/*.rs");
}

/// The macro with an overlay, and its errors for unusable overlays. trybuild compiles in its own folder, from which no
/// spec can be named without a path of the machine; so these programs are compiled in a separate crate.
#[test]
fn macro_over_specs() -> Result<(), Box<dyn Error + Send + Sync>> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("macro-errors");
    copy_crate(&ui.join("macro"), &folder)?;
    copy_folder(&ui.join("specs"), &folder.join("specs"))?;
    let mut differences = Vec::new();
    // The target folder of these tests: the macro and the generator are already built there.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().ok_or("it is in the target folder")?;
    let check = |case: &str| {
        let mut check = cargo(["check", "--example", case, "--color", "never"]);
        check.env("CARGO_TARGET_DIR", target).current_dir(&folder);
        check
    };
    printed(&mut check("with_overlay"))?;
    for case in [
        "spec_full_of_mistakes",
        "no_such_folder",
        "not_a_spec",
        "overlay_full_of_mistakes",
        "no_such_overlay",
        "deprecated",
    ] {
        let output = check(case).output()?;
        assert!(!output.status.success(), "{case} compiles");
        let said = normalised(&String::from_utf8(output.stderr)?, &folder);
        let expected = ui.join("macro/examples").join(case).with_extension("stderr");
        if env::var_os("TRYBUILD").is_some_and(|what| what == "overwrite") {
            fs::write(&expected, &said)?;
        }
        if fs::read_to_string(&expected).unwrap_or_default() != said {
            differences.push(format!("{} should be:\n{said}", expected.display()));
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    Ok(())
}

/// Returns the message without machine paths: the crate's folder is `$DIR`, the checkout is `$WORKSPACE`, and cargo's
/// notes about the failed build are dropped.
fn normalised(said: &str, folder: &Path) -> String {
    let said = said.replace(&folder.display().to_string(), "$DIR");
    let said = said.replace(&workspace().display().to_string(), "$WORKSPACE");
    let lines = said.lines().filter(|line| !line.starts_with("error: could not compile"));
    let kept: Vec<_> = lines.map(str::trim_end).collect();
    kept.join("\n").trim().to_owned() + "\n"
}
