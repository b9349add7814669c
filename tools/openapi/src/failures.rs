//! Failures: which status and which body each error of an API has, by the rules by which the generated router writes them.
//!
//! A backend may answer any error of the table, so every operation has all of them; what the documents tie to an action stands
//! beside it as `x-errors`. What the router refuses by itself is among them, or has a status that HTTP asks for.

use bindery_model::{
    Action, Api, AuthScheme, CodeKind, CodeValue, ErrorEntry, ErrorId, FailureId, FailureShape, Holds,
    Method, Part, Segment,
};
use bindery_vocabulary::json::Json;
use heck::ToUpperCamelCase as _;
use indexmap::IndexMap;

use crate::extension::{self as x, put};
use crate::schema::Schema;
use crate::write::parsed;

/// What may go wrong with an operation, by status: the shapes, each with the errors that it may carry. None stands for a
/// failure without an error of the table.
pub(crate) type Found = IndexMap<u16, StatusFailures>;

/// The failures of one status.
#[derive(Default)]
pub(crate) struct StatusFailures {
    pub(crate) shapes: IndexMap<FailureId, Vec<Option<ErrorId>>>,
    /// Why HTTP asks for this status.
    pub(crate) reasons: Vec<&'static str>,
    /// Whether the answer says what to log in with.
    pub(crate) challenge: bool,
}

/// A refusal of the router's own, under a status that HTTP asks for.
struct Refusal {
    error: ErrorId,
    status: u16,
    reason: &'static str,
    challenge: bool,
}

/// What may go wrong with these actions, which share a path and this method.
pub(crate) fn find(api: &Api, actions: &[&Action], method: Method) -> Found {
    let mut found = Found::new();
    for action in actions {
        for error in all_errors(api) {
            let (shape, status) = written(api, action, error);
            add(&mut found, status, shape, error);
        }
    }
    for (shape, unwritten) in api.failures.iter().enumerate().filter(|(id, _)| !is_written(api, *id)) {
        found.entry(unwritten.status).or_default().shapes.entry(shape).or_default();
    }
    for refusal in actions.iter().flat_map(|action| refusals(api, action, actions, method)) {
        refuse(api, &mut found, &refusal);
    }
    found.sort_unstable_keys();
    found
}

