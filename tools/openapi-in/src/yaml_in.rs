//! YAML as a tree with lines, from the events of granit-parser.

use std::collections::{HashMap, HashSet};

use bindery_vocabulary::json::is_number;
use granit_parser::{Event, Parser, ScalarStyle};

use crate::tree::{Kind, Lines, Node, Span};

/// Maximum nesting, which bounds all recursion over the tree.
const MAX_DEPTH: usize = 128;

/// Maximum number of values that aliases may add.
const MAX_ALIASED: usize = 1_000_000;

/// A collection that is not closed yet.
struct Frame {
    node: Node,
    key: Option<Key>,
    anchor: usize,
    /// Mappings of merge keys, in order, and the position of the first merge key among the entries.
    merged: Vec<Node>,
    merged_at: usize,
}

/// Key of an entry whose value comes next.
enum Key {
    Name(String),
    /// `<<`, whose value is a mapping or a list of mappings with entries of this mapping.
    Merge,
}

/// Reads the first document of a YAML text.
///
/// # Errors
/// Returns the reason if it is no YAML, or too deep.
pub(crate) fn read(text: &str, file: u16) -> Result<Node, String> {
    let lines = Lines::new(text, file);
    let options = granit_parser::options! {
        emit_comments: false,
        flow_nesting_limit: MAX_DEPTH * 2,
        block_nesting_limit: MAX_DEPTH * 2,
        simple_key_max_lookahead: 4096,
    };
    let mut reader = Reader { stack: Vec::new(), anchors: HashMap::new(), aliased: 0, root: None };
    for event in Parser::new_from_str_with_options(text, options) {
        let (event, span) = event.map_err(|error| format!("no YAML: {error}"))?;
        let range = span.byte_range().unwrap_or(0..0);
        reader.event(event, lines.span(range.start, range.end))?;
        if reader.root.is_some() {
            break;
        }
    }
    reader.root.ok_or_else(|| "the document is empty".to_owned())
}

impl Frame {
    fn is_map(&self) -> bool {
        matches!(self.node.kind, Kind::Map(_))
    }

    /// Returns the collection with the entries of its merge keys; its own entries and earlier mappings come first.
    fn closed(mut self) -> Node {
        if let (Kind::Map(entries), false) = (&mut self.node.kind, self.merged.is_empty()) {
            let mut known: HashSet<String> = entries.iter().map(|(key, _)| key.clone()).collect();
            let merged = self.merged.into_iter().flat_map(|node| match node.kind {
                Kind::Map(entries) => entries,
                // What is no mapping stays an entry, which the readers report.
                _ => vec![("<<".to_owned(), node)],
            });
            let new: Vec<(String, Node)> = merged.filter(|(key, _)| known.insert(key.clone())).collect();
            entries.splice(self.merged_at..self.merged_at, new);
        }
        self.node
    }
}

struct Reader {
    stack: Vec<Frame>,
    anchors: HashMap<usize, (Node, usize)>,
    aliased: usize,
    root: Option<Node>,
}

impl Reader {
    fn event(&mut self, event: Event<'_>, span: Span) -> Result<(), String> {
        match event {
            Event::Scalar(value, style, anchor, _) => {
                let plain = style == ScalarStyle::Plain;
                match self.stack.last_mut() {
                    Some(frame) if frame.key.is_none() && anchor == 0 && frame.is_map() => {
                        frame.node.span.last = frame.node.span.last.max(span.last);
                        let is_merge = plain && value == "<<";
                        frame.key = Some(if is_merge { Key::Merge } else { Key::Name(value.into_owned()) });
                    }
                    _ => self.finish(Node { span, kind: scalar(&value, plain) }, anchor),
                }
            }
            Event::SequenceStart(_, anchor, _) => self.open(Kind::List(Vec::new()), anchor, span)?,
            Event::MappingStart(_, anchor, _) => self.open(Kind::Map(Vec::new()), anchor, span)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.stack.pop() {
                    let anchor = frame.anchor;
                    self.finish(frame.closed(), anchor);
                }
            }
            Event::Alias(id) => {
                let (node, count) = self
                    .anchors
                    .get(&id)
                    .cloned()
                    .ok_or_else(|| format!("line {}: an alias inside its own anchor", span.first))?;
                self.aliased += count;
                if self.aliased > MAX_ALIASED {
                    return Err("the aliases of the document expand to too many values".to_owned());
                }
                self.finish(node, 0);
            }
            _ => {}
        }
        Ok(())
    }

    fn open(&mut self, kind: Kind, anchor: usize, span: Span) -> Result<(), String> {
        if self.stack.len() >= MAX_DEPTH {
            return Err(format!("line {}: nested deeper than {MAX_DEPTH} levels", span.first));
        }
        let node = Node { span, kind };
        self.stack.push(Frame { node, key: None, anchor, merged: Vec::new(), merged_at: 0 });
        Ok(())
    }

    fn finish(&mut self, node: Node, anchor: usize) {
        if anchor > 0 {
            let count = count(&node);
            self.anchors.insert(anchor, (node.clone(), count));
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        frame.node.span.last = frame.node.span.last.max(node.span.last);
        match (&mut frame.node.kind, frame.key.take()) {
            (Kind::List(items), _) => items.push(node),
            (Kind::Map(entries), Some(Key::Name(key))) => entries.push((key, node)),
            (Kind::Map(entries), Some(Key::Merge)) => {
                if frame.merged.is_empty() {
                    frame.merged_at = entries.len();
                }
                match node.kind {
                    Kind::List(items) => frame.merged.extend(items),
                    _ => frame.merged.push(node),
                }
            }
            (Kind::Map(_), None) => {
                frame.key = Some(Key::Name(match node.kind {
                    Kind::Text(text) | Kind::Number(text) => text,
                    other => Node { span: node.span, kind: other }.json().to_string(),
                }));
            }
            _ => {}
        }
    }
}

