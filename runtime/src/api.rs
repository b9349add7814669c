//! What an API and its actions are, and the constant facts of an API, as generated code states them.
//!
//! Facts are stated by constant builders, never by literals: what was generated before a fact had a further field compiles with it.

use crate::error::Error;
use crate::facts::facts;
use crate::wire::Record;
use crate::{ActionInfo, AuthScheme, ErrorCode, Failure, Response};

/// An API, as a type: what its actions have in common.
///
/// ```
/// use bindery_runtime::Api;
///
/// /// The addresses that a firewall has to let through.
/// fn addresses<P: Api>() -> impl Iterator<Item = &'static str> {
///     P::INFO.servers.iter().filter_map(|server| server.url)
/// }
/// ```
pub trait Api: Send + Sync + 'static {
    /// The error enum.
    type Code: ErrorCode;
    /// The constant facts.
    const INFO: &'static ApiInfo;
    /// Whether a server matches paths without regard to case, and a doubled slash as one.
    const ANY_CASE: bool = false;
}

facts! {
    /// The constant facts of an API.
    pub struct ApiInfo {
        /// An API of which no more is said than its names.
        new {
            /// Its short name.
            id: &'static str,
            /// The vendor's name for it.
            title: &'static str,
        }
        values {
            /// Where it can be reached; the first is the default.
            servers: &'static [Server] = &[],
            /// The authentication schemes that actions name.
            auth: &'static [AuthScheme] = &[],
            /// The shapes in which failures arrive, in the order in which they are tried.
            failures: &'static [FailureShape] = &[],
            /// The shape that a server answers with unless an action says otherwise.
            failure: &'static str = "",
            /// Which error a server answers with when it refuses by itself.
            refusals: Refusals = Refusals::new(""),
        }
    }
}

facts! {
    /// A host that an API lives on.
    pub struct Server {
        /// A host of which every deployment has its own.
        new {
            /// The name that actions use.
            name: &'static str,
        }
        options {
            /// The base address; absent when every deployment has its own.
            url: &'static str,
        }
    }
}

facts! {
    /// A shape in which failures arrive.
    pub struct FailureShape {
        /// A shape with the HTTP status that a server answers with, unless the error has one of its own.
        new {
            /// The name that actions use.
            name: &'static str,
            /// The HTTP status that a server answers with, unless the error has one of its own.
            status: u16,
        }
        values {
            /// Any of these says that an answer is a failure of this shape.
            when: &'static [Marker] = &[],
            /// What stands where. Paths are dotted.
            body: &'static [Part] = &[],
        }
    }
}

/// A sign that an answer is a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Marker {
    /// This key is there and not null.
    Has(&'static str),
    /// This flag is there and has this value.
    Is(&'static str, bool),
    /// This flag does not have this value: it has the other one, is null, is no flag, or is missing in an object that
    /// is there. Answers of actions that do not fail in this shape need not have the flag at all, so it counts only for
    /// those that do.
    IsNot(&'static str, bool),
    /// The HTTP status is one of these, from the first to the last. Others may answer with the same status, so a failure
    /// that only this marks has to say something that can be read, or to be documented for its very status.
    Status(u16, u16),
}

/// One place of a failure's body, with its dotted path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// Always the same JSON literal.
    Fixed(&'static str, &'static str),
    /// The code, as what it is: a number or a text.
    Code(&'static str),
    /// The code as text.
    CodeText(&'static str),
    /// The message.
    Message(&'static str),
    /// Any JSON that explains.
    Details(&'static str),
    /// The HTTP status, as a number.
    Status(&'static str),
}

facts! {
    /// Which error, by its name, a server answers with when it refuses by itself.
    pub struct Refusals {
        /// This error whatever happens, where no other is named.
        new {
            /// The backend failed.
            internal: &'static str,
        }
        values {
            /// A required parameter is not there.
            missing: &'static str = internal,
            /// A value cannot be read or breaks a limit.
            invalid: &'static str = internal,
            /// The log-in is refused.
            login: &'static str = internal,
            /// No such path or method.
            not_found: &'static str = internal,
            /// The backend has no such action.
            not_implemented: &'static str = internal,
        }
    }
}

/// One documented operation. The type that implements it is its request.
///
/// ```
/// use bindery_runtime::Action;
///
/// /// What an action is called in a log.
/// fn title<A: Action>() -> String {
///     format!("{}/{}", A::INFO.module, A::INFO.name)
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no request of an API",
    label = "not a request",
    note = "requests are the structs of generated modules, one for each action"
)]
pub trait Action: Record + Clone + Send + Sync + 'static {
    /// The API it belongs to.
    type Api: Api;
    /// What it answers.
    type Response: Response;
    /// The constant facts.
    const INFO: &'static ActionInfo;

    /// The request after some of its fields were set: `Register::new(…).with(|r| r.city = Some("Riga".into()))`.
    fn with(mut self, set: impl FnOnce(&mut Self)) -> Self {
        set(&mut self);
        self
    }
}

/// The error enum of an action's API.
///
/// ```
/// use bindery_runtime::{Action, Answer, Code};
///
/// fn code<A: Action>(answer: &Answer<A>) -> Option<Code<A>> {
///     answer.as_ref().err()?.code()
/// }
/// ```
pub type Code<A> = <<A as Action>::Api as Api>::Code;

/// What a call of an action gives.
///
/// ```
/// use bindery_runtime::{Action, Answer, Caller, ErrorKind};
///
/// /// Asks once more, where the action allows it.
/// async fn patient<C: Caller, A: Action<Api = C::Api>>(client: &C, request: A) -> Answer<A> {
///     match client.call(request.clone()).await {
///         Err(error) if error.kind() == ErrorKind::Unavailable && A::INFO.effect.is_repeatable() => {
///             client.call(request).await
///         }
///         answer => answer,
///     }
/// }
/// ```
pub type Answer<A> = Result<<A as Action>::Response, Error<Code<A>>>;

/// The call of an action: a future of its [`Answer`], fit for any thread. Client traits say it this way so that a method
/// is one line; an override may be an `async fn`.
///
/// ```
/// use bindery_runtime::{Action, Call};
///
/// fn logged<A: Action>(call: impl Call<A>) -> impl Call<A> {
///     async {
///         let answer = call.await;
///         println!("{}: {}", A::INFO.name, if answer.is_ok() { "done" } else { "failed" });
///         answer
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no call of this action",
    label = "not a future of `Answer` that any thread may carry on",
    note = "an override may be an `async fn` that gives `Answer<…>`; what it holds over an `.await` has to be `Send`"
)]
pub trait Call<A: Action>: Future<Output = Answer<A>> + Send {}

impl<A: Action, F: Future<Output = Answer<A>> + Send> Call<A> for F {}

/// What a server's backend gives for an action.
///
/// ```
/// use bindery_runtime::{Action, Code, Outcome};
///
/// /// The row that was found, or the error that says otherwise.
/// fn found<A: Action>(row: Option<A::Response>, otherwise: Code<A>) -> Outcome<A> {
///     Ok(row.ok_or(otherwise)?)
/// }
/// ```
pub type Outcome<A> = Result<<A as Action>::Response, Failure<Code<A>>>;
