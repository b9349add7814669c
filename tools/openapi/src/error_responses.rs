//! Errors: status and body of each error of an API, by the rules of the generated router.
//!
//! A backend can return any error of the table, so every operation has all of them; the documented errors of an
//! action are added as `x-errors`. The router's own rejections are among them, or have a status that HTTP requires.

use bindery_model::{
    Action, Api, AuthScheme, BodyPart, BodyPartValue, CodeKind, CodeValue, ErrorEntry, ErrorFormat,
    ErrorFormatId, ErrorId, Method, Segment,
};
use bindery_vocabulary::json::JsonValue;
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::extension::{self as x, put};
use crate::schema::Schema;
use crate::write::parsed;

/// Error responses of an operation, by status: the error formats, each with the errors that it can report. `None`
/// means an error response without an error of the table.
pub(crate) type Found = IndexMap<u16, StatusFailures>;

/// Error responses of one status.
#[derive(Default)]
pub(crate) struct StatusFailures {
    pub(crate) formats: IndexMap<ErrorFormatId, Vec<Option<ErrorId>>>,
    /// Reasons why HTTP requires this status.
    pub(crate) reasons: Vec<&'static str>,
    /// Whether the response has the header `WWW-Authenticate`.
    pub(crate) challenge: bool,
}

/// A rejection by the router, with a status that HTTP requires.
struct Rejection {
    error: ErrorId,
    status: u16,
    reason: &'static str,
    challenge: bool,
}

/// Returns the error responses of these actions, which share a path and this method.
pub(crate) fn find(api: &Api, actions: &[&Action], method: Method) -> Found {
    let mut found = Found::new();
    for action in actions {
        for error in all_errors(api) {
            let (format, status) = written(api, action, error);
            add(&mut found, status, format, error);
        }
    }
    for (format, unwritten) in api.error_formats.iter().enumerate().filter(|(id, _)| !is_written(api, *id)) {
        found.entry(unwritten.status).or_default().formats.entry(format).or_default();
    }
    for rejection in actions.iter().flat_map(|action| rejections(api, action, actions, method)) {
        reject(api, &mut found, &rejection);
    }
    found.sort_unstable_keys();
    found
}

