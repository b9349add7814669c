//! Writing of responses and error responses, as a server sends them.

use crate::response::response_body;
use crate::wire::{Out, Value, Wire, quote};
use crate::{
    Action, ActionInfo, Api, BodyPart, CodeValue, Encoding, ErrorCode, ErrorEntry, Failure, RawJson,
};

/// Writes the body of a response; empty when the response has no body.
pub fn encode_response<A: Action>(response: &A::Response) -> String {
    response_body(response, A::INFO).unwrap_or_default()
}

/// Writes an error response: the HTTP status, and the JSON in the documented error format.
///
/// Without an action (unknown path), the API's default error format is used.
pub fn encode_failure<P: Api>(action: Option<&ActionInfo>, failure: &Failure<P::Code>) -> (u16, String) {
    encode_failure_as::<P>(action, failure, None)
}

/// Same as [`encode_failure`], with a status that HTTP itself requires.
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
                .error_formats
                .iter()
                .find(|used| used.errors.is_empty() || name.is_some_and(|name| used.errors.contains(&name)))
        })
        .map_or(api.error_format, |used| used.format);
    let format = api.error_formats.iter().find(|format| format.name == wanted);
    let (usual, body) = format.map_or((500, [].as_slice()), |format| (format.status, format.body));
    // An error's own status is used with formats that identify the error. Other formats look the same for all errors,
    // status included, except for errors that only their status identifies.
    let says_which = body
        .iter()
        .any(|part| matches!(part, BodyPart::Code(_) | BodyPart::CodeText(_) | BodyPart::Status(_)));
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
            BodyPart::Fixed(path, literal) => (*path, (*literal).to_owned()),
            // An error that only its text identifies would not be recognized under another error's code.
            BodyPart::CodeText(path) if by_text => (*path, quoted(&message)),
            BodyPart::Code(path) | BodyPart::CodeText(path) => {
                let Some(code) = &code else { continue };
                let encoding = if matches!(part, BodyPart::CodeText(_)) {
                    Encoding::JsonString
                } else {
                    Encoding::Plain
                };
                let mut json = String::new();
                code.write(&mut Out::json(&mut json, encoding));
                (*path, json)
            }
            BodyPart::Message(path) => (*path, quoted(&message)),
            BodyPart::Status(path) => (*path, status.to_string()),
            BodyPart::Details(path) => {
                (*path, failure.details.as_ref().map_or("null", RawJson::as_str).to_owned())
            }
        };
        leaves.push((path, json));
    }
    (status, nest(&leaves))
}

/// Returns the code to write. An error without a number gets the number of the internal error, unless its status
/// identifies it; an error without a string code is written without a code.
fn written_code<P: Api>(
    failure: &Failure<P::Code>,
    entry: Option<&ErrorEntry<P::Code>>,
) -> Option<<P::Code as ErrorCode>::Value> {
    let code = failure.code.as_ref().and_then(ErrorCode::code);
    if code.is_some() || <P::Code as ErrorCode>::Value::IS_TEXT || entry.is_some_and(ErrorEntry::is_by_status)
    {
        return code;
    }
    let internal = P::Code::from_name(P::INFO.rejections.internal).and_then(|error| error.code());
    // Zero is the last resort: the API's table should have a number for the internal error.
    internal.or_else(|| <P::Code as ErrorCode>::Value::find(&Value::Text("0".into())))
}

fn quoted(text: &str) -> String {
    let mut json = String::new();
    quote(text, &mut json);
    json
}

/// Builds an object from leaves with dotted paths. Leaves with the same parent are grouped at the place of the first.
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