/// What the router answers for a path that it does not have, and for a method that a path does not take.
pub(crate) fn elsewhere(api: &Api) -> [(&'static str, Found); 2] {
    let one = |status, reason| {
        let mut found = Found::new();
        let error = api.refusals.not_found;
        refuse(api, &mut found, &Refusal { error, status, reason, challenge: false });
        found
    };
    [
        ("unknown-path", one(404, "There is no such path.")),
        ("wrong-method", one(405, "The path does not take the method.")),
    ]
}

fn add(found: &mut Found, status: u16, shape: FailureId, error: Option<ErrorId>) {
    let errors = found.entry(status).or_default().shapes.entry(shape).or_default();
    if !errors.contains(&error) {
        errors.push(error);
    }
}

fn refuse(api: &Api, found: &mut Found, refusal: &Refusal) {
    add(found, refusal.status, api.failure, Some(refusal.error));
    if let Some(failures) = found.get_mut(&refusal.status) {
        failures.challenge |= refusal.challenge;
        if !failures.reasons.contains(&refusal.reason) {
            failures.reasons.push(refusal.reason);
        }
    }
}

fn all_errors(api: &Api) -> impl Iterator<Item = Option<ErrorId>> {
    let own = api.errors.iter().enumerate().filter(|(_, error)| error.reads_as.is_none());
    own.map(|(id, _)| Some(id)).chain(std::iter::once(None))
}

/// The shape and the status that a server writes an error with.
pub(crate) fn written(api: &Api, action: &Action, error: Option<ErrorId>) -> (FailureId, u16) {
    let fits = |errors: &[ErrorId]| errors.is_empty() || error.is_some_and(|error| errors.contains(&error));
    let shape = action.failures.iter().find(|used| fits(&used.errors)).map_or(api.failure, |used| used.shape);
    let Some(form) = api.failures.get(shape) else { return (shape, 500) };
    let entry = error.and_then(|error| api.errors.get(error));
    // A shape that does not say which error it is looks alike for all that have a code, its status too.
    let own = entry.filter(|entry| says_which(form) || entry.code.is_none()).and_then(|entry| entry.status);
    (shape, own.unwrap_or(form.status))
}

fn says_which(shape: &FailureShape) -> bool {
    shape.body.iter().any(|part| match part.holds {
        Holds::Code | Holds::CodeText | Holds::Status => true,
        Holds::Fixed(_) | Holds::Message | Holds::Details => false,
    })
}

/// Whether any server answers with this shape. One that none does may still arrive.
fn is_written(api: &Api, shape: FailureId) -> bool {
    let mut actions = api.modules.iter().flat_map(|module| &module.actions);
    api.failure == shape || actions.any(|action| action.failures.iter().any(|used| used.shape == shape))
}

/// What the router refuses under a status that HTTP asks for.
fn refusals(api: &Api, action: &Action, same: &[&Action], method: Method) -> Vec<Refusal> {
    let mut refusals = Vec::new();
    let mut refuse = |error, status, reason, challenge| {
        refusals.push(Refusal { error, status, reason, challenge });
    };
    for auth in action.auth.iter().chain(&action.any_auth).filter_map(|id| api.auth.get(*id)) {
        let error = auth.refused.unwrap_or(api.refusals.login);
        // An error that has a status of its own keeps it.
        let free = |error: ErrorId, status: u16| {
            api.errors.get(error).and_then(|entry| entry.status).is_none_or(|own| own == status)
        };
        let mut by_status = |error: ErrorId, status: u16, reason| {
            if free(error, status) {
                refuse(error, status, reason, true);
            }
        };
        match &auth.scheme {
            AuthScheme::Basic => refuse(error, 401, "The log-in is missing or wrong.", true),
            AuthScheme::OAuth1(_) => {
                by_status(error, 400, "The request is not signed as it has to be.");
                by_status(error, 401, "The token or the signature is refused.");
                by_status(error, 503, "Tokens cannot be looked at for the moment.");
            }
            AuthScheme::OAuth2(oauth) => {
                by_status(error, 400, "The request has more than one token.");
                by_status(error, 401, "The token is missing or refused.");
                by_status(error, 503, "Tokens cannot be looked at for the moment.");
                by_status(oauth.lacking.unwrap_or(error), 403, "The token lacks a scope.");
            }
            _ => {} // refused in no other way than any error
        }
    }
    if method.has_body() {
        refuse(api.refusals.invalid, 413, "The request is larger than the server takes.", false);
        refuse(
            api.refusals.invalid,
            415,
            "The body is of a media type that the server does not read.",
            false,
        );
    }
    let in_path = action.path.iter().any(|segment| matches!(segment, Segment::Parameter(_)));
    if in_path || same.iter().all(|action| action.select.is_some()) {
        refuse(api.refusals.not_found, 404, "There is no such action at this path.", false);
    }
    refusals
}

/// The body of a failure of this shape that carries one of these errors under this status.
pub(crate) fn body(api: &Api, shape: &FailureShape, status: u16, errors: &[Option<ErrorId>]) -> Schema {
    let mut body = Schema { description: shape.about.trim().to_owned(), ..Schema::of("object") };
    for Part { path, holds } in &shape.body {
        let (leaf, about) = match holds {
            Holds::Fixed(json) => {
                (Some((Schema::only(parsed(json)), true)), "The same in every failure of this form.")
            }
            Holds::Code => (codes(api, errors, |entry| code(api, entry)), "Which error it is."),
            Holds::CodeText => (codes(api, errors, |entry| code_text(api, entry)), "Which error it is."),
            Holds::Message => (Some((Schema::of("string"), true)), "What went wrong, in words."),
            Holds::Details => (Some((Schema::default(), true)), "What else there is to say about it."),
            Holds::Status => (Some((Schema::only(Json::number(status)), true)), "The status of HTTP."),
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
    // An object is there whenever one of its entries is, and of one that has none nothing would be written.
    if required && !object.required.contains(key) {
        object.required.push(key.clone());
    }
    if rest.is_empty() {
        object.properties.insert(key.clone(), leaf);
    } else {
        let inner = object.properties.entry(key.clone()).or_insert_with(|| Schema::of("object"));
        insert(inner, rest, leaf, required);
    }
}

/// The codes of these errors as they are written, and whether there is always one; none when there never is.
fn codes(
    api: &Api,
    errors: &[Option<ErrorId>],
    code: impl Fn(Option<&ErrorEntry>) -> Option<Json>,
) -> Option<(Schema, bool)> {
    if errors.is_empty() {
        // No server writes it, so nothing says which codes it may carry.
        let kind = if api.codes == CodeKind::Text { "string" } else { "integer" };
        return Some((Schema::of(kind), false));
    }
    let mut seen: IndexMap<String, Named<'_>> = IndexMap::new();
    let mut always = true;
    for error in errors {
        let entry = error.and_then(|error| api.errors.get(error));
        let Some(code) = code(entry) else {
            always = false;
            continue;
        };
        // What travels under another one's code does not name it.
        let own = entry.filter(|entry| entry.code.is_some() || code == Json::text(&entry.text));
        let named = seen.entry(code.to_string()).or_insert_with(|| Named { code, errors: Vec::new() });
        named.errors.extend(own);
    }
    let kind = if matches!(seen.values().next()?.code, Json::Text(_)) { "string" } else { "integer" };
    let mut schema = Schema::of(kind);
    put(&mut schema.extensions, x::VARIABLES, Json::texts(seen.values().map(Named::name)));
    put(&mut schema.extensions, x::VALUES, Json::texts(seen.values().map(Named::text)));
    schema.values = seen.into_values().map(|named| named.code).collect();
    Some((schema, always))
}

/// A code and the errors that have it.
struct Named<'a> {
    code: Json,
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

/// The same where the code is a text. An error that is known by its text alone would not be recognised under another one's
/// code.
fn code_text(api: &Api, entry: Option<&ErrorEntry>) -> Option<Json> {
    let by_text = entry.filter(|entry| entry.code.is_none() && entry.status.is_none());
    match by_text {
        Some(entry) if api.codes == CodeKind::Number => Some(Json::text(&entry.text)),
        _ => code(api, entry).map(|code| Json::Text(code.plain())),
    }
}

/// The code that is written for an error. What has no number travels under that of an internal failure, unless its status
/// says what it is; what has no text travels without a code.
fn code(api: &Api, entry: Option<&ErrorEntry>) -> Option<Json> {
    let own = entry.and_then(|entry| entry.code.as_ref()).map(CodeValue::json);
    if own.is_some() || api.codes == CodeKind::Text || entry.is_some_and(|entry| entry.status.is_some()) {
        return own;
    }
    let internal = api.errors.get(api.refusals.internal).and_then(|entry| entry.code.as_ref());
    Some(internal.map_or_else(|| Json::number(0), CodeValue::json))
}
