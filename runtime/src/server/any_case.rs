//! Paths that are matched without regard to case.

use axum::extract::Request;
use http::Uri;
use percent_encoding::percent_decode_str;
use tower_service::Service as _;

/// The path as it was asked for, in its own case.
#[derive(Clone)]
pub(super) struct AskedFor(String);

impl AskedFor {
    /// The texts at the places of a path that hold parameters, in their own case.
    pub(super) fn values(&self, path: &str) -> Option<Vec<String>> {
        let places = path.split('/').zip(self.0.split('/')).filter(|(place, _)| place.starts_with('{'));
        places.map(|(_, text)| Some(percent_decode_str(text).decode_utf8().ok()?.into_owned())).collect()
    }

    /// Forgets all but the last bytes, where the routes begin.
    pub(super) fn keep_last(&mut self, length: usize) {
        self.0 = self.0.split_off(self.0.len().saturating_sub(length));
    }
}

/// A router that finds the routes of another one, whose paths have no capitals.
pub(super) fn any_case(inner: axum::Router) -> axum::Router {
    axum::Router::new().fallback(move |request: Request| {
        let mut inner = inner.clone();
        async move {
            let Ok(response) = inner.call(lowered(request)).await;
            response
        }
    })
}

/// The request with its path in small letters. What cannot be a path is left for the router to refuse.
fn lowered(mut request: Request) -> Request {
    let path = one_slash(request.uri().path());
    set_path(&mut request, path.to_ascii_lowercase());
    request.extensions_mut().insert(AskedFor(path));
    request
}

/// Puts another path into the address of a request, unless it cannot be one.
pub(super) fn set_path(request: &mut Request, mut path: String) {
    if let Some(query) = request.uri().query() {
        path.push('?');
        path.push_str(query);
    }
    let mut parts = request.uri().clone().into_parts();
    if let Ok(target) = path.parse() {
        parts.path_and_query = Some(target);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
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
