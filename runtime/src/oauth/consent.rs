//! The user's consent: the step of an authorization flow that the embedding program implements.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue, LOCATION};

use super::pairs::{Pairs, is_form, parse_pairs, with_query};
use crate::Fault;
use crate::media::has_too_many_pairs;
use crate::oauth2::Scopes;
use crate::packing::is_unpacked;
use crate::server::Uncollected;

/// Authorization request that the user is asked to grant.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// Client identifier (OAuth 2) or consumer key (OAuth 1.0a) of the application that requests access.
    pub application: String,
    /// Requested scopes; empty for OAuth 1.0a, which has no scopes.
    pub scopes: Scopes,
}

impl Asked {
    pub(crate) fn new(application: impl Into<String>, scopes: Scopes) -> Self {
        Self { application: application.into(), scopes }
    }
}

/// Decision of the user about an authorization request.
#[derive(Debug)]
pub enum Decision {
    /// The user grants the application access.
    Granted {
        /// Name of the user who grants access, stored with the grant.
        user: String,
        /// Granted scopes, if fewer than requested. `None` grants all requested scopes.
        scopes: Option<Scopes>,
    },
    /// The user denies the application access; the application receives an error.
    Denied,
    /// No decision yet: shows this page, such as a login form or a question. Its form is submitted to the same URL, by
    /// GET or POST.
    Ask(Response),
}

impl Decision {
    /// Grants all that was requested, in the name of this user.
    pub fn granted(user: impl Into<String>) -> Self {
        Decision::Granted { user: user.into(), scopes: None }
    }
}

/// Consent page: asks the user whether to grant access. The request is the browser's own, so cookies and submitted
/// logins can be read from it.
///
/// Attackers may frame the page or submit its form in the user's name: protect it against clickjacking and request
/// forgery.
pub trait Consent: Send + Sync + 'static {
    /// Returns the user's decision, or the page that asks for it.
    fn decide(&self, asked: &Asked, request: &http::Request<Bytes>) -> impl Future<Output = Decision> + Send;
}

/// Consent by a function that decides at once.
impl<F> Consent for F
where
    F: Fn(&Asked, &http::Request<Bytes>) -> Decision + Send + Sync + 'static,
{
    async fn decide(&self, asked: &Asked, request: &http::Request<Bytes>) -> Decision {
        self(asked, request)
    }
}

/// Whether a request to the authorization endpoint may have an effect. HEAD has none: programs send it to probe a URL,
/// and a code or a verifier issued for it would be lost.
pub(crate) fn asks(method: &http::Method) -> bool {
    matches!(*method, http::Method::GET | http::Method::POST)
}

/// Redirects the user to an address with additional query parameters. `None` if the result is not a valid header value.
pub(crate) fn send_to<'p>(
    address: &str,
    pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> Option<Response> {
    let location = HeaderValue::try_from(with_query(address, pairs)).ok()?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store")), (LOCATION, location)];
    Some((StatusCode::FOUND, headers).into_response())
}

/// Maximum size of an OAuth request's body, in bytes.
const MAX_BODY: usize = 64 * 1024;

/// Collects the body of a request.
///
/// # Errors
/// Returns the status of the rejection when the body or the number of parameters is too large, the body has a content
/// encoding, or it does not arrive.
pub(crate) async fn collect(request: http::Request<Body>) -> Result<http::Request<Bytes>, StatusCode> {
    let (head, body) = request.into_parts();
    let query = head.uri.query().unwrap_or_default().as_bytes();
    let collected = match crate::server::collect(body, MAX_BODY).await {
        Ok(body) if !body.is_empty() && !is_unpacked(&head.headers) => {
            Err(StatusCode::UNSUPPORTED_MEDIA_TYPE)
        }
        Ok(body) if has_too_many_pairs(query) || has_too_many_pairs(&body) => {
            Err(StatusCode::PAYLOAD_TOO_LARGE)
        }
        Ok(body) => Ok(http::Request::from_parts(head, body)),
        Err(Uncollected::TooLarge) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(Uncollected::Late) => Err(StatusCode::REQUEST_TIMEOUT),
        Err(Uncollected::BrokeOff) => Err(StatusCode::BAD_REQUEST),
    };
    collected.inspect_err(|status| {
        tracing::debug!(
            status = status.as_u16(),
            reason = "the request body cannot be collected",
            "rejected"
        );
    })
}

/// Returns the parameters of an authorization request: those of the query, or those of a form if the query does not
/// contain `name`. A consent page may submit them either way.
pub(crate) fn asked_pairs(request: &http::Request<Bytes>, name: &str) -> Result<Pairs, Fault> {
    let pairs = parse_pairs(request.uri().query().unwrap_or_default())?;
    if pairs.iter().any(|(key, _)| key == name) || !is_form(request.headers()) {
        Ok(pairs)
    } else {
        parse_pairs(request.body())
    }
}
