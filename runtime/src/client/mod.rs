//! Client: sends the request of an action and returns the response or an error.

mod auth;
mod builder;
mod follow;
mod http;
mod in_process;
mod multipart;
mod pages;
mod polling;
mod request;
mod retry;
mod steps;
#[cfg(feature = "content")]
mod streaming;
mod transport;
mod wait;
pub(crate) mod walk;

use std::marker::PhantomData;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use futures_util::{Stream, TryFutureExt as _};
use tokio::time::Instant;
use tracing::Instrument;

pub use crate::made::MadeValues;
pub use auth::{Credentials, Lack, Used};
pub use builder::{BuildError, ClientBuilder, is_address};
pub use http::Http;
pub use in_process::{InProcess, InProcessBody};
pub use request::{RequestBody, RequestParts, build_request, filled_path, first_way, has_members};

pub use crate::scheme::{BasicCredentials, Sent, Sign, SignError};
use retry::Pauses;
pub use retry::retry_after;
pub use steps::{NextPage, PageSteps};
#[cfg(feature = "content")]
use streaming::Progress;
#[cfg(not(feature = "content"))]
use transport::Progress;
pub use transport::{Transport, TransportError, TransportLimits};
pub use wait::{PollPauses, Polled, Wait, WaitError, WaitResult};

use crate::error::AuthorizationError;
use crate::{
    Action, ActionInfo, Api, AuthScheme, Call, CallResult, Code, Completes, Error, ErrorKind, Fault,
    IssuedHeader, IssuedHeaderScheme, Issues, Mechanism, Paged, RequestError, Response as _, ResponseHead,
    Secret, SetupError, SignatureError, SizeError, Timeout, TooLarge, TransportFailure, WithHead,
    decode::decode_with_head, wire::signed_names,
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

    /// Calls an action and returns its response with the status and all headers.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`]. Default: calls [`Caller::call`] and adds the head with which a
    /// server would send the response.
    fn call_with_head<A: Action<Api = Self::Api>>(
        &self,
        request: A,
    ) -> impl Future<Output = Result<WithHead<A::Response>, Error<Code<A>>>> + Send {
        self.call(request).map_ok(|value| WithHead::new(value.head(A::INFO), value))
    }

    /// Returns the pages of a list, starting with the page that the request asks for. A page is requested when it is
    /// polled, and the next page starts after the records actually received. Without a limit in the request, the
    /// largest page size is used.
    ///
    /// If the pages contain the total number of records or pages, that number decides which page is the last; else the
    /// page itself says whether there is another one: by a cursor, a link, or a boolean. Otherwise the last page is the
    /// first one that does not have as many records as were requested.
    ///
    /// An error ends the stream. A list that cannot be paged through also ends the stream, with an error: a page
    /// without records although the total promises more, more records than the total, repeated pages without a total,
    /// a page that names an earlier one as the next, a link to another server, or too many pages.
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

    /// Starts an operation and polls it until it ends. Awaited, returns the polling action's response that completes it.
    ///
    /// Between the polls there are pauses, as long as the responses ask for (`Retry-After`), else growing. A poll that
    /// fails is retried as every call is, and otherwise ends the wait. If the start's response has the type of the
    /// polling action's and tells the end, nothing is polled.
    fn wait<A: Completes<Api = Self::Api>>(&self, request: A) -> Wait<'_, Self, A> {
        Wait::new(self, request)
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
    /// Runtime of the blocking client around this one, which must run while a streamed response is read.
    #[cfg(all(feature = "blocking", feature = "content"))]
    runtime: Option<Arc<crate::blocking::Own>>,
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
    #[cfg(feature = "content")]
    streams: streaming::StreamLimits,
    retries: u32,
    longest_wait: Duration,
}

impl<P, T> Clone for Client<P, T> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            sent: Arc::clone(&self.sent),
            #[cfg(all(feature = "blocking", feature = "content"))]
            runtime: self.runtime.clone(),
            api: PhantomData,
        }
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

    /// Returns the client with the runtime of the blocking client around it.
    #[cfg(all(feature = "blocking", feature = "content"))]
    pub(crate) fn on(self, runtime: Arc<crate::blocking::Own>) -> Self {
        Self { runtime: Some(runtime), ..self }
    }

    fn sending(&self, sent: Sent) -> Result<Self, Fault> {
        let others = self.sent.iter().filter(|other| other.scheme != sent.scheme).cloned();
        Ok(Self { sent: others.chain([sent.clone()]).collect(), ..self.clone() })
    }
}

