//! Records, and the keys of their fields.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;

use crate::schema::{Record, Schema, Shape};
use crate::text::{self, FieldNames};
use crate::typed::{Class, Hint, Typed};
use crate::types::{Types, about_of};

/// Returns the body of a record.
pub(crate) fn record(types: &mut Types<'_>, record: &Record, schema: &Schema, hint: &Hint) -> JsonValue {
    let fields = entries(types, record, schema, hint);
    JsonValue::object([
        ("about", JsonValue::text(about_of(schema, hint))),
        ("fields", JsonValue::Object(fields)),
    ])
}

/// Returns the fields of a record, in the order of the document.
pub(crate) fn entries(
    types: &mut Types<'_>,
    record: &Record,
    schema: &Schema,
    hint: &Hint,
) -> Vec<(String, JsonValue)> {
    let mut names = FieldNames::default();
    let mut fields = Vec::with_capacity(record.fields.len() + 1);
    for field in &record.fields {
        if field.name.is_empty() {
            types.schemas.findings.gap(&schema.at.pointer, "a name without a character", "");
            continue;
        }
        if types.is_hidden(field) {
            continue;
        }
        let mut keys = member(types, &field.schema, field.required, &hint.inside(&field.name), &field.name);
        keys.extend(names.rust(&field.name).map(|name| ("rust".to_owned(), JsonValue::text(name))));
        fields.push((field.name.clone(), short(keys)));
    }
    if let Some(value) = &record.additional {
        let hint = hint.inside("additional");
        let typed = types.lower(value, &hint);
        let typed = types.without_keys(typed, value, &hint);
        let taken: HashSet<&str> = record.fields.iter().map(|field| field.name.as_str()).collect();
        let name = ["additional", "more", "others", "additional_entries"]
            .into_iter()
            .find(|name| !taken.contains(name));
        let name = name.unwrap_or("further_entries");
        let mut keys = vec![
            ("type".to_owned(), JsonValue::text(format!("map<{}>", typed.inner()))),
            ("additional".to_owned(), JsonValue::Bool(true)),
            ("about".to_owned(), JsonValue::text("Further entries.")),
        ];
        keys.extend(names.rust(name).map(|name| ("rust".to_owned(), JsonValue::text(name))));
        fields.push((name.to_owned(), JsonValue::Object(keys)));
    }
    if !record.required.is_empty() {
        let detail = record.required.join(", ");
        types.schemas.findings.wider(&schema.at.pointer, "a required property that is not described", detail);
    }
    fields
}

/// Returns the body of a record that travels as a list.
pub(crate) fn positions(
    types: &mut Types<'_>,
    items: &[Schema],
    least: usize,
    schema: &Schema,
    hint: &Hint,
) -> JsonValue {
    let mut names = FieldNames::default();
    let mut fields = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let name = item
            .title
            .as_deref()
            .map_or_else(|| format!("item{}", at + 1), |title| text::kebab(title, "item"));
        let mut keys = member(types, item, at < least, &hint.inside(&name), &name);
        keys.extend(names.rust(&name).map(|name| ("rust".to_owned(), JsonValue::text(name))));
        fields.push((name, short(keys)));
    }
    JsonValue::object([
        ("about", JsonValue::text(about_of(schema, hint))),
        ("positions", JsonValue::Object(fields)),
    ])
}

/// Returns the keys of a field.
pub(crate) fn member(
    types: &mut Types<'_>,
    schema: &Schema,
    required: bool,
    hint: &Hint,
    name: &str,
) -> Vec<(String, JsonValue)> {
    let about = text::about(schema.about.as_deref()).or_else(|| text::about(schema.title.as_deref()));
    let deprecated = schema.deprecated.then(|| ("deprecated".to_owned(), JsonValue::Bool(true)));
    if required && let Some((word, value)) = constant(types, schema) {
        let mut keys = vec![
            ("type".to_owned(), JsonValue::text(word)),
            ("fixed".to_owned(), value),
            ("about".to_owned(), JsonValue::text(about.unwrap_or_else(|| text::in_words(name)))),
        ];
        keys.extend(deprecated);
        return keys;
    }
    let typed = types.lower(schema, hint);
    let mut keys = keys_of(&typed, required, about, name);
    keys.extend(deprecated);
    keys
}

/// Returns the keys of a value of this type.
pub(crate) fn keys_of(
    typed: &Typed,
    required: bool,
    about: Option<String>,
    name: &str,
) -> Vec<(String, JsonValue)> {
    let mut keys = vec![("type".to_owned(), JsonValue::text(&typed.expr))];
    if !required {
        keys.push(("optional".to_owned(), JsonValue::Bool(true)));
    }
    if typed.nullable && typed.class != Class::Any {
        keys.push(("nullable".to_owned(), JsonValue::Bool(true)));
    }
    keys.extend(typed.keys());
    let about = about.or_else(|| (!typed.named).then(|| text::in_words(name)));
    keys.extend(about.map(|about| ("about".to_owned(), JsonValue::text(about))));
    keys
}

/// Returns the only value of a schema, with the type that writes it.
pub(crate) fn constant(types: &mut Types<'_>, schema: &Schema) -> Option<(&'static str, JsonValue)> {
    let expanded = types.schemas.expanded(schema);
    let Shape::Choice(choices) = &expanded.shape else { return None };
    let [only] = choices.as_slice() else { return None };
    if expanded.nullable {
        return None;
    }
    let word = match &only.value {
        JsonValue::Text(_) => "string",
        JsonValue::Bool(_) => "bool",
        JsonValue::Number(literal) if literal.parse::<i64>().is_ok() => "int",
        _ => return None,
    };
    Some((word, only.value.clone()))
}

/// Returns a mapping, or only the type where nothing else is said.
pub(crate) fn short(keys: Vec<(String, JsonValue)>) -> JsonValue {
    match keys.as_slice() {
        [(key, value)] if key == "type" => value.clone(),
        _ => JsonValue::Object(keys),
    }
}
