//! Waiting for the end of an operation: the calls that start and poll it, and the pauses between them.

use std::fmt;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::time::Duration;

use tokio::time::Instant;

use super::polling::{Polling, polling};
use super::{Caller, retry_after};
use crate::metadata::OperationState;
use crate::{Action, Code, Completes, DecodeError, Error, ErrorCode, Fault, Response as _, WithHead};

/// Time limit of a wait.
const LIMIT: Duration = Duration::from_secs(600);

/// Pause before the operation is polled for the first time.
const FIRST_PAUSE: Duration = Duration::from_secs(1);

/// Longest pause that the server did not ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Success value of the action that polls an operation.
pub type Polled<A> = <<A as Completes>::Poll as Action>::Response;

/// Result of a wait: the polling action's response that completes the operation, or why there is none.
pub type WaitResult<A> = Result<Polled<A>, WaitError<Polled<A>, Code<A>>>;

/// Error of a wait. `R` is the response of the polling action, `E` the error enum of the API.
#[derive(Debug)]
#[non_exhaustive]
pub enum WaitError<R, E> {
    /// The operation has failed, as this response says.
    Failed(Box<R>),
    /// The operation goes on after the time limit.
    TooLate {
        /// Time limit of the wait.
        limit: Duration,
        /// Last response; `None` if the operation was not polled yet.
        last: Option<Box<R>>,
    },
    /// A call failed, the start or a poll.
    Call(Error<E>),
}

impl<R, E> WaitError<R, E> {
    /// Returns the error of the call that failed, if one did.
    pub fn call(&self) -> Option<&Error<E>> {
        match self {
            WaitError::Call(error) => Some(error),
            WaitError::Failed(_) | WaitError::TooLate { .. } => None,
        }
    }
}

impl<R, E> From<Error<E>> for WaitError<R, E> {
    fn from(error: Error<E>) -> Self {
        WaitError::Call(error)
    }
}

impl<R, E: ErrorCode> fmt::Display for WaitError<R, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WaitError::Failed(_) => f.write_str("the operation has failed"),
            WaitError::TooLate { limit, .. } => write!(f, "the operation has not ended within {limit:?}"),
            WaitError::Call(error) => error.fmt(f),
        }
    }
}

impl<R: fmt::Debug, E: ErrorCode> std::error::Error for WaitError<R, E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.call()?.source()
    }
}

/// Pauses between the polls of an operation: as long as the server asks, else growing.
#[derive(Clone, Copy, Debug)]
pub struct PollPauses {
    next: Duration,
    longest: Duration,
}

impl Default for PollPauses {
    /// Begins with one second; each pause is half as long again as the one before, up to 30 seconds.
    fn default() -> Self {
        Self { next: FIRST_PAUSE, longest: LONGEST_PAUSE }
    }
}

impl PollPauses {
    /// Returns the next pause. `asked` is the wait that the last response asks for; zero is no wait.
    pub fn next(&mut self, asked: Option<Duration>) -> Duration {
        if let Some(asked) = asked.filter(|asked| !asked.is_zero()) {
            return asked;
        }
        let pause = self.next.min(self.longest);
        self.next = pause + pause / 2;
        pause
    }
}

/// Wait for the end of an operation: await it, or [`run`](Self::run) it with a blocking client. Nothing is sent before.
/// Dropping the future stops it.
///
/// ```
/// use std::time::Duration;
///
/// use bindery_runtime::client::WaitResult;
/// use bindery_runtime::{Caller, Completes};
///
/// async fn run<C: Caller, A: Completes<Api = C::Api>>(client: &C, request: A) -> WaitResult<A> {
///     client.wait(request).limit(Duration::from_secs(60)).interval(Duration::from_millis(200)).await
/// }
/// ```
#[must_use = "nothing is sent before the wait is awaited or run"]
pub struct Wait<'c, C: ?Sized, A: Completes> {
    caller: &'c C,
    request: A,
    started: Option<A::Response>,
    limit: Duration,
    pauses: PollPauses,
}

impl<C: ?Sized, A: Completes> fmt::Debug for Wait<'_, C, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("action", &A::INFO.name)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

impl<'c, C: ?Sized, A: Completes> Wait<'c, C, A> {
    pub(crate) fn new(caller: &'c C, request: A) -> Self {
        Self { caller, request, started: None, limit: LIMIT, pauses: PollPauses::default() }
    }

    /// Sets the time limit, with the call that starts the operation. Default: 10 minutes. No call and no pause begins
    /// after it; a call under way is finished.
    pub fn limit(mut self, limit: Duration) -> Self {
        self.limit = limit;
        self
    }

    /// Sets the pause before the first poll. Each further one is half as long again, unless the server asks for another
    /// (`Retry-After`). Default: 1 second.
    pub fn interval(mut self, first: Duration) -> Self {
        self.pauses.next = first;
        self
    }

    /// Sets the longest pause that the server did not ask for. Default: 30 seconds.
    pub fn longest_interval(mut self, longest: Duration) -> Self {
        self.pauses.longest = longest;
        self
    }

    /// Continues with an operation that was started before, by this response of the same request. It is polled at once.
    pub fn resume(mut self, started: A::Response) -> Self {
        self.started = Some(started);
        self
    }
}

