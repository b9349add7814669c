//! Exports of a small test API as readable golden files, and properties of every export.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use bindery_model::Api;
use bindery_model::input::Input;
use bindery_openapi::{Export, Options, Version, export};
use similar::TextDiff;

fn read(folder: &Path) -> Api {
    checked(bindery_model::input::read_folder(folder).expect("readable"))
}

fn checked(inputs: Vec<Input>) -> Api {
    let checked = bindery_model::check(inputs);
    let shown: Vec<String> =
        checked.diagnostics.iter().map(|found| found.plain(&checked.sources).to_string()).collect();
    checked.api.unwrap_or_else(|| panic!("{}", shown.join("\n")))
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/demo")
}

fn demo() -> Api {
    read(&folder())
}

fn written(api: &Api, version: Version) -> Export {
    export(api, &Options { version, server: None })
}

/// Folders with specs, below the root of the workspace.
const SPECS: [&str; 3] = ["spec", "tests/schools/spec", "tests/language/spec"];

fn spec(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name)
}

/// Specs of the workspace.
fn specs() -> Vec<PathBuf> {
    let entries =
        |of| fs::read_dir(spec(of)).expect("the specs").map(|entry| entry.expect("readable").path());
    SPECS.into_iter().flat_map(entries).filter(|path| path.is_dir()).collect()
}

#[track_caller]
fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("BLESS").is_some() {
        fs::write(&path, text).expect("the golden file can be written");
    }
    let wanted = fs::read_to_string(&path).unwrap_or_default();
    let diff = TextDiff::from_lines(wanted.as_str(), text);
    assert_eq!(wanted, text, "{name} is different; BLESS=1 writes it anew\n{}", diff.unified_diff());
}

#[test]
fn the_whole_export_is_as_it_was_reviewed() {
    let api = demo();
    let new = written(&api, Version::V3_1);
    golden("demo-3.1.yaml", &new.yaml());
    // The golden file of 3.0 has only the differences from 3.1.
    let (new, old) = (new.yaml(), written(&api, Version::V3_0).yaml());
    let diff = TextDiff::from_lines(new.as_str(), old.as_str());
    golden("demo-3.0.diff", &diff.unified_diff().context_radius(2).to_string());
}

#[test]
fn what_openapi_cannot_say_is_listed_once() {
    let export = written(&demo(), Version::V3_1);
    let unsaid = export.unsaid().iter();
    let lines = unsaid.map(|one| format!("{:?} {} {} {}\n", one.need, one.name, one.places, one.about));
    golden("demo-unsaid.txt", &lines.collect::<String>());
    let json: serde_json::Value = serde_json::from_str(export.json()).expect("JSON");
    let mut found = Vec::new();
    fields_of_ours(&json, &mut found);
    for name in found {
        assert!(export.unsaid().iter().any(|one| one.name == name), "{name} is not listed");
    }
}

fn fields_of_ours(json: &serde_json::Value, found: &mut Vec<String>) {
    match json {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                if key.starts_with("x-") {
                    found.push(key.clone());
                }
                fields_of_ours(value, found);
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| fields_of_ours(item, found)),
        _ => {}
    }
}

#[test]
fn one_server_replaces_all() {
    let server = Some("http://127.0.0.1:8080/".to_owned());
    let text = export(&demo(), &Options { version: Version::V3_1, server });
    let json: serde_json::Value = serde_json::from_str(text.json()).expect("JSON");
    assert_eq!(json["servers"], serde_json::json!([{"url": "http://127.0.0.1:8080"}]));
    assert_eq!(json["paths"]["/shelves/{shelf}/books"]["get"]["servers"], serde_json::Value::Null);
}

/// A module with an action that collides with one of `books` as an operation.
const LOOKALIKE: &str = "\
module: books-take
documented-as: Taking
about: Taking books back.
defaults: {server: stock, parameters-in: json, methods: [POST]}
actions:
  back:
    documented-as: Taking::back
    about: Takes a book back.
    evidence: \"guide:242\"
    path: /back
    parameters: {}
    response: {type: Book, about: The book.}
types:
  EnvelopeFailure: {type: int, about: Looks like a failure.}
";

