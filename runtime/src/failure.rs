//! Answers and failures: told apart by body first and status second, read into one error type, written back in the
//! documented shape.

use bytes::Bytes;
use serde_json::value::RawValue;

use crate::wire::{Entries, Out, Shape, Value, Wire, quote, read_flag};
use crate::{
    Action, ActionInfo, Api, ApiError, Body, Code, DecodeError, Error, ErrorCode, Failure, FailureShape,
    Fault, HttpError, Json, Marker, Part,
};

/// Reads what came back for an action: its answer, or the failure that it is.
pub fn decode_answer<A: Action>(status: u16, body: &Bytes) -> Result<A::Response, Error<Code<A>>> {
    let info = A::INFO;
    let parsed = Value::parse(body);
    if status == 401 {
        let message = match &parsed {
            Ok(value) => find_failure::<A::Api>(info, status, value, body).map(|error| error.message),
            Err(_) => None,
        };
        return Err(Error::Unauthorized(Box::new(HttpError {
            action: info,
            status,
            message: message.unwrap_or_default(),
            body: Body(body.clone()),
        })));
    }
    let value = match parsed {
        Ok(value) => value,
        Err(fault) => return decode_text::<A>(status, body, fault),
    };
    if let Some(failure) = find_failure::<A::Api>(info, status, &value, body) {
        return Err(Error::Api(Box::new(failure)));
    }
    if !(200..300).contains(&status) {
        return Err(not_this_api(info, status, body));
    }
    read_answer::<A>(&value, status, body)
}

/// A body that is not JSON: an empty one, bare text, or something that is not this API's.
fn decode_text<A: Action>(status: u16, body: &Bytes, fault: Fault) -> Result<A::Response, Error<Code<A>>> {
    let info = A::INFO;
    let text = std::str::from_utf8(body).unwrap_or_default().trim();
    if let Some(code) = <Code<A>>::from_text(text) {
        return Err(Error::Api(Box::new(ApiError {
            action: info,
            status,
            code: Some(code),
            message: text.to_owned(),
            details: None,
            body: Body(body.clone()),
        })));
    }
    if !(200..300).contains(&status) {
        return Err(not_this_api(info, status, body));
    }
    if text.is_empty() {
        if let Some(nothing) = A::Response::missing().filter(|_| !info.answer.done) {
            return Ok(nothing);
        }
    } else if info.answer.bare_text && !text.starts_with('<') {
        // What begins like this is a page of somebody in between, and no token.
        return read_answer::<A>(&Value::Text(text.into()), status, body);
    }
    Err(Error::Decode(Box::new(DecodeError { action: info, status, fault, body: Body(body.clone()) })))
}

fn not_this_api<E>(action: &'static ActionInfo, status: u16, body: &Bytes) -> Error<E> {
    Error::Http(Box::new(HttpError { action, status, message: String::new(), body: Body(body.clone()) }))
}

fn read_answer<A: Action>(
    value: &Value<'_>,
    status: u16,
    body: &Bytes,
) -> Result<A::Response, Error<Code<A>>> {
    let answer = &A::INFO.answer;
    let decode = |fault| {
        Error::Decode(Box::new(DecodeError { action: A::INFO, status, fault, body: Body(body.clone()) }))
    };
    if answer.done {
        let done = match value.shape() {
            // An object that is no failure says 'done' by being there.
            Shape::Object => true,
            _ => read_flag(value).map_err(decode)?,
        };
        if !done {
            return Err(Error::Api(Box::new(ApiError {
                action: A::INFO,
                status,
                code: None,
                message: String::new(),
                details: None,
                body: Body(body.clone()),
            })));
        }
        return A::Response::missing().ok_or_else(|| decode(Fault::absent()));
    }
    if matches!(value.shape(), Shape::Object) && !answer.unwrap.is_empty() {
        let entries = value.entries().map_err(decode)?;
        for key in answer.unwrap {
            if let Some((_, inner)) = entries.iter().rev().find(|(name, _)| name == key) {
                return A::Response::read(inner).map_err(|fault| decode(fault.inside(key)));
            }
        }
    }
    if let Some(field) = answer.bare
        && !matches!(value.shape(), Shape::Object)
    {
        let mut json = String::from("{");
        quote(field, &mut json);
        json.push(':');
        match value {
            Value::Json(raw) => json.push_str(raw.get()),
            Value::Text(text) => quote(text, &mut json),
        }
        json.push('}');
        let wrapped =
            RawValue::from_string(json).map_err(|error| decode(Fault::syntax(error.to_string())))?;
        return A::Response::read(&Value::Json(&wrapped)).map_err(decode);
    }
    if value.is_null()
        && let Some(missing) = A::Response::missing()
    {
        return Ok(missing);
    }
    A::Response::read(value).map_err(decode)
}

