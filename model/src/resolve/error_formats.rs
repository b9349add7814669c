//! Error formats: their signals and the layout of their bodies.

use super::Resolver;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, ErrorFormatDoc, ErrorFormats, JsonDoc, Keyed, closest};
use crate::model::{BodyPart, BodyPartValue, ErrorFormat};
use crate::yaml::{Kind, Node, excerpt};

/// The placeholders in the body of an error format.
const PLACEHOLDERS: &[(&str, BodyPartValue)] = &[
    ("$code", BodyPartValue::Code),
    ("$code-text", BodyPartValue::CodeText),
    ("$message", BodyPartValue::Message),
    ("$details", BodyPartValue::Details),
    ("$status", BodyPartValue::Status),
];

impl Resolver {
    /// Resolves the error formats; the names have been entered.
    pub(super) fn failures(
        &mut self,
        items: Keyed<'_, ErrorFormats, ErrorFormatDoc<'_>>,
    ) -> Vec<ErrorFormat> {
        if items.is_empty() && self.names.failures.is_complete() {
            self.error("spec::no-error-format", items.span, "no error format is defined")
                .label("empty")
                .help("describe at least one format in which errors arrive");
        }
        let mut formats = Vec::with_capacity(items.len());
        let mut places = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let Some(doc) = item.value else {
                self.failure_bodies.push(item.span);
                continue;
            };
            self.failure_bodies.push(doc.body.as_ref().map_or(item.span, |body| body.span));
            let when = self.signals(doc.when, At { span: item.span, name: &item.name });
            let mut body = Vec::new();
            if let Some(json) = &doc.body {
                self.body(json, &mut body);
            }
            let format = ErrorFormat {
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                status: doc.status.map_or(500, |status| self.failure_status(status.value, status.span)),
                when,
                body,
                name: item.name.into_owned(),
            };
            if let Some(json) = &doc.body {
                self.check_recognised(json.span, &format);
            }
            places.push(item.span);
            formats.push(format);
        }
        self.check_shadowed(&formats, &places);
        formats
    }

    /// Finds the placeholders of a body.
    fn body(&mut self, json: &JsonDoc<'_>, parts: &mut Vec<BodyPart>) {
        if !matches!(json.node.kind, Kind::Map(_)) {
            let message = format!("expected a mapping, found {}", json.node.describe());
            self.error("spec::wrong-kind", json.node.span, message)
                .label("must be a mapping")
                .help("write the error response as sent on the wire: `{success: false, message: $message}`");
            return;
        }
        self.parts(&json.node, &mut Vec::new(), parts);
    }

    fn parts(&mut self, node: &Node<'_>, path: &mut Vec<String>, parts: &mut Vec<BodyPart>) {
        let value = match &node.kind {
            Kind::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    if key.text.starts_with('$') {
                        self.bad_placeholder(key.span, &key.text, "as a key")
                            .help("write it as the value: `code: $code`");
                    }
                    path.push(key.text.as_ref().to_owned());
                    self.parts(value, path, parts);
                    path.pop();
                }
                return;
            }
            Kind::Text(text, _) if text.starts_with('$') => self.placeholder_at(text, node.span),
            Kind::Text(text, _) if has_placeholder(text) => {
                self.bad_placeholder(node.span, text, "inside a string")
                    .help("use the placeholder as the whole value");
                BodyPartValue::Code
            }
            Kind::List(items) => {
                self.check_list(items);
                BodyPartValue::Fixed(node.json())
            }
            _ => BodyPartValue::Fixed(node.json()),
        };
        parts.push(BodyPart { path: path.clone(), value });
    }

    fn placeholder_at(&mut self, text: &str, span: Span) -> BodyPartValue {
        if let Some((_, value)) = PLACEHOLDERS.iter().find(|(name, _)| *name == text) {
            return value.clone();
        }
        let help = match closest(text, PLACEHOLDERS.iter().map(|(name, _)| *name)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "valid placeholders: $code, $code-text, $message, $details, $status".to_owned(),
        };
        self.error("spec::unknown-placeholder", span, format!("unknown placeholder `{}`", excerpt(text)))
            .label("unknown placeholder")
            .help(help);
        BodyPartValue::Code // a misspelled placeholder, so no other part is reported as missing
    }

    /// Reports a placeholder where it cannot be filled in or read.
    fn bad_placeholder(&mut self, span: Span, text: &str, place: &str) -> &mut Diagnostic {
        let message = format!("a placeholder is not allowed {place}: `{}`", excerpt(text));
        self.error("spec::unknown-placeholder", span, message).label(place)
    }

    /// Reports placeholders in JSON that is written literally.
    pub(super) fn no_placeholders(&mut self, node: &Node<'_>) {
        match &node.kind {
            Kind::Text(text, _) if is_word(text) => {
                self.bad_placeholder(node.span, text, "in a constant value")
                    .help("write the JSON as sent on the wire");
            }
            Kind::List(items) => items.iter().for_each(|item| self.no_placeholders(item)),
            Kind::Map(entries) => entries.iter().for_each(|(_, value)| self.no_placeholders(value)),
            _ => {}
        }
    }

    /// Reports placeholders in lists: items have no name, so they cannot be read.
    fn check_list(&mut self, items: &[Node<'_>]) {
        for item in items {
            match &item.kind {
                Kind::Text(text, _) if text.starts_with('$') || has_placeholder(text) => {
                    self.bad_placeholder(item.span, text, "in a list")
                        .help("use `$details` for the whole list");
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

/// Whether a string looks like a placeholder.
fn is_word(text: &str) -> bool {
    text.strip_prefix('$').is_some_and(|rest| rest.starts_with(char::is_alphabetic))
}

/// Whether a string contains a placeholder as a word.
fn has_placeholder(text: &str) -> bool {
    let ends = |rest: &str| {
        !rest.starts_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-'))
    };
    PLACEHOLDERS.iter().any(|(name, _)| {
        text.match_indices(name).any(|(at, _)| text.get(at + name.len()..).is_some_and(ends))
    })
}
