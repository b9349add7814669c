//! The documents with the constructs of OpenAPI, which are tests of the importer: each becomes a module of its own.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bindery_codegen::{Layout, Options, generate};
use bindery_model::{Input, check};
use bindery_openapi_in::{Document, Parts, import};

const FOLDER: &str = "../../../tools/openapi-in/tests/constructs";

/// Writes the code of each document that is accepted, and returns the modules that include it.
pub(super) fn write(out: &Path) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER);
    println!("cargo::rerun-if-changed={}", folder.display());
    let entries = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut paths: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    paths.sort();
    let mut modules = String::new();
    for path in paths {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let mut supply = |wanted: &str| fs::read_to_string(folder.join(wanted)).ok();
        let parts = Parts { supply: Some(&mut supply), ..Parts::default() };
        let text = fs::read_to_string(&path).expect("a document");
        // What is rejected has no code.
        let Ok(document) = Document::with(name, &text, parts) else { continue };
        let stem = name.trim_end_matches(".yaml").replace(['-', '.'], "_");
        let file = out.join(format!("constructs_{stem}.rs"));
        fs::write(&file, code(name, &stem, &document)).expect("the folder takes files");
        let _ = writeln!(modules, "/// Of {name}.\npub mod constructs_{stem} {{ include!({file:?}); }}");
    }
    modules
}

/// Returns the code of a document, without the operations that are only reported.
fn code(name: &str, stem: &str, document: &Document) -> String {
    let options = bindery_openapi_in::Options::new(stem.replace('_', "-"), name);
    let done = import(document, &document.operations(), &options);
    let inputs = done.files.into_iter();
    let inputs = inputs.map(|file| Input { name: file.name, bytes: file.text.into_bytes() });
    let api = check(inputs.collect()).api.unwrap_or_else(|| panic!("{name} has no spec"));
    let options = Options { layout: Layout::Inline, client: true, blocking: true, server: true };
    let generated = generate(&api, &options).unwrap_or_else(|_| panic!("{name} has no code"));
    generated.files.into_iter().map(|file| file.text).collect()
}
