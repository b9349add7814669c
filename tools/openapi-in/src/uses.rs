//! Types that the parts of a spec name.

use std::collections::HashSet;

use bindery_vocabulary::json::JsonValue;

/// Returns the types that a named type refers to.
pub(crate) fn of_type(body: &JsonValue) -> HashSet<&str> {
    let mut names = HashSet::new();
    for key in ["fields", "positions", "one-of"] {
        members(body.get(key), &mut names);
    }
    expression(body.get("type"), &mut names);
    names
}

/// Returns the types that an action refers to.
pub(crate) fn of_action(action: &JsonValue) -> HashSet<&str> {
    let mut names = HashSet::new();
    members(action.get("parameters"), &mut names);
    if let Some(response) = action.get("response") {
        expression(Some(response), &mut names);
        one(response, &mut names);
        if let Some(JsonValue::Object(variants)) = response.get("variants") {
            for (_, variant) in variants {
                one(variant, &mut names);
            }
        }
    }
    names
}

/// Returns the types that error formats refer to.
pub(crate) fn of_formats(formats: &JsonValue) -> HashSet<&str> {
    let mut names = HashSet::new();
    if let JsonValue::Object(formats) = formats {
        for (_, format) in formats {
            expression(format.get("details"), &mut names);
        }
    }
    names
}

/// Collects the types of one response or variant.
fn one<'j>(response: &'j JsonValue, names: &mut HashSet<&'j str>) {
    for key in ["type", "events", "lines", "headers"] {
        expression(response.get(key), names);
    }
}

/// Collects the types of fields, parameters or variants.
fn members<'j>(members: Option<&'j JsonValue>, names: &mut HashSet<&'j str>) {
    let Some(JsonValue::Object(members)) = members else { return };
    for (_, member) in members {
        expression(Some(member), names);
        expression(member.get("type"), names);
    }
}

/// Collects the names in a type expression.
fn expression<'j>(value: Option<&'j JsonValue>, names: &mut HashSet<&'j str>) {
    if let Some(JsonValue::Text(text)) = value {
        names.extend(in_expression(text));
    }
}

/// Returns the names of types in a type expression.
pub(crate) fn in_expression(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |name: &&str| name.starts_with(|first: char| first.is_ascii_uppercase());
    text.split(['<', '>', ',', '?', ' ']).filter(is_name)
}
