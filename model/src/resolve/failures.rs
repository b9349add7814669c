//! Failure shapes: how to tell them from answers, and what stands where in them.

use super::Resolver;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, FailureDoc, Failures, Json, Keyed, closest};
use crate::model::{FailureShape, Holds, Part};
use crate::yaml::{Kind, Node, excerpt};

/// The placeholders of a failure's body.
const PLACEHOLDERS: &[(&str, Holds)] = &[
    ("$code", Holds::Code),
    ("$code-text", Holds::CodeText),
    ("$message", Holds::Message),
    ("$details", Holds::Details),
    ("$status", Holds::Status),
];

impl Resolver {
    /// Resolves the failure shapes; the names have been entered.
    pub(super) fn failures(&mut self, items: Keyed<'_, Failures, FailureDoc<'_>>) -> Vec<FailureShape> {
        if items.is_empty() && self.names.failures.is_complete() {
            self.error("spec::no-failure", items.span, "there is no failure shape")
                .label("empty")
                .help("describe at least the form in which failures arrive");
        }
        let mut shapes = Vec::with_capacity(items.len());
        let mut places = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let Some(doc) = item.value else {
                self.failure_bodies.push(item.span);
                continue;
            };
            self.failure_bodies.push(doc.body.as_ref().map_or(item.span, |body| body.span));
            let when = self.markers(doc.when, At { span: item.span, name: &item.name });
            let mut body = Vec::new();
            if let Some(json) = &doc.body {
                self.body(json, &mut body);
            }
            let shape = FailureShape {
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                status: doc.status.map_or(500, |status| self.failure_status(status.value, status.span)),
                when,
                body,
                name: item.name.into_owned(),
            };
            if let Some(json) = &doc.body {
                self.check_recognised(json.span, &shape);
            }
            places.push(item.span);
            shapes.push(shape);
        }
        self.check_shadowed(&shapes, &places);
        shapes
    }

    /// Finds the placeholders of a body.
    fn body(&mut self, json: &Json<'_>, parts: &mut Vec<Part>) {
        if !matches!(json.node.kind, Kind::Map(_)) {
            let message = format!("expected a mapping, found {}", json.node.describe());
            self.error("spec::wrong-kind", json.node.span, message)
                .label("must be a mapping")
                .help("write the failure as it stands on the wire: `{success: false, message: $message}`");
            return;
        }
        self.parts(&json.node, &mut Vec::new(), parts);
    }

    fn parts(&mut self, node: &Node<'_>, path: &mut Vec<String>, parts: &mut Vec<Part>) {
        let holds = match &node.kind {
            Kind::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    if key.text.starts_with('$') {
                        self.bad_placeholder(key.span, &key.text, "as a key")
                            .help("let it stand behind the key: `code: $code`");
                    }
                    path.push(key.text.as_ref().to_owned());
                    self.parts(value, path, parts);
                    path.pop();
                }
                return;
            }
            Kind::Text(text, _) if text.starts_with('$') => self.placeholder_at(text, node.span),
            Kind::Text(text, _) if holds_placeholder(text) => {
                self.bad_placeholder(node.span, text, "within a text")
                    .help("let the placeholder be the whole value");
                Holds::Code
            }
            Kind::List(items) => {
                self.check_list(items);
                Holds::Fixed(node.json())
            }
            _ => Holds::Fixed(node.json()),
        };
        parts.push(Part { path: path.clone(), holds });
    }

    fn placeholder_at(&mut self, text: &str, span: Span) -> Holds {
        if let Some((_, holds)) = PLACEHOLDERS.iter().find(|(name, _)| *name == text) {
            return holds.clone();
        }
        let help = match closest(text, PLACEHOLDERS.iter().map(|(name, _)| *name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "the placeholders are: $code, $code-text, $message, $details, $status".to_owned(),
        };
        self.error("spec::unknown-placeholder", span, format!("there is no placeholder `{}`", excerpt(text)))
            .label("unknown placeholder")
            .help(help);
        Holds::Code // some placeholder was meant, so nothing else is said about a part that is missing
    }

    /// A placeholder where none can be filled in or read.
    fn bad_placeholder(&mut self, span: Span, text: &str, place: &str) -> &mut Diagnostic {
        let message = format!("a placeholder cannot stand {place}: `{}`", excerpt(text));
        self.error("spec::unknown-placeholder", span, message).label(place)
    }

    /// Reports placeholders in JSON that is written as it stands.
    pub(super) fn no_placeholders(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(text, _) if is_word(text) => {
                self.bad_placeholder(node.span, text, "in what is always the same")
                    .help("write the JSON as it stands on the wire");
            }
            Kind::List(items) => items.iter().for_each(|item| self.no_placeholders(item)),
            Kind::Map(entries) => entries.iter().for_each(|(_, value)| self.no_placeholders(value)),
            _ => {}
        }
    }

    /// A place in a list has no name, so nothing can be read from it.
    fn check_list(&mut self, items: &[Node<'_>]) {
        for item in items {
            match &item.kind {
                Kind::Text(text, _) if text.starts_with('$') || holds_placeholder(text) => {
                    self.bad_placeholder(item.span, text, "in a list")
                        .help("use `$details` in place of the whole list");
                }
                Kind::List(items) => self.check_list(items),
                Kind::Map(entries) => {
                    entries.iter().for_each(|(_, value)| self.check_list(std::slice::from_ref(value)))
                }
                _ => {}
            }
        }
    }
}

/// Whether a text looks like a placeholder.
fn is_word(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether one of the placeholders stands in a text as a word.
fn holds_placeholder(text: &str) -> bool {
    let ends = |rest: &str| {
        !rest.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
    };
    PLACEHOLDERS.iter().any(|(name, _)| {
        text.match_indices(name).any(|(at, _)| text.get(at + name.len()..).is_some_and(ends))
    })
}
