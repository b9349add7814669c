//! Answers and failures: told apart by body first and status second, read into one error type, written back in the
//! documented shape.

use bytes::Bytes;

use crate::answer::{unwrapped, whole_answer};
use crate::wire::{Entries, Out, Shape, Value, Wire, quote, read_flag, without_mark};
use crate::{
    Action, ActionInfo, Api, ApiError, ApiInfo, Body, Code, CodeValue, DecodeError, Error, ErrorCode,
    ErrorEntry, Failure, FailureShape, Fault, HttpError, Json, Marker, Part, Response, Style,
};

/// Reads what came back for an action: its answer, or the failure that it is.
pub fn decode_answer<A: Action>(status: u16, body: &Bytes) -> Result<A::Response, Error<Code<A>>> {
    let info = A::INFO;
    let parsed = Value::parse(body);
    let text = body_text(body);
    let found = match &parsed {
        Ok(value) => find_failure::<Code<A>>(<A::Api as Api>::INFO, status, value),
        Err(_) => text.and_then(|text| find_text_failure::<Code<A>>(<A::Api as Api>::INFO, status, text)),
    };
    let failed = |found: Found<Code<A>>| ApiError {
        action: info,
        status,
        code: found.code,
        message: found.message,
        details: found.details,
        body: Body(body.clone()),
    };
    if status == 401 {
        // The documents may list errors with this status; otherwise it is the log-in that is refused.
        let listed = |found: &Found<Code<A>>| {
            found.code.as_ref().and_then(ErrorCode::entry).is_some_and(|entry| entry.status == Some(401))
        };
        return Err(match found {
            Some(found) if listed(&found) => Error::Api(Box::new(failed(found))),
            found => Error::Unauthorized(Box::new(HttpError {
                action: info,
                status,
                message: found.map(|found| found.message).unwrap_or_default(),
                body: Body(body.clone()),
            })),
        });
    }
    if info.answer.raw && (200..300).contains(&status) {
        let fault = Fault::limit("the body is not what the answer can be");
        let decode = DecodeError { action: info, status, fault, body: Body(body.clone()) };
        return A::Response::from_raw(body).ok_or_else(|| Error::Decode(Box::new(decode)));
    }
    if let Some(found) = found {
        return Err(Error::Api(Box::new(failed(found))));
    }
    if !(200..300).contains(&status) {
        let message = String::new();
        return Err(Error::Http(Box::new(HttpError {
            action: info,
            status,
            message,
            body: Body(body.clone()),
        })));
    }
    let decode = |fault| {
        Error::Decode(Box::new(DecodeError { action: info, status, fault, body: Body(body.clone()) }))
    };
    let value = match (parsed, text) {
        (Ok(value), _) => value,
        (Err(fault), Some("")) => {
            return A::Response::from_nothing(info, status).ok_or_else(|| decode(fault));
        }
        // What begins like a page of somebody in between is no token.
        (Err(_), Some(text)) if info.answer.bare_text && !text.starts_with('<') => Value::Text(text.into()),
        (Err(fault), _) => return Err(decode(fault)),
    };
    let done = |value: &Value<'_>| Ok(!info.answer.done || says_done(value)?);
    let read = |value: &Value<'_>| match done(value)? {
        true => A::Response::from_answer(info, status, value).map(Some),
        false => Ok(None),
    };
    let answer = match info.answer.wrapper {
        None => read(&value),
        Some(key) => unwrapped(key, &value, |inner| match inner {
            Some(inner) => read(inner),
            None => A::Response::from_nothing(info, status).map(Some).ok_or_else(|| Fault::missing(key)),
        }),
    };
    answer.map_err(decode)?.ok_or_else(|| Error::Api(Box::new(failed(Found::default()))))
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

/// What is known of a failure.
struct Found<E> {
    code: Option<E>,
    message: String,
    details: Option<Json>,
}

impl<E> Default for Found<E> {
    fn default() -> Self {
        Self { code: None, message: String::new(), details: None }
    }
}

/// The failure that an answer is, by the first shape whose markers it bears.
fn find_failure<E: ErrorCode>(api: &ApiInfo, status: u16, value: &Value<'_>) -> Option<Found<E>> {
    match value.shape() {
        Shape::Text(text) => {
            // A text without a code, as the whole answer.
            E::from_text(&text).map(|code| Found {
                code: Some(code),
                message: text.into_owned(),
                details: None,
            })
        }
        Shape::Object => {
            let entries = value.entries().ok()?;
            api.failures.iter().find_map(|shape| {
                let by_body = bears(shape, &entries);
                if !by_body && !is_status(shape, status) {
                    return None;
                }
                let found = read_failure::<E>(shape, status, value);
                // A status alone says little: others answer with it, too.
                (by_body || found.code.is_some() || !found.message.is_empty()).then_some(found)
            })
        }
        _ => None,
    }
}

