//! Authorization flow on the server side: request tokens, the user's authorization, access tokens.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::verifier::{Expected, KeyStore, Verifier};
use super::{Callback, Legacy, MemoryNonces, Nonces, Rejection, Token};
use crate::metadata::MediaType;
use crate::oauth::{
    Asked, Clock, Consent, Decision, Stored, asked_pairs, asks, collect, one, percent, send_to, unguessable,
};
use crate::oauth2::Scopes;
use crate::{Secret, Timestamp};

/// Request token (temporary credentials) that waits for the user's authorization or for the exchange by its consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Key of the consumer that owns the token.
    pub consumer: String,
    /// Destination to which the user is redirected after the authorization.
    pub callback: Callback,
    /// Time at which the token expires.
    pub expires: Timestamp,
    /// Approval by the user; `None` if the user has not decided yet.
    pub approval: Option<Approval>,
}

/// Approval of a request token by a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Name of the user who grants access.
    pub user: String,
    /// Verifier that the consumer must send as proof that the user was redirected back to it.
    pub verifier: Secret,
}

/// Access that an access token gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Key of the consumer that owns the token.
    pub consumer: String,
    /// Name of the user who granted access.
    pub user: String,
}

/// Store of a provider's tokens. Each method must be atomic.
pub trait Ledger: KeyStore {
    /// Returns the callback to use if the consumer may use the given one; for [`Callback::Registered`], the registered
    /// one. `None` if the consumer may not use it.
    fn callback(
        &self,
        consumer: &str,
        callback: Callback,
    ) -> impl Future<Output = Stored<Option<Callback>>> + Send;

    /// Stores a new request token with the authorization that it waits for.
    fn keep_request(&self, token: &Token, pending: Pending) -> impl Future<Output = Stored<()>> + Send;

    /// Returns the pending authorization of a request token, expired or not; `None` if the token does not exist.
    fn request(&self, token: &Secret) -> impl Future<Output = Stored<Option<Pending>>> + Send;

    /// Stores the user's approval. Returns false if the token does not exist or has already been approved.
    fn approve(&self, token: &Secret, approval: Approval) -> impl Future<Output = Stored<bool>> + Send;

    /// Removes a request token and returns it. Of concurrent calls for the same token, only one gets it.
    fn take_request(&self, token: &Secret) -> impl Future<Output = Stored<Option<Pending>>> + Send;

    /// Stores a new access token with the access that it gives.
    fn keep_access(&self, token: &Token, access: Access) -> impl Future<Output = Stored<()>> + Send;
}

/// OAuth 1.0a server: issues tokens at three endpoints, which [`into_axum`](Provider::into_axum) turns into an axum
/// router.
#[derive(Debug)]
pub struct Provider<L, C, N = MemoryNonces> {
    verifier: Verifier<Arc<L>, N>,
    consent: C,
    paths: [String; 3],
    legacy: Option<Legacy>,
    lifetime: i64,
    clock: Clock,
}

impl<L: Ledger, C: Consent> Provider<L, C> {
    /// Creates a provider over a ledger, which the resource servers share.
    pub fn new(ledger: Arc<L>, consent: C) -> Self {
        let paths = ["/oauth/request_token", "/oauth/authorize", "/oauth/access_token"].map(str::to_owned);
        let clock = Clock::system();
        Self { verifier: Verifier::new(ledger), consent, paths, legacy: None, lifetime: 600, clock }
    }
}

impl<L: Ledger, C: Consent, N: Nonces> Provider<L, C, N> {
    /// Replaces the signature verifier, for example to set another base URL or another store of nonces.
    pub fn verifier<M: Nonces>(self, verifier: Verifier<Arc<L>, M>) -> Provider<L, C, M> {
        let Self { consent, paths, legacy, lifetime, clock, .. } = self;
        Provider { verifier, consent, paths, legacy, lifetime, clock }
    }

