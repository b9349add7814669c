//! Crates outside the workspace: one that depends only on the generated crate and tokio compiles without a warning; one
//! with its own bindings, generated with an overlay, calls an action that the spec only lists.

use std::path::{Path, PathBuf};

use bindery_tests::cargo::{cargo, copy_crate, printed};
use bindery_tests::loopback::Loopback;

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn a_crate_outside_the_workspace_compiles() -> TestResult {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("outside"), &folder)?;
    // A separate target folder: files that the workspace has built must not help.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-target");
    let mut check = cargo(["check"]);
    printed(check.current_dir(&folder).env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-D warnings"))?;
    Ok(())
}

fn overlay() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("overlays/countries.yaml")
}

/// The command, in the workspace's folder.
fn bindery(arguments: &[&str]) -> std::process::Command {
    let mut bindery = cargo(["run", "-p", "bindery"]);
    bindery.arg("--").args(arguments);
    bindery
}

const COUNTRIES: &str = r#"[{"id":"be","name":"Belgien"},{"id":"fr","name":"Frankreich"}]"#;

#[tokio::test]
async fn an_overlay_makes_an_action_callable_that_is_only_listed() -> TestResult {
    let overlay = overlay();
    let overlay = overlay.to_str().ok_or("the path is text")?.to_owned();
    let server = Loopback::start(http::Response::new(COUNTRIES.into())).await?;
    let (url, folder) = (server.url(), Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-overlay"));
    let played = tokio::task::spawn_blocking(
        move || -> Result<(String, String), Box<dyn std::error::Error + Send + Sync>> {
            // Without the overlay, the command reports what is missing and how to provide it.
            let call = ["call", "crm", "configurations/get-countries", "language=de"];
            let rejected = bindery(&call).output()?;
            let error = String::from_utf8_lossy(&rejected.stderr);
            assert_eq!(rejected.status.code(), Some(2), "{error}");
            assert!(error.contains("overlay"), "{error}");
            // With the overlay, the command makes the call.
            let over = ["--overlay", &overlay, "--base-url", &url, "--credential", "key=command-key"];
            let called = printed(&mut bindery(&[&call[..], &over].concat()))?;

            // So does a crate generated with the overlay.
            copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("outside-overlay"), &folder)?;
            let out = folder.join("generated");
            let out = out.to_str().ok_or("the path is text")?;
            printed(&mut bindery(&["generate", "crm", "--overlay", &overlay, "--out", out]))?;
            let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside-target");
            let mut run = cargo(["run"]);
            run.current_dir(&folder).env("CARGO_TARGET_DIR", target).env("RUSTFLAGS", "-D warnings");
            Ok((called, printed(run.args(["--", &url]))?))
        },
    );
    let (called, printed) = played.await??;
    let called: serde_json::Value = serde_json::from_str(&called)?;
    assert_eq!(called, serde_json::from_str::<serde_json::Value>(COUNTRIES)?);
    assert_eq!(printed, "be Belgien\nfr Frankreich\n");
    let seen = server.seen();
    let [command, program] = &seen[..] else { return Err(format!("{seen:?}").into()) };
    for (request, key) in [(command, "command-key"), (program, "outside-key")] {
        assert_eq!(request.uri(), "/public/v1/example/de/countries");
        assert_eq!(request.headers()["key"], key);
        assert!(!request.headers().contains_key("signature"), "there is no body to be signed");
    }
    Ok(())
}

#[test]
fn what_is_wrong_with_an_overlay_is_shown_in_the_overlay() -> TestResult {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("overlays");
    std::fs::create_dir_all(&folder)?;
    let text = std::fs::read_to_string(overlay())?;
    for (mistake, line, with) in [
        (("list<Country>", "list<Countries>"), 20, "spec::unknown-type"),
        (("evidence: \"ours:3-9\"", "evidence: \"ours:3-99\""), 14, "spec::evidence-range"),
        (("in: path, ", ""), 17, "spec::path-placeholder"),
    ] {
        let (right, wrong) = mistake;
        assert!(text.contains(right), "{right}");
        let file = folder.join("wrong.yaml");
        std::fs::write(&file, text.replace(right, wrong))?;
        let file = file.to_str().ok_or("the path is text")?;
        let output = bindery(&["check", "crm", "--overlay", file, "--format", "json"]).output()?;
        assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
        let found: serde_json::Value = serde_json::from_slice(&output.stdout)?;
        let found = &found[0];
        let place = (found["file"].as_str().unwrap_or_default(), found["line"].as_u64());
        assert!(place.0.ends_with("wrong.yaml") && place.1 == Some(line), "{wrong}: {found}");
        assert!(found["code"].as_str().is_some_and(|code| code == with), "{found}");
    }
    Ok(())
}
