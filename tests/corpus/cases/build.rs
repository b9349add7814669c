//! Writes a spec of each whole document, and of our documents with the constructs of OpenAPI, and generates its code, and
//! drivers for that of the documents. `BINDERY_CASES=NAME,…` selects the documents of the corpus, and
//! `BINDERY_ACTIONS=FIRST..END` the positions of the actions that are called: those of a large document, part by part,
//! because their drivers take much memory to compile.

mod constructs;

use std::fmt::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::{env, fs};

use bindery_codegen::{Layout, Options, generate};
use bindery_corpus::cases::{checked, drive, for_judge, imported, stem};

/// Documents of every test run: small ones, because their code is compiled.
const CASES: &[&str] = &["buildomat.json", "paypal-orders.json", "propolis.json"];

/// Documents of our own, for what those lack. Their code is only compiled.
const OWN: &[&str] = &["access.yaml", "earlier.yaml", "notices.yaml", "sides.yaml"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=BINDERY_DOCUMENTS");
    println!("cargo::rerun-if-env-changed=BINDERY_CASES");
    println!("cargo::rerun-if-env-changed=BINDERY_ACTIONS");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to write"));
    let folder = env::var_os("BINDERY_DOCUMENTS").filter(|folder| !folder.is_empty());
    let folder = folder.map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").join(folder));
    let wanted = env::var("BINDERY_CASES").unwrap_or_else(|_| CASES.join(","));
    let actions = match env::var("BINDERY_ACTIONS") {
        Ok(text) => parse(&text).expect("BINDERY_ACTIONS is FIRST..END"),
        Err(_) => 0..usize::MAX,
    };
    let (mut modules, mut driving, mut cases) = (String::new(), String::new(), String::new());
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tools/openapi-in/tests/documents");
    let ours = OWN.iter().map(|name| (*name, own.join(name), false));
    let others = folder.iter().flat_map(|folder| {
        wanted.split(',').map(|name| (name, folder.join("corpus/openapi").join(name), true))
    });
    let mut names = String::new();
    for (name, path, is_called) in ours.chain(others) {
        let stem = stem(name);
        let text = fs::read_to_string(&path).expect("a document");
        println!("cargo::rerun-if-changed={}", path.display());
        let done = imported(name, &text).expect("an OpenAPI document");
        assert!(done.refused.is_empty(), "{name}: {}", done.refused.join("\n"));
        let write = |file: String, text: String| {
            let path = out.join(file);
            fs::write(&path, text).expect("the folder takes files");
            path
        };
        write(format!("{name}.judge"), for_judge(&done));
        let files = done.files.into_iter().map(|file| (file.name, file.text));
        let api = checked(files).unwrap_or_else(|found| panic!("{name}: {found}"));
        let options = Options { layout: Layout::Inline, client: true, blocking: true, server: true };
        let generated = generate(&api, &options).unwrap_or_else(|_| panic!("{name} has no code"));
        let code = generated.files.into_iter().map(|file| file.text).collect();
        let path = write(format!("{stem}.rs"), code);
        let _ = writeln!(modules, "/// Of {name}.\npub mod {stem}_api {{ include!({path:?}); }}");
        let _ = write!(names, "\"{name}\", ");
        if !is_called {
            continue;
        }
        let code = format!("bindery_corpus_cases::{stem}_api");
        let driver = drive(&api, name, &code, actions.clone());
        let _ = writeln!(driving, "mod drive_{stem} {{\n{driver}\n}}");
        let _ = writeln!(cases, "    ({name:?}, |record| Box::pin(drive_{stem}::run(record))),");
    }
    let _ =
        writeln!(modules, "/// Documents whose code is compiled.\npub const COMPILED: &[&str] = &[{names}];");
    modules.push_str(&constructs::write(&out));
    fs::write(out.join("cases.rs"), modules).expect("the folder takes files");
    let _ = writeln!(driving, "pub(crate) const CASES: bindery_trips::Cases = &[\n{cases}];");
    fs::write(out.join("drivers.rs"), driving).expect("the folder takes files");
}

fn parse(text: &str) -> Option<Range<usize>> {
    let (first, end) = text.split_once("..")?;
    Some(first.parse().ok()?..end.parse().ok()?)
}
