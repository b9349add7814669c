//! The token of each call: still good, renewed once for all who wait, or a clear error before anything is sent.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, OwnedMutexGuard};
use tracing::Instrument as _;

use super::error::{Code, Error, Step};
use super::{App, Scopes, TokenStore, Tokens};
use crate::client::Transport;
use crate::{Secret, Timestamp};

/// How long a renewal that failed is not tried again while the old token is good.
const REST: Duration = Duration::from_secs(5);

/// A user's tokens: gives each call one that is good, and renews it in time. Clones share everything.
///
/// However many callers find the token run out, it is renewed once; all get the outcome, a failure too. A renewal is
/// carried through even if the caller who began it gives up, because a server may have made the old refresh token void.
pub struct Holder<T, S> {
    inner: Arc<Inner<T, S>>,
}

struct Inner<T, S> {
    app: App<T>,
    store: S,
    leeway: Duration,
    held: Arc<Mutex<Held>>,
    /// How many renewals are over. Whoever began to wait before one of them is content with its outcome.
    renewals: AtomicU64,
}

#[derive(Default)]
struct Held {
    loaded: bool,
    tokens: Option<Tokens>,
    /// When they came, if it was in this process.
    since: Option<Timestamp>,
    /// A token that a server has refused.
    refused: Option<Secret>,
    /// Why the last renewal failed.
    failure: Option<Error>,
    /// Whether the server has said that there is no use in trying again.
    dead: bool,
    /// A token that is still good is not renewed before this, so that a server in trouble does not slow every call down.
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
    /// The holder whose tokens are kept in this store. A token is renewed 30 seconds before it runs out.
    pub fn new(app: App<T>, store: S) -> Self {
        Self::with_leeway(app, store, Duration::from_secs(30))
    }

    /// The same, renewing a token so long before it runs out.
    pub fn with_leeway(app: App<T>, store: S, leeway: Duration) -> Self {
        let held = Arc::new(Mutex::new(Held::default()));
        Self { inner: Arc::new(Inner { app, store, leeway, held, renewals: AtomicU64::new(0) }) }
    }

    /// The application.
    pub fn app(&self) -> &App<T> {
        &self.inner.app
    }

    /// Takes the tokens of an authorization that was gone through.
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

    /// Forgets the tokens, here and in the store. The server is not told; see [`App::revoke`].
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

