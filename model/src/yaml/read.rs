//! From parser events to nodes, with an explicit stack and limits against hostile input.

use std::borrow::Cow;
use std::collections::HashMap;

use bindery_vocabulary::json::is_number;
use granit_parser::{Event, Parser, ScalarStyle};

use super::{Key, Kind, MAX_DEPTH, Node, Quoting, syntax};
use crate::diagnostic::{Diagnostics, Span};

/// Maximum size of a file in bytes. Spans count bytes in 32 bits, and no vendor documents this much by hand.
const MAX_BYTES: usize = 64 << 20;

/// Maximum number of nodes that aliases may add to a file. Plain nodes need no limit, because the file's size bounds
/// them.
const MAX_ALIASED: usize = 100_000;

/// Reads one file. Reports errors to `sink` and returns none if the file is unusable.
pub(crate) fn parse<'a>(text: &'a str, file: u32, sink: &mut Diagnostics) -> Option<Node<'a>> {
    if text.len() > MAX_BYTES {
        sink.error("spec::too-large", Span { file, start: 0, len: 0 }, "the file is larger than 64 MB")
            .help("split the file into several modules");
        return None;
    }
    let options = granit_parser::options! {
        emit_comments: false,
        // Our own limit is lower, so that one message covers flow and block collections.
        flow_nesting_limit: MAX_DEPTH * 2,
        block_nesting_limit: MAX_DEPTH * 2,
        // Wire names and one-line mappings as keys may be long; the check for this is linear.
        simple_key_max_lookahead: 4096,
    };
    let mut builder = Builder {
        text,
        file,
        sink,
        stack: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        documents: 0,
        root: None,
    };
    for event in Parser::new_from_str_with_options(text, options) {
        let going_on = match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let open = builder.stack.iter().rev().find(|frame| frame.flow).map(|frame| frame.node.span);
                syntax::report(&error, text, file, open, builder.sink);
                builder.root = None;
                Err(Stop)
            }
        };
        if going_on.is_err() {
            return builder.root;
        }
    }
    let root = builder.root.filter(|node| !matches!(node.kind, Kind::Null));
    if root.is_none() {
        sink.error("spec::empty-file", Span { file, start: 0, len: 0 }, "the file is empty")
            .label("contains only comments")
            .help(
                "start with `api: …` in api.yaml or with `module: …` in a module's file, or delete the file",
            );
    }
    root
}

/// Stops reading the file; the error is already reported.
struct Stop;

/// A collection that is not closed yet.
struct Frame<'a> {
    node: Node<'a>,
    key: Option<Option<Key<'a>>>, // a key that waits for its value; `Some(None)` if it was unusable
    flow: bool,
    anchor: usize,
}

