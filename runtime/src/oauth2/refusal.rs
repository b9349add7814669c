//! Why an authorization server refuses, and how it says so.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};

use crate::oauth::StoreError;
use crate::wire::quote;

/// Why an authorization server refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// A parameter is missing.
    MissingParameter(&'static str),
    /// A parameter is there twice.
    DuplicateParameter(&'static str),
    /// The request is not a form that was posted.
    NotAForm,
    /// Users come by GET or POST.
    WrongMethod,
    /// The application is not known.
    UnknownApplication,
    /// The application has not proved who it is.
    WrongSecret,
    /// The application has proved itself in the header and in the form.
    TwoProofs,
    /// The redirect address is not one of those that were registered.
    RedirectDiffers,
    /// Only codes are given.
    UnsupportedResponseType,
    /// No scope is asked for.
    NoScope,
    /// The application may not ask for this scope, or it was not granted.
    ScopeRefused {
        /// The scope.
        scope: String,
    },
    /// The challenge of PKCE is missing or cannot be read, or its method is not S256.
    BadChallenge,
    /// The user has refused.
    Denied,
    /// Only codes and refresh tokens are exchanged.
    UnsupportedGrantType,
    /// The code is not known, or another application's.
    UnknownCode,
    /// The code has run out.
    CodeExpired,
    /// The code was used before. All that came of it is void now.
    CodeUsed,
    /// The code was asked for with another redirect address.
    CodeRedirectDiffers,
    /// The verifier of PKCE is not of 43 to 128 letters, digits and `-._~`. The code is as good as before.
    BadVerifier,
    /// The verifier of PKCE is missing or wrong, or there was no challenge.
    WrongVerifier,
    /// The refresh token is not known, or another application's.
    UnknownRefreshToken,
    /// The refresh token was used before. All that came of it is void now.
    RefreshTokenUsed,
    /// The grant has ended while its tokens were made.
    GrantEnded,
    /// The server cannot look it up now.
    Unavailable,
}

impl Refusal {
    /// The error code on the wire.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::MissingParameter(_)
            | Refusal::DuplicateParameter(_)
            | Refusal::NotAForm
            | Refusal::WrongMethod
            | Refusal::BadVerifier
            | Refusal::TwoProofs
            | Refusal::RedirectDiffers
            | Refusal::BadChallenge => "invalid_request",
            Refusal::UnknownApplication | Refusal::WrongSecret => "invalid_client",
            Refusal::UnsupportedResponseType => "unsupported_response_type",
            Refusal::NoScope | Refusal::ScopeRefused { .. } => "invalid_scope",
            Refusal::Denied => "access_denied",
            Refusal::UnsupportedGrantType => "unsupported_grant_type",
            Refusal::UnknownCode
            | Refusal::CodeExpired
            | Refusal::CodeUsed
            | Refusal::CodeRedirectDiffers
            | Refusal::WrongVerifier
            | Refusal::UnknownRefreshToken
            | Refusal::RefreshTokenUsed
            | Refusal::GrantEnded => "invalid_grant",
            Refusal::Unavailable => "temporarily_unavailable",
        }
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        match self {
            Refusal::UnknownApplication | Refusal::WrongSecret => StatusCode::UNAUTHORIZED,
            Refusal::WrongMethod => StatusCode::METHOD_NOT_ALLOWED,
            Refusal::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::MissingParameter(name) => write!(f, "the parameter {name} is missing"),
            Refusal::DuplicateParameter(name) => write!(f, "the parameter {name} is there twice"),
            Refusal::NotAForm => f.write_str("a form has to be posted"),
            Refusal::WrongMethod => f.write_str("the method has to be GET or POST"),
            Refusal::UnknownApplication => f.write_str("the application is not known"),
            Refusal::WrongSecret => f.write_str("the application has not proved who it is"),
            Refusal::TwoProofs => f.write_str("the application has proved itself twice"),
            Refusal::RedirectDiffers => f.write_str("the redirect address is not a registered one"),
            Refusal::UnsupportedResponseType => f.write_str("the response type has to be code"),
            Refusal::NoScope => f.write_str("a scope has to be asked for"),
            Refusal::ScopeRefused { scope } => write!(f, "the scope {scope} is not for this application"),
            Refusal::BadChallenge => f.write_str("a challenge with the method S256 is needed"),
            Refusal::Denied => f.write_str("the user has refused"),
            Refusal::UnsupportedGrantType => f.write_str("only codes and refresh tokens are exchanged"),
            Refusal::UnknownCode => f.write_str("the code is not known"),
            Refusal::CodeExpired => f.write_str("the code has run out"),
            Refusal::CodeUsed => f.write_str("the code was used before"),
            Refusal::CodeRedirectDiffers => {
                f.write_str("the code was asked for with another redirect address")
            }
            Refusal::BadVerifier => {
                f.write_str("the code verifier has not 43 to 128 letters, digits and -._~")
            }
            Refusal::WrongVerifier => f.write_str("the code verifier is wrong"),
            Refusal::UnknownRefreshToken => f.write_str("the refresh token is not known"),
            Refusal::RefreshTokenUsed => f.write_str("the refresh token was used before"),
            Refusal::GrantEnded => f.write_str("the grant has ended"),
            Refusal::Unavailable => f.write_str("not now"),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        tracing::error!(%error, "codes or tokens cannot be looked up");
        Refusal::Unavailable
    }
}

/// The refusal as JSON with `error` and `error_description`.
impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let mut json = format!("{{\"error\":\"{}\",\"error_description\":", self.code());
        quote(&self.to_string(), &mut json);
        json.push('}');
        let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
        let mut response = (self.status(), headers, json).into_response();
        if self == Refusal::WrongMethod {
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, POST"));
        }
        if self.status() == StatusCode::UNAUTHORIZED {
            let challenge = HeaderValue::from_static("Basic realm=\"OAuth\"");
            response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        }
        response
    }
}
