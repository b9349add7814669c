//! Reading of responses: success values and error responses, told apart by the body first and the status second.
//!
//! The expected response and the error table are parameters: generated code has them as types, the command has them as
//! values of a model. Both read responses with the same code.

use std::marker::PhantomData;

use bytes::Bytes;

use crate::response::unwrapped;
pub use crate::response::{read_nothing, read_one};
use crate::wire::{Document, Entries, Shape, Value, Wire, read_flag, without_mark};
use crate::{
    Action, ActionInfo, Api, ApiError, Body, BodyPart, Code, CodeValue, DecodeError, Error, ErrorCode,
    ErrorFormat, ErrorSignal, Fault, HttpError, RawJson, Response,
};

/// Expected success value of a response.
pub trait Expected {
    /// Type of the success value.
    type Response;

    /// Reads the success value from the body of a response with this status.
    ///
    /// # Errors
    /// When a value is missing or not as expected; the fault names its path.
    fn read(&self, action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<Self::Response, Fault>;

    /// Returns the value that an empty body means under this status; `None` when an empty body is not a valid response.
    fn read_empty(&self, action: &ActionInfo, status: u16) -> Option<Self::Response>;

    /// Reads the success value from a body that is not JSON.
    fn read_raw(&self, body: &[u8]) -> Option<Self::Response>;
}

/// Lookup of an API's errors by code, text or status.
pub trait ErrorTable {
    /// Type of an error, documented or not.
    type Error;

    /// Returns the error with this code; `None` when the value is not a code.
    fn of_code(&self, value: &Value<'_>) -> Option<Self::Error>;

    /// Returns the error that this text alone identifies; `None` if there is none.
    fn of_text(&self, text: &str) -> Option<Self::Error>;

    /// Returns the error that this HTTP status alone identifies; `None` if there is none.
    fn of_status(&self, status: u16) -> Option<Self::Error>;

    /// Whether codes are strings; otherwise they are numbers.
    fn has_text_codes(&self) -> bool;
}

/// Content of an error response, independent of its error format.
#[derive(Debug)]
pub struct FailureParts<E> {
    /// Error that the response reports; `None` if the response identifies none.
    pub code: Option<E>,
    /// Message; empty when there is none.
    pub message: String,
    /// Details of the error, any JSON value; `None` if the response has none.
    pub details: Option<RawJson>,
}

impl<E> Default for FailureParts<E> {
    fn default() -> Self {
        Self { code: None, message: String::new(), details: None }
    }
}

/// Reason why a response has no success value.
#[derive(Debug)]
pub enum Undecoded<E> {
    /// The response is an error response of the API.
    Failed(FailureParts<E>),
    /// The login was rejected (HTTP 401), without an error code. Holds the message; empty when there is none.
    Unauthorized(String),
    /// The status reports an error, and the body is not an error response of the API.
    Foreign,
    /// The body is not a response of the action.
    Unreadable(Fault),
}

/// Reads the success value of a response, or the reason why there is none.
///
/// # Errors
/// When the response is an error response or cannot be read; see [`Undecoded`].
pub fn decode<X: Expected, T: ErrorTable>(
    (action, expected): (&ActionInfo, &X),
    (formats, usual, table): (&[ErrorFormat], &str, &T),
    status: u16,
    body: &[u8],
) -> Result<X::Response, Undecoded<T::Error>> {
    let is_success = (200..300).contains(&status);
    if is_success && !action.response.media_type.is_json() {
        let fault = || Undecoded::Unreadable(Fault::limit("the body is not of the response's type"));
        return expected.read_raw(body).ok_or_else(fault);
    }
    let document = Document::parse(body);
    let parsed = document.as_ref().map(Document::value);
    // A body that is not JSON may be plain text.
    let text = if document.is_err() { body_text(body) } else { None };
    let found = match &parsed {
        Ok(value) => find_failure((action, formats, usual), table, status, value),
        Err(_) => text.and_then(|text| find_text_failure(formats, table, status, text)),
    };
    match found {
        // The API's own error says more than the status.
        Some(found) if status != 401 || found.code.is_some() => return Err(Undecoded::Failed(found)),
        found if status == 401 => {
            return Err(Undecoded::Unauthorized(found.map(|found| found.message).unwrap_or_default()));
        }
        _ if !is_success => return Err(Undecoded::Foreign),
        _ => {}
    }
    let value = match (parsed, text) {
        (Ok(value), _) => value,
        (Err(fault), Some("")) => {
            return expected.read_empty(action, status).ok_or_else(|| Undecoded::Unreadable(fault.clone()));
        }
        // Text that starts like the page of a proxy is not a token.
        (Err(_), Some(text)) if action.response.bare_text && !text.starts_with('<') => {
            Value::Text(text.into())
        }
        (Err(fault), _) => return Err(Undecoded::Unreadable(fault.clone())),
    };
    let read = |value: &Value<'_>| match !action.response.done || says_done(value)? {
        true => expected.read(action, status, value).map(Some),
        false => Ok(None),
    };
    let reply = match action.response.wrapper {
        None => read(&value),
        Some(key) => unwrapped(key, &value, |inner| match inner {
            Some(inner) => read(inner),
            None => expected.read_empty(action, status).map(Some).ok_or_else(|| Fault::missing(key)),
        }),
    };
    let reply = reply.map_err(Undecoded::Unreadable)?;
    reply.ok_or_else(|| Undecoded::Failed(FailureParts::default()))
}

/// Reads the response of an action: its success value, or the error that it reports.
///
/// # Errors
/// When the response is an error response, is not from this API, or cannot be read.
pub fn decode_response<A: Action>(status: u16, body: &Bytes) -> Result<A::Response, Error<Code<A>>> {
    let action = A::INFO;
    let (api, table) = (<A::Api as Api>::INFO, Table::<Code<A>>(PhantomData));
    let response = decode(
        (action, &Typed::<A>(PhantomData)),
        (api.error_formats, api.error_format, &table),
        status,
        body,
    );
    let http = |message| {
        let body = Body(body.clone());
        Box::new(HttpError { action, status, message, body, retry_after: None, unverified: false })
    };
    response.map_err(|why| match why {
        Undecoded::Failed(FailureParts { code, message, details }) => {
            let (body, retry_after, unverified) = (Body(body.clone()), None, false);
            Error::Api(Box::new(ApiError {
                action,
                status,
                code,
                message,
                details,
                body,
                retry_after,
                unverified,
            }))
        }
        Undecoded::Unauthorized(message) => Error::Unauthorized(http(message)),
        Undecoded::Foreign => Error::Http(http(String::new())),
        Undecoded::Unreadable(fault) => {
            Error::Decode(Box::new(DecodeError { action, status, fault, body: Body(body.clone()) }))
        }
    })
}

/// Expected success value of a generated action type.
struct Typed<A>(PhantomData<A>);

impl<A: Action> Expected for Typed<A> {
    type Response = A::Response;

