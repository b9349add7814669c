//! JSON as a tree, for building or changing it before it is written.

use std::fmt;

use super::{Extent, Index, Kind, Node, quote};
use crate::path;

/// A JSON value. Key order and the digits of numbers are kept: `10.00` and `10.0` are different.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonValue {
    /// `null`.
    Null,
    /// A boolean, `true` or `false`.
    Bool(bool),
    /// A number, as its literal text.
    Number(String),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<JsonValue>),
    /// An object, in the order of its keys.
    Object(Vec<(String, JsonValue)>),
}

impl JsonValue {
    /// Parses a JSON text; returns `None` if it is invalid or nested deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    pub fn parse(text: &str) -> Option<Self> {
        Self::from_node(Index::new(text, Extent::ANY).ok()?.root())
    }

    fn from_node(node: Node<'_>) -> Option<Self> {
        Some(match node.kind() {
            Kind::Null => Self::Null,
            Kind::Bool(flag) => Self::Bool(flag),
            Kind::Number(literal) => Self::number(literal),
            Kind::Text(text) => Self::text(text.value()?),
            Kind::List(items) => Self::List(items.map(Self::from_node).collect::<Option<_>>()?),
            Kind::Object(entries) => Self::Object(
                entries
                    .map(|(name, value)| Some((name.value()?.into_owned(), Self::from_node(value)?)))
                    .collect::<Option<_>>()?,
            ),
        })
    }

    /// Creates a number with this literal text, which is not checked.
    pub fn number(literal: impl ToString) -> Self {
        Self::Number(literal.to_string())
    }

    /// Creates a string with this content, not yet escaped.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Creates an array of strings.
    pub fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().map(Self::text).collect()
    }

    /// Creates an object with these entries.
    pub fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Self)>) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// Whether the value is neither an array nor an object.
    pub fn is_scalar(&self) -> bool {
        !matches!(self, Self::List(_) | Self::Object(_))
    }

    /// Returns the value at a key of an object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// Returns the value at a path of keys joined by dots. In a list, a number is the position of an item.
    pub fn at(&self, path: &str) -> Option<&Self> {
        path::keys(path).try_fold(self, |json, (key, _)| match json {
            Self::List(items) => items.get(key.parse::<usize>().ok()?),
            json => json.get(&key),
        })
    }

    /// Returns the text of a parameter with this value: a string without quotes, any other value as JSON.
    pub fn plain(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            other => other.to_string(),
        }
    }

    /// Sets the value at a path of keys, and creates the objects on the way. An existing value is replaced.
    pub fn put(&mut self, path: &[String], value: Self) {
        let (Self::Object(entries), [key, rest @ ..]) = (self, path) else { return };
        let at = entries.iter().position(|(name, _)| name == key).unwrap_or(entries.len());
        if at == entries.len() {
            entries.push((key.clone(), Self::Object(Vec::new())));
        }
        let Some((_, inner)) = entries.get_mut(at) else { return };
        if rest.is_empty() {
            *inner = value;
        } else {
            inner.put(rest, value);
        }
    }

    /// Returns the JSON on several lines, indented by two spaces for each level, without a final line break. Values
    /// inside the outermost object or array stay on one line if they have at most `width` characters.
    pub fn pretty(&self, width: usize) -> String {
        let mut out = String::new();
        self.write_pretty(&mut out, width, 0);
        out
    }

    fn write_pretty(&self, out: &mut String, width: usize, depth: usize) {
        let (open, close, items): (_, _, Vec<(Option<&str>, &Self)>) = match self {
            Self::List(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
            Self::Object(entries) => {
                ('{', '}', entries.iter().map(|(name, value)| (Some(name.as_str()), value)).collect())
            }
            _ => return self.write(out, ", ", ": "),
        };
        let start = out.len();
        if items.is_empty() || (width > 0 && !(depth == 0 && open == '{')) {
            self.write(out, ", ", ": ");
            let length = out.get(start..).map_or(0, |line| line.chars().count());
            if items.is_empty() || length + 2 * depth <= width {
                return;
            }
            out.truncate(start);
        }
        for (position, (name, value)) in items.into_iter().enumerate() {
            out.push(if position > 0 { ',' } else { open });
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth + 1));
            if let Some(name) = name {
                quote(name, out);
                out.push_str(": ");
            }
            value.write_pretty(out, width, depth + 1);
        }
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
        out.push(close);
    }

    /// Appends the JSON on one line, with these separators after items and names.
    fn write(&self, out: &mut String, comma: &str, colon: &str) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Self::Number(literal) => out.push_str(literal),
            Self::Text(text) => quote(text, out),
            Self::List(items) => {
                out.push('[');
                for (position, item) in items.iter().enumerate() {
                    out.push_str(if position > 0 { comma } else { "" });
                    item.write(out, comma, colon);
                }
                out.push(']');
            }
            Self::Object(entries) => {
                out.push('{');
                for (position, (name, value)) in entries.iter().enumerate() {
                    out.push_str(if position > 0 { comma } else { "" });
                    quote(name, out);
                    out.push_str(colon);
                    value.write(out, comma, colon);
                }
                out.push('}');
            }
        }
    }
}

