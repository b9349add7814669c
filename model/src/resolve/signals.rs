//! Error signals: checks that every error format can be told from success responses and from the other formats.

use std::collections::{BTreeSet, HashMap};

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::template::{self, Placeholder};

use super::Resolver;
use crate::diagnostic::Span;
use crate::document::{At, ErrorSignalDoc, Many, Whole};
use crate::model::{ErrorFormat, ErrorFormatId, ErrorSignal, Module};

impl Resolver {
    /// Checks the HTTP status of a response.
    pub(super) fn status(&mut self, status: i64, span: Span) -> u16 {
        if status == 101 {
            self.error("spec::status", span, "WebSocket and other protocols after HTTP are not supported")
                .label("switches to another protocol")
                .help("leave out this response, or list the action without `response`");
        } else if !(200..600).contains(&status) {
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

    /// Resolves the signals of an error format. The signals of an inner list must all hold.
    pub(super) fn signals(
        &mut self,
        docs: Option<Many<Many<ErrorSignalDoc<'_>>>>,
        at: At<'_>,
    ) -> Vec<ErrorSignal> {
        let Some(docs) = docs else { return Vec::new() };
        if docs.0.is_empty() || docs.0.iter().any(|all| all.0.is_empty()) {
            self.error(
                "spec::no-signal",
                at.span,
                format!("nothing distinguishes {} from a success response", at.subject("error format")),
            )
            .label("no signals")
            .help("list its signals: `when: [{key: error}]`, or `when: [{status: [400, 599]}]`");
        }
        let mut signals = Vec::with_capacity(docs.0.len());
        for docs in docs.0 {
            let count = docs.0.len();
            let parts: Vec<Vec<ErrorSignal>> =
                docs.0.into_iter().filter_map(|doc| self.signal(doc)).collect();
            // If a part could not be read, the others would hold for too many responses.
            if parts.len() == count {
                signals.extend(all_of(parts.into_iter().flatten().collect()));
            }
        }
        signals
    }

    /// Resolves the conditions of a signal, which must all hold.
    fn signal(&mut self, doc: ErrorSignalDoc<'_>) -> Option<Vec<ErrorSignal>> {
        if doc.key.is_none() && doc.header.is_none() && doc.status.is_none() {
            if !["key", "header", "status"].iter().any(|key| doc.doubt.about(key)) {
                self.error("spec::signal", doc.span, "empty error signal")
                    .label("neither a key, a header nor a status")
                    .help("write a key at the top level, `{key: error}`, or the HTTP status, `{status: [400, 599]}`");
            }
            return None;
        }
        let mut conditions = Vec::new();
        if let Some(status) = &doc.status {
            conditions.push(self.status_range(&status.0, doc.span)?);
        }
        let value = [("is", doc.is.as_ref()), ("not", doc.not.as_ref())];
        let mut given: Vec<(&str, Span)> =
            value.iter().filter_map(|(name, value)| Some((*name, (*value)?.span))).collect();
        given.extend(doc.empty.map(|flag| ("empty", flag.span)));
        if let [(first, _), (other, span), ..] = given.as_slice() {
            self.error("spec::signal", *span, format!("both `{first}` and `{other}` are set"))
                .label(format!("conflicts with `{first}`"))
                .help("keep one of them: `not: true` also matches a missing key, `is: false` does not; for two conditions, write two signals in a list: `when: [[{…}, {…}]]`");
            return None;
        }
        if let (Some(key), Some(header), [(name, span)]) = (&doc.key, &doc.header, given.as_slice()) {
            self.error("spec::signal", *span, format!("`{name}` beside a key and a header"))
                .label("does not say which of the two is meant")
                .related(key.span, "the key")
                .related(header.span, "the header")
                .help("write two signals in a list, which must all hold: `when: [[{key: …, is: …}, {header: …}]]`");
            return None;
        }
        if let Some(header) = &doc.header {
            let name = self.header(header)?;
            if doc.key.is_none()
                && let Some((what, span)) = given.iter().find(|(what, _)| *what != "is")
            {
                self.error("spec::signal", *span, format!("`{what}` is for keys of the body"))
                    .label("requires a key")
                    .help("write `is` with the value of the header, or only the header, which must then be present");
                return None;
            }
            let value = doc.is.as_ref().filter(|_| doc.key.is_none());
            let value = value.map(|value| JsonValue::parse(&value.json).unwrap_or(JsonValue::Null).plain());
            conditions.push(ErrorSignal::Header(name, value));
        }
        if let Some(key) = doc.key {
            let key = key.value.into_owned();
            conditions.push(match (doc.is, doc.not, doc.empty) {
                (Some(value), _, _) => ErrorSignal::Is(key, value.json),
                (None, Some(value), _) => ErrorSignal::IsNot(key, value.json),
                (None, None, Some(flag)) => ErrorSignal::Empty(key, flag.value),
                (None, None, None) => ErrorSignal::Has(key),
            });
        } else if doc.header.is_none()
            && let Some((name, span)) = given.first()
        {
            self.error("spec::signal", *span, format!("`{name}` without a key"))
                .label("a status has no other value")
                .help(format!("remove `{name}`, or add the `key` that it is about"));
            return None;
        }
        Some(conditions)
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
        if format.when.is_empty() || is_recognised(format, format.status) {
            return;
        }
        self.error(
            "spec::error-response-mismatch",
            span,
            "the error response has none of the signals under `when`",
        )
        .label("would not be recognized")
        .help("write the body as the vendor sends it, or correct `when`");
    }

    /// Reports error formats that are never used for reading: earlier ones have all of their signals and look for code and
    /// message elsewhere, and no action names them, which would try them first.
    pub(super) fn check_shadowed(&mut self, formats: &[ErrorFormat], modules: &[Module]) {
        if self.sink.has_errors() {
            return; // the actions that name them may be in what could not be read
        }
        let actions = modules.iter().flat_map(|module| &module.actions);
        let named: BTreeSet<ErrorFormatId> =
            actions.flat_map(|action| &action.error_formats).map(|used| used.format).collect();
        let shadowed: Vec<(ErrorFormatId, ErrorFormatId)> =
            takers(formats).filter(|(format, _)| !named.contains(format)).collect();
        for (format, first) in shadowed {
            let name = |id: usize| formats.get(id).map_or("", |format| format.name.as_str());
            let Some(span) = self.names.failures.span(format) else { continue };
            let message = format!("the error format `{}` is never used for reading", name(format));
            let related = self.names.failures.span(first);
            let first = name(first);
            let diagnostic = self
                .error("spec::shadowed-error-format", span, message)
                .label(format!("all of its signals are signals of `{first}` too"))
                .help(format!(
                    "move it before `{first}`, use different signals, or name it under `error-formats` of its actions"
                ));
            if let Some(related) = related {
                diagnostic.related(related, "tried first");
            }
        }
    }

    /// Warns about error formats that are never read: their signals use `not`, and no action fails in them.
    pub(super) fn check_idle_failures(&mut self, formats: &[ErrorFormat]) {
        if self.sink.has_errors() {
            return; // the references to them may be in what could not be read
        }
        for format in formats {
            let is_idle = format.when.iter().all(ErrorSignal::is_negative);
            let id = self.names.failures.get(&format.name).filter(|_| is_idle);
            let Some(id) = id.filter(|id| !self.written_failures.contains_key(id)) else { continue };
            let Some(span) = self.names.failures.span(id) else { continue };
            self.warning(
                "spec::idle-error-format",
                span,
                format!("no action uses the error format `{}`", format.name),
            )
            .label("its signals use `not` or `empty: true`, which are only read for actions that fail in it")
            .help("add it to `error-formats` of the actions whose responses have the key");
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
            let is_empty = matches!(&format.body, JsonValue::Object(entries) if entries.is_empty());
            if !is_empty && !format.placeholders().any(Placeholder::identifies) {
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

/// Returns the signals as one; none if there are none.
fn all_of(mut signals: Vec<ErrorSignal>) -> Option<ErrorSignal> {
    match signals.len() {
        0 | 1 => signals.pop(),
        _ => Some(ErrorSignal::All(signals)),
    }
}

/// Returns the formats that are never used if formats are tried in their order, each with the one that takes its place.
fn takers(formats: &[ErrorFormat]) -> impl Iterator<Item = (ErrorFormatId, ErrorFormatId)> {
    // The first format that is used for responses with a signal.
    let mut first: HashMap<&ErrorSignal, usize> = HashMap::new();
    formats.iter().enumerate().filter_map(move |(position, format)| {
        let takers: Option<Vec<usize>> = format.when.iter().map(|signal| taker(signal, &first)).collect();
        let read = template::places(&format.body);
        let wrong = takers.unwrap_or_default().into_iter().find(|taker| {
            let taken = formats.get(*taker).map(|taker| template::places(&taker.body)).unwrap_or_default();
            let is_read = |what: Placeholder| what != Placeholder::Status;
            read.iter().filter(|(_, what)| is_read(*what)).any(|part| !taken.contains(part))
        });
        for signal in &format.when {
            // A missing key counts only for actions that fail in this format, and other actions fail otherwise. A status
            // alone is a weak signal: if nothing can be read, later formats are tried.
            if !signal.is_negative() && !matches!(signal, ErrorSignal::Status(..)) {
                first.entry(signal).or_insert(position);
            }
        }
        Some((position, wrong?))
    })
}

/// Returns the first format that is used for all responses with this signal.
fn taker(signal: &ErrorSignal, first: &HashMap<&ErrorSignal, usize>) -> Option<usize> {
    let same = first.get(signal).copied();
    let wider: Vec<usize> = match signal {
        ErrorSignal::Is(key, _) | ErrorSignal::Empty(key, false) => {
            first.get(&ErrorSignal::Has(key.clone())).copied().into_iter().collect()
        }
        ErrorSignal::Header(name, Some(_)) => {
            first.get(&ErrorSignal::Header(name.clone(), None)).copied().into_iter().collect()
        }
        ErrorSignal::All(all) => all.iter().filter_map(|signal| taker(signal, first)).collect(),
        ErrorSignal::Has(_)
        | ErrorSignal::IsNot(..)
        | ErrorSignal::Empty(_, true)
        | ErrorSignal::Header(_, None)
        | ErrorSignal::Status(..) => Vec::new(),
    };
    same.into_iter().chain(wider).min()
}

/// Whether clients recognize an error response in this format that a server writes with this status.
pub(super) fn is_recognised(format: &ErrorFormat, status: u16) -> bool {
    format.when.is_empty() || format.when.iter().any(|signal| shows(signal, format, status))
}

/// Whether an error response that a server writes has a signal.
fn shows(signal: &ErrorSignal, format: &ErrorFormat, status: u16) -> bool {
    let body = &format.body;
    let found = |key: &str| body.at(key);
    let is_absent = |key: &str| found(key).is_none() && signal.is_in(body, false);
    match signal {
        // The details and the wait may be missing.
        ErrorSignal::Has(key) => {
            found(key).is_some_and(|value| *value != JsonValue::Null && !is_uncertain(value))
        }
        ErrorSignal::Is(..) => signal.is_in(body, false),
        ErrorSignal::IsNot(key, _) => match found(key) {
            // The code and the message of an error are not those of a success response.
            Some(value) if Placeholder::of(value).is_some() => !is_uncertain(value),
            Some(_) => signal.is_in(body, false),
            None => is_absent(key),
        },
        ErrorSignal::Empty(key, true) => match found(key) {
            Some(value) => template::is_empty(value),
            None => is_absent(key),
        },
        ErrorSignal::Empty(key, false) => {
            found(key).is_some_and(|value| !template::is_empty(value) && !is_uncertain(value))
        }
        // A router writes the headers whose value is known.
        ErrorSignal::Header(_, value) => value.is_some(),
        ErrorSignal::Status(first, last) => (*first..=*last).contains(&status),
        ErrorSignal::All(all) => all.iter().all(|signal| shows(signal, format, status)),
    }
}

/// Whether a part of the body is left out of some error responses.
fn is_uncertain(value: &JsonValue) -> bool {
    matches!(Placeholder::of(value), Some(Placeholder::Details | Placeholder::RetryAfter))
}
