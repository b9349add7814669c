//! Storage of a client's tokens between calls and between runs.

use std::sync::{Arc, Mutex, PoisonError};

use super::Scopes;
use crate::oauth::Stored;
use crate::{Secret, Timestamp};

/// Access token of a user, with its refresh token, expiry and scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Access token, which requests carry.
    pub access: Secret,
    /// Refresh token; `None` if the server issued none, so that the user must authorize again after the access token
    /// has expired.
    pub refresh: Option<Secret>,
    /// Time at which the access token expires; `None` if the server does not say.
    pub expires: Option<Timestamp>,
    /// Scopes that the server granted to the access token.
    pub scopes: Scopes,
}

/// Store of a client's tokens.
pub trait TokenStore: Send + Sync + 'static {
    /// Returns the stored tokens; `None` if there are none.
    fn load(&self) -> impl Future<Output = Stored<Option<Tokens>>> + Send;

    /// Replaces the stored tokens. Must be atomic: afterwards either the old or the new tokens are stored.
    fn save(&self, tokens: &Tokens) -> impl Future<Output = Stored<()>> + Send;

    /// Deletes the stored tokens; succeeds if there are none.
    fn clear(&self) -> impl Future<Output = Stored<()>> + Send;

    /// Locks the store for a change of the tokens. The lock is released when the returned guard is dropped.
    ///
    /// A store that several processes share needs a lock, so that one process refreshes a token and the others find the
    /// new one: if a refresh token may be used only once, a server may end the grant when two processes send it. A
    /// store that only one process uses needs no lock, since a [`Holder`](super::Holder) has one of its own. Default:
    /// no lock.
    ///
    /// # Errors
    /// When the lock cannot be acquired. The holder then continues without it.
    fn lock(&self) -> impl Future<Output = Stored<Box<dyn Send>>> + Send {
        async { Ok(Box::new(()) as Box<dyn Send>) }
    }
}

/// In-memory store, lost when the process ends. Clones share the tokens.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<Option<Tokens>>>);

impl MemoryStore {
    /// Creates a store without tokens.
    pub fn new() -> Self {
        Self::default()
    }
}

impl From<Tokens> for MemoryStore {
    fn from(tokens: Tokens) -> Self {
        Self(Arc::new(Mutex::new(Some(tokens))))
    }
}

impl TokenStore for MemoryStore {
    async fn load(&self) -> Stored<Option<Tokens>> {
        Ok(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }

    async fn save(&self, tokens: &Tokens) -> Stored<()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(tokens.clone());
        Ok(())
    }

    async fn clear(&self) -> Stored<()> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
        Ok(())
    }
}
