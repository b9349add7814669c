//! Envelopes: templates around responses.

use bindery_vocabulary::json::JsonValue;

use super::Resolver;
use super::error_formats::is_word;
use crate::diagnostic::Diagnostic;
use crate::document::{EnvelopeDoc, JsonDoc};
use crate::model::{Envelope, ErrorFormat, ErrorSignal};
use crate::yaml::{Kind, Node, excerpt};

impl Resolver {
    /// Resolves an envelope, and records it.
    pub(super) fn envelope(&mut self, doc: EnvelopeDoc<'_>) -> Option<Envelope> {
        let json = doc.0?;
        let template = JsonValue::parse(&json.node.json())?;
        if !self.envelope_placeholders(&json.node) {
            return None;
        }
        let mut places = Envelope::places(&template);
        let path = match (places.pop(), places.pop()) {
            (Some(path), None) => path,
            (Some(_), Some(_)) => {
                self.envelope_error(&json, "the envelope has `$value` more than once")
                    .label("one response, several places")
                    .help("keep one `$value`, and write the other places as they are sent");
                return None;
            }
            (None, _) => {
                let help = match &template {
                    JsonValue::Text(key) => {
                        format!("write the JSON around the response: `envelope: {{{key}: $value}}`")
                    }
                    _ => "write `$value` where the response is: `envelope: {ok: true, result: $value}`"
                        .to_owned(),
                };
                self.envelope_error(&json, "the envelope has no place for the response")
                    .label("`$value` is missing")
                    .help(help);
                return None;
            }
        };
        if path.is_empty() {
            self.envelope_error(&json, "the envelope is only the response")
                .label("nothing around `$value`")
                .help("remove `envelope`, or write `envelope: null` to remove that of `defaults`");
            return None;
        }
        let envelope = Envelope { template, path };
        self.envelopes.push((envelope.clone(), json.node.span));
        Some(envelope)
    }

    /// Whether an envelope has no placeholder other than `$value`, and that only as a whole value. Others are reported.
    pub(super) fn envelope_placeholders(&mut self, node: &Node<'_>) -> bool {
        match &node.kind {
            Kind::Text(text, _) if text != "$value" && is_word(text) => {
                let message = format!("unknown placeholder `{}`", excerpt(text));
                self.error("spec::unknown-placeholder", node.span, message)
                    .label("unknown placeholder")
                    .help("an envelope has one placeholder, `$value`, in the place of the response");
                false
            }
            Kind::Text(text, _) if text != "$value" && text.contains("$value") => {
                self.bad_placeholder(node.span, text, "inside a string")
                    .help("use the placeholder as the whole value");
                false
            }
            Kind::List(items) => {
                // Every item is looked at, so that one run reports all mistakes.
                items.iter().filter(|item| !self.envelope_placeholders(item)).count() == 0
            }
            Kind::Map(entries) => entries.iter().fold(true, |clean, (key, value)| {
                let is_name = key.text != "$value";
                if !is_name {
                    self.bad_placeholder(key.span, &key.text, "as a key")
                        .help("write it as the value: `result: $value`");
                }
                self.envelope_placeholders(value) && is_name && clean
            }),
            Kind::Text(..) | Kind::Null | Kind::Bool(_) | Kind::Number(_) => true,
        }
    }

    fn envelope_error(&mut self, json: &JsonDoc<'_>, message: &str) -> &mut Diagnostic {
        self.error("spec::envelope", json.node.span, message)
    }

    /// Warns if a boolean at the top level distinguishes errors from success responses, and an envelope lacks it: other
    /// clients look for it in the responses of a server.
    pub(super) fn check_envelopes(&mut self, formats: &[ErrorFormat]) {
        for (envelope, span) in std::mem::take(&mut self.envelopes) {
            let flags = formats.iter().flat_map(|format| &format.when).filter_map(|signal| match signal {
                ErrorSignal::Is(key, value)
                    if value == "false" && !key.contains('.') && envelope.template.get(key).is_none() =>
                {
                    Some(key)
                }
                _ => None,
            });
            let Some(flag) = flags.min() else { continue };
            self.warning("spec::envelope", span, format!("responses in this envelope lack `{flag}: true`"))
                .label(format!("errors have `{flag}: false`, so clients may look for it"))
                .help(format!("if responses have it, add it: `envelope: {{{flag}: true, …}}`"));
        }
    }
}
