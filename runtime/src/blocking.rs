//! Blocking client, for code that is not async. Wraps the async client and a small runtime of its own.

use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::client::walk::Walk;
use crate::client::{BuildError, Http, Transport, Wait};
use crate::{
    Action, Api, CallResult, Code, Completes, Error, Fault, IssuedHeader, Issues, Paged, Response as _,
    Secret, SetupError, WithHead,
};

/// Caller of an API's actions without async: a client or a test double.
pub trait Caller: Send + Sync {
    /// API whose actions are called.
    type Api: Api;

    /// Calls an action and waits for the response.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`]. Default: [`Error::NotImplemented`].
    fn call<A: Action<Api = Self::Api>>(&self, _request: A) -> CallResult<A> {
        Err(Error::NotImplemented(A::INFO))
    }

    /// Calls an action and returns its response with the status and all headers.
    ///
    /// # Errors
    /// Every way in which a call can fail; see [`Error`]. Default: calls [`Caller::call`] and adds the head with which a
    /// server would send the response.
    fn call_with_head<A: Action<Api = Self::Api>>(
        &self,
        request: A,
    ) -> Result<WithHead<A::Response>, Error<Code<A>>> {
        self.call(request).map(|value| WithHead::new(value.head(A::INFO), value))
    }

    /// Returns the pages of a list, each requested when it is taken; otherwise the same as the async
    /// [`Caller::pages`](crate::Caller::pages).
    fn pages<A: Paged<Api = Self::Api>>(&self, request: A) -> impl Iterator<Item = CallResult<A>> {
        let mut walk = Walk::new(request);
        std::iter::from_fn(move || {
            loop {
                let request = match walk.request()? {
                    Ok(request) => request,
                    Err(error) => return Some(Err(error)),
                };
                if let Some(page) = walk.take(self.call_with_head(request)) {
                    return Some(page);
                }
            }
        })
    }

    /// Returns the records of a list, page after page.
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

    /// Starts an operation and polls it until it ends, when the wait is [run](Wait::run); otherwise the same as the
    /// async [`Caller::wait`](crate::Caller::wait).
    fn wait<A: Completes<Api = Self::Api>>(&self, request: A) -> Wait<'_, Self, A> {
        Wait::new(self, request)
    }
}

/// Client that blocks until the response has arrived. Cheap to clone.
///
/// Created from an async client: `blocking::Client::new(Client::builder().login(…).build()?)?`.
pub struct Client<P, T = Http> {
    inner: crate::Client<P, T>,
    runtime: Arc<Own>,
}

/// Runtime that may be dropped anywhere. Tokio's own runtime panics when it is dropped in async code.
#[derive(Debug)]
pub(crate) struct Own(Option<Runtime>);

impl Own {
    pub(crate) fn new() -> std::io::Result<Arc<Self>> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(Arc::new(Self(Some(runtime))))
    }

    pub(crate) fn get(&self) -> &Runtime {
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
    /// Creates a client that makes the calls of `inner` and waits for them.
    ///
    /// # Errors
    /// When the operating system has no resources for the runtime.
    pub fn new(inner: crate::Client<P, T>) -> Result<Self, BuildError> {
        let runtime = Own::new().map_err(|error| BuildError::Http(error.into()))?;
        #[cfg(feature = "content")]
        let inner = inner.on(Arc::clone(&runtime));
        Ok(Self { inner, runtime })
    }
}

impl<P: Api, T> Client<P, T> {
    /// Returns a client that acts for the user of this login response; see the async
    /// [`Client::logged_in`](crate::Client::logged_in).
    ///
    /// # Errors
    /// When the login response issues no header, or one that a client may not send.
    pub fn logged_in<I: Issues<Api = P>>(&self, response: &I) -> Result<Self, Fault> {
        Ok(Self { inner: self.inner.logged_in(response)?, runtime: Arc::clone(&self.runtime) })
    }

    /// Returns a client that acts for a guest; see the async [`Client::guest`](crate::Client::guest).
    ///
    /// # Errors
    /// When the scheme has no guests, or the token is empty or not valid in a header.
    pub fn guest(&self, issued: IssuedHeader<P>, token: impl Into<Secret>) -> Result<Self, Fault> {
        Ok(Self { inner: self.inner.guest(issued, token)?, runtime: Arc::clone(&self.runtime) })
    }

    /// Returns a client without a user or guest, as before the login.
    pub fn logged_out(&self) -> Self {
        Self { inner: self.inner.logged_out(), runtime: Arc::clone(&self.runtime) }
    }
}

impl<P: Api, T: Transport> Caller for Client<P, T> {
    type Api = P;

    fn call<A: Action<Api = P>>(&self, request: A) -> CallResult<A> {
        self.call_with_head(request).map(|response| response.value)
    }

    fn call_with_head<A: Action<Api = P>>(
        &self,
        request: A,
    ) -> Result<WithHead<A::Response>, Error<Code<A>>> {
        if tokio::runtime::Handle::try_current().is_ok() {
            // Blocking here would stop the runtime that must do the work.
            let missing = "the blocking client cannot be used in async code; use the async client".to_owned();
            return Err(Error::Setup(Box::new(SetupError { action: A::INFO, missing })));
        }
        self.runtime.get().block_on(crate::Caller::call_with_head(&self.inner, request))
    }
}
