//! What came back: an answer to be shown, or a failure of the API in one of the shapes that the spec describes.

use bindery_codegen::model::{Action, Api, ErrorEntry, ErrorKind};
use bindery_runtime::wire::Shape;
use bindery_runtime::{FailureParts, Value, Wire, is_failure, read_parts};
use bytes::Bytes;

use super::facts::Facts;
use super::show::indented;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

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

impl Answer<'_> {
    /// The answer as it is to be shown. The order of the questions is that of the runtime's client.
    fn read(&self) -> Result<String, Failed> {
        let value = Value::parse(self.body);
        let parts = value.as_ref().ok().and_then(|value| self.failure(value));
        if self.status == 401 {
            let message = format!("{}: the server refuses the log-in (HTTP 401)", self.facts.name());
            let said = parts.and_then(|parts| parts.message).filter(|text| !text.is_empty());
            return Err(Failed::new(Exit::Failure, message).maybe_note(said));
        }
        if let Some(parts) = parts {
            return Err(self.failed(parts));
        }
        let text = std::str::from_utf8(self.body).unwrap_or_default().trim();
        if value.is_err() && by_text(self.api, text).is_some() {
            return Err(
                self.failed(FailureParts { message: Some(text.to_owned()), ..FailureParts::default() })
            );
        }
        if !(200..300).contains(&self.status) {
            let message =
                format!("{}: HTTP {} with an answer that is not this API's", self.facts.name(), self.status);
            return Err(Failed::new(Exit::Failure, message).maybe_note(self.excerpt()));
        }
        let returns = &self.action.returns;
        match value {
            Ok(value) if returns.fixed.is_some() && says_no(&value) => {
                Err(self.failed(FailureParts::default()))
            }
            Ok(_) => Ok(indented(text)),
            Err(_) if text.is_empty() && returns.ty.is_none() => Ok(String::new()),
            Err(_) if returns.bare_text && !text.is_empty() => Ok(format!("{text}\n")),
            Err(_) => {
                let message = format!("{}: the answer (HTTP {}) is not JSON", self.facts.name(), self.status);
                Err(Failed::new(Exit::Failure, message).maybe_note(self.excerpt()))
            }
        }
    }

    /// What a failure says, when this is one: the first shape whose markers it bears reads it.
    fn failure(&self, value: &Value<'_>) -> Option<FailureParts> {
        match value.shape() {
            Shape::Text(text) => {
                let parts = || FailureParts { message: Some(text.to_string()), ..FailureParts::default() };
                by_text(self.api, &text).map(|_| parts())
            }
            Shape::Object => {
                let entries = value.entries().ok()?;
                let shape =
                    self.facts.failures.iter().find(|shape| is_failure(shape, self.status, &entries))?;
                Some(read_parts(shape, value))
            }
            _ => None,
        }
    }

    /// The failure in the words that the runtime's errors have, with what the documents say about it.
    fn failed(&self, parts: FailureParts) -> Failed {
        let message = parts.message.unwrap_or_default();
        // A text of its own says more than a code that it shares with others.
        let entry = by_text(self.api, &message).or_else(|| by_code(self.api, parts.code?));
        let code = entry.map_or(parts.code, |entry| entry.code);
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
fn says_no(value: &Value<'_>) -> bool {
    value.shape() != Shape::Object && matches!(bool::read(value), Ok(false))
}

/// The error with this code.
fn by_code(api: &Api, code: i64) -> Option<&ErrorEntry> {
    api.errors.iter().find(|entry| entry.code == Some(code))
}

/// The error that is known by this text alone, or that this text means.
fn by_text<'a>(api: &'a Api, text: &str) -> Option<&'a ErrorEntry> {
    let text = text.trim();
    let entry =
        api.errors.iter().find(|entry| entry.code.is_none() && entry.text.eq_ignore_ascii_case(text))?;
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
