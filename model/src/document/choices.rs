//! Enumerated values: each word once, with its meaning, for the reader, the diagnostics and the schema.

use bindery_vocabulary::{Place, Word, words};

use super::read::{At, Read, wrong_kind};
use crate::diagnostic::{Diagnostics, Span};
use crate::schema::parts::{Definitions, JsonValue, any_of};
use crate::suggest::{closest, listing};
use crate::yaml::{Kind, Node, excerpt};

/// A word of a closed set, with its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Choice<W> {
    /// The value that the word means.
    pub(crate) value: W,
    /// Place of the word.
    pub(crate) span: Span,
}

impl<'a, W: Word> Read<'a> for Choice<W> {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let words = || W::ALL.iter().map(|value| value.text());
        let list = listing(words()).unwrap_or_default();
        let Kind::Text(text, _) = &node.kind else {
            let help = match node.kind {
                Kind::List(_) if at.name == "enum" => format!(
                    "`enum` is the type of the values, {list}; list the values under `values`, each with a name: `{{is: …, about: …}}`"
                ),
                _ => format!("write one of: {list}"),
            };
            wrong_kind(&node, "a string", Some(help), sink);
            return None;
        };
        if let Some(value) = W::of_text(text) {
            return Some(Self { value, span: node.span });
        }
        let help = match closest(text, words()) {
            Some(near) => format!("did you mean `{near}`? Valid values: {list}"),
            None => format!("valid values: {list}"),
        };
        sink.error("spec::unknown-word", node.span, format!("unknown {} `{}`", W::WHAT, excerpt(text)))
            .label(format!("not {}", super::read::with_article(W::WHAT)))
            .help(help);
        None
    }

    fn schema(_: &mut Definitions) -> JsonValue {
        JsonValue::object([(
            "enum",
            JsonValue::List(W::ALL.iter().map(|value| JsonValue::text(value.text())).collect()),
        )])
    }
}

words! {
    /// Order of the parameters in a signed text.
    pub(crate) enum PairsOrder: "order" {
        /// By the bytes of their names.
        Sorted = "sorted",
        /// As they are sent.
        Sent = "sent",
    }

    /// Marks something as signed.
    pub(crate) enum Signed: "value" {
        /// Signed.
        Signed = "signed",
    }

    /// Path matching mode of a server.
    pub(crate) enum Paths: "path matching mode" {
        /// Exactly as written.
        Exact = "exact",
        /// Case-insensitive, with a doubled slash read as a single one.
        CaseInsensitive = "case-insensitive",
    }

    /// Cargo features of the generated crate.
    pub(crate) enum Features: "set of features" {
        /// A feature for the client and one for the server.
        PerSide = "per-side",
        /// An additional feature for each module.
        PerModule = "per-module",
    }

    /// Direction of the calls.
    pub(crate) enum Direction: "direction" {
        /// The user calls the vendor's server.
        Outbound = "outbound",
        /// The vendor calls the user's server.
        Inbound = "inbound",
    }

    /// Type of an enum's values on the wire.
    pub(crate) enum EnumBase: "enum type" {
        /// Integers.
        Int = "int",
        /// Strings.
        String = "string",
    }

    /// What tells the variants of a union apart, if no field does.
    pub(crate) enum ByWord: "way to tell variants apart" {
        /// The kind of JSON.
        Kind = "kind",
        /// The shape.
        Shape = "shape",
    }

    /// Hash that replaces a secret when it is sent.
    pub(crate) enum Hash: "digest" {
        /// MD5 digest in hexadecimal.
        Md5 = "md5",
    }
}

/// Place of all parameters of an action that do not name their own: one, or several places in the body.
#[derive(Clone, Debug)]
pub(crate) struct DefaultPlace {
    /// The place; of several, the first.
    pub(crate) value: Place,
    /// Further places in the body.
    pub(crate) also: Vec<Place>,
    /// Place of the word or the list.
    pub(crate) span: Span,
}

impl DefaultPlace {
    fn one(node: Node<'_>, at: At<'_>, sink: &mut Diagnostics) -> Option<(Place, Span)> {
        let Choice { value, span } = Choice::<Place>::read(node, at, sink)?;
        if Place::DEFAULTS.contains(&value) {
            return Some((value, span));
        }
        let word = value.text();
        let list = listing(Place::DEFAULTS.iter().map(|place| place.text())).unwrap_or_default();
        sink.error("spec::parameters-in", span, format!("`{word}` is the place of a single parameter"))
            .label("not a place of all parameters")
            .help(format!("write `in: {word}` at the parameter; `parameters-in` is one of: {list}"));
        None
    }

    /// Reads several places: each in the body, and each once.
    fn several(nodes: Vec<Node<'_>>, at: At<'_>, sink: &mut Diagnostics) -> Option<Vec<Place>> {
        let mut places = Vec::with_capacity(nodes.len());
        let mut is_valid = true;
        for node in nodes {
            let Some((place, span)) = Self::one(node, at, sink) else {
                is_valid = false;
                continue;
            };
            let word = place.text();
            if !place.is_body() {
                sink.error("spec::parameters-in", span, format!("`{word}` has no alternatives"))
                    .label("not a place in the body")
                    .help(format!("write `parameters-in: {word}`, or list places in the body, such as `[json, multipart]`"));
                is_valid = false;
            } else if places.contains(&place) {
                sink.error("spec::parameters-in", span, format!("`{word}` is listed twice"))
                    .label("duplicate")
                    .help("remove it");
                is_valid = false;
            }
            places.push(place);
        }
        is_valid.then_some(places)
    }
}

impl<'a> Read<'a> for DefaultPlace {
    fn read(node: Node<'a>, at: At<'_>, sink: &mut Diagnostics) -> Option<Self> {
        let span = node.span;
        let Kind::List(nodes) = node.kind else {
            return Self::one(node, at, sink).map(|(value, span)| Self { value, also: Vec::new(), span });
        };
        let places = Self::several(nodes, at, sink)?;
        let Some((value, also)) = places.split_first() else {
            sink.error("spec::parameters-in", span, "empty list of places")
                .label("no place")
                .help("write at least one place: `parameters-in: json`");
            return None;
        };
        Some(Self { value: *value, also: also.to_vec(), span })
    }

    fn schema(_: &mut Definitions) -> JsonValue {
        let words = |places: &mut dyn Iterator<Item = Place>| {
            let words = places.map(|place| JsonValue::text(place.text()));
            JsonValue::object([("enum", JsonValue::List(words.collect()))])
        };
        let one = words(&mut Place::DEFAULTS.iter().copied());
        let in_body = words(&mut Place::DEFAULTS.iter().copied().filter(|place| place.is_body()));
        let several = JsonValue::object([
            ("type", JsonValue::text("array")),
            ("items", in_body),
            ("minItems", JsonValue::number(1)),
            ("uniqueItems", JsonValue::Bool(true)),
        ]);
        any_of(vec![one, several])
    }
}
