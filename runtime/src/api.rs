//! APIs, actions, and the metadata of an API as generated code declares it.
//!
//! Metadata is declared with constant builders, never with struct literals, so code that was generated before a field
//! was added still compiles.

use crate::error::Error;
use crate::metadata::metadata_struct;
use crate::wire::Record;
use crate::{ActionInfo, AuthScheme, ErrorCode, Failure, Response};

/// API as a type: the error enum and the metadata that its actions share.
///
/// ```
/// use bindery_runtime::Api;
///
/// /// Addresses that a firewall must allow.
/// fn addresses<P: Api>() -> impl Iterator<Item = &'static str> {
///     P::INFO.servers.iter().filter_map(|server| server.url)
/// }
/// ```
pub trait Api: Send + Sync + 'static {
    /// Error enum of the API.
    type Code: ErrorCode;
    /// Metadata of the API: servers, authentication schemes, error formats and rejections.
    const INFO: &'static ApiInfo;
    /// Whether a server matches paths case-insensitively and reads a doubled slash as a single one.
    const CASE_INSENSITIVE_PATHS: bool = false;
}

metadata_struct! {
    /// Metadata of an API: servers, authentication schemes, error formats and rejections.
    pub struct ApiInfo {
        /// Creates metadata with only the names of the API set.
        new {
            /// Short name of the API.
            id: &'static str,
            /// Name of the API in the vendor's docs.
            title: &'static str,
        }
        values {
            /// Servers of the API; the first is the default.
            servers: &'static [Server] = &[],
            /// Authentication schemes that actions refer to by name.
            auth: &'static [AuthScheme] = &[],
            /// Error formats, in the order in which a client tries them.
            error_formats: &'static [ErrorFormat] = &[],
            /// Name of the error format that a server uses unless an action names another.
            error_format: &'static str = "",
            /// Errors that a server uses for its own rejections.
            rejections: Rejections = Rejections::new(""),
        }
    }
}

metadata_struct! {
    /// Server of an API, with its base address.
    pub struct Server {
        /// Creates a server without a base address: every deployment has its own.
        new {
            /// Name by which actions refer to the server.
            name: &'static str,
        }
        options {
            /// Base address. Default: none, because every deployment has its own.
            url: &'static str,
        }
    }
}

metadata_struct! {
    /// Error format: the body layout in which errors arrive.
    pub struct ErrorFormat {
        /// Creates an error format with the HTTP status that a server sends, unless the error has its own.
        new {
            /// Name by which actions refer to the format.
            name: &'static str,
            /// HTTP status that a server sends, unless the error has its own.
            status: u16,
        }
        values {
            /// Error signals: a response that matches any of them is an error response in this format.
            when: &'static [ErrorSignal] = &[],
            /// Layout of the body, a JSON text in which strings such as `$code` stand for the parts of an error.
            body: &'static str = "{}",
        }
        options {
            /// Media type of the body. Default: `application/json`.
            media: &'static str,
            /// Path of keys to the details where their type is documented; empty for the whole body.
            details: &'static str,
        }
    }
}

