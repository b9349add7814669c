//! A hand-written server on axum.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use bindery_runtime::{Date, Decimal, Secret};
use hmac::{Hmac, Mac as _};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde::Serialize;
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::records::{Entries, Failure, Import, Imported};

/// State of the server.
#[derive(Debug)]
pub struct Ledger {
    /// The key of its callers.
    pub key: Secret,
    /// Entries of every account.
    pub entries: Entries,
}

/// The service.
pub fn router(ledger: Ledger) -> Router {
    Router::new()
        .route("/accounts/{account}/entries", get(list_entries))
        .route("/accounts/{account}/limit", post(set_limit))
        .route("/entries", post(import))
        .route("/ping", get(ping))
        .with_state(Arc::new(ledger))
}

/// Reason for rejecting a request.
enum Rejection {
    Key,
    Signature,
    Request(&'static str),
    Media,
    Failed,
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        let (status, error, message) = match self {
            Rejection::Key => (StatusCode::UNAUTHORIZED, "bad_key", "The key is not valid"),
            Rejection::Signature => {
                (StatusCode::UNAUTHORIZED, "bad_signature", "The signature does not match")
            }
            Rejection::Request(message) => (StatusCode::BAD_REQUEST, "wrong_request", message),
            Rejection::Media => {
                (StatusCode::UNSUPPORTED_MEDIA_TYPE, "wrong_request", "The body has another form")
            }
            Rejection::Failed => (StatusCode::INTERNAL_SERVER_ERROR, "failed", "The server failed"),
        };
        let failure = Failure { error: error.to_owned(), message: message.to_owned() };
        let body = serde_json::to_string(&failure).unwrap_or_default();
        (status, [(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response()
    }
}

fn json(value: &impl Serialize) -> Result<Response, Rejection> {
    let body = serde_json::to_string(value).map_err(|_| Rejection::Failed)?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body).into_response())
}

impl Ledger {
    fn check_key(&self, headers: &HeaderMap) -> Result<(), Rejection> {
        let key = headers.get("x-key").ok_or(Rejection::Key)?;
        let same: bool = key.as_bytes().ct_eq(self.key.expose().as_bytes()).into();
        if same { Ok(()) } else { Err(Rejection::Key) }
    }

    fn check_signature(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Rejection> {
        let received = headers.get("x-signature").ok_or(Rejection::Signature)?;
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.key.expose().as_bytes()).map_err(|_| Rejection::Failed)?;
        mac.update(body);
        let wanted = format!("sha256={:x}", mac.finalize().into_bytes());
        let same: bool = received.as_bytes().ct_eq(wanted.as_bytes()).into();
        if same { Ok(()) } else { Err(Rejection::Signature) }
    }
}

fn is_account(account: &str) -> Result<(), Rejection> {
    let fits = (1..=64).contains(&account.chars().count());
    if fits { Ok(()) } else { Err(Rejection::Request("account")) }
}

fn has_media(headers: &HeaderMap, wanted: &str) -> Result<(), Rejection> {
    let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = said.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(wanted) { Ok(()) } else { Err(Rejection::Media) }
}

async fn list_entries(
    State(ledger): State<Arc<Ledger>>,
    Path(account): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Rejection> {
    ledger.check_key(&headers)?;
    is_account(&account)?;
    let (mut from, mut limit) = (None::<Date>, None::<i64>);
    for (name, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        match name.as_ref() {
            "from" => from = Some(value.parse().map_err(|_| Rejection::Request("from"))?),
            "limit" => limit = Some(value.parse().map_err(|_| Rejection::Request("limit"))?),
            _ => {}
        }
    }
    let limit = limit.filter(|limit| (1..=1000).contains(limit)).ok_or(Rejection::Request("limit"))?;
    std::hint::black_box((account, from, limit)); // what a real one would look them up by
    json(&ledger.entries.clone())
}

async fn set_limit(
    State(ledger): State<Arc<Ledger>>,
    Path(account): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Rejection> {
    ledger.check_key(&headers)?;
    is_account(&account)?;
    has_media(&headers, "application/x-www-form-urlencoded")?;
    let given = form_urlencoded::parse(&body).find(|(name, _)| name == "limit");
    let limit: Option<i64> = given.and_then(|(_, value)| value.parse().ok());
    let limit = limit.filter(|limit| (0..=1_000_000).contains(limit)).ok_or(Rejection::Request("limit"))?;
    std::hint::black_box((account, limit));
    json(&500_i64)
}

async fn import(
    State(ledger): State<Arc<Ledger>>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Rejection> {
    ledger.check_key(&headers)?;
    ledger.check_signature(&headers, &body)?;
    let import: Import = serde_json::from_slice(&body).map_err(|_| Rejection::Request("entries"))?;
    let sum: Decimal = import.entries.iter().map(|entry| entry.amount).sum();
    json(&Imported { count: i64::try_from(import.entries.len()).map_err(|_| Rejection::Failed)?, sum })
}

async fn ping() -> Result<Response, Rejection> {
    json(&1_i64)
}
