//! Endpoints of an authorization server, as an axum router.

use std::sync::Arc;

use axum::extract::{RawPathParams, Request};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::Rejection;
use super::grants::DeviceCodes;
use super::issuer::{IssuedTokens, Issuer};
use super::ledger::{Ledger, Live};
use crate::Secret;
use crate::oauth::{Consent, collect};
use crate::wire::quote;

/// Paths of an authorization server's endpoints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// Path of the authorization endpoint. Default: `/oauth2/authorize`.
    pub authorize: String,
    /// Path of the token endpoint. Default: `/oauth2/token`.
    pub token: String,
    /// Token status endpoint, to which a slash and the token are appended. Default: `/oauth2/tokens`.
    pub status: String,
    /// Path of the revocation endpoint. Default: `/oauth2/revoke`.
    pub revoke: String,
    /// Path of the device authorization endpoint. Default: `/oauth2/device`.
    pub device: String,
}

/// `/oauth2/authorize`, `/oauth2/token`, `/oauth2/tokens`, `/oauth2/revoke` and `/oauth2/device`.
impl Default for Paths {
    fn default() -> Self {
        Self {
            authorize: "/oauth2/authorize".to_owned(),
            token: "/oauth2/token".to_owned(),
            status: "/oauth2/tokens".to_owned(),
            revoke: "/oauth2/revoke".to_owned(),
            device: "/oauth2/device".to_owned(),
        }
    }
}

impl<L: Ledger, C: Consent> Issuer<L, C> {
    /// Builds an axum router with the endpoints, which can be merged with other routers.
    pub fn into_axum(self) -> axum::Router {
        let Paths { authorize, token, status, revoke, device } = self.paths.clone();
        let issuer = Arc::new(self);
        let share = || Arc::clone(&issuer);
        let (first, second, third, fourth, fifth) = (share(), share(), share(), share(), share());
        let for_status = move |path: RawPathParams| async move {
            let token = path.iter().next().map_or("", |(_, token)| token);
            let token = Secret::from(token);
            match third.status(&token).await {
                Ok(Some(live)) => json(StatusCode::OK, &status_json(&token, &live)),
                Ok(None) => json(StatusCode::NOT_FOUND, &Secret::from("{\"error\":\"invalid_token\"}")),
                Err(rejection) => rejection.into_response(),
            }
        };
        axum::Router::new()
            .route(&authorize, any(move |request| serve(request, first, IssuerEndpoint::Authorize)))
            .route(&token, any(move |request| serve(request, second, IssuerEndpoint::Token)))
            .route(&format!("{status}/{{token}}"), get(for_status))
            .route(&revoke, any(move |request| serve(request, fourth, IssuerEndpoint::Revoke)))
            .route(&device, any(move |request| serve(request, fifth, IssuerEndpoint::Device)))
    }
}

#[derive(Clone, Copy, Debug)]
enum IssuerEndpoint {
    Authorize,
    Token,
    Revoke,
    Device,
}

async fn serve<L: Ledger, C: Consent>(
    request: Request,
    issuer: Arc<Issuer<L, C>>,
    step: IssuerEndpoint,
) -> Response {
    let request = match collect(request).await {
        Ok(request) => request,
        Err(status) => return status.into_response(),
    };
    let variant: Result<Response, Rejection> = match step {
        IssuerEndpoint::Authorize => issuer.authorize(&request).await,
        IssuerEndpoint::Token => {
            issuer.token(&request).await.map(|issued| json(StatusCode::OK, &token_json(&issued)))
        }
        IssuerEndpoint::Device => {
            let codes = issuer.device(&request).await;
            codes.map(|(codes, lifetime)| json(StatusCode::OK, &device_json(&codes, lifetime)))
        }
        IssuerEndpoint::Revoke => {
            issuer.revoke(&request).await.map(|()| json(StatusCode::OK, &Secret::from("{}")))
        }
    };
    variant.unwrap_or_else(|rejection| {
        tracing::debug!(?step, ?rejection, "rejected");
        rejection.into_response()
    })
}

fn token_json(issued: &IssuedTokens) -> Secret {
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

fn device_json(codes: &DeviceCodes, lifetime: i64) -> Secret {
    let mut json = String::from("{\"device_code\":");
    quote(codes.device.expose(), &mut json);
    json.push_str(",\"user_code\":");
    quote(&codes.user, &mut json);
    json.push_str(",\"verification_uri\":");
    quote(&codes.address, &mut json);
    json.push_str(&format!(",\"expires_in\":{lifetime},\"interval\":{}}}", codes.interval));
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