    /// Sets the paths of the endpoints for request tokens, authorization and access tokens. Default:
    /// `/oauth/request_token`, `/oauth/authorize` and `/oauth/access_token`.
    pub fn paths(mut self, request_token: &str, authorize: &str, access_token: &str) -> Self {
        self.paths = [request_token, authorize, access_token].map(str::to_owned);
        self
    }

    /// Accepts an older version of the protocol, with its weakness.
    pub fn legacy(mut self, legacy: Legacy) -> Self {
        self.legacy = Some(legacy);
        self
    }

    /// Sets the lifetime of a request token in seconds. Default: 600.
    pub fn lifetime(mut self, seconds: u32) -> Self {
        self.lifetime = i64::from(seconds);
        self
    }

    /// Sets the clock of the provider and of its verifier. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.verifier = self.verifier.clock(clock.clone());
        self.clock = clock;
        self
    }

    fn ledger(&self) -> &L {
        self.verifier.keys()
    }

    /// Returns a request token that has not expired.
    async fn pending(&self, token: &Secret) -> Stored<Option<Pending>> {
        Ok(self.ledger().request(token).await?.filter(|pending| pending.expires > self.clock.now()))
    }

    /// Handles a request for a request token.
    ///
    /// # Errors
    /// Returns the reason of the rejection: the request cannot be verified, the callback is missing or not registered,
    /// or the store fails.
    pub async fn request_token(&self, request: &http::Request<Bytes>) -> Result<Token, Rejection> {
        let (head, body) = request.clone().into_parts();
        let verified = self.verifier.verify(&head, &body, Expected::NoToken).await?;
        let asked = match (verified.callback.as_deref(), self.legacy) {
            (Some("oob"), _) => Callback::OutOfBand,
            (Some(address), _) => Callback::Address(address.to_owned()),
            (None, Some(Legacy::OAuth10)) => Callback::Registered,
            (None, None) => return Err(Rejection::MissingParameter("oauth_callback")),
        };
        let callback = self.ledger().callback(&verified.consumer, asked).await?;
        let callback = callback.ok_or(Rejection::UnknownCallback)?;
        let token = Token::placeholder();
        let expires = self.clock.after(self.lifetime);
        let pending = Pending { consumer: verified.consumer, callback, expires, approval: None };
        self.ledger().keep_request(&token, pending).await?;
        Ok(token)
    }

    /// Handles an authorization request: asks the user, then redirects to the callback.
    ///
    /// # Errors
    /// When the method is neither GET nor POST, the request token is missing, unknown, expired or already approved, or
    /// the store fails.
    pub async fn authorize(&self, request: &http::Request<Bytes>) -> Result<Response, Rejection> {
        if !asks(request.method()) {
            return Err(Rejection::WrongMethod);
        }
        let pairs =
            asked_pairs(request, "oauth_token").map_err(|_| Rejection::BadParameter("oauth_token"))?;
        let token = one(&pairs, "oauth_token").map_err(|_| Rejection::DuplicateParameter("oauth_token"))?;
        let token = Secret::from(token.ok_or(Rejection::MissingParameter("oauth_token"))?);
        let pending = self.pending(&token).await?.filter(|pending| pending.approval.is_none());
        let pending = pending.ok_or(Rejection::UnknownToken)?;
        let asked = Asked::new(pending.consumer, Scopes::default());
        match self.consent.decide(&asked, request).await {
            Decision::Ask(page) => Ok(page),
            Decision::Denied => {
                self.ledger().take_request(&token).await?;
                let more = [("oauth_token", token.expose()), ("oauth_problem", "user_refused")];
                Ok(send_back(&pending.callback, &more, "Access was denied."))
            }
            Decision::Granted { user, .. } => {
                let verifier = unguessable();
                let approval = Approval { user, verifier: verifier.clone() };
                if !self.ledger().approve(&token, approval).await? {
                    return Err(Rejection::UnknownToken);
                }
                let more = [("oauth_token", token.expose()), ("oauth_verifier", verifier.expose())];
                Ok(send_back(&pending.callback, &more, verifier.expose()))
            }
        }
    }

    /// Exchanges an approved request token for an access token.
    ///
    /// # Errors
    /// Returns the reason of the rejection: the request cannot be verified, the user has not decided yet, the verifier
    /// is missing or wrong, or the store fails. A wrong verifier invalidates the request token.
    pub async fn access_token(&self, request: &http::Request<Bytes>) -> Result<Token, Rejection> {
        let (head, body) = request.clone().into_parts();
        let verified = self.verifier.verify(&head, &body, Expected::RequestToken).await?;
        let token = verified.token.ok_or(Rejection::MissingParameter("oauth_token"))?;
        let pending = self.pending(&token).await?.ok_or(Rejection::UnknownToken)?;
        let Some(approval) = pending.approval else {
            return Err(Rejection::NotAuthorized);
        };
        match (verified.verifier, self.legacy) {
            (Some(verifier), _) if verifier == approval.verifier => {}
            (None, Some(Legacy::OAuth10)) => {}
            (None, None) => return Err(Rejection::MissingParameter("oauth_verifier")),
            (Some(_), _) => {
                self.ledger().take_request(&token).await?;
                return Err(Rejection::WrongVerifier);
            }
        }
        self.ledger().take_request(&token).await?.ok_or(Rejection::UnknownToken)?;
        let access = Token::placeholder();
        let stands_for = Access { consumer: verified.consumer, user: approval.user };
        self.ledger().keep_access(&access, stands_for).await?;
        Ok(access)
    }

    /// Builds an axum router with the three endpoints, which can be merged with other routers.
    pub fn into_axum(self) -> axum::Router {
        let [request_token, authorize, access_token] = self.paths.clone();
        let provider = Arc::new(self);
        let (second, third) = (Arc::clone(&provider), Arc::clone(&provider));
        let first = move |request| give(request, provider, ProviderEndpoint::RequestToken);
        let second = move |request| give(request, second, ProviderEndpoint::Authorize);
        let third = move |request| give(request, third, ProviderEndpoint::AccessToken);
        axum::Router::new()
            .route(&request_token, any(first))
            .route(&authorize, any(second))
            .route(&access_token, any(third))
    }
}

