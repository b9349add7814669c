//! Requests for tokens that need no browser: an application's own credentials, a user's password, a signed assertion.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bindery_signing::{Key, KeyFault, sign};

use super::Scopes;
use super::jwt::Algorithm;
use crate::oauth::unguessable;
use crate::wire::quote;
use crate::{KeyEncoding, Secret, Timestamp};

/// Request for tokens that needs no browser. A [`Holder`](super::Holder) repeats it whenever it needs new tokens.
#[derive(Clone, Debug)]
pub struct TokenRequest {
    pub(super) grant: Grant,
    pub(super) scopes: Scopes,
}

#[derive(Clone, Debug)]
pub(super) enum Grant {
    ClientCredentials,
    Password { user: String, password: Secret },
    Assertion(Assertion),
}

impl TokenRequest {
    /// Requests tokens for the application itself (RFC 6749, 4.4). Without scopes the server decides.
    pub fn client_credentials(scopes: Scopes) -> Self {
        Self { grant: Grant::ClientCredentials, scopes }
    }

    /// Requests tokens with a user's password (RFC 6749, 4.3).
    pub fn password(user: impl Into<String>, password: impl Into<Secret>, scopes: Scopes) -> Self {
        Self { grant: Grant::Password { user: user.into(), password: password.into() }, scopes }
    }

    /// Requests tokens with a signed assertion (RFC 7523, 2.1), made anew for each request.
    pub fn assertion(assertion: Assertion, scopes: Scopes) -> Self {
        Self { grant: Grant::Assertion(assertion), scopes }
    }

    /// Secrets that a response must not repeat in an error.
    pub(super) fn secrets(&self) -> Vec<&Secret> {
        match &self.grant {
            Grant::Password { password, .. } => vec![password],
            Grant::ClientCredentials | Grant::Assertion(_) => Vec::new(),
        }
    }
}

/// Private key that signs assertions.
#[derive(Clone)]
pub struct SigningKey {
    algorithm: Algorithm,
    pem: Secret,
    id: Option<String>,
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("algorithm", &self.algorithm).finish_non_exhaustive()
    }
}

impl SigningKey {
    /// Creates a key for RS256: an RSA key in PEM, PKCS #8 or PKCS #1.
    ///
    /// # Errors
    /// When the text is no such key; the error does not contain it.
    pub fn rs256(pem: impl Into<Secret>) -> Result<Self, KeyError> {
        Self::new(Algorithm::Rs256, pem.into())
    }

    /// Creates a key for ES256: a key of the curve P-256 in PEM, PKCS #8.
    ///
    /// # Errors
    /// When the text is no such key; the error does not contain it.
    pub fn es256(pem: impl Into<Secret>) -> Result<Self, KeyError> {
        Self::new(Algorithm::Es256, pem.into())
    }

    fn new(algorithm: Algorithm, pem: Secret) -> Result<Self, KeyError> {
        let key = Self { algorithm, pem, id: None };
        key.sign(b"").map_err(KeyError)?;
        Ok(key)
    }

    /// Sets the identifier of the key, by which the server finds the public key (`kid`).
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    fn sign(&self, text: &[u8]) -> Result<Vec<u8>, KeyFault> {
        let digest = self.algorithm.digest();
        sign(digest, &Key::read(digest, KeyEncoding::Pem, self.pem.expose())?, text)
    }

    /// Makes a signed assertion of claims, which are a JSON object.
    fn signed(&self, claims: &str) -> Result<Secret, KeyError> {
        let algorithm = self.algorithm.name();
        let mut header = format!(r#"{{"alg":"{algorithm}","typ":"JWT""#);
        if let Some(id) = &self.id {
            header.push_str(r#","kid":"#);
            quote(id, &mut header);
        }
        header.push('}');
        let text = format!("{}.{}", URL_SAFE_NO_PAD.encode(header), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.sign(text.as_bytes()).map_err(KeyError)?;
        Ok(Secret::from(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature))))
    }
}

/// Error for a text that is no private key of its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyError(KeyFault);

impl fmt::Display for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for KeyError {}

/// Assertion about a subject (RFC 7523), signed by the application. It is made anew for each request, with the time
/// and an identifier of its own.
#[derive(Clone, Debug)]
pub struct Assertion {
    key: SigningKey,
    issuer: String,
    subject: String,
    audience: Option<String>,
    seconds: i64,
    skew: i64,
    more: Vec<(String, String)>,
}

impl Assertion {
    /// Creates an assertion by this issuer about this subject, which is valid for 5 minutes. Its audience is the token
    /// endpoint.
    pub fn new(key: SigningKey, issuer: impl Into<String>, subject: impl Into<String>) -> Self {
        let (issuer, subject) = (issuer.into(), subject.into());
        Self { key, issuer, subject, audience: None, seconds: 300, skew: 0, more: Vec::new() }
    }

    /// Sets the audience. Default: the token endpoint.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Sets the lifetime in seconds. Default: 300.
    pub fn lifetime(mut self, seconds: u32) -> Self {
        self.seconds = i64::from(seconds);
        self
    }

    /// Sets by how many seconds the clock of this machine may be ahead of the server's: the assertion says that it was
    /// issued so much earlier. Default: 0.
    pub fn skew(mut self, seconds: u32) -> Self {
        self.skew = i64::from(seconds);
        self
    }

    /// Adds a claim with a text.
    pub fn claim(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.more.push((name.into(), text.into()));
        self
    }

    /// Signs the assertion for a token endpoint.
    ///
    /// # Errors
    /// When the key cannot sign.
    pub(super) fn signed(&self, endpoint: &str, now: Timestamp) -> Result<Secret, KeyError> {
        let issued = now.as_second() - self.skew;
        let mut claims = String::from("{\"iss\":");
        quote(&self.issuer, &mut claims);
        let identifier = unguessable();
        let audience = self.audience.as_deref().unwrap_or(endpoint);
        let all = [("sub", self.subject.as_str()), ("aud", audience), ("jti", identifier.expose())];
        let more = self.more.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        for (name, text) in all.into_iter().chain(more) {
            claims.push(',');
            quote(name, &mut claims);
            claims.push(':');
            quote(text, &mut claims);
        }
        claims.push_str(&format!(",\"iat\":{issued},\"exp\":{}}}", now.as_second() + self.seconds));
        self.key.signed(&claims)
    }
}
