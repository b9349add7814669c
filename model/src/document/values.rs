//! The small values of the language: texts, flags, numbers, free JSON, evidence and deviations, with their positions.

use std::borrow::Cow;
use std::ops::Range;

use super::choices::Choice;
use super::mapping::mapping;
use super::read::{At, Read, unique, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use crate::literal::whole;
use crate::model::{Aspect, CodeValue, Grade};
use crate::schema::parts::{Definitions, Json as Schema, any_of, kind, list_of, pattern};
use crate::yaml::{Kind, Node, Quoting};

/// A text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text<'a> {
    /// The text.
    pub(crate) value: Cow<'a, str>,
    /// Where it stands.
    pub(crate) span: Span,
    quoting: Quoting,
}

impl Text<'_> {
    /// The place of a part of the text, or of the whole where parts cannot be pointed at.
    pub(crate) fn part(&self, range: Range<usize>) -> Span {
        let inset = match self.quoting {
            Quoting::Plain => 0,
            Quoting::Quoted => 1,
            Quoting::Rewritten => return self.span,
        };
        let len = range.len() as u32;
        Span { start: self.span.start + inset + range.start as u32, len, ..self.span }
    }
}

impl<'a> Read<'a> for Text<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::List(_) if at.name == "path" => {
                let help = "write one path: another spelling of it is an action of its own".to_owned();
                wrong_kind(&node, "a text", Some(help), sink);
                None
            }
            Kind::Text(value, quoting) => {
                if quoting == Quoting::Rewritten {
                    crate::hidden::check_text(&value, node.span, sink); // only escapes can hide what the file shows
                }
                Some(Self { value, span: node.span, quoting })
            }
            _ => {
                wrong_kind(&node, "a text", None, sink);
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("string")
    }
}

/// What stands for a text that a person has yet to write. `bindery sources draft` writes it.
const BLANK: &str = "???";

/// A text for people, which must say something.
#[derive(Clone, Debug, Default)]
pub(crate) struct About<'a>(pub(crate) Text<'a>);

impl<'a> Read<'a> for About<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let text = Text::read(node, at, sink)?;
        if text.value.trim().is_empty() {
            let key = if at.name.is_empty() { "about" } else { at.name };
            sink.error("spec::empty-about", at.span, format!("`{key}` says nothing"))
                .label("an empty text")
                .help("say it in one plain sentence, in your own words");
        } else if text.value.trim() == BLANK {
            let key = if at.name.is_empty() { "about" } else { at.name };
            sink.error("spec::blank", text.span, format!("`{key}` is still to be written"))
                .label("a blank")
                .help("say it in one plain sentence, in your own words");
        }
        Some(Self(text))
    }

    fn schema(_: &mut Definitions) -> Schema {
        pattern("\\S")
    }
}

/// `true` or `false`. Its place includes the key, which is what one would take out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flag {
    /// The value.
    pub(crate) value: bool,
    /// Key and value.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Flag {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Bool(value) => Some(Self { value, span: through(at.span, node.span) }),
            _ => {
                wrong_kind(&node, "true or false", None, sink);
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("boolean")
    }
}

/// The place from the beginning of one to the end of the other, which follows it in the same file.
pub(crate) fn through(from: Span, to: Span) -> Span {
    let end = to.start + to.len;
    if from.file == to.file && from.start <= end { Span { len: end - from.start, ..from } } else { to }
}

/// A whole number.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whole {
    /// The number.
    pub(crate) value: i64,
    /// Where it stands.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Whole {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        if let Kind::Number(literal) = &node.kind
            && let Some(value) = whole(literal)
        {
            return Some(Self { value, span: node.span });
        }
        wrong_kind(&node, "a whole number", None, sink);
        None
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("integer")
    }
}

/// An error code: a whole number or a text.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// The code.
    pub(crate) value: CodeValue,
    /// Where it stands.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Code {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let value = match &node.kind {
            Kind::Number(literal) => whole(literal).map(CodeValue::Number),
            Kind::Text(text, _) if !text.is_empty() => Some(CodeValue::Text(text.as_ref().to_owned())),
            _ => None,
        };
        if value.is_none() {
            let help =
                "write the code as the vendor does, or leave it out when the error has none".to_owned();
            wrong_kind(&node, "a whole number or a text", Some(help), sink);
        }
        Some(Self { value: value?, span: node.span })
    }

    fn schema(_: &mut Definitions) -> Schema {
        any_of(vec![kind("integer"), pattern("^.+$")])
    }
}

