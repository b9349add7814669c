//! Checks the examples: Rust examples compile unchanged, and other programs compute the same digests.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use bindery_model::{Input, input};
use bindery_test_tools::{is_there, output};

use crate::built::{root, site, temporary, whole};
use crate::html::{between, plain};

/// Returns all blocks of code of a class, by the API's folder.
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

/// Returns the Rust snippets of the authentication pages: a few lines each, for the body of a function.
fn snippets() -> Vec<(&'static str, String)> {
    let pages =
        whole().iter().filter_map(|file| Some((file, file.path.strip_suffix("/authentication.html")?)));
    let each = pages.flat_map(|(file, api)| {
        let blocks = between(&file.text, "<span class=\"title\">Rust</span>", "</code>");
        blocks.into_iter().filter_map(move |block| Some((api, plain(block.split_once("<code>")?.1))))
    });
    each.collect()
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
            // A stub of a server does not use all its arguments.
            library.push_str(&format!(
                "#[allow(unused, clippy::todo)]\nmod {}_{position} {{\n{example}\n}}\n",
                api.replace('-', "_")
            ));
        }
    }
    let snippets = snippets();
    for (position, (_, snippet)) in snippets.iter().enumerate() {
        library.push_str(&format!(
            "#[allow(unused)]\nfn snippet_{position}() -> Result<(), Box<dyn std::error::Error>> {{\n{snippet}\nOk(())\n}}\n"
        ));
    }
    manifest.push_str("axum = \"*\"\n");
    let count: usize = examples.values().map(Vec::len).sum();
    assert!(count > 50 && snippets.len() > 8, "only {count} examples and {} snippets", snippets.len());
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest can be written");
    fs::write(folder.join("src/lib.rs"), library).expect("the examples can be written");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file can be copied");
    // The build folder of the other crates outside the workspace, which contains most dependencies already.
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.arg("check").current_dir(&folder).env("CARGO_TARGET_DIR", temporary("outside-target"));
    let output = cargo.output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn digests_are_what_other_programs_say() {
    if !is_there("openssl") {
        return;
    }
    let mut checked = 0;
    for file in whole().iter().filter(|file| file.path.ends_with("/authentication.html")) {
        for article in between(&file.text, "<article", "</article>") {
            let title = "<span class=\"title\">Check it</span>";
            for (at, _) in article.match_indices(title) {
                let command = plain(between(&article[at..], "<code>", "</code>").first().expect("a block"));
                let printed = output(Command::new("sh").args(["-c", &command]));
                let printed = printed.unwrap_or_else(|error| panic!("{}: {command}: {error}", file.path));
                let digest = printed.split_whitespace().next().unwrap_or_default();
                // The output of the command is in one of the blocks before it; hex digits may be of either case.
                let hex = digest.chars().all(|letter| letter.is_ascii_hexdigit());
                let shown = between(&article[..at], "<code>", "</code>")
                    .into_iter()
                    .map(plain)
                    .any(|shown| shown.contains(digest) || hex && shown.to_lowercase().contains(digest));
                assert!(digest.len() > 20 && shown, "{}: {command}: {printed}", file.path);
                checked += 1;
            }
        }
    }
    assert!(checked > 8, "only {checked} digests");
}

/// The examples of the documents are shown with the text that is signed, worked out.
#[test]
fn examples_of_documents_are_worked_out() {
    for (api, shown) in [
        (
            "kraken",
            "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ==",
        ),
        ("coinbase", "1700000000POST/orders{&quot;size&quot;:&quot;1.00&quot;}"),
        ("webhooks", "https://mycompany.com/myapp.php?foo=1&amp;bar=2CallSidCA1234567890ABCDECaller"),
    ] {
        let folder = root().join("tests/signed/spec").join(api);
        let inputs = input::read_folder(&folder).expect("the spec can be read");
        let files = site(&[crate::built::api(inputs)]);
        let is_shown =
            |file: &&bindery_site::File| file.text.contains("Worked example") && file.text.contains(shown);
        assert!(files.iter().any(|file| is_shown(&file)), "{api}");
    }
}

