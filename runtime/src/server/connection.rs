//! Timeouts of a connection: the client must finish sending a request that it has begun, must receive the response, and
//! must not keep an idle connection open.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use bytes::Bytes;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep_until};

use super::body::Late;
use super::serving::Times;

/// Deadline that registers a timer only when a task has to wait for it.
#[derive(Default)]
struct Timer {
    deadline: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Timer {
    /// Starts the timer unless it is running.
    fn start(&mut self, time: Duration) {
        if self.deadline.is_none() {
            self.restart(time);
        }
    }

    fn restart(&mut self, time: Duration) {
        self.deadline = Instant::now().checked_add(time);
    }

    fn stop(&mut self) {
        self.deadline = None;
    }

    fn is_running(&self) -> bool {
        self.deadline.is_some()
    }

    /// Whether the deadline has passed. If not, the task is woken when it passes.
    fn is_over(&mut self, context: &mut Context<'_>) -> bool {
        let Some(deadline) = self.deadline else { return false };
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if sleep.deadline() != deadline {
            sleep.as_mut().reset(deadline);
        }
        sleep.as_mut().poll(context).is_ready()
    }
}

/// Turn counter: even while the client may send a request, odd while the server has to respond.
#[derive(Clone, Debug, Default)]
pub(super) struct Turn(Arc<AtomicUsize>);

impl Turn {
    /// Begins the server's turn when a request has arrived.
    pub(super) fn begin(&self) -> Busy {
        self.0.fetch_add(1, Ordering::Relaxed);
        Busy(self.clone())
    }

    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }
}

/// The server's turn. Ends when the value is dropped.
#[derive(Debug)]
pub(super) struct Busy(Turn);

impl Busy {
    /// Wraps the body of a response so that the server's turn ends when the body has been sent or is dropped.
    pub(super) fn until_sent(self, body: Body) -> Body {
        Body::new(body.map_err(move |error| {
            let _ = &self;
            error
        }))
    }
}

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.0.fetch_add(1, Ordering::Relaxed);
    }
}

/// Connection that enforces the timeouts for heads, idleness and blocked writes.
pub(super) struct Watched<I> {
    io: I,
    times: Times,
    turn: Turn,
    /// Turn to which `head` applies.
    seen: usize,
    /// Whether the first bytes of the next head have arrived.
    begun: bool,
    /// Timer for the next head, or for idleness before it.
    head: Timer,
    /// Timer for a blocked write.
    unsent: Timer,
}

impl<I> Watched<I> {
    /// Wraps a new connection, on which a request head is expected.
    pub(super) fn new(io: I, turn: Turn, times: Times) -> Self {
        let mut head = Timer::default();
        head.start(times.head);
        let seen = turn.count();
        Self { io, times, turn, seen, begun: true, head, unsent: Timer::default() }
    }

    /// Reads the turn counter and resets the timers if it has changed. Returns whether it has.
    fn look(&mut self) -> bool {
        let turn = self.turn.count();
        let is_new = turn != self.seen;
        if is_new {
            self.head.stop();
            (self.seen, self.begun) = (turn, false);
            if !self.is_clients_turn() {
                // With pipelined requests, the next response gets a full timeout of its own.
                self.unsent.stop();
            }
        }
        is_new
    }

    fn is_clients_turn(&self) -> bool {
        self.seen.is_multiple_of(2)
    }

    /// Returns the result of a write, or an error if the write is blocked for longer than the timeout.
    fn written<T>(&mut self, context: &mut Context<'_>, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if result.is_pending() {
            self.look();
            self.unsent.start(self.times.response);
            if self.unsent.is_over(context) {
                return Poll::Ready(Err(late("the client did not receive the response in time")));
            }
        }
        result
    }
}

fn late(what: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::TimedOut, what)
}

impl<I: AsyncRead + Unpin> AsyncRead for Watched<I> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        this.look();
        let result = Pin::new(&mut this.io).poll_read(context, buffer);
        let awaited = this.is_clients_turn();
        if awaited && result.is_ready() && !this.begun {
            this.begun = true;
            this.head.restart(this.times.head);
        }
        // While a response is being sent, only the write timeout applies.
        if awaited && result.is_pending() && !this.unsent.is_running() {
            this.head.start(this.times.idle);
            if this.head.is_over(context) {
                let what = if this.begun { "the request head did not arrive in time" } else { "idle" };
                return Poll::Ready(Err(late(what)));
            }
        }
        result
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Watched<I> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write(context, bytes);
        self.written(context, result)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let result = Pin::new(&mut self.io).poll_write_vectored(context, slices);
        self.written(context, result)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_flush(context);
        if result.is_ready() {
            // Everything is sent. hyper may have polled the read side before that, when no timer was running yet.
            let has_begun = self.look() && self.is_clients_turn();
            if has_begun || self.unsent.is_running() {
                self.unsent.stop();
                context.waker().wake_by_ref();
            }
        }
        self.written(context, result)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let result = Pin::new(&mut self.io).poll_shutdown(context);
        self.written(context, result)
    }
}

/// Mark of a request whose body is passed on as a stream. The timeout for the whole body does not apply to it, because a
/// stream may take any time. A request extension; the router sets it.
#[derive(Clone, Debug, Default)]
pub(super) struct Streamed(Arc<AtomicBool>);

impl Streamed {
    /// Ends the timeout for the whole body.
    #[cfg(feature = "content")]
    pub(super) fn set(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Request body that enforces the timeouts for the whole body and for pauses in it.
pub(super) struct Arriving<B> {
    body: B,
    times: Times,
    streamed: Streamed,
    whole: Timer,
    pause: Timer,
}

impl<B> Arriving<B> {
    pub(super) fn new(body: B, times: Times, streamed: Streamed) -> Self {
        let mut whole = Timer::default();
        whole.start(times.body);
        Self { body, times, streamed, whole, pause: Timer::default() }
    }
}

impl<B: http_body::Body<Data = Bytes, Error: Into<BoxError>> + Unpin> http_body::Body for Arriving<B> {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let this = &mut *self;
        if this.streamed.is_set() {
            this.whole.stop();
        }
        match Pin::new(&mut this.body).poll_frame(context) {
            Poll::Ready(frame) => {
                this.pause.stop();
                // A body that arrives in small pieces is never pending for long, so the total time is checked here too.
                let late = frame.is_some() && this.whole.is_over(context);
                Poll::Ready(if late {
                    Some(Err(Late.into()))
                } else {
                    frame.map(|frame| frame.map_err(Into::into))
                })
            }
            Poll::Pending => {
                this.pause.start(this.times.stall);
                if this.pause.is_over(context) || this.whole.is_over(context) {
                    return Poll::Ready(Some(Err(Late.into())));
                }
                Poll::Pending
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
