//! A ready-made way to serve a router: what a socket that strangers can reach needs besides the router itself.

use std::any::Any;
use std::convert::Infallible;
use std::error::Error;
use std::fmt;
use std::future::{IntoFuture, poll_fn};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::response::{IntoResponse, Response};
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower_service::Service;

use super::connection::{Arriving, Busy, Turn, Watched};

/// Serves a router over HTTP/1 with limits on time, size and connections, until it is told to stop. Takes any listener
/// that [`axum::serve()`] takes, and any service that an [`axum::Router`] can be.
///
/// ```no_run
/// # async fn example(router: axum::Router) -> std::io::Result<()> {
/// use bindery_runtime::server::serve;
///
/// let listener = tokio::net::TcpListener::bind("127.0.0.1:8080").await?;
/// serve(listener, router).max_connections(4_096).await;
/// # Ok(())
/// # }
/// ```
///
/// What is not set:
///
/// | limit | default | past it |
/// | --- | --- | --- |
/// | [`head_timeout`](Serving::head_timeout) | 10 s | the connection is closed |
/// | [`body_timeout`](Serving::body_timeout) | 60 s | the router answers 408, the connection is closed |
/// | [`stall_timeout`](Serving::stall_timeout) | 15 s | the same |
/// | [`answer_timeout`](Serving::answer_timeout) | 60 s | the connection is closed |
/// | [`idle_timeout`](Serving::idle_timeout) | 60 s | the connection is closed |
/// | [`max_head`](Serving::max_head) | 32 KiB, 100 headers | 431, the connection is closed |
/// | [`max_connections`](Serving::max_connections) | 1,024 | further ones wait, unaccepted |
/// | [`grace`](Serving::grace) | 30 s | what is still open is closed |
///
/// How large a body may be is the router's affair. So requests take no more memory than `max_connections` times the sum of
/// `max_body` and 100 KiB, beside what a backend makes of them. How long a backend takes is not limited here: a tower
/// layer does that.
///
/// Handlers find the client's address as an extension of the request, `ConnectInfo<SocketAddr>`, and so do backends, in
/// [`Context::extensions`](super::Context::extensions). What went wrong with a connection is a `tracing` event.
pub fn serve<L, S>(listener: L, service: S) -> Serving<L, S> {
    let times = Times {
        head: Duration::from_secs(10),
        body: Duration::from_secs(60),
        stall: Duration::from_secs(15),
        answer: Duration::from_secs(60),
        idle: Duration::from_secs(60),
    };
    Serving {
        listener,
        service,
        times,
        max_head: 32 * 1024,
        max_connections: 1_024,
        grace: Duration::from_secs(30),
        shutdown: Box::pin(std::future::pending()),
    }
}

/// A server that is set up, and runs when it is awaited. Made by [`serve`].
///
/// When the future is dropped, every connection is closed.
#[must_use = "a server does nothing unless it is awaited"]
pub struct Serving<L, S> {
    listener: L,
    service: S,
    times: Times,
    max_head: usize,
    max_connections: usize,
    grace: Duration,
    shutdown: Pin<Box<dyn Future<Output = ()> + Send>>,
}

/// How long things may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) head: Duration,
    pub(super) body: Duration,
    pub(super) stall: Duration,
    pub(super) answer: Duration,
    pub(super) idle: Duration,
}

impl<L, S> fmt::Debug for Serving<L, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { times, max_head, max_connections, grace, .. } = self;
        let mut shown = f.debug_struct("Serving");
        shown.field("times", times).field("max_head", max_head);
        shown.field("max_connections", max_connections).field("grace", grace).finish_non_exhaustive()
    }
}

impl<L, S> Serving<L, S> {
    /// How long the head of a request may take, from the opening of the connection or from its first byte on.
    pub fn head_timeout(mut self, time: Duration) -> Self {
        self.times.head = time;
        self
    }

