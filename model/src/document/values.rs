//! The small values of the language: strings, booleans, numbers, free JSON, evidence and deviations, with their places.

use std::borrow::Cow;
use std::ops::Range;

use super::choices::Choice;
use super::mapping::mapping;
use super::read::{At, Read, unique, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use bindery_vocabulary::Exact;

use crate::literal::{decimal, whole};
use crate::model::{Aspect, CodeValue, Grade};
use crate::schema::parts::{Definitions, JsonValue as Schema, any_of, kind, list_of, pattern};
use crate::yaml::{Kind, Node, Quoting};

/// A string with its place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Text<'a> {
    /// The string.
    pub(crate) value: Cow<'a, str>,
    /// Place of the string.
    pub(crate) span: Span,
    /// Its form in the file.
    pub(crate) quoting: Quoting,
}

impl Text<'_> {
    /// Returns the place of a part of the string, or of the whole where parts cannot be located.
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
                let help = "write one path; other paths that a server accepts are `path-aliases`".to_owned();
                wrong_kind(&node, "a string", Some(help), sink);
                None
            }
            Kind::Text(value, quoting) => {
                if quoting == Quoting::Rewritten {
                    crate::hidden::check_text(&value, node.span, sink); // only escapes can hide what the file shows
                }
                Some(Self { value, span: node.span, quoting })
            }
            _ => {
                wrong_kind(&node, "a string", None, sink);
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("string")
    }
}

/// Placeholder for a text that is still to be written. `bindery sources draft` writes it.
const BLANK: &str = "???";

/// A text for people, which must not be empty.
#[derive(Clone, Debug, Default)]
pub(crate) struct About<'a>(pub(crate) Text<'a>);

impl<'a> Read<'a> for About<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let text = Text::read(node, at, sink)?;
        if text.value.trim().is_empty() {
            let key = if at.name.is_empty() { "about" } else { at.name };
            sink.error("spec::empty-about", at.span, format!("`{key}` is empty"))
                .label("empty text")
                .help("write one plain sentence in your own words");
        } else if text.value.trim() == BLANK {
            let key = if at.name.is_empty() { "about" } else { at.name };
            sink.error("spec::blank", text.span, format!("`{key}` is still a placeholder"))
                .label("not written yet")
                .help("write one plain sentence in your own words");
        }
        Some(Self(text))
    }

    fn schema(_: &mut Definitions) -> Schema {
        pattern("\\S")
    }
}

/// A deprecation: `true`, or what to do instead.
#[derive(Clone, Debug, Default)]
pub(crate) struct DeprecatedDoc<'a> {
    /// Recommended replacement; `None` for `true`.
    pub(crate) note: Option<Text<'a>>,
    /// Place of key and value.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for DeprecatedDoc<'a> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let span = through(at.span, node.span);
        match node.kind {
            Kind::Bool(true) => Some(Self { note: None, span }),
            Kind::Text(..) => Some(Self { note: Some(About::read(node, at, sink)?.0), span }),
            _ => {
                let help = "write `true`, or what to do instead; remove the key where nothing is deprecated"
                    .to_owned();
                wrong_kind(&node, "`true` or a string", Some(help), sink);
                None
            }
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        any_of(vec![Schema::object([("const", Schema::Bool(true))]), About::schema(definitions)])
    }
}

/// `true` or `false`. Its place includes the key, which is the part to remove.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Flag {
    /// The value.
    pub(crate) value: bool,
    /// Place of key and value.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Flag {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Bool(value) => Some(Self { value, span: through(at.span, node.span) }),
            _ => {
                wrong_kind(&node, "a boolean", None, sink);
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("boolean")
    }
}

/// Returns the place from the start of the first to the end of the second, which follows it in the same file.
pub(crate) fn through(from: Span, to: Span) -> Span {
    let end = to.start + to.len;
    if from.file == to.file && from.start <= end { Span { len: end - from.start, ..from } } else { to }
}

/// An integer with its place.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Whole {
    /// The number.
    pub(crate) value: i64,
    /// Place of the number.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Whole {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        if let Kind::Number(literal) = &node.kind
            && let Some(value) = whole(literal)
        {
            return Some(Self { value, span: node.span });
        }
        wrong_kind(&node, "an integer", None, sink);
        None
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("integer")
    }
}