impl<'c, C, A> IntoFuture for Wait<'c, C, A>
where
    C: Caller<Api = A::Api> + ?Sized,
    A: Completes,
{
    type Output = WaitResult<A>;
    type IntoFuture = Pin<Box<dyn Future<Output = WaitResult<A>> + Send + 'c>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let mut watch = Watch::new(self.limit, self.pauses);
            let started = match self.started {
                Some(started) => watch.resumed::<A>(started),
                None => self.caller.call_with_head(self.request.clone()).await?,
            };
            let poll = match watch.start(&self.request, started) {
                ControlFlow::Continue(poll) => poll,
                ControlFlow::Break(result) => return result,
            };
            loop {
                tokio::time::sleep(watch.pause()?).await;
                let response = self.caller.call_with_head(poll.clone()).await?;
                if let ControlFlow::Break(result) = watch.take::<A>(response) {
                    return result;
                }
            }
        })
    }
}

#[cfg(feature = "blocking")]
impl<C, A> Wait<'_, C, A>
where
    C: crate::blocking::Caller<Api = A::Api> + ?Sized,
    A: Completes,
{
    /// Starts and polls the operation with a blocking client, until it ends.
    ///
    /// # Errors
    /// When the operation fails, a call fails, or the operation goes on after the time limit.
    pub fn run(self) -> WaitResult<A> {
        let mut watch = Watch::new(self.limit, self.pauses);
        let started = match self.started {
            Some(started) => watch.resumed::<A>(started),
            None => self.caller.call_with_head(self.request.clone())?,
        };
        let poll = match watch.start(&self.request, started) {
            ControlFlow::Continue(poll) => poll,
            ControlFlow::Break(result) => return result,
        };
        loop {
            std::thread::sleep(watch.pause()?);
            let response = self.caller.call_with_head(poll.clone())?;
            if let ControlFlow::Break(result) = watch.take::<A>(response) {
                return result;
            }
        }
    }
}

/// State of a wait, without the calls themselves: when the next poll is due, and when there is none.
struct Watch<R> {
    limit: Duration,
    /// End of the wait; `None` if it is too far away for the clock.
    end: Option<Instant>,
    pauses: PollPauses,
    /// Wait that the last response asks for.
    asked: Option<Duration>,
    /// Whether the operation is polled without a pause.
    at_once: bool,
    last: Option<Box<R>>,
}

impl<R> Watch<R> {
    fn new(limit: Duration, pauses: PollPauses) -> Self {
        let end = Instant::now().checked_add(limit);
        Self { limit, end, pauses, asked: None, at_once: false, last: None }
    }

    /// Takes up an operation that was started before.
    fn resumed<A: Completes>(&mut self, started: A::Response) -> WithHead<A::Response> {
        self.at_once = true;
        WithHead::new(started.head(A::INFO), started)
    }

    /// Takes the response of the start. Returns the request that polls the operation, unless it has ended.
    fn start<A: Completes>(
        &mut self,
        request: &A,
        started: WithHead<A::Response>,
    ) -> ControlFlow<WaitResult<A>, Polling<A::Poll>>
    where
        A::Poll: Action<Response = R>,
    {
        let WithHead { status, headers, value: started } = started;
        let poll = polling(request, &started);
        self.asked = retry_after(&headers);
        if let Ok(response) = A::polled(started) {
            self.judge::<A>(response)?;
        }
        match poll {
            Ok(poll) => ControlFlow::Continue(poll),
            Err(fault) => {
                let fault = Fault::limit(format!("the operation cannot be polled: {fault}"));
                let error = DecodeError { action: A::INFO, status, headers, fault, body: Default::default() };
                ControlFlow::Break(Err(WaitError::Call(Error::Decode(Box::new(error)))))
            }
        }
    }

    /// Takes a response of the polling action.
    fn take<A: Completes>(&mut self, response: WithHead<R>) -> ControlFlow<WaitResult<A>>
    where
        A::Poll: Action<Response = R>,
    {
        self.asked = retry_after(&response.headers);
        self.judge::<A>(response.value)
    }

    /// Ends the wait if a response ends the operation; keeps it otherwise.
    fn judge<A: Completes>(&mut self, response: R) -> ControlFlow<WaitResult<A>>
    where
        A::Poll: Action<Response = R>,
    {
        match A::state(&response) {
            OperationState::Done => ControlFlow::Break(Ok(response)),
            OperationState::Failed => ControlFlow::Break(Err(WaitError::Failed(Box::new(response)))),
            OperationState::Running => {
                self.last = Some(Box::new(response));
                ControlFlow::Continue(())
            }
        }
    }

    /// Returns the pause before the next poll. The last poll is at the end of the time limit, unless the server asks
    /// for a longer wait.
    fn pause<E>(&mut self) -> Result<Duration, WaitError<R, E>> {
        if std::mem::take(&mut self.at_once) {
            return Ok(Duration::ZERO);
        }
        let asked = self.asked.take();
        let pause = self.pauses.next(asked);
        let Some(end) = self.end else { return Ok(pause) };
        let left = end.saturating_duration_since(Instant::now());
        if left.is_zero() || (pause > left && asked == Some(pause)) {
            return Err(WaitError::TooLate { limit: self.limit, last: self.last.take() });
        }
        Ok(pause.min(left))
    }
}
