//! The addresses of an authorization server as a piece of an axum router.

use std::sync::Arc;

use axum::extract::{RawPathParams, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::Refusal;
use super::issuer::{Issued, Issuer};
use super::ledger::{Ledger, Live};
use crate::Secret;
use crate::oauth::{Consent, collect};
use crate::wire::quote;

/// Where the addresses of an authorization server are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Asks the user.
    pub authorize: String,
    /// Gives tokens.
    pub token: String,
    /// Says what a token is worth: this, a slash, and the token.
    pub status: String,
    /// Ends a token.
    pub revoke: String,
}

/// `/oauth2/authorize`, `/oauth2/token`, `/oauth2/tokens/…`, `/oauth2/revoke`.
impl Default for Paths {
    fn default() -> Self {
        Self {
            authorize: "/oauth2/authorize".to_owned(),
            token: "/oauth2/token".to_owned(),
            status: "/oauth2/tokens".to_owned(),
            revoke: "/oauth2/revoke".to_owned(),
        }
    }
}

impl<L: Ledger, C: Consent> Issuer<L, C> {
    /// The addresses, as a router that merges with others.
    pub fn into_axum(self) -> axum::Router {
        let Paths { authorize, token, status, revoke } = self.paths.clone();
        let issuer = Arc::new(self);
        let share = || Arc::clone(&issuer);
        let (first, second, third, fourth) = (share(), share(), share(), share());
        let for_status = move |path: RawPathParams| async move {
            let token = path.iter().next().map_or("", |(_, token)| token);
            let token = Secret::from(token);
            match third.status(&token).await {
                Ok(Some(live)) => json(StatusCode::OK, &status_json(&token, &live)),
                Ok(None) => json(StatusCode::NOT_FOUND, &Secret::from("{\"error\":\"invalid_token\"}")),
                Err(refusal) => refusal.into_response(),
            }
        };
        axum::Router::new()
            .route(&authorize, any(move |request| serve(request, first, Step::Authorize)))
            .route(&token, any(move |request| serve(request, second, Step::Token)))
            .route(&format!("{status}/{{token}}"), get(for_status))
            .route(&revoke, any(move |request| serve(request, fourth, Step::Revoke)))
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Authorize,
    Token,
    Revoke,
}

async fn serve<L: Ledger, C: Consent>(request: Request, issuer: Arc<Issuer<L, C>>, step: Step) -> Response {
    let request = match collect(request).await {
        Ok(request) => request,
        Err(status) => return status.into_response(),
    };
    let outcome: Result<Response, Refusal> = match step {
        Step::Authorize => issuer.authorize(&request).await,
        Step::Token => issuer.token(&request).await.map(|issued| json(StatusCode::OK, &token_json(&issued))),
        Step::Revoke => issuer.revoke(&request).await.map(|()| json(StatusCode::OK, &Secret::from("{}"))),
    };
    outcome.unwrap_or_else(|refusal| {
        tracing::debug!(?step, ?refusal, "refused");
        refusal.into_response()
    })
}

fn token_json(issued: &Issued) -> Secret {
    let mut json = String::from("{\"access_token\":");
    quote(issued.access.expose(), &mut json);
    json.push_str(&format!(",\"token_type\":\"Bearer\",\"expires_in\":{}", issued.expires_in));
    if let Some(refresh) = &issued.refresh {
        json.push_str(",\"refresh_token\":");
        quote(refresh.expose(), &mut json);
    }
    json.push_str(",\"scope\":");
    quote(&issued.scopes.to_string(), &mut json);
    json.push('}');
    json.into()
}

fn status_json(token: &Secret, live: &Live) -> Secret {
    let mut json = String::from("{\"client_id\":");
    quote(&live.grant.application, &mut json);
    json.push_str(",\"user_id\":");
    quote(&live.grant.user, &mut json);
    json.push_str(",\"access_token\":");
    quote(token.expose(), &mut json);
    json.push_str(&format!(",\"expires\":{},\"scope\":", live.expires.as_second()));
    quote(&live.grant.scopes.to_string(), &mut json);
    json.push('}');
    json.into()
}

fn json(status: StatusCode, json: &Secret) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (status, headers, json.expose().to_owned()).into_response()
}