/// The failure that an answer is, by the first shape whose markers it bears.
fn find_failure<P: Api>(
    action: &'static ActionInfo,
    status: u16,
    value: &Value<'_>,
    body: &Bytes,
) -> Option<ApiError<P::Code>> {
    let make = |code, message, details| ApiError {
        action,
        status,
        code,
        message,
        details,
        body: Body(body.clone()),
    };
    match value.shape() {
        Shape::Text(text) => {
            // A text without a code, as the whole answer.
            P::Code::from_text(&text).map(|code| make(Some(code), text.into_owned(), None))
        }
        Shape::Object => {
            let entries = value.entries().ok()?;
            let shape = P::INFO.failures.iter().find(|shape| is_failure(shape, &entries))?;
            let parts = read_parts(shape, value);
            let known_text = parts.message.as_deref().and_then(P::Code::from_text);
            let code = match (parts.code, known_text) {
                // A text of its own says more than a code that it shares with others.
                (_, Some(code)) => Some(code),
                (Some(number), None) => Some(P::Code::from_code(number)),
                (None, None) => None,
            };
            Some(make(code, parts.message.unwrap_or_default(), parts.details))
        }
        _ => None,
    }
}

/// Whether an answer with these entries bears a marker of this shape.
pub fn is_failure(shape: &FailureShape, entries: &Entries<'_>) -> bool {
    let find = |key: &str| entries.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value);
    shape.when.iter().any(|marker| match marker {
        Marker::Has(key) => find(key).is_some_and(|value| !value.is_null()),
        Marker::Is(key, wanted) => find(key).is_some_and(|value| read_flag(value).ok() == Some(*wanted)),
    })
}

/// What a failure says, whatever its shape.
#[derive(Debug, Default)]
pub struct Parts {
    /// The code on the wire.
    pub code: Option<i64>,
    /// The message.
    pub message: Option<String>,
    /// Any JSON that explains.
    pub details: Option<Json>,
}

/// What a failure of this shape says. Reading is liberal: what is not there, or is something else, is left out.
pub fn read_parts(shape: &FailureShape, body: &Value<'_>) -> Parts {
    let mut parts = Parts::default();
    for part in shape.body {
        match part {
            Part::Fixed(..) => {}
            Part::Code(path) => parts.code = parts.code.or(read_path(body, path)),
            Part::CodeText(path) => match read_path::<i64>(body, path) {
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
    let (key, rest) = path.split_once('.').map_or((path, None), |(key, rest)| (key, Some(rest)));
    let entries = value.entries().ok()?;
    let (_, inner) = entries.iter().rev().find(|(name, _)| name == key)?;
    match rest {
        Some(rest) => read_path(inner, rest),
        None if inner.is_null() => None,
        None => T::read(inner).ok(),
    }
}

/// Writes an answer as a server sends it.
pub fn encode_answer<A: Action>(response: &A::Response) -> String {
    let answer = &A::INFO.answer;
    if answer.done {
        return "true".to_owned();
    }
    if let Some(json) = answer.emits {
        return json.to_owned();
    }
    let mut json = String::new();
    response.write(&mut Out::json(&mut json, answer.style));
    json
}

/// Writes a failure as a server sends it: the HTTP status, and the JSON in the documented shape.
///
/// Without an action (an unknown path) it is the API's own shape.
pub fn encode_failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> (u16, String) {
    let api = P::INFO;
    let name = failure.code.and_then(ErrorCode::entry).map(|entry| entry.name);
    let wanted = action
        .and_then(|action| {
            action
                .failures
                .iter()
                .find(|used| used.errors.is_empty() || name.is_some_and(|name| used.errors.contains(&name)))
        })
        .map_or(api.failure, |used| used.shape);
    let shape = api.failures.iter().find(|shape| shape.name == wanted);
    let (status, body) = shape.map_or((500, [].as_slice()), |shape| (shape.status, shape.body));
    // Errors that are known by their text alone travel under the code of an internal failure.
    let internal = || P::Code::from_name(api.refusals.internal).and_then(ErrorCode::code);
    let code = failure.code.and_then(ErrorCode::code).or_else(internal).unwrap_or_default();
    let by_text = failure.code.is_some_and(|code| code.code().is_none());
    let message = failure.to_string();
    let mut leaves = Vec::with_capacity(body.len());
    for part in body {
        let (path, json) = match part {
            Part::Fixed(path, literal) => (*path, (*literal).to_owned()),
            Part::Code(path) => (*path, code.to_string()),
            // An error that is known by its text alone would not be recognised under another one's code.
            Part::CodeText(path) if by_text => (*path, quoted(&message)),
            Part::CodeText(path) => (*path, format!("\"{code}\"")),
            Part::Message(path) => (*path, quoted(&message)),
            Part::Details(path) => (
                *path,
                failure.details.as_ref().map_or("null".to_owned(), |details| details.as_str().to_owned()),
            ),
        };
        leaves.push((path, json));
    }
    (status, nest(&leaves))
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
