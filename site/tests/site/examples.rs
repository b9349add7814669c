//! Examples are true: those in Rust compile as they stand, and digests are what another program says they are.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use bindery_test_tools::skipped;

use crate::built::{root, temporary, whole};
use crate::html::{between, plain};

/// All blocks of code of a class of blocks, by the API's folder.
pub(crate) fn examples(class: &str) -> BTreeMap<&'static str, Vec<String>> {
    let mut all: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for file in whole().iter().filter(|file| file.path.contains("/modules/")) {
        let api = file.path.split('/').next().unwrap_or_default();
        let blocks = between(&file.text, &format!("<div class=\"{class}\"><pre"), "</code>");
        let blocks = blocks.into_iter().filter_map(|block| Some(block.split_once("<code>")?.1));
        all.entry(api).or_default().extend(blocks.map(plain));
    }
    all
}

#[test]
fn examples_in_rust_compile_as_they_stand() {
    let folder = temporary("site-examples");
    fs::create_dir_all(folder.join("src")).expect("the folder can be made");
    let examples = examples("rust");
    let mut manifest =
        "[package]\nname = \"site-examples\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n"
            .to_owned();
    let mut library = String::new();
    for (api, examples) in &examples {
        let path = root().join("generated").join(api);
        let path = path.to_str().expect("the path is text");
        manifest.push_str(&format!(
            "bindery-{api} = {{ path = {path:?}, features = [\"client\", \"server\"] }}\n"
        ));
        for (position, example) in examples.iter().enumerate() {
            // A stub of a server does not use all that is handed to it.
            library.push_str(&format!(
                "#[allow(unused, clippy::todo)]\nmod {}_{position} {{\n{example}\n}}\n",
                api.replace('-', "_")
            ));
        }
    }
    let count: usize = examples.values().map(Vec::len).sum();
    assert!(count > 50, "only {count} examples");
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest can be written");
    fs::write(folder.join("src/lib.rs"), library).expect("the examples can be written");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file can be copied");
    // The folder that other crates outside the workspace are built in: most of it is there already.
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("check").current_dir(&folder).env("CARGO_TARGET_DIR", temporary("outside-target"));
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn digests_are_what_openssl_says() {
    let mut checked = 0;
    for file in whole().iter().filter(|file| file.path.ends_with("/authentication.html")) {
        let block =
            |title: &str| between(&file.text, &format!("<span class=\"title\">{title}</span>"), "</code>");
        let commands = block("Check it");
        // A signature of OAuth has one, but no command.
        let signed = file.text.split("<span class=\"title\">Signature</span>").skip(1);
        let signed: Vec<&str> = signed
            .filter(|rest| rest.contains("Check it") && rest.find("Check it") < rest.find("</article>"))
            .collect();
        assert_eq!(commands.len(), signed.len());
        for (command, signed) in commands.into_iter().zip(signed) {
            let command = plain(command.split_once("<code>").expect("a block").1);
            let signature = plain(between(signed, "<code>", "</code>").first().expect("a block"));
            let output = match Command::new("sh").args(["-c", &command]).output() {
                Ok(output) if output.status.success() => output,
                failed => {
                    skipped(&format!("openssl cannot be asked: {failed:?}"));
                    return;
                }
            };
            let printed = String::from_utf8_lossy(&output.stdout);
            let digest = printed.split_whitespace().next().unwrap_or_default().to_lowercase();
            assert!(
                !digest.is_empty() && signature.to_lowercase().contains(&digest),
                "{signature}: {command}: {printed}"
            );
            checked += 1;
        }
    }
    assert!(checked > 2, "only {checked} signatures");
}
