//! Holder of a user's tokens: gives each call a valid token, refreshed once for all waiting callers, or an error before
//! anything is sent.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::Instrument as _;

use super::error::{Code, Error, FlowStep};
use super::{App, Scopes, TokenRequest, TokenStore, Tokens};
use crate::client::Transport;
use crate::{Secret, Timestamp};

/// Time before the end of an access token at which it is refreshed.
const LEEWAY: Duration = Duration::from_secs(30);

/// Pause after a failed refresh, during which a token that is still valid is used without another attempt.
const REST: Duration = Duration::from_secs(5);

/// Holder of a user's tokens: returns a valid access token for each call, and refreshes it before it expires. Clones
/// share the tokens.
///
/// However many callers need a new token, it is refreshed once, and all of them get the result, errors included. A
/// refresh is completed even if the caller that began it is cancelled, because the server may already have invalidated
/// the old refresh token.
pub struct Holder<T, S> {
    inner: Arc<Inner<T, S>>,
}

struct Inner<T, S> {
    app: App<T>,
    /// Request with which new tokens are obtained, where no user has to be asked.
    request: Option<TokenRequest>,
    store: S,
    leeway: Duration,
    held: Arc<Mutex<Held>>,
    /// Number of completed refreshes. A caller that began to wait before one of them uses its result.
    renewals: AtomicU64,
}

#[derive(Default)]
struct Held {
    loaded: bool,
    tokens: Option<Tokens>,
    /// Time at which the tokens were obtained, if in this process.
    since: Option<Timestamp>,
    /// Access token that a server has rejected.
    rejected: Option<Secret>,
    /// Error of the last refresh, if it failed.
    failure: Option<Error>,
    /// Whether the server rejected the refresh token, so that another attempt is useless.
    dead: bool,
    /// Time before which a token that is still valid is not refreshed, so that a failing server does not slow every
    /// call down.
    rest_until: Option<Timestamp>,
}

impl<T, S> Clone for Holder<T, S> {
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<T, S> fmt::Debug for Holder<T, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Holder").field("leeway", &self.inner.leeway).finish_non_exhaustive()
    }
}

impl<T: Transport, S: TokenStore> Holder<T, S> {
    /// Creates a holder that keeps its tokens in this store. An access token is refreshed 30 seconds before it expires.
    pub fn new(app: App<T>, store: S) -> Self {
        Self::with_leeway(app, store, LEEWAY)
    }

    /// Creates a holder that obtains its tokens with this request, the first ones too: no user has to be asked. Tokens
    /// with a refresh token are refreshed first.
    pub fn requesting(app: App<T>, request: TokenRequest, store: S) -> Self {
        Self::made(app, Some(request), store, LEEWAY)
    }

    /// Creates a holder that refreshes an access token this long before it expires.
    pub fn with_leeway(app: App<T>, store: S, leeway: Duration) -> Self {
        Self::made(app, None, store, leeway)
    }

    fn made(app: App<T>, request: Option<TokenRequest>, store: S, leeway: Duration) -> Self {
        let held = Arc::new(Mutex::new(Held::default()));
        Self { inner: Arc::new(Inner { app, request, store, leeway, held, renewals: AtomicU64::new(0) }) }
    }

    /// Returns the application with which the holder refreshes tokens.
    pub fn app(&self) -> &App<T> {
        &self.inner.app
    }

