//! Client: sends the request of an action and returns the response or an error.

mod auth;
mod builder;
mod http;
mod in_process;
pub(crate) mod pages;
mod request;
mod retry;
mod transport;

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use futures_util::Stream;
use tokio::time::Instant;
use tracing::Instrument;

pub use auth::{Credentials, Lack, Used};
pub use builder::{BuildError, ClientBuilder, is_address};
pub use http::Http;
pub use in_process::InProcess;
pub use request::{Payload, RequestParts, build_request};

pub use crate::scheme::{BasicCredentials, Sent};
use retry::Pauses;
pub use retry::retry_after;
pub use transport::{Transport, TransportError, TransportLimits};

use crate::{
    Action, ActionInfo, Api, AuthScheme, Call, CallResult, Code, Error, Fault, IssuedHeader,
    IssuedHeaderScheme, Issues, Mechanism, Paged, RequestError, Secret, SetupError, SignatureError,
    SizeError, Timeout, TooLarge, TransportFailure, decode::decode_response,
};

/// Caller of an API's actions: a client or a test double.
///
/// Base trait of the client traits of generated modules. A test double implements it with only the API type and then
/// overrides the methods that its test needs; all others return [`Error::NotImplemented`].
///
/// ```
/// use std::marker::PhantomData;
///
/// use bindery_runtime::{Api, Caller};
///
/// struct Double<P>(PhantomData<P>);
///
/// impl<P: Api> Caller for Double<P> {
///     type Api = P;
/// }
/// ```
pub trait Caller: Send + Sync {
    /// API whose actions are called.
    type Api: Api;

    /// Calls an action and returns its response.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`]. Default: [`Error::NotImplemented`].
    fn call<A: Action<Api = Self::Api>>(&self, _request: A) -> impl Call<A> {
        async { Err(Error::NotImplemented(A::INFO)) }
    }

    /// Returns the pages of a list, starting with the page that the request asks for. A page is requested when it is
    /// polled, and the next page starts after the records actually received. Without a limit in the request, the
    /// largest page size is used.
    ///
    /// If the pages contain the total number of records, that number decides which page is the last. Otherwise the last
    /// page is the first one that does not have as many records as were requested.
    ///
    /// An error ends the stream. A list that cannot be paged through also ends the stream, with an error: a page
    /// without records although the total promises more, more records than the total, repeated pages without a total,
    /// or too many pages.
    fn pages<A: Paged<Api = Self::Api>>(
        &self,
        request: A,
    ) -> impl Stream<Item = CallResult<A>> + Send + Unpin {
        pages::pages(self, request)
    }

    /// Returns the records of a list, page after page as in [`Caller::pages`].
    fn records<A: Paged<Api = Self::Api>>(
        &self,
        request: A,
    ) -> impl Stream<Item = Result<A::Record, Error<Code<A>>>> + Send + Unpin {
        pages::records(self, request)
    }
}

/// Client of an API over a transport. Cheap to clone; clones share their connections.
///
/// ```
/// use std::time::Duration;
///
/// use bindery_runtime::{Api, Client, client::BuildError};
///
/// fn client<P: Api>() -> Result<Client<P>, BuildError> {
///     Client::builder().login("user", "password").timeout(Duration::from_secs(10)).build()
/// }
/// ```
pub struct Client<P, T = Http> {
    shared: Arc<Shared<T>>,
    /// Headers issued to the user or guest of this client. Stored here, not in the state that clones share.
    sent: Arc<[Sent]>,
    api: PhantomData<fn() -> P>,
}

struct Shared<T> {
    transport: T,
    settings: Settings,
}

/// Settings that a client and its clones share.
struct Settings {
    /// Base addresses by server name.
    servers: Vec<(&'static str, Option<String>)>,
    credentials: auth::Credentials,
    timeout: Duration,
    limits: TransportLimits,
    retries: u32,
    longest_wait: Duration,
}

impl<P, T> Clone for Client<P, T> {
    fn clone(&self) -> Self {
        Self { shared: Arc::clone(&self.shared), sent: Arc::clone(&self.sent), api: PhantomData }
    }
}

impl<P: Api, T> std::fmt::Debug for Client<P, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("api", &P::INFO.id)
            .field("servers", &self.shared.settings.servers)
            .field("timeout", &self.shared.settings.timeout)
            .finish_non_exhaustive()
    }
}

