//! Templates of error responses: a JSON value in which placeholders stand for the parts of an error.
//!
//! A placeholder is a whole string. A list with one item that contains a placeholder stands for a list of any length,
//! with one entry for each error. The items of any other list have their places.

use std::borrow::Cow;

use crate::json::{JsonValue, unescape};
use crate::path;
use crate::{Given, Number, Word as _, flag};

crate::words! {
    /// Placeholder in the body of an error format.
    pub enum Placeholder: "placeholder" {
        /// The error code, of the API's type.
        Code = "$code",
        /// The error code as a string.
        CodeText = "$code-text",
        /// Message of the error, as a string.
        Message = "$message",
        /// Details of the error, any JSON value.
        Details = "$details",
        /// The HTTP status as a number.
        Status = "$status",
        /// The wait before the next attempt, in seconds.
        RetryAfter = "$retry-after",
    }
}

impl Placeholder {
    /// Returns the placeholder that a value of a template is; `None` for a constant.
    pub fn of(value: &JsonValue) -> Option<Self> {
        match value {
            JsonValue::Text(text) => Self::of_text(text),
            _ => None,
        }
    }

    /// Whether the part identifies an error or describes it to a person.
    pub fn identifies(self) -> bool {
        match self {
            Self::Code | Self::CodeText | Self::Message | Self::Status => true,
            Self::Details | Self::RetryAfter => false,
        }
    }

    /// Whether the part tells errors with different codes or statuses apart by machine.
    pub fn distinguishes(self) -> bool {
        match self {
            Self::Code | Self::CodeText | Self::Status => true,
            Self::Message | Self::Details | Self::RetryAfter => false,
        }
    }
}

/// Whether bodies of a media type are JSON: `application/json`, or a type whose name ends in `+json`.
pub fn is_json(media: &str) -> bool {
    let name = media.split(';').next().unwrap_or(media).trim();
    name.eq_ignore_ascii_case("application/json")
        || name.len() > 5 && name.get(name.len() - 5..).is_some_and(|end| end.eq_ignore_ascii_case("+json"))
}

/// A step from a value of a template to a value in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step<'t> {
    /// The value at this key of an object.
    Key(&'t str),
    /// The item at this position of a list.
    Item(usize),
    /// Each item of a list with one entry for each error.
    Each,
}

/// Returns the item of a list that stands for all of its entries; `None` for a list whose items have their places.
pub fn repeated(items: &[JsonValue]) -> Option<&JsonValue> {
    match items {
        [item] if !places(item).is_empty() => Some(item),
        _ => None,
    }
}

/// Returns the placeholders of a template in order, with the steps to each.
pub fn places(template: &JsonValue) -> Vec<(Vec<Step<'_>>, Placeholder)> {
    let mut found = Vec::new();
    collect(template, &mut Vec::new(), &mut found);
    found
}

fn collect<'t>(
    value: &'t JsonValue,
    steps: &mut Vec<Step<'t>>,
    found: &mut Vec<(Vec<Step<'t>>, Placeholder)>,
) {
    let mut inner = |step, value| {
        steps.push(step);
        collect(value, steps, found);
        steps.pop();
    };
    match value {
        JsonValue::Object(entries) => {
            entries.iter().for_each(|(name, value)| inner(Step::Key(name), value));
        }
        JsonValue::List(items) => match items.as_slice() {
            [item] => inner(Step::Each, item),
            items => items.iter().enumerate().for_each(|(at, item)| inner(Step::Item(at), item)),
        },
        scalar => found.extend(Placeholder::of(scalar).map(|placeholder| (steps.clone(), placeholder))),
    }
}

/// Writes a template: each placeholder is replaced by its value for the error with this position, and a list that
/// stands for a list of any length gets an entry for each of the `errors`. A placeholder without a value is left out of
/// an object, as is an object in which nothing else is; in a list it is null.
///
/// `beside` is the path to an object, empty for the whole body, to which the fields of the details are added; in a list
/// of errors, they are added to the entry of each error.
pub fn fill<V>(
    template: &JsonValue,
    errors: usize,
    value: &mut V,
    beside: Option<(&str, &[Option<JsonValue>])>,
) -> Option<JsonValue>
where
    V: FnMut(Placeholder, usize) -> Option<JsonValue>,
{
    let mut body = filled(template, 0, errors, value);
    if let Some((path, details)) = beside {
        put_beside(body.get_or_insert_with(|| JsonValue::Object(Vec::new())), path, details);
    }
    body.map(|mut body| {
        drop_silent(template, &mut body);
        body
    })
}

/// Returns the entry of a list of errors, written as this part of the template, that says nothing.
fn silent(part: &JsonValue) -> JsonValue {
    match part {
        JsonValue::Object(_) => JsonValue::Object(Vec::new()),
        _ => JsonValue::Null,
    }
}

