//! Setting a client up.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use super::auth::Credentials;
use super::{Client, Http, Limits, Login, Settings, Shared, Transport};
use crate::{Alternative, Api, AuthScheme, Credential, Secret};
#[cfg(feature = "oauth")]
use crate::{OAuth1, OAuth2, oauth1, oauth2};

/// A client to be set up: `Client::builder().login("user", "password").build()?`.
pub struct ClientBuilder<P> {
    settings: Settings,
    unknown_server: Option<String>,
    api: PhantomData<fn() -> P>,
}

/// Why a client could not be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The address of a server is not an `http` or `https` address.
    Address {
        /// The server's name.
        server: String,
    },
    /// The API has no server of this name.
    UnknownServer {
        /// What was given.
        server: String,
        /// The names that the API has.
        known: Vec<&'static str>,
    },
    /// A signature has no such form, or one that is discouraged and not enabled.
    SignatureForm {
        /// The scheme's name.
        scheme: &'static str,
        /// The mode and the digest that were asked for.
        form: String,
        /// Whether it exists and is discouraged.
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
                    "the address of server '{server}' must be http://… or https://… without log-in and query"
                )
            }
            BuildError::UnknownServer { server, known } => {
                write!(f, "there is no server '{server}'; this API has {}", known.join(", "))
            }
            BuildError::SignatureForm { scheme, form, discouraged: false } => {
                write!(f, "the signature '{scheme}' has no form {form}")
            }
            BuildError::SignatureForm { scheme, form, discouraged: true } => {
                write!(f, "{form} of the signature '{scheme}' is discouraged: enable it with `discouraged`")
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
            limits: Limits { response_bytes: 16 * 1024 * 1024 },
            retries: 2,
            longest_wait: Duration::from_secs(10),
        };
        Self { settings, unknown_server: None, api: PhantomData }
    }

    /// The log-in for actions that need one (HTTP Basic).
    pub fn login(mut self, user: impl Into<String>, password: impl Into<Secret>) -> Self {
        self.settings.credentials.login = Some(Login::new(user, password));
        self
    }

    /// The credential of a scheme: the key of a header, or the secret of a signature that has one of its own.
    pub fn credential(mut self, credential: Credential<P>, secret: impl Into<Secret>) -> Self {
        self.settings.credentials.set(credential.scheme(), secret.into());
        self
    }

    /// Signs in this way instead of the usual one.
    pub fn alternative(mut self, alternative: Alternative<P>) -> Self {
        self.settings.credentials.alternatives.push(alternative.scheme());
        self
    }

    /// Signs with this mode and this digest, by their names on the wire, where a signature has several. A digest that is
    /// discouraged has to be enabled as well.
    pub fn signed_as(mut self, signature: Credential<P>, mode: &str, digest: &str) -> Self {
        let scheme = signature.scheme();
        self.settings.credentials.forms.retain(|(known, ..)| *known != scheme);
        self.settings.credentials.forms.push((scheme, mode.to_owned(), digest.to_owned()));
        self
    }

    /// Enables the digests of a signature that are documented as discouraged: for requests, if one is chosen with
    /// [`Self::signed_as`], and in answers.
    pub fn discouraged(mut self, signature: Credential<P>) -> Self {
        self.settings.credentials.discouraged.push(signature.scheme());
        self
    }

    /// Does not verify the signatures of answers. Whoever stands in between can then change them.
    pub fn unverified(mut self, signature: Credential<P>) -> Self {
        self.settings.credentials.unverified.push(signature.scheme());
        self
    }

    /// Signs requests with OAuth 1.0a. With another OAuth scheme beside it, it serves the actions that this one is for.
    #[cfg(feature = "oauth")]
    pub fn oauth1(mut self, scheme: OAuth1<P>, signer: oauth1::Signer) -> Self {
        self.settings.credentials.tokens.push((scheme.scheme(), Box::new(signer)));
        self
    }

    /// Sends requests with bearer tokens that this holds (OAuth 2) and renews in time.
    #[cfg(feature = "oauth")]
    pub fn oauth2<T: Transport, S: oauth2::TokenStore>(
        mut self,
        scheme: OAuth2<P>,
        holder: oauth2::Holder<T, S>,
    ) -> Self {
        self.settings.credentials.tokens.push((scheme.scheme(), Box::new(holder)));
        self
    }

    /// Another address for the API's first server, such as a sandbox or a test server. A path in it is kept.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        if let Some((_, address)) = self.settings.servers.first_mut() {
            *address = Some(url.into());
        }
        self
    }

    /// The address of the server with this name, for APIs with several.
    pub fn server_url(mut self, server: &str, url: impl Into<String>) -> Self {
        match self.settings.servers.iter_mut().find(|(name, _)| *name == server) {
            Some((_, address)) => *address = Some(url.into()),
            None => self.unknown_server = Some(server.to_owned()),
        }
        self
    }

    /// How long a call may take in all, from the first sending to the last byte of the answer: repetitions, the pauses
    /// between them and the renewal of a token count, and so do informational answers. 30 seconds unless set.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = timeout;
        self
    }

    /// How large an answer may be, in bytes. 16 MiB unless set.
    pub fn max_response(mut self, bytes: usize) -> Self {
        self.settings.limits.response_bytes = bytes;
        self
    }

    /// How often a call is repeated when the server was not reached or said 'not now' ([`Error::is_transient`]). Twice unless
    /// set, as long as the time limit of the call allows. An action for which twice is not the same as once is repeated
    /// only if the request certainly never left, since no connection came about.
    ///
    /// [`Error::is_transient`]: crate::Error::is_transient
    pub fn retries(mut self, retries: u32) -> Self {
        self.settings.retries = retries;
        self
    }

    /// How long a call may wait before it is repeated. A server that asks for more time (`Retry-After`) is not asked again: the
    /// error is given back at once, and says for how long ([`Error::retry_after`]). 10 seconds unless set.
    ///
    /// [`Error::retry_after`]: crate::Error::retry_after
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.settings.longest_wait = wait;
        self
    }

    /// The client, over HTTP.
    ///
    /// # Errors
    /// When an address is none, or the TLS library cannot be set up.
    pub fn build(self) -> Result<Client<P, Http>, BuildError> {
        let http = Http::new()?;
        self.build_over(http)
    }

    /// The client, over a transport of yours: a configured [`Http`], a router [`InProcess`](super::InProcess), a double.
    ///
    /// # Errors
    /// When an address is none.
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
            let form = found.and_then(|signature| Some((signature, signature.form(mode, digest)?)));
            let enabled = self.settings.credentials.discouraged.contains(scheme);
            if form.is_none_or(|(signature, form)| signature.is_discouraged(&form) && !enabled) {
                let (form, discouraged) = (format!("{mode}-{digest}"), form.is_some());
                return Err(BuildError::SignatureForm { scheme, form, discouraged });
            }
        }
        let shared = Arc::new(Shared { transport, settings: self.settings });
        Ok(Client { shared, sent: Arc::new([]), api: PhantomData })
    }
}

/// Whether a client takes this as the address of a server: one of HTTP, without a log-in, which would print, and without a
/// query, which would cut the paths off.
pub fn is_address(url: &str) -> bool {
    let is_plain = url.parse::<http::Uri>().is_ok_and(|uri| {
        let without_login = uri.authority().is_some_and(|authority| !authority.as_str().contains('@'));
        matches!(uri.scheme_str(), Some("http" | "https")) && without_login && uri.query().is_none()
    });
    // The HTTP library has a parser of its own, and would refuse every call.
    is_plain && reqwest::Url::parse(url).is_ok()
}