impl<P: Api> Client<P, Http> {
    /// Creates a builder for a client.
    pub fn builder() -> ClientBuilder<P> {
        ClientBuilder::new()
    }
}

impl<P: Api, T> Client<P, T> {
    /// Returns a client that acts for the user of this login response. The new client shares the connections of this
    /// one, which is not changed.
    ///
    /// # Errors
    /// When the login response issues no header, or one that a client may not send.
    pub fn logged_in<I: Issues<Api = P>>(&self, response: &I) -> Result<Self, Fault> {
        let (header, value) = response.issued();
        self.sending(Sent::new(I::SCHEME, header.expose(), &value)?)
    }

    /// Returns a client that acts for a guest. Clients with the same token act for the same guest, also later.
    ///
    /// # Errors
    /// When the scheme has no guests, or the token is empty or not valid in a header.
    pub fn guest(&self, issued: IssuedHeader<P>, token: impl Into<Secret>) -> Result<Self, Fault> {
        let scheme = AuthScheme::find(P::INFO.auth, issued.scheme());
        let header = scheme.and_then(|scheme| match scheme.mechanism {
            Mechanism::Issued(IssuedHeaderScheme { guest, .. }) => guest,
            _ => None,
        });
        let header = header.ok_or_else(|| Fault::limit("this API does not support guests"))?;
        self.sending(Sent::new(issued.scheme(), header, &token.into())?)
    }

    /// Returns a client without a user or guest, as before the login.
    pub fn logged_out(&self) -> Self {
        Self { sent: Arc::new([]), ..self.clone() }
    }

    fn sending(&self, sent: Sent) -> Result<Self, Fault> {
        let others = self.sent.iter().filter(|other| other.scheme != sent.scheme).cloned();
        Ok(Self { sent: others.chain([sent.clone()]).collect(), ..self.clone() })
    }
}

impl<P: Api, T: Transport> Caller for Client<P, T> {
    type Api = P;

    async fn call<A: Action<Api = P>>(&self, request: A) -> CallResult<A> {
        let info = A::INFO;
        let span = tracing::info_span!("call", api = P::INFO.id, module = info.module, action = info.name);
        self.in_time(request).instrument(span).await
    }
}

impl<P: Api, T: Transport> Client<P, T> {
    /// Calls an action within the timeout, which covers the whole call: all attempts, the waits between them, and token
    /// renewal.
    async fn in_time<A: Action<Api = P>>(&self, request: A) -> CallResult<A> {
        let after = self.shared.settings.timeout;
        let end = Instant::now().checked_add(after);
        tokio::time::timeout(after, self.repeat(request, end)).await.unwrap_or_else(|_| {
            tracing::debug!(?after, "no response within the timeout");
            Err(Error::Timeout(Box::new(Timeout { action: A::INFO, after })))
        })
    }