/// Error signal: what marks a response as an error. Paths are keys joined by dots; in a list, a number is the position of
/// an item. Constants are JSON texts of scalars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorSignal {
    /// The value at this path is present and not null.
    Has(&'static str),
    /// The value at this path is this constant.
    Is(&'static str, &'static str),
    /// The value at this path is not this constant: it is another one, null, or missing in an object that is present.
    /// Counts only for actions whose errors use this format, because responses of other actions need not have the value
    /// at all.
    IsNot(&'static str, &'static str),
    /// The value at this path is an empty string, list or object, null, or missing in an object that is present. Counts
    /// like [`ErrorSignal::IsNot`].
    Empty(&'static str),
    /// The value at this path is present, and neither null nor empty.
    Filled(&'static str),
    /// The header is present.
    Header(&'static str),
    /// The header has this value.
    HeaderIs(&'static str, &'static str),
    /// The HTTP status is in this range, both ends included. Proxies may send the same status, so a response with only
    /// this signal must also have a readable code or message, or its status must be documented for an error.
    Status(u16, u16),
    /// All of these hold.
    All(&'static [ErrorSignal]),
}

metadata_struct! {
    /// Errors, by name, that a server sends when it rejects a request or its backend fails.
    pub struct Rejections {
        /// Uses this error for every case that has no error of its own.
        new {
            /// Error for a failed backend.
            internal: &'static str,
        }
        values {
            /// Error for a missing required parameter.
            missing: &'static str = internal,
            /// Error for a value that cannot be read or breaks a limit.
            invalid: &'static str = internal,
            /// Error for a rejected login.
            unauthenticated: &'static str = internal,
            /// Error for an unknown path or method.
            not_found: &'static str = internal,
            /// Error for an action that the backend does not implement.
            not_implemented: &'static str = internal,
        }
    }
}

/// Documented operation of an API. The implementing type is the request.
///
/// ```
/// use bindery_runtime::Action;
///
/// /// Name of an action for a log.
/// fn title<A: Action>() -> String {
///     format!("{}/{}", A::INFO.module, A::INFO.name)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request of an API",
    label = "not a request",
    note = "the requests of an API are the structs of its generated modules, one for each action"
)]
pub trait Action: Record + Clone + Send + Sync + 'static {
    /// API that the action belongs to.
    type Api: Api;
    /// Success value of the response.
    type Response: Response;
    /// Metadata of the action: path, methods, authentication, effect and error formats.
    const INFO: &'static ActionInfo;

    /// Returns the link that the request follows in place of its own path and query.
    #[doc(hidden)]
    fn link(&self) -> Option<&str> {
        None
    }

    /// Returns the path, below the server's address, of the request whose response has the link; `None` if it is that of
    /// this action.
    #[doc(hidden)]
    fn link_from(&self) -> Option<&str> {
        None
    }

    /// Sets fields of the request and returns it: `Register::new(…).with(|r| r.city = Some("Riga".into()))`.
    fn with(mut self, set: impl FnOnce(&mut Self)) -> Self {
        set(&mut self);
        self
    }
}

/// Error enum of an action's API.
///
/// ```
/// use bindery_runtime::{Action, CallResult, Code};
///
/// fn code<A: Action>(result: &CallResult<A>) -> Option<Code<A>> {
///     result.as_ref().err()?.code()
/// }
/// ```
pub type Code<A> = <<A as Action>::Api as Api>::Code;

/// Result of a call: the success value of the response, or the error.
///
/// ```
/// use bindery_runtime::{Action, CallResult, Caller, ErrorKind};
///
/// /// Retries once, if the action is idempotent.
/// async fn patient<C: Caller, A: Action<Api = C::Api>>(client: &C, request: A) -> CallResult<A> {
///     match client.call(request.clone()).await {
///         Err(error) if error.kind() == ErrorKind::Unavailable && A::INFO.effect.is_repeatable() => {
///             client.call(request).await
///         }
///         result => result,
///     }
/// }
/// ```
pub type CallResult<A> = Result<<A as Action>::Response, Error<Code<A>>>;

/// Future of an action's [`CallResult`] that can be sent between threads. Client traits return `impl Call` so that
/// each method fits on one line; an override may be an `async fn`.
///
/// ```
/// use bindery_runtime::{Action, Call};
///
/// fn logged<A: Action>(call: impl Call<A>) -> impl Call<A> {
///     async {
///         let result = call.await;
///         println!("{}: {}", A::INFO.name, if result.is_ok() { "done" } else { "failed" });
///         result
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a call of this action",
    label = "not a `Send` future of `CallResult`",
    note = "an override may be an `async fn` that returns `CallResult<…>`; values held across an `.await` must be `Send`"
)]
pub trait Call<A: Action>: Future<Output = CallResult<A>> + Send {}

impl<A: Action, F: Future<Output = CallResult<A>> + Send> Call<A> for F {}

/// Result of a backend method: the success value, or the error response.
///
/// ```
/// use bindery_runtime::{Action, BackendResult, Code};
///
/// /// Returns the row if there is one, else the error.
/// fn found<A: Action>(row: Option<A::Response>, otherwise: Code<A>) -> BackendResult<A> {
///     Ok(row.ok_or(otherwise)?)
/// }
/// ```
pub type BackendResult<A> = Result<<A as Action>::Response, Failure<Code<A>>>;
