//! Reading of a response: a success value to show, or an error in one of the error formats of the spec. The runtime
//! decodes both, down to the last field, as it does for generated code.

use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use bindery_dynamic::{DynamicApi, Errors, ExpectedResponse, FoundError};
use bindery_model::{Action, Api, ErrorEntry};
use bindery_runtime::ResponseHead;
use bindery_runtime::client::retry_after;
use bindery_runtime::decode::{FailureParts, Undecoded, body_text, decode};
use bindery_runtime::error::{failure_text, others_text};
use bindery_runtime::wire::{Document, FaultKind};
use bytes::Bytes;
use http::HeaderMap;

use super::transfer::create;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::text::indented;

/// Maximum length of the excerpt shown of an unexpected body, in characters.
const EXCERPT: usize = 300;

/// Parts of a response that are shown.
pub(super) struct Shown<'a> {
    /// Whether the body is shown byte for byte.
    pub(super) raw: bool,
    /// Whether the status and the headers are shown.
    pub(super) head: bool,
    /// New file for the body, in place of showing it.
    pub(super) file: Option<&'a Path>,
}

/// Returns the text of a head, with an empty line after it.
pub(super) fn head_text(status: u16, headers: &HeaderMap) -> String {
    let mut text = format!("HTTP {status}\n");
    for (name, value) in headers.iter() {
        text.extend([name.as_str(), ": ", &String::from_utf8_lossy(value.as_bytes()), "\n"]);
    }
    text.push('\n');
    text
}

/// Returns the error that a response reports, if it reports one.
pub(super) fn check(
    (head, body): (&ResponseHead, &Bytes),
    api: &Api,
    action: &Action,
    dynamic: &DynamicApi,
) -> Result<(), Failed> {
    ResponseView { api, action, dynamic, head, body }.read().map(drop)
}

/// Shows a response, or returns the error that it reports. `is_verified`: whether the response is signed, for APIs
/// that sign responses.
pub(super) fn show(
    (response, is_verified): (http::Response<Bytes>, bool),
    api: &Api,
    action: &Action,
    dynamic: &DynamicApi,
    Shown { raw, head: shows_head, file }: Shown<'_>,
    output: &Output,
) -> Result<Exit, Failed> {
    let (head, body) = response.into_parts();
    let head = ResponseHead::new(head.status.as_u16(), head.headers);
    let reply = ResponseView { api, action, dynamic, head: &head, body: &body };
    if shows_head {
        output.foreign(&head_text(head.status, &head.headers))?;
    }
    if raw {
        output.bytes(reply.body)?;
    }
    let text = reply.read().map_err(|failed| {
        let wait = retry_after(&head.headers);
        let wait = wait.map(asks_to_wait);
        let unverified = "not verified: the response is not signed, so it may not come from the server; it does not show whether \
                          the request had an effect";
        failed.maybe_note(wait).maybe_note((!is_verified).then(|| unverified.to_owned()))
    })?;
    let variant = action.response.variants.iter().find(|variant| variant.status == head.status);
    if let Some(variant) = variant {
        output.note(&format!("{} returned {}: {}", dynamic.name(), variant.name, variant.about));
    }
    if let Some(path) = file {
        let written = create(path)?.write_all(&body);
        written.map_err(|error| Failed::file("write", path, &error))?;
        output.note(&format!("wrote {} bytes to {}", body.len(), path.display()));
    } else if !raw {
        output.foreign(&text)?;
    }
    Ok(Exit::Done)
}

fn asks_to_wait(wait: Duration) -> String {
    format!("the server asks to wait {} s before the next request", wait.as_secs())
}

/// A response to a call of an action.
struct ResponseView<'a> {
    api: &'a Api,
    action: &'a Action,
    dynamic: &'a DynamicApi,
    head: &'a ResponseHead,
    body: &'a Bytes,
}

