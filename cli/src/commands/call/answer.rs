//! What came back: an answer to be shown, or a failure of the API in one of the shapes that the spec describes.

use bindery_codegen::model::{Action, Api, CodeKind, CodeValue, ErrorEntry, ErrorKind};
use bindery_facts::Facts;
use bindery_runtime::wire::{Entries, Shape};
use bindery_runtime::{FailureParts, FailureShape, Json, Value, Wire, body_text, is_failure, read_parts};
use bytes::Bytes;

use super::show::indented;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::suggest::listing;

/// How much of a body that is not understood is shown.
const EXCERPT: usize = 300;

/// Shows an answer, or says which failure it is.
pub(super) fn show(
    response: http::Response<Bytes>,
    api: &Api,
    action: &Action,
    facts: &Facts,
    raw: bool,
    output: &Output,
) -> Result<Exit, Failed> {
    let answer = Answer { api, action, facts, status: response.status().as_u16(), body: response.body() };
    if raw {
        output.bytes(answer.body)?;
    }
    let text = answer.read()?;
    let outcome = action.returns.outcomes.iter().find(|outcome| outcome.status == answer.status);
    if let Some(outcome) = outcome {
        output.note(&format!("{} ended in {}: {}", facts.name(), outcome.name, outcome.about));
    }
    if !raw {
        output.foreign(&text)?;
    }
    Ok(Exit::Done)
}

/// What came back for an action.
struct Answer<'a> {
    api: &'a Api,
    action: &'a Action,
    facts: &'a Facts,
    status: u16,
    body: &'a Bytes,
}

/// What a failure says, with its code as what the API's codes are.
#[derive(Default)]
struct Parts {
    code: Option<CodeValue>,
    message: Option<String>,
    details: Option<Json>,
}

