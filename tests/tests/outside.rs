//! Crates outside the workspace: one that depends only on the generated crate and tokio compiles without a warning; one
//! that `bindery new` has started compiles; one calls two versions of an API, of the first only a tag; one with its own
//! bindings, generated with an overlay, calls an action that the spec only lists; one lays an overlay over the spec in the
//! package of a generated crate, and serves it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use bindery_test_tools::is_there;
use bindery_tests::cargo::{cargo, copy_crate, printed, workspace};
use bindery_tests::loopback::Loopback;

type TestResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

#[test]
fn a_crate_outside_the_workspace_compiles() -> TestResult {
    let folder = temporary("outside");
    copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("outside"), &folder)?;
    printed(&mut outside(["check"], &folder))?;
    Ok(())
}

/// A folder of this test.
fn temporary(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// Cargo in a folder outside the workspace, with a target folder that these tests share: files that the workspace has
/// built must not help.
fn outside<const N: usize>(arguments: [&str; N], folder: &Path) -> Command {
    let mut cargo = cargo(arguments);
    cargo.current_dir(folder).env("CARGO_TARGET_DIR", temporary("outside-target"));
    cargo.env("RUSTFLAGS", "-D warnings");
    cargo
}

/// `bindery new` in a folder.
fn new(name: &str, folder: &Path) -> Command {
    let mut new = cargo(["run", "-p", "bindery"]);
    new.arg("--manifest-path").arg(workspace().join("Cargo.toml")).args(["--", "new", name]);
    new.current_dir(folder);
    new
}

#[test]
fn a_new_crate_compiles() -> TestResult {
    let folder = temporary("outside-new");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    // A workspace of its own, so that the crate is outside of this one.
    fs::write(
        folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"*\"]\nexclude = [\"target\"]\n",
    )?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    assert!(printed(&mut new("my-notes", &folder))?.contains("cargo check --all-features"));
    printed(&mut outside(["check", "--all-features"], &folder))?;
    Ok(())
}

#[test]
fn two_versions_of_one_api_live_in_one_program() -> TestResult {
    let folder = temporary("outside-versions");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside-versions");
    copy_crate(&source, &folder)?;
    for version in ["v1", "v2"] {
        let name = format!("shop-{version}");
        let _ = fs::remove_dir_all(folder.join(&name));
        printed(new(&name, &folder).arg("--from").arg(source.join(format!("{version}.yaml"))))?;
    }
    assert_eq!(printed(&mut outside(["run"], &folder))?, "7 7 paid\n");
    Ok(())
}

#[test]
fn an_overlay_is_laid_over_the_spec_of_a_package() -> TestResult {
    if !is_there("tar") {
        return Ok(());
    }
    let folder = temporary("outside-backend");
    copy_crate(&Path::new(env!("CARGO_MANIFEST_DIR")).join("outside-backend"), &folder)?;
    let page = fs::read_to_string(workspace().join("docs/configuration.md"))?;
    for (file, beginning) in [("build.rs", "use bindery_backpack"), ("more.yaml", "overlay: backpack")] {
        let text = fs::read_to_string(folder.join(file))?;
        let text = &text[text.find(beginning).ok_or("the file begins otherwise")?..];
        assert!(page.contains(text), "{file} is not that of the page");
    }
    // The package as a registry has it.
    let mut package = cargo(["package", "--no-verify", "--allow-dirty"]);
    package.args([
        "-p",
        "bindery-vocabulary",
        "-p",
        "bindery-signing",
        "-p",
        "bindery-runtime",
        "-p",
        "bindery-backpack",
    ]);
    printed(package.arg("--target-dir").arg(folder.join("packed")))?;
    let packed = format!("packed/package/bindery-backpack-{}.crate", env!("CARGO_PKG_VERSION"));
    printed(Command::new("tar").arg("-xzf").arg(packed).current_dir(&folder))?;
    let unpacked = folder.join(format!("bindery-backpack-{}", env!("CARGO_PKG_VERSION")));
    fs::rename(unpacked, folder.join("bindery-backpack"))?;
    assert_eq!(printed(&mut outside(["run"], &folder))?, "level 7\n");
    Ok(())
}

#[test]
fn the_examples_of_the_readme_compile() -> TestResult {
    let readme = fs::read_to_string(workspace().join("README.md"))?;
    let folder = temporary("outside-readme");
    let _ = fs::remove_dir_all(&folder);
    // A crate for each list of dependencies, with the examples that follow it.
    let mut crates: Vec<(String, Vec<&str>)> = Vec::new();
    for (language, block) in blocks(&readme) {
        match language {
            "toml" => {
                // `../notes` is what `bindery new notes` writes, as the README says.
                let here = format!("path = \"{}/", workspace().display());
                crates.push((block.replace("path = \"../bindery/", &here), Vec::new()));
            }
            "rust" => crates.last_mut().ok_or("dependencies come first")?.1.push(block),
            _ => {}
        }
    }
    assert!(crates.len() > 4 && crates.iter().all(|(_, examples)| !examples.is_empty()), "{crates:?}");
    for (number, (dependencies, examples)) in crates.iter().enumerate() {
        let source = folder.join(format!("part{number}/src"));
        fs::create_dir_all(&source)?;
        let package =
            format!("[package]\nname = \"part{number}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n");
        fs::write(source.with_file_name("Cargo.toml"), package + dependencies)?;
        let mut root = "#![allow(dead_code)] // nobody calls the examples\n".to_owned();
        for (number, example) in examples.iter().enumerate() {
            root.push_str(&format!("mod example{number};\n"));
            fs::write(source.join(format!("example{number}.rs")), example)?;
        }
        fs::write(source.join("lib.rs"), root)?;
    }
    fs::write(folder.join("Cargo.toml"), "[workspace]\nresolver = \"3\"\nmembers = [\"part*\"]\n")?;
    fs::copy(workspace().join("Cargo.lock"), folder.join("Cargo.lock"))?;
    printed(&mut new("notes", &folder))?;
    // One after the other: features of one crate must not help another.
    for number in 0..crates.len() {
        printed(&mut outside(["check", "-p", &format!("part{number}")], &folder))?;
    }
    Ok(())
}

/// Returns the fenced blocks of a page, each with its language.
fn blocks(page: &str) -> Vec<(&str, &str)> {
    let block =
        |fenced: &str| -> Option<(usize, usize)> { Some((fenced.find('\n')?, fenced.find("\n```\n")?)) };
    let mut found = Vec::new();
    let mut rest = page;
    while let Some((_, fenced)) = rest.split_once("\n```") {
        let Some((line, end)) = block(fenced) else { break };
        found.push((&fenced[..line], &fenced[line + 1..end + 1]));
        rest = &fenced[end + 4..];
    }
    found
}

fn overlay() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("overlays/countries.yaml")
}

/// The command, in the workspace's folder.
fn bindery(arguments: &[&str]) -> Command {
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
            Ok((called, printed(&mut outside(["run", "--", &url], &folder))?))
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