/// The failure that an answer without JSON is: one that is known by its text alone, or an empty one by its status.
fn find_text_failure<E: ErrorCode>(api: &ApiInfo, status: u16, text: &str) -> Option<Found<E>> {
    let code = match E::from_text(text) {
        None if text.is_empty() && api.failures.iter().any(|shape| is_status(shape, status)) => {
            E::from_status(status)
        }
        code => code,
    };
    code.map(|code| Found { code: Some(code), message: text.to_owned(), details: None })
}

fn read_failure<E: ErrorCode>(shape: &FailureShape, status: u16, value: &Value<'_>) -> Found<E> {
    let parts = read_parts::<E::Value>(shape, value);
    let by_text = || parts.message.as_deref().and_then(E::from_text);
    let code = match parts.code {
        // A text of its own says more than a number that it shares with others.
        Some(code) if !E::Value::IS_TEXT => Some(by_text().unwrap_or_else(|| E::from_code(code))),
        Some(code) => Some(E::from_code(code)),
        None => by_text().or_else(|| E::from_status(status)),
    };
    Found { code, message: parts.message.unwrap_or_default(), details: parts.details }
}

/// Whether an answer with this status and these entries bears a marker of this shape.
pub fn is_failure(shape: &FailureShape, status: u16, entries: &Entries<'_>) -> bool {
    bears(shape, entries) || is_status(shape, status)
}

fn bears(shape: &FailureShape, entries: &Entries<'_>) -> bool {
    // What is null is not there.
    let flag = |path: &str, wanted: bool| {
        let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
        at_entries(entries, key, rest, |value| Some(read_flag(value).ok() == Some(wanted)))
    };
    shape.when.iter().any(|marker| match marker {
        Marker::Has(path) => flag(path, true).is_some(),
        Marker::Is(path, wanted) => flag(path, *wanted) == Some(true),
        Marker::Status(..) => false,
    })
}

fn is_status(shape: &FailureShape, status: u16) -> bool {
    shape
        .when
        .iter()
        .any(|marker| matches!(marker, Marker::Status(first, last) if (*first..=*last).contains(&status)))
}

/// What a failure says, whatever its shape.
#[derive(Debug)]
pub struct Parts<V = i64> {
    /// The code on the wire.
    pub code: Option<V>,
    /// The message.
    pub message: Option<String>,
    /// Any JSON that explains.
    pub details: Option<Json>,
}

impl<V> Default for Parts<V> {
    fn default() -> Self {
        Self { code: None, message: None, details: None }
    }
}

/// What a failure of this shape says. Reading is liberal: what is not there, or is something else, is left out.
pub fn read_parts<V: CodeValue>(shape: &FailureShape, body: &Value<'_>) -> Parts<V> {
    let mut parts = Parts::default();
    for part in shape.body {
        match part {
            // The status itself is at hand.
            Part::Fixed(..) | Part::Status(_) => {}
            Part::Code(path) => parts.code = parts.code.or_else(|| at_path(body, path, V::find)),
            Part::CodeText(path) => match at_path(body, path, V::find) {
                Some(code) => parts.code = Some(code),
                // Where a code may stand as text, other text is a message.
                None => parts.message = parts.message.or_else(|| read_path(body, path)),
            },
            Part::Message(path) => parts.message = parts.message.or_else(|| read_path(body, path)),
            Part::Details(path) => parts.details = read_path(body, path),
        }
    }
    parts
}

/// The value at a dotted path, if it is there and of that type.
fn read_path<T: Wire>(value: &Value<'_>, path: &str) -> Option<T> {
    at_path(value, path, |value| T::read(value).ok())
}

/// What `read` makes of the value at a dotted path, if that is there and not null.
pub(crate) fn at_path<T>(
    value: &Value<'_>,
    path: &str,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let entries = value.entries().ok()?;
    at_entries(&entries, key, rest, read)
}

