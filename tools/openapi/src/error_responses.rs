//! Errors: status and body of each error of an API, by the rules of the generated router.
//!
//! A backend can return any error of the table, so every operation has all of them; the documented errors of an
//! action are added as `x-errors`. The router's own rejections are among them, or have a status that HTTP requires.

use bindery_model::{Action, Api, AuthScheme, ErrorFormatId, ErrorId, Method, Segment};
use indexmap::IndexMap;

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
    bindery_model::written_error(action, error, (&api.errors, &api.error_formats, api.error_format))
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
    for auth in action.schemes().into_iter().filter_map(|id| api.auth.get(id)) {
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
    let in_path = action.path.iter().any(|segment| !matches!(segment, Segment::Literal(_)));
    if in_path || same.iter().all(|action| action.select.is_some()) {
        push(api.rejections.not_found, 404, "Unknown action at this path.", false);
    }
    rejections
}