impl<P: Api, T: Transport> Caller for Client<P, T> {
    type Api = P;

    async fn call<A: Action<Api = P>>(&self, request: A) -> CallResult<A> {
        self.call_with_head(request).await.map(|response| response.value)
    }

    async fn call_with_head<A: Action<Api = P>>(&self, request: A) -> HeadResult<A> {
        let info = A::INFO;
        let span = tracing::info_span!("call", api = P::INFO.id, module = info.module, action = info.name);
        self.in_time(request).instrument(span).await
    }
}

/// Result of a call with the head of the response.
type HeadResult<A> = Result<WithHead<<A as Action>::Response>, Error<Code<A>>>;

impl<P: Api, T: Transport> Client<P, T> {
    /// Calls an action within the timeout, which covers the whole call: all attempts, the waits between them, and token
    /// renewal.
    async fn in_time<A: Action<Api = P>>(&self, request: A) -> HeadResult<A> {
        let after = self.shared.settings.timeout;
        let end = Instant::now().checked_add(after);
        let progress = Progress::default();
        let mut call = pin!(self.repeat(request, end, &progress));
        let mut time = after;
        loop {
            match tokio::time::timeout(time, call.as_mut()).await {
                Ok(result) => return result,
                // While the pieces of a streamed request are sent, each of them restarts the timeout.
                Err(_) => match progress.extended(after) {
                    Some(more) => time = more,
                    None => {
                        tracing::debug!(?after, "no response within the timeout");
                        return Err(Error::Timeout(Box::new(Timeout { action: A::INFO, after })));
                    }
                },
            }
        }
    }

