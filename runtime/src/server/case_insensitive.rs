//! Case-insensitive matching of request paths with the documented paths.

use axum::extract::Request;
use http::Uri;
use tower_service::Service as _;

/// Path of the request in its original case.
#[derive(Clone)]
pub(super) struct AskedFor(String);

impl AskedFor {
    /// Returns the path.
    pub(super) fn path(&self) -> &str {
        &self.0
    }

    /// Keeps only the last `length` bytes, the part of the path that the routes match.
    pub(super) fn keep_last(&mut self, length: usize) {
        self.0 = self.0.split_off(self.0.len().saturating_sub(length));
    }
}

/// Wraps a router whose paths are in lower case, so that it matches paths case-insensitively.
pub(super) fn case_insensitive(inner: axum::Router) -> axum::Router {
    axum::Router::new().fallback(move |request: Request| {
        let mut inner = inner.clone();
        async move {
            let Ok(response) = inner.call(lowered(request)).await;
            response
        }
    })
}

/// Converts the path to lower case and merges repeated slashes. If the result is not a valid path, the request is
/// unchanged and the router rejects it.
fn lowered(mut request: Request) -> Request {
    let path = one_slash(request.uri().path());
    set_path(&mut request, path.to_ascii_lowercase());
    request.extensions_mut().insert(AskedFor(path));
    request
}

/// Replaces the path in the URI of a request, unless it is not a valid path.
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

/// Replaces repeated slashes in a path by single ones.
fn one_slash(path: &str) -> String {
    let mut one = String::with_capacity(path.len());
    for letter in path.chars() {
        if letter != '/' || !one.ends_with('/') {
            one.push(letter);
        }
    }
    one
}