/// Returns the router's responses to an unknown path, and to a method that a path does not accept.
pub(crate) fn elsewhere(api: &Api) -> [(&'static str, Found); 2] {
    let one = |status, reason| {
        let mut found = Found::new();
        let error = api.rejections.not_found;
        reject(api, &mut found, &Rejection { error, status, reason, challenge: false });
        found
    };
    [
        ("unknown-path", one(404, "Unknown path.")),
        ("wrong-method", one(405, "The path does not accept the method.")),
    ]
}

fn add(found: &mut Found, status: u16, format: ErrorFormatId, error: Option<ErrorId>) {
    let errors = found.entry(status).or_default().formats.entry(format).or_default();
    if !errors.contains(&error) {
        errors.push(error);
    }
}

fn reject(api: &Api, found: &mut Found, rejection: &Rejection) {
    add(found, rejection.status, api.error_format, Some(rejection.error));
    if let Some(failures) = found.get_mut(&rejection.status) {
        failures.challenge |= rejection.challenge;
        if !failures.reasons.contains(&rejection.reason) {
            failures.reasons.push(rejection.reason);
        }
    }
}

fn all_errors(api: &Api) -> impl Iterator<Item = Option<ErrorId>> {
    let own = api.errors.iter().enumerate().filter(|(_, error)| error.reads_as.is_none());
    own.map(|(id, _)| Some(id)).chain(std::iter::once(None))
}

/// Returns the error format and the status in which a server writes an error.
pub(crate) fn written(api: &Api, action: &Action, error: Option<ErrorId>) -> (ErrorFormatId, u16) {
    let fits = |errors: &[ErrorId]| errors.is_empty() || error.is_some_and(|error| errors.contains(&error));
    let format = action
        .error_formats
        .iter()
        .find(|used| fits(&used.errors))
        .map_or(api.error_format, |used| used.format);
    let Some(form) = api.error_formats.get(format) else { return (format, 500) };
    let entry = error.and_then(|error| api.errors.get(error));
    // A format that does not identify the error looks alike for all errors with a code, including the status.
    let own = entry.filter(|entry| says_which(form) || entry.code.is_none()).and_then(|entry| entry.status);
    (format, own.unwrap_or(form.status))
}

fn says_which(format: &ErrorFormat) -> bool {
    format.body.iter().any(|part| match part.value {
        BodyPartValue::Code | BodyPartValue::CodeText | BodyPartValue::Status => true,
        BodyPartValue::Fixed(_) | BodyPartValue::Message | BodyPartValue::Details => false,
    })
}

/// Whether any server responds in this format. Other formats can still arrive.
fn is_written(api: &Api, format: ErrorFormatId) -> bool {
    let mut actions = api.modules.iter().flat_map(|module| &module.actions);
    api.error_format == format
        || actions.any(|action| action.error_formats.iter().any(|used| used.format == format))
}

/// Returns the router's rejections with a status that HTTP requires.
fn rejections(api: &Api, action: &Action, same: &[&Action], method: Method) -> Vec<Rejection> {
    let mut rejections = Vec::new();
    let mut push = |error, status, reason, challenge| {
        rejections.push(Rejection { error, status, reason, challenge });
    };
    for auth in action.auth.iter().chain(&action.any_auth).filter_map(|id| api.auth.get(*id)) {
        let error = auth.rejection.unwrap_or(api.rejections.unauthenticated);
        // An error with its own status keeps it.
        let free = |error: ErrorId, status: u16| {
            api.errors.get(error).and_then(|entry| entry.status).is_none_or(|own| own == status)
        };
        let mut by_status = |error: ErrorId, status: u16, reason| {
            if free(error, status) {
                push(error, status, reason, true);
            }
        };
        match &auth.scheme {
            AuthScheme::Basic => push(error, 401, "The login is missing or wrong.", true),
            AuthScheme::OAuth1(_) => {
                by_status(error, 400, "The request is not signed as required.");
                by_status(error, 401, "The token or the signature is rejected.");
                by_status(error, 503, "Tokens cannot be checked at the moment.");
            }
            AuthScheme::OAuth2(oauth) => {
                by_status(error, 400, "The request has more than one token.");
                by_status(error, 401, "The token is missing or rejected.");
                by_status(error, 503, "Tokens cannot be checked at the moment.");
                by_status(
                    oauth.insufficient_scope.unwrap_or(error),
                    403,
                    "The token does not have a required scope.",
                );
            }
            _ => {} // rejected like any other error
        }
    }
    if method.has_body() {
        push(api.rejections.invalid, 413, "The request is larger than the server allows.", false);
        push(api.rejections.invalid, 415, "The server does not support the media type of the body.", false);
    }
    let in_path = action.path.iter().any(|segment| matches!(segment, Segment::Parameter(_)));
    if in_path || same.iter().all(|action| action.select.is_some()) {
        push(api.rejections.not_found, 404, "Unknown action at this path.", false);
    }
    rejections
}

/// Returns the body of an error response in this format that reports one of these errors with this status.
pub(crate) fn body(api: &Api, format: &ErrorFormat, status: u16, errors: &[Option<ErrorId>]) -> Schema {
    let mut body = Schema { description: format.about.trim().to_owned(), ..Schema::with_type("object") };
    for BodyPart { path, value } in &format.body {
        let (leaf, about) = match value {
            BodyPartValue::Fixed(json) => {
                (Some((Schema::only(parsed(json)), true)), "Constant in this error format.")
            }
            BodyPartValue::Code => (codes(api, errors, |entry| code(api, entry)), "Error code."),
            BodyPartValue::CodeText => (codes(api, errors, |entry| code_text(api, entry)), "Error code."),
            BodyPartValue::Message => (Some((Schema::with_type("string"), true)), "Error message."),
            BodyPartValue::Details => (Some((Schema::default(), true)), "Error details."),
            BodyPartValue::Status => (Some((Schema::only(JsonValue::number(status)), true)), "HTTP status."),
        };
        if let Some((leaf, required)) = leaf {
            let leaf = Schema { description: about.to_owned(), ..leaf };
            insert(&mut body, path, leaf, required);
        }
    }
    body
}

fn insert(object: &mut Schema, path: &[String], leaf: Schema, required: bool) {
    let Some((key, rest)) = path.split_first() else { return };
    // An object is required if one of its entries is; a server does not write an object without entries.
    if required && !object.required.contains(key) {
        object.required.push(key.clone());
    }
    if rest.is_empty() {
        object.properties.insert(key.clone(), leaf);
    } else {
        let inner = object.properties.entry(key.clone()).or_insert_with(|| Schema::with_type("object"));
        insert(inner, rest, leaf, required);
    }
}

/// Returns the written codes of these errors, and whether there is always one; `None` if there never is.
fn codes(
    api: &Api,
    errors: &[Option<ErrorId>],
    code: impl Fn(Option<&ErrorEntry>) -> Option<JsonValue>,
) -> Option<(Schema, bool)> {
    if errors.is_empty() {
        // No server writes this format, so its codes are unknown.
        let kind = if api.codes == CodeKind::Text { "string" } else { "integer" };
        return Some((Schema::with_type(kind), false));
    }
    let mut seen: IndexMap<String, Named<'_>> = IndexMap::new();
    let mut always = true;
    for error in errors {
        let entry = error.and_then(|error| api.errors.get(error));
        let Some(code) = code(entry) else {
            always = false;
            continue;
        };
        // An error that is sent with another error's code is not named by that code.
        let own = entry.filter(|entry| entry.code.is_some() || code == JsonValue::text(&entry.text));
        let named = seen.entry(code.to_string()).or_insert_with(|| Named { code, errors: Vec::new() });
        named.errors.extend(own);
    }
    let kind = if matches!(seen.values().next()?.code, JsonValue::Text(_)) { "string" } else { "integer" };
    let mut schema = Schema::with_type(kind);
    put(&mut schema.extensions, x::VARIABLES, JsonValue::texts(seen.values().map(Named::name)));
    put(&mut schema.extensions, x::VALUES, JsonValue::texts(seen.values().map(Named::text)));
    schema.values = seen.into_values().map(|named| named.code).collect();
    Some((schema, always))
}

/// A code and the errors that have it.
struct Named<'a> {
    code: JsonValue,
    errors: Vec<&'a ErrorEntry>,
}

