//! Answers and failures as they arrive: told apart by body first and status second.
//!
//! It is known neither here what is expected of an answer nor how errors are listed: generated code has both as types, the
//! command has them as values of a model. So there is one way to read what came back, for everybody.

use std::marker::PhantomData;

use bytes::Bytes;

use crate::answer::unwrapped;
pub use crate::answer::{read_nothing, read_one};
use crate::wire::{Document, Entries, Shape, Value, Wire, read_flag, without_mark};
use crate::{
    Action, ActionInfo, Api, ApiError, Body, Code, CodeValue, DecodeError, Error, ErrorCode, FailureShape,
    Fault, HttpError, Json, Marker, Part, Response,
};

/// What is expected of an answer.
pub trait Expected {
    /// What it is read as.
    type Answer;

    /// Reads the body of an answer with this status.
    ///
    /// # Errors
    /// Names the place that is not as it should be.
    fn read(&self, action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<Self::Answer, Fault>;

    /// What an answer with this status means when its body is empty; none when that says too little.
    fn read_empty(&self, action: &ActionInfo, status: u16) -> Option<Self::Answer>;

    /// The answer that a body is by itself, where it is no JSON.
    fn read_raw(&self, body: &[u8]) -> Option<Self::Answer>;
}

/// How the errors of an API are known.
pub trait ErrorTable {
    /// One of them, or one that is not listed.
    type Error;