/// Drops the entries of lists of errors that say nothing. Until here they keep the places of the others.
fn drop_silent(template: &JsonValue, body: &mut JsonValue) {
    match (template, body) {
        (JsonValue::Object(parts), JsonValue::Object(entries)) => {
            for (name, inner) in entries {
                let part = parts.iter().find(|(known, _)| known == name);
                part.into_iter().for_each(|(_, part)| drop_silent(part, inner));
            }
        }
        (JsonValue::List(parts), JsonValue::List(items)) => match repeated(parts) {
            Some(part) => {
                items.retain(|item| *item != silent(part));
                items.iter_mut().for_each(|item| drop_silent(part, item));
            }
            None => parts.iter().zip(items).for_each(|(part, item)| drop_silent(part, item)),
        },
        _ => {}
    }
}

fn filled<V>(template: &JsonValue, error: usize, errors: usize, value: &mut V) -> Option<JsonValue>
where
    V: FnMut(Placeholder, usize) -> Option<JsonValue>,
{
    match template {
        JsonValue::Object(entries) => {
            let mut written = Vec::with_capacity(entries.len());
            for (name, inner) in entries {
                written.extend(filled(inner, error, errors, value).map(|inner| (name.clone(), inner)));
            }
            (entries.is_empty() || !written.is_empty()).then_some(JsonValue::Object(written))
        }
        JsonValue::List(items) => Some(match repeated(items) {
            Some(item) => {
                let entry = |error| filled(item, error, errors, value).unwrap_or_else(|| silent(item));
                (0..errors).map(entry).collect()
            }
            None => {
                let item = |item| filled(item, error, errors, value).unwrap_or(JsonValue::Null);
                items.iter().map(item).collect()
            }
        }),
        constant => match Placeholder::of(constant) {
            Some(placeholder) => value(placeholder, error),
            None => Some(constant.clone()),
        },
    }
}

/// Adds the fields of details to the object at this path, empty for the whole body; in a list of errors, to the entry of
/// each error. What the template has written stays as it is, and an object in which nothing would be is left out.
fn put_beside(body: &mut JsonValue, path: &str, details: &[Option<JsonValue>]) {
    let entries = match body {
        JsonValue::Object(entries) => entries,
        JsonValue::List(items) if path.is_empty() => {
            for (item, details) in items.iter_mut().zip(details) {
                put_beside(item, path, std::slice::from_ref(details));
            }
            return;
        }
        _ => return,
    };
    if path.is_empty() {
        let Some(Some(JsonValue::Object(fields))) = details.first() else { return };
        for (name, value) in fields {
            if entries.iter().all(|(other, _)| other != name) {
                entries.push((name.clone(), value.clone()));
            }
        }
        return;
    }
    let (key, rest) = path::first(path);
    let rest = rest.unwrap_or_default();
    if let Some((_, inner)) = entries.iter_mut().find(|(name, _)| *name == key) {
        return put_beside(inner, rest, details);
    }
    let mut inner = JsonValue::Object(Vec::new());
    put_beside(&mut inner, rest, details);
    if !is_empty(&inner) {
        entries.push((key.into_owned(), inner));
    }
}

/// Whether a scalar is the constant of an error signal, a JSON text. A boolean is compared in every spelling that is
/// read as one, an integer by its value, anything else by its text; a number and a string with its digits are equal.
pub fn is_constant(found: Given<'_>, constant: &str) -> bool {
    let text = match constant {
        "true" | "false" => return flag(found) == Some(constant == "true"),
        _ => match constant.strip_prefix('"').and_then(|text| text.strip_suffix('"')) {
            None => Some(Cow::Borrowed(constant)),
            Some(text) if !text.contains('\\') => Some(Cow::Borrowed(text)),
            Some(text) => unescape(text).map(Cow::Owned),
        },
    };
    let whole = |given: Given<'_>| given.number().and_then(Number::to_i64);
    text.is_some_and(|text| {
        found.text() == text || whole(Given::Text(&text)).is_some_and(|wanted| whole(found) == Some(wanted))
    })
}