    fn read(&self, action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<A::Response, Fault> {
        A::Response::from_body(action, status, body)
    }

    fn read_empty(&self, action: &ActionInfo, status: u16) -> Option<A::Response> {
        A::Response::from_nothing(action, status)
    }

    fn read_raw(&self, body: &[u8]) -> Option<A::Response> {
        A::Response::from_raw(body)
    }
}

/// Error table of a generated error enum.
struct Table<E>(PhantomData<E>);

impl<E: ErrorCode> ErrorTable for Table<E> {
    type Error = E;

    fn of_code(&self, value: &Value<'_>) -> Option<E> {
        E::Value::find(value).map(E::from_code)
    }

    fn of_text(&self, text: &str) -> Option<E> {
        E::from_text(text)
    }

    fn of_status(&self, status: u16) -> Option<E> {
        E::from_status(status)
    }

    fn has_text_codes(&self) -> bool {
        E::Value::IS_TEXT
    }
}

/// Returns the text of a body without byte order mark and surrounding whitespace. `None` means that the body is not
/// UTF-8; an empty body is an empty text.
pub fn body_text(body: &[u8]) -> Option<&str> {
    Some(std::str::from_utf8(without_mark(body)).ok()?.trim())
}

/// Whether a response that only reports success does so. An object that is not an error response counts as success.
fn says_done(value: &Value<'_>) -> Result<bool, Fault> {
    match value.shape() {
        Shape::Object => Ok(true),
        _ => read_flag(value),
    }
}

/// Finds the error that a response reports, in the first error format that it matches.
fn find_failure<T: ErrorTable>(
    (action, formats, usual): (&ActionInfo, &[ErrorFormat], &str),
    table: &T,
    status: u16,
    value: &Value<'_>,
) -> Option<FailureParts<T::Error>> {
    match value.shape() {
        // Whole response is a string that identifies an error without a code.
        Shape::Text(text) => table.of_text(&text).map(|code| FailureParts {
            code: Some(code),
            message: text.into_owned(),
            details: None,
        }),
        Shape::Object => {
            let mut room = None;
            let entries = value.entries(&mut room).ok()?;
            // Error identified by the status, used when no error format says more.
            let mut by_status = None;
            for format in formats {
                let is_borne = bears(format, action.fails_in(format.name, usual), &entries);
                if !is_borne && !is_status(format, status) {
                    continue;
                }
                let mut found = read_failure(format, table, value);
                // The status alone is weak evidence, because proxies send it too.
                let says = found.code.is_some() || !found.message.is_empty();
                found.code = found.code.or_else(|| table.of_status(status));
                if is_borne || says {
                    return Some(found);
                }
                by_status = by_status.or(Some(found).filter(|found| found.code.is_some()));
            }
            by_status
        }
        _ => None,
    }
}

/// Finds the error of a response that is not JSON: identified by its text, or by its status if the body is empty.
fn find_text_failure<T: ErrorTable>(
    formats: &[ErrorFormat],
    table: &T,
    status: u16,
    text: &str,
) -> Option<FailureParts<T::Error>> {
    let by_status = || {
        let is_one = text.is_empty() && formats.iter().any(|format| is_status(format, status));
        if is_one { table.of_status(status) } else { None }
    };
    let code = table.of_text(text).or_else(by_status)?;
    Some(FailureParts { code: Some(code), message: text.to_owned(), details: None })
}

/// Reads an error response in this format. Reading is lenient: missing and unexpected values are skipped.
fn read_failure<T: ErrorTable>(format: &ErrorFormat, table: &T, body: &Value<'_>) -> FailureParts<T::Error> {
    let (mut code, mut message, mut details) = (None, None, None);
    // Value at the code's path that is not a code of the API, such as a name where codes are numbers.
    let mut stray = None;
    for part in format.body {
        match part {
            // The status is already known.
            BodyPart::Fixed(..) | BodyPart::Status(_) => {}
            BodyPart::Code(path) => match at_path(body, path, |value| table.of_code(value)) {
                Some(found) => code = code.or(Some(found)),
                None => stray = stray.or_else(|| at_path(body, path, stray_code)),
            },
            BodyPart::CodeText(path) => match at_path(body, path, |value| table.of_code(value)) {
                Some(found) => code = Some(found),
                // Where the code may be a string, any other string is a message.
                None => message = message.or_else(|| at_path(body, path, words_of)),
            },
            BodyPart::Message(path) => message = message.or_else(|| at_path(body, path, words_of)),
            BodyPart::Details(path) => details = at_path(body, path, |value| RawJson::read(value).ok()),
        }
    }
    if code.is_none() && message.is_none() && stray.is_none() {
        message = format.when.iter().find_map(|signal| words_at(signal, body));
    }
    let texts = || message.iter().chain(&stray);
    let by_text = || texts().find_map(|text: &String| table.of_text(text));
    let code = match code {
        // A text that identifies one error says more than a number that several errors share.
        Some(code) if !table.has_text_codes() => by_text().or(Some(code)),
        Some(code) => Some(code),
        None => by_text(),
    };
    let message = match (stray, message) {
        (Some(stray), Some(message)) if stray != message => Some(format!("{stray}: {message}")),
        (stray, message) => message.or(stray),
    };
    FailureParts { code, message: message.unwrap_or_default(), details }
}

/// Returns the text at the path of an error signal, where it is more than a boolean: a string, or an array of strings,
/// where an object is documented.
fn words_at(signal: &ErrorSignal, body: &Value<'_>) -> Option<String> {
    let ErrorSignal::Has(path) = signal else { return None };
    at_path(body, path, |value| match value.shape() {
        Shape::Bool(_) | Shape::Number(_) => None,
        _ => words_of(value),
    })
}

/// Returns a string or number at the code's path that is not a code of the API.
fn stray_code(value: &Value<'_>) -> Option<String> {
    match value.shape() {
        Shape::Text(_) | Shape::Number(_) => words_of(value),
        _ => None,
    }
}

/// Maximum length of a message that is joined from several texts, in bytes.
const LONGEST_MESSAGE: usize = 2_000;

/// Renders a value as text for people: a string or number unchanged, the items of an array or object joined, with the
/// names of object entries. `None` when there is no text.
pub(crate) fn words_of(value: &Value<'_>) -> Option<String> {
    let together = |words: &mut dyn Iterator<Item = String>| {
        let mut all = String::new();
        for words in words {
            if all.len() + words.len() > LONGEST_MESSAGE {
                all.push_str(if all.is_empty() { "…" } else { "; …" });
                break;
            }
            if !all.is_empty() {
                all.push_str("; ");
            }
            all.push_str(&words);
        }
        all
    };
    let words = match value.shape() {
        Shape::Null => return None,
        Shape::List => together(&mut value.items(&mut None).ok()?.filter_map(|item| words_of(&item))),
        Shape::Object => {
            let mut room = None;
            let entries = value.entries(&mut room).ok()?;
            together(&mut entries.iter().filter_map(|(name, value)| {
                let words = words_of(value)?;
                Some(if name.is_empty() { words } else { format!("{name}: {words}") })
            }))
        }
        // The meaning of a lone surrogate is unknown; the rest is readable.
        Shape::BrokenText => match value {
            Value::Json(node) => node.written().trim_matches('"').to_owned(),
            Value::Text(text) => text.clone().into_owned(),
        },
        Shape::Text(_) | Shape::Number(_) | Shape::Bool(_) => value.scalar_text()?.into_owned(),
    };
    (!words.trim().is_empty()).then_some(words)
}

/// Whether a response with this status and these entries matches an error signal of this format. `own` says whether the
/// action's errors [use the format](ActionInfo::fails_in).
pub fn is_failure(format: &ErrorFormat, own: bool, status: u16, entries: &Entries<'_>) -> bool {
    bears(format, own, entries) || is_status(format, status)
}

fn bears(format: &ErrorFormat, own: bool, entries: &Entries<'_>) -> bool {
    let flag = |path: &str, wanted: bool| {
        at_entries(entries, path, |value| Some(read_flag(value).ok() == Some(wanted)))
    };
    // A response in another layout, such as that of a proxy, lacks the object in which the boolean could be missing.
    let is_object =
        |path: &str| at_entries(entries, path, |value| value.entries(&mut None).ok().map(drop)).is_some();
    format.when.iter().any(|signal| match signal {
        ErrorSignal::Has(path) => flag(path, true).is_some(),
        ErrorSignal::Is(path, wanted) => flag(path, *wanted) == Some(true),
        ErrorSignal::IsNot(path, usual) => {
            own && path.rsplit_once('.').is_none_or(|(object, _)| is_object(object))
                && flag(path, *usual) != Some(true)
        }
        ErrorSignal::Status(..) => false,
    })
}

fn is_status(format: &ErrorFormat, status: u16) -> bool {
    let is = |signal: &ErrorSignal| matches!(signal, ErrorSignal::Status(first, last) if (*first..=*last).contains(&status));
    format.when.iter().any(is)
}

/// Applies `read` to the value at a dotted path, if it is present and not null.
pub(crate) fn at_path<T>(
    value: &Value<'_>,
    path: &str,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let mut room = None;
    at_entries(&value.entries(&mut room).ok()?, path, read)
}

/// Same as [`at_path`], for the entries of an object or the parameters of a request.
pub(crate) fn at_entries<T>(
    entries: &Entries<'_>,
    path: &str,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let (_, inner) = entries.iter().rev().find(|(name, _)| name == key)?;
    match rest {
        Some(rest) => at_path(inner, rest, read),
        None if inner.is_null() => None,
        None => read(inner),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Error table with numbers; the status 500 identifies one of them.
    struct Errors;

    impl ErrorTable for Errors {
        type Error = i64;

        fn of_code(&self, value: &Value<'_>) -> Option<i64> {
            i64::read(value).ok()
        }

        fn of_text(&self, _text: &str) -> Option<i64> {
            None
        }

        fn of_status(&self, status: u16) -> Option<i64> {
            (status == 500).then_some(0)
        }

        fn has_text_codes(&self) -> bool {
            false
        }
    }

    #[test]
    fn a_shape_that_the_body_bears_says_more_than_the_status() {
        const SHAPES: &[ErrorFormat] = &[
            ErrorFormat::new("by-status", 500)
                .when(&[ErrorSignal::Status(400, 599)])
                .body(&[BodyPart::Code("type")]),
            ErrorFormat::new("by-sign", 500)
                .when(&[ErrorSignal::Is("ok", false)])
                .body(&[BodyPart::Fixed("ok", "false"), BodyPart::Code("why")]),
        ];
        let info = ActionInfo::new("m", "a", "/a");
        let code = |body: &str| {
            let document = Document::parse(body.as_bytes()).expect("JSON");
            let value = document.value();
            find_failure((&info, SHAPES, "by-status"), &Errors, 500, &value).map(|found| found.code)
        };
        assert_eq!(code(r#"{"ok":false,"why":7}"#), Some(Some(7)));
        assert_eq!(code(r#"{"ok":false,"why":7,"type":8}"#), Some(Some(8)));
        assert_eq!(code(r#"{"other":1}"#), Some(Some(0)));
        assert_eq!(code(r#"{"ok":false}"#), Some(Some(0)));
    }
}
