//! What an integrator may write, and what the compiler says to what is wrong.
//!
//! The expected messages lie beside the programs. They are rustc's, so a new compiler may word them anew: look at the
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

/// What the macro makes of a spec with an overlay, and what it says to one that it cannot use. trybuild compiles in a folder of its own, from where no spec can be
/// named without naming the machine; so these are compiled in a crate made for them.
#[test]
fn macro_over_specs() -> Result<(), Box<dyn Error + Send + Sync>> {
    let ui = Path::new(env!("CARGO_MANIFEST_DIR")).join("ui");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("macro-errors");
    copy_crate(&ui.join("macro"), &folder)?;
    copy_folder(&ui.join("specs"), &folder.join("specs"))?;
    let mut differences = Vec::new();
    // The target folder of these tests: the macro and the generator under it are built already.
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

/// The message without the machine: the crate's folder is `$DIR`, the checkout `$WORKSPACE`, and what cargo adds about
/// the failed build is left out.
fn normalised(said: &str, folder: &Path) -> String {
    let said = said.replace(&folder.display().to_string(), "$DIR");
    let said = said.replace(&workspace().display().to_string(), "$WORKSPACE");
    let lines = said.lines().filter(|line| !line.starts_with("error: could not compile"));
    let kept: Vec<_> = lines.map(str::trim_end).collect();
    kept.join("\n").trim().to_owned() + "\n"
}
