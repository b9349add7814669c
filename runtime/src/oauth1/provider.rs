//! The server's side of the dance: request tokens, the user's authorization, access tokens.

use std::sync::Arc;

use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::verifier::{Expected, Keys, Verifier};
use super::{Callback, Legacy, MemoryNonces, Nonces, Refusal, Token};
use crate::facts::MediaType;
use crate::oauth::{
    Asked, Clock, Consent, Decision, Stored, asked_pairs, asks, collect, one, percent, send_to, unguessable,
};
use crate::oauth2::Scopes;
use crate::{Secret, Timestamp};

/// A request token that waits for the user, or for its consumer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Whose it is.
    pub consumer: String,
    /// Where the user goes afterwards.
    pub callback: Callback,
    /// When it runs out.
    pub expires: Timestamp,
    /// What the user has said; none as long as he has not.
    pub approval: Option<Approval>,
}

/// A user's yes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Who that is.
    pub user: String,
    /// What the consumer has to bring to prove that the user came back to it.
    pub verifier: Secret,
}

/// What an access token stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Whose it is.
    pub consumer: String,
    /// The user who gave it.
    pub user: String,
}

/// Where a provider keeps its tokens. Each method is done as a whole or not at all.
pub trait Ledger: Keys {
    /// Whether a consumer may send users to this address; with [`Callback::Registered`], the address to send them to.
    fn callback(
        &self,
        consumer: &str,
        callback: Callback,
    ) -> impl Future<Output = Stored<Option<Callback>>> + Send;

    /// Keeps a new request token.
    fn keep_request(&self, token: &Token, pending: Pending) -> impl Future<Output = Stored<()>> + Send;

    /// A request token.
    fn request(&self, token: &Secret) -> impl Future<Output = Stored<Option<Pending>>> + Send;

    /// Notes the user's yes. False when the token is not there, or somebody has approved it already.
    fn approve(&self, token: &Secret, approval: Approval) -> impl Future<Output = Stored<bool>> + Send;

    /// Takes a request token away. Of several who ask for one token, one gets it.
    fn take_request(&self, token: &Secret) -> impl Future<Output = Stored<Option<Pending>>> + Send;

    /// Keeps a new access token.
    fn keep_access(&self, token: &Token, access: Access) -> impl Future<Output = Stored<()>> + Send;
}

/// Gives tokens out: the three addresses of an OAuth 1.0a server as a piece of an axum router.
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
    /// A provider over this ledger, which resource servers share.
    pub fn new(ledger: Arc<L>, consent: C) -> Self {
        let paths = ["/oauth/request_token", "/oauth/authorize", "/oauth/access_token"].map(str::to_owned);
        let clock = Clock::system();
        Self { verifier: Verifier::new(ledger), consent, paths, legacy: None, lifetime: 600, clock }
    }
}

impl<L: Ledger, C: Consent, N: Nonces> Provider<L, C, N> {
    /// What checks signatures, set up otherwise: another address, another memory.
    pub fn verifier<M: Nonces>(self, verifier: Verifier<Arc<L>, M>) -> Provider<L, C, M> {
        let Self { consent, paths, legacy, lifetime, clock, .. } = self;
        Provider { verifier, consent, paths, legacy, lifetime, clock }
    }

    /// Other paths: for request tokens, the user, access tokens.
    pub fn paths(mut self, request_token: &str, authorize: &str, access_token: &str) -> Self {
        self.paths = [request_token, authorize, access_token].map(str::to_owned);
        self
    }

    /// Takes an older form of the protocol, with its weakness.
    pub fn legacy(mut self, legacy: Legacy) -> Self {
        self.legacy = Some(legacy);
        self
    }

    /// How long a request token is good, in seconds; 600 unless set.
    pub fn lifetime(mut self, seconds: u32) -> Self {
        self.lifetime = i64::from(seconds);
        self
    }

