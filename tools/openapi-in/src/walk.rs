//! Walks over a document that tell its keywords from the names that its author chose.

use std::collections::HashSet;

use crate::tree::{Kind, Node};

/// What the keys of a mapping are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Keywords of OpenAPI or JSON Schema.
    Words,
    /// Names of schemas, properties, paths, statuses and so on.
    Names,
}

/// Keywords whose mapping has names as its keys.
const NAMED: &[&str] = &[
    "$defs",
    "callbacks",
    "content",
    "definitions",
    "dependentSchemas",
    "encoding",
    "flows",
    "headers",
    "links",
    "mediaTypes",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "scopes",
    "securityDefinitions",
    "securitySchemes",
    "variables",
    "webhooks",
];

/// Keywords with values of the API, in which nothing is a keyword.
const VALUES: &[&str] = &["const", "default", "enum", "example", "examples", "mapping", "value"];

/// Returns what the keys inside of an entry's value are; none for values of the API and extensions.
pub(crate) fn inside(keys: Keys, key: &str, value: &Node) -> Option<Keys> {
    match keys {
        Keys::Names => Some(Keys::Words),
        Keys::Words if VALUES.contains(&key) || key.starts_with("x-") => None,
        Keys::Words if NAMED.contains(&key) && matches!(value.kind, Kind::Map(_)) => Some(Keys::Names),
        Keys::Words => Some(Keys::Words),
    }
}

/// Calls `visit` for every mapping of a document, and says what its keys are. Values of the API and extensions are left
/// out. The nesting of a document, and so that of this function, is bounded by its readers.
pub(crate) fn walk(node: &mut Node, keys: Keys, visit: &mut dyn FnMut(&mut Node, Keys)) {
    if matches!(node.kind, Kind::Map(_)) {
        visit(node, keys);
    }
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| walk(item, Keys::Words, visit)),
        Kind::Map(entries) => {
            for (key, value) in entries {
                if let Some(inner) = inside(keys, key, value) {
                    walk(value, inner, visit);
                }
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
}

/// Removes the sentences of a document, which say nothing about the wire. Titles stay, because they name things.
pub(crate) fn without_texts(node: &mut Node) {
    walk(node, Keys::Words, &mut |node, keys| {
        let Kind::Map(entries) = &mut node.kind else { return };
        if keys == Keys::Names {
            return;
        }
        let texts = ["description", "summary", "x-enum-descriptions", "x-enumDescriptions"];
        entries.retain(|(key, _)| !texts.contains(&key.as_str()));
        for (_, scopes) in entries.iter_mut().filter(|(key, _)| key == "scopes") {
            if let Kind::Map(scopes) = &mut scopes.kind {
                scopes.iter_mut().for_each(|(_, about)| about.kind = Kind::Null);
            }
        }
    });
}

/// Collects the names of the properties by which a document tells variants apart.
pub(crate) fn tags(node: &Node, found: &mut HashSet<String>) {
    let discriminator = node.get("discriminator");
    let name = discriminator.and_then(|inner| inner.text_at("propertyName").or_else(|| inner.text()));
    found.extend(name.map(str::to_owned));
    node.entries().iter().for_each(|(_, value)| tags(value, found));
    node.items().iter().for_each(|item| tags(item, found));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_no_keywords() {
        let text = r##"{"description": "x", "properties": {"description": {"description": "y", "type": "string"},
            "example": {"summary": "z"}}, "example": {"description": "kept"}, "scopes": {"read": "Reads."}}"##;
        let mut node = crate::tree::read(text, 0).expect("JSON");
        without_texts(&mut node);
        let expected = r##"{"properties":{"description":{"type":"string"},"example":{}},"example":{"description":"kept"},"scopes":{"read":null}}"##;
        assert_eq!(node.json().to_string(), expected);
    }
}