/// Any value, kept with its places.
#[derive(Clone, Debug)]
pub(crate) struct Json<'a> {
    /// The value.
    pub(crate) node: Node<'a>,
    /// Key and value.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Json<'a> {
    const NULL: bool = true;

    fn read(mut node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        drop_repetitions(&mut node, sink);
        Some(Self { span: at.span, node })
    }

    fn schema(_: &mut Definitions) -> Schema {
        Schema::Object(Vec::new())
    }
}

/// Reports keys that stand twice, on every level. Depth is bounded by the reading of YAML.
fn drop_repetitions(node: &mut Node<'_>, sink: &mut Diagnostics) {
    match &mut node.kind {
        Kind::List(items) => items.iter_mut().for_each(|item| drop_repetitions(item, sink)),
        Kind::Map(entries) => {
            let all = std::mem::take(entries);
            *entries = unique(all, "spec::duplicate-key", "key", sink);
            entries.iter_mut().for_each(|(_, value)| drop_repetitions(value, sink));
        }
        _ => {}
    }
}

/// One entry of a mapping whose keys are names.
#[derive(Clone, Debug)]
pub(crate) struct Named<'a, T> {
    /// The name.
    pub(crate) name: Cow<'a, str>,
    /// Where the name stands.
    pub(crate) span: Span,
    /// What it names; none when that could not be read, so that the name at least is known.
    pub(crate) value: Option<T>,
}

impl<'a, T: Read<'a>> Read<'a> for Vec<T> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::List(items) => read_items(items, sink),
            Kind::Null => Some(Vec::new()),
            _ => {
                let help = format!("write it in brackets: `{}: […]`", at.name);
                wrong_kind(&node, "a list", (!at.name.is_empty()).then_some(help), sink);
                None
            }
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        list_of(T::schema(definitions))
    }
}

/// One thing or a list of them.
#[derive(Clone, Debug)]
pub(crate) struct Many<T>(pub(crate) Vec<T>);

impl<T> Default for Many<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<'a, T: Read<'a>> Read<'a> for Many<T> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::List(items) => read_items(items, sink).map(Self),
            _ => T::read(node, at, sink).map(|one| Self(vec![one])),
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        let one = T::schema(definitions);
        any_of(vec![one.clone(), list_of(one)])
    }
}

/// The items that can be read; none when there are some and not one can, which is not the same as an empty list.
fn read_items<'a, T: Read<'a>>(items: Vec<Node<'a>>, sink: &mut Diagnostics) -> Option<Vec<T>> {
    let mut all = Vec::with_capacity(items.len());
    let empty = items.is_empty();
    for item in items {
        let at = At { span: item.span, name: "" };
        all.extend(T::read(item, at, sink));
    }
    (empty || !all.is_empty()).then_some(all)
}

mapping! {
    /// How we know a thing: which source and which lines.
    "evidence" EvidenceDoc short source {
        /// The source, as `SOURCE:FIRST-LAST` or its name alone with `lines` beside it.
        need source: Text<'a> = "source",
        /// The first and the last line.
        some lines: Many<Whole> = "lines",
        /// How strong the evidence is.
        may grade: Choice<Grade> = "grade",
        /// What is to be said about it.
        may about: About<'a> = "about",
    }
}

mapping! {
    /// Where the spec knowingly departs from a source.
    "deviation" DeviationDoc {
        /// What the source claims.
        need from: Text<'a> = "from",
        /// Which aspect the claim is about, so that it can be held against the source by machine: `type`, `presence` or `name`. Left out for what only people can judge.
        may of: Choice<Aspect> = "of",
        /// Why the spec says something else.
        need because: About<'a> = "because",
    }
}

/// The key around answers; null says that there is none.
#[derive(Clone, Debug)]
pub(crate) struct Wrapper<'a>(pub(crate) Option<Text<'a>>);

impl<'a> Read<'a> for Wrapper<'a> {
    const NULL: bool = true;

    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Null => Some(Self(None)),
            _ => Text::read(node, at, sink).map(|text| Self(Some(text))),
        }
    }

    fn schema(_: &mut Definitions) -> Schema {
        any_of(vec![kind("string"), kind("null")])
    }
}
