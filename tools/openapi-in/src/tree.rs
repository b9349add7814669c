//! The document as a tree: every value with its lines, in the order of the document.
//!
//! JSON is read with the reader of `bindery-vocabulary`, YAML with the parser that reads specs. Lines become the
//! evidence of what is written, so both readers keep them.

use std::collections::HashSet;

use bindery_vocabulary::json::{Extent, Fault, Index, JsonValue, Kind as JsonKind, Node as JsonNode};

use crate::pointer::join;

/// Lines of a value in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// Position of the file in the document.
    pub(crate) file: u16,
    /// First line, counted from 1.
    pub(crate) first: u32,
    /// Last line, inclusive.
    pub(crate) last: u32,
}

/// A value of the document with its lines.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// Where the value stands.
    pub(crate) span: Span,
    /// The value.
    pub(crate) kind: Kind,
}

/// Kind and content of a value.
#[derive(Clone, Debug, PartialEq)]
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
        Self { span: other.span, kind }
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

/// Reads a text as JSON, or else as YAML. `file` is its position in the document.
///
/// # Errors
/// Returns the reason if it is neither.
pub(crate) fn read(text: &str, file: u16) -> Result<Node, String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim_start().starts_with('{') {
        let index = match Index::new(text, Extent::ANY) {
            Ok(index) => index,
            // A flow mapping of YAML starts with a brace too.
            Err(fault) => return crate::yaml_in::read(text, file).map_err(|_| no_json(text, &fault)),
        };
        let lines = Lines::new(text, file);
        return from_json(index.root(), text, &lines)
            .ok_or_else(|| "a string of the JSON has half of a surrogate pair".to_owned());
    }
    crate::yaml_in::read(text, file)
}

/// A key that a mapping has again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Again {
    /// Pointer of the mapping inside its file.
    pub(crate) pointer: String,
    pub(crate) key: String,
    /// Line of the entry that is left out.
    pub(crate) line: u32,
}

/// Removes the entries whose key their mapping has already, and returns them.
pub(crate) fn once(node: &mut Node, pointer: &str, again: &mut Vec<Again>) {
    match &mut node.kind {
        Kind::Map(entries) => {
            let mut seen = HashSet::with_capacity(entries.len());
            let is_new: Vec<bool> = entries.iter().map(|(key, _)| seen.insert(key.as_str())).collect();
            if is_new.contains(&false) {
                let mut is_new = is_new.into_iter();
                entries.retain(|(key, value)| {
                    let keep = is_new.next().unwrap_or(true);
                    if !keep {
                        let (pointer, key) = (pointer.to_owned(), key.clone());
                        again.push(Again { pointer, key, line: value.span.first });
                    }
                    keep
                });
            }
            entries.iter_mut().for_each(|(key, value)| once(value, &join(pointer, key), again));
        }
        Kind::List(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                once(item, &format!("{pointer}/{at}"), again);
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
}

fn no_json(text: &str, fault: &Fault) -> String {
    match fault {
        Fault::Syntax { at, expected } => {
            let before = text.get(..*at).unwrap_or(text);
            let line = before.matches('\n').count() + 1;
            let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
            format!("no JSON: line {line}, column {column}: expected {expected}")
        }
        other => format!("no JSON: {other}"),
    }
}

/// Offsets at which the lines of a file start.
pub(crate) struct Lines {
    starts: Vec<usize>,
    file: u16,
}

impl Lines {
    pub(crate) fn new(text: &str, file: u16) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(), file }
    }

    /// Returns the lines of a range of bytes; an empty one is on the line where it starts.
    pub(crate) fn span(&self, start: usize, end: usize) -> Span {
        let line = |offset: usize| self.starts.partition_point(|start| *start <= offset) as u32;
        Span { file: self.file, first: line(start), last: line(end.max(start + 1) - 1) }
    }
}

fn from_json(node: JsonNode<'_>, text: &str, lines: &Lines) -> Option<Node> {
    let written = node.written();
    // `written` is a part of `text`, which the index borrows.
    let start = (written.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
    let span = lines.span(start, start + written.len());
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
    Some(Node { span, kind })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_in_both_notations() {
        for text in ["{\n \"a\": [\n  1.50,\n  \"x\"],\n \"b\": {}}", "a:\n- 1.50\n- x\nb: {}\n"] {
            let node = read(text, 0).expect("a document");
            assert_eq!(node.json().to_string(), r#"{"a":[1.50,"x"],"b":{}}"#);
            let first = node.get("a").and_then(|list| list.items().first()).expect("an item");
            assert_eq!(first.span.first, if text.starts_with('{') { 3 } else { 2 });
        }
        let mut node = read("a: 1\nb:\n- {c: 1,\n   c: 2, d: 3}\na: 4", 0).expect("YAML");
        let mut again = Vec::new();
        once(&mut node, "", &mut again);
        assert_eq!(node.json().to_string(), r#"{"a":1,"b":[{"c":1,"d":3}]}"#);
        let places: Vec<(&str, &str, u32)> =
            again.iter().map(|one| (one.pointer.as_str(), one.key.as_str(), one.line)).collect();
        assert_eq!(places, [("", "a", 5), ("/b/0", "c", 4)]);
        let error = read("{\n \"a\": ", 0).expect_err("it is cut");
        assert_eq!(error, "no JSON: line 2, column 7: expected a value");
        assert!(read("a: [", 0).is_err());
    }
}
