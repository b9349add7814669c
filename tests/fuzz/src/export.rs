//! The export to OpenAPI.

use std::collections::HashSet;

use bindery_openapi::{Options, Version, export as exported};
use serde_json::Value;

use crate::files::{files, model};

/// Any files as a spec that is exported.
pub(crate) fn export(data: &[u8]) {
    let Some(api) = model(files(data), Vec::new()) else { return };
    for version in [Version::V3_1, Version::V3_0] {
        let options = Options { version, ..Options::default() };
        let export = exported(&api, &options);
        let document: Value = serde_json::from_str(export.json()).expect("the export is JSON");
        let yaml: Value = serde_yaml::from_str(&export.yaml()).expect("the export is YAML");
        assert_eq!(shape(&document), shape(&yaml), "JSON and YAML say the same");
        let mut ids = HashSet::new();
        walk(&document, &mut |key, value| match (key, value) {
            ("$ref", Value::String(to)) => {
                let at = to.strip_prefix('#').expect("references stay inside");
                assert!(document.pointer(at).is_some(), "{to} leads nowhere");
            }
            ("operationId", Value::String(id)) => assert!(ids.insert(id.clone()), "{id} is not unique"),
            _ => {}
        });
    }
}

/// Visits every entry of every object, except values that only look like OpenAPI: examples, defaults and extensions are
/// arbitrary.
fn walk(value: &Value, see: &mut impl FnMut(&str, &Value)) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                see(key, value);
                let data = matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const");
                if !data && !key.starts_with("x-") {
                    walk(value, see);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| walk(item, see)),
        _ => {}
    }
}

/// Returns a document without values that readers of YAML and JSON round differently.
fn shape(value: &Value) -> Value {
    match value {
        Value::Number(_) => Value::from("a number"),
        Value::Array(items) => items.iter().map(shape).collect(),
        Value::Object(entries) => entries.iter().map(|(key, value)| (key.clone(), shape(value))).collect(),
        other => other.clone(),
    }
}
