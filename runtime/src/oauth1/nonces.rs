//! Requests that were seen before: a signed request is good once.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, PoisonError};

use sha2::{Digest as _, Sha256};

use crate::oauth::Stored;

/// What tells a request from all others.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct Stamped<'s> {
    /// Who sent it.
    pub consumer: &'s str,
    /// With which token; empty for none.
    pub token: &'s str,
    /// When, in seconds since 1970.
    pub timestamp: i64,
    /// The text that was never used before.
    pub nonce: &'s str,
    /// Requests older than this are refused anyway, and need not be remembered.
    pub oldest: i64,
}

/// Remembers requests, so that none is taken twice. Asked only after the signature was found right.
pub trait Nonces: Send + Sync + 'static {
    /// Takes note of a request. False when it was seen before, or might have been. Two at once must not both be true.
    fn claim(&self, request: Stamped<'_>) -> impl Future<Output = Stored<bool>> + Send;
}

/// Requests in the memory of one process, a bounded number for each consumer.
///
/// A consumer that sends more within the window makes room by forgetting its oldest; from then on what is not newer
/// than those is refused. So the bound costs that consumer alone, and never lets a request through twice.
#[derive(Debug)]
pub struct MemoryNonces {
    consumers: Mutex<HashMap<String, Seen>>,
    bound: usize,
}

#[derive(Debug, Default)]
struct Seen {
    /// By time, then a digest of token and nonce.
    requests: BTreeSet<(i64, [u8; 16])>,
    /// What is not newer than this may have been forgotten.
    forgotten: Option<i64>,
}

impl MemoryNonces {
    /// Room for so many requests of each consumer.
    pub fn new(bound: usize) -> Self {
        Self { consumers: Mutex::default(), bound: bound.max(1) }
    }
}

impl Default for MemoryNonces {
    /// Room for 100,000 requests of each consumer: 300 a second, with a window of five minutes.
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
        // The fourth of this consumer: the oldest are forgotten, and nothing that old is taken again.
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
