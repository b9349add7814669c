//! In-memory ledger, for tests and sandboxes.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::provider::{Access, Approval, Ledger, Pending};
use super::verifier::{Expected, KeyStore, KnownToken};
use super::{Callback, Consumer, Token};
use crate::Secret;
use crate::oauth::{Clock, Stored, fingerprint};

/// Ledger of consumers and tokens in the memory of one process. Tokens are stored as digests, their secrets as they
/// are.
#[derive(Default)]
pub struct MemoryLedger {
    state: Mutex<State>,
    clock: Clock,
}

#[derive(Default)]
struct State {
    consumers: HashMap<String, (Secret, Vec<String>)>,
    /// Request tokens, by fingerprint. Access tokens likewise.
    requests: HashMap<[u8; 32], (Secret, Pending)>,
    access: HashMap<[u8; 32], (Secret, Access)>,
}

impl fmt::Debug for MemoryLedger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryLedger").finish_non_exhaustive()
    }
}

impl MemoryLedger {
    /// Creates a ledger without consumers and tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the clock that decides which request tokens have expired. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Registers a consumer with its allowed callback URLs, which must match exactly.
    pub fn register<A: Into<String>>(
        self,
        consumer: Consumer,
        callbacks: impl IntoIterator<Item = A>,
    ) -> Self {
        let callbacks = callbacks.into_iter().map(Into::into).collect();
        self.lock().consumers.insert(consumer.key, (consumer.secret, callbacks));
        self
    }

    /// Stores an access token that was issued by other means, for example by hand.
    pub fn access(self, token: &Token, access: Access) -> Self {
        self.lock().access.insert(fingerprint(&token.token), (token.secret.clone(), access));
        self
    }

    /// Revokes an access token: requests signed with it are rejected. An unknown token is ignored.
    pub fn revoke(&self, token: &Secret) {
        self.lock().access.remove(&fingerprint(token));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl KeyStore for MemoryLedger {
    async fn consumer(&self, key: &str) -> Stored<Option<Secret>> {
        Ok(self.lock().consumers.get(key).map(|(secret, _)| secret.clone()))
    }

    async fn token(&self, consumer: &str, token: &Secret, expected: Expected) -> Stored<Option<KnownToken>> {
        let state = self.lock();
        let known = match expected {
            Expected::NoToken => None,
            Expected::RequestToken => state
                .requests
                .get(&fingerprint(token))
                .map(|(secret, pending)| (secret, &pending.consumer, None)),
            Expected::AccessToken => state
                .access
                .get(&fingerprint(token))
                .map(|(secret, access)| (secret, &access.consumer, Some(&access.user))),
        };
        Ok(known
            .filter(|(_, owner, _)| *owner == consumer)
            .map(|(secret, _, user)| KnownToken { secret: secret.clone(), user: user.cloned() }))
    }
}

impl Ledger for MemoryLedger {
    async fn callback(&self, consumer: &str, callback: Callback) -> Stored<Option<Callback>> {
        let state = self.lock();
        let Some((_, registered)) = state.consumers.get(consumer) else {
            return Ok(None);
        };
        Ok(match callback {
            Callback::Address(address) => registered.contains(&address).then_some(Callback::Address(address)),
            Callback::OutOfBand => Some(Callback::OutOfBand),
            Callback::Registered => registered.first().cloned().map(Callback::Address),
        })
    }

    async fn keep_request(&self, token: &Token, pending: Pending) -> Stored<()> {
        let now = self.clock.now();
        let mut state = self.lock();
        state.requests.retain(|_, (_, pending)| pending.expires > now);
        state.requests.insert(fingerprint(&token.token), (token.secret.clone(), pending));
        Ok(())
    }

    async fn request(&self, token: &Secret) -> Stored<Option<Pending>> {
        Ok(self.lock().requests.get(&fingerprint(token)).map(|(_, pending)| pending.clone()))
    }

    async fn approve(&self, token: &Secret, approval: Approval) -> Stored<bool> {
        let mut state = self.lock();
        let open = state.requests.get_mut(&fingerprint(token)).map(|(_, pending)| &mut pending.approval);
        Ok(match open {
            Some(open @ None) => {
                *open = Some(approval);
                true
            }
            _ => false,
        })
    }

    async fn take_request(&self, token: &Secret) -> Stored<Option<Pending>> {
        Ok(self.lock().requests.remove(&fingerprint(token)).map(|(_, pending)| pending))
    }

    async fn keep_access(&self, token: &Token, access: Access) -> Stored<()> {
        self.lock().access.insert(fingerprint(&token.token), (token.secret.clone(), access));
        Ok(())
    }
}
