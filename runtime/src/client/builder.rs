//! Builder of a client: addresses, credentials, timeouts, limits and retries.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::auth::Credentials;
use super::{BasicCredentials, Client, Http, Settings, Shared, Transport, TransportLimits};
use crate::scheme::Sign;
use crate::{Alternative, Api, AuthScheme, Credential, Custom, Secret};
#[cfg(feature = "oauth")]
use crate::{OAuth1, OAuth2, oauth1, oauth2};

/// Builder of a [`Client`]: `Client::builder().login("user", "password").build()?`.
pub struct ClientBuilder<P> {
    settings: Settings,
    unknown_server: Option<String>,
    api: PhantomData<fn() -> P>,
}

/// Error from building a client.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The address of a server is not a valid `http` or `https` address.
    Address {
        /// Name of the server in the spec.
        server: String,
    },
    /// The API has no server with this name.
    UnknownServer {
        /// Server name that the program set.
        server: String,
        /// Names of the API's servers.
        known: Vec<&'static str>,
    },
    /// The signature has no such signing mode, or the mode is discouraged and not enabled.
    SigningMode {
        /// Name of the signature scheme in the spec.
        scheme: &'static str,
        /// Requested signing mode and digest, by their wire names.
        mode: String,
        /// Whether the signing mode exists and is discouraged.
        discouraged: bool,
    },
    /// The HTTP library could not be set up.
    Http(Box<dyn std::error::Error + Send + Sync>),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            BuildError::Address { server } => {
                write!(
                    f,
                    "the address of server '{server}' must be http://… or https://… without login and query"
                )
            }
            BuildError::UnknownServer { server, known } => {
                write!(f, "there is no server '{server}'; this API has {}", known.join(", "))
            }
            BuildError::SigningMode { scheme, mode, discouraged: false } => {
                write!(f, "the signature '{scheme}' has no signing mode {mode}")
            }
            BuildError::SigningMode { scheme, mode, discouraged: true } => {
                write!(f, "{mode} of the signature '{scheme}' is discouraged; enable it with `discouraged`")
            }
            BuildError::Http(error) => write!(f, "the HTTP client could not be set up: {error}"),
        }
    }
}

impl std::error::Error for BuildError {}

impl<P: Api> ClientBuilder<P> {
    pub(super) fn new() -> Self {
        let servers = P::INFO.servers.iter().map(|server| (server.name, server.url.map(str::to_owned)));
        let settings = Settings {
            servers: servers.collect(),
            credentials: Credentials::default(),
            timeout: Duration::from_secs(30),
            limits: TransportLimits { response_bytes: 16 * 1024 * 1024 },
            #[cfg(feature = "content")]
            streams: super::streaming::StreamLimits { pause: Duration::from_secs(60), bytes: None },
            retries: 2,
            longest_wait: Duration::from_secs(10),
        };
        Self { settings, unknown_server: None, api: PhantomData }
    }

    /// Sets the login (HTTP Basic), for actions that need one.
    pub fn login(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.settings.credentials.login = Some(BasicCredentials::new(user, password));
        self
    }

    /// Sets the credential of a scheme: the key of a header, or the secret of a signature with a secret of its own.
    pub fn credential(mut self, credential: Credential<P>, secret: impl Into<Secret>) -> Self {
        self.settings.credentials.set(credential.scheme(), secret.into());
        self
    }

    /// Signs with this alternative instead of the default signature scheme.
    pub fn alternative(mut self, alternative: Alternative<P>) -> Self {
        self.settings.credentials.alternatives.push(alternative.scheme());
        self
    }

    /// Signs with this mode and digest, given by their wire names, where a signature has several. A discouraged digest
    /// must also be enabled with [`Self::discouraged`].
    pub fn signed_as(mut self, signature: Credential<P>, mode: &str, digest: &str) -> Self {
        let scheme = signature.scheme();
        self.settings.credentials.forms.retain(|(known, ..)| *known != scheme);
        self.settings.credentials.forms.push((scheme, mode.to_owned(), digest.to_owned()));
        self
    }

    /// Enables the digests of a signature that the documents discourage: in requests, if chosen with
    /// [`Self::signed_as`], and in responses.
    pub fn discouraged(mut self, signature: Credential<P>) -> Self {
        self.settings.credentials.discouraged.push(signature.scheme());
        self
    }

    /// Disables the verification of signatures on responses. A proxy can then change the responses.
    pub fn unverified(mut self, signature: Credential<P>) -> Self {
        self.settings.credentials.unverified.push(signature.scheme());
        self
    }

    /// Signs requests with the program's own code, for a scheme of the kind `custom`.
    pub fn signer(mut self, scheme: Custom<P>, signer: impl Sign) -> Self {
        self.settings.credentials.signers.retain(|(known, _)| *known != scheme.scheme());
        self.settings.credentials.signers.push((scheme.scheme(), Box::new(signer)));
        self
    }

    /// Signs requests with OAuth 1.0a. If another OAuth scheme is set too, each scheme is used for its own actions.
    #[cfg(feature = "oauth")]
    pub fn oauth1(mut self, scheme: OAuth1<P>, signer: oauth1::Signer) -> Self {
        self.settings.credentials.tokens.push((scheme.scheme(), Box::new(signer)));
        self
    }

