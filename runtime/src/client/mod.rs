//! The client: an action goes in, its answer or an error comes out.

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

pub use crate::scheme::{Login, Sent};
use retry::Pauses;
pub use retry::retry_after;
pub use transport::{Limits, Transport, TransportError};

use crate::{
    Action, ActionInfo, Answer, Api, AuthScheme, Call, Code, Error, Fault, Issued, IssuedHeader, Issues,
    Mechanism, Paged, RequestError, Secret, SetupError, SignatureError, SizeError, Timeout, TooLarge,
    TransportFailure, decode::decode_answer,
};

/// Whatever can carry out the actions of an API: a client, or a test double.
///
/// The traits of generated modules stand on this one. A double implements it with nothing but the API's name, and then
/// overrides the methods that its test needs; all others say that they are not implemented.
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
    /// The API.
    type Api: Api;

    /// Carries out an action.
    fn call<A: Action<Api = Self::Api>>(&self, _request: A) -> impl Call<A> {
        async { Err(Error::NotImplemented(A::INFO)) }
    }

    /// The pages of a list, from the one that the request asks for. A page is asked for when it is polled, and the next begins
    /// after the records that really came. A limit that was left out becomes the largest.
    ///
    /// Where the pages say how many records the list has, that decides which page is the last. Where they do not, it is the
    /// first that has not as many records as were asked for.
    ///
    /// A failure ends the stream. So does a list that cannot be walked: a page without records though the count promises
    /// more, more records than the count, the same pages again and again without a count, pages without end; then an error
    /// says so.
    fn pages<A: Paged<Api = Self::Api>>(&self, request: A) -> impl Stream<Item = Answer<A>> + Send + Unpin {
        pages::pages(self, request)
    }

    /// The records of a list, page after page as in [`Caller::pages`].
    fn records<A: Paged<Api = Self::Api>>(
        &self,
        request: A,
    ) -> impl Stream<Item = Result<A::Record, Error<Code<A>>>> + Send + Unpin {
        pages::records(self, request)
    }
}

/// A client of an API over a transport. Cheap to clone; clones share their connections.
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
    /// What was issued to the user that this client acts for. It belongs to this value, not to what clones share.
    sent: Arc<[Sent]>,
    api: PhantomData<fn() -> P>,
}

struct Shared<T> {
    transport: T,
    settings: Settings,
}

/// How a client is set up.
struct Settings {
    /// Base addresses by server name.
    servers: Vec<(&'static str, Option<String>)>,
    credentials: auth::Credentials,
    timeout: Duration,
    limits: Limits,
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
    /// A client to be set up.
    pub fn builder() -> ClientBuilder<P> {
        ClientBuilder::new()
    }
}

impl<P: Api, T> Client<P, T> {
    /// A client that acts for the user whose log-in was answered like this. It shares its connections with this one, which
    /// stays as it is.
    ///
    /// # Errors
    /// When the answer issues no header.
    pub fn logged_in<I: Issues<Api = P>>(&self, answer: &I) -> Result<Self, Fault> {
        let (header, value) = answer.issued();
        self.sending(Sent::new(I::SCHEME, header.expose(), &value)?)
    }

    /// A client that acts for a guest: whoever sends the same token later is the same guest.
    ///
    /// # Errors
    /// When the scheme knows no guests, or the token is empty or does not fit into a header.
    pub fn guest(&self, issued: Issued<P>, token: impl Into<Secret>) -> Result<Self, Fault> {
        let scheme = AuthScheme::find(P::INFO.auth, issued.scheme());
        let header = scheme.and_then(|scheme| match scheme.mechanism {
            Mechanism::Issued(IssuedHeader { guest, .. }) => guest,
            _ => None,
        });
        let header = header.ok_or_else(|| Fault::limit("this API knows no guests"))?;
        self.sending(Sent::new(issued.scheme(), header, &token.into())?)
    }

    /// A client that acts for nobody, as before the log-in.
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

    async fn call<A: Action<Api = P>>(&self, request: A) -> Answer<A> {
        let info = A::INFO;
        let span = tracing::info_span!("call", api = P::INFO.id, module = info.module, action = info.name);
        self.in_time(request).instrument(span).await
    }
}

impl<P: Api, T: Transport> Client<P, T> {
    /// Carries out an action within the time limit, which holds over everything that belongs to the call: all sendings, the
    /// pauses between them, a token that has to be renewed.
    async fn in_time<A: Action<Api = P>>(&self, request: A) -> Answer<A> {
        let after = self.shared.settings.timeout;
        let end = Instant::now().checked_add(after);
        tokio::time::timeout(after, self.repeat(request, end)).await.unwrap_or_else(|_| {
            tracing::debug!(?after, "no answer in time");
            Err(Error::Timeout(Box::new(Timeout { action: A::INFO, after })))
        })
    }

    /// Carries out an action, again where that is allowed and may help. Every sending is made anew, so that whatever is made
    /// for it (a time, a nonce, a signature, a token) is as new as it is.
    async fn repeat<A: Action<Api = P>>(&self, action: A, end: Option<Instant>) -> Answer<A> {
        #[cfg(feature = "oauth")]
        let mut shown =
            crate::scheme::oauth::client::Shown::of(&self.shared.settings.credentials, P::INFO.auth, A::INFO);
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
            let (answer, token_stays) = self.send::<A>(request).await;
            let took = started.elapsed();
            let error = match answer {
                Ok(answer) => {
                    tracing::debug!(?took, "answered");
                    return Ok(answer);
                }
                Err(error) => error,
            };
            tracing::debug!(?took, status = error.status(), kind = ?error.kind(), "failed");
            // What an answer says that may not be the server's is not heeded.
            #[cfg(feature = "oauth")]
            let status = error.status().filter(|_| !error.is_unverified());
            #[cfg(feature = "oauth")]
            if shown.is_refused(status, token_stays, A::INFO).await {
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
                "the server '{server}' has no default address; give one with ClientBuilder::server_url"
            ))
        })?;
        let used = self.shared.settings.credentials.of(P::INFO.auth, &self.sent, info);
        let used = used.map_err(|lack| setup(lack.to_string()))?;
        let built =
            RequestParts::of(action).and_then(|mut parts| used.request(info, A::NAMES, &mut parts, base));
        built.map_err(|fault| Error::Request(Box::new(RequestError { action: info, fault })))
    }

    fn base_url(&self, info: &ActionInfo) -> Option<&str> {
        let server = match info.server {
            Some(name) => self.shared.settings.servers.iter().find(|(known, _)| *known == name),
            None => self.shared.settings.servers.first(),
        };
        server.and_then(|(_, url)| url.as_deref()).or(self.shared.transport.base_url())
    }

    /// Sends a request once, and reads what comes back; and whether that leaves the token as good as it was.
    async fn send<A: Action<Api = P>>(&self, request: ::http::Request<bytes::Bytes>) -> (Answer<A>, bool) {
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
                let failed =
                    |error: Error<P::Code>| error.of_answer(retry_after(response.headers()), !is_verified);
                (decode_answer::<A>(status, response.body()).map_err(failed), token_stays(response.headers()))
            }
            Err(fault) => (Err(Error::Signature(Box::new(SignatureError { action, status, fault }))), false),
        }
    }
}

/// Whether an answer says what is wrong with the token, and it is not that the token is void.
fn token_stays(headers: &::http::HeaderMap) -> bool {
    let challenge =
        headers.get(::http::header::WWW_AUTHENTICATE).and_then(|challenge| challenge.to_str().ok());
    challenge.is_some_and(|challenge| challenge.contains("error=") && !challenge.contains("invalid_token"))
}