    /// The error with the code that stands there; none when it is no code.
    fn of_code(&self, value: &Value<'_>) -> Option<Self::Error>;

    /// The error that is known by this text alone.
    fn of_text(&self, text: &str) -> Option<Self::Error>;

    /// The error that is known by this HTTP status alone.
    fn of_status(&self, status: u16) -> Option<Self::Error>;

    /// Whether codes are texts, and not numbers.
    fn has_text_codes(&self) -> bool;
}

/// What a failure says, whatever its shape.
#[derive(Debug)]
pub struct FailureParts<E> {
    /// The error that it is.
    pub code: Option<E>,
    /// The message; empty when there is none.
    pub message: String,
    /// Any JSON that explains.
    pub details: Option<Json>,
}

impl<E> Default for FailureParts<E> {
    fn default() -> Self {
        Self { code: None, message: String::new(), details: None }
    }
}

/// Why an answer is none.
#[derive(Debug)]
pub enum Undecoded<E> {
    /// It is a failure of the API.
    Failed(FailureParts<E>),
    /// The log-in is refused (HTTP 401), without a code. The text is the message; empty when there is none.
    Unauthorized(String),
    /// It has a failure's status and is none of the API's.
    Foreign,
    /// It is not what the action answers.
    Unreadable(Fault),
}

/// Reads what came back for an action: what is expected of it, or why it is not that.
///
/// # Errors
/// See [`Undecoded`].
pub fn decode<X: Expected, T: ErrorTable>(
    (action, expected): (&ActionInfo, &X),
    (shapes, usual, table): (&[FailureShape], &str, &T),
    status: u16,
    body: &[u8],
) -> Result<X::Answer, Undecoded<T::Error>> {
    let is_success = (200..300).contains(&status);
    if is_success && !action.answer.media_type.is_json() {
        let fault = || Undecoded::Unreadable(Fault::limit("the body is not what the answer can be"));
        return expected.read_raw(body).ok_or_else(fault);
    }
    let document = Document::parse(body);
    let parsed = document.as_ref().map(Document::value);
    // What is no JSON may still be text.
    let text = if document.is_err() { body_text(body) } else { None };
    let found = match &parsed {
        Ok(value) => find_failure((action, shapes, usual), table, status, value),
        Err(_) => text.and_then(|text| find_text_failure(shapes, table, status, text)),
    };
    match found {
        // What the API itself says is more than the status.
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
        // What begins like a page of somebody in between is no token.
        (Err(_), Some(text)) if action.answer.bare_text && !text.starts_with('<') => Value::Text(text.into()),
        (Err(fault), _) => return Err(Undecoded::Unreadable(fault.clone())),
    };
    let read = |value: &Value<'_>| match !action.answer.done || says_done(value)? {
        true => expected.read(action, status, value).map(Some),
        false => Ok(None),
    };
    let answer = match action.answer.wrapper {
        None => read(&value),
        Some(key) => unwrapped(key, &value, |inner| match inner {
            Some(inner) => read(inner),
            None => expected.read_empty(action, status).map(Some).ok_or_else(|| Fault::missing(key)),
        }),
    };
    let answer = answer.map_err(Undecoded::Unreadable)?;
    answer.ok_or_else(|| Undecoded::Failed(FailureParts::default()))
}

/// Reads what came back for an action: its answer, or the failure that it is.
pub fn decode_answer<A: Action>(status: u16, body: &Bytes) -> Result<A::Response, Error<Code<A>>> {
    let action = A::INFO;
    let (api, table) = (<A::Api as Api>::INFO, Table::<Code<A>>(PhantomData));
    let answer =
        decode((action, &Typed::<A>(PhantomData)), (api.failures, api.failure, &table), status, body);
    let http = |message| {
        let body = Body(body.clone());
        Box::new(HttpError { action, status, message, body, retry_after: None, unverified: false })
    };
    answer.map_err(|why| match why {
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

/// The answer of an action whose type is known.
struct Typed<A>(PhantomData<A>);

impl<A: Action> Expected for Typed<A> {
    type Answer = A::Response;

    fn read(&self, action: &ActionInfo, status: u16, body: &Value<'_>) -> Result<A::Response, Fault> {
        A::Response::from_answer(action, status, body)
    }

    fn read_empty(&self, action: &ActionInfo, status: u16) -> Option<A::Response> {
        A::Response::from_nothing(action, status)
    }

    fn read_raw(&self, body: &[u8]) -> Option<A::Response> {
        A::Response::from_raw(body)
    }
}

/// The errors of a generated enum.
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

/// The text of a body, without a byte order mark and blanks around it; none when it is no UTF-8, which is not the same as
/// having none.
pub fn body_text(body: &[u8]) -> Option<&str> {
    Some(std::str::from_utf8(without_mark(body)).ok()?.trim())
}

/// Whether an answer that only says 'done' says so. An object that is no failure says it by being there.
fn says_done(value: &Value<'_>) -> Result<bool, Fault> {
    match value.shape() {
        Shape::Object => Ok(true),
        _ => read_flag(value),
    }
}

/// The failure that an answer is, by the first shape whose markers it bears.
fn find_failure<T: ErrorTable>(
    (action, shapes, usual): (&ActionInfo, &[FailureShape], &str),
    table: &T,
    status: u16,
    value: &Value<'_>,
) -> Option<FailureParts<T::Error>> {
    match value.shape() {
        // A text without a code, as the whole answer.
        Shape::Text(text) => table.of_text(&text).map(|code| FailureParts {
            code: Some(code),
            message: text.into_owned(),
            details: None,
        }),
        Shape::Object => {
            let mut room = None;
            let entries = value.entries(&mut room).ok()?;
            // An error that is known by the status, for when no shape says more than that.
            let mut by_status = None;
            for shape in shapes {
                let is_borne = bears(shape, action.fails_in(shape.name, usual), &entries);
                if !is_borne && !is_status(shape, status) {
                    continue;
                }
                let mut found = read_failure(shape, table, value);
                // A status alone says little: others answer with it, too.
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

/// The failure that an answer without JSON is: one that is known by its text alone, or an empty one by its status.
fn find_text_failure<T: ErrorTable>(
    shapes: &[FailureShape],
    table: &T,
    status: u16,
    text: &str,
) -> Option<FailureParts<T::Error>> {
    let by_status = || {
        let is_one = text.is_empty() && shapes.iter().any(|shape| is_status(shape, status));
        if is_one { table.of_status(status) } else { None }
    };
    let code = table.of_text(text).or_else(by_status)?;
    Some(FailureParts { code: Some(code), message: text.to_owned(), details: None })
}

/// What the body of a failure of this shape says. Reading is liberal: what is not there, or is something else, is left out.
fn read_failure<T: ErrorTable>(shape: &FailureShape, table: &T, body: &Value<'_>) -> FailureParts<T::Error> {
    let (mut code, mut message, mut details) = (None, None, None);
    // What stands where the code should be and is none of the API's kind: a name where codes are numbers.
    let mut stray = None;
    for part in shape.body {
        match part {
            // The status itself is at hand.
            Part::Fixed(..) | Part::Status(_) => {}
            Part::Code(path) => match at_path(body, path, |value| table.of_code(value)) {
                Some(found) => code = code.or(Some(found)),
                None => stray = stray.or_else(|| at_path(body, path, stray_code)),
            },
            Part::CodeText(path) => match at_path(body, path, |value| table.of_code(value)) {
                Some(found) => code = Some(found),
                // Where a code may stand as text, other text is a message.
                None => message = message.or_else(|| at_path(body, path, words_of)),
            },
            Part::Message(path) => message = message.or_else(|| at_path(body, path, words_of)),
            Part::Details(path) => details = at_path(body, path, |value| Json::read(value).ok()),
        }
    }
    if code.is_none() && message.is_none() && stray.is_none() {
        message = shape.when.iter().find_map(|marker| words_at(marker, body));
    }
    let texts = || message.iter().chain(&stray);
    let by_text = || texts().find_map(|text: &String| table.of_text(text));
    let code = match code {
        // A text of its own says more than a number that it shares with others.
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

/// What stands in the place of a sign, where it is more than a flag: a text, or a list of them, where an object is documented.
fn words_at(marker: &Marker, body: &Value<'_>) -> Option<String> {
    let Marker::Has(path) = marker else { return None };
    at_path(body, path, |value| match value.shape() {
        Shape::Bool(_) | Shape::Number(_) => None,
        _ => words_of(value),
    })
}

/// The text or number that stands in the place of a code and is none.
fn stray_code(value: &Value<'_>) -> Option<String> {
    match value.shape() {
        Shape::Text(_) | Shape::Number(_) => words_of(value),
        _ => None,
    }
}

/// How long a message is that is put together of several texts, in bytes.
const LONGEST_MESSAGE: usize = 2_000;

/// What a value says to people: a text or a number as it is, what is in a list or an object one after the other, with the names
/// of an object's entries. None when it says nothing.
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
        // What was meant by half a character can not be known; the rest can be read.
        Shape::BrokenText => match value {
            Value::Json(node) => node.written().trim_matches('"').to_owned(),
            Value::Text(text) => text.clone().into_owned(),
        },
        Shape::Text(_) | Shape::Number(_) | Shape::Bool(_) => value.scalar_text()?.into_owned(),
    };
    (!words.trim().is_empty()).then_some(words)
}

/// Whether an answer with this status and these entries bears a marker of this shape. `own` says whether the action is
/// one that [fails in it](ActionInfo::fails_in).
pub fn is_failure(shape: &FailureShape, own: bool, status: u16, entries: &Entries<'_>) -> bool {
    bears(shape, own, entries) || is_status(shape, status)
}

fn bears(shape: &FailureShape, own: bool, entries: &Entries<'_>) -> bool {
    let flag = |path: &str, wanted: bool| {
        at_entries(entries, path, |value| Some(read_flag(value).ok() == Some(wanted)))
    };
    // An answer of another form, such as that of a proxy, has no object in which the flag could be missing.
    let is_object =
        |path: &str| at_entries(entries, path, |value| value.entries(&mut None).ok().map(drop)).is_some();
    shape.when.iter().any(|marker| match marker {
        Marker::Has(path) => flag(path, true).is_some(),
        Marker::Is(path, wanted) => flag(path, *wanted) == Some(true),
        Marker::IsNot(path, usual) => {
            own && path.rsplit_once('.').is_none_or(|(object, _)| is_object(object))
                && flag(path, *usual) != Some(true)
        }
        Marker::Status(..) => false,
    })
}

fn is_status(shape: &FailureShape, status: u16) -> bool {
    let is =
        |marker: &Marker| matches!(marker, Marker::Status(first, last) if (*first..=*last).contains(&status));
    shape.when.iter().any(is)
}

/// What `read` makes of the value at a dotted path, if that is there and not null.
pub(crate) fn at_path<T>(
    value: &Value<'_>,
    path: &str,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let mut room = None;
    at_entries(&value.entries(&mut room).ok()?, path, read)
}

/// The same, from the entries of an object or the parameters of a request.
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

    /// Errors with numbers, one of which is known by the status 500.
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
        const SHAPES: &[FailureShape] = &[
            FailureShape::new("by-status", 500).when(&[Marker::Status(400, 599)]).body(&[Part::Code("type")]),
            FailureShape::new("by-sign", 500)
                .when(&[Marker::Is("ok", false)])
                .body(&[Part::Fixed("ok", "false"), Part::Code("why")]),
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
