//! What stands between a test and a backend: the outcome that the backend is to give, and the request that it was given.

use std::any::Any;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bindery_runtime::server::{Serve, not_implemented};
use bindery_runtime::{Action, Outcome, server::Context};

type Anything = Option<Box<dyn Any + Send>>;

/// The next outcome and the last request of a backend.
#[derive(Clone, Default)]
pub struct Tape(Arc<Mutex<(Anything, Anything)>>);

impl Tape {
    fn lock(&self) -> MutexGuard<'_, (Anything, Anything)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the backend is to give next. What it was given before is forgotten.
    pub(crate) fn give<A: Action>(&self, outcome: Outcome<A>) {
        *self.lock() = (Some(Box::new(outcome)), None);
    }

    /// What the backend was given, if it was a request of this action.
    pub(crate) fn given<A: Action>(&self) -> Option<A> {
        self.lock().1.take()?.downcast().ok().map(|request| *request)
    }

    /// Serves an action: takes the request down, and gives what is on the tape.
    pub fn serve<A: Action>(&self, request: A) -> impl Serve<A> + use<A> {
        let outcome = {
            let mut tape = self.lock();
            tape.1 = Some(Box::new(request.clone()));
            tape.0.take().and_then(|outcome| outcome.downcast::<Outcome<A>>().ok())
        };
        async move {
            match outcome {
                Some(outcome) => *outcome,
                None => not_implemented(request, Context::default()).await,
            }
        }
    }
}
