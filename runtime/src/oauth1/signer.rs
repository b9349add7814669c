//! Signing of requests on the client side.

use std::fmt;

use bytes::Bytes;
use http::Request;
use http::header::{AUTHORIZATION, HeaderValue};

use super::Carrier;
use super::signature::{base_string, signature};
use crate::Secret;
#[cfg(feature = "authorization")]
use crate::oauth::unguessable;
use crate::oauth::{Clock, is_form, nonce, percent, with_query};

/// Consumer (RFC 5849: client credentials): an application as it is registered with the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    /// Consumer key. Sent with every request; not a secret.
    pub key: String,
    /// Consumer secret, part of the signing key. Never sent.
    pub secret: Secret,
}

impl Consumer {
    /// Creates a consumer from its key and secret.
    pub fn new(key: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }
}

/// Request token or access token with its secret. Keep both like a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Token, which is sent with every request.
    pub token: Secret,
    /// Token secret, which is used to sign and never sent with a request.
    pub secret: Secret,
}

impl Token {
    /// Creates a token with its secret.
    pub fn new(token: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self { token: token.into(), secret: secret.into() }
    }

    #[cfg(feature = "authorization")]
    pub(super) fn placeholder() -> Self {
        Self { token: unguessable(), secret: unguessable() }
    }
}

/// Timestamp and nonce of a request, by which two otherwise equal requests differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Timestamp in seconds since 1970.
    pub timestamp: i64,
    /// Nonce: a string that has not been used before.
    pub nonce: String,
}

impl Stamp {
    /// Creates a stamp with the current time and a new nonce.
    pub fn now(clock: &Clock) -> Self {
        Self { timestamp: clock.now().as_second(), nonce: nonce() }
    }
}

/// Signer of requests, with HMAC-SHA1.
///
/// A server rejects a request that it has seen before, so a request must be signed anew each time it is sent, retries
/// included.
#[derive(Clone, Debug)]
pub struct Signer {
    consumer: Consumer,
    token: Option<Token>,
    carrier: Carrier,
    version: bool,
    clock: Clock,
}

/// Reason why a request could not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// The URI is not an absolute `http` or `https` URI, or is too long with the signature in it.
    Address,
}

impl fmt::Display for SignError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SignError::Address => {
                f.write_str("the address cannot be signed: it is not absolute, or too long")
            }
        }
    }
}

impl std::error::Error for SignError {}

impl Signer {
    /// Creates a signer for a consumer without a token.
    pub fn new(consumer: Consumer) -> Self {
        Self { consumer, token: None, carrier: Carrier::default(), version: true, clock: Clock::system() }
    }

    /// Sets the token to sign with. Default: none, as for a request token.
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// Sets the place of the OAuth parameters. Default: the `Authorization` header.
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.carrier = carrier;
        self
    }

    /// Leaves out `oauth_version`, which is optional and always `1.0`.
    pub fn without_version(mut self) -> Self {
        self.version = false;
        self
    }

    /// Sets the clock for `oauth_timestamp`. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Signs a request that is about to be sent, with the current time and a new nonce.
    ///
    /// # Errors
    /// When the URI is not absolute, or too long with the signature in it.
    pub fn sign(&self, request: &mut Request<Bytes>) -> Result<(), SignError> {
        self.sign_as(request, &Stamp::now(&self.clock), &[])
    }

    /// Signs a request with this timestamp and nonce, and with additional OAuth parameters such as `oauth_callback`.
    ///
    /// # Errors
    /// When the URI is not absolute, or too long with the signature in it.
    pub fn sign_as(
        &self,
        request: &mut Request<Bytes>,
        stamp: &Stamp,
        more: &[(&str, &str)],
    ) -> Result<(), SignError> {
        let timestamp = stamp.timestamp.to_string();
        let mut protocol = vec![
            ("oauth_consumer_key", self.consumer.key.as_str()),
            ("oauth_nonce", &stamp.nonce),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_timestamp", &timestamp),
        ];
        if self.version {
            protocol.push(("oauth_version", "1.0"));
        }
        if let Some(token) = &self.token {
            protocol.push(("oauth_token", token.token.expose()));
        }
        protocol.extend(more);
        let form = is_form(request.headers()).then(|| request.body().as_ref());
        let base = base_string(request.method(), request.uri(), &protocol, form).ok_or(SignError::Address)?;
        let token_secret = self.token.as_ref().map(|token| &token.secret);
        let signature = signature(&base, &self.consumer.secret, token_secret);
        protocol.push(("oauth_signature", &signature));
        match self.carrier {
            Carrier::Header => {
                let parameters: Vec<String> =
                    protocol.iter().map(|(name, value)| format!("{name}=\"{}\"", percent(value))).collect();
                let text = Secret::from(format!("OAuth {}", parameters.join(", ")));
                let mut header = HeaderValue::try_from(text.expose()).map_err(|_| SignError::Address)?;
                header.set_sensitive(true);
                request.headers_mut().insert(AUTHORIZATION, header);
            }
            Carrier::Query => {
                let address = with_query(&request.uri().to_string(), protocol);
                *request.uri_mut() = address.parse().map_err(|_| SignError::Address)?;
            }
        }
        Ok(())
    }
}
