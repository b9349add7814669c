//! Grants of an authorization server that need no browser: an application's own credentials, passwords, assertions, and
//! the confirmation on another device.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bindery_signing::{KeyFault, VerifyingKey, verify};
use serde_json::Value;

use super::jwt::Algorithm;
use super::{Rejection, Scopes};
use crate::oauth::unguessable;
use crate::scheme::DynCheckLogin;
use crate::{KeyEncoding, Secret, Timestamp};

/// Tolerance for the clocks of applications, in seconds.
const SKEW: i64 = 60;

/// What an issuer offers beyond the authorization code.
#[derive(Default)]
pub(super) struct Grants {
    pub(super) client_credentials: bool,
    pub(super) passwords: Option<Box<dyn DynCheckLogin>>,
    pub(super) assertions: Option<Assertions>,
    pub(super) devices: Option<Devices>,
}

/// Public key that verifies the assertions of an issuer.
pub struct PublicKey {
    algorithm: Algorithm,
    key: VerifyingKey,
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl PublicKey {
    /// Creates a key for RS256: an RSA key in PEM.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn rs256(pem: &str) -> Result<Self, impl std::error::Error + Send + Sync + use<>> {
        Self::new(Algorithm::Rs256, pem)
    }

    /// Creates a key for ES256: a key of the curve P-256 in PEM.
    ///
    /// # Errors
    /// When the text is no such key.
    pub fn es256(pem: &str) -> Result<Self, impl std::error::Error + Send + Sync + use<>> {
        Self::new(Algorithm::Es256, pem)
    }

    fn new(algorithm: Algorithm, pem: &str) -> Result<Self, KeyFault> {
        VerifyingKey::read(algorithm.digest(), KeyEncoding::Pem, pem).map(|key| Self { algorithm, key })
    }
}

/// Assertions that an issuer accepts (RFC 7523).
pub(super) struct Assertions {
    audience: String,
    keys: Vec<(String, PublicKey)>,
    /// Identifiers that were used, with the end of their assertions.
    used: Mutex<HashMap<String, i64>>,
}

impl Assertions {
    pub(super) fn new(audience: String, keys: Vec<(String, PublicKey)>) -> Self {
        Self { audience, keys, used: Mutex::default() }
    }

    /// Verifies an assertion. Returns its issuer and its subject.
    pub(super) fn verify(&self, text: &str, now: Timestamp) -> Result<(String, String), Rejection> {
        self.verified(text, now.as_second()).ok_or(Rejection::WrongAssertion)
    }

    fn verified(&self, text: &str, now: i64) -> Option<(String, String)> {
        let (signed, signature) = text.rsplit_once('.')?;
        let (header, claims) = signed.split_once('.')?;
        let read = |part: &str| -> Option<Value> {
            serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok()
        };
        let (header, claims) = (read(header)?, read(claims)?);
        let issuer = claims["iss"].as_str()?;
        let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
        let mut keys = self.keys.iter().filter(|(known, _)| known == issuer).map(|(_, key)| key);
        let is_right = |key: &PublicKey| {
            header["alg"] == key.algorithm.name()
                && verify(key.algorithm.digest(), &key.key, signed.as_bytes(), &signature)
        };
        let is_for_us = match &claims["aud"] {
            Value::String(one) => *one == self.audience,
            Value::Array(all) => all.iter().any(|one| one.as_str() == Some(self.audience.as_str())),
            _ => false,
        };
        let ends = claims["exp"].as_i64()?;
        let began = |name: &str| claims[name].as_i64().is_none_or(|time| time <= now + SKEW);
        if !keys.any(is_right) || !is_for_us || ends <= now - SKEW || !began("iat") || !began("nbf") {
            return None;
        }
        let identifier = format!("{issuer} {}", claims["jti"].as_str()?);
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.retain(|_, until| *until > now - SKEW);
        if used.insert(identifier, ends).is_some() {
            return None;
        }
        Some((issuer.to_owned(), claims["sub"].as_str()?.to_owned()))
    }
}

