//! Error signals: checks that every error format can be told from success responses and from the other formats.

use std::collections::HashMap;

use super::Resolver;
use crate::diagnostic::Span;
use crate::document::{At, ErrorSignalDoc, Many, Whole, Wrapper};
use crate::model::{BodyPart, BodyPartValue, ErrorFormat, ErrorSignal};

impl Resolver {
    /// Checks the HTTP status of a response.
    pub(super) fn status(&mut self, status: i64, span: Span) -> u16 {
        if !(200..600).contains(&status) {
            self.error("spec::status", span, format!("{status} is not the status of a response"))
                .label("must be 200 to 599")
                .help("write the HTTP status that the vendor's server sends");
        }
        u16::try_from(status).unwrap_or(500)
    }

    /// Checks the HTTP status of an error response, which must have a body.
    pub(super) fn failure_status(&mut self, status: i64, span: Span) -> u16 {
        if matches!(status, 204 | 205 | 304) {
            self.error("spec::status", span, format!("a response with the status {status} has no body"))
                .label("cannot describe an error")
                .help("write the HTTP status that the vendor's server sends with its errors");
        }
        self.status(status, span)
    }

    /// Resolves the signals of an error format.
    pub(super) fn signals(&mut self, docs: Option<Many<ErrorSignalDoc<'_>>>, at: At<'_>) -> Vec<ErrorSignal> {
        let Some(docs) = docs else { return Vec::new() };
        if docs.0.is_empty() {
            self.error(
                "spec::no-signal",
                at.span,
                format!("nothing distinguishes {} from a success response", at.subject("error format")),
            )
            .label("no signals")
            .help("list its signals: `when: [{key: error}]`, or `when: [{status: [400, 599]}]`");
        }
        docs.0.into_iter().filter_map(|doc| self.signal(doc)).collect()
    }

    fn signal(&mut self, doc: ErrorSignalDoc<'_>) -> Option<ErrorSignal> {
        match (doc.key, doc.status) {
            (Some(key), None) => {
                let key = key.value.into_owned();
                match (doc.is, doc.not) {
                    (None, None) => Some(ErrorSignal::Has(key)),
                    (Some(flag), None) => Some(ErrorSignal::Is(key, flag.value)),
                    (None, Some(flag)) => Some(ErrorSignal::IsNot(key, flag.value)),
                    (Some(_), Some(flag)) => {
                        self.error("spec::signal", flag.span, "both `is` and `not` are set")
                            .label("conflicts with `is`")
                            .help("keep one of them: `not: true` also matches a missing boolean, `is: false` does not");
                        None
                    }
                }
            }
            (None, Some(status)) => {
                for (name, flag) in [("is", doc.is), ("not", doc.not)] {
                    let Some(flag) = flag else { continue };
                    self.error("spec::signal", flag.span, "a status has no boolean value")
                        .label("requires a key")
                        .help(format!("remove `{name}`, or add the `key` that has the boolean"));
                }
                self.status_range(&status.0, doc.span)
            }
            (Some(key), Some(_)) => {
                self.error("spec::signal", key.span, "both a key and a status are set")
                    .label("conflicts with `status`")
                    .help("split it into two signals; either of them is then enough, and requiring both is not supported");
                None
            }
            (None, None) => {
                if !doc.doubt.about("key") && !doc.doubt.about("status") {
                    self.error("spec::signal", doc.span, "empty error signal")
                        .label("neither a key nor a status")
                        .help("write a key at the top level, `{key: error}`, or the HTTP status, `{status: [400, 599]}`");
                }
                None
            }
        }
    }

    fn status_range(&mut self, status: &[Whole], at: Span) -> Option<ErrorSignal> {
        let (first, last) = match status {
            [only] => (only, only),
            [first, last] => (first, last),
            _ => {
                let span = status.get(2).map_or(at, |third| third.span);
                self.error("spec::signal", span, "invalid range of statuses")
                    .label(if status.is_empty() { "no status" } else { "one status too many" })
                    .help("write one status, `status: 404`, or the first and the last, `status: [400, 599]`");
                return None;
            }
        };
        if first.value > last.value {
            self.error("spec::signal", first.span, "empty range of statuses")
                .label("after the end of the range")
                .help(format!("write `status: [{}, {}]`", last.value, first.value));
            return None;
        }
        Some(ErrorSignal::Status(self.status(first.value, first.span), self.status(last.value, last.span)))
    }

