//! JSON as a tree that keeps what was written: the order of keys, every digit of a number.

use std::borrow::Cow;

use bindery_runtime::wire::Shape;
use bindery_runtime::{Document, Value};

/// What still fits on one line of an example.
const WIDTH: usize = 56;
/// How deep examples are read; what is deeper is left out.
const DEEPEST: usize = 64;

/// Any JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// A number, `true`, `false` or `null`, to the letter.
    Word(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// A word: a number, a flag or null.
    pub(crate) fn word(word: impl ToString) -> Self {
        Json::Word(word.to_string())
    }

    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Json::Text(text.into())
    }

    /// Reads JSON text; none when it is not JSON.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Self::of(&Document::parse(text.as_bytes()).ok()?.value(), 0)
    }

    fn of(value: &Value<'_>, depth: usize) -> Option<Self> {
        if depth > DEEPEST {
            return None;
        }
        Some(match value.shape() {
            Shape::Null => Json::word("null"),
            Shape::Bool(_) | Shape::Number(_) => Json::word(value.scalar_text()?),
            Shape::Text(text) => Json::text(text),
            Shape::List => {
                let mut room = None;
                let items = value.items(&mut room).ok()?;
                Json::List(items.map(|item| Self::of(&item, depth + 1)).collect::<Option<_>>()?)
            }
            Shape::Object => {
                let mut room = None;
                let entries = value.entries(&mut room).ok()?;
                let read = |(name, value): &(Cow<'_, str>, Value<'_>)| {
                    Some((name.clone().into_owned(), Self::of(value, depth + 1)?))
                };
                Json::Object(entries.iter().map(read).collect::<Option<_>>()?)
            }
            Shape::BrokenText => return None,
        })
    }

    /// The value at a key of an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Object(entries) => entries.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            Json::Word(_) | Json::Text(_) | Json::List(_) => None,
        }
    }

    /// Puts a value at a path of keys, in place of what is there, making the objects on the way.
    pub(crate) fn put(&mut self, path: &[String], value: Json) {
        let (Json::Object(entries), [key, rest @ ..]) = (self, path) else { return };
        let at = entries.iter().position(|(name, _)| name == key).unwrap_or(entries.len());
        if at == entries.len() {
            entries.push((key.clone(), Json::Object(Vec::new())));
        }
        let Some((_, inner)) = entries.get_mut(at) else { return };
        if rest.is_empty() {
            *inner = value;
        } else {
            inner.put(rest, value);
        }
    }

    /// The text of a parameter with this value: texts without quotes, all else as JSON.
    pub(crate) fn plain(&self) -> String {
        match self {
            Json::Text(text) => text.clone(),
            other => other.compact(),
        }
    }

    /// On one line.
    pub(crate) fn compact(&self) -> String {
        self.joined(",", ":")
    }

    /// On several lines, as people read it.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, depth: usize) {
        let on_one_line = self.joined(", ", ": ");
        let is_object = matches!(self, Json::Object(_));
        let (open, close, items): (char, char, Vec<(Option<&str>, &Json)>) = match self {
            Json::Word(_) | Json::Text(_) => return out.push_str(&on_one_line),
            Json::List(items) => ('[', ']', items.iter().map(|item| (None, item)).collect()),
            Json::Object(entries) => {
                ('{', '}', entries.iter().map(|(name, value)| (Some(name.as_str()), value)).collect())
            }
        };
        // The outermost object always stands on several lines, the others where they do not fit on one.
        let fits = on_one_line.chars().count() + 2 * depth <= WIDTH && !(depth == 0 && is_object);
        if items.is_empty() || fits {
            return out.push_str(&on_one_line);
        }
        out.push(open);
        for (position, (name, value)) in items.iter().enumerate() {
            out.push_str(if position > 0 { ",\n" } else { "\n" });
            out.extend(std::iter::repeat_n("  ", depth + 1));
            if let Some(name) = name {
                out.push_str(&quoted(name));
                out.push_str(": ");
            }
            value.write(out, depth + 1);
        }
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
        out.push(close);
    }

    fn joined(&self, comma: &str, colon: &str) -> String {
        match self {
            Json::Word(word) => word.clone(),
            Json::Text(text) => quoted(text),
            Json::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.joined(comma, colon)).collect();
                format!("[{}]", items.join(comma))
            }
            Json::Object(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(name, value)| format!("{}{colon}{}", quoted(name), value.joined(comma, colon)))
                    .collect();
                format!("{{{}}}", entries.join(comma))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    // A text can always be written.
    serde_json::to_string(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::Json;

    #[test]
    fn nothing_is_lost() {
        let text = r#"{"b":1.50,"a":[],"c":[1,{"x":"a\"é"}],"d":{},"e":12345678901234567890.10,"f":null}"#;
        let json = Json::parse(text).expect("JSON");
        assert_eq!(json.compact(), text);
        assert_eq!(Json::parse(&json.pretty()), Some(json));
    }

    #[test]
    fn short_things_stay_on_a_line() {
        let json =
            Json::parse(r#"{"a":{"b":[1,2]},"c":["a long text that needs room","and another one of them"]}"#);
        let pretty = json.expect("JSON").pretty();
        assert_eq!(
            pretty,
            "{\n  \"a\": {\"b\": [1, 2]},\n  \"c\": [\n    \"a long text that needs room\",\n    \"and another one of \
             them\"\n  ]\n}"
        );
    }

    #[test]
    fn what_is_no_json_is_none() {
        assert_eq!(Json::parse("{"), None);
        assert_eq!(Json::parse(&"[".repeat(1000)), None);
    }
}
