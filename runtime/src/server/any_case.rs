//! Paths that are matched without regard to case.

use axum::extract::Request;
use http::Uri;
use percent_encoding::percent_decode_str;
use tower_service::Service as _;

/// The address as it was asked for.
#[derive(Clone)]
pub(super) struct Asked(pub(super) Uri);

impl Asked {
    /// The texts at the places of a path that hold parameters, in their own case.
    pub(super) fn values(&self, path: &str) -> Option<Vec<String>> {
        let asked = one_slash(self.0.path());
        let places = path.split('/').zip(asked.split('/')).filter(|(place, _)| place.starts_with('{'));
        places.map(|(_, text)| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())).collect()
    }
}

/// A router that finds the routes of another one, whose paths have no capitals.
pub(super) fn any_case(inner: axum::Router) -> axum::Router {
    axum::Router::new().fallback(move |request: Request| {
        let mut inner = inner.clone();
        async move {
            match inner.call(lowered(request)).await {
                Ok(response) => response,
                Err(never) => match never {},
            }
        }
    })
}

/// The request with its path in small letters. What cannot be a path is left for the router to refuse.
fn lowered(mut request: Request) -> Request {
    let asked = request.uri().clone();
    let mut target = one_slash(asked.path()).to_ascii_lowercase();
    if let Some(query) = asked.query() {
        target.push('?');
        target.push_str(query);
    }
    let mut parts = asked.clone().into_parts();
    if let Ok(target) = target.parse() {
        parts.path_and_query = Some(target);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request.extensions_mut().insert(Asked(asked));
    request
}

/// A path with every doubled slash as one.
fn one_slash(path: &str) -> String {
    let mut one = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !one.ends_with('/') {
            one.push(letter);
        }
    }
    one
}
