//! The JSON Schema of overlays: the definitions of the language again, with no key required and with `null` for
//! removing a key. Lists stay unchanged, because they are replaced as a whole.

use super::parts::{Definitions, JsonValue, kind};

/// Suffix of the names of these definitions.
const SUFFIX: &str = "Patch";

/// Prefix of a definition's name in a reference.
const DEFINITIONS: &str = "#/$defs/";

/// Names that are given by folders and files, which an overlay cannot change.
const NAMES: [(&str, &str); 2] = [("Api", "api"), ("Module", "module")];

/// Returns the schema for changes to a value with this schema.
pub(crate) fn patch_schema(schema: &JsonValue) -> JsonValue {
    match schema {
        JsonValue::Object(entries) => {
            let get = |key: &str| entries.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            if let Some(JsonValue::List(alternatives)) = get("anyOf")
                && alternatives.iter().any(is_list)
            {
                return schema.clone(); // a list that may be written without brackets
            }
            let entries = entries.iter().filter(|(key, value)| !is_requirement(key, value));
            JsonValue::Object(entries.map(|(key, value)| (key.clone(), part(key, value))).collect())
        }
        other => other.clone(),
    }
}

/// Returns the schema for changes at one key of a schema.
fn part(key: &str, value: &JsonValue) -> JsonValue {
    match (key, value) {
        ("$ref", JsonValue::Text(name)) => JsonValue::text([name.as_str(), SUFFIX].concat()),
        ("anyOf", JsonValue::List(schemas)) => JsonValue::List(schemas.iter().map(patch_schema).collect()),
        ("additionalProperties", JsonValue::Object(_)) => removable(patch_schema(value)),
        ("properties", JsonValue::Object(keys)) => JsonValue::Object(
            keys.iter().map(|(key, value)| (key.clone(), removable(patch_schema(value)))).collect(),
        ),
        _ => value.clone(),
    }
}

/// Whether a key of a schema requires other keys.
fn is_requirement(key: &str, value: &JsonValue) -> bool {
    let requires = |schema: &JsonValue| matches!(schema, JsonValue::Object(keys) if keys.iter().any(|(key, _)| key == "required"));
    match (key, value) {
        ("required", _) => true,
        ("anyOf", JsonValue::List(schemas)) => {
            schemas.iter().all(|schema| requires(schema) && !has_type(schema))
        }
        _ => false,
    }
}

fn has_type(schema: &JsonValue) -> bool {
    matches!(schema, JsonValue::Object(keys) if keys.iter().any(|(key, _)| key == "type"))
}

fn is_list(schema: &JsonValue) -> bool {
    let JsonValue::Object(keys) = schema else { return false };
    keys.iter().any(|(key, value)| key == "type" && matches!(value, JsonValue::Text(kind) if kind == "array"))
}

/// Returns the schema that also accepts `null`. The description stays in front, where editors look for it.
fn removable(schema: JsonValue) -> JsonValue {
    let JsonValue::Object(entries) = schema else { return schema };
    let (about, rest): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key == "description");
    if rest.is_empty() {
        return JsonValue::Object(about); // any value, including null
    }
    let mut entries = about;
    entries.push(("anyOf".to_owned(), JsonValue::List(vec![JsonValue::Object(rest), kind("null")])));
    JsonValue::Object(entries)
}

/// Adds the definitions that changes refer to.
pub(super) fn define(definitions: &mut Definitions) {
    let mut wanted = Vec::new();
    for (_, schema) in &definitions.items {
        references(schema, &mut wanted);
    }
    while let Some(name) = wanted.pop() {
        if definitions.items.iter().any(|(other, _)| *other == name) {
            continue;
        }
        let original = name.strip_suffix(SUFFIX).unwrap_or(&name);
        let Some((_, schema)) = definitions.items.iter().find(|(other, _)| other == original) else {
            continue;
        };
        let mut patch = patch_schema(schema);
        if let Some((_, key)) = NAMES.iter().find(|(file, _)| *file == original) {
            without(&mut patch, key);
        }
        references(&patch, &mut wanted);
        definitions.items.push((name, patch));
    }
}

/// Collects the names of the definitions that a schema refers to.
fn references(schema: &JsonValue, found: &mut Vec<String>) {
    match schema {
        JsonValue::Object(entries) => {
            for (key, value) in entries {
                match value {
                    JsonValue::Text(text) if key == "$ref" => {
                        found.extend(text.strip_prefix(DEFINITIONS).map(str::to_owned));
                    }
                    _ => references(value, found),
                }
            }
        }
        JsonValue::List(items) => items.iter().for_each(|item| references(item, found)),
        JsonValue::Null | JsonValue::Bool(_) | JsonValue::Number(_) | JsonValue::Text(_) => {}
    }
}

/// Removes a key from the schema of a mapping.
fn without(schema: &mut JsonValue, key: &str) {
    let JsonValue::Object(entries) = schema else { return };
    for (name, value) in entries {
        if let ("properties", JsonValue::Object(keys)) = (name.as_str(), value) {
            keys.retain(|(other, _)| other != key);
        }
    }
}
