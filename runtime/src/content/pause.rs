//! Time between two pieces of a stream.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep, sleep};

/// Timer of the silence between two pieces. It has no cost while pieces arrive.
#[derive(Debug, Default)]
pub(crate) struct Pause {
    timer: Option<Pin<Box<Sleep>>>,
    is_waiting: bool,
}

impl Pause {
    /// Ends the silence: a piece arrived.
    pub(crate) fn end(&mut self) {
        self.is_waiting = false;
    }

    /// Waits until the silence has lasted this long, counted from the first call after a piece.
    pub(crate) fn poll(&mut self, longest: Duration, context: &mut Context<'_>) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep(longest)));
        if !std::mem::replace(&mut self.is_waiting, true)
            && let Some(end) = Instant::now().checked_add(longest)
        {
            timer.as_mut().reset(end);
        }
        timer.as_mut().poll(context)
    }
}
