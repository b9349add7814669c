//! Failure shapes: how to tell them from answers, and what stands where in them.

use super::Resolver;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, FailureDoc, Failures, Json, Keyed, MarkerDoc, closest};
use crate::model::{FailureShape, Holds, Marker, Part};
use crate::yaml::{Kind, Node, excerpt};

/// The placeholders of a failure's body.
const PLACEHOLDERS: &[(&str, Holds)] = &[
    ("$code", Holds::Code),
    ("$code-text", Holds::CodeText),
    ("$message", Holds::Message),
    ("$details", Holds::Details),
];

impl Resolver {
    /// Resolves the failure shapes; the names have been entered.
    pub(super) fn failures(&mut self, items: Keyed<'_, Failures, FailureDoc<'_>>) -> Vec<FailureShape> {
        if items.is_empty() && self.names.failures.is_complete() {
            self.sink.push(
                Diagnostic::error("spec::no-failure", items.span, "there is no failure shape")
                    .label("empty")
                    .help("describe at least the form in which failures arrive"),
            );
        }
        let mut shapes = Vec::with_capacity(items.len());
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
                self.check_recognised(json.span, &when, &body);
            }
            shapes.push(FailureShape {
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                status: doc.status.map_or(500, |status| self.status(status.value, status.span)),
                when,
                body,
                name: item.name.into_owned(),
            });
        }
        shapes
    }

    fn status(&mut self, status: i64, span: Span) -> u16 {
        if !(200..600).contains(&status) {
            self.sink.push(
                Diagnostic::error("spec::status", span, format!("{status} is not the status of an answer"))
                    .label("not from 200 to 599")
                    .help("write the HTTP status that the vendor's server sends with this shape"),
            );
        }
        u16::try_from(status).unwrap_or(500)
    }

    fn markers(&mut self, docs: Option<crate::document::Many<MarkerDoc<'_>>>, at: At<'_>) -> Vec<Marker> {
        let Some(docs) = docs else { return Vec::new() };
        if docs.0.is_empty() {
            self.sink.push(
                Diagnostic::error(
                    "spec::no-sign",
                    at.span,
                    format!("nothing tells {} from an answer", at.subject("failure")),
                )
                .label("no signs")
                .help("list its signs: `when: [{key: error}]`"),
            );
        }
        docs.0
            .into_iter()
            .filter_map(|doc| {
                let Some(key) = doc.key else {
                    let first = doc.status.as_ref()?.0.first()?.value as u16;
                    return Some(Marker::Status(first, first));
                };
                let key = key.value.into_owned();
                Some(match doc.is {
                    Some(flag) => Marker::Is(key, flag.value),
                    None => Marker::Has(key),
                })
            })
            .collect()
    }

    /// Finds the placeholders of a body.
    fn body(&mut self, json: &Json<'_>, parts: &mut Vec<Part>) {
        if !matches!(json.node.kind, Kind::Map(_)) {
            let message = format!("expected a mapping, found {}", json.node.describe());
            self.sink.push(
                Diagnostic::error("spec::wrong-kind", json.node.span, message)
                    .label("must be a mapping")
                    .help(
                        "write the failure as it stands on the wire: `{success: false, message: $message}`",
                    ),
            );
            return;
        }
        self.parts(&json.node, &mut Vec::new(), parts);
    }

    fn parts(&mut self, node: &Node<'_>, path: &mut Vec<String>, parts: &mut Vec<Part>) {
        let holds = match &node.kind {
            Kind::Map(entries) if !entries.is_empty() => {
                for (key, value) in entries {
                    path.push(key.text.as_ref().to_owned());
                    self.parts(value, path, parts);
                    path.pop();
                }
                return;
            }
            Kind::Text(text, _) if text.starts_with('$') => self.placeholder_at(text, node.span),
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
            None => "the placeholders are: $code, $code-text, $message, $details".to_owned(),
        };
        self.sink.push(
            Diagnostic::error(
                "spec::unknown-placeholder",
                span,
                format!("there is no placeholder `{}`", excerpt(text)),
            )
            .label("unknown placeholder")
            .help(help),
        );
        Holds::Code // some placeholder was meant, so nothing else is said about a part that is missing
    }

    /// A place in a list has no name, so nothing can be read from it.
    fn check_list(&mut self, items: &[Node<'_>]) {
        for item in items {
            match &item.kind {
                Kind::Text(text, _) if text.starts_with('$') => {
                    self.sink.push(
                        Diagnostic::error(
                            "spec::unknown-placeholder",
                            item.span,
                            "a placeholder cannot stand in a list",
                        )
                        .label("in a list")
                        .help("use `$details` in place of the whole list"),
                    );
                }
                Kind::List(items) => self.check_list(items),
                Kind::Map(entries) => {
                    entries.iter().for_each(|(_, value)| self.check_list(std::slice::from_ref(value)))
                }
                _ => {}
            }
        }
    }

    /// What a server writes must be read back as what it is.
    fn check_recognised(&mut self, span: Span, when: &[Marker], body: &[Part]) {
        let top = |key: &str| body.iter().find(|part| part.path.first().is_some_and(|first| first == key));
        let shows = |marker: &Marker| match marker {
            Marker::Has(key) => top(key).is_some_and(|part| part.holds != Holds::Fixed("null".into())),
            Marker::Is(key, value) => top(key)
                .is_some_and(|part| part.path.len() == 1 && part.holds == Holds::Fixed(value.to_string())),
            Marker::Status(..) => true,
        };
        if when.is_empty() || body.is_empty() || when.iter().any(shows) {
            return;
        }
        self.sink.push(
            Diagnostic::error(
                "spec::failure-mismatch",
                span,
                "the body shows none of the signs under `when`",
            )
            .label("would not be recognised")
            .help("make the body as the vendor sends it, or correct `when`"),
        );
    }

    /// A shape that a server writes must say which error it is.
    pub(super) fn check_written_failures(&mut self, shapes: &[FailureShape]) {
        let mut used: Vec<(usize, Span)> =
            self.written_failures.iter().map(|(id, span)| (*id, *span)).collect();
        used.sort_unstable_by_key(|(id, _)| *id);
        for (id, span) in used {
            let Some(shape) = shapes.iter().find(|shape| shape.name == self.names.failures.name(id)) else {
                continue;
            };
            let tells = |part: &Part| matches!(part.holds, Holds::Code | Holds::CodeText | Holds::Message);
            if !shape.body.is_empty() && !shape.body.iter().any(tells) {
                let at = self.failure_bodies.get(id).copied().unwrap_or(span);
                self.sink.push(
                    Diagnostic::error(
                        "spec::failure-without-code",
                        at,
                        format!("the failure `{}` does not say which error it is", shape.name),
                    )
                    .label("neither a code nor a message")
                    .related(span, "a server answers with it here")
                    .help(
                        "put `$code`, `$code-text` or `$message` into the body, or answer with another shape",
                    ),
                );
            }
        }
    }
}
