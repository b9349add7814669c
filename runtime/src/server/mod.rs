//! The server side: a backend does the work, a router speaks the vendor's wire format.
//!
//! A backend implements the generated traits; what it leaves out answers "not implemented" in the API's own form. The
//! [`Router`] reads parameters from query, form, multipart and JSON bodies, holds the documents' limits against them,
//! checks log-ins, keys and signatures, and writes answers and failures in their documented shapes.

mod any_case;
mod base_path;
mod body;
mod connection;
mod handler;
pub(crate) mod incoming;
pub(crate) mod keys;
mod multipart;
pub(crate) mod reply;
mod route;
mod router;
mod serving;

pub use crate::scheme::{CheckIssued, CheckKey, CheckLogin, Logins};
#[cfg(feature = "authorization")]
pub(crate) use body::{Uncollected, collect};
pub use route::Route;
pub use router::{Router, RouterError};
pub use serving::{Serving, serve};

pub use crate::Outcome;
use crate::{Action, Api, ErrorCode, Failure};

/// What a backend has to be to serve requests from many threads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can be no backend",
    label = "not fit to be shared by all requests",
    note = "a backend is `Send + Sync + 'static`; what it changes stands behind a lock"
)]
pub trait Backend: Send + Sync + 'static {}

impl<B: Send + Sync + 'static> Backend for B {}

/// What is known of a request beyond its parameters.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Context {
    /// The user of the log-in that was checked, or the caller whose key was looked up; none where the action needs
    /// neither, and where there is only one key.
    pub login: Option<String>,
    /// The token that a guest sent in place of a header that is issued to users.
    pub guest: Option<crate::Secret>,
    /// The request's headers.
    pub headers: http::HeaderMap,
    /// What tower layers have left for the backend; with OAuth also the `oauth2::Grant` of the token, or what was
    /// `oauth1::Verified`.
    pub extensions: http::Extensions,
}

/// What serves an action: a future of its [`Outcome`], fit for any thread. Generated traits say it this way so that a
/// method is one line; an override may be an `async fn`.
///
/// ```
/// use bindery_runtime::{Action, Serve};
///
/// fn logged<A: Action>(served: impl Serve<A>) -> impl Serve<A> {
///     async {
///         let outcome = served.await;
///         println!("{}: {}", A::INFO.name, if outcome.is_ok() { "done" } else { "failed" });
///         outcome
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not serve this action",
    label = "not a future of `Outcome` that any thread may carry on",
    note = "a backend's method may be an `async fn` that gives `Outcome<…>`; what it holds over an `.await` has to be `Send`"
)]
pub trait Serve<A: Action>: Future<Output = Outcome<A>> + Send {}

impl<A: Action, F: Future<Output = Outcome<A>> + Send> Serve<A> for F {}

/// What a backend answers for an action that it does not have.
pub fn not_implemented<A: Action>(_request: A, _context: Context) -> impl Serve<A> {
    let info = A::INFO;
    let failure = Failure {
        code: <A::Api as Api>::Code::from_name(<A::Api as Api>::INFO.refusals.not_implemented),
        message: Some(format!("{}/{} is not implemented", info.module, info.name)),
        details: None,
    };
    std::future::ready(Err(failure))
}

/// The routes of a module: each action with the backend's method that serves it. `B: Trait` names the trait that the methods
/// are of, so that no other trait's method can be meant; without it they are the backend's own.
#[macro_export]
macro_rules! routes {
    ($backend:ident: $trait:ident; $($action:ident => $method:ident,)*) => {
        ::std::vec![$($crate::server::Route::new(|backend: &$backend, request: $action, context| {
            ::std::boxed::Box::pin(<$backend as $trait>::$method(backend, request, context))
        }),)*]
    };
    ($backend:ident; $($action:ident => $method:ident,)*) => {
        ::std::vec![$($crate::server::Route::new(|backend: &$backend, request: $action, context| {
            ::std::boxed::Box::pin($backend::$method(backend, request, context))
        }),)*]
    };
}