    /// Sends requests with OAuth 2 bearer tokens from this holder, which renews them in time.
    #[cfg(feature = "oauth")]
    pub fn oauth2<T: Transport, S: oauth2::TokenStore>(
        mut self,
        scheme: OAuth2<P>,
        holder: oauth2::Holder<T, S>,
    ) -> Self {
        self.settings.credentials.tokens.push((scheme.scheme(), Box::new(holder)));
        self
    }

    /// Sets the address of the API's first server, for example to a sandbox or test server. A path in the address is
    /// kept.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        if let Some((_, address)) = self.settings.servers.first_mut() {
            *address = Some(url.into());
        }
        self
    }

    /// Sets the address of the server with this name, for APIs with several servers.
    pub fn server_url(mut self, server: &str, url: impl Into<String>) -> Self {
        match self.settings.servers.iter_mut().find(|(name, _)| *name == server) {
            Some((_, address)) => *address = Some(url.into()),
            None => self.unknown_server = Some(server.to_owned()),
        }
        self
    }

    /// Sets the timeout of a call, from the first request to the last byte of the response. The timeout includes
    /// retries, the waits between them, token renewal and informational responses. Of a streamed request, each piece
    /// restarts it; of a streamed response, it covers the head. Default: 30 seconds.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// Sets the maximum size of a response body, in bytes. Default: 16 MiB.
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.settings.limits.response_bytes = bytes;
        self
    }

    /// Sets the longest time that may pass between two pieces of a streamed response. The timeout of the call ends when
    /// the head of the response has arrived. Default: 60 seconds.
    #[cfg(feature = "content")]
    pub fn stall_timeout(mut self, time: Duration) -> Self {
        self.settings.streams.pause = time;
        self
    }

    /// Sets the maximum size of a streamed response, in bytes. Default: no limit.
    #[cfg(feature = "content")]
    pub fn max_stream(mut self, bytes: u64) -> Self {
        self.settings.streams.bytes = Some(bytes);
        self
    }

    /// Sets the number of retries of a call if the server was not reached or asked to try later
    /// ([`Error::is_transient`]). Default: 2, as far as the timeout of the call allows. A call of an action that is not
    /// idempotent is retried only if no connection was made, so that the request was certainly not sent.
    ///
    /// [`Error::is_transient`]: crate::Error::is_transient
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.retries = retries;
        self
    }

    /// Sets the longest wait before a retry. If the server asks for more time (`Retry-After`), the call is not retried:
    /// the error is returned at once and contains the time ([`Error::retry_after`]). Default: 10 seconds.
    ///
    /// [`Error::retry_after`]: crate::Error::retry_after
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.settings.longest_wait = wait;
        self
    }

    /// Builds the client with the HTTP transport.
    ///
    /// # Errors
    /// When the address or name of a server or a signing mode is not valid, or the TLS library cannot be set up.
    pub fn build(self) -> Result<Client<P, Http>, BuildError> {
        let http = Http::new()?;
        self.build_over(http)
    }

    /// Builds the client with another transport: a configured [`Http`], a router [`InProcess`](super::InProcess), a
    /// test double.
    ///
    /// # Errors
    /// When the address or name of a server or a signing mode is not valid.
    pub fn build_over<T: Transport>(self, transport: T) -> Result<Client<P, T>, BuildError> {
        if let Some(server) = self.unknown_server {
            let known = self.settings.servers.iter().map(|(name, _)| *name).collect();
            return Err(BuildError::UnknownServer { server, known });
        }
        let is_wrong = |url: &Option<String>| url.as_deref().is_some_and(|url| !is_address(url));
        if let Some((server, _)) = self.settings.servers.iter().find(|(_, url)| is_wrong(url)) {
            return Err(BuildError::Address { server: (*server).to_owned() });
        }
        for (scheme, mode, digest) in &self.settings.credentials.forms {
            let found = AuthScheme::find(P::INFO.auth, scheme).and_then(AuthScheme::as_signature);
            let chosen = found.and_then(|signature| Some((signature, signature.signing_mode(mode, digest)?)));
            let enabled = self.settings.credentials.discouraged.contains(scheme);
            if chosen.is_none_or(|(signature, chosen)| signature.is_discouraged(&chosen) && !enabled) {
                let (mode, discouraged) = (format!("{mode}-{digest}"), chosen.is_some());
                return Err(BuildError::SigningMode { scheme, mode, discouraged });
            }
        }
        let shared = Arc::new(Shared { transport, settings: self.settings });
        Ok(Client {
            shared,
            sent: Arc::new([]),
            #[cfg(all(feature = "blocking", feature = "content"))]
            runtime: None,
            api: PhantomData,
        })
    }
}

/// Whether a client accepts the address of a server: an HTTP or HTTPS address without a login, which would be printed,
/// and without a query, which would cut off the paths.
pub fn is_address(url: &str) -> bool {
    let is_plain = url.parse::<http::Uri>().is_ok_and(|uri| {
        let without_login = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        matches!(uri.scheme_str(), Some("http" | "https")) && without_login && uri.query().is_none()
    });
    // The HTTP library has its own parser, which must accept the address too; otherwise every call would fail.
    is_plain && reqwest::Url::parse(url).is_ok()
}
