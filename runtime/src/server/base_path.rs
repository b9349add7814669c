//! Base paths: the paths of an API's documented server URLs. A router serves its routes below them too, so that a
//! caller may take a documented URL and replace only the host.

use axum::extract::Request;
use http::Uri;
use tower_service::Service as _;

use super::case_insensitive::{AskedFor, set_path};
use super::handler::not_found;
use crate::Api;

/// Wraps a router so that its routes are also served below the paths of the documented server URLs. A route that
/// matches the full path takes precedence.
pub(super) fn below_base_paths<P: Api>(routes: axum::Router) -> axum::Router {
    let bases = base_paths::<P>();
    let found = routes.clone().fallback(not_found::<P>);
    if bases.is_empty() {
        return found;
    }
    routes.fallback(move |request: Request| {
        let (mut found, bases) = (found.clone(), bases.clone());
        async move {
            let Ok(response) = found.call(without_base(request, &bases)).await;
            response
        }
    })
}

/// Returns the paths of the documented server URLs, in the case in which routes are matched, longest first.
fn base_paths<P: Api>() -> Vec<String> {
    let paths = P::INFO.servers.iter().filter_map(|server| {
        let uri: Uri = server.url?.parse().ok()?;
        let path = uri.path().trim_end_matches('/');
        (!path.is_empty())
            .then(|| if P::CASE_INSENSITIVE_PATHS { path.to_ascii_lowercase() } else { path.to_owned() })
    });
    let mut paths: Vec<String> = paths.collect();
    paths.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    paths.dedup();
    paths
}

/// Removes the base path from the request's path. The request is unchanged if it has no base path, or nothing after it.
fn without_base(mut request: Request, bases: &[String]) -> Request {
    let path = request.uri().path();
    let mut below =
        bases.iter().filter_map(|base| path.strip_prefix(base)).filter(|rest| rest.starts_with('/'));
    let Some(rest) = below.next().map(str::to_owned) else {
        return request;
    };
    if let Some(asked) = request.extensions_mut().get_mut::<AskedFor>() {
        asked.keep_last(rest.len());
    }
    set_path(&mut request, rest);
    request
}
