//! Failures as a server writes them, in the documented shape.

use crate::answer::whole_answer;
use crate::wire::{Out, Value, Wire, quote};
use crate::{Action, ActionInfo, Api, CodeValue, ErrorCode, ErrorEntry, Failure, Json, Part, Style};

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
            Part::Details(path) => (*path, failure.details.as_ref().map_or("null", Json::as_str).to_owned()),
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
