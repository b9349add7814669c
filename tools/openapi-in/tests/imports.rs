//! Whole specs of small documents of our own, with what became of each operation, as golden files:
//! `BLESS=1 cargo test -p bindery-openapi-in` writes them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::{Input, check};
use bindery_openapi_in::{Document, Import, Options, Parts, State, import};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn file(name: &str) -> Option<String> {
    fs::read_to_string(folder().join("documents").join(name)).ok()
}

/// Reads a document whose files are in a folder.
fn document(folder: &str, name: &str, overlays: &[&str], without_texts: bool) -> Document {
    let path = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let overlays = overlays.iter().map(|name| ((*name).to_owned(), file(&path(name)).expect("an overlay")));
    let mut supply = |wanted: &str| file(&path(wanted));
    let parts = Parts { supply: Some(&mut supply), overlays: overlays.collect(), without_texts };
    Document::with(name, &file(&path(name)).expect("a document"), parts).expect("an OpenAPI document")
}

fn imported(document: &Document, api: &str, file: &str) -> Import {
    let options = Options::new(api, file);
    let done = import(document, &document.operations(), &options);
    let inputs = done.files.iter();
    let inputs = inputs.map(|file| Input { name: file.name.clone(), bytes: file.text.clone().into_bytes() });
    let checked = check(inputs.collect());
    let plain = checked.diagnostics.iter().map(|found| found.plain(&checked.sources));
    assert_eq!(plain.collect::<Vec<_>>(), Vec::<String>::new(), "{api}");
    assert_eq!(done.refused, Vec::<String>::new(), "{api}");
    done
}

fn shown(done: &Import) -> String {
    let mut text = String::new();
    for one in &done.operations {
        let action =
            one.action.as_ref().map_or_else(String::new, |(module, action)| format!(" {module}/{action}"));
        let (first, last) = one.lines;
        let _ = write!(text, "# {}:{first}-{last} {}: {:?}{action}", one.file, one.operation, one.state);
        let _ =
            writeln!(text, "{}", one.reasons.iter().map(|reason| format!("; {reason}")).collect::<String>());
    }
    for finding in &done.findings {
        let (first, last) = finding.lines;
        let _ = writeln!(text, "# {:?} {}:{first}-{last} {finding}", finding.weight, finding.file);
    }
    for file in &done.files {
        let _ = write!(text, "\n# {}\n{}", file.name, file.text);
    }
    text
}

fn golden(name: &str, shown: &str) {
    let path = folder().join("golden").join(format!("{name}.txt"));
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, shown).expect("writing what is expected");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default();
    assert!(expected == shown, "BLESS=1 accepts the changes of {name}:\n{shown}");
}

#[test]
fn a_folder_of_files_is_one_document() {
    let document = document("parts", "library.yaml", &[], false);
    golden("library", &shown(&imported(&document, "library", "library.yaml")));
}

#[test]
fn overlays_change_a_document_and_texts_can_be_left_out() {
    let document = document("parts", "library.yaml", &["overlay.yaml"], true);
    let done = imported(&document, "library", "library.yaml");
    golden("overlaid", &shown(&done));
    let text: String = done.files.iter().map(|file| file.text.as_str()).collect();
    for sentence in ["Books and readers", "The title", "Stored", "The library"] {
        assert!(!text.contains(sentence), "{sentence}");
    }
}

#[test]
fn what_newer_documents_say_is_read_or_reported() {
    let document = document("", "later.yaml", &[], false);
    let done = imported(&document, "later", "later.yaml");
    golden("later", &shown(&done));
    assert_eq!([State::Callable, State::Partial, State::Reported].map(|state| done.count(state)), [4, 1, 1]);
}

#[test]
fn bodies_and_forms_of_swagger_are_read() {
    let document = document("", "uploads.yaml", &[], false);
    let done = imported(&document, "uploads", "uploads.yaml");
    golden("uploads", &shown(&done));
    assert_eq!(done.count(State::Callable), 6);
    let of =
        |id: &str| done.operations.iter().find(|one| one.operation.to_string() == id).map(|one| &one.action);
    assert_eq!(of("PUT /files/{id}#rename"), of("PUT /files/{id}"));
}

