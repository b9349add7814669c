//! Where a client keeps its tokens between calls and between runs.

use std::sync::{Arc, Mutex, PoisonError};

use super::Scopes;
use crate::oauth::Stored;
use crate::{Secret, Timestamp};

/// An access token and what belongs to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// What calls carry.
    pub access: Secret,
    /// What gets new ones; none when the user has to authorize again.
    pub refresh: Option<Secret>,
    /// When the access token runs out; none when nobody knows.
    pub expires: Option<Timestamp>,
    /// What it may be used for, as the server has granted it.
    pub scopes: Scopes,
}

/// Where a client keeps its tokens.
pub trait TokenStore: Send + Sync + 'static {
    /// The tokens that were kept last; none when there are none.
    fn load(&self) -> impl Future<Output = Stored<Option<Tokens>>> + Send;

    /// Keeps these tokens instead. Whatever happens, the old ones or the new ones are there afterwards.
    fn save(&self, tokens: &Tokens) -> impl Future<Output = Stored<()>> + Send;

    /// Forgets all tokens.
    fn clear(&self) -> impl Future<Output = Stored<()>> + Send;

    /// Waits for its turn to change the tokens, which ends when the guard is dropped. A store that several processes share has
    /// a lock for that, so that one of them renews a token and the others find what it has kept; where a refresh token is good
    /// once, a server may end the grant when two send it. A store of one process needs none: a [`Holder`](super::Holder)
    /// takes turns by itself.
    ///
    /// # Errors
    /// When the lock cannot be had. A holder then goes on without it.
    fn lock(&self) -> impl Future<Output = Stored<Box<dyn Send>>> + Send {
        async { Ok(Box::new(()) as Box<dyn Send>) }
    }
}

/// Tokens in memory, gone with the process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore(Arc<Mutex<Option<Tokens>>>);

impl MemoryStore {
    /// An empty one.
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