#[test]
fn names_that_look_alike_are_told_apart() {
    let mut inputs = bindery_model::input::read_folder(&folder()).expect("readable");
    let api = inputs.iter_mut().find(|input| input.name == "api.yaml").expect("there");
    let text = String::from_utf8_lossy(&api.bytes).replace("notices]", "notices, books-take]");
    api.bytes = text.into_bytes();
    inputs.push(Input { name: "books-take.yaml".to_owned(), bytes: LOOKALIKE.into() });
    let export = written(&checked(inputs), Version::V3_1);
    let json: serde_json::Value = serde_json::from_str(export.json()).expect("JSON");
    assert_eq!(json["paths"]["/shelves/{number}/books/back"]["post"]["operationId"], "books_take_back");
    assert_eq!(json["paths"]["/back"]["post"]["operationId"], "books_take_back_2");
    let schemas = &json["components"]["schemas"];
    let kinds = ["EnvelopeFailure", "EnvelopeFailureVariant2"].map(|name| schemas[name]["type"].as_str());
    assert_eq!(kinds, [Some("integer"), Some("object")]);
}

#[test]
fn yaml_says_what_json_says() {
    for folder in specs() {
        for version in [Version::V3_0, Version::V3_1] {
            let export = written(&read(&folder), version);
            let json: serde_json::Value = serde_json::from_str(export.json()).expect("JSON");
            let options = serde_yaml::options! { budget: None };
            let yaml: serde_json::Value =
                serde_yaml::from_str_with_options(&export.yaml(), options).expect("YAML");
            assert!(json == yaml, "{}", folder.display());
        }
    }
}

#[test]
fn references_lead_somewhere_and_operations_have_names_of_their_own() {
    for folder in specs() {
        for version in [Version::V3_0, Version::V3_1] {
            let export = written(&read(&folder), version);
            let json: serde_json::Value = serde_json::from_str(export.json()).expect("JSON");
            let (mut references, mut names) = (Vec::new(), Vec::new());
            collect(&json, &mut references, &mut names);
            let own: HashSet<&str> = names.iter().copied().collect();
            for operation in links(&json) {
                assert!(own.contains(operation), "{}: {operation}", folder.display());
            }
            for reference in references {
                let place = reference.strip_prefix('#').expect("in the document");
                assert!(json.pointer(place).is_some(), "{}: {reference}", folder.display());
            }
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{}", folder.display());
        }
    }
}

fn collect<'j>(json: &'j serde_json::Value, references: &mut Vec<&'j str>, names: &mut Vec<&'j str>) {
    match json {
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                match (key.as_str(), value.as_str()) {
                    ("$ref", Some(text)) => references.push(text),
                    ("operationId", Some(text)) => names.push(text),
                    // A link names an operation that another object describes.
                    ("links", None) => {}
                    _ => collect(value, references, names),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| collect(item, references, names)),
        _ => {}
    }
}

/// Returns the names of the operations to which responses lead.
fn links(json: &serde_json::Value) -> Vec<&str> {
    let operations = json["paths"].as_object().into_iter().flat_map(serde_json::Map::values);
    let operations = operations.filter_map(serde_json::Value::as_object).flat_map(serde_json::Map::values);
    let responses =
        operations.filter_map(|one| one["responses"].as_object()).flat_map(serde_json::Map::values);
    let links = responses.filter_map(|one| one["links"].as_object()).flat_map(serde_json::Map::values);
    links.filter_map(|link| link["operationId"].as_str()).collect()
}

/// A default is shown in its wire encoding.
#[test]
fn defaults_are_written_as_values_are() {
    for (field, default) in [
        ("{type: bool, encoding: capitalized, default: true, about: A.}", "\"True\""),
        ("{type: int, encoding: two-digits, default: 7, about: A.}", "\"07\""),
        ("{type: decimal, encoding: two-decimals, default: 5, about: A.}", "\"5.00\""),
        ("{type: decimal, default: 5.0, about: A.}", "5.0"),
    ] {
        let mut inputs = bindery_model::input::read_folder(&folder()).expect("readable");
        for input in &mut inputs {
            let usual = "remind: {type: bool, encoding: zero-or-one, default: true, about: Whether a reminder is sent.}";
            let text = String::from_utf8_lossy(&input.bytes);
            input.bytes = text.replace(usual, &format!("remind: {field}")).into_bytes();
        }
        let json = written(&checked(inputs), Version::V3_1).json().replace(char::is_whitespace, "");
        assert!(json.contains(&format!("\"default\":{default}")), "{field}");
    }
}

