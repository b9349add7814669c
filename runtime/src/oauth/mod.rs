//! What both versions of OAuth stand on: randomness, time, parameters, and the user's consent.
//!
//! The dances themselves are in [`oauth1`](crate::oauth1) and [`oauth2`](crate::oauth2).

#[cfg(feature = "authorization")]
mod consent;
mod names;
mod pairs;
#[cfg(feature = "client")]
mod sending;

use std::fmt;
use std::sync::Arc;

#[cfg(feature = "authorization")]
pub use consent::{Asked, Consent, Decision};
#[cfg(feature = "authorization")]
pub(crate) use consent::{asked_pairs, asks, collect, send_to};
pub(crate) use names::names;
#[cfg(feature = "client")]
pub(crate) use pairs::returned_pairs;
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) use pairs::{Pairs, one, parse_pairs};
pub(crate) use pairs::{is_form, percent, with_query};
#[cfg(feature = "client")]
pub use sending::NoAnswer;
#[cfg(feature = "client")]
pub(crate) use sending::{Sending, check_address, moved};

#[cfg(any(feature = "client", feature = "authorization"))]
use crate::Secret;
use crate::{Timestamp, printable};

/// Where the time comes from. Tests set it; everybody else leaves it alone.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// A clock of one's own.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// The time.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// The time in so many seconds.
    #[cfg(feature = "authorization")]
    pub(crate) fn after(&self, seconds: i64) -> Timestamp {
        after(self.now(), seconds)
    }
}

/// A moment and so many seconds, as far as there are such moments.
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) fn after(moment: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_second(moment.as_second().saturating_add(seconds)).unwrap_or(Timestamp::MAX)
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// A text that nobody can guess: 256 bits from the operating system, in the alphabet that needs no escapes anywhere.
///
/// # Panics
/// When the operating system has no randomness to give. Nothing can be kept secret then.
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) fn unguessable() -> Secret {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    Secret::from(base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes))
}

/// A text that was never used before: 120 bits as 30 hex digits. Some servers take no longer ones, and nothing but
/// letters and digits.
///
/// # Panics
/// When the operating system has no randomness to give.
pub(crate) fn nonce() -> String {
    let mut bytes = [0_u8; 15];
    getrandom::fill(&mut bytes).expect("the operating system gives randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a token is found by. A look-up by digest tells nobody, by the time that it takes, how much of a token is right;
/// and what has only digests has no tokens to lose.
#[cfg(feature = "authorization")]
pub(crate) fn fingerprint(token: &Secret) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(token.expose()).into()
}

/// A store of tokens that failed: a database that is away, a file that cannot be written.
#[derive(Debug)]
pub struct StoreError(Box<dyn std::error::Error + Send + Sync>);

/// What a store of tokens answers.
pub type Stored<T> = Result<T, StoreError>;

impl StoreError {
    /// The failure of a store for this reason. The reason is logged: no token belongs into it.
    pub fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the store of tokens failed: {}", printable(&self.0.to_string()))
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