/// What is said about a place belongs to its field, so it keeps no types apart.
#[test]
fn equal_schemas_of_places_with_one_name_are_one_type() {
    let document = document("", "repeats.yaml", &[], false);
    let done = imported(&document, "repeats", "repeats.yaml");
    golden("repeats", &shown(&done));
    let text: String = done.files.iter().map(|file| file.text.as_str()).collect();
    let types = |name: &str| text.matches(&format!("\n  {name}:\n    about")).count();
    assert_eq!(["Parent", "Visibility", "CreateLinkBodyVisibility"].map(types), [1, 1, 1]);
    assert_eq!(text.matches("type: Parent").count(), 2);
    assert_eq!(text.matches("type: Visibility").count(), 2);
}

/// Requirements that are alternatives, together, optional or none; schemes of every kind, and flows of OAuth.
#[test]
fn ways_to_authenticate_are_read() {
    let document = document("", "access.yaml", &[], false);
    let done = imported(&document, "access", "access.yaml");
    golden("access", &shown(&done));
    let state =
        |path: &str| done.operations.iter().find(|one| one.operation.path == path).map(|one| one.state);
    assert_eq!(state("/digest"), Some(State::Partial));
    assert_eq!(done.count(State::Callable), done.operations.len() - 1);
    let api = done.files.first().map_or("", |file| file.text.as_str());
    assert!(!api.contains("bad scope"), "{api}");
}

/// Properties that travel one way only are in the type of that side.
#[test]
fn sides_of_a_schema_are_types_of_their_own() {
    let document = document("", "sides.yaml", &[], false);
    let done = imported(&document, "sides", "sides.yaml");
    golden("sides", &shown(&done));
    assert_eq!(done.count(State::Callable), done.operations.len());
}

/// Webhooks and callbacks are actions that the vendor calls.
#[test]
fn calls_of_the_vendor_are_read() {
    let document = document("", "notices.yaml", &[], false);
    let done = imported(&document, "notices", "notices.yaml");
    golden("notices", &shown(&done));
    let inbound = done.operations.iter().filter(|one| one.operation.home.is_inbound());
    assert_eq!(inbound.filter(|one| one.state == State::Callable).count(), 5);
}

#[test]
fn access_and_sides_of_swagger_are_read() {
    let document = document("", "earlier.yaml", &[], false);
    let done = imported(&document, "earlier", "earlier.yaml");
    golden("earlier", &shown(&done));
    assert_eq!(done.count(State::Callable), 2);
}

#[test]
fn what_documents_of_the_field_say_beside_openapi_is_read() {
    let document = document("", "field.yaml", &[], false);
    let done = imported(&document, "field", "field.yaml");
    golden("field", &shown(&done));
    let not: Vec<String> = done
        .operations
        .iter()
        .filter(|one| one.state != State::Callable)
        .map(|one| format!("{} {:?} {}", one.operation, one.state, one.reasons.len()))
        .collect();
    assert_eq!(not, ["GET /items Partial 1", "POST /items Partial 1", "GET /pets Partial 1"]);
}

/// The order of what is written depends on the document alone.
#[test]
fn an_import_is_the_same_every_time() {
    let document = document("parts", "library.yaml", &[], false);
    let first = shown(&imported(&document, "library", "library.yaml"));
    for _ in 0..5 {
        assert_eq!(shown(&imported(&document, "library", "library.yaml")), first);
    }
}

/// Each file of `constructs` has the constructs of one kind. Beside it is what becomes of them: the spec with the
/// findings, or the reason why there is none.
#[test]
fn each_construct_is_said_or_reported() {
    let folder = folder().join("constructs");
    let entries = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut documents: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|end| end == "yaml")).collect();
    documents.sort();
    assert!(documents.len() > 15, "{documents:?}");
    let mut wrong = Vec::new();
    for path in documents {
        let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
        let stem = name.trim_end_matches(".yaml").replace('.', "-");
        let mut supply = |wanted: &str| fs::read_to_string(folder.join(wanted)).ok();
        let parts = Parts { supply: Some(&mut supply), ..Parts::default() };
        let shown = match Document::with(name, &fs::read_to_string(&path).expect("a document"), parts) {
            Ok(document) => shown(&imported(&document, &stem, name)),
            Err(error) => format!("{error}\n"),
        };
        let golden = path.with_extension("txt");
        if std::env::var_os("BLESS").is_some() {
            fs::write(&golden, &shown).expect("writing what is expected");
        }
        if fs::read_to_string(&golden).unwrap_or_default() != shown {
            wrong.push(name.to_owned());
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts the changes of {wrong:?}");
}
