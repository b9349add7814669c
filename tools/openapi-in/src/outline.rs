//! The sections of a file and the facts in them, without reading what they mean: so that a changed file can be told from
//! a reworded one, section by section.

use bindery_model::OpenApiReading;
use bindery_vocabulary::json::JsonValue;

use crate::document::{Home, METHODS, OperationName};
use crate::pointer::join;
use crate::read_error::ReadError;
use crate::select::Tags;
use crate::tree::{self, Kind, Node};
use crate::walk::{Keys, inside};

/// A section of a file: an operation, a component, or an entry at the top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Section {
    /// Name: `operationId`, or method and path, of an operation; the kind and the name of a component.
    pub title: String,
    /// Whether it is an operation, and if so whether it is deprecated.
    pub operation: Option<bool>,
    /// Whether the document is read without it.
    pub is_left_out: bool,
    /// Line on which it starts.
    pub line: u32,
}

/// A fact: a single value of a file that is no text for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// JSON pointer of the mapping or list.
    pub pointer: String,
    /// Key, or position in a list.
    pub key: String,
    /// The value.
    pub value: JsonValue,
    /// First and last line.
    pub lines: (u32, u32),
}

/// Sections and facts of a file, both in the order of the lines.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// The sections; each ends where the next one starts.
    pub sections: Vec<Section>,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// Keys with texts for people, or of samples.
const TEXTS: &[&str] = &[
    "description",
    "summary",
    "title",
    "example",
    "examples",
    "externalDocs",
    "info",
    "contact",
    "license",
    "value",
];

/// Returns the outline of a file of a document that is read in this way.
///
/// # Errors
/// Returns the reason if the text is neither JSON nor YAML.
pub fn outline(text: &str, reading: &OpenApiReading) -> Result<Outline, ReadError> {
    let root = tree::read(text, 0).map_err(ReadError::new)?;
    let lines: Vec<&str> = text.lines().collect();
    let mut outline = Outline::default();
    sections(&root, &lines, reading, &mut outline.sections);
    facts(&root, Keys::Words, "", &mut outline.facts);
    outline.sections.sort_by_key(|section| section.line);
    outline.facts.sort_by_key(|fact| fact.lines.0);
    Ok(outline)
}

fn sections(root: &Node, lines: &[&str], reading: &OpenApiReading, found: &mut Vec<Section>) {
    let tags = Tags::of(operations(root));
    let mut add = |title: String, operation: Option<bool>, line: u32, is_left_out: bool| {
        found.push(Section { title, operation, is_left_out, line });
    };
    for (key, value) in root.entries() {
        let line = line_of(lines, key, value);
        match key.as_str() {
            "paths" | "webhooks" => {
                let home = if key == "paths" { Home::Paths } else { Home::Webhooks("webhooks") };
                for (path, item) in value.entries() {
                    let mut start = Some(line_of(lines, path, item));
                    for (name, operation) in of_path(&home, path, item) {
                        let OperationName { method, path, .. } = &name;
                        let is_left_out = !tags.is_read(reading, &name, Some(operation));
                        let id = operation.text_at("operationId").map(str::to_owned);
                        let title = id.unwrap_or_else(|| format!("{} {path}", method.to_uppercase()));
                        // What all operations of a path share belongs to the first of them.
                        let line = start.take().unwrap_or_else(|| line_of(lines, method, operation));
                        add(title, Some(operation.is_set("deprecated")), line, is_left_out);
                    }
                    if let Some(line) = start {
                        add(path.clone(), None, line, false);
                    }
                }
            }
            "components" => {
                for (kind, entries) in value.entries() {
                    for (name, entry) in entries.entries() {
                        add(format!("{kind} {name}"), None, line_of(lines, name, entry), false);
                    }
                }
            }
            "definitions" | "parameters" | "responses" | "securityDefinitions" => {
                for (name, entry) in value.entries() {
                    add(format!("{key} {name}"), None, line_of(lines, name, entry), false);
                }
            }
            _ => add(key.clone(), None, line, false),
        }
    }
}

