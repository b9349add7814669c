//! What came back: an answer to be shown, or a failure of the API in one of the shapes that the spec describes. The runtime
//! reads both, as it does for generated code, to the last field.

use bindery_facts::{Errors, ExpectedAnswer, Facts, Known};
use bindery_model::{Action, Api, ErrorEntry};
use bindery_runtime::client::retry_after;
use bindery_runtime::decode::{FailureParts, Undecoded, body_text, decode};
use bindery_runtime::error::failure_text;
use bindery_runtime::wire::{Document, FaultKind};
use bytes::Bytes;

use super::show::indented;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;

/// How much of a body that is not understood is shown.
const EXCERPT: usize = 300;

/// Shows an answer, or says which failure it is. `is_verified` says whether it is signed, where answers are.
pub(super) fn show(
    (response, is_verified): (http::Response<Bytes>, bool),
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
    let text = answer.read().map_err(|failed| {
        let wait = retry_after(response.headers());
        let wait = wait.map(|wait| format!("the server asks to be left alone for {} s", wait.as_secs()));
        let unverified = "not verified: the answer is not signed, so it may not be the server's; it does not show whether \
                          anything was done";
        failed.maybe_note(wait).maybe_note((!is_verified).then(|| unverified.to_owned()))
    })?;
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

impl<'a> Answer<'a> {
    /// The answer as it is to be shown.
    fn read(&self) -> Result<String, Failed> {
        let expected = (self.facts.action, &ExpectedAnswer::new(self.api, self.action));
        let failures = (self.facts.failures.as_slice(), "", &Errors(self.api)); // the facts name the usual shape too
        let name = self.facts.name();
        match decode(expected, failures, self.status, self.body) {
            Ok(()) => Ok(self.shown()),
            Err(Undecoded::Failed(parts)) => Err(self.failed(parts)),
            Err(Undecoded::Unauthorized(message)) => {
                let refused = format!("{name}: the server refuses the log-in (HTTP 401)");
                Err(Failed::new(Exit::Failure, refused).maybe_note((!message.is_empty()).then_some(message)))
            }
            Err(Undecoded::Foreign) => {
                let foreign = format!("{name}: HTTP {} with an answer that is not this API's", self.status);
                Err(Failed::new(Exit::Failure, foreign).maybe_note(self.excerpt()))
            }
            Err(Undecoded::Unreadable(fault)) => {
                let what = match fault.kind() {
                    FaultKind::Syntax(_) if fault.path().is_empty() => "is not JSON".to_owned(),
                    _ => format!("could not be read: {fault}"),
                };
                let unreadable = format!("{name}: the answer (HTTP {}) {what}", self.status);
                Err(Failed::new(Exit::Failure, unreadable).maybe_note(self.excerpt()))
            }
        }
    }

    fn shown(&self) -> String {
        match body_text(self.body) {
            None => format!("{} bytes that are no text (--raw writes them)\n", self.body.len()),
            Some(_) if !self.action.returns.media_type.is_json() => {
                String::from_utf8_lossy(self.body).into_owned()
            }
            Some("") => String::new(),
            Some(text) if Document::parse(self.body).is_ok() => indented(text),
            Some(text) => format!("{text}\n"),
        }
    }

    /// The failure in the words that the runtime's errors have, with what the documents say about it.
    fn failed(&self, parts: FailureParts<Known<'a>>) -> Failed {
        let (entry, code, text) = match &parts.code {
            Some(Known::Listed(entry)) => (Some(*entry), entry.code.clone(), entry.text.clone()),
            Some(Known::Unlisted(code)) => (None, Some(code.clone()), format!("undocumented error {code}")),
            None => (None, None, String::new()),
        };
        let code = code.map(|code| code.to_string());
        let line = failure_text(self.facts.action, self.status, code.as_deref(), &text, &parts.message);
        let failed = Failed::new(Exit::Failure, line).maybe_note(entry.map(|entry| self.meaning(entry)));
        failed.maybe_note(
            parts.details.map(|details| format!("details: {}", indented(details.as_str()).trim_end())),
        )
    }

    /// What the spec says about an error, here or in general.
    fn meaning(&self, entry: &ErrorEntry) -> String {
        let names = |id: usize| self.api.errors.get(id).is_some_and(|error| error.name == entry.name);
        let own = self.action.errors.iter().find(|own| names(own.error));
        let kind = own.and_then(|own| own.kind).unwrap_or(entry.kind);
        let about =
            own.map(|own| own.about.as_str()).filter(|about| !about.is_empty()).unwrap_or(&entry.about);
        let mut text = format!("documented as {} ({})", entry.name, kind.text());
        if !about.is_empty() {
            text.extend([": ", about]);
        }
        entry.notes.iter().for_each(|note| text.extend(["; ", note]));
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
