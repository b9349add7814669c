//! Writing of error responses by the templates of their error formats.

use bindery_vocabulary::json::JsonValue;
use bindery_vocabulary::template::{self, Placeholder};
use http::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, RETRY_AFTER};

use crate::wire::Value;
use crate::{ActionInfo, Api, CodeValue, ErrorCode, ErrorEntry, ErrorFormat, ErrorSignal, Failure, RawJson};

/// Error response as a server sends it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EncodedFailure {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`, the headers that mark the response as an error, and `Retry-After`.
    pub headers: HeaderMap,
    /// Body in the documented error format.
    pub body: String,
}

/// Writes an error response in the documented error format.
///
/// Without an action (unknown path), the API's default error format is used.
pub fn encode_failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> EncodedFailure {
    encode_failure_as::<P>(action, failure, None)
}

/// Same as [`encode_failure`], with a status that HTTP itself requires.
pub(crate) fn encode_failure_as<P: Api>(
    action: Option<&ActionInfo>,
    failure: &Failure<P::Code>,
    status: Option<u16>,
) -> EncodedFailure {
    let api = P::INFO;
    let entry = failure.code.as_ref().and_then(ErrorCode::entry);
    let name = entry.map(|entry| entry.name);
    let wanted = action
        .and_then(|action| {
            action
                .error_formats
                .iter()
                .find(|used| used.errors.is_empty() || name.is_some_and(|name| used.errors.contains(&name)))
        })
        .map_or(api.error_format, |used| used.format);
    const NONE: ErrorFormat = ErrorFormat::new("", 500);
    let format = api.error_formats.iter().find(|format| format.name == wanted).unwrap_or(&NONE);
    let template = JsonValue::parse(format.body).unwrap_or(JsonValue::Null);
    let has =
        |wanted: fn(Placeholder) -> bool| template::places(&template).iter().any(|(_, what)| wanted(*what));
    // An error's own status is used with formats that identify the error. Other formats look the same for all errors,
    // status included, except for errors that only their status identifies.
    let own = entry
        .and_then(|entry| entry.status)
        .filter(|_| has(Placeholder::distinguishes) || entry.is_some_and(ErrorEntry::is_by_status));
    let status = status.or(own).unwrap_or(format.status);
    let has_message = has(|what| what == Placeholder::Message);
    let errors: Vec<&Failure<P::Code>> = std::iter::once(failure).chain(&failure.others).collect();
    let mut value = |what, error: usize| {
        let failure = errors.get(error)?;
        part::<P>(what, failure, status, has_message)
    };
    let details = |failure: &&Failure<P::Code>| JsonValue::parse(failure.details.as_ref()?.as_str());
    let details: Vec<_> = errors.iter().map(details).collect();
    let beside = format.details.filter(|_| !has(|what| what == Placeholder::Details));
    let beside = beside.map(|path| (path, details.as_slice()));
    let body = template::fill(&template, errors.len(), &mut value, beside);
    let body = body.unwrap_or_else(|| JsonValue::Object(Vec::new()));
    let mut headers = HeaderMap::new();
    let media = format.media.unwrap_or("application/json");
    headers.extend(HeaderValue::try_from(media).ok().map(|media| (CONTENT_TYPE, media)));
    format.when.iter().for_each(|signal| mark(signal, &mut headers));
    if let Some(wait) = failure.retry_after {
        headers.insert(RETRY_AFTER, whole_seconds(wait).into());
    }
    let is_json = template::is_json(media);
    let body = if is_json { body.to_string() } else { body.plain() };
    EncodedFailure { status, headers, body }
}

/// Returns the value of a placeholder; `None` if the error has none.
fn part<P: Api>(
    what: Placeholder,
    failure: &Failure<P::Code>,
    status: u16,
    has_message: bool,
) -> Option<JsonValue> {
    let is_text = <P::Code as ErrorCode>::Value::IS_TEXT;
    let entry = || failure.code.as_ref().and_then(ErrorCode::entry);
    let code = || written_code::<P>(failure, entry(), has_message).map(|code| code.to_string());
    Some(match what {
        // An error that only its text identifies would not be recognized under another error's code.
        Placeholder::CodeText if !is_text && entry().is_some_and(ErrorEntry::is_by_text) => {
            JsonValue::text(failure.to_string())
        }
        Placeholder::Code if !is_text => JsonValue::number(code()?),
        Placeholder::Code | Placeholder::CodeText => JsonValue::Text(code()?),
        Placeholder::Message => JsonValue::text(failure.to_string()),
        Placeholder::Details => {
            let details = failure.details.as_ref().map(RawJson::as_str);
            details.and_then(JsonValue::parse).unwrap_or(JsonValue::Null)
        }
        Placeholder::Status => JsonValue::number(status),
        Placeholder::RetryAfter => JsonValue::number(whole_seconds(failure.retry_after?)),
    })
}

/// Returns the code to write. An error without a number gets the number of the internal error, unless its status
/// identifies it. An error without a string code is written without a code if there is a place for its message.
fn written_code<P: Api>(
    failure: &Failure<P::Code>,
    entry: Option<&ErrorEntry<P::Code>>,
    has_message: bool,
) -> Option<<P::Code as ErrorCode>::Value> {
    let code = failure.code.as_ref().and_then(ErrorCode::code);
    let is_text = <P::Code as ErrorCode>::Value::IS_TEXT;
    if code.is_some() || (is_text && has_message) || entry.is_some_and(ErrorEntry::is_by_status) {
        return code;
    }
    let internal = P::Code::from_name(P::INFO.rejections.internal).and_then(|error| error.code());
    // Zero is the last resort: the API's table should have a number for the internal error.
    internal.or_else(|| <P::Code as ErrorCode>::Value::find(&Value::Text("0".into())))
}

/// Returns a wait in seconds, rounded up.
fn whole_seconds(wait: std::time::Duration) -> u64 {
    wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0))
}

/// Adds the headers of a signal whose value is known.
fn mark(signal: &ErrorSignal, headers: &mut HeaderMap) {
    match signal {
        ErrorSignal::HeaderIs(name, value) => {
            let header = HeaderName::try_from(*name).ok().zip(HeaderValue::try_from(*value).ok());
            headers.extend(header);
        }
        ErrorSignal::All(all) => all.iter().for_each(|signal| mark(signal, headers)),
        ErrorSignal::Has(_)
        | ErrorSignal::Is(..)
        | ErrorSignal::IsNot(..)
        | ErrorSignal::Empty(_)
        | ErrorSignal::Filled(_)
        | ErrorSignal::Header(_)
        | ErrorSignal::Status(..) => {}
    }
}