    /// Stores the tokens of a new authorization.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep(&self, tokens: Tokens) -> Result<(), Error> {
        let mut held = self.inner.held.lock().await;
        let _turn = self.turn().await;
        self.inner.store.save(&tokens).await?;
        let since = Some(self.inner.app.now());
        *held = Held { loaded: true, tokens: Some(tokens), since, ..Held::default() };
        Ok(())
    }

    /// Deletes the tokens, in memory and in the store. The server is not informed; see [`App::revoke`].
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget(&self) -> Result<(), Error> {
        let mut held = self.inner.held.lock().await;
        let _turn = self.turn().await;
        self.inner.store.clear().await?;
        *held = Held { loaded: true, ..Held::default() };
        Ok(())
    }

    /// Returns the scopes of the token; `None` if there is no token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scopes(&self) -> Result<Option<Scopes>, Error> {
        let mut held = self.inner.held.lock().await;
        self.load(&mut held).await?;
        Ok(held.tokens.as_ref().map(|tokens| tokens.scopes.clone()))
    }

    /// Records that a server has rejected a token that should be valid. Returns whether the next call can have another
    /// one.
    pub async fn reject(&self, token: &Secret) -> bool {
        let mut held = self.inner.held.lock().await;
        if self.load(&mut held).await.is_err() {
            return false;
        }
        let now = self.inner.app.now();
        match &held.tokens {
            Some(tokens) if tokens.access != *token => true,
            // A token that was rejected right after it was issued would not be accepted after a refresh either.
            Some(tokens) if self.can_renew(tokens) && held.since.is_none_or(|since| since + REST <= now) => {
                held.rejected = Some(token.clone());
                true
            }
            _ => false,
        }
    }

    /// Returns a valid access token that has these scopes. Refreshes the token if it is about to expire.
    ///
    /// # Errors
    /// When the token lacks a scope, which is checked before anything is sent, when there is no token, when it cannot
    /// be refreshed, or when the store fails.
    pub async fn token(&self, needs: &[&str]) -> Result<Secret, Error> {
        let came = self.inner.renewals.load(Ordering::Acquire);
        let mut held = Arc::clone(&self.inner.held).lock_owned().await;
        self.load(&mut held).await?;
        let waited = self.inner.renewals.load(Ordering::Acquire) != came;
        let Some(tokens) = &held.tokens else {
            if self.inner.request.is_none() {
                return Err(Error::NotAuthorized);
            }
            // A server that has just refused is not asked again at once: a wrong password may lock the user out.
            let rests = held.rest_until.is_some_and(|until| self.inner.app.now() < until);
            if let Some(failure) = held.failure.clone().filter(|_| waited || rests) {
                return Err(failure);
            }
            let tokens = self.renewed(held).await?;
            return check_scopes(&tokens, needs).map(|()| tokens.access);
        };
        check_scopes(tokens, needs)?;
        let rejected = held.rejected.as_ref();
        if self.is_fresh(tokens, held.since) && rejected != Some(&tokens.access) {
            return Ok(tokens.access.clone());
        }
        match &held.failure {
            Some(failure) if held.dead || waited => return self.fall_back(tokens, rejected, failure.clone()),
            // A token that was just refreshed is used, however short its lifetime.
            None if waited && rejected != Some(&tokens.access) => return Ok(tokens.access.clone()),
            _ => {}
        }
        let rests = held.rest_until.is_some_and(|until| self.inner.app.now() < until);
        if rests && let Ok(token) = self.fall_back(tokens, rejected, Error::Expired) {
            return Ok(token);
        }
        if !self.can_renew(tokens) {
            return self.fall_back(tokens, rejected, Error::Expired);
        }
        let (old, rejected) = (tokens.clone(), rejected.cloned());
        match self.renewed(held).await {
            Ok(tokens) => check_scopes(&tokens, needs).map(|()| tokens.access),
            Err(failure) => self.fall_back(&old, rejected.as_ref(), failure),
        }
    }

    /// Whether new tokens can be had without a user.
    fn can_renew(&self, tokens: &Tokens) -> bool {
        tokens.refresh.is_some() || self.inner.request.is_some()
    }

    /// Renews the tokens in a task of its own, so that it is completed even if the caller is cancelled.
    async fn renewed(&self, mut held: OwnedMutexGuard<Held>) -> Result<Tokens, Error> {
        let holder = self.clone();
        let renewal = async move { holder.renew(&mut held).await };
        match tokio::spawn(renewal.in_current_span()).await {
            Ok(renewed) => renewed,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(Error::NotAuthorized),
        }
    }

    /// Returns the old token as long as it is valid, since there is time for another attempt; else the error.
    fn fall_back(&self, tokens: &Tokens, rejected: Option<&Secret>, failure: Error) -> Result<Secret, Error> {
        let good = tokens.expires.is_none_or(|expires| self.inner.app.now() < expires);
        if good && rejected != Some(&tokens.access) { Ok(tokens.access.clone()) } else { Err(failure) }
    }

    async fn renew(&self, held: &mut OwnedMutexGuard<Held>) -> Result<Tokens, Error> {
        let variant = self.ask(held).await;
        match &variant {
            Ok(tokens) => {
                held.tokens = Some(tokens.clone());
                held.since = Some(self.inner.app.now());
                (held.failure, held.dead, held.rest_until) = (None, false, None);
                tracing::debug!("token refreshed");
            }
            Err(error) => {
                held.dead = is_final(error);
                held.failure = Some(error.clone());
                held.rest_until = self.inner.app.now().checked_add(REST).ok();
                tracing::debug!(%error, "token refresh failed");
            }
        }
        self.inner.renewals.fetch_add(1, Ordering::Release);
        variant
    }

    /// Locks the store. If that fails, the tokens are changed without the lock, at the risk of a conflict with another
    /// process.
    async fn turn(&self) -> Option<Box<dyn Send>> {
        let turn = self.inner.store.lock().await;
        turn.inspect_err(|error| tracing::warn!(%error, "changing tokens without the store's lock")).ok()
    }

    /// Returns new tokens: those that another process has stored in the meantime, or those of the server.
    async fn ask(&self, held: &Held) -> Result<Tokens, Error> {
        let _turn = self.turn().await;
        let stored = self.inner.store.load().await?;
        let Some(old) = &held.tokens else { return self.request_new(&|_| false).await };
        let newer = |stored: &Tokens| stored.access != old.access && self.is_fresh(stored, None);
        let asked = match &stored {
            Some(stored) if newer(stored) => return Ok(stored.clone()),
            // The stored access token has expired too, but its refresh token is the latest one.
            Some(stored) if stored.expires > old.expires && stored.refresh.is_some() => {
                self.inner.app.refresh(stored).await
            }
            _ if old.refresh.is_some() => self.inner.app.refresh(old).await,
            _ => return self.request_new(&newer).await,
        };
        match asked {
            Err(error) if is_final(&error) => {
                // Another process may have refreshed the tokens first, which invalidated this refresh token.
                match self.inner.store.load().await?.filter(newer) {
                    Some(stored) => Ok(stored),
                    None if self.inner.request.is_some() => self.request_new(&newer).await,
                    None => Err(error),
                }
            }
            Ok(tokens) => self.put_down(tokens, &newer).await,
            failed => failed,
        }
    }

    /// Obtains tokens with the holder's request, and stores them.
    async fn request_new(&self, newer: &impl Fn(&Tokens) -> bool) -> Result<Tokens, Error> {
        let request = self.inner.request.as_ref().ok_or(Error::NotAuthorized)?;
        let tokens = self.inner.app.request_tokens(request).await?;
        self.put_down(tokens, newer).await
    }

    /// Stores refreshed tokens, unless another process has meanwhile deleted the tokens or stored those of a new
    /// authorization.
    async fn put_down(&self, renewed: Tokens, newer: &impl Fn(&Tokens) -> bool) -> Result<Tokens, Error> {
        match self.inner.store.load().await {
            Ok(None) if self.inner.request.is_none() => return Err(Error::NotAuthorized),
            Ok(Some(stored)) if newer(&stored) => return Ok(stored),
            Ok(_) | Err(_) => {}
        }
        if let Err(error) = self.inner.store.save(&renewed).await {
            // The tokens are valid all the same, until this process ends.
            tracing::error!(%error, "refreshed tokens could not be stored");
        }
        Ok(renewed)
    }

    async fn load(&self, held: &mut Held) -> Result<(), Error> {
        if !held.loaded {
            held.tokens = self.inner.store.load().await?;
            held.loaded = true;
        }
        Ok(())
    }

    /// Whether the tokens need no refresh yet. A token with a short lifetime is not refreshed before half of it has
    /// passed.
    fn is_fresh(&self, tokens: &Tokens, since: Option<Timestamp>) -> bool {
        let Some(expires) = tokens.expires.map(Timestamp::as_millisecond) else {
            return true;
        };
        let leeway = self.inner.leeway.as_millis().try_into().unwrap_or(i64::MAX);
        let life = since.map_or(i64::MAX, |since| expires.saturating_sub(since.as_millisecond()));
        self.inner.app.now().as_millisecond().saturating_add(leeway.min(life / 2)) < expires
    }
}

fn check_scopes(tokens: &Tokens, needs: &[&str]) -> Result<(), Error> {
    match tokens.scopes.lacks(needs.iter().copied()) {
        None => Ok(()),
        Some(scope) => Err(Error::MissingScope { scope: scope.to_owned(), granted: tokens.scopes.clone() }),
    }
}

/// Whether the server has rejected the refresh token for good (`invalid_grant`).
fn is_final(error: &Error) -> bool {
    error.error_response().is_some_and(|rejected| {
        rejected.step == FlowStep::Refresh && matches!(rejected.code, Some(Code::InvalidGrant))
    })
}
