//! From the parser's events to nodes, with a stack of its own and limits for everything that hostile input can inflate.

use std::borrow::Cow;
use std::collections::HashMap;

use bindery_vocabulary::json::is_number;
use granit_parser::{Event, Parser, ScalarStyle};

use super::{Key, Kind, MAX_DEPTH, Node, Quoting, syntax};
use crate::diagnostic::{Diagnostics, Span};

/// The largest file that is read. Spans count bytes in 32 bits, and no vendor documents this much by hand.
const MAX_BYTES: usize = 64 << 20;

/// How many nodes aliases may add to a file. Plain nodes need no limit: the file is as large as they are.
const MAX_ALIASED: usize = 100_000;

/// Reads one file. What is wrong goes to `sink`; without a result there is nothing to go on with.
pub(crate) fn parse<'a>(text: &'a str, file: u32, sink: &mut Diagnostics) -> Option<Node<'a>> {
    if text.len() > MAX_BYTES {
        sink.error("spec::too-large", Span { file, start: 0, len: 0 }, "the file is larger than 64 MB")
            .help("split the module");
        return None;
    }
    let options = granit_parser::options! {
        emit_comments: false,
        // Our own limit lies below, so that one message covers flow and block collections.
        flow_nesting_limit: MAX_DEPTH * 2,
        block_nesting_limit: MAX_DEPTH * 2,
        // Wire names and one-line mappings as keys may be long; the check behind this is linear.
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
            .label("nothing but comments")
            .help("begin with `api: …` in api.yaml and with `module: …` in a module's file, or delete it");
    }
    root
}

/// The rest of the file is not read; the diagnostic has been written.
struct Stop;

/// A collection that is still open.
struct Frame<'a> {
    node: Node<'a>,
    key: Option<Option<Key<'a>>>, // a key that waits for its value; `Some(None)` when it was not usable
    flow: bool,
    anchor: usize,
}

struct Builder<'a, 's> {
    text: &'a str,
    file: u32,
    sink: &'s mut Diagnostics,
    stack: Vec<Frame<'a>>,
    /// Finished nodes with an anchor, with their number of nodes and their height.
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
                        .error("spec::several-documents", at, "the file holds more than one YAML document")
                        .label("the second one begins here")
                        .help("one file is one document: remove the `---` or make two files");
                    return Err(Stop);
                }
            }
            Event::Scalar(value, style, anchor, tag) => {
                let at = self.span(&span);
                if tag.is_some() {
                    self.tag(&span, at);
                }
                let kind = self.scalar(value, style, &span);
                self.finish(Node { span: at, kind }, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                let flow = style == granit_parser::StructureStyle::Flow;
                return self.open(Kind::List(Vec::new()), flow, anchor, tag.is_some(), &span);
            }
            Event::MappingStart(style, anchor, tag) => {
                let flow = style == granit_parser::StructureStyle::Flow;
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

    /// Begins a collection.
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

    /// Puts a finished node where it belongs.
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
                                .error("spec::yaml", span, "a key must be a text")
                                .label("this is used as a key")
                                .help("write `key: value`; lists and mappings stand on the right");
                            None
                        }
                    };
                    frame.key = Some(text.map(|text| Key { span, text }));
                }
            },
            _ => {}
        }
    }

    /// Puts a copy of an anchored node in place of its alias.
    fn alias(&mut self, id: usize, span: &granit_parser::Span) -> Result<(), Stop> {
        let at = self.span(span);
        let Some((node, count, height)) = self.anchors.get(&id) else {
            self.sink
                .error("spec::alias", at, "the alias stands inside the very node that it refers to")
                .label("this would never end")
                .help("write the value out");
            return Err(Stop);
        };
        self.aliased += count;
        if self.aliased > MAX_ALIASED {
            self.sink
                .error("spec::alias-bomb", at, "the aliases of this file multiply beyond all measure")
                .label(format!("with this one they stand for more than {MAX_ALIASED} nodes"))
                .help("write the values out, or use named types");
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

    fn scalar(&self, value: Cow<'a, str>, style: ScalarStyle, span: &granit_parser::Span) -> Kind<'a> {
        if style == ScalarStyle::Plain {
            match value.as_ref() {
                "" | "~" | "null" | "Null" | "NULL" => return Kind::Null,
                "true" | "True" | "TRUE" => return Kind::Bool(true),
                "false" | "False" | "FALSE" => return Kind::Bool(false),
                text if is_number(text) => return Kind::Number(value),
                _ => {}
            }
        }
        let len = span.byte_range().map_or(0, |range| range.len());
        let quoting = match style {
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
            .label("a tag")
            .help("remove it; to make a text of a number or of `true`, put it in quotes");
    }

    fn span(&self, span: &granit_parser::Span) -> Span {
        span.byte_range()
            .map_or(Span { file: self.file, ..Span::default() }, |range| self.line(range.start, range.end))
    }

    /// The span from `start` to `end`, cut at the end of its first line.
    fn line(&self, start: usize, end: usize) -> Span {
        let covered = self.text.get(start..end).unwrap_or("");
        let first = covered.lines().next().unwrap_or("").trim_end();
        Span { file: self.file, start: start as u32, len: first.len() as u32 }
    }
}

/// How many nodes and how high. Recursion is bounded: nodes are never deeper than [`MAX_DEPTH`].
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
