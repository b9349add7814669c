//! The user's consent: the one step of a dance that is the embedding program's own affair.

use axum::body::Body;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use http::StatusCode;
use http::header::{CACHE_CONTROL, HeaderValue, LOCATION};

use super::pairs::{Pairs, is_form, parse_pairs, with_query};
use crate::Fault;
use crate::media::{has_too_many_pairs, is_unpacked};
use crate::oauth2::Scopes;
use crate::server::Uncollected;

/// What a user is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Asked {
    /// The application that wants access: its client id, or its consumer key.
    pub application: String,
    /// What it wants to do; empty under OAuth 1, which has no scopes.
    pub scopes: Scopes,
}

impl Asked {
    pub(crate) fn new(application: impl Into<String>, scopes: Scopes) -> Self {
        Self { application: application.into(), scopes }
    }
}

/// What a user has said.
#[derive(Debug)]
pub enum Decision {
    /// This user gives access.
    Granted {
        /// Who that is.
        user: String,
        /// To do what, when it is less than was asked.
        scopes: Option<Scopes>,
    },
    /// The user gives no access.
    Denied,
    /// Nothing yet: this page is shown, a log-in or a question. Its form goes to the same address, by GET or POST.
    Ask(Response),
}

impl Decision {
    /// This user gives access to all that was asked.
    pub fn granted(user: impl Into<String>) -> Self {
        Decision::Granted { user: user.into(), scopes: None }
    }
}

/// Asks the user. The request is the one that the browser has sent; whoever reads log-ins or cookies finds them there.
///
/// A page that asks is what an attacker would frame or submit in the user's name: protect its form as any other.
pub trait Consent: Send + Sync + 'static {
    /// What the user says.
    fn decide(&self, asked: &Asked, request: &http::Request<Bytes>) -> impl Future<Output = Decision> + Send;
}

/// A function that decides at once.
impl<F> Consent for F
where
    F: Fn(&Asked, &http::Request<Bytes>) -> Decision + Send + Sync + 'static,
{
    async fn decide(&self, asked: &Asked, request: &http::Request<Bytes>) -> Decision {
        self(asked, request)
    }
}

/// Whether a request to the address of the user's consent may have an effect. HEAD has none: programs send it to look at an
/// address, and what it gives out would be lost.
pub(crate) fn asks(method: &http::Method) -> bool {
    matches!(*method, http::Method::GET | http::Method::POST)
}

/// Sends a user on, to an address with more in its query; none where that is no address.
pub(crate) fn send_to<'p>(
    address: &str,
    pairs: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> Option<Response> {
    let location = HeaderValue::try_from(with_query(address, pairs)).ok()?;
    let headers = [(CACHE_CONTROL, HeaderValue::from_static("no-store")), (LOCATION, location)];
    Some((StatusCode::FOUND, headers).into_response())
}

/// How large a request of a dance may be.
const MAX_BODY: usize = 64 * 1024;

/// A request whose body has been collected.
///
/// # Errors
/// The status of the refusal, when there is too much in it, or it does not arrive.
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
        tracing::debug!(status = status.as_u16(), reason = "the request cannot be collected", "rejected");
    })
}

/// The parameters with which the user was sent: those of the address, or of a form when the address has none of this
/// name. A page that asks may post them back either way.
pub(crate) fn asked_pairs(request: &http::Request<Bytes>, name: &str) -> Result<Pairs, Fault> {
    let pairs = parse_pairs(request.uri().query().unwrap_or_default())?;
    if pairs.iter().any(|(key, _)| key == name) || !is_form(request.headers()) {
        Ok(pairs)
    } else {
        parse_pairs(request.body())
    }
}