    /// Calls an action, with retries where they are allowed and may help. Every attempt builds a new request, so that
    /// its time, nonce, signature and token are fresh.
    async fn repeat<A: Action<Api = P>>(&self, action: A, end: Option<Instant>) -> CallResult<A> {
        #[cfg(feature = "oauth")]
        let mut shown = crate::scheme::oauth::client::Shown::for_action(
            &self.shared.settings.credentials,
            P::INFO.auth,
            A::INFO,
        );
        let mut pauses = Pauses::new();
        let mut left = self.shared.settings.retries;
        loop {
            let started = Instant::now();
            let request = self.request(&action)?;
            #[cfg(feature = "oauth")]
            let request = shown
                .put_on(request, A::INFO, self.shared.transport.base_url().is_some())
                .await
                .map_err(Error::Authorization)?;
            let (response, token_stays) = self.send::<A>(request).await;
            let took = started.elapsed();
            let error = match response {
                Ok(response) => {
                    tracing::debug!(?took, "received the response");
                    return Ok(response);
                }
                Err(error) => error,
            };
            tracing::debug!(?took, status = error.status(), kind = ?error.kind(), "failed");
            // A response that may not come from the server must not have an effect on the token.
            #[cfg(feature = "oauth")]
            let status = error.status().filter(|_| !error.is_unverified());
            #[cfg(feature = "oauth")]
            if shown.is_rejected(status, token_stays, A::INFO).await {
                tracing::debug!("trying again with another token");
                continue;
            }
            #[cfg(not(feature = "oauth"))]
            let _ = token_stays;
            if left == 0 || !error.may_be_repeated() {
                return Err(error);
            }
            let longest = self.shared.settings.longest_wait;
            let wait = error.retry_after().unwrap_or_else(|| pauses.next().min(longest));
            let is_too_late =
                end.is_some_and(|end| Instant::now().checked_add(wait).is_none_or(|then| then >= end));
            if wait > longest || is_too_late {
                return Err(error);
            }
            tracing::debug!(?wait, "trying again");
            tokio::time::sleep(wait).await;
            left -= 1;
        }
    }

    fn request<A: Action<Api = P>>(
        &self,
        action: &A,
    ) -> Result<::http::Request<bytes::Bytes>, Error<P::Code>> {
        let info = A::INFO;
        let setup = |missing| Error::Setup(Box::new(SetupError { action: info, missing }));
        let base = self.base_url(info).ok_or_else(|| {
            let first = P::INFO.servers.first().map_or("", |server| server.name);
            let server = info.server.unwrap_or(first);
            setup(format!(
                "the server '{server}' has no default address; set one with ClientBuilder::server_url"
            ))
        })?;
        let used = self.shared.settings.credentials.for_action(P::INFO.auth, &self.sent, info);
        let used = used.map_err(|lack| setup(lack.to_string()))?;
        let built = RequestParts::from_action(action)
            .and_then(|mut parts| used.request(info, A::NAMES, &mut parts, base));
        built.map_err(|fault| Error::Request(Box::new(RequestError { action: info, fault })))
    }

    fn base_url(&self, info: &ActionInfo) -> Option<&str> {
        let server = match info.server {
            Some(name) => self.shared.settings.servers.iter().find(|(known, _)| *known == name),
            None => self.shared.settings.servers.first(),
        };
        server.and_then(|(_, url)| url.as_deref()).or(self.shared.transport.base_url())
    }

    /// Sends a request once and reads the response. Also returns whether the token is still good after the response.
    async fn send<A: Action<Api = P>>(
        &self,
        request: ::http::Request<bytes::Bytes>,
    ) -> (CallResult<A>, bool) {
        let action = A::INFO;
        let Shared { transport, settings: Settings { limits, credentials, .. } } = &*self.shared;
        let response = match transport.send(request, *limits).await {
            Ok(response) => response,
            Err(TransportError { sent, source }) => {
                let error = match source.downcast_ref::<TooLarge>() {
                    Some(TooLarge { limit }) => {
                        Error::TooLarge(Box::new(SizeError { action, limit: *limit }))
                    }
                    None => Error::Transport(Box::new(TransportFailure { action, sent, source })),
                };
                return (Err(error), false);
            }
        };
        let status = response.status().as_u16();
        match credentials.verify(P::INFO.auth, action, &response) {
            Ok(is_verified) => {
                let failed = |error: Error<P::Code>| {
                    error.with_response_details(retry_after(response.headers()), !is_verified)
                };
                (
                    decode_response::<A>(status, response.body()).map_err(failed),
                    token_stays(response.headers()),
                )
            }
            Err(fault) => (Err(Error::Signature(Box::new(SignatureError { action, status, fault }))), false),
        }
    }
}

/// Whether a response reports an error of the token other than an invalid token.
fn token_stays(headers: &::http::HeaderMap) -> bool {
    let challenge =
        headers.get(::http::header::WWW_AUTHENTICATE).and_then(|challenge| challenge.to_str().ok());
    challenge.is_some_and(|challenge| challenge.contains("error=") && !challenge.contains("invalid_token"))
}