fn count(node: &Node) -> usize {
    1 + node.items().iter().map(count).sum::<usize>()
        + node.entries().iter().map(|(_, value)| count(value)).sum::<usize>()
}

fn scalar(value: &str, plain: bool) -> Kind {
    match value {
        _ if !plain => Kind::Text(value.to_owned()),
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(value) => Kind::Number(value.to_owned()),
        _ => match number(value) {
            Some(literal) => Kind::Number(literal),
            None => Kind::Text(value.to_owned()),
        },
    }
}

/// Returns a number in a notation of YAML that JSON does not have (`.5`, `5.`, `0xFF`, `0o17`) in that of JSON. A plus
/// sign and zeros in front are left as text, because people write codes so and mean the characters.
fn number(value: &str) -> Option<String> {
    for (start, radix) in [("0x", 16), ("0o", 8)] {
        if let Some(digits) = value.strip_prefix(start) {
            return u64::from_str_radix(digits, radix).ok().map(|number| number.to_string());
        }
    }
    let (sign, rest) = value.strip_prefix('-').map_or(("", value), |rest| ("-", rest));
    let (whole, fraction) = rest.split_once('.')?;
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = if fraction.is_empty() { "0" } else { fraction };
    Some(format!("{sign}{whole}.{fraction}")).filter(|literal| is_number(literal))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> String {
        read(text, 0).expect("YAML").json().to_string()
    }

    #[test]
    fn merge_keys_add_the_entries_of_other_mappings() {
        assert_eq!(
            json("a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a, z: 4}"),
            r#"{"a":{"x":1,"y":2},"b":{"y":3,"x":1,"z":4}}"#
        );
        assert_eq!(
            json("- &a {x: 1}\n- &b {x: 2, y: 2}\n- {<<: [*a, *b]}"),
            r#"[{"x":1},{"x":2,"y":2},{"x":1,"y":2}]"#
        );
        assert_eq!(json("'<<': {x: 1}"), r#"{"<<":{"x":1}}"#);
        assert_eq!(json("<<: 7"), r#"{"<<":7}"#);
        // A mapping with merged entries may be an anchor itself.
        assert_eq!(
            json("- &a {x: 1}\n- &b {<<: *a, y: 2}\n- {<<: *b}"),
            r#"[{"x":1},{"x":1,"y":2},{"x":1,"y":2}]"#
        );
    }

    #[test]
    fn aliases_are_bounded() {
        assert_eq!(json("[&a [1, 2], *a, &b {c: *a}, *b]"), r#"[[1,2],[1,2],{"c":[1,2]},{"c":[1,2]}]"#);
        let mut bomb = String::from("- &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for level in 1..10 {
            let inner = vec![format!("*a{}", level - 1); 10].join(", ");
            bomb.push_str(&format!("- &a{level} [{inner}]\n"));
        }
        let error = read(&bomb, 0).expect_err("too many values");
        assert!(error.contains("too many values"), "{error}");
        let error = read("a: &a {b: *a}", 0).expect_err("a circle");
        assert!(error.contains("line 1: an alias inside its own anchor"), "{error}");
    }

    #[test]
    fn numbers_of_yaml_are_numbers() {
        assert_eq!(json("[.5, -.5, 5., 0xFF, 0o17, 1e3]"), "[0.5,-0.5,5.0,255,15,1e3]");
        assert_eq!(json("[+1, 007, 1.2.3, 0x, '.5']"), r#"["+1","007","1.2.3","0x",".5"]"#);
        assert_eq!(json("{1.0: a, .5: b, true: c, 0x1: d}"), r#"{"1.0":"a",".5":"b","true":"c","0x1":"d"}"#);
    }
}
