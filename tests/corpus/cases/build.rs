//! Writes a spec of each whole document, and of our documents with the constructs of OpenAPI, and generates its code.
//! `BINDERY_CASES=NAME,…` selects the documents of the corpus.

mod constructs;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use bindery_codegen::{Layout, Options, generate};
use bindery_model::{Input, check};
use bindery_openapi_in::{Document, convert};

/// Documents of every test run: small ones, because their code is compiled.
const CASES: &[&str] = &["buildomat.json", "propolis.json"];

/// Documents of our own, for what those lack.
const OWN: &[&str] = &["access.yaml", "earlier.yaml", "notices.yaml", "sides.yaml"];

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=BINDERY_DOCUMENTS");
    println!("cargo::rerun-if-env-changed=BINDERY_CASES");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to write"));
    let folder = env::var_os("BINDERY_DOCUMENTS").filter(|folder| !folder.is_empty());
    let folder = folder.map(|folder| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../..").join(folder));
    let wanted = env::var("BINDERY_CASES").unwrap_or_else(|_| CASES.join(","));
    let mut modules = String::new();
    let mut names = String::new();
    let mut compile = |name: &str, path: &Path| {
        let stem = name.split(['.', '-']).next().unwrap_or(name);
        let text = fs::read_to_string(path).expect("a document");
        println!("cargo::rerun-if-changed={}", path.display());
        let code = code(name, stem, &text);
        let path = out.join(format!("{stem}.rs"));
        fs::write(&path, code).expect("the folder takes files");
        let _ = writeln!(modules, "/// Of {name}.\npub mod {stem}_api {{ include!({path:?}); }}");
        let _ = write!(names, "\"{name}\", ");
    };
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../tools/openapi-in/tests/documents");
    for name in OWN {
        compile(name, &own.join(name));
    }
    for name in wanted.split(',').filter(|_| folder.is_some()) {
        let Some(folder) = &folder else { continue };
        compile(name, &folder.join("corpus/openapi").join(name));
    }
    let _ =
        writeln!(modules, "/// Documents whose code is compiled.\npub const COMPILED: &[&str] = &[{names}];");
    modules.push_str(&constructs::write(&out));
    fs::write(out.join("cases.rs"), modules).expect("the folder takes files");
}

/// Returns the code of a whole document.
fn code(name: &str, stem: &str, text: &str) -> String {
    let document = Document::read(text).expect("an OpenAPI document");
    let options = bindery_openapi_in::Options::new(stem, name);
    let conversion = convert(&document, &document.operations(), &options);
    let inputs =
        conversion.files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() });
    let checked = check(inputs.collect());
    let plain = |found: &bindery_model::diagnostic::Diagnostic| found.plain(&checked.sources);
    let api = checked.api.as_ref().unwrap_or_else(|| {
        let found: Vec<String> = checked.diagnostics.iter().map(plain).collect();
        panic!("{name}: {}", found.join("\n"))
    });
    let options = Options { layout: Layout::Inline, client: true, blocking: true, server: true };
    let generated = generate(api, &options).unwrap_or_else(|found| {
        let found: Vec<String> = found.iter().map(plain).collect();
        panic!("{name}: {}", found.join("\n"))
    });
    generated.files.into_iter().map(|file| file.text).collect()
}