/// Whether a value says nothing: null, an empty string, an empty list or an empty object.
pub fn is_empty(value: &JsonValue) -> bool {
    match value {
        JsonValue::Null => true,
        JsonValue::Text(text) => text.is_empty(),
        JsonValue::List(items) => items.is_empty(),
        JsonValue::Object(entries) => entries.is_empty(),
        JsonValue::Bool(_) | JsonValue::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(text: &str) -> JsonValue {
        JsonValue::parse(text).expect("JSON")
    }

    #[test]
    fn placeholders_have_places() {
        let body =
            template(r#"{"a":["$code"],"b":["error","$code","$message"],"c":["x"],"d":{"e":"$status"}}"#);
        let found = places(&body);
        let steps: Vec<String> =
            found.iter().map(|(steps, what)| format!("{steps:?} {}", what.text())).collect();
        assert_eq!(
            steps,
            [
                r#"[Key("a"), Each] $code"#,
                r#"[Key("b"), Item(1)] $code"#,
                r#"[Key("b"), Item(2)] $message"#,
                r#"[Key("d"), Key("e")] $status"#,
            ]
        );
    }

    #[test]
    fn a_template_is_filled_for_each_error() {
        let fill = |text: &str, codes: &[&str]| {
            let mut value = |what, at: usize| match what {
                Placeholder::Code => codes.get(at).map(|code| JsonValue::text(*code)),
                Placeholder::Status => Some(JsonValue::number(400)),
                _ => None,
            };
            super::fill(&template(text), codes.len(), &mut value, None).map(|json| json.to_string())
        };
        let filled = |text: &str, codes: &[&str]| fill(text, codes).expect("something is written");
        assert_eq!(
            filled(r#"{"error":["$code"],"result":{}}"#, &["a", "b"]),
            r#"{"error":["a","b"],"result":{}}"#
        );
        assert_eq!(filled(r#"["error","$code","$message"]"#, &["a"]), r#"["error","a",null]"#);
        assert_eq!(filled(r#"[{"c":"$code","m":"$message"}]"#, &["a", "b"]), r#"[{"c":"a"},{"c":"b"}]"#);
        assert_eq!(filled(r#"{"s":"$status","p":{"r":"$retry-after"}}"#, &["a"]), r#"{"s":400}"#);
        assert_eq!(fill(r#"{"p":{"r":"$retry-after"}}"#, &["a"]), None);
        assert_eq!(filled(r#""$code""#, &["a"]), r#""a""#);
        assert_eq!(filled(r#"{"e":[{"r":"$retry-after"}],"t":["$message"]}"#, &["a"]), r#"{"e":[],"t":[]}"#);
    }

    #[test]
    fn an_entry_of_a_list_may_be_nothing_but_details() {
        let codes = ["a", "", "", "d"];
        let mut value = |what, at: usize| match what {
            Placeholder::Code => {
                codes.get(at).filter(|code| !code.is_empty()).map(|code| JsonValue::text(*code))
            }
            _ => None,
        };
        let details = ["", r#"{"f":1}"#, "", r#"{"f":2}"#].map(JsonValue::parse);
        let body = template(r#"{"errors":[{"code":"$code"}]}"#);
        let filled = fill(&body, codes.len(), &mut value, Some(("errors", &details)));
        assert_eq!(
            filled.expect("something is written").to_string(),
            r#"{"errors":[{"code":"a"},{"f":1},{"code":"d","f":2}]}"#
        );
    }

    #[test]
    fn details_stand_beside_what_is_written() {
        let put = |body: &str, path: &str, details: &[&str]| {
            let mut body = template(body);
            let details: Vec<_> = details.iter().map(|details| JsonValue::parse(details)).collect();
            put_beside(&mut body, path, &details);
            body.to_string()
        };
        let details = r#"{"code":2,"field":"a"}"#;
        assert_eq!(put(r#"{"code":1}"#, "", &[details]), r#"{"code":1,"field":"a"}"#);
        assert_eq!(put(r#"{"e":{"code":1}}"#, "e", &[details]), r#"{"e":{"code":1,"field":"a"}}"#);
        assert_eq!(put(r#"{}"#, "e.d", &[r#"{"x":1}"#]), r#"{"e":{"d":{"x":1}}}"#);
        assert_eq!(
            put(r#"{"errors":[{"code":1},{"code":2}]}"#, "errors", &["", details]),
            r#"{"errors":[{"code":1},{"code":2,"field":"a"}]}"#
        );
        assert_eq!(put("[1]", "x", &[details]), "[1]");
        for nothing in ["", "{}"] {
            assert_eq!(put(r#"{"code":1}"#, "e.d", &[nothing]), r#"{"code":1}"#);
            assert_eq!(put(r#"{"e":{}}"#, "e.d", &[nothing]), r#"{"e":{}}"#);
        }
    }

    #[test]
    fn constants_are_compared_by_value() {
        for (constant, found, same) in [
            ("false", Given::Number("0"), true),
            ("false", Given::Text("false"), true),
            ("true", Given::Bool(false), false),
            ("200000", Given::Text("200000"), true),
            ("\"200000\"", Given::Number("200000"), true),
            ("\"200000\"", Given::Number("200001"), false),
            ("1.0", Given::Number("1"), true),
            ("\"error\"", Given::Text("error"), true),
            ("\"error\"", Given::Text("Error"), false),
            ("\"true\"", Given::Bool(true), true),
            (r#""a\"b""#, Given::Text("a\"b"), true),
        ] {
            assert_eq!(is_constant(found, constant), same, "{constant} {found:?}");
        }
    }
}
