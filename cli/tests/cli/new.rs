//! Tests of `new`: the example, specs from documents, and what is refused.

use std::fs;

use crate::support::{Project, Run, empty};

/// A document with two tags.
const DOCUMENT: &str = r##"openapi: 3.0.3
info: {title: Zoo, description: Animals of a zoo., version: "1"}
servers: [{url: "https://zoo.example/v1"}]
paths:
  /animals:
    get:
      tags: [animals]
      operationId: listAnimals
      summary: Lists the animals.
      responses:
        "200":
          description: The animals.
          content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Animal"}}}}
  /keepers/{id}:
    get:
      tags: [keepers]
      operationId: getKeeper
      summary: Reads a keeper.
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: The keeper.
          content: {application/json: {schema: {$ref: "#/components/schemas/Keeper"}}}
components:
  schemas:
    Animal: {type: object, description: An animal., required: [name], properties: {name: {type: string}}}
    Keeper: {type: object, description: A keeper., required: [id], properties: {id: {type: string}}}
"##;

const SHOP: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tools/sources/tests/documents/shop.txt");

fn files(project: &Project, folder: &str) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(project.folder.join(folder))
        .expect("the folder can be read")
        .map(|entry| entry.expect("the folder can be read").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn without_documents_there_is_an_example() {
    let project = empty("new-example");
    let Run { code, stdout, stderr } = project.run_in("crates", &["new", "my-notes"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    for part in ["my-notes/bindery.toml", "my-notes/spec/my-notes", "my-notes/src", "next:", "cd my-notes"] {
        assert!(stdout.contains(part), "{part} in\n{stdout}");
    }
    assert!(!stdout.contains("members"), "the workspace has it: {stdout}");
    assert_eq!(
        files(&project, "crates/my-notes"),
        [".gitignore", "Cargo.toml", "README.md", "bindery.toml", "documents", "spec", "src"]
    );
    assert_eq!(files(&project, "crates/my-notes/spec/my-notes"), ["api.yaml", "notes.yaml"]);
    assert!(project.read("crates/my-notes/Cargo.toml").contains("name = \"bindery-my-notes\""));
    // Everything works in the new folder, and is up to date.
    let here = |arguments: &[&str]| project.run_in("crates/my-notes/src", arguments);
    let checked = here(&["check"]);
    assert_eq!((checked.code, checked.stderr.as_str()), (0, ""));
    here(&["generate", "--check", "-q"]).done();
    here(&["schema", "--check", "-q"]).done();
    let call =
        here(&["call", "my-notes", "add-note", "text=Milk", "--credential", "key=k", "--dry-run"]).done();
    assert!(call.contains("POST https://api.example.com/v1/notes"), "{call}");
    let again = project.run_in("crates", &["new", "my-notes"]).failed(2);
    assert!(again.contains("my-notes already exists, and nothing is overwritten"), "{again}");
}

#[test]
fn the_evidence_of_the_example_is_where_it_says() {
    let project = empty("new-evidence");
    project.run(&["new", "notes", "-q"]).done();
    let guide = project.read("notes/documents/guide.txt");
    let lines: Vec<&str> = guide.lines().collect();
    assert!(project.read("notes/spec/notes/api.yaml").contains(&format!("lines: {}", lines.len())));
    for (line, text) in
        [(4, "not_found"), (5, "invalid_key"), (7, "GET /v1/notes"), (10, "POST"), (16, "A note")]
    {
        assert!(lines[line - 1].contains(text), "{line}: {}", lines[line - 1]);
    }
}

#[test]
fn options_are_written_where_they_are_needed_later() {
    let project = empty("new-options");
    project.write("lib/bindery/runtime/Cargo.toml", "[package]\nname = \"bindery-runtime\"\n");
    let stdout = project
        .run(&[
            "new",
            "notes",
            "--runtime",
            "lib/bindery",
            "--license",
            "MIT OR Apache-2.0",
            "--package",
            "note-client",
        ])
        .done();
    assert!(stdout.contains("add the folder notes to `members` in"), "{stdout}");
    let manifest = project.read("notes/Cargo.toml");
    for line in [
        "name = \"note-client\"",
        "license = \"MIT OR Apache-2.0\"",
        "bindery-runtime = { path = \"../lib/bindery/runtime\", default-features = false }",
    ] {
        assert!(manifest.lines().any(|found| found == line), "{line} in\n{manifest}");
    }
    assert!(project.read("notes/LICENSE-MIT").contains("the authors of note-client"));
    assert!(project.read("notes/LICENSE-APACHE").contains("Version 2.0"));
    // A crate that is created anew has the same manifest.
    fs::remove_file(project.folder.join("notes/Cargo.toml")).expect("it is there");
    project.run_in("notes", &["generate", "-q"]).done();
    assert_eq!(project.read("notes/Cargo.toml"), manifest);
    let git = ["new", "other", "-q", "--runtime", "https://git.example/bindery#abc"];
    project.run(&git).done();
    let manifest = project.read("other/Cargo.toml");
    assert!(
        manifest.contains("{ git = \"https://git.example/bindery\", rev = \"abc\", default-"),
        "{manifest}"
    );
    let wrong = project.run(&["new", "third", "--runtime", "nowhere"]).failed(2);
    assert!(wrong.contains("there is no crate in nowhere"), "{wrong}");
    assert!(!project.folder.join("third").exists());
}

#[test]
fn an_openapi_document_becomes_a_crate() {
    let project = empty("new-openapi");
    project.write("vendor/zoo.yaml", DOCUMENT);
    project.write("vendor/readme.md", "# How to use the file\n");
    let stdout = project.run(&["new", "zoo", "--from", "vendor"]).done();
    let read: Vec<&str> = stdout.lines().filter(|line| line.starts_with("read ")).collect();
    assert!(read.iter().any(|line| line.contains("operations") && line.ends_with('2')), "{stdout}");
    assert_eq!(files(&project, "zoo/documents"), ["zoo.yaml"]);
    assert_eq!(files(&project, "zoo/spec/zoo"), ["animals.yaml", "api.yaml", "keepers.yaml", "sources.lock"]);
    project.run_in("zoo", &["generate", "--check", "-q"]).done();
    let call = project.run_in("zoo", &["call", "zoo", "keepers/get-keeper", "id=k1", "--dry-run"]).done();
    assert!(call.contains("GET https://zoo.example/v1/keepers/k1"), "{call}");
}

#[test]
fn parts_of_an_openapi_document_are_selected() {
    let project = empty("new-only");
    project.write("zoo.yaml", DOCUMENT);
    for (name, only, module) in [
        ("by-tag", "Keepers", "keepers.yaml"),
        ("by-line", "GET /animals", "animals.yaml"),
        ("by-small-line", "get /animals", "animals.yaml"),
        ("by-name", "listAnimals", "animals.yaml"),
    ] {
        let stdout = project.run(&["new", name, "--from", "zoo.yaml", "--only", only]).done();
        assert!(stdout.contains("operations that --only leaves out"), "{stdout}");
        assert_eq!(
            files(&project, &format!("{name}/spec/{name}"))
                .into_iter()
                .find(|file| file != "api.yaml")
                .as_deref(),
            Some(module)
        );
    }
    let wrong = project.run(&["new", "other", "--from", "zoo.yaml", "--only", "keeper"]).failed(2);
    assert!(wrong.contains("`keeper`") && wrong.contains("animals, keepers"), "{wrong}");
    assert!(!project.folder.join("other").exists());
}

#[test]
fn prose_is_drafted_in_the_notation_that_fits() {
    let project = empty("new-prose");
    let run = project.run(&["new", "shop", "--from", SHOP]);
    assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{}", run.stdout);
    for part in [
        "actions, in the notation action-reference",
        "blank",
        "shop/spec/shop/api.yaml:4",
        "replace each ???",
    ] {
        assert!(run.stdout.contains(part), "{part} in\n{}", run.stdout);
    }
    assert!(!project.folder.join("shop/src").exists(), "nothing is generated from blanks");
    let failed = project.run_in("shop", &["generate"]).failed(3);
    assert!(failed.contains("spec::blank"), "{failed}");
    let asked = ["new", "asked", "--from", SHOP, "--notation", "action-reference", "-q"];
    project.run(&asked).done();
    assert_eq!(project.read("asked/spec/asked/order.yaml"), project.read("shop/spec/shop/order.yaml"));
}

#[test]
fn nothing_read_is_no_beginning() {
    let project = empty("new-unknown");
    project.write("letter.txt", "Dear reader,\n\nthis is a letter.\n");
    project.write("broken.json", "{\"openapi\": \"3.1.0\", \"paths\": [}");
    let failed = |arguments: &[&str], code| project.run(&[&["new", "x"], arguments].concat()).failed(code);
    let unknown = failed(&["--from", "letter.txt"], 9);
    assert!(unknown.contains("the notation of letter.txt is not known"), "{unknown}");
    assert!(unknown.contains("action-reference, outline, headed-prose, openapi"), "{unknown}");
    let nothing = failed(&["--from", "letter.txt", "--notation", "action-reference"], 9);
    assert!(
        nothing.contains("nothing was read from letter.txt in the notation action-reference"),
        "{nothing}"
    );
    assert!(failed(&["--from", "broken.json"], 9).contains("broken.json cannot be read"));
    assert!(
        failed(&["--from", "letter.txt", "--notation", "openapi"], 9).contains("letter.txt cannot be read")
    );
    assert!(failed(&["--from", "missing.txt"], 2).contains("missing.txt"));
    let several = failed(&["--from", "letter.txt", "broken.json", SHOP], 9);
    assert!(several.contains("broken.json cannot be read"), "the only OpenAPI document: {several}");
    let several = failed(&["--from", "letter.txt", SHOP], 2);
    assert!(several.contains("choose one of: letter.txt, shop.txt"), "{several}");
    assert!(failed(&["--from", "letter.txt", "--only", "a"], 2).contains("--only"));
    assert!(failed(&["--spec", "spec"], 2).contains("leave it out"));
    assert!(!project.folder.join("x").exists());
    for name in ["Shop", "my_api", "a/b", "..", "a--b", "1a"] {
        let wrong = project.run(&["new", name]).failed(2);
        assert!(wrong.contains("is not a name of an API"), "{wrong}");
    }
}