#[derive(Clone, Copy, Debug)]
enum ProviderEndpoint {
    RequestToken,
    Authorize,
    AccessToken,
}

async fn give<L: Ledger, C: Consent, N: Nonces>(
    request: Request,
    provider: Arc<Provider<L, C, N>>,
    step: ProviderEndpoint,
) -> Response {
    let request = match collect(request).await {
        Ok(request) => request,
        Err(status) => return status.into_response(),
    };
    let variant = match step {
        _ if !asks(request.method()) => Err(Rejection::WrongMethod),
        ProviderEndpoint::RequestToken => provider
            .request_token(&request)
            .await
            .map(|token| token_response(&token, "&oauth_callback_confirmed=true")),
        ProviderEndpoint::Authorize => provider.authorize(&request).await,
        ProviderEndpoint::AccessToken => {
            provider.access_token(&request).await.map(|token| token_response(&token, ""))
        }
    };
    variant.unwrap_or_else(|rejection| {
        tracing::debug!(?step, ?rejection, "rejected");
        rejection.into_response()
    })
}

fn token_response(token: &Token, more: &str) -> Response {
    let (name, secret) = (percent(token.token.expose()), percent(token.secret.expose()));
    let headers = [(CONTENT_TYPE, MediaType::Form.name()), (CACHE_CONTROL, "no-store")];
    (headers, format!("oauth_token={name}&oauth_token_secret={secret}{more}")).into_response()
}

/// Redirects the user to the callback, or shows a text if there is none.
fn send_back(callback: &Callback, more: &[(&str, &str)], text: &str) -> Response {
    let sent = match callback {
        Callback::Address(address) => send_to(address, more.iter().copied()),
        Callback::OutOfBand | Callback::Registered => None,
    };
    sent.unwrap_or_else(|| ([(CACHE_CONTROL, "no-store")], text.to_owned()).into_response())
}