/// Device authorizations that wait for their users (RFC 8628), in the memory of this process. Clones share them. The page
/// on which users enter their codes calls [`approve`](Self::approve) or [`deny`](Self::deny).
#[derive(Clone)]
pub struct Devices {
    address: String,
    interval: i64,
    waiting: Arc<Mutex<HashMap<String, Waiting>>>,
}

impl fmt::Debug for Devices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Devices").field("address", &self.address).finish_non_exhaustive()
    }
}

struct Waiting {
    user_code: String,
    application: String,
    scopes: Scopes,
    expires: Timestamp,
    asked: Option<Timestamp>,
    decision: Option<Result<String, ()>>,
}

/// Codes of a device authorization that has begun.
pub(super) struct DeviceCodes {
    pub(super) device: Secret,
    pub(super) user: String,
    pub(super) address: String,
    pub(super) interval: i64,
}

impl Devices {
    /// Creates the list; `address` is that of the page on which users enter their codes. Applications must wait 5 seconds
    /// between two requests.
    pub fn new(address: impl Into<String>) -> Self {
        Self { address: address.into(), interval: 5, waiting: Arc::default() }
    }

    /// Sets the time in seconds that applications must wait between two requests. Default: 5.
    pub fn interval(mut self, seconds: u32) -> Self {
        self.interval = i64::from(seconds);
        self
    }

    /// Grants access to the application that shows this code. Returns whether the code is known.
    pub fn approve(&self, user_code: &str, user: impl Into<String>) -> bool {
        self.decide(user_code, Ok(user.into()))
    }

    /// Denies access to the application that shows this code. Returns whether the code is known.
    pub fn deny(&self, user_code: &str) -> bool {
        self.decide(user_code, Err(()))
    }

    fn decide(&self, user_code: &str, decision: Result<String, ()>) -> bool {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let found = waiting.values_mut().find(|one| one.user_code == user_code && one.decision.is_none());
        found.map(|one| one.decision = Some(decision)).is_some()
    }

    pub(super) fn begin(
        &self,
        application: &str,
        scopes: Scopes,
        (now, expires): (Timestamp, Timestamp),
    ) -> DeviceCodes {
        let device = unguessable();
        // 8 letters that are hard to mistake; codes live for minutes.
        let letters = |text: &str| -> String {
            text.bytes()
                .map(|byte| char::from(b"BCDFGHJKLMNPQRSTVWXZ"[usize::from(byte) % 20]))
                .take(8)
                .collect()
        };
        let user = letters(unguessable().expose());
        let waiting = Waiting {
            user_code: user.clone(),
            application: application.to_owned(),
            scopes,
            expires,
            asked: None,
            decision: None,
        };
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, one| one.expires > now); // those that nobody asked for again
        all.insert(device.expose().to_owned(), waiting);
        DeviceCodes { device, user, address: self.address.clone(), interval: self.interval }
    }

    /// Returns the user and the scopes of a device code, once the user has confirmed.
    pub(super) fn take(
        &self,
        code: &str,
        application: &str,
        now: Timestamp,
    ) -> Result<(String, Scopes), Rejection> {
        let mut all = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|key, one| one.expires > now || key == code);
        let one = all.get_mut(code).filter(|one| one.application == application);
        let one = one.ok_or(Rejection::UnknownCode)?;
        if one.expires <= now {
            all.remove(code);
            return Err(Rejection::DeviceCodeExpired);
        }
        let early = |asked: Timestamp| now.as_second() - asked.as_second() < self.interval;
        let is_early = one.asked.replace(now).is_some_and(early);
        match one.decision.take() {
            Some(decision) => {
                let scopes = one.scopes.clone();
                all.remove(code);
                decision.map(|user| (user, scopes)).map_err(|()| Rejection::Denied)
            }
            None if is_early => Err(Rejection::SlowDown),
            None => Err(Rejection::AuthorizationPending),
        }
    }
}
