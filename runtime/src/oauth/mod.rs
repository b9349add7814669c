//! Shared parts of OAuth 1.0a and OAuth 2: randomness, time, parameters, and the user's consent.
//!
//! The authorization flows are in [`oauth1`](crate::oauth1) and [`oauth2`](crate::oauth2).

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
pub use sending::NoResponse;
#[cfg(feature = "client")]
pub(crate) use sending::{Sending, check_address, moved};

#[cfg(any(feature = "client", feature = "authorization"))]
use crate::Secret;
use crate::{Timestamp, printable};

/// Source of the current time. Replaced in tests only; the default is the system clock.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// Returns the clock of the operating system, which is the default.
    pub fn system() -> Self {
        Self::new(Timestamp::now)
    }

    /// Creates a clock from a function that returns the current time.
    pub fn new(now: impl Fn() -> Timestamp + Send + Sync + 'static) -> Self {
        Self(Arc::new(now))
    }

    /// Returns the current time, as this clock shows it.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }

    /// Returns the time in this many seconds.
    #[cfg(feature = "authorization")]
    pub(crate) fn after(&self, seconds: i64) -> Timestamp {
        after(self.now(), seconds)
    }
}

/// Adds seconds to a time; the latest representable time if the result is out of range.
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

/// Returns an unguessable random string: 256 bits from the operating system in URL-safe Base64, which never needs
/// escaping.
///
/// # Panics
/// When the operating system provides no randomness, since no secret is safe then.
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) fn unguessable() -> Secret {
    let mut bytes = [0_u8; 32];
    getrandom::fill(&mut bytes).expect("the operating system provides randomness");
    Secret::from(base64::Engine::encode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, bytes))
}

/// Returns a nonce that has not been used before: 120 random bits as 30 hexadecimal digits. Some servers accept no
/// longer nonces, and only letters and digits.
///
/// # Panics
/// When the operating system provides no randomness.
pub(crate) fn nonce() -> String {
    let mut bytes = [0_u8; 15];
    getrandom::fill(&mut bytes).expect("the operating system provides randomness");
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Digest under which a token is stored. The time of a lookup by digest does not reveal how much of a token is right,
/// and a store that has only digests cannot leak tokens.
#[cfg(feature = "authorization")]
pub(crate) fn fingerprint(token: &Secret) -> [u8; 32] {
    use sha2::Digest as _;
    sha2::Sha256::digest(token.expose()).into()
}

/// Error of a token store, for example a database that is not reachable or a file that cannot be written.
#[derive(Debug)]
pub struct StoreError(Box<dyn std::error::Error + Send + Sync>);

/// Result of an operation on a token store.
pub type Stored<T> = Result<T, StoreError>;

impl StoreError {
    /// Creates an error with a reason. The reason is logged, so it must not contain a token.
    pub fn new(reason: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(reason.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the token store failed: {}", printable(&self.0.to_string()))
    }
}

impl std::error::Error for StoreError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}
