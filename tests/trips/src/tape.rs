//! The link between a test and a backend: the result that the backend is to return, and the request that it received.

use std::any::Any;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bindery_runtime::server::{Serve, not_implemented};
use bindery_runtime::{Action, BackendResult, server::RequestContext};
use bytes::Bytes;

use crate::contents;

type Anything = Box<dyn Any + Send>;

/// The next results and the last request of a backend.
#[derive(Clone, Default)]
pub struct Tape(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    variants: VecDeque<Anything>,
    request: Option<Anything>,
    /// Bytes of the contents of the request, or why they did not arrive.
    contents: Option<Result<Vec<Bytes>, String>>,
}

impl Tape {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the next result of the backend, and forgets its last request.
    pub(crate) fn give<A: Action>(&self, variant: BackendResult<A>) {
        self.give_all::<A>([variant]);
    }

    /// Sets the results of several calls.
    pub(crate) fn give_all<A: Action>(&self, variants: impl IntoIterator<Item = BackendResult<A>>) {
        let variants = variants.into_iter().map(|variant| Box::new(variant) as Anything).collect();
        *self.lock() = State { variants, ..State::default() };
    }

    /// Returns the last request of the backend, if it was one of this action.
    pub(crate) fn given<A: Action>(&self) -> Option<A> {
        self.lock().request.take()?.downcast().ok().map(|request| *request)
    }

    /// Returns the bytes of the contents of the last request.
    pub(crate) fn contents(&self) -> Result<Vec<Bytes>, String> {
        self.lock().contents.take().unwrap_or_else(|| Ok(Vec::new()))
    }

    /// Serves an action: records the request, and returns the result on the tape.
    pub fn serve<A: Action>(&self, request: A) -> impl Serve<A> + use<A> {
        let tape = self.clone();
        let variant = {
            let mut tape = self.lock();
            tape.request = Some(Box::new(request.clone()));
            tape.variants.pop_front().and_then(|variant| variant.downcast::<BackendResult<A>>().ok())
        };
        async move {
            let contents = contents::of_request(&request).await;
            tape.lock().contents = Some(contents);
            match variant {
                Some(variant) => *variant,
                None => not_implemented(request, RequestContext::default()).await,
            }
        }
    }
}
