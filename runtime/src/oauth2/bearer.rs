//! Bearer tokens on a server's side (RFC 6750): found in the header, checked, and held against the scopes of an action.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};

use super::Scopes;
use crate::Secret;
use crate::media::quotable;
use crate::oauth::{StoreError, Stored};

/// A user's consent, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What all tokens of one consent have in common.
    pub id: String,
    /// The application that has it.
    pub application: String,
    /// The user who gave it.
    pub user: String,
    /// What for.
    pub scopes: Scopes,
}

/// Says what an access token stands for.
pub trait CheckBearer: Send + Sync + 'static {
    /// The grant behind a token; none when it is not known, has run out or was withdrawn.
    fn check(&self, token: &Secret) -> impl Future<Output = Stored<Option<Grant>>> + Send;
}

/// Why a request with a bearer token, or without one, is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BearerRefusal {
    /// There is no token.
    Missing,
    /// The header cannot be read, or is there twice.
    Malformed,
    /// The token is not known, has run out or was withdrawn.
    Invalid,
    /// The token lacks a scope.
    InsufficientScope {
        /// The first scope that it lacks.
        scope: String,
        /// All that the action needs.
        needs: String,
    },
    /// The server cannot look it up now.
    Unavailable,
}

impl BearerRefusal {
    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            BearerRefusal::Malformed => StatusCode::BAD_REQUEST,
            BearerRefusal::Missing | BearerRefusal::Invalid => StatusCode::UNAUTHORIZED,
            BearerRefusal::InsufficientScope { .. } => StatusCode::FORBIDDEN,
            BearerRefusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// The value of `WWW-Authenticate` that goes with it. A request without a token gets no error code.
    pub fn challenge(&self, realm: &str) -> HeaderValue {
        let mut text = format!("Bearer realm=\"{}\"", quotable(realm));
        match self {
            BearerRefusal::Missing | BearerRefusal::Unavailable => {}
            BearerRefusal::Malformed => text.push_str(", error=\"invalid_request\""),
            BearerRefusal::Invalid => text.push_str(", error=\"invalid_token\""),
            BearerRefusal::InsufficientScope { needs, .. } => {
                text.push_str(&format!(", error=\"insufficient_scope\", scope=\"{}\"", quotable(needs)));
            }
        }
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("Bearer"))
    }
}

impl fmt::Display for BearerRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BearerRefusal::Missing => f.write_str("an access token is needed"),
            BearerRefusal::Malformed => f.write_str("the Authorization header cannot be read"),
            BearerRefusal::Invalid => f.write_str("the access token is not good, or not any more"),
            BearerRefusal::InsufficientScope { scope, .. } => {
                write!(f, "the access token lacks the scope '{scope}'")
            }
            BearerRefusal::Unavailable => f.write_str("not now"),
        }
    }
}

impl std::error::Error for BearerRefusal {}

impl From<StoreError> for BearerRefusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "tokens cannot be looked up");
        BearerRefusal::Unavailable
    }
}

/// The refusal as a response without a body.
impl IntoResponse for BearerRefusal {
    fn into_response(self) -> Response {
        (self.status(), [(WWW_AUTHENTICATE, self.challenge("OAuth"))]).into_response()
    }
}

/// Holds the bearer token of a request against what the server knows, and against the scopes that are needed.
///
/// # Errors
/// Says why the request is refused.
pub async fn check_bearer(
    check: &impl CheckBearer,
    headers: &HeaderMap,
    needs: &[&str],
) -> Result<Grant, BearerRefusal> {
    let token = bearer(headers)?;
    let grant = check.check(&token).await?.ok_or(BearerRefusal::Invalid)?;
    grant.allows(needs)?;
    Ok(grant)
}

impl Grant {
    /// Whether it has these scopes.
    ///
    /// # Errors
    /// Names the first that it lacks.
    pub fn allows(&self, needs: &[&str]) -> Result<(), BearerRefusal> {
        match self.scopes.lacks(needs.iter().copied()) {
            None => Ok(()),
            Some(scope) => {
                Err(BearerRefusal::InsufficientScope { scope: scope.to_owned(), needs: needs.join(" ") })
            }
        }
    }
}

/// The token of the `Authorization` header.
fn bearer(headers: &HeaderMap) -> Result<Secret, BearerRefusal> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (header, None) = (all.next().ok_or(BearerRefusal::Missing)?, all.next()) else {
        return Err(BearerRefusal::Malformed);
    };
    let header = header.to_str().map_err(|_| BearerRefusal::Malformed)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(BearerRefusal::Missing);
    }
    let token = token.trim();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if token.is_empty() || !token.bytes().all(allowed) {
        return Err(BearerRefusal::Malformed);
    }
    Ok(Secret::from(token))
}