impl Answer<'_> {
    /// The answer as it is to be shown. The order of the questions is that of the runtime's client.
    fn read(&self) -> Result<String, Failed> {
        if self.action.returns.raw && (200..300).contains(&self.status) {
            let size = || format!("{} bytes that are no text (--raw writes them)\n", self.body.len());
            return Ok(std::str::from_utf8(self.body).map_or_else(|_| size(), str::to_owned));
        }
        let value = Value::parse(self.body);
        let text = body_text(self.body);
        let parts = match &value {
            Ok(value) => self.failure(value),
            Err(_) => text.and_then(|text| self.text_failure(text)),
        };
        // The documents may list errors with this status; otherwise it is the log-in that is refused.
        if self.status == 401 && !parts.as_ref().is_some_and(|parts| self.is_documented(parts, 401)) {
            let message = format!("{}: the server refuses the log-in (HTTP 401)", self.facts.name());
            let said = parts.and_then(|parts| parts.message).filter(|text| !text.is_empty());
            return Err(Failed::new(Exit::Failure, message).maybe_note(said));
        }
        if let Some(parts) = parts {
            return Err(self.failed(parts));
        }
        if !(200..300).contains(&self.status) {
            let message =
                format!("{}: HTTP {} with an answer that is not this API's", self.facts.name(), self.status);
            return Err(Failed::new(Exit::Failure, message).maybe_note(self.excerpt()));
        }
        let returns = &self.action.returns;
        let outcome = returns.outcomes.iter().find(|outcome| outcome.status == self.status);
        if !returns.outcomes.is_empty() && outcome.is_none() {
            let known = listing(returns.outcomes.iter().map(|outcome| outcome.name.as_str()));
            let message = format!(
                "{}: HTTP {} is the status of none of its outcomes: {known}",
                self.facts.name(),
                self.status
            );
            return Err(Failed::new(Exit::Failure, message).maybe_note(self.excerpt()));
        }
        let ty = outcome.map_or(returns.ty.as_ref(), |outcome| outcome.ty.as_ref());
        match (value, text) {
            (Ok(value), _) if returns.fixed.is_some() && says_no(&value, self.action.wrapper.as_deref()) => {
                Err(self.failed(Parts::default()))
            }
            (Ok(_), text) => Ok(indented(text.unwrap_or_default())),
            (Err(_), Some("")) if ty.is_none() => Ok(String::new()),
            (Err(_), Some("")) if returns.fixed.is_some() && self.status == 204 => Ok(String::new()),
            (Err(_), Some(text)) if returns.bare_text && !text.is_empty() => Ok(format!("{text}\n")),
            (Err(_), _) => {
                let message = format!("{}: the answer (HTTP {}) is not JSON", self.facts.name(), self.status);
                Err(Failed::new(Exit::Failure, message).maybe_note(self.excerpt()))
            }
        }
    }

    /// What a failure says, when this is one: the first shape whose markers it bears reads it.
    fn failure(&self, value: &Value<'_>) -> Option<Parts> {
        match value.shape() {
            Shape::Text(text) => {
                let parts = || Parts { message: Some(text.to_string()), ..Parts::default() };
                by_text(self.api, &text).map(|_| parts())
            }
            Shape::Object => {
                let entries = value.entries().ok()?;
                self.facts.failures.iter().find_map(|shape| {
                    // Without a status, only the body can say so.
                    let by_body = is_failure(shape, 0, &entries);
                    if !by_body && !is_failure(shape, self.status, &entries) {
                        return None;
                    }
                    let parts = self.parts(shape, value);
                    // A status alone says little: others answer with it, too.
                    let says = parts.message.as_deref().is_some_and(|message| !message.is_empty());
                    let counts = by_body || says || parts.code.is_some() || self.by_status().is_some();
                    counts.then_some(parts)
                })
            }
            _ => None,
        }
    }

    /// The failure that an answer without JSON is: one that is known by its text alone, or an empty one by its status.
    fn text_failure(&self, text: &str) -> Option<Parts> {
        let by_status = || {
            let nothing = Entries::new();
            let is_one = self.facts.failures.iter().any(|shape| is_failure(shape, self.status, &nothing));
            text.is_empty() && is_one && self.by_status().is_some()
        };
        let is_failure = by_text(self.api, text).is_some() || by_status();
        is_failure.then(|| Parts { message: Some(text.to_owned()), ..Parts::default() })
    }

    fn parts(&self, shape: &FailureShape, value: &Value<'_>) -> Parts {
        match self.api.codes {
            CodeKind::Number => {
                let FailureParts { code, message, details } = read_parts::<i64>(shape, value);
                Parts { code: code.map(CodeValue::Number), message, details }
            }
            CodeKind::Text => {
                let FailureParts { code, message, details } = read_parts::<String>(shape, value);
                Parts { code: code.map(CodeValue::Text), message, details }
            }
        }
    }

    /// The documented error that a failure is. A text of its own says more than a number that it shares with others;
    /// where neither code nor text says which it is, the status does.
    fn entry(&self, parts: &Parts) -> Option<&ErrorEntry> {
        let by_text = || by_text(self.api, parts.message.as_deref().unwrap_or_default());
        match &parts.code {
            Some(code @ CodeValue::Number(_)) => by_text().or_else(|| by_code(self.api, code)),
            Some(code @ CodeValue::Text(_)) => by_code(self.api, code),
            None => by_text().or_else(|| self.by_status()),
        }
    }

    /// The error that is known by the status of this answer alone.
    fn by_status(&self) -> Option<&ErrorEntry> {
        let known = |entry: &&ErrorEntry| entry.code.is_none() && entry.status == Some(self.status);
        self.api.errors.iter().find(known)
    }

    /// Whether the documents list the error with this status.
    fn is_documented(&self, parts: &Parts, status: u16) -> bool {
        self.entry(parts).is_some_and(|entry| entry.status == Some(status))
    }

    /// The failure in the words that the runtime's errors have, with what the documents say about it.
    fn failed(&self, parts: Parts) -> Failed {
        let entry = self.entry(&parts);
        let code = entry.map_or(parts.code.as_ref(), |entry| entry.code.as_ref());
        let message = parts.message.unwrap_or_default();
        let number = code.map(|code| format!(", code {code}")).unwrap_or_default();
        let text = match (entry, code) {
            (Some(entry), _) => entry.text.clone(),
            (None, Some(code)) => format!("undocumented error {code}"),
            (None, None) => String::new(),
        };
        let mut line = format!("{} failed (HTTP {}{number})", self.facts.name(), self.status);
        // A message that only repeats the code or its text says nothing more.
        let repeats = message.trim().eq_ignore_ascii_case(text.trim_end_matches('.'))
            || message.trim().eq_ignore_ascii_case(&text)
            || message.bytes().all(|byte| byte.is_ascii_digit());
        for more in
            [Some(text), (!repeats).then_some(message)].into_iter().flatten().filter(|more| !more.is_empty())
        {
            line.push_str(": ");
            line.push_str(&more);
        }
        let failed = Failed::new(Exit::Failure, line).maybe_note(entry.map(|entry| self.meaning(entry)));
        failed.maybe_note(
            parts.details.map(|details| format!("details: {}", indented(details.as_str()).trim_end())),
        )
    }

    /// What the spec says about an error, here or in general.
    fn meaning(&self, entry: &ErrorEntry) -> String {
        let own = self
            .action
            .errors
            .iter()
            .find(|own| self.api.errors.get(own.error).is_some_and(|error| error.name == entry.name));
        let kind = own.and_then(|own| own.kind).unwrap_or(entry.kind);
        let about =
            own.map(|own| own.about.as_str()).filter(|about| !about.is_empty()).unwrap_or(&entry.about);
        let mut text = format!("documented as {} ({})", entry.name, kind_text(kind));
        if !about.is_empty() {
            text.push_str(": ");
            text.push_str(about);
        }
        for note in &entry.notes {
            text.push_str("; ");
            text.push_str(note);
        }
        text
    }

    /// The beginning of a body that is not understood.
    fn excerpt(&self) -> Option<String> {
        let text = String::from_utf8_lossy(self.body);
        let text = text.trim();
        let short: String = text.chars().take(EXCERPT).collect();
        let rest = if short.len() < text.len() { " … (--raw shows all of it)" } else { "" };
        (!short.is_empty()).then(|| format!("{short}{rest}"))
    }
}

