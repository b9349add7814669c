//! Tests of `bindery export openapi`: output, notes and rejected options. The tests of its own crate check the
//! export.

use std::path::Path;

use crate::support::{bare, finish, folder, run};

fn json(text: &str) -> serde_json::Value {
    serde_json::from_str(text).expect("it is JSON")
}

#[test]
fn an_export_is_printed_and_what_openapi_cannot_say_is_noted() {
    let export = run(&["export", "openapi", "demo"]);
    let heading = "note: x- fields without which requests fail (OpenAPI has no field for them):\n";
    let (_, needed) = export.stderr.split_once(heading).expect("what a request needs is said first");
    let (needed, rest) = needed.split_once("note: ").expect("the rest is said, too");
    assert!(needed.contains("\n  x-hash         1 place   the value is sent as a digest\n"), "{needed}");
    assert!(!rest.contains("x-hash") && !needed.contains("x-evidence"), "{}", export.stderr);
    assert_eq!(rest.matches("x-evidence").count(), 1, "each is noted once");
    let export = json(&export.done());
    assert_eq!(
        (&export["openapi"], &export["info"]["title"]),
        (&"3.1.0".into(), &"Demo Payments API".into())
    );
    assert_eq!(run(&["export", "openapi", "demo", "--quiet"]).stderr, "");
}

#[test]
fn version_server_form_and_file_are_chosen() {
    let file = folder("export").join("demo.yaml");
    let path = file.to_str().expect("text");
    let url = "http://127.0.0.1:8080/";
    let done = run(&[
        "export",
        "openapi",
        "demo",
        "--openapi",
        "3.0",
        "--format",
        "yaml",
        "--server",
        url,
        "--out",
        path,
    ]);
    assert!(done.done().ends_with("demo.yaml written\n"));
    let text = std::fs::read_to_string(file).expect("written");
    assert!(text.starts_with("openapi: \"3.0.3\"\n"), "{text}");
    assert!(text.contains("servers:\n- url: \"http://127.0.0.1:8080\"\ntags:\n"), "{text}");
}

#[test]
fn overlays_are_merged() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/shop");
    let export = |overlay: bool| {
        let mut command = bare(&["export", "openapi", "shop"]);
        command.arg("--spec").arg(&specs);
        if overlay {
            command.arg("--overlay").arg(specs.join("ours.yaml"));
        }
        json(&finish(command).done())
    };
    assert!(export(false)["paths"]["/v1/orders/{id}"].is_null());
    assert!(export(true)["paths"]["/v1/orders/{id}"]["delete"].is_object());
}

#[test]
fn what_there_is_not_is_a_mistake_of_usage() {
    let said = run(&["export", "openapi", "dmo"]).failed(2);
    assert!(said.contains("there is no API `dmo`") && said.contains("demo"), "{said}");
    run(&["export", "openapi", "demo", "--openapi", "2.0"]).failed(2);
    run(&["export"]).failed(2);
    for (server, why) in [
        ("library", "must begin with http:// or https:// and a host"),
        ("ftp://library.example", "must begin with http:// or https:// and a host"),
        ("http://library example", "cannot be parsed"),
        ("https://ann:secret@library.example", "contains a login"),
        ("https://library.example?key=1", "contains parameters"),
    ] {
        let said = run(&["export", "openapi", "demo", "--server", server]).failed(2);
        assert!(said.contains(why) && !said.contains("secret"), "{server}: {said}");
    }
    let nowhere = folder("export-nowhere").join("no/such/folder/demo.json");
    run(&["export", "openapi", "demo", "--out", nowhere.to_str().expect("text")]).failed(1);
}
