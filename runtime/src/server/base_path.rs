//! The paths of an API's documented addresses. Whoever has an address of the vendor's and exchanges the host alone finds the
//! routes of a router there too, as beside them.

use axum::extract::Request;
use http::Uri;
use tower_service::Service as _;

use super::any_case::{AskedFor, set_path};
use super::handler::not_found;
use crate::Api;

/// A router that also finds its routes below the paths of the documented addresses. A route that is at a path by itself comes
/// first.
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

/// The paths of the documented addresses, as the routes are matched, the longest first.
fn base_paths<P: Api>() -> Vec<String> {
    let paths = P::INFO.servers.iter().filter_map(|server| {
        let uri: Uri = server.url?.parse().ok()?;
        let path = uri.path().trim_end_matches('/');
        (!path.is_empty()).then(|| if P::ANY_CASE { path.to_ascii_lowercase() } else { path.to_owned() })
    });
    let mut paths: Vec<String> = paths.collect();
    paths.sort_by(|one, other| other.len().cmp(&one.len()).then_with(|| one.cmp(other)));
    paths.dedup();
    paths
}

/// The request as if its path began after the base; as it is when there is none, or nothing after it.
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
