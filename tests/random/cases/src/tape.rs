//! What stands between a test and a backend: the outcome that the backend is to give, and the request that it was given.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bindery_runtime::server::{Serve, not_implemented};
use bindery_runtime::{Action, Outcome, server::Context};

type Anything = Box<dyn Any + Send>;

/// The next outcomes and the last request of a backend.
#[derive(Clone, Default)]
pub struct Tape(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    outcomes: VecDeque<Anything>,
    request: Option<Anything>,
}

impl Tape {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the backend is to give next. What it was given before is forgotten.
    pub(crate) fn give<A: Action>(&self, outcome: Outcome<A>) {
        self.give_all::<A>([outcome]);
    }

    /// The same for several calls.
    pub(crate) fn give_all<A: Action>(&self, outcomes: impl IntoIterator<Item = Outcome<A>>) {
        let outcomes = outcomes.into_iter().map(|outcome| Box::new(outcome) as Anything).collect();
        *self.lock() = State { outcomes, request: None };
    }

    /// What the backend was given, if it was a request of this action.
    pub(crate) fn given<A: Action>(&self) -> Option<A> {
        self.lock().request.take()?.downcast().ok().map(|request| *request)
    }

    /// Serves an action: takes the request down, and gives what is on the tape.
    pub fn serve<A: Action>(&self, request: A) -> impl Serve<A> + use<A> {
        let outcome = {
            let mut tape = self.lock();
            tape.request = Some(Box::new(request.clone()));
            tape.outcomes.pop_front().and_then(|outcome| outcome.downcast::<Outcome<A>>().ok())
        };
        async move {
            match outcome {
                Some(outcome) => *outcome,
                None => not_implemented(request, Context::default()).await,
            }
        }
    }
}