    /// Checks that an error response that a server writes is recognized by its own signals.
    pub(super) fn check_recognised(&mut self, span: Span, format: &ErrorFormat) {
        let ErrorFormat { when, body, .. } = format;
        let shows = |signal: &ErrorSignal| match signal {
            ErrorSignal::Status(first, last) => (*first..=*last).contains(&format.status),
            other => shown_by_body(other, body),
        };
        if when.is_empty() || body.is_empty() || when.iter().any(shows) {
            return;
        }
        self.error("spec::error-response-mismatch", span, "the body has none of the signals under `when`")
            .label("would not be recognized")
            .help("write the body as the vendor sends it, or correct `when`");
    }

    /// Reports error formats that are never used for reading, because earlier ones have all of their signals and look
    /// for code and message elsewhere.
    pub(super) fn check_shadowed(&mut self, formats: &[ErrorFormat], places: &[Span]) {
        // The first format that is used for bodies with a signal.
        let mut has: HashMap<&str, usize> = HashMap::new();
        let mut is: HashMap<(&str, bool), usize> = HashMap::new();
        for (position, format) in formats.iter().enumerate() {
            let taker = |signal: &ErrorSignal| match signal {
                ErrorSignal::Has(key) => has.get(key.as_str()).copied(),
                ErrorSignal::Is(key, value) => {
                    let same = is.get(&(key.as_str(), *value)).copied();
                    let any = has.get(key.as_str()).copied();
                    same.into_iter().chain(any).min()
                }
                // A missing key counts only for actions that fail in this format, and other actions fail otherwise. A
                // status alone is a weak signal: if nothing can be read, later formats are tried.
                ErrorSignal::IsNot(..) | ErrorSignal::Status(..) => None,
            };
            let takers: Option<Vec<usize>> = format.when.iter().map(taker).collect();
            let wrong = takers.unwrap_or_default().into_iter().find(|taker| {
                let is_read =
                    |part: &&BodyPart| !matches!(part.value, BodyPartValue::Fixed(_) | BodyPartValue::Status);
                let taker = formats.get(*taker).map_or([].as_slice(), |taker| taker.body.as_slice());
                format.body.iter().filter(is_read).any(|part| !taker.contains(part))
            });
            for signal in &format.when {
                match signal {
                    ErrorSignal::Has(key) => drop(has.entry(key).or_insert(position)),
                    ErrorSignal::Is(key, value) => drop(is.entry((key, *value)).or_insert(position)),
                    ErrorSignal::IsNot(..) | ErrorSignal::Status(..) => {}
                }
            }
            let (Some(wrong), Some(span)) = (wrong, places.get(position)) else { continue };
            let first = formats.get(wrong).map_or("", |first| first.name.as_str());
            let message = format!("the error format `{}` is never used for reading", format.name);
            let diagnostic = self
                .error("spec::shadowed-error-format", *span, message)
                .label(format!("all of its signals are signals of `{first}` too"))
                .help(format!("move it before `{first}`, or use different signals"));
            if let Some(first) = places.get(wrong) {
                diagnostic.related(*first, "tried first");
            }
        }
    }

    /// Resolves the key that wraps a response, and records it.
    pub(super) fn wrapper(&mut self, wrapper: Wrapper<'_>) -> Option<String> {
        let text = wrapper.0?;
        self.wrappers.push((text.value.as_ref().to_owned(), text.span));
        Some(text.value.into_owned())
    }

    /// Warns if a boolean next to the wrapper key distinguishes errors from success responses: a server writes only the
    /// wrapper key, so its responses lack the boolean that other clients look for.
    pub(super) fn check_wrappers(&mut self, formats: &[ErrorFormat]) {
        for (wrapper, span) in std::mem::take(&mut self.wrappers) {
            let flags = formats.iter().flat_map(|format| &format.when).filter_map(|signal| match signal {
                ErrorSignal::Is(key, false) if *key != wrapper && !key.contains('.') => Some(key),
                _ => None,
            });
            let Some(flag) = flags.min() else { continue };
            let message = format!("a server writes only `{wrapper}`, without `{flag}: true`");
            self.warning("spec::wrapper", span, message)
                .label("the only key of the response")
                .help(format!("if responses have `{flag}: true`, replace `wrapper` by records with `{wrapper}` and `{flag}: {{type: bool, fixed: true}}`"));
        }
    }

