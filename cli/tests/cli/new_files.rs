//! Tests of `new` with files of all kinds: documents in several files, and what is none.

use std::fs;

use crate::support::empty;

/// A file that refers to another one.
const ENTRY: &str = r##"openapi: 3.1.0
info: {title: Zoo, version: "1"}
servers: [{url: "https://zoo.example"}]
paths:
  /animals: {$ref: "animals.yaml#/paths/~1animals"}
"##;

const ANIMALS: &str = r##"openapi: 3.1.0
info: {title: Animals, version: "1"}
paths:
  /animals:
    get: {operationId: listAnimals, responses: {"204": {description: None.}}}
"##;

#[test]
fn what_is_no_document_is_named_with_what_to_do() {
    let project = empty("new-kinds");
    let nested = |level: u32| {
        format!(
            "l{}: &l{} [*l{level}, *l{level}, *l{level}, *l{level}, *l{level}, *l{level}, *l{level}, *l{level}]\n",
            level + 1,
            level + 1
        )
    };
    let bomb = format!("openapi: 3.1.0\nl0: &l0 x\n{}", (0..12).map(nested).collect::<String>());
    for (file, text, code, parts) in [
        ("empty.json", " \n", 9, &["empty.json is empty"][..]),
        ("page.json", "<!DOCTYPE html>\n<title>Sign in</title>", 9, &["page.json is a web page", "itself"]),
        ("calls.json", r#"{"info": {"name": "x"}, "item": []}"#, 9, &["a Postman collection", "OpenAPI"]),
        ("events.yaml", "asyncapi: 3.0.0\ninfo: {}\n", 9, &["an AsyncAPI document", "HTTP"]),
        ("graph.graphql", "type Query {\n  a: Int\n}\n", 9, &["a GraphQL schema"]),
        ("soap.wsdl", "<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'/>", 9, &["a WSDL document"]),
        ("api.raml", "#%RAML 1.0\ntitle: x\n", 9, &["a RAML document", "convert it to OpenAPI"]),
        ("ours.yaml", "overlay: 1.0.0\nactions: []\n", 2, &["an OpenAPI Overlay", "--from DOCUMENT OVERLAY"]),
        ("old.json", r#"{"swaggerVersion": "1.2", "apis": []}"#, 9, &["Swagger 1.2 is not known", "convert"]),
        ("later.yaml", "openapi: 4.0.0\npaths: {}\n", 9, &["OpenAPI 4.0.0 is not known; 3.2, 3.1, 3.0"]),
        ("tabs.yaml", "openapi: 3.1.0\ninfo:\n\ttitle: x\n", 9, &["tabs.yaml cannot be read", "line 3"]),
        (
            "cut.json",
            "{\"openapi\": \"3.1.0\",\n \"paths\": {\"/a\": ",
            9,
            &["cut.json cannot be read", "line 2"],
        ),
        (
            "far.yaml",
            "openapi: 3.1.0\npaths:\n  /a: {$ref: 'https://x.example/a.yaml'}\n",
            9,
            &["far.yaml:3: `$ref`", "nothing is fetched; supply the file as x.example/a.yaml"],
        ),
        (
            "up.yaml",
            "openapi: 3.1.0\npaths:\n  /a: {$ref: '../a.yaml'}\n",
            9,
            &["leads out of the folder", "name a folder that has them all"],
        ),
        ("bomb.yaml", &bomb, 9, &["bomb.yaml cannot be read", "aliases", "too many values"]),
        ("none.yaml", "openapi: 3.1.0\npaths: {}\n", 9, &["none.yaml has no operation"]),
    ] {
        project.write(file, text);
        let failed = project.run(&["new", "x", "--from", file]).failed(code);
        assert!(parts.iter().all(|part| failed.contains(part)), "{file}: {parts:?} in\n{failed}");
        assert!(!project.folder.join("x").exists(), "{file}");
    }
}

#[test]
fn encodings_other_than_utf_8_are_named() {
    let project = empty("new-encodings");
    let utf16: Vec<u8> =
        "\u{feff}openapi: 3.1.0".encode_utf16().flat_map(|unit| unit.to_le_bytes().into_iter()).collect();
    fs::write(project.folder.join("wide.yaml"), utf16).expect("the file can be written");
    let failed = project.run(&["new", "x", "--from", "wide.yaml"]).failed(9);
    assert!(failed.contains("wide.yaml is in UTF-16") && failed.contains("iconv"), "{failed}");
    fs::write(project.folder.join("latin.yaml"), b"openapi: 3.1.0\ninfo: {title: Caf\xe9}\n")
        .expect("the file can be written");
    let failed = project.run(&["new", "x", "--from", "latin.yaml"]).failed(9);
    assert!(failed.contains("latin.yaml:2 is not in UTF-8"), "{failed}");
}

#[test]
fn several_documents_are_one_if_one_refers_to_the_others() {
    let project = empty("new-parts");
    project.write("entry.yaml", ENTRY);
    project.write("animals.yaml", ANIMALS);
    project.write("notes.md", "# Notes\n");
    let stdout = project.run(&["new", "zoo", "--from", "animals.yaml", "notes.md", "entry.yaml"]).done();
    assert!(
        stdout.lines().any(|line| line.starts_with("not read") && line.ends_with("notes.md")),
        "{stdout}"
    );
    assert_eq!(project.read("zoo/documents/animals.yaml"), ANIMALS);
    project.run_in("zoo", &["sources", "check", "-q"]).done();
    // Two documents that have nothing to do with each other are two APIs, or need one that joins them.
    project.write("other.yaml", &ANIMALS.replace("animals", "keepers").replace("Animals", "Keepers"));
    let failed = project.run(&["new", "x", "--from", "animals.yaml", "other.yaml"]).failed(2);
    for part in ["choose one of: animals.yaml, other.yaml", "`bindery new` of its own", "$ref"] {
        assert!(failed.contains(part), "{part} in\n{failed}");
    }
}

#[test]
fn a_document_is_found_in_the_folders_of_a_folder() {
    let project = empty("new-deep");
    project.write("vendor/api/entry.yaml", &ENTRY.replace("animals.yaml#", "../common/animals.yaml#"));
    project.write("vendor/common/animals.yaml", ANIMALS);
    project.run(&["new", "zoo", "--from", "vendor", "-q"]).done();
    assert_eq!(project.read("zoo/documents/common/animals.yaml"), ANIMALS);
    let checked = project.run_in("zoo", &["sources", "check"]).done();
    assert!(checked.contains("zoo openapi (api/entry.yaml): agrees"), "{checked}");
    project.run_in("zoo", &["sources", "status", "-q"]).done();
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = empty("new-forbidden");
    let folder = project.folder.join("locked");
    fs::create_dir(&folder).expect("the folder can be made");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o500)).expect("the folder is ours");
    if fs::write(folder.join("probe"), "").is_ok() {
        return; // this user may write everywhere
    }
    let failed = project.run_in("locked", &["new", "zoo"]).failed(1);
    assert!(failed.contains("cannot create the folder zoo"), "{failed}");
}
