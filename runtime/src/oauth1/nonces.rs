//! Nonces of signed requests. Each nonce is accepted only once.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::oauth::Stored;

/// Identity of a signed request: consumer, token, timestamp and nonce.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Stamped<'s> {
    /// Key of the consumer that signed the request (`oauth_consumer_key`).
    pub consumer: &'s str,
    /// Token of the request (`oauth_token`); empty for a request without one.
    pub token: &'s str,
    /// Timestamp of the request (`oauth_timestamp`), in seconds since 1970.
    pub timestamp: i64,
    /// Nonce of the request (`oauth_nonce`), unique for its timestamp, consumer and token.
    pub nonce: &'s str,
    /// Oldest accepted timestamp, in seconds since 1970. Older requests are rejected in any case and need not be
    /// remembered.
    pub oldest: i64,
}

/// Store of used nonces, so that no request is accepted twice. Called only after the signature has been verified.
pub trait Nonces: Send + Sync + 'static {
    /// Records a request. Returns false if it has been seen before, or may have been. Of concurrent calls for the same
    /// request, only one may return true.
    fn claim(&self, request: Stamped<'_>) -> impl Future<Output = Stored<bool>> + Send;
}

/// Nonces in the memory of one process, with a maximum number for each consumer.
///
/// If a consumer sends more requests within the window, its oldest are forgotten, and later requests that are not
/// newer than those are rejected. So the limit affects only that consumer, and never accepts a request twice.
#[derive(Debug)]
pub struct MemoryNonces {
    consumers: Mutex<HashMap<String, Seen>>,
    bound: usize,
}

#[derive(Debug, Default)]
struct Seen {
    /// Timestamp and digest of token and nonce.
    requests: BTreeSet<(i64, [u8; 16])>,
    /// Latest timestamp of a forgotten request; requests that are not newer may have been forgotten.
    forgotten: Option<i64>,
}

impl MemoryNonces {
    /// Creates a store for up to `bound` requests of each consumer, at least 1.
    pub fn new(bound: usize) -> Self {
        Self { consumers: Mutex::default(), bound: bound.max(1) }
    }
}

impl Default for MemoryNonces {
    /// Creates a store for 100,000 requests of each consumer: about 300 per second, with a window of five minutes.
    fn default() -> Self {
        Self::new(100_000)
    }
}

impl Nonces for MemoryNonces {
    async fn claim(&self, request: Stamped<'_>) -> Stored<bool> {
        let Stamped { consumer, token, timestamp, nonce, oldest } = request;
        let mut consumers = self.consumers.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = consumers.entry(consumer.to_owned()).or_default();
        while seen.requests.first().is_some_and(|(timestamp, _)| *timestamp < oldest) {
            seen.requests.pop_first();
        }
        if seen.forgotten.is_some_and(|forgotten| timestamp <= forgotten) {
            return Ok(false);
        }
        if !seen.requests.insert((timestamp, digest(token, nonce))) {
            return Ok(false);
        }
        while seen.requests.len() > self.bound {
            let Some((forgotten, _)) = seen.requests.pop_first() else { break };
            seen.forgotten = seen.forgotten.max(Some(forgotten));
        }
        Ok(true)
    }
}

fn digest(token: &str, nonce: &str) -> [u8; 16] {
    let mut hash = Sha256::new();
    hash.update(token.len().to_be_bytes());
    hash.update(token);
    hash.update(nonce);
    let mut short = [0; 16];
    short.copy_from_slice(&hash.finalize()[..16]);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn claim(nonces: &MemoryNonces, consumer: &str, token: &str, timestamp: i64, nonce: &str) -> bool {
        let request = Stamped { consumer, token, timestamp, nonce, oldest: 100 };
        nonces.claim(request).await.expect("memory does not fail")
    }

    #[tokio::test]
    async fn nothing_is_taken_twice() {
        let nonces = MemoryNonces::new(3);
        assert!(claim(&nonces, "a", "t", 200, "n").await);
        assert!(!claim(&nonces, "a", "t", 200, "n").await);
        assert!(claim(&nonces, "a", "t", 201, "n").await, "another time");
        assert!(claim(&nonces, "a", "tn", 200, "").await, "another token");
        assert!(claim(&nonces, "b", "t", 200, "n").await, "another consumer");
        // The fourth request of this consumer: its oldest is forgotten, and no request that old is accepted again.
        assert!(claim(&nonces, "a", "t", 202, "n").await);
        assert!(!claim(&nonces, "a", "t", 200, "n").await);
        assert!(!claim(&nonces, "a", "t", 200, "new").await);
        assert!(claim(&nonces, "b", "t", 200, "new").await, "others pay nothing");
    }

    #[tokio::test]
    async fn what_is_too_old_is_forgotten() {
        let nonces = MemoryNonces::new(10);
        let at = |timestamp, oldest| Stamped { consumer: "a", token: "", timestamp, nonce: "n", oldest };
        assert!(nonces.claim(at(100, 0)).await.expect("claimed"));
        assert!(nonces.claim(at(500, 200)).await.expect("claimed"));
        let consumers = nonces.consumers.lock().expect("unpoisoned");
        assert_eq!(consumers["a"].requests.len(), 1);
    }
}