    /// Another clock, for itself and for what checks signatures.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.verifier = self.verifier.clock(clock.clone());
        self.clock = clock;
        self
    }

    fn ledger(&self) -> &L {
        self.verifier.keys()
    }

    /// A request token that has not run out.
    async fn pending(&self, token: &Secret) -> Stored<Option<Pending>> {
        Ok(self.ledger().request(token).await?.filter(|pending| pending.expires > self.clock.now()))
    }

    /// Gives a request token out.
    ///
    /// # Errors
    /// Says why the request is refused.
    pub async fn request_token(&self, request: &http::Request<Bytes>) -> Result<Token, Refusal> {
        let (head, body) = request.clone().into_parts();
        let verified = self.verifier.verify(&head, &body, Expected::NoToken).await?;
        let asked = match (verified.callback.as_deref(), self.legacy) {
            (Some("oob"), _) => Callback::OutOfBand,
            (Some(address), _) => Callback::Address(address.to_owned()),
            (None, Some(Legacy::OAuth10)) => Callback::Registered,
            (None, None) => return Err(Refusal::MissingParameter("oauth_callback")),
        };
        let callback = self.ledger().callback(&verified.consumer, asked).await?;
        let callback = callback.ok_or(Refusal::CallbackRefused)?;
        let token = Token::made_up();
        let expires = self.clock.after(self.lifetime);
        let pending = Pending { consumer: verified.consumer, callback, expires, approval: None };
        self.ledger().keep_request(&token, pending).await?;
        Ok(token)
    }

    /// Asks the user, and sends him back where he came from.
    ///
    /// # Errors
    /// When there is no such request token, or it was decided about before.
    pub async fn authorize(&self, request: &http::Request<Bytes>) -> Result<Response, Refusal> {
        if !asks(request.method()) {
            return Err(Refusal::WrongMethod);
        }
        let pairs = asked_pairs(request, "oauth_token").map_err(|_| Refusal::BadParameter("oauth_token"))?;
        let token = one(&pairs, "oauth_token").map_err(|_| Refusal::DuplicateParameter("oauth_token"))?;
        let token = Secret::from(token.ok_or(Refusal::MissingParameter("oauth_token"))?);
        let pending = self.pending(&token).await?.filter(|pending| pending.approval.is_none());
        let pending = pending.ok_or(Refusal::UnknownToken)?;
        let asked = Asked::new(pending.consumer, Scopes::default());
        match self.consent.decide(&asked, request).await {
            Decision::Ask(page) => Ok(page),
            Decision::Denied => {
                self.ledger().take_request(&token).await?;
                let more = [("oauth_token", token.expose()), ("oauth_problem", "user_refused")];
                Ok(send_back(&pending.callback, &more, "Access was refused."))
            }
            Decision::Granted { user, .. } => {
                let verifier = unguessable();
                let approval = Approval { user, verifier: verifier.clone() };
                if !self.ledger().approve(&token, approval).await? {
                    return Err(Refusal::UnknownToken);
                }
                let more = [("oauth_token", token.expose()), ("oauth_verifier", verifier.expose())];
                Ok(send_back(&pending.callback, &more, verifier.expose()))
            }
        }
    }

    /// Gives an access token for a request token that the user has approved.
    ///
    /// # Errors
    /// Says why the request is refused. A wrong verifier makes the request token void.
    pub async fn access_token(&self, request: &http::Request<Bytes>) -> Result<Token, Refusal> {
        let (head, body) = request.clone().into_parts();
        let verified = self.verifier.verify(&head, &body, Expected::RequestToken).await?;
        let token = verified.token.ok_or(Refusal::MissingParameter("oauth_token"))?;
        let pending = self.pending(&token).await?.ok_or(Refusal::UnknownToken)?;
        let Some(approval) = pending.approval else {
            return Err(Refusal::NotAuthorized);
        };
        match (verified.verifier, self.legacy) {
            (Some(verifier), _) if verifier == approval.verifier => {}
            (None, Some(Legacy::OAuth10)) => {}
            (None, None) => return Err(Refusal::MissingParameter("oauth_verifier")),
            (Some(_), _) => {
                self.ledger().take_request(&token).await?;
                return Err(Refusal::WrongVerifier);
            }
        }
        self.ledger().take_request(&token).await?.ok_or(Refusal::UnknownToken)?;
        let access = Token::made_up();
        let stands_for = Access { consumer: verified.consumer, user: approval.user };
        self.ledger().keep_access(&access, stands_for).await?;
        Ok(access)
    }

    /// The three addresses, as a router that merges with others.
    pub fn into_axum(self) -> axum::Router {
        let [request_token, authorize, access_token] = self.paths.clone();
        let provider = Arc::new(self);
        let (second, third) = (Arc::clone(&provider), Arc::clone(&provider));
        let first = move |request| give(request, provider, Step::RequestToken);
        let second = move |request| give(request, second, Step::Authorize);
        let third = move |request| give(request, third, Step::AccessToken);
        axum::Router::new()
            .route(&request_token, any(first))
            .route(&authorize, any(second))
            .route(&access_token, any(third))
    }
}

#[derive(Clone, Copy, Debug)]
enum Step {
    RequestToken,
    Authorize,
    AccessToken,
}

async fn give<L: Ledger, C: Consent, N: Nonces>(
    request: Request,
    provider: Arc<Provider<L, C, N>>,
    step: Step,
) -> Response {
    let request = match collect(request).await {
        Ok(request) => request,
        Err(status) => return status.into_response(),
    };
    let outcome = match step {
        _ if !asks(request.method()) => Err(Refusal::WrongMethod),
        Step::RequestToken => provider
            .request_token(&request)
            .await
            .map(|token| token_response(&token, "&oauth_callback_confirmed=true")),
        Step::Authorize => provider.authorize(&request).await,
        Step::AccessToken => provider.access_token(&request).await.map(|token| token_response(&token, "")),
    };
    outcome.unwrap_or_else(|refusal| {
        tracing::debug!(?step, ?refusal, "refused");
        refusal.into_response()
    })
}

fn token_response(token: &Token, more: &str) -> Response {
    let (name, secret) = (percent(token.token.expose()), percent(token.secret.expose()));
    let headers = [(CONTENT_TYPE, MediaType::Form.name()), (CACHE_CONTROL, "no-store")];
    (headers, format!("oauth_token={name}&oauth_token_secret={secret}{more}")).into_response()
}

/// Sends the user to the callback, or shows a text where there is none.
fn send_back(callback: &Callback, more: &[(&str, &str)], text: &str) -> Response {
    let sent = match callback {
        Callback::Address(address) => send_to(address, more.iter().copied()),
        Callback::OutOfBand | Callback::Registered => None,
    };
    sent.unwrap_or_else(|| ([(CACHE_CONTROL, "no-store")], text.to_owned()).into_response())
}
