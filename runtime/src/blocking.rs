//! The client for code that is not async. It stands on the async one and a small runtime of its own.

use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::client::pages::Pages;
use crate::client::{BuildError, Http, Transport};
use crate::{Action, Answer, Api, Code, Error, Fault, Issued, Issues, Paged, Secret, SetupError};

/// Whatever can carry out the actions of an API without async: a client, or a test double.
pub trait Caller: Send + Sync {
    /// The API.
    type Api: Api;

    /// Carries out an action.
    ///
    /// # Errors
    /// See [`Error`].
    fn call<A: Action<Api = Self::Api>>(&self, _request: A) -> Answer<A> {
        Err(Error::NotImplemented(A::INFO))
    }

    /// The pages of a list, each asked for when it is taken; otherwise as in the async client's
    /// [`Caller::pages`](crate::Caller::pages).
    fn pages<A: Paged<Api = Self::Api>>(&self, request: A) -> impl Iterator<Item = Answer<A>> {
        let mut pages = Pages::new(request);
        std::iter::from_fn(move || {
            let request = pages.request()?;
            pages.take(self.call(request))
        })
    }

    /// The records of a list, page after page.
    fn records<A: Paged<Api = Self::Api>>(
        &self,
        request: A,
    ) -> impl Iterator<Item = Result<A::Record, Error<Code<A>>>> {
        self.pages(request).flat_map(|page| {
            let (records, failed) = match page {
                Ok(page) => (A::into_records(page), None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            records.into_iter().map(Ok).chain(failed)
        })
    }
}

/// A client that blocks until the answer is there. Cheap to clone.
///
/// Made from an async one: `blocking::Client::new(Client::builder().login(…).build()?)?`.
pub struct Client<P, T = Http> {
    inner: crate::Client<P, T>,
    runtime: Arc<Own>,
}

/// A runtime that may be dropped anywhere. Tokio's own panics when that happens in async code.
struct Own(Option<Runtime>);

impl Own {
    fn get(&self) -> &Runtime {
        self.0.as_ref().expect("only `drop` takes it")
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl<P, T> Clone for Client<P, T> {
    fn clone(&self) -> Self {
        Self { inner: self.inner.clone(), runtime: Arc::clone(&self.runtime) }
    }
}

impl<P: Api, T> std::fmt::Debug for Client<P, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.inner.fmt(f)
    }
}

impl<P: Api, T: Transport> Client<P, T> {
    /// The client that does what `inner` does, and waits for it.
    ///
    /// # Errors
    /// When the operating system gives no resources for it.
    pub fn new(inner: crate::Client<P, T>) -> Result<Self, BuildError> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| BuildError::Http(error.into()))?;
        Ok(Self { inner, runtime: Arc::new(Own(Some(runtime))) })
    }
}

impl<P: Api, T> Client<P, T> {
    /// A client that acts for the user whose log-in was answered like this; see the async
    /// [`Client::logged_in`](crate::Client::logged_in).
    ///
    /// # Errors
    /// When the answer issues no header.
    pub fn logged_in<I: Issues<Api = P>>(&self, answer: &I) -> Result<Self, Fault> {
        Ok(Self { inner: self.inner.logged_in(answer)?, runtime: Arc::clone(&self.runtime) })
    }

    /// A client that acts for a guest; see the async [`Client::guest`](crate::Client::guest).
    ///
    /// # Errors
    /// When the scheme knows no guests, or the token is empty or does not fit into a header.
    pub fn guest(&self, issued: Issued<P>, token: impl Into<Secret>) -> Result<Self, Fault> {
        Ok(Self { inner: self.inner.guest(issued, token)?, runtime: Arc::clone(&self.runtime) })
    }

    /// A client that acts for nobody, as before the log-in.
    pub fn logged_out(&self) -> Self {
        Self { inner: self.inner.logged_out(), runtime: Arc::clone(&self.runtime) }
    }
}

impl<P: Api, T: Transport> Caller for Client<P, T> {
    type Api = P;

    fn call<A: Action<Api = P>>(&self, request: A) -> Answer<A> {
        if tokio::runtime::Handle::try_current().is_ok() {
            // Waiting here would stop the runtime that is to do the work.
            let missing = "the blocking client is of no use inside async code; use the async one".to_owned();
            return Err(Error::Setup(Box::new(SetupError { action: A::INFO, missing })));
        }
        self.runtime.get().block_on(crate::Caller::call(&self.inner, request))
    }
}