    /// Warns about error formats that are never read: their signals use `not`, and no action fails in them.
    pub(super) fn check_idle_failures(&mut self, formats: &[ErrorFormat]) {
        if self.sink.has_errors() {
            return; // the references to them may be in what could not be read
        }
        for format in formats {
            let says_not = |signal: &ErrorSignal| matches!(signal, ErrorSignal::IsNot(..));
            let id = self.names.failures.get(&format.name).filter(|_| format.when.iter().all(says_not));
            let Some(id) = id.filter(|id| !self.written_failures.contains_key(id)) else { continue };
            let Some(span) = self.names.failures.span(id) else { continue };
            self.warning(
                "spec::idle-error-format",
                span,
                format!("no action uses the error format `{}`", format.name),
            )
            .label("its signals use `not`, which is only read for actions that fail in it")
            .help("add it to `error-formats` of the actions whose responses have the boolean");
        }
    }

    /// Checks that an error format that a server writes identifies the error.
    pub(super) fn check_written_failures(&mut self, formats: &[ErrorFormat]) {
        let mut used: Vec<(usize, Span)> =
            self.written_failures.iter().map(|(id, span)| (*id, *span)).collect();
        used.sort_unstable_by_key(|(id, _)| *id);
        for (id, span) in used {
            let Some(format) = formats.iter().find(|format| format.name == self.names.failures.name(id))
            else {
                continue;
            };
            let tells = |part: &BodyPart| {
                matches!(
                    part.value,
                    BodyPartValue::Code
                        | BodyPartValue::CodeText
                        | BodyPartValue::Message
                        | BodyPartValue::Status
                )
            };
            if !format.body.is_empty() && !format.body.iter().any(tells) {
                let at = self.failure_bodies.get(id).copied().unwrap_or(span);
                self.error(
                    "spec::error-format-without-code",
                    at,
                    format!("the error format `{}` does not identify the error", format.name),
                )
                .label("neither a code nor a message")
                .related(span, "used by a server here")
                .help("add `$code`, `$code-text` or `$message` to the body, or use another error format");
            }
        }
    }
}

/// Whether an error response with this body has a signal. A status is never part of the body.
pub(super) fn shown_by_body(signal: &ErrorSignal, body: &[BodyPart]) -> bool {
    let under = |key: &str| {
        let keys: Vec<&str> = key.split('.').collect();
        let leads = |part: &&BodyPart| {
            part.path.len() >= keys.len() && part.path.iter().zip(&keys).all(|(one, other)| one == other)
        };
        body.iter().find(leads).map(|part| (part, part.path.len() == keys.len()))
    };
    match signal {
        ErrorSignal::Has(key) => {
            under(key).is_some_and(|(part, _)| part.value != BodyPartValue::Fixed("null".into()))
        }
        ErrorSignal::Is(key, value) => under(key)
            .is_some_and(|(part, whole)| whole && part.value == BodyPartValue::Fixed(value.to_string())),
        ErrorSignal::IsNot(key, value) => match under(key) {
            Some((part, whole)) => {
                whole && matches!(&part.value, BodyPartValue::Fixed(json) if flag_in(json) != Some(*value))
            }
            None => key.rsplit_once('.').is_none_or(|(object, _)| {
                under(object)
                    .is_some_and(|(part, whole)| !whole || part.value == BodyPartValue::Fixed("{}".into()))
            }),
        },
        ErrorSignal::Status(..) => false,
    }
}

/// Returns the boolean that a JSON literal means.
fn flag_in(json: &str) -> Option<bool> {
    match json.trim_matches('"').trim().to_ascii_lowercase().as_str() {
        "1" | "true" | "yes" | "on" => Some(true),
        "0" | "false" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}
