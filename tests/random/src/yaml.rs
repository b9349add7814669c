//! Specs while they are generated: nodes that are written as YAML.

use std::fmt::Write as _;

/// A node of a spec.
#[derive(Clone, Debug)]
pub enum Node {
    /// A text.
    Text(String),
    /// A number, boolean or null, written as is.
    Raw(String),
    /// A list.
    List(Vec<Node>),
    /// A mapping.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The entries of a mapping.
    pub fn entries(&mut self) -> Option<&mut Vec<(String, Node)>> {
        match self {
            Node::Map(entries) => Some(entries),
            Node::Text(_) | Node::Raw(_) | Node::List(_) => None,
        }
    }

    /// The value that removes an entry in an overlay.
    pub fn null() -> Self {
        Node::Raw("null".to_owned())
    }
}

impl From<&str> for Node {
    fn from(text: &str) -> Self {
        Node::Text(text.to_owned())
    }
}

impl From<String> for Node {
    fn from(text: String) -> Self {
        Node::Text(text)
    }
}

impl From<bool> for Node {
    fn from(value: bool) -> Self {
        Node::Raw(value.to_string())
    }
}

impl From<i64> for Node {
    fn from(value: i64) -> Self {
        Node::Raw(value.to_string())
    }
}

impl From<Vec<Node>> for Node {
    fn from(items: Vec<Node>) -> Self {
        Node::List(items)
    }
}

impl From<Map> for Node {
    fn from(map: Map) -> Self {
        Node::Map(map.0)
    }
}

/// A mapping that is being made.
#[derive(Clone, Debug, Default)]
pub struct Map(pub Vec<(String, Node)>);

impl Map {
    /// Adds an entry.
    pub fn set(&mut self, key: impl Into<String>, value: impl Into<Node>) -> &mut Self {
        self.0.push((key.into(), value.into()));
        self
    }

    /// Adds an entry and returns the mapping.
    pub fn with(mut self, key: impl Into<String>, value: impl Into<Node>) -> Self {
        self.set(key, value);
        self
    }

    /// Whether the mapping is empty.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is an entry with this name.
    pub fn has(&self, key: &str) -> bool {
        self.0.iter().any(|(known, _)| known == key)
    }

    /// Removes an entry and returns it.
    pub fn take(&mut self, key: &str) -> Option<Node> {
        let at = self.0.iter().position(|(known, _)| known == key)?;
        Some(self.0.remove(at).1)
    }

    /// Returns the entries of an entry that is a mapping.
    pub fn entries(&mut self, key: &str) -> Option<&mut Vec<(String, Node)>> {
        self.0.iter_mut().find(|(known, _)| known == key)?.1.entries()
    }

    /// Returns the file with this mapping.
    pub fn file(&self) -> String {
        let mut text = String::new();
        block(&self.0, 0, &mut text);
        text
    }
}

fn block(entries: &[(String, Node)], indent: usize, text: &mut String) {
    for (key, value) in entries {
        let _ = write!(text, "{:indent$}{}:", "", scalar(key));
        match value {
            // Small mappings on one line, as people write them.
            Node::Map(inner)
                if !inner.is_empty() && (indent < 4 || inner.iter().any(|(_, node)| is_deep(node))) =>
            {
                text.push('\n');
                block(inner, indent + 2, text);
            }
            value => {
                text.push(' ');
                flow(value, text);
                text.push('\n');
            }
        }
    }
}

fn is_deep(node: &Node) -> bool {
    matches!(node, Node::Map(entries) if !entries.is_empty())
}

fn flow(node: &Node, text: &mut String) {
    match node {
        Node::Text(value) => text.push_str(&scalar(value)),
        Node::Raw(literal) => text.push_str(literal),
        Node::List(items) => {
            text.push('[');
            for (position, item) in items.iter().enumerate() {
                text.push_str(if position > 0 { ", " } else { "" });
                flow(item, text);
            }
            text.push(']');
        }
        Node::Map(entries) => {
            text.push('{');
            for (position, (key, value)) in entries.iter().enumerate() {
                text.push_str(if position > 0 { ", " } else { "" });
                let _ = write!(text, "{}: ", scalar(key));
                flow(value, text);
            }
            text.push('}');
        }
    }
}

/// Formats a text, in quotes unless it clearly needs none.
fn scalar(text: &str) -> String {
    let plain = text.len() > 2
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && text.starts_with(|first: char| first.is_ascii_alphabetic())
        && !["true", "false", "null", "yes", "off"].contains(&text.to_ascii_lowercase().as_str());
    if plain { text.to_owned() } else { quoted(text) }
}

/// Returns a JSON string, which is valid YAML too.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            letter if letter < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", letter as u32);
            }
            letter => quoted.push(letter),
        }
    }
    quoted.push('"');
    quoted
}