    /// What the token may be used for; none when there is no token.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn scopes(&self) -> Result<Option<Scopes>, Error> {
        let mut held = self.inner.held.lock().await;
        self.load(&mut held).await?;
        Ok(held.tokens.as_ref().map(|tokens| tokens.scopes.clone()))
    }

    /// Takes note that a server has refused a token though it should be good. Whether the next call can have another.
    pub async fn refuse(&self, token: &Secret) -> bool {
        let mut held = self.inner.held.lock().await;
        if self.load(&mut held).await.is_err() {
            return false;
        }
        let now = self.inner.app.now();
        match &held.tokens {
            Some(tokens) if tokens.access != *token => true,
            // A token that was refused at once will not be better when it is renewed.
            Some(tokens)
                if tokens.refresh.is_some() && held.since.is_none_or(|since| since + REST <= now) =>
            {
                held.refused = Some(token.clone());
                true
            }
            _ => false,
        }
    }

    /// A token that is good and has these scopes.
    ///
    /// # Errors
    /// When it lacks a scope, which is found before anything is sent; when there is none, or it cannot be renewed.
    pub async fn token(&self, needs: &[&str]) -> Result<Secret, Error> {
        let came = self.inner.renewals.load(Ordering::Acquire);
        let mut held = Arc::clone(&self.inner.held).lock_owned().await;
        self.load(&mut held).await?;
        let tokens = held.tokens.as_ref().ok_or(Error::NotAuthorized)?;
        check_scopes(tokens, needs)?;
        let refused = held.refused.as_ref();
        if self.is_fresh(tokens, held.since) && refused != Some(&tokens.access) {
            return Ok(tokens.access.clone());
        }
        let waited = self.inner.renewals.load(Ordering::Acquire) != came;
        match &held.failure {
            Some(failure) if held.dead || waited => return self.fall_back(tokens, refused, failure.clone()),
            // What was just renewed is taken, however short its life.
            None if waited && refused != Some(&tokens.access) => return Ok(tokens.access.clone()),
            _ => {}
        }
        let rests = held.rest_until.is_some_and(|until| self.inner.app.now() < until);
        if rests && let Ok(token) = self.fall_back(tokens, refused, Error::Expired) {
            return Ok(token);
        }
        if tokens.refresh.is_none() {
            return self.fall_back(tokens, refused, Error::Expired);
        }
        let (old, refused) = (tokens.clone(), refused.cloned());
        let holder = self.clone();
        // A task of its own: it ends well though its caller may be gone.
        let renewal = async move { holder.renew(&mut held).await };
        let renewed = match tokio::spawn(renewal.in_current_span()).await {
            Ok(renewed) => renewed,
            Err(error) if error.is_panic() => std::panic::resume_unwind(error.into_panic()),
            Err(_) => Err(Error::NotAuthorized),
        };
        match renewed {
            Ok(tokens) => check_scopes(&tokens, needs).map(|()| tokens.access),
            Err(failure) => self.fall_back(&old, refused.as_ref(), failure),
        }
    }

    /// The old token as long as it is good: there is time to try again.
    fn fall_back(&self, tokens: &Tokens, refused: Option<&Secret>, failure: Error) -> Result<Secret, Error> {
        let good = tokens.expires.is_none_or(|expires| self.inner.app.now() < expires);
        if good && refused != Some(&tokens.access) { Ok(tokens.access.clone()) } else { Err(failure) }
    }

    async fn renew(&self, held: &mut OwnedMutexGuard<Held>) -> Result<Tokens, Error> {
        let outcome = self.ask(held).await;
        match &outcome {
            Ok(tokens) => {
                held.tokens = Some(tokens.clone());
                held.since = Some(self.inner.app.now());
                (held.failure, held.dead, held.rest_until) = (None, false, None);
                tracing::debug!("the token was renewed");
            }
            Err(error) => {
                held.dead = is_final(error);
                held.failure = Some(error.clone());
                held.rest_until = self.inner.app.now().checked_add(REST).ok();
                tracing::debug!(%error, "the token could not be renewed");
            }
        }
        self.inner.renewals.fetch_add(1, Ordering::Release);
        outcome
    }

    /// This process's turn to change the tokens in the store. Without it they can still be changed, with less certainty.
    async fn turn(&self) -> Option<Box<dyn Send>> {
        let turn = self.inner.store.lock().await;
        turn.inspect_err(|error| tracing::warn!(%error, "tokens are changed without the store's lock")).ok()
    }

    /// New tokens: those that another process has put into the store meanwhile, or the server's.
    async fn ask(&self, held: &Held) -> Result<Tokens, Error> {
        let old = held.tokens.as_ref().ok_or(Error::NotAuthorized)?;
        let _turn = self.turn().await;
        let stored = self.inner.store.load().await?;
        let newer = |stored: &Tokens| stored.access != old.access && self.is_fresh(stored, None);
        let asked = match &stored {
            Some(stored) if newer(stored) => return Ok(stored.clone()),
            // Theirs have run out, too, but their refresh token is the one that is still good.
            Some(stored) if stored.expires > old.expires => self.inner.app.refresh(stored).await,
            _ => self.inner.app.refresh(old).await,
        };
        match asked {
            Err(error) if is_final(&error) => {
                // Another process may have been quicker, and the refresh token void for that reason.
                match self.inner.store.load().await?.filter(newer) {
                    Some(stored) => Ok(stored),
                    None => Err(error),
                }
            }
            Ok(tokens) => self.put_down(tokens, &newer).await,
            failed => failed,
        }
    }

    /// Keeps renewed tokens, unless another process has meanwhile forgotten the user, or kept the tokens of a new
    /// authorization.
    async fn put_down(&self, renewed: Tokens, newer: &impl Fn(&Tokens) -> bool) -> Result<Tokens, Error> {
        match self.inner.store.load().await {
            Ok(None) => return Err(Error::NotAuthorized),
            Ok(Some(stored)) if newer(&stored) => return Ok(stored),
            Ok(Some(_)) | Err(_) => {}
        }
        if let Err(error) = self.inner.store.save(&renewed).await {
            // They are good all the same, as long as this process lives.
            tracing::error!(%error, "renewed tokens could not be kept");
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

    /// Whether there is no need to renew tokens yet. Those that live shortly are not renewed before half their life.
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

/// Whether the server has said that the refresh token is worth nothing.
fn is_final(error: &Error) -> bool {
    error.refused().is_some_and(|refused| {
        refused.step == Step::Refresh && matches!(refused.code, Some(Code::InvalidGrant))
    })
}