    /// How long the body of a request may take as a whole.
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.times.body = time;
        self
    }

    /// How long a client may pause inside a body.
    pub fn stall_timeout(mut self, time: Duration) -> Self {
        self.times.stall = time;
        self
    }

    /// How long a client may take to receive an answer, or a piece of one that is streamed, once the buffers of the
    /// operating system are full.
    pub fn answer_timeout(mut self, time: Duration) -> Self {
        self.times.answer = time;
        self
    }

    /// How long a connection may stay open without a further request.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.times.idle = time;
        self
    }

    /// How large the head of a request may be, in bytes, its address included. The headers in it may be 100.
    pub fn max_head(mut self, bytes: usize) -> Self {
        self.max_head = bytes;
        self
    }

    /// How many connections may be open at once, 1 at least. Further ones wait in the operating system's backlog until one
    /// is closed. Each takes a file descriptor, of which a process has a limited number (`ulimit -n`).
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections.max(1);
        self
    }

    /// Stops when this is ready, such as `tokio::signal::ctrl_c()`: takes no more connections, closes idle ones, and ends
    /// when all that has begun is answered.
    pub fn shutdown_on(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Box::pin(signal);
        self
    }

    /// How long stopping may take. After it, connections that are still open are closed.
    pub fn grace(mut self, time: Duration) -> Self {
        self.grace = time;
        self
    }
}

impl<L, S> Serving<L, S>
where
    L: Listener,
    S: Service<Request, Error = Infallible> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    async fn run(mut self) {
        let (stop, stopping) = watch::channel(());
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                () = &mut self.shutdown => break,
                Some(ended) = connections.join_next() => ended_well(ended),
                (io, address) = self.listener.accept(), if connections.len() < self.max_connections => {
                    if let Some(stream) = (&io as &dyn Any).downcast_ref::<TcpStream>() {
                        // An answer is written as a whole; to wait for more of it helps nobody.
                        let _ = stream.set_nodelay(true);
                    }
                    let address = (&address as &dyn Any).downcast_ref::<SocketAddr>().copied();
                    let service = self.service.clone();
                    let connection = Connection { times: self.times, max_head: self.max_head, address };
                    connections.spawn(connection.run(io, service, stopping.clone()));
                }
            }
        }
        drop((self.listener, stopping));
        let _ = stop.send(());
        let all_ended = async {
            while let Some(ended) = connections.join_next().await {
                ended_well(ended);
            }
        };
        if tokio::time::timeout(self.grace, all_ended).await.is_err() {
            tracing::warn!(connections = connections.len(), "closed before they were answered");
            connections.shutdown().await;
        }
    }
}

/// Says when a service has panicked: its connection is gone, and the others are not.
fn ended_well(ended: Result<(), tokio::task::JoinError>) {
    if ended.is_err_and(|error| error.is_panic()) {
        tracing::error!("a service panicked");
    }
}

impl<L, S> IntoFuture for Serving<L, S>
where
    L: Listener,
    S: Service<Request, Error = Infallible> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
{
    type Output = ();
    type IntoFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

/// What is known of a connection.
struct Connection {
    times: Times,
    max_head: usize,
    address: Option<SocketAddr>,
}

/// hyper needs this much to read at all.
const LEAST_BUFFER: usize = 8_192;

impl Connection {
    /// Serves the requests of a connection, one after the other, until it is closed.
    async fn run<I, S>(self, io: I, service: S, mut stopping: watch::Receiver<()>)
    where
        I: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
        S: Service<Request, Error = Infallible> + Clone,
        S::Response: IntoResponse,
    {
        let Self { times, max_head, address } = self;
        let turn = Turn::default();
        let io = TokioIo::new(Watched::new(io, turn.clone(), times));
        let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
            let busy = turn.begin();
            let mut request = request.map(|body| Body::new(Arriving::new(body, times)));
            if let Some(address) = address {
                request.extensions_mut().insert(ConnectInfo(address));
            }
            let service = service.clone();
            async move { Ok::<_, Infallible>(respond(service, request, busy).await) }
        });
        // The time that a head takes is watched with the rest, since hyper's own limit holds for idle connections, too.
        let connection = http1::Builder::new()
            .max_header_size(max_head)
            .max_buf_size(max_head.saturating_mul(2).max(LEAST_BUFFER))
            .serve_connection(io, service);
        let mut connection = pin!(connection);
        let result = tokio::select! {
            result = connection.as_mut() => result,
            _ = stopping.changed() => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = result {
            let reason = error.source().map_or_else(|| error.to_string(), |source| source.to_string());
            tracing::debug!(reason, "a connection was closed");
        }
    }
}

async fn respond<S>(mut service: S, request: Request, busy: Busy) -> Response
where
    S: Service<Request, Error = Infallible>,
    S::Response: IntoResponse,
{
    let Ok(()) = poll_fn(|context| service.poll_ready(context)).await;
    let Ok(response) = service.call(request).await;
    response.into_response().map(|body| busy.until_sent(body))
}
