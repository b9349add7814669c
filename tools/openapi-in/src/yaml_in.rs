//! YAML as a tree with lines, from the events of granit-parser.

use std::collections::HashMap;

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
    key: Option<String>,
    anchor: usize,
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
                let kind = scalar(&value, style == ScalarStyle::Plain);
                self.finish(Node { span, kind }, anchor);
            }
            Event::SequenceStart(_, anchor, _) => self.open(Kind::List(Vec::new()), anchor, span)?,
            Event::MappingStart(_, anchor, _) => self.open(Kind::Map(Vec::new()), anchor, span)?,
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(frame) = self.stack.pop() {
                    self.finish(frame.node, frame.anchor);
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
        self.stack.push(Frame { node: Node { span, kind }, key: None, anchor });
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
            (Kind::Map(entries), Some(key)) => entries.push((key, node)),
            (Kind::Map(_), None) => {
                frame.key = Some(match node.kind {
                    Kind::Text(text) | Kind::Number(text) => text,
                    other => Node { span: node.span, kind: other }.json().to_string(),
                });
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
        _ => Kind::Text(value.to_owned()),
    }
}