    /// Calls an action, with retries where they are allowed and may help. Every attempt builds a new request, so that
    /// its time, nonce, signature and token are fresh.
    async fn repeat<A: Action<Api = P>>(
        &self,
        action: A,
        end: Option<Instant>,
        progress: &Progress,
    ) -> HeadResult<A> {
        #[cfg(feature = "oauth")]
        let mut shown = crate::scheme::oauth::client::Shown::for_action(
            &self.shared.settings.credentials,
            P::INFO.auth,
            &self.sent,
            A::INFO,
        );
        let made = MadeValues::default();
        let mut pauses = Pauses::new();
        let mut left = self.shared.settings.retries;
        loop {
            let started = Instant::now();
            let Outgoing { request, upload } = self.request(&action, &made)?;
            #[cfg(feature = "oauth")]
            let request = shown
                .put_on(request, A::INFO, self.shared.transport.base_url().is_some())
                .await
                .map_err(Error::Authorization)?;
            let credentials = &self.shared.settings.credentials;
            let request = credentials.sign(P::INFO.auth, A::INFO, request).await.map_err(|source| {
                let (action, kind) = (A::INFO, ErrorKind::Other);
                Error::Authorization(Box::new(AuthorizationError { action, kind, source }))
            })?;
            let (response, token_stays, is_spent) = self.send_once::<A>(request, upload, progress).await;
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
            if !is_spent && shown.is_rejected(status, token_stays, A::INFO).await {
                tracing::debug!("trying again with another token");
                continue;
            }
            #[cfg(not(feature = "oauth"))]
            let _ = token_stays;
            if left == 0 || is_spent || !error.may_be_repeated() {
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

    fn request<A: Action<Api = P>>(&self, action: &A, made: &MadeValues) -> Result<Outgoing, Error<P::Code>> {
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
        let built = RequestParts::with_made(action, made).and_then(|mut parts| {
            if let Some(link) = action.link() {
                parts.follow((link, action.link_from()), info, A::KEYS, P::INFO.auth)?;
            }
            let request = used.request(info, &signed_names(info, A::NAMES, A::KEYS), &mut parts, base)?;
            let upload = parts.upload(&request)?;
            Ok(Outgoing { request, upload })
        });
        built.map_err(|fault| Error::Request(Box::new(RequestError { action: info, fault })))
    }

    fn base_url(&self, info: &ActionInfo) -> Option<&str> {
        let server = match info.server {
            Some(name) => self.shared.settings.servers.iter().find(|(known, _)| *known == name),
            None => self.shared.settings.servers.first(),
        };
        server.and_then(|(_, url)| url.as_deref()).or(self.shared.transport.base_url())
    }

    /// Sends a request once and reads the response. Also returns whether the token is still good after the response, and
    /// whether a one-shot stream was used up, so that the call cannot be repeated.
    async fn send_once<A: Action<Api = P>>(
        &self,
        request: ::http::Request<bytes::Bytes>,
        upload: Upload,
        progress: &Progress,
    ) -> (HeadResult<A>, bool, bool) {
        #[cfg(feature = "content")]
        if upload.is_some() || A::INFO.response.format.is_stream() {
            let (body, contents) = match upload {
                Some(streaming::Upload { body, contents }) => (Some(progress.of(body)), contents),
                None => (None, Vec::new()),
            };
            let (response, token_stays) = self.exchange::<A>(request, body).await;
            let is_spent = contents.iter().any(crate::Content::is_spent);
            return (response, token_stays, is_spent);
        }
        let _ = (upload, progress);
        let (response, token_stays) = self.send::<A>(request).await;
        (response, token_stays, false)
    }

    /// Sends a request without streams once and reads the response. Also returns whether the token is still good after
    /// the response.
    async fn send<A: Action<Api = P>>(
        &self,
        request: ::http::Request<bytes::Bytes>,
    ) -> (HeadResult<A>, bool) {
        let Shared { transport, settings: Settings { limits, .. } } = &*self.shared;
        match transport.send(request, *limits).await {
            Ok(response) => self.received::<A>(response),
            Err(error) => (Err(not_received(A::INFO, error)), false),
        }
    }

    /// Reads a complete response. Also returns whether the token is still good after it.
    fn received<A: Action<Api = P>>(
        &self,
        response: ::http::Response<bytes::Bytes>,
    ) -> (HeadResult<A>, bool) {
        let (action, credentials) = (A::INFO, &self.shared.settings.credentials);
        let verified = credentials.verify(P::INFO.auth, action, &response);
        let (head, body) = response.into_parts();
        let head = ResponseHead::new(head.status.as_u16(), head.headers);
        match verified {
            Ok(is_verified) => {
                let (wait, token_stays) = (retry_after(&head.headers), token_stays(&head.headers));
                let failed = |error: Error<P::Code>| error.with_response_details(wait, !is_verified);
                (decode_with_head::<A>(head, &body).map_err(failed), token_stays)
            }
            Err(fault) => {
                let ResponseHead { status, headers } = head;
                (Err(Error::Signature(Box::new(SignatureError { action, status, headers, fault }))), false)
            }
        }
    }
}

/// Converts the failure of a transport.
fn not_received<E>(action: &'static ActionInfo, error: TransportError) -> Error<E> {
    let TransportError { sent, source } = error;
    match source.downcast_ref::<TooLarge>() {
        Some(TooLarge { limit }) => Error::TooLarge(Box::new(SizeError { action, limit: *limit })),
        None => Error::Transport(Box::new(TransportFailure { action, sent, source })),
    }
}

/// Request that is ready to be sent.
struct Outgoing {
    request: ::http::Request<bytes::Bytes>,
    upload: Upload,
}

/// Streamed body of a request, in place of the collected one.
#[cfg(feature = "content")]
type Upload = Option<streaming::Upload>;
#[cfg(not(feature = "content"))]
type Upload = Option<std::convert::Infallible>;

/// Whether a response reports an error of the token other than an invalid token.
fn token_stays(headers: &::http::HeaderMap) -> bool {
    let challenge =
        headers.get(::http::header::WWW_AUTHENTICATE).and_then(|challenge| challenge.to_str().ok());
    challenge.is_some_and(|challenge| challenge.contains("error=") && !challenge.contains("invalid_token"))
}