/// Values that clients make are made by the shell, which here writes the arguments of `curl` instead of calling it.
#[test]
fn commands_make_their_own_values() {
    if !is_there("bash") {
        return;
    }
    let inputs = input::read_folder(&root().join("tests/language/spec/made")).expect("the spec can be read");
    let files = site(&[crate::built::api(inputs)]);
    let page =
        files.iter().find(|file| file.path.ends_with("modules/calls.html")).expect("the page is there");
    let mut commands = between(&page.text, "<div class=\"curl\"><pre", "</code>").into_iter();
    let mut run = || {
        let (_, block) = commands.next()?.split_once("<code>")?;
        let script = format!(
            "curl() {{ printf '%s\\n' \"$@\"; }}\nuuidgen() {{ echo made-uuid; }}\n\
             openssl() {{ echo 0123456789abcdef0123456789abcdef; }}\n{}",
            plain(block)
        );
        Some(
            output(Command::new("bash").args(["-c", &script]))
                .unwrap_or_else(|error| panic!("{script}: {error}")),
        )
    };
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock").as_secs();
    let is_now = |seconds: &str| seconds.parse::<u64>().is_ok_and(|seconds| seconds.abs_diff(now) < 60);

    let trade = run().expect("the first command");
    let body = trade.split_once('{').map(|(_, body)| format!("{{{body}")).unwrap_or_default();
    let body = bindery_vocabulary::json::JsonValue::parse(body.trim()).unwrap_or_else(|| panic!("{trade}"));
    let text = |key: &str| body.get(key).map(|value| value.plain()).unwrap_or_default();
    let (timestamp, nonce) = (text("timestamp"), text("nonce"));
    assert!(timestamp.len() == 13 && is_now(&timestamp[..10]), "{trade}");
    assert!(nonce.len() == 16 && is_now(&nonce[..10]), "{trade}");
    assert_eq!(text("salt"), "0123456789abcdef", "{trade}");
    assert!(run().is_some_and(|charge| charge.contains("\"key\": \"made-uuid\"")));
    let read = run().expect("the third command");
    let at = read.lines().find_map(|line| line.strip_prefix("at=")).unwrap_or_default();
    assert!(is_now(at), "{read}");
}

/// A spec may write the numbers of its examples in any JSON notation.
#[test]
fn numbers_are_read_as_the_runtime_reads_them() {
    let api = "api: t\ntitle: T\nabout: A demo.\nmodules: [m]\nsources: {g: {file: g.txt, title: G, lines: 9}}\n\
        servers: {main: {about: Yours.}}\ndefaults: {path: \"/{module}/{action}\"}\n\
        rejections: {missing: e, invalid: e, unauthenticated: e, not-found: e, not-implemented: e, internal: e}\n\
        error-formats: {f: {status: 400, when: [{key: error}], body: {error: $code}}}\n\
        errors: {e: {code: 1, text: Error, kind: internal}}\n";
    let module = "module: m\nabout: A module.\nactions:\n  act:\n    documented-as: act\n    about: Acts.\n    evidence: \"g:1\"\n\
        \x20   parameters:\n      count: {type: int, about: How many.}\n      price: {type: decimal, about: How much.}\n\
        \x20     level: {type: Level, about: Which.}\n    response: nothing\n\
        \x20   examples: [{request: {count: 1e3, price: 1.50e1, level: 20e-1}}]\n\
        types:\n  Level: {about: A level., enum: int, values: {low: {is: 1}, high: {is: 2}}}\n";
    let input = |name: &str, text: &str| Input { name: name.into(), bytes: text.into() };
    let files = site(&[crate::built::api(vec![input("api.yaml", api), input("m.yaml", module)])]);
    let page = files.iter().find(|file| file.path.ends_with("modules/m.html")).expect("the page is there");
    let rust =
        between(&page.text, "<div class=\"rust\"><pre", "</code>").into_iter().map(plain).collect::<String>();
    for literal in ["count: 1000", "price: Decimal::new(150, 1)", "level: Level::High"] {
        assert!(rust.contains(literal), "{literal}: {rust}");
    }
}