impl<'a> ResponseView<'a> {
    /// Decodes the response and returns its text for the terminal.
    fn read(&self) -> Result<String, Failed> {
        let expected = (self.dynamic.action, &ExpectedResponse::new(self.api, self.action));
        let usual = self.api.error_formats.get(self.api.error_format);
        let usual = usual.map_or("", |format| format.name.as_str());
        let failures = (self.dynamic.failures.as_slice(), usual, &Errors(self.api));
        let name = self.dynamic.name();
        match decode(expected, failures, self.head, self.body) {
            Ok(()) => Ok(self.shown()),
            Err(Undecoded::Failed(parts)) => Err(self.failed(parts)),
            Err(Undecoded::Unauthorized(message)) => {
                let rejected = format!("{name}: the server rejected the login (HTTP 401)");
                Err(Failed::new(Exit::Failure, rejected).maybe_note((!message.is_empty()).then_some(message)))
            }
            Err(Undecoded::Foreign) => {
                let foreign =
                    format!("{name}: HTTP {} with a response that is not this API's", self.head.status);
                Err(Failed::new(Exit::Failure, foreign).maybe_note(self.excerpt()))
            }
            Err(Undecoded::Unreadable(fault)) => {
                let what = match fault.kind() {
                    FaultKind::Syntax(_) if fault.path().is_empty() => "is not JSON".to_owned(),
                    _ => format!("could not be read: {fault}"),
                };
                let unreadable = format!("{name}: the response (HTTP {}) {what}", self.head.status);
                Err(Failed::new(Exit::Failure, unreadable).maybe_note(self.excerpt()))
            }
        }
    }

    fn shown(&self) -> String {
        match body_text(self.body) {
            None => format!("{} bytes of binary data (--raw prints them)\n", self.body.len()),
            Some(_) if !self.action.response.body.format.is_json() => {
                String::from_utf8_lossy(self.body).into_owned()
            }
            Some("") => String::new(),
            Some(text) if Document::parse(self.body).is_ok() => indented(text),
            Some(text) => format!("{text}\n"),
        }
    }

    /// Formats an error response as the runtime formats its errors, with what the documents say about it.
    fn failed(&self, parts: FailureParts<FoundError<'a>>) -> Failed {
        let (entry, code, text) = match &parts.code {
            Some(FoundError::Listed(entry)) => (Some(*entry), entry.code.clone(), entry.text.clone()),
            Some(FoundError::Unlisted(code)) => {
                (None, Some(code.clone()), format!("undocumented error {code}"))
            }
            None => (None, None, String::new()),
        };
        let code = code.map(|code| code.to_string());
        let line =
            failure_text(self.dynamic.action, self.head.status, code.as_deref(), &text, &parts.message);
        let others = parts.others.iter().map(|other| {
            let text = match &other.code {
                Some(FoundError::Listed(entry)) => entry.text.clone(),
                Some(FoundError::Unlisted(code)) => format!("undocumented error {code}"),
                None => String::new(),
            };
            (text, other.message.as_str())
        });
        let line = line + &others_text(others);
        let wait = parts.retry_after.filter(|_| retry_after(&self.head.headers).is_none());
        let failed = Failed::new(Exit::Failure, line).maybe_note(entry.map(|entry| self.meaning(entry)));
        let failed = failed.maybe_note(wait.map(asks_to_wait));
        failed.maybe_note(
            parts.details.map(|details| format!("details: {}", indented(details.as_str()).trim_end())),
        )
    }

    /// Returns what the spec says about an error, for this action or in general.
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

    /// Returns the beginning of an unexpected body.
    fn excerpt(&self) -> Option<String> {
        let text = String::from_utf8_lossy(self.body);
        let text = text.trim();
        let short: String = text.chars().take(EXCERPT).collect();
        let rest = if short.len() < text.len() { " … (--raw prints all of it)" } else { "" };
        (!short.is_empty()).then(|| format!("{short}{rest}"))
    }
}
