//! Bearer tokens on the server side (RFC 6750): reads the token from the header, checks it, and checks its scopes.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, HeaderValue, WWW_AUTHENTICATE};
use http::{HeaderMap, StatusCode};

use super::Scopes;
use crate::Secret;
use crate::media::quotable;
use crate::oauth::{StoreError, Stored};

/// Grant: a user's consent for an application, under which tokens are issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Identifier of the grant, which all tokens of one consent share.
    pub id: String,
    /// Client identifier of the application.
    pub application: String,
    /// Name of the user who granted access.
    pub user: String,
    /// Scopes that the user granted to the application.
    pub scopes: Scopes,
}

/// Lookup of access tokens, implemented by the server.
pub trait CheckBearer: Send + Sync + 'static {
    /// Returns the grant of an access token; `None` if the token is unknown, expired or revoked.
    fn check(&self, token: &Secret) -> impl Future<Output = Stored<Option<Grant>>> + Send;
}

/// Reason why a request is rejected for its bearer token, or for the lack of one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BearerRejection {
    /// The request has no bearer token.
    Missing,
    /// The `Authorization` header cannot be read or is repeated.
    Malformed,
    /// The token is unknown, expired or revoked.
    Invalid,
    /// The token has insufficient scope.
    InsufficientScope {
        /// First required scope that the token does not have.
        scope: String,
        /// All required scopes, separated by spaces.
        needs: String,
    },
    /// The server cannot look up the token at the moment.
    Unavailable,
}

impl BearerRejection {
    /// Returns the HTTP status of the rejection: 400, 401, 403 or 503.
    pub fn status(&self) -> StatusCode {
        match self {
            BearerRejection::Malformed => StatusCode::BAD_REQUEST,
            BearerRejection::Missing | BearerRejection::Invalid => StatusCode::UNAUTHORIZED,
            BearerRejection::InsufficientScope { .. } => StatusCode::FORBIDDEN,
            BearerRejection::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Returns the value of the `WWW-Authenticate` header. Without a token, the challenge has no error code (RFC 6750,
    /// 3.1).
    pub fn challenge(&self, realm: &str) -> HeaderValue {
        let mut text = format!("Bearer realm=\"{}\"", quotable(realm));
        match self {
            BearerRejection::Missing | BearerRejection::Unavailable => {}
            BearerRejection::Malformed => text.push_str(", error=\"invalid_request\""),
            BearerRejection::Invalid => text.push_str(", error=\"invalid_token\""),
            BearerRejection::InsufficientScope { needs, .. } => {
                text.push_str(&format!(", error=\"insufficient_scope\", scope=\"{}\"", quotable(needs)));
            }
        }
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("Bearer"))
    }
}

impl fmt::Display for BearerRejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BearerRejection::Missing => f.write_str("an access token is required"),
            BearerRejection::Malformed => f.write_str("the Authorization header cannot be read"),
            BearerRejection::Invalid => f.write_str("the access token is unknown, expired or revoked"),
            BearerRejection::InsufficientScope { scope, .. } => {
                write!(f, "the access token lacks the scope '{scope}'")
            }
            BearerRejection::Unavailable => f.write_str("temporarily unavailable"),
        }
    }
}

impl std::error::Error for BearerRejection {}

impl From<StoreError> for BearerRejection {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "token lookup failed");
        BearerRejection::Unavailable
    }
}

/// Response without a body for a rejection.
impl IntoResponse for BearerRejection {
    fn into_response(self) -> Response {
        (self.status(), [(WWW_AUTHENTICATE, self.challenge("OAuth"))]).into_response()
    }
}

/// Checks the bearer token of a request, and that it has the scopes `needs`.
///
/// # Errors
/// Returns the reason of the rejection: the token is missing, malformed or invalid, has insufficient scope, or cannot
/// be looked up.
pub async fn check_bearer(
    check: &impl CheckBearer,
    headers: &HeaderMap,
    needs: &[&str],
) -> Result<Grant, BearerRejection> {
    let token = bearer(headers)?;
    let grant = check.check(&token).await?.ok_or(BearerRejection::Invalid)?;
    grant.allows(needs)?;
    Ok(grant)
}

impl Grant {
    /// Checks that the grant includes these scopes.
    ///
    /// # Errors
    /// Names the first scope that is missing.
    pub fn allows(&self, needs: &[&str]) -> Result<(), BearerRejection> {
        match self.scopes.lacks(needs.iter().copied()) {
            None => Ok(()),
            Some(scope) => {
                Err(BearerRejection::InsufficientScope { scope: scope.to_owned(), needs: needs.join(" ") })
            }
        }
    }
}

/// Returns the token of the `Authorization` header.
fn bearer(headers: &HeaderMap) -> Result<Secret, BearerRejection> {
    let mut all = headers.get_all(AUTHORIZATION).iter();
    let (header, None) = (all.next().ok_or(BearerRejection::Missing)?, all.next()) else {
        return Err(BearerRejection::Malformed);
    };
    let header = header.to_str().map_err(|_| BearerRejection::Malformed)?;
    let (scheme, token) = header.split_once(' ').unwrap_or((header, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(BearerRejection::Missing);
    }
    let token = token.trim();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if token.is_empty() || !token.bytes().all(allowed) {
        return Err(BearerRejection::Malformed);
    }
    Ok(Secret::from(token))
}
