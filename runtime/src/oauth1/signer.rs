//! Signing requests on the client's side.

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

/// Who calls: an application, as the server has registered it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consumer {
    /// Its key. It travels openly and is no secret.
    pub key: String,
    /// Its secret. It never travels.
    pub secret: Secret,
}

impl Consumer {
    /// The consumer with this key and secret.
    pub fn new(key: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self { key: key.into(), secret: secret.into() }
    }
}

/// A token and its secret. Both are kept like a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What travels.
    pub token: Secret,
    /// What signs.
    pub secret: Secret,
}

impl Token {
    /// The token with this secret.
    pub fn new(token: impl Into<Secret>, secret: impl Into<Secret>) -> Self {
        Self { token: token.into(), secret: secret.into() }
    }

    #[cfg(feature = "authorization")]
    pub(super) fn made_up() -> Self {
        Self { token: unguessable(), secret: unguessable() }
    }
}

/// What makes two requests different though they say the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Seconds since 1970.
    pub timestamp: i64,
    /// A text that was never used before.
    pub nonce: String,
}

impl Stamp {
    /// A new one.
    pub fn now(clock: &Clock) -> Self {
        Self { timestamp: clock.now().as_second(), nonce: nonce() }
    }
}

/// Signs requests with HMAC-SHA1.
///
/// Every sending needs a signature of its own: a server refuses what it has seen before, so a request is signed again
/// before it is repeated.
#[derive(Clone, Debug)]
pub struct Signer {
    consumer: Consumer,
    token: Option<Token>,
    carrier: Carrier,
    version: bool,
    clock: Clock,
}

/// Why a request could not be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignError {
    /// Its address is not an absolute `http` or `https` address, or is too long with the signature in it.
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
    /// A signer for a consumer that has no token yet.
    pub fn new(consumer: Consumer) -> Self {
        Self { consumer, token: None, carrier: Carrier::default(), version: true, clock: Clock::system() }
    }

    /// Signs with this token.
    pub fn token(mut self, token: Token) -> Self {
        self.token = Some(token);
        self
    }

    /// Where the parameters of the protocol stand; in the header unless set.
    pub fn carrier(mut self, carrier: Carrier) -> Self {
        self.carrier = carrier;
        self
    }

    /// Leaves `oauth_version` out, which says nothing.
    pub fn without_version(mut self) -> Self {
        self.version = false;
        self
    }

    /// Another clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Signs a request as it is about to be sent.
    ///
    /// # Errors
    /// When its address is not absolute.
    pub fn sign(&self, request: &mut Request<Bytes>) -> Result<(), SignError> {
        self.sign_as(request, &Stamp::now(&self.clock), &[])
    }

    /// Signs a request with this stamp and further parameters of the protocol, such as `oauth_callback`.
    ///
    /// # Errors
    /// When its address is not absolute.
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
