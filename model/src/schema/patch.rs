//! What an overlay may say, as a JSON Schema: the definitions of the language once more, with no key required and with
//! `null` for what is to be removed. What stands in a list is replaced as a whole, so lists stay as they are.

use super::parts::{Definitions, Json, kind};

/// What the names of these definitions end in.
const SUFFIX: &str = "Patch";

/// What stands in front of a definition's name in a reference.
const DEFINITIONS: &str = "#/$defs/";

/// Names that are given by folders and files, which an overlay cannot change.
const NAMES: [(&str, &str); 2] = [("Api", "api"), ("Module", "module")];

/// The schema for changes to something of this schema.
pub(crate) fn of(schema: &Json) -> Json {
    match schema {
        Json::Object(entries) => {
            let get = |key: &str| entries.iter().find(|(name, _)| name == key).map(|(_, value)| value);
            if let Some(Json::List(alternatives)) = get("anyOf")
                && alternatives.iter().any(is_list)
            {
                return schema.clone(); // a list that may be written without brackets
            }
            let entries = entries.iter().filter(|(key, value)| !is_requirement(key, value));
            Json::Object(entries.map(|(key, value)| (key.clone(), part(key, value))).collect())
        }
        other => other.clone(),
    }
}

/// What one key of a schema says about changes.
fn part(key: &str, value: &Json) -> Json {
    match (key, value) {
        ("$ref", Json::Text(name)) => Json::text([name.as_str(), SUFFIX].concat()),
        ("anyOf", Json::List(schemas)) => Json::List(schemas.iter().map(of).collect()),
        ("additionalProperties", Json::Object(_)) => removable(of(value)),
        ("properties", Json::Object(keys)) => {
            Json::Object(keys.iter().map(|(key, value)| (key.clone(), removable(of(value)))).collect())
        }
        _ => value.clone(),
    }
}

/// Whether a key of a schema says what must be there.
fn is_requirement(key: &str, value: &Json) -> bool {
    let requires =
        |schema: &Json| matches!(schema, Json::Object(keys) if keys.iter().any(|(key, _)| key == "required"));
    match (key, value) {
        ("required", _) => true,
        ("anyOf", Json::List(schemas)) => schemas.iter().all(|schema| requires(schema) && !has_type(schema)),
        _ => false,
    }
}

fn has_type(schema: &Json) -> bool {
    matches!(schema, Json::Object(keys) if keys.iter().any(|(key, _)| key == "type"))
}

fn is_list(schema: &Json) -> bool {
    let Json::Object(keys) = schema else { return false };
    keys.iter().any(|(key, value)| key == "type" && matches!(value, Json::Text(kind) if kind == "array"))
}

/// The schema with `null` beside it. What it describes stays in front, where editors look for it.
fn removable(schema: Json) -> Json {
    let Json::Object(entries) = schema else { return schema };
    let (about, rest): (Vec<_>, Vec<_>) = entries.into_iter().partition(|(key, _)| key == "description");
    if rest.is_empty() {
        return Json::Object(about); // anything, and so null too
    }
    let mut entries = about;
    entries.push(("anyOf".to_owned(), Json::List(vec![Json::Object(rest), kind("null")])));
    Json::Object(entries)
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
        let mut patch = of(schema);
        if let Some((_, key)) = NAMES.iter().find(|(file, _)| *file == original) {
            without(&mut patch, key);
        }
        references(&patch, &mut wanted);
        definitions.items.push((name, patch));
    }
}

/// Collects the names that a schema refers to.
fn references(schema: &Json, found: &mut Vec<String>) {
    match schema {
        Json::Object(entries) => {
            for (key, value) in entries {
                match value {
                    Json::Text(text) if key == "$ref" => {
                        found.extend(text.strip_prefix(DEFINITIONS).map(str::to_owned));
                    }
                    _ => references(value, found),
                }
            }
        }
        Json::List(items) => items.iter().for_each(|item| references(item, found)),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Text(_) => {}
    }
}

/// Takes a key out of the schema of a mapping.
fn without(schema: &mut Json, key: &str) {
    let Json::Object(entries) = schema else { return };
    for (name, value) in entries {
        if let ("properties", Json::Object(keys)) = (name.as_str(), value) {
            keys.retain(|(other, _)| other != key);
        }
    }
}
