//! Specs of small documents of our own, as golden files: `BLESS=1 cargo test -p bindery-openapi-in` writes them. Each is
//! checked by the model, and nothing in them is lost.

use std::fs;
use std::path::Path;

use bindery_model::{Input, check};
use bindery_openapi_in::{Document, Options, Weight, convert};

#[test]
fn documents_become_specs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let mut wrong = Vec::new();
    for name in ["shop.yaml", "forms.json", "tickets.yaml"] {
        let text = fs::read_to_string(folder.join("documents").join(name)).expect("a document");
        let document = Document::read(&text).expect("an OpenAPI document");
        let stem = name.split('.').next().unwrap_or(name);
        let options = Options::new(stem, name);
        let conversion = convert(&document, &document.operations(), &options);
        let mut shown: String =
            conversion.files.iter().map(|file| format!("# {}\n{}\n", file.name, file.text)).collect();
        for finding in &conversion.findings {
            assert_eq!(finding.weight, Weight::Wider, "{finding}");
            shown.push_str(&format!("# {finding}\n"));
        }
        let inputs =
            conversion.files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() });
        let checked = check(inputs.collect());
        let plain = checked.diagnostics.iter().map(|found| found.plain(&checked.sources));
        assert_eq!(plain.collect::<Vec<_>>(), Vec::<String>::new(), "{name}");
        let path = folder.join("golden").join(format!("{stem}.txt"));
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(folder.join("golden")).expect("a folder");
            fs::write(&path, &shown).expect("writing what is expected");
        }
        if fs::read_to_string(&path).unwrap_or_default() != shown {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "BLESS=1 accepts the changes of {wrong:?}");
}

#[test]
fn what_is_no_document_is_rejected() {
    for (text, reason) in [
        ("", "the document is empty"),
        ("{\"openapi\": ", "no JSON"),
        ("a: 1", "neither `openapi` nor `swagger`"),
        ("openapi: 4.0.0", "OpenAPI 4.0.0 is not known"),
        ("openapi: 3.0.0\na: {$ref: b.yaml}", "document:2: `$ref` to `b.yaml`: supply the file b.yaml"),
    ] {
        let error = Document::read(text).expect_err(text).to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn no_document_ends_in_a_panic_or_without_end() {
    let shapes = [
        r##"{"$ref": "#/components/schemas/A"}"##,
        r##"{"allOf": [{"$ref": "#/components/schemas/A"}]}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "string"}]}"##,
        r##"{"type": "array", "items": {"$ref": "#/components/schemas/A"}}"##,
        r##"{"properties": {"a": {"allOf": [{"$ref": "#/components/schemas/A"}, {"properties": {"b": {}}}]}}}"##,
        r##"{"$ref": "#/nowhere"}"##,
        r##"{"$dynamicRef": "#A"}"##,
        r##"{"$ref": "#nowhere"}"##,
        "7",
    ];
    for shape in shapes {
        let text = format!(
            r##"{{"openapi":"3.0.0","info":{{}},"paths":{{"/a":{{"post":{{"requestBody":{{"content":{{"application/json":{{"schema":{shape}}}}}}},
            "responses":{{"200":{{"content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/A"}}}}}}}}}}}}}}}},
            "components":{{"schemas":{{"A":{shape}}}}}}}"##
        );
        let document = Document::read(&text).expect("a document");
        let options = Options::new("loop", "loop.json");
        let conversion = convert(&document, &document.operations(), &options);
        assert_eq!(conversion.actions.len(), 1, "{shape}");
        let inputs =
            conversion.files.into_iter().map(|file| Input { name: file.name, bytes: file.text.into_bytes() });
        let checked = check(inputs.collect());
        let plain = checked.diagnostics.iter().map(|found| found.plain(&checked.sources));
        assert_eq!(plain.collect::<Vec<_>>(), Vec::<String>::new(), "{shape}");
    }
}
