//! Rejections by an authorization server, and their responses.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};

use crate::oauth::StoreError;
use crate::wire::quote;

/// Reason why an authorization server rejects a request.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Rejection {
    /// A required parameter is missing.
    MissingParameter(&'static str),
    /// A parameter with this name occurs more than once.
    DuplicateParameter(&'static str),
    /// The request is not a POST with a form body.
    NotAForm,
    /// The method of an authorization request is neither GET nor POST.
    WrongMethod,
    /// No application is registered with this client identifier.
    UnknownApplication,
    /// Client authentication failed: the client secret is missing, unreadable or wrong.
    WrongSecret,
    /// The request contains more than one client authentication, for example in the header and in the form.
    TwoProofs,
    /// The redirect URI is not registered for the application.
    RedirectDiffers,
    /// The response type is not `code`.
    UnsupportedResponseType,
    /// The scope parameter contains no scope.
    NoScope,
    /// The application is not allowed to request this scope, or the scope was not granted.
    ForbiddenScope {
        /// Name of the rejected scope.
        scope: String,
    },
    /// The PKCE code challenge is missing or malformed, or its method is not S256.
    BadChallenge,
    /// The user denied the application access.
    Denied,
    /// The server does not offer the grant type.
    UnsupportedGrantType,
    /// The name or the password of the user is wrong.
    WrongPassword,
    /// The assertion is unreadable, not signed by a known key, for another server, expired or used before.
    WrongAssertion,
    /// The user of a device has not confirmed yet.
    AuthorizationPending,
    /// The application asks for the tokens of a device too often.
    SlowDown,
    /// The device code has expired.
    DeviceCodeExpired,
    /// The authorization code is unknown or belongs to another application.
    UnknownCode,
    /// The authorization code has expired.
    CodeExpired,
    /// The authorization code was used before. All tokens of its grant are now revoked.
    CodeUsed,
    /// The authorization code was requested with another redirect URI.
    CodeRedirectDiffers,
    /// The PKCE code verifier is not 43 to 128 letters, digits and `-._~`. The authorization code stays valid.
    BadVerifier,
    /// The PKCE code verifier is missing or wrong, or the authorization request had no challenge.
    WrongVerifier,
    /// The refresh token is unknown or belongs to another application.
    UnknownRefreshToken,
    /// The refresh token was used before. All tokens of its grant are now revoked.
    RefreshTokenUsed,
    /// The grant ended while tokens were being issued.
    GrantEnded,
    /// The server cannot look up or store codes or tokens at the moment.
    Unavailable,
}

impl Rejection {
    /// Returns the error code on the wire, such as `invalid_grant` (RFC 6749, 4.1.2.1 and 5.2).
    pub fn code(&self) -> &'static str {
        match self {
            Rejection::MissingParameter(_)
            | Rejection::DuplicateParameter(_)
            | Rejection::NotAForm
            | Rejection::WrongMethod
            | Rejection::BadVerifier
            | Rejection::TwoProofs
            | Rejection::RedirectDiffers
            | Rejection::BadChallenge => "invalid_request",
            Rejection::UnknownApplication | Rejection::WrongSecret => "invalid_client",
            Rejection::UnsupportedResponseType => "unsupported_response_type",
            Rejection::NoScope | Rejection::ForbiddenScope { .. } => "invalid_scope",
            Rejection::Denied => "access_denied",
            Rejection::UnsupportedGrantType => "unsupported_grant_type",
            Rejection::AuthorizationPending => "authorization_pending",
            Rejection::SlowDown => "slow_down",
            Rejection::DeviceCodeExpired => "expired_token",
            Rejection::WrongPassword
            | Rejection::WrongAssertion
            | Rejection::UnknownCode
            | Rejection::CodeExpired
            | Rejection::CodeUsed
            | Rejection::CodeRedirectDiffers
            | Rejection::WrongVerifier
            | Rejection::UnknownRefreshToken
            | Rejection::RefreshTokenUsed
            | Rejection::GrantEnded => "invalid_grant",
            Rejection::Unavailable => "temporarily_unavailable",
        }
    }

    /// Returns the HTTP status of the rejection: 400, 401, 405 or 503.
    pub fn status(&self) -> StatusCode {
        match self {
            Rejection::UnknownApplication | Rejection::WrongSecret => StatusCode::UNAUTHORIZED,
            Rejection::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Rejection::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Rejection::MissingParameter(name) => write!(f, "the parameter {name} is missing"),
            Rejection::DuplicateParameter(name) => write!(f, "the parameter {name} occurs more than once"),
            Rejection::NotAForm => f.write_str("the request must be a POST with a form body"),
            Rejection::WrongMethod => f.write_str("the method must be GET or POST"),
            Rejection::UnknownApplication => f.write_str("the application is unknown"),
            Rejection::WrongSecret => f.write_str("client authentication failed"),
            Rejection::TwoProofs => f.write_str("the request contains more than one client authentication"),
            Rejection::RedirectDiffers => f.write_str("the redirect URI is not registered"),
            Rejection::UnsupportedResponseType => f.write_str("the response type must be code"),
            Rejection::NoScope => f.write_str("a scope is required"),
            Rejection::ForbiddenScope { scope } => write!(f, "the scope {scope} is not allowed"),
            Rejection::BadChallenge => f.write_str("a code challenge with the method S256 is required"),
            Rejection::Denied => f.write_str("the user denied access"),
            Rejection::UnsupportedGrantType => f.write_str("the grant type is not offered"),
            Rejection::WrongPassword => f.write_str("the name or the password is wrong"),
            Rejection::WrongAssertion => f.write_str("the assertion is not accepted"),
            Rejection::AuthorizationPending => f.write_str("the user has not confirmed yet"),
            Rejection::SlowDown => f.write_str("the application asks too often"),
            Rejection::DeviceCodeExpired => f.write_str("the device code has expired"),
            Rejection::UnknownCode => f.write_str("the code is unknown"),
            Rejection::CodeExpired => f.write_str("the code has expired"),
            Rejection::CodeUsed => f.write_str("the code was used before"),
            Rejection::CodeRedirectDiffers => f.write_str("the code was requested with another redirect URI"),
            Rejection::BadVerifier => {
                f.write_str("the code verifier must be 43 to 128 letters, digits and -._~")
            }
            Rejection::WrongVerifier => f.write_str("the code verifier is wrong"),
            Rejection::UnknownRefreshToken => f.write_str("the refresh token is unknown"),
            Rejection::RefreshTokenUsed => f.write_str("the refresh token was used before"),
            Rejection::GrantEnded => f.write_str("the grant has ended"),
            Rejection::Unavailable => f.write_str("temporarily unavailable"),
        }
    }
}

impl std::error::Error for Rejection {}

impl From<StoreError> for Rejection {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "lookup of a code or token failed");
        Rejection::Unavailable
    }
}

/// JSON response for a rejection, with `error` and `error_description`.
impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let mut json = format!("{{\"error\":\"{}\",\"error_description\":", self.code());
        quote(&self.to_string(), &mut json);
        json.push('}');
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
        let mut response = (self.status(), headers, json).into_response();
        if self == Rejection::WrongMethod {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"OAuth\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