struct Builder<'a, 's> {
    text: &'a str,
    file: u32,
    sink: &'s mut Diagnostics,
    stack: Vec<Frame<'a>>,
    /// Anchored nodes that are complete, with their number of nodes and their height.
    anchors: HashMap<usize, (Node<'a>, usize, usize)>,
    aliased: usize,
    documents: usize,
    root: Option<Node<'a>>,
}

impl<'a> Builder<'a, '_> {
    fn event(&mut self, event: Event<'a>, span: granit_parser::Span) -> Result<(), Stop> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    let at = self.span(&span);
                    self.sink
                        .error("spec::several-documents", at, "the file contains more than one YAML document")
                        .label("second document")
                        .help("remove the `---`, or split it into two files");
                    return Err(Stop);
                }
            }
            Event::Scalar(value, encoding, anchor, tag) => {
                let at = self.span(&span);
                if tag.is_some() {
                    self.tag(&span, at);
                }
                let kind = self.scalar(value, encoding, &span);
                self.finish(Node { span: at, kind }, anchor);
            }
            Event::SequenceStart(encoding, anchor, tag) => {
                let flow = encoding == granit_parser::StructureStyle::Flow;
                return self.open(Kind::List(Vec::new()), flow, anchor, tag.is_some(), &span);
            }
            Event::MappingStart(encoding, anchor, tag) => {
                let flow = encoding == granit_parser::StructureStyle::Flow;
                return self.open(Kind::Map(Vec::new()), flow, anchor, tag.is_some(), &span);
            }
            Event::SequenceEnd | Event::MappingEnd => {
                if let Some(mut frame) = self.stack.pop() {
                    if frame.flow
                        && let Some(range) = span.byte_range()
                    {
                        frame.node.span = self.line(frame.node.span.start as usize, range.end);
                    }
                    self.finish(frame.node, frame.anchor);
                }
            }
            Event::Alias(id) => return self.alias(id, &span),
            _ => {}
        }
        Ok(())
    }

    /// Starts a collection.
    fn open(
        &mut self,
        kind: Kind<'a>,
        flow: bool,
        anchor: usize,
        tagged: bool,
        span: &granit_parser::Span,
    ) -> Result<(), Stop> {
        let at = self.span(span);
        if tagged {
            self.tag(span, at);
        }
        if self.stack.len() >= MAX_DEPTH {
            syntax::too_deep(at, self.sink);
            return Err(Stop);
        }
        self.stack.push(Frame { node: Node { span: at, kind }, key: None, flow, anchor });
        Ok(())
    }

    /// Adds a complete node to its parent.
    fn finish(&mut self, node: Node<'a>, anchor: usize) {
        if anchor > 0 {
            let (count, height) = measure(&node);
            self.anchors.insert(anchor, (node.clone(), count, height));
        }
        let Some(frame) = self.stack.last_mut() else {
            self.root.get_or_insert(node);
            return;
        };
        match &mut frame.node.kind {
            Kind::List(items) => {
                if items.is_empty() && !frame.flow {
                    frame.node.span = node.span;
                }
                items.push(node);
            }
            Kind::Map(entries) => match frame.key.take() {
                Some(Some(key)) => entries.push((key, node)),
                Some(None) => {}
                None => {
                    if entries.is_empty() && !frame.flow {
                        frame.node.span = node.span;
                    }
                    let span = node.span;
                    let text = match node.kind {
                        Kind::Text(text, _) | Kind::Number(text) => Some(text),
                        Kind::Bool(value) => Some(Cow::Borrowed(if value { "true" } else { "false" })),
                        Kind::Null => Some(Cow::Borrowed("null")),
                        Kind::List(_) | Kind::Map(_) => {
                            self.sink
                                .error("spec::yaml", span, "a key must be a string")
                                .label("used as a key")
                                .help("write `key: value`; use lists and mappings only as values");
                            None
                        }
                    };
                    frame.key = Some(text.map(|text| Key { span, text }));
                }
            },
            _ => {}
        }
    }

    /// Replaces an alias by a copy of its anchored node.
    fn alias(&mut self, id: usize, span: &granit_parser::Span) -> Result<(), Stop> {
        let at = self.span(span);
        let Some((node, count, height)) = self.anchors.get(&id) else {
            self.sink
                .error("spec::alias", at, "the alias refers to a node that contains it")
                .label("recursive alias")
                .help("write the value instead of the alias");
            return Err(Stop);
        };
        self.aliased += count;
        if self.aliased > MAX_ALIASED {
            self.sink
                .error("spec::alias-bomb", at, "the aliases of this file expand to too many nodes")
                .label(format!("exceeds the limit of {MAX_ALIASED} nodes"))
                .help("write the values instead of the aliases, or use named types");
            return Err(Stop);
        }
        if self.stack.len() + height > MAX_DEPTH {
            syntax::too_deep(at, self.sink);
            return Err(Stop);
        }
        let node = node.clone();
        self.finish(node, 0);
        Ok(())
    }

    fn scalar(&self, value: Cow<'a, str>, encoding: ScalarStyle, span: &granit_parser::Span) -> Kind<'a> {
        if encoding == ScalarStyle::Plain {
            match value.as_ref() {
                "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
                "true" | "True" | "TRUE" => return Kind::Bool(true),
                "false" | "False" | "FALSE" => return Kind::Bool(false),
                text if is_number(text) => return Kind::Number(value),
                _ => {}
            }
        }
        let len = span.byte_range().map_or(0, |range| range.len());
        let quoting = match encoding {
            ScalarStyle::Plain if len == value.len() => Quoting::Plain,
            ScalarStyle::SingleQuoted | ScalarStyle::DoubleQuoted if len == value.len() + 2 => {
                Quoting::Quoted
            }
            _ => Quoting::Rewritten,
        };
        Kind::Text(value, quoting)
    }

    fn tag(&mut self, span: &granit_parser::Span, fallback: Span) {
        let at = span.tag_span().map_or(fallback, |span| self.span(&span));
        self.sink
            .error("spec::yaml-tag", at, "YAML tags are not part of the spec language")
            .label("tag")
            .help("remove it; put a number or `true` in quotes to make it a string");
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        span.byte_range()
            .map_or(Span { file: self.file, ..Span::default() }, |range| self.line(range.start, range.end))
    }

    /// Returns the span from `start` to `end`, cut at the end of its first line.
    fn line(&self, start: usize, end: usize) -> Span {
        let covered = self.text.get(start..end).unwrap_or("");
        let first = covered.lines().next().unwrap_or("").trim_end();
        Span { file: self.file, start: start as u32, len: first.len() as u32 }
    }
}

/// Returns the number of nodes and the height. Recursion is bounded, because nodes are never deeper than [`MAX_DEPTH`].
fn measure(node: &Node<'_>) -> (usize, usize) {
    let mut count = 1;
    let mut height = 0;
    let mut add = |child: &Node<'_>| {
        let (nodes, levels) = measure(child);
        count += nodes;
        height = height.max(levels);
    };
    match &node.kind {
        Kind::List(items) => items.iter().for_each(&mut add),
        Kind::Map(entries) => entries.iter().for_each(|(_, value)| add(value)),
        _ => return (1, 0),
    }
    (count, height + 1)
}