impl Named<'_> {
    fn name(&self) -> String {
        match self.errors.as_slice() {
            [] => format!("Code{}", self.code.plain().to_upper_camel_case()),
            errors => {
                let names: Vec<&str> = errors.iter().map(|error| error.name.as_str()).collect();
                names.join("-or-").to_upper_camel_case()
            }
        }
    }

    fn text(&self) -> String {
        self.errors.iter().map(|error| error.text.trim()).collect::<Vec<_>>().join(" / ")
    }
}

/// Returns the code as a string. An error that is identified by its text only would not be recognized with another
/// error's code.
fn code_text(api: &Api, entry: Option<&ErrorEntry>) -> Option<JsonValue> {
    let by_text = entry.filter(|entry| entry.code.is_none() && entry.status.is_none());
    match by_text {
        Some(entry) if api.codes == CodeKind::Number => Some(JsonValue::text(&entry.text)),
        _ => code(api, entry).map(|code| JsonValue::Text(code.plain())),
    }
}

/// Returns the code that is written for an error. Without a number, it is the code of an internal error, unless the
/// status identifies the error; without a string, no code is written.
fn code(api: &Api, entry: Option<&ErrorEntry>) -> Option<JsonValue> {
    let own = entry.and_then(|entry| entry.code.as_ref()).map(CodeValue::json);
    if own.is_some() || api.codes == CodeKind::Text || entry.is_some_and(|entry| entry.status.is_some()) {
        return own;
    }
    let internal = api.errors.get(api.rejections.internal).and_then(|entry| entry.code.as_ref());
    Some(internal.map_or_else(|| JsonValue::number(0), CodeValue::json))
}