#[test]
fn styles_of_forms_and_media_types_of_parts_are_encodings() {
    let content = |of: &str, path: &str, media: &str| {
        let json = written(&read(&spec(of)), Version::V3_1);
        let json: serde_json::Value = serde_json::from_str(json.json()).expect("JSON");
        json["paths"][path]["post"]["requestBody"]["content"][media].clone()
    };
    let form = "application/x-www-form-urlencoded";
    let charge = content("tests/schools/spec/stripe", "/v1/charges", form);
    let deep = serde_json::json!({"style": "deepObject", "explode": true});
    assert_eq!(charge["encoding"], serde_json::json!({"metadata": deep, "shipping": deep}));
    assert_eq!(charge["schema"]["properties"]["expand[]"]["type"], "array");
    let pay = content("tests/language/spec/places", "/pay", form);
    assert_eq!(pay["encoding"], serde_json::json!({"metadata": deep}));
    assert_eq!(pay["schema"]["properties"]["items"]["x-style"], "brackets");
    let document = content("tests/schools/spec/telegram", "/bot{token}/sendDocument", "multipart/form-data");
    assert_eq!(
        document["encoding"],
        serde_json::json!({
            "document": {"contentType": "application/octet-stream"},
            "thumbnail": {"contentType": "application/octet-stream"},
            "reply_markup": {"contentType": "application/json"},
        })
    );
}

#[test]
fn a_method_without_a_body_has_no_files() {
    let mut inputs =
        bindery_model::input::read_folder(&spec("tests/schools/spec/telegram")).expect("readable");
    for input in &mut inputs {
        let usual = "    methods: [POST]\n    path: /bot{token}/sendDocument\n";
        let both = "    methods: [POST, GET]\n    path: /bot{token}/sendFile\n";
        input.bytes = String::from_utf8_lossy(&input.bytes).replace(usual, both).into_bytes();
    }
    let json: serde_json::Value =
        serde_json::from_str(written(&checked(inputs), Version::V3_1).json()).expect("JSON");
    let operation = &json["paths"]["/bot{token}/sendFile"]["get"];
    let parameters = operation["parameters"].as_array().expect("parameters");
    let names: Vec<&str> = parameters.iter().filter_map(|parameter| parameter["name"].as_str()).collect();
    assert_eq!(names, ["token", "chat_id", "caption", "reply_markup"]);
}

#[test]
fn entries_of_error_lists_are_only_counted_if_they_are_always_written() {
    let failure = |of: &str, name: &str, list: &str| {
        let json = written(&read(&spec(of)), Version::V3_1);
        let json: serde_json::Value = serde_json::from_str(json.json()).expect("JSON");
        json["components"]["schemas"][name]["properties"][list]["minItems"].clone()
    };
    // An error that is recognized by its status has no code, and the entries contain nothing else.
    assert_eq!(
        failure("tests/language/spec/errors-fields", "StandardFailure", "errors"),
        serde_json::Value::Null
    );
    assert_eq!(failure("tests/language/spec/errors-listed", "StandardFailure", "error"), 1);
}

#[test]
fn version_3_0_has_no_words_of_3_1() {
    fn strangers(json: &serde_json::Value, found: &mut Vec<String>) {
        match json {
            serde_json::Value::Object(entries) => {
                let is_stranger = |(key, value): &(&String, &serde_json::Value)| match key.as_str() {
                    "const" | "prefixItems" | "propertyNames" | "contentSchema" | "dependentRequired" => true,
                    "type" => value.is_array(),
                    _ => false,
                };
                found
                    .extend(entries.iter().filter(is_stranger).map(|(key, value)| format!("{key}: {value}")));
                for (key, inner) in entries {
                    // Names of properties, and data.
                    if !["properties", "value", "example", "default"].contains(&key.as_str())
                        && !key.starts_with("x-")
                    {
                        strangers(inner, found);
                    } else if key == "properties" {
                        inner
                            .as_object()
                            .into_iter()
                            .flatten()
                            .for_each(|(_, inner)| strangers(inner, found));
                    }
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| strangers(item, found)),
            _ => {}
        }
    }
    for folder in specs() {
        let json = written(&read(&folder), Version::V3_0);
        let json: serde_json::Value = serde_json::from_str(json.json()).expect("JSON");
        let mut found = Vec::new();
        strangers(&json, &mut found);
        assert!(found.is_empty(), "{}: {found:?}", folder.display());
    }
}