/// Returns the operations of a file, as far as they stand in it.
fn operations(root: &Node) -> impl Iterator<Item = (OperationName, &Node)> {
    let paths = root.get("paths").map_or(&[][..], Node::entries);
    paths.iter().flat_map(|(path, item)| of_path(&Home::Paths, path, item))
}

fn of_path<'n>(
    home: &Home,
    path: &'n str,
    item: &'n Node,
) -> impl Iterator<Item = (OperationName, &'n Node)> + use<'n> {
    let home = home.clone();
    let all = item.entries().iter().filter(|(method, _)| METHODS.contains(&method.as_str()));
    all.map(move |(method, node)| {
        let (home, path) = (home.clone(), path.to_owned());
        (OperationName { home, path, method: method.clone() }, node)
    })
}

/// Returns the line of a key: that of its value, or one of the few before it.
fn line_of(lines: &[&str], key: &str, value: &Node) -> u32 {
    let first = value.span.first;
    let is_key = |line: u32| {
        let index = usize::try_from(line).ok().and_then(|line| line.checked_sub(1));
        let text = index.and_then(|index| lines.get(index)).map_or("", |text| text.trim_start());
        text.trim_start_matches(['"', '\'', '{', ' ', '-']).starts_with(key)
    };
    (first.saturating_sub(3).max(1)..=first).rev().find(|line| is_key(*line)).unwrap_or(first)
}

fn facts(node: &Node, keys: Keys, pointer: &str, found: &mut Vec<Fact>) {
    let leaf = |key: &str, value: &Node| Fact {
        pointer: pointer.to_owned(),
        key: key.to_owned(),
        value: value.json(),
        lines: (value.span.first, value.span.last),
    };
    let is_leaf = |value: &Node| value.entries().is_empty() && value.items().is_empty();
    match &node.kind {
        Kind::Map(entries) => {
            for (key, value) in entries {
                if keys == Keys::Words && (TEXTS.contains(&key.as_str()) || key.starts_with("x-")) {
                    continue;
                }
                match inside(keys, key, value) {
                    Some(inner) if !is_leaf(value) => facts(value, inner, &join(pointer, key), found),
                    // Enums, constants and defaults are facts as a whole.
                    _ => found.push(leaf(key, value)),
                }
            }
        }
        Kind::List(items) => {
            for (at, value) in items.iter().enumerate() {
                match is_leaf(value) {
                    true => found.push(leaf("", value)),
                    false => facts(value, Keys::Words, &join(pointer, &at.to_string()), found),
                }
            }
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_facts_have_lines() {
        let text = "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      summary: Reads.\n      operationId: a\n    put:\n      \
            responses: {\"200\": {description: x}}\ncomponents:\n  schemas:\n    A:\n      enum: [b]\n";
        let outline = outline(text, &OpenApiReading::default()).expect("YAML");
        let titles: Vec<(&str, u32)> =
            outline.sections.iter().map(|section| (section.title.as_str(), section.line)).collect();
        assert_eq!(titles, [("openapi", 1), ("a", 3), ("PUT /a", 7), ("schemas A", 11)]);
        let only = OpenApiReading { only: vec!["PUT /a".to_owned()], ..OpenApiReading::default() };
        let left: Vec<bool> =
            super::outline(text, &only).expect("YAML").sections.iter().map(|one| one.is_left_out).collect();
        assert_eq!(left, [false, true, false, false]);
        let facts: Vec<String> = outline
            .facts
            .iter()
            .map(|fact| format!("{} {} {}", fact.pointer, fact.key, fact.value))
            .collect();
        let expected = [
            r#" openapi "3.0.0""#,
            r#"/paths/~1a/get operationId "a""#,
            r#"/components/schemas/A enum ["b"]"#,
        ];
        assert_eq!(facts, expected);
    }
}