/// The same, from the entries of an object or the parameters of a request.
pub(crate) fn at_entries<T>(
    entries: &Entries<'_>,
    key: &str,
    rest: Option<&str>,
    read: impl FnOnce(&Value<'_>) -> Option<T>,
) -> Option<T> {
    let (_, inner) = entries.iter().rev().find(|(name, _)| name == key)?;
    match rest {
        Some(rest) => at_path(inner, rest, read),
        None if inner.is_null() => None,
        None => read(inner),
    }
}

/// Writes the body of an answer as a server sends it; empty when it has none.
pub fn encode_answer<A: Action>(response: &A::Response) -> String {
    whole_answer(response, A::INFO).unwrap_or_default()
}

/// Writes a failure as a server sends it: the HTTP status, and the JSON in the documented shape.
///
/// Without an action (an unknown path) it is the API's own shape.
pub fn encode_failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> (u16, String) {
    encode_failure_as::<P>(action, failure, None)
}

/// The same under a status that HTTP itself asks for.
pub(crate) fn encode_failure_as<P: Api>(
    action: Option<&ActionInfo>,
    failure: &Failure<P::Code>,
    status: Option<u16>,
) -> (u16, String) {
    let api = P::INFO;
    let entry = failure.code.as_ref().and_then(ErrorCode::entry);
    let name = entry.map(|entry| entry.name);
    let wanted = action
        .and_then(|action| {
            action
                .failures
                .iter()
                .find(|used| used.errors.is_empty() || name.is_some_and(|name| used.errors.contains(&name)))
        })
        .map_or(api.failure, |used| used.shape);
    let shape = api.failures.iter().find(|shape| shape.name == wanted);
    let (usual, body) = shape.map_or((500, [].as_slice()), |shape| (shape.status, shape.body));
    // An error's own status goes with the shapes that say which error it is. One that does not looks alike for all
    // errors, its status too; but for those that are known by nothing else.
    let says_which =
        body.iter().any(|part| matches!(part, Part::Code(_) | Part::CodeText(_) | Part::Status(_)));
    let own = entry
        .and_then(|entry| entry.status)
        .filter(|_| says_which || entry.is_some_and(ErrorEntry::is_by_status));
    let status = status.or(own).unwrap_or(usual);
    let by_text = entry.is_some_and(ErrorEntry::is_by_text) && !<P::Code as ErrorCode>::Value::IS_TEXT;
    let code = written_code::<P>(failure, entry);
    let message = failure.to_string();
    let mut leaves = Vec::with_capacity(body.len());
    for part in body {
        let (path, json) = match part {
            Part::Fixed(path, literal) => (*path, (*literal).to_owned()),
            // An error that is known by its text alone would not be recognised under another one's code.
            Part::CodeText(path) if by_text => (*path, quoted(&message)),
            Part::Code(path) | Part::CodeText(path) => {
                let Some(code) = &code else { continue };
                let style = if matches!(part, Part::CodeText(_)) { Style::Text } else { Style::Plain };
                let mut json = String::new();
                code.write(&mut Out::json(&mut json, style));
                (*path, json)
            }
            Part::Message(path) => (*path, quoted(&message)),
            Part::Status(path) => (*path, status.to_string()),
            Part::Details(path) => (
                *path,
                failure.details.as_ref().map_or("null".to_owned(), |details| details.as_str().to_owned()),
            ),
        };
        leaves.push((path, json));
    }
    (status, nest(&leaves))
}

/// The code that is written for a failure. What has no number travels under that of an internal failure, unless its
/// status says what it is; what has no text travels without a code.
fn written_code<P: Api>(
    failure: &Failure<P::Code>,
    entry: Option<&ErrorEntry<P::Code>>,
) -> Option<<P::Code as ErrorCode>::Value> {
    let code = failure.code.as_ref().and_then(ErrorCode::code);
    if code.is_some() || <P::Code as ErrorCode>::Value::IS_TEXT || entry.is_some_and(ErrorEntry::is_by_status)
    {
        return code;
    }
    let internal = P::Code::from_name(P::INFO.refusals.internal).and_then(|error| error.code());
    // A number has a literal zero; the API's own table should have named a better one.
    internal.or_else(|| <P::Code as ErrorCode>::Value::find(&Value::Text("0".into())))
}

fn quoted(text: &str) -> String {
    let mut json = String::new();
    quote(text, &mut json);
    json
}

/// An object from leaves with dotted paths; leaves of one parent stand together, in the order of their first one.
fn nest(leaves: &[(&str, String)]) -> String {
    let mut json = String::from("{");
    let mut done: Vec<&str> = Vec::new();
    for (path, literal) in leaves {
        let key = path.split('.').next().unwrap_or(path);
        if done.contains(&key) {
            continue;
        }
        done.push(key);
        if done.len() > 1 {
            json.push(',');
        }
        quote(key, &mut json);
        json.push(':');
        if key == *path {
            json.push_str(literal);
        } else {
            let children: Vec<(&str, String)> = leaves
                .iter()
                .filter_map(|(path, literal)| {
                    let rest = path.strip_prefix(key)?.strip_prefix('.')?;
                    Some((rest, literal.clone()))
                })
                .collect();
            json.push_str(&nest(&children));
        }
    }
    json.push('}');
    json
}
