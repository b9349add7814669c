//! A crate outside the workspace, with the generated crate as its only dependency beside tokio, compiles without a
//! warning.

use std::path::Path;

use bindery_tests::cargo::{cargo, copy_crate, printed};

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn a_crate_outside_the_workspace_compiles() -> TestResult {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("outside"), &folder)?;
    // A target folder of its own: what the workspace has built must not help it along.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-target");
    let mut check = cargo(["check"]);
    printed(check.current_dir(&folder).env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-D warnings"))?;
    Ok(())
}
