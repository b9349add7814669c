//! HTTP server for a router on a public socket: timeouts, size limits and a connection limit.

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

use super::connection::{Arriving, Busy, Streamed, Turn, Watched};

/// Serves a router over HTTP/1 with timeouts, a size limit for heads and a connection limit, until the shutdown signal.
/// Accepts every listener that [`axum::serve()`] accepts, and every service that behaves like an [`axum::Router`].
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
/// Limits and their defaults:
///
/// | limit | default | when exceeded |
/// | --- | --- | --- |
/// | [`head_timeout`](Serving::head_timeout) | 10 s | the connection is closed |
/// | [`body_timeout`](Serving::body_timeout) | 60 s | the router responds with 408, the connection is closed |
/// | [`stall_timeout`](Serving::stall_timeout) | 15 s | the router responds with 408, the connection is closed |
/// | [`response_timeout`](Serving::response_timeout) | 60 s | the connection is closed |
/// | [`idle_timeout`](Serving::idle_timeout) | 60 s | the connection is closed |
/// | [`max_head`](Serving::max_head) | 32 KiB, 100 headers | 431, the connection is closed |
/// | [`max_connections`](Serving::max_connections) | 1,024 | further connections wait, not yet accepted |
/// | [`grace`](Serving::grace) | 30 s | open connections are closed |
///
/// A streamed body of a request or response may take any time, as long as its pieces keep moving.
///
/// The router limits the size of bodies. So requests take at most `max_connections` times the sum of `max_body` and 100
/// KiB of memory, in addition to what the backend allocates. There is no limit on the time that a backend takes; use a
/// tower layer for that.
///
/// Handlers find the client's address in the request extension `ConnectInfo<SocketAddr>`, and backends in
/// [`RequestContext::extensions`](super::RequestContext::extensions). Connection errors are logged as `tracing` events.
pub fn serve<L, S>(listener: L, service: S) -> Serving<L, S> {
    let times = Times {
        head: Duration::from_secs(10),
        body: Duration::from_secs(60),
        stall: Duration::from_secs(15),
        response: Duration::from_secs(60),
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

/// Configured server. Runs when it is awaited. Created by [`serve`].
///
/// Dropping the future closes every connection.
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

/// Timeouts that the server enforces on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) head: Duration,
    pub(super) body: Duration,
    pub(super) stall: Duration,
    pub(super) response: Duration,
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
    /// Sets the timeout for the head of a request, counted from the opening of the connection or from the head's first
    /// byte. Default: 10 seconds.
    pub fn head_timeout(mut self, time: Duration) -> Self {
        self.times.head = time;
        self
    }

    /// Sets the timeout for the whole body of a request. A body that the router passes on as a stream may take any time,
    /// with pauses of at most [`stall_timeout`](Self::stall_timeout). Default: 60 seconds.
    pub fn body_timeout(mut self, time: Duration) -> Self {
        self.times.body = time;
        self
    }

    /// Sets the longest time that may pass between two pieces of a request body. Default: 15 seconds.
    pub fn stall_timeout(mut self, time: Duration) -> Self {
        self.times.stall = time;
        self
    }

    /// Sets the longest time that a client may take to receive a response, or a piece of a streamed response, once the
    /// buffers of the operating system are full. Default: 60 seconds.
    pub fn response_timeout(mut self, time: Duration) -> Self {
        self.times.response = time;
        self
    }

    /// Sets how long an idle connection stays open, that is, without a further request. Default: 60 seconds.
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.times.idle = time;
        self
    }

    /// Sets the maximum size of a request head in bytes, including the request line. Default: 32 KiB. At most 100
    /// headers are allowed.
    pub fn max_head(mut self, bytes: usize) -> Self {
        self.max_head = bytes;
        self
    }

    /// Sets the maximum number of open connections, at least 1. Default: 1,024. Further connections wait in the backlog
    /// of the operating system until one is closed. Each open connection takes a file descriptor, and a process has a
    /// limited number of them (`ulimit -n`).
    pub fn max_connections(mut self, connections: usize) -> Self {
        self.max_connections = connections.max(1);
        self
    }

    /// Shuts down gracefully when the future completes, for example `tokio::signal::ctrl_c()`: accepts no more
    /// connections, closes idle ones, and ends when every request that has begun has its response.
    pub fn shutdown_on(mut self, signal: impl Future<Output = ()> + Send + 'static) -> Self {
        self.shutdown = Box::pin(signal);
        self
    }

    /// Sets the longest time that a graceful shutdown may take. After it, connections that are still open are closed.
    /// Default: 30 seconds.
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
                        // A response is written as a whole, so waiting for more data (Nagle) only delays it.
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
            tracing::warn!(
                connections = connections.len(),
                "connections closed before their responses were sent"
            );
            connections.shutdown().await;
        }
    }
}

/// Logs a panic of the service. Only its own connection is lost.
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

/// Settings that apply to a single connection.
struct Connection {
    times: Times,
    max_head: usize,
    address: Option<SocketAddr>,
}

/// Minimum buffer size in bytes that hyper accepts.
const LEAST_BUFFER: usize = 8_192;

impl Connection {
    /// Serves the requests of a connection, one after the other, until the connection is closed.
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
            let streamed = Streamed::default();
            let mut request = request.map(|body| Body::new(Arriving::new(body, times, streamed.clone())));
            request.extensions_mut().insert(streamed);
            if let Some(address) = address {
                request.extensions_mut().insert(ConnectInfo(address));
            }
            let service = service.clone();
            async move { Ok::<_, Infallible>(respond(service, request, busy).await) }
        });
        // `Watched` enforces the head timeout, since hyper's own one also applies to idle connections.
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
            tracing::debug!(reason, "connection closed");
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
