//! Envelopes: templates around responses.

use std::collections::HashSet;

use bindery_vocabulary::is_success;
use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::path;

use super::Resolver;
use super::error_formats::is_word;
use crate::diagnostic::Diagnostic;
use crate::document::{EnvelopeDoc, JsonDoc};
use crate::model::{Envelope, ErrorFormat, ErrorFormatId, ErrorSignal, Module};
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

    /// Reports envelopes whose constants are an error signal: clients would read every response in them as an error.
    pub(super) fn check_failing_envelopes(
        &mut self,
        modules: &[Module],
        formats: &[ErrorFormat],
        usual: ErrorFormatId,
    ) {
        let mut reported = HashSet::new();
        for action in modules.iter().flat_map(|module| &module.actions) {
            let Some(envelope) = &action.envelope else { continue };
            let response = &action.response;
            let only = response.variants.is_empty().then_some(response.status);
            let with_body = response.variants.iter().filter(|variant| variant.ty.is_some());
            let statuses: Vec<u16> =
                only.into_iter().chain(with_body.map(|variant| variant.status)).collect();
            let found = formats.iter().enumerate().find_map(|(id, format)| {
                let own = id == usual || action.error_formats.iter().any(|used| used.format == id);
                let always = |signal: &&ErrorSignal| {
                    // Outcomes are looked for before errors, and a status alone is a weak signal.
                    let mut successes = statuses.iter().filter(|status| is_success(**status));
                    !matches!(signal, ErrorSignal::Status(..))
                        && successes.any(|status| is_constant(signal, envelope, own, *status))
                };
                format.when.iter().find(always).map(|signal| (id, signal))
            });
            let span = self.envelopes.iter().find(|(known, _)| known == envelope).map(|(_, span)| *span);
            let (Some((id, signal)), Some(span)) = (found, span) else { continue };
            if !reported.insert(span) {
                continue;
            }
            let related = self.names.failures.span(id);
            let diagnostic = self
                .error("spec::envelope", span, "every response in this envelope would be read as an error")
                .label(format!("{signal}, which marks errors"))
                .help("write the envelope of a success; for a key that is empty in successes, use the signal `{key: …, empty: false}`");
            if let Some(related) = related {
                diagnostic.related(related, "the error format");
            }
        }
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

/// Whether every response in an envelope has a signal, whatever the response is. `own` says whether the errors of its
/// action use the signal's format.
fn is_constant(signal: &ErrorSignal, envelope: &Envelope, own: bool, status: u16) -> bool {
    match signal {
        ErrorSignal::All(all) => all.iter().all(|signal| is_constant(signal, envelope, own, status)),
        ErrorSignal::Status(first, last) => (*first..=*last).contains(&status),
        ErrorSignal::Header(..) => false,
        ErrorSignal::IsNot(..) | ErrorSignal::Empty(_, true) if !own => false,
        ErrorSignal::Has(key)
        | ErrorSignal::Is(key, _)
        | ErrorSignal::IsNot(key, _)
        | ErrorSignal::Empty(key, _) => {
            let leads_into_response =
                path::keys(key).zip(&envelope.path).all(|((step, _), own)| step == *own)
                    && path::keys(key).count() >= envelope.path.len();
            !leads_into_response && signal.is_in(&envelope.template, false)
        }
    }
}
