//! What every published package has: license files, a README, and the metadata that registries show.

use std::fs;
use std::path::Path;

use bindery_tests::cargo::{cargo, printed, workspace};
use serde_json::Value;

type TestResult<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Returns the packages of the workspace that are published.
fn published() -> TestResult<Vec<Value>> {
    let metadata = printed(&mut cargo(["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: Value = serde_json::from_str(&metadata)?;
    let packages = metadata["packages"].as_array().ok_or("a list of packages")?;
    let is_published = |package: &&Value| package["publish"].is_null();
    Ok(packages.iter().filter(is_published).cloned().collect())
}

#[test]
fn packages_are_complete() -> TestResult {
    let packages = published()?;
    assert!(packages.len() > 15, "there is something to check: {}", packages.len());
    for package in packages {
        let name = package["name"].as_str().ok_or("a name")?;
        let manifest = Path::new(package["manifest_path"].as_str().ok_or("a path")?);
        let folder = manifest.parent().ok_or("it lies in a folder")?;
        for license in ["LICENSE-MIT", "LICENSE-APACHE"] {
            let found =
                fs::read_to_string(folder.join(license)).map_err(|error| format!("{name}: {error}"))?;
            assert_eq!(found, fs::read_to_string(workspace().join(license))?, "{license} of {name}");
        }
        for key in ["description", "license", "repository", "readme"] {
            assert!(package[key].as_str().is_some_and(|text| !text.is_empty()), "{name} has no {key}");
        }
        assert!(
            package["categories"].as_array().is_some_and(|all| !all.is_empty()),
            "{name} has no categories"
        );
        let readme = folder.join(package["readme"].as_str().ok_or("a file")?);
        assert!(fs::read_to_string(readme)?.starts_with(&format!("# {name}\n")), "the README of {name}");
        // docs.rs shows client and server of crates that have such features.
        let has_sides = package["features"].get("server").is_some();
        let all = package["metadata"]["docs"]["rs"]["all-features"].as_bool() == Some(true);
        assert!(all || !has_sides, "{name} has no metadata for docs.rs");
    }
    Ok(())
}

#[test]
fn packages_contain_what_their_users_need() -> TestResult {
    for package in published()? {
        let manifest = package["manifest_path"].as_str().ok_or("a path")?;
        let name = package["name"].as_str().ok_or("a name")?;
        let files = printed(&mut cargo(["package", "--list", "--allow-dirty", "-p", name]))?;
        let root = if name == "bindery" { "src/main.rs" } else { "src/lib.rs" };
        let needed = ["LICENSE-APACHE", "LICENSE-MIT", "README.md", root];
        let spec = manifest.contains("/generated/").then_some("spec/api.yaml");
        for file in needed.into_iter().chain(spec) {
            assert!(files.lines().any(|found| found == file), "{file} is not in {name}:\n{files}");
        }
        // Tests need the workspace, and golden files are larger than the code.
        let is_other =
            |file: &&str| ["benches/", "examples/", "tests/"].iter().any(|of| file.starts_with(of));
        assert_eq!(files.lines().find(is_other), None, "{name}");
    }
    Ok(())
}
