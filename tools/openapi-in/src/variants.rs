//! From the tree to unions and enums: `oneOf`, `anyOf`, discriminators, `enum` and `const`.

use std::rc::Rc;

use bindery_vocabulary::json::{JsonValue, is_number};

use crate::finding::Findings;
use crate::pointer::target;
use crate::read::schema;
use crate::schema::{Choice, Place, Schema, Shape, Union};
use crate::tree::Node;

/// Reads `oneOf` or `anyOf`.
pub(crate) fn union(
    node: &Node,
    list: &Node,
    key: &str,
    pointer: &str,
    at: &Place,
    findings: &mut Findings,
) -> Schema {
    let mut variants = Vec::new();
    let mut nullable = false;
    for (position, item) in list.items().iter().enumerate() {
        let variant = schema(item, &format!("{pointer}/{key}/{position}"), findings);
        match variant.shape {
            Shape::Null => nullable = true,
            _ => variants.push(variant),
        }
    }
    let (field, mapping) = discriminator(node);
    let mut result = match (variants.len(), nullable) {
        (0, true) => Schema::of(Shape::Null, at),
        (1, _) => {
            let mut only = variants.remove(0);
            only.at = at.clone();
            only
        }
        _ => {
            let union = Union { variants, field, mapping, any: key == "anyOf", base: None };
            Schema::of(Shape::Union(union), at)
        }
    };
    result.nullable |= nullable && result.shape != Shape::Null;
    result
}

/// Returns the field that tells variants apart, and its values with the pointers of their variants.
pub(crate) fn discriminator(node: &Node) -> (Option<String>, Vec<(String, Rc<str>)>) {
    let discriminator = node.get("discriminator");
    let field = discriminator.and_then(|inner| {
        inner.text_at("propertyName").or_else(|| inner.text()).map(str::to_owned) // a plain string in Swagger 2.0
    });
    let mapping = discriminator.and_then(|inner| inner.get("mapping")).map_or(&[][..], Node::entries);
    let mapping = mapping.iter().filter_map(|(value, reference)| {
        let reference = reference.text()?;
        let pointer = match reference.contains('#') {
            true => target(reference).to_owned(),
            false => format!("/components/schemas/{reference}"), // a bare name is allowed too
        };
        Some((value.clone(), Rc::from(pointer)))
    });
    (field, mapping.collect())
}

/// Returns the values of an enum in the kind of JSON of its type. YAML reads an unquoted `1.0` or `true` as no text,
/// and some documents quote numbers.
pub(crate) fn of_types(
    values: Vec<Choice>,
    types: &[&str],
    pointer: &str,
    findings: &mut Findings,
) -> Vec<Choice> {
    let [only] = types else { return values };
    let convert = |value: &JsonValue| match (*only, value) {
        ("string", JsonValue::Number(_) | JsonValue::Bool(_)) => Some(JsonValue::text(value.to_string())),
        ("integer" | "number", JsonValue::Text(text)) if is_number(text) => Some(JsonValue::number(text)),
        ("boolean", JsonValue::Text(text)) if text == "true" || text == "false" => {
            Some(JsonValue::Bool(text == "true"))
        }
        _ => None,
    };
    let each = values.into_iter().map(|choice| match convert(&choice.value) {
        Some(value) => {
            findings.wider(pointer, "a value of an enum that is not of its type", value.to_string());
            Choice { value, ..choice }
        }
        None => choice,
    });
    each.collect()
}

/// Returns the values of `enum` or `const`.
pub(crate) fn values(node: &Node) -> Option<Vec<Choice>> {
    let choice = |value: &Node, title: Option<String>, about: Option<String>| Choice {
        value: value.json(),
        title,
        about,
        deprecated: false,
    };
    if let Some(value) = node.get("const") {
        let text = |key: &str| node.text_at(key).map(str::to_owned);
        return Some(vec![choice(value, text("title"), text("description"))]);
    }
    let names = ["x-enum-varnames", "x-enumNames", "x-enum-names"].iter().find_map(|key| node.get(key));
    let texts = ["x-enum-descriptions", "x-enumDescriptions"].iter().find_map(|key| node.get(key));
    // A list in the order of the values, or a mapping with the values as its keys.
    let said = |node: Option<&Node>, at: usize, value: &Node| {
        let found = node.and_then(|node| node.items().get(at).or_else(|| node.get(&value.json().plain())));
        found.and_then(Node::text).map(str::to_owned)
    };
    let items = node.get("enum")?.items().iter().enumerate();
    Some(items.map(|(at, value)| choice(value, said(names, at, value), said(texts, at, value))).collect())
}