/// A bound of numbers, with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// The bound, without zeros at the end of its decimal places.
    pub(crate) value: Exact,
    /// Place of the number.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for Bound {
    fn read(node: Node<'a>, _: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        if let Kind::Number(literal) = &node.kind
            && let Some(value) = decimal(literal)
        {
            return Some(Self { value: value.shortest(), span: node.span });
        }
        wrong_kind(&node, "a number", None, sink);
        None
    }

    fn schema(_: &mut Definitions) -> Schema {
        kind("number")
    }
}

/// An error code: an integer or a string.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    /// The code.
    pub(crate) value: CodeValue,
    /// Place of the code.
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
            let help = "write the code as the vendor does, or remove it if the error has none".to_owned();
            wrong_kind(&node, "an integer or a string", Some(help), sink);
        }
        Some(Self { value: value?, span: node.span })
    }

    fn schema(_: &mut Definitions) -> Schema {
        any_of(vec![kind("integer"), pattern("^.+$")])
    }
}

/// A boolean, a number or a string.
#[derive(Clone, Debug)]
pub(crate) struct ScalarDoc {
    /// The value as JSON text.
    pub(crate) json: String,
    /// Place of key and value.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for ScalarDoc {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Bool(_) | Kind::Number(_) | Kind::Text(..) => {
                Some(Self { json: node.json(), span: through(at.span, node.span) })
            }
            _ => {
                wrong_kind(&node, "a boolean, a number or a string", None, sink);
                None
            }
        }
    }

    fn schema(_: &mut Definitions) -> Schema {
        any_of(vec![kind("boolean"), kind("number"), kind("string")])
    }
}

/// Any value, with its places.
#[derive(Clone, Debug)]
pub(crate) struct JsonDoc<'a> {
    /// The value.
    pub(crate) node: Node<'a>,
    /// Place of key and value.
    pub(crate) span: Span,
}

impl<'a> Read<'a> for JsonDoc<'a> {
    const NULL: bool = true;

    fn read(mut node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        drop_repetitions(&mut node, sink);
        Some(Self { span: at.span, node })
    }

    fn schema(_: &mut Definitions) -> Schema {
        Schema::Object(Vec::new())
    }
}

/// Reports duplicate keys on every level. The YAML reader bounds the depth.
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

/// An entry of a mapping with names as keys.
#[derive(Clone, Debug)]
pub(crate) struct Named<'a, T> {
    /// The name.
    pub(crate) name: Cow<'a, str>,
    /// Place of the name.
    pub(crate) span: Span,
    /// The named value; none if it could not be read, so that at least the name is known.
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

/// A single value or a list of values.
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

/// Returns the items that can be read; none if there are some but none can be read, which differs from an empty list.
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
    /// Evidence: the source and the lines on which a statement is based. A plain string is the source.
    "evidence" EvidenceDoc short source {
        /// The source, as `SOURCE:FIRST-LAST` or `SOURCE:LINE`, or its name alone with `lines` beside it.
        need source: Text<'a> = "source",
        /// The first and the last line, where `source` is only a name.
        some lines: Many<Whole> = "lines",
        /// Strength of the evidence: `full` (default), `cut`, `inferred`, `third-party` or `listed`.
        may grade: Choice<Grade> = "grade",
        /// Remark about the evidence.
        may about: About<'a> = "about",
    }
}

mapping! {
    /// A deliberate difference between the spec and a source.
    "deviation" DeviationDoc {
        /// Claim of the source.
        need from: Text<'a> = "from",
        /// Aspect of the claim that is checked against the source by machine: `type`, `presence` or `name`. Leave it
        /// out when only a person can judge the claim.
        may aspect: Choice<Aspect> = "aspect",
        /// Reason why the spec differs.
        need because: About<'a> = "because",
    }
}

/// Template around a response; null means none.
#[derive(Clone, Debug)]
pub(crate) struct EnvelopeDoc<'a>(pub(crate) Option<JsonDoc<'a>>);

impl<'a> Read<'a> for EnvelopeDoc<'a> {
    const NULL: bool = true;

    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        match node.kind {
            Kind::Null => Some(Self(None)),
            _ => JsonDoc::read(node, at, sink).map(|json| Self(Some(json))),
        }
    }

    fn schema(definitions: &mut Definitions) -> Schema {
        JsonDoc::schema(definitions)
    }
}
