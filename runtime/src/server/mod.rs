//! The server side: a backend implements the actions, a router handles the vendor's wire format.
//!
//! A backend implements the generated traits; a method that it leaves out returns the API's "not implemented" error.
//! The [`Router`] reads parameters from query, form, multipart and JSON bodies, enforces the documented limits, checks
//! logins, keys and signatures, and writes responses and error responses in their documented formats.

mod base_path;
mod body;
mod case_insensitive;
mod connection;
mod guards;
mod handler;
pub(crate) mod incoming;
pub(crate) mod keys;
mod matching;
mod multipart;
mod nonces;
mod places;
pub(crate) mod reply;
mod reply_headers;
mod route;
mod router;
mod serving;
#[cfg(feature = "content")]
mod streaming;

pub use crate::scheme::{CheckIssued, CheckKey, CheckLogin, FindSecrets, Logins, Verify};
#[cfg(feature = "authorization")]
pub(crate) use body::{Uncollected, collect};
pub use nonces::{CheckNonce, GrowingNonces, ReceivedNonce};
pub(crate) use places::cookies;
pub use reply_headers::ReplyHeaders;
pub use route::Route;
pub use router::{Router, RouterError};
pub use serving::{Serving, serve};

pub use crate::BackendResult;
use crate::{Action, Api, ErrorCode, Failure};

/// A backend that can serve requests on many threads at once. Implemented for every `Send + Sync + 'static` type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a backend",
    label = "cannot be shared by concurrent requests",
    note = "a backend must be `Send + Sync + 'static`; keep mutable state behind a lock"
)]
pub trait Backend: Send + Sync + 'static {}

impl<B: Send + Sync + 'static> Backend for B {}

/// Request data beyond the parameters: the caller, the headers and the extensions.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct RequestContext {
    /// Name of the authenticated caller: the user of the login, or the caller to whom a looked-up key, a token or an
    /// issued header belongs. `None` if the action needs no authentication, or if the router has a single fixed key.
    pub login: Option<String>,
    /// Token that a guest sent instead of a header that is issued to users.
    pub guest: Option<crate::Secret>,
    /// Headers of the HTTP request, as received.
    pub headers: http::HeaderMap,
    /// Headers that the backend adds to the response; clones share them.
    pub reply: ReplyHeaders,
    /// Request extensions that tower layers set. With OAuth also the `oauth2::Grant` of a bearer token, or the
    /// `oauth1::Verified` of a signed request.
    pub extensions: http::Extensions,
}

/// Future that serves an action: a `Send` future of the action's [`BackendResult`]. Generated traits use it as the
/// return type, so that a method declaration is one line; an implementation may be an `async fn`.
///
/// ```
/// use bindery_runtime::{Action, Serve};
///
/// fn logged<A: Action>(served: impl Serve<A>) -> impl Serve<A> {
///     async {
///         let result = served.await;
///         println!("{}: {}", A::INFO.name, if result.is_ok() { "done" } else { "failed" });
///         result
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not serve this action",
    label = "not a `Send` future of this action's `BackendResult`",
    note = "a backend's method may be an `async fn` that returns `BackendResult<…>`; what it holds across an `.await` must be `Send`"
)]
pub trait Serve<A: Action>: Future<Output = BackendResult<A>> + Send {}

impl<A: Action, F: Future<Output = BackendResult<A>> + Send> Serve<A> for F {}

/// Returns the API's "not implemented" error: the default of every action that a backend does not implement.
pub fn not_implemented<A: Action>(_request: A, _context: RequestContext) -> impl Serve<A> {
    let info = A::INFO;
    let failure = Failure {
        code: <A::Api as Api>::Code::from_name(<A::Api as Api>::INFO.rejections.not_implemented),
        message: Some(format!("{}/{} is not implemented", info.module, info.name)),
        ..Failure::default()
    };
    std::future::ready(Err(failure))
}

/// Builds the routes of a module: each action with the backend's method that serves it. `B: Trait` names the trait of
/// the methods, so that a method of another trait with the same name is never called; without it, the methods are
/// inherent methods of `B`.
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
