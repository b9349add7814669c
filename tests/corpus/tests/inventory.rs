//! The inventory notices what a spec lacks: each construct is taken out of the text of a good spec.

use bindery_corpus::{inventory, spec};
use bindery_openapi_in::{Conversion, Document};
use serde_json::Value;

const SHOP: &str = include_str!("../../../tools/openapi-in/tests/documents/shop.yaml");

/// Returns what the spec of one operation lacks once a text in it is replaced.
fn missing(path: &str, method: &str, old: &str, new: &str) -> Vec<String> {
    let document = Document::read(SHOP).expect("a document");
    let raw: Value = serde_yaml::from_str(SHOP).expect("YAML");
    let mut operations = document.operations();
    operations.retain(|operation| operation.path == path && operation.method == method);
    let Conversion { files, .. } = spec(&document, &operations, "shop.yaml");
    assert!(files.iter().any(|file| file.text.contains(old)), "{old} is in no file");
    let files = files.iter().map(|file| serde_yaml::from_str(&file.text.replace(old, new)).expect("YAML"));
    let files: Vec<Value> = files.collect();
    let missing = inventory::of_operation(&raw, path, method).missing_in(&inventory::of_spec(&files));
    missing.into_iter().map(|(reason, name)| format!("{reason}: {name}")).collect()
}

#[test]
fn a_good_spec_lacks_nothing() {
    assert_eq!(missing("/orders", "get", "orders", "orders"), Vec::<String>::new());
    assert_eq!(missing("/orders", "post", "orders", "orders"), Vec::<String>::new());
}

#[test]
fn what_is_taken_out_is_missed() {
    for (old, new, reason) in [
        ("X-Trace:", "X-Other:", "a parameter that is not in the spec: X-Trace"),
        ("in: header", "in: query", "a parameter in another place: X-Trace in header"),
        ("status: 304", "status: 302", "a status that is not in the spec: 304"),
        ("X-Total:", "X-Sum:", "a header that is not in the spec: x-total"),
        ("number: {type: string", "digits: {type: string", "a property that is not in the spec: number"),
        ("{is: paid}", "{is: unpaid}", "a value that is not in the spec: paid"),
        ("fixed: debit", "fixed: cash", "a value that is not in the spec: debit"),
        (
            "payment: Payment",
            "payment: any",
            "a property of a known type that may be anything in the spec: payment",
        ),
    ] {
        assert_eq!(missing("/orders", "get", old, new), [reason], "{old}");
    }
    let reason = "a media type that is not in the spec: application/pdf";
    assert_eq!(missing("/orders/{id}.pdf", "get", "application/pdf", "image/png"), [reason]);
}
