//! The document as a tree: every value with its lines, in the order of the document.
//!
//! JSON is read with the reader of `bindery-vocabulary`, YAML with the parser that reads specs. Lines become the
//! evidence of what is written, so both readers keep them.

use std::borrow::Cow;

use bindery_vocabulary::json::{Extent, Index, JsonValue, Kind as JsonKind, Node as JsonNode};

/// A value of the document with its lines.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    /// First and last line, counted from 1.
    pub(crate) lines: (u32, u32),
    /// The value.
    pub(crate) kind: Kind,
}

/// Kind and content of a value.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// `null`.
    Null,
    /// A boolean.
    Bool(bool),
    /// A number, as its literal text.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping, in the order of the document.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// Creates a value at the lines of another one.
    pub(crate) fn like(other: &Node, kind: Kind) -> Self {
        Self { lines: other.lines, kind }
    }

    /// Returns the value at a key of a mapping.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Returns the entries of a mapping; none of another value.
    pub(crate) fn entries(&self) -> &[(String, Node)] {
        match &self.kind {
            Kind::Map(entries) => entries,
            _ => &[],
        }
    }

    /// Returns the items of a list; none of another value.
    pub(crate) fn items(&self) -> &[Node] {
        match &self.kind {
            Kind::List(items) => items,
            _ => &[],
        }
    }

    /// Returns the text of a string.
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the string at a key.
    pub(crate) fn text_at(&self, key: &str) -> Option<&str> {
        self.get(key)?.text()
    }

    /// Whether the value at a key is true.
    pub(crate) fn is_set(&self, key: &str) -> bool {
        matches!(self.get(key).map(|node| &node.kind), Some(Kind::Bool(true)))
    }

    /// Returns the value as JSON.
    pub(crate) fn json(&self) -> JsonValue {
        match &self.kind {
            Kind::Null => JsonValue::Null,
            Kind::Bool(flag) => JsonValue::Bool(*flag),
            Kind::Number(literal) => JsonValue::number(literal),
            Kind::Text(text) => JsonValue::text(text),
            Kind::List(items) => items.iter().map(Node::json).collect(),
            Kind::Map(entries) => {
                JsonValue::object(entries.iter().map(|(key, value)| (key.as_str(), value.json())))
            }
        }
    }
}

/// Reads a text as JSON, or else as YAML.
///
/// # Errors
/// Returns the reason if it is neither.
pub(crate) fn read(text: &str) -> Result<Node, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') {
        let index = match Index::new(text, Extent::ANY) {
            Ok(index) => index,
            // A flow mapping of YAML starts with a brace too.
            Err(fault) => return crate::yaml_in::read(text).map_err(|_| format!("no JSON: {fault}")),
        };
        let lines = Lines::new(text);
        return from_json(index.root(), text, &lines)
            .ok_or_else(|| "a string of the JSON has half of a surrogate pair".to_owned());
    }
    crate::yaml_in::read(text)
}

/// Offsets at which the lines of a text start.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self(std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect())
    }

    /// Returns the line of an offset, counted from 1.
    pub(crate) fn line(&self, offset: usize) -> u32 {
        self.0.partition_point(|start| *start <= offset) as u32
    }
}

fn from_json(node: JsonNode<'_>, text: &str, lines: &Lines) -> Option<Node> {
    let written = node.written();
    // `written` is a part of `text`, which the index borrows.
    let start = (written.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let range = (lines.line(start), lines.line(start + written.len().saturating_sub(1)));
    let kind = match node.kind() {
        JsonKind::Null => Kind::Null,
        JsonKind::Bool(flag) => Kind::Bool(flag),
        JsonKind::Number(literal) => Kind::Number(literal.to_owned()),
        JsonKind::Text(inner) => Kind::Text(inner.value()?.into_owned()),
        JsonKind::List(items) => {
            Kind::List(items.map(|item| from_json(item, text, lines)).collect::<Option<_>>()?)
        }
        JsonKind::Object(entries) => Kind::Map(
            entries
                .map(|(name, value)| Some((name.value()?.into_owned(), from_json(value, text, lines)?)))
                .collect::<Option<_>>()?,
        ),
    };
    Some(Node { lines: range, kind })
}

/// Returns a JSON pointer with another key at its end.
pub(crate) fn join(pointer: &str, key: &str) -> String {
    format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"))
}

/// Returns the keys of a JSON pointer, which may be a fragment with percent escapes.
pub(crate) fn keys(pointer: &str) -> impl Iterator<Item = String> + '_ {
    pointer.split('/').skip(1).map(|key| unescaped(key).replace("~1", "/").replace("~0", "~"))
}

/// Returns a text without percent escapes; a broken escape is kept.
fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let digits = tail.get(..2).and_then(|two| std::str::from_utf8(two).ok());
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()).filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or(&[]);
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_in_both_notations() {
        for text in ["{\n \"a\": [\n  1.50,\n  \"x\"],\n \"b\": {}}", "a:\n- 1.50\n- x\nb: {}\n"] {
            let node = read(text).expect("a document");
            assert_eq!(node.json().to_string(), r#"{"a":[1.50,"x"],"b":{}}"#);
            let first = node.get("a").and_then(|list| list.items().first()).expect("an item");
            assert_eq!(first.lines.0, if text.starts_with('{') { 3 } else { 2 });
        }
        assert!(read("{\"a\": ").is_err());
        assert!(read("a: [").is_err());
    }

    #[test]
    fn pointers_are_escaped() {
        assert_eq!(join("/paths", "/a~b"), "/paths/~1a~0b");
        assert_eq!(keys("/paths/~1a~0b/%7Bid%7D").collect::<Vec<_>>(), ["paths", "/a~b", "{id}"]);
        assert_eq!(unescaped("100%"), "100%");
    }
}