/// Whether an answer that only says 'done' says that it is not. An object that is no failure says 'done' by being there.
fn says_no(value: &Value<'_>, wrapper: Option<&str>) -> bool {
    let Some(wrapper) = wrapper else {
        return value.shape() != Shape::Object && matches!(bool::read(value), Ok(false));
    };
    let inside =
        |entries: &Entries<'_>| entries.iter().any(|(name, inner)| name == wrapper && says_no(inner, None));
    value.entries().is_ok_and(|entries| inside(&entries))
}

/// The error with this code.
fn by_code<'a>(api: &'a Api, code: &CodeValue) -> Option<&'a ErrorEntry> {
    api.errors.iter().find(|entry| entry.code.as_ref() == Some(code))
}

/// The error that is known by this text alone, or that this text means.
fn by_text<'a>(api: &'a Api, text: &str) -> Option<&'a ErrorEntry> {
    let text = text.trim();
    let is_by_text = |entry: &&ErrorEntry| entry.code.is_none() && entry.status.is_none();
    let entry = api.errors.iter().filter(is_by_text).find(|entry| entry.text.eq_ignore_ascii_case(text))?;
    match entry.reads_as {
        Some(meant) => api.errors.get(meant),
        None => Some(entry),
    }
}

fn kind_text(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Authentication => "authentication",
        ErrorKind::Refused => "refused",
        ErrorKind::Validation => "validation",
        ErrorKind::NotFound => "not-found",
        ErrorKind::Conflict => "conflict",
        ErrorKind::Funds => "funds",
        ErrorKind::Limit => "limit",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::Internal => "internal",
        ErrorKind::Other => "other",
    }
}