impl FromIterator<JsonValue> for JsonValue {
    fn from_iter<I: IntoIterator<Item = JsonValue>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

/// Shows the JSON on one line, without whitespace.
impl fmt::Display for JsonValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.write(&mut out, ",", ":");
        f.write_str(&out)
    }
}

#[cfg(test)]
mod tests {
    use super::JsonValue;

    #[test]
    fn nothing_is_lost() {
        let text = r#"{"b":1.50,"a":[],"c":[1,{"x":"a\"é\u0001"}],"d":{},"e":12345678901234567890.10,"f":null,"g":true}"#;
        let json = JsonValue::parse(text).expect("JSON");
        assert_eq!(json.to_string(), text);
        for width in [0, 20, 80] {
            assert_eq!(JsonValue::parse(&json.pretty(width)), Some(json.clone()));
        }
        assert_eq!(json.get("b"), Some(&JsonValue::number("1.50")));
        assert_eq!(json.at("c.x"), None);
        assert_eq!(json.at("c.1.x"), Some(&JsonValue::text("a\"é\u{1}")));
        assert_eq!(JsonValue::object([("a", json.clone())]).at("a.g"), Some(&JsonValue::Bool(true)));
    }

    #[test]
    fn lines_are_two_blanks_deeper_for_each_level() {
        let json = JsonValue::object([
            ("a", JsonValue::texts(["b"])),
            ("c", JsonValue::texts([""; 0])),
            ("d", JsonValue::object([("", JsonValue::Null)])),
        ]);
        assert_eq!(
            json.pretty(0),
            "{\n  \"a\": [\n    \"b\"\n  ],\n  \"c\": [],\n  \"d\": {\n    \"\": null\n  }\n}"
        );
    }

    #[test]
    fn short_things_stay_on_a_line() {
        let json = JsonValue::parse(
            r#"{"a":{"b":[1,2]},"c":["a long text that needs room","and another one of them"]}"#,
        );
        let pretty = json.expect("JSON").pretty(56);
        assert_eq!(
            pretty,
            "{\n  \"a\": {\"b\": [1, 2]},\n  \"c\": [\n    \"a long text that needs room\",\n    \"and another one of \
             them\"\n  ]\n}"
        );
    }

    #[test]
    fn a_value_is_put_at_a_path() {
        let mut json = JsonValue::object([("a", JsonValue::Null)]);
        json.put(&["b".into(), "c".into()], JsonValue::Bool(true));
        json.put(&["a".into()], JsonValue::number(1));
        assert_eq!(json.to_string(), r#"{"a":1,"b":{"c":true}}"#);
    }

    #[test]
    fn what_is_no_json_is_none() {
        for text in ["", "{", "{\"a\":01}", "\"\\ud800\"", &"[".repeat(1000)] {
            assert_eq!(JsonValue::parse(text), None, "{text}");
        }
    }
}
