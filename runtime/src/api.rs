//! What an API and its actions are, and the constant facts of an API, as generated code states them.
//!
//! Facts are stated by constant builders, never by literals: what was generated before a fact had a further field compiles with it.

use crate::error::Error;
use crate::info::setters;
use crate::wire::Record;
use crate::{ActionInfo, AuthScheme, ErrorCode, Failure, Response};

/// An API, as a type: what its actions have in common.
pub trait Api: Send + Sync + 'static {
    /// The error enum.
    type Code: ErrorCode;
    /// The constant facts.
    const INFO: &'static ApiInfo;
    /// Whether a server matches paths without regard to case, and a doubled slash as one.
    const ANY_CASE: bool = false;
}

/// The constant facts of an API.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct ApiInfo {
    /// Its short name.
    pub id: &'static str,
    /// The vendor's name for it.
    pub title: &'static str,
    /// Where it can be reached; the first is the default.
    pub servers: &'static [Server],
    /// The authentication schemes that actions name.
    pub auth: &'static [AuthScheme],
    /// The shapes in which failures arrive, in the order in which they are tried.
    pub failures: &'static [FailureShape],
    /// The shape that a server answers with unless an action says otherwise.
    pub failure: &'static str,
    /// Which error a server answers with when it refuses by itself.
    pub refusals: Refusals,
}

impl ApiInfo {
    /// An API of which no more is said than its names.
    pub const fn new(id: &'static str, title: &'static str) -> Self {
        let refusals = Refusals::new("");
        Self { id, title, servers: &[], auth: &[], failures: &[], failure: "", refusals }
    }
}

setters! {
    ApiInfo;
    /// Where it can be reached; the first is the default.
    servers(servers: &'static [Server]) { servers = servers }
    /// The authentication schemes that actions name.
    auth(schemes: &'static [AuthScheme]) { auth = schemes }
    /// The shapes in which failures arrive, in the order in which they are tried.
    failures(shapes: &'static [FailureShape]) { failures = shapes }
    /// The shape that a server answers with unless an action says otherwise.
    failure(shape: &'static str) { failure = shape }
    /// Which error a server answers with when it refuses by itself.
    refusals(refusals: Refusals) { refusals = refusals }
}

/// A host that an API lives on.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Server {
    /// The name that actions use.
    pub name: &'static str,
    /// The base address; absent when every deployment has its own.
    pub url: Option<&'static str>,
}

impl Server {
    /// A host of which every deployment has its own.
    pub const fn new(name: &'static str) -> Self {
        Self { name, url: None }
    }
}

setters! {
    Server;
    /// The base address.
    url(url: &'static str) { url = Some(url) }
}

/// A shape in which failures arrive.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailureShape {
    /// The name that actions use.
    pub name: &'static str,
    /// The HTTP status that a server answers with, unless the error has one of its own.
    pub status: u16,
    /// Any of these says that an answer is a failure of this shape.
    pub when: &'static [Marker],
    /// What stands where. Paths are dotted.
    pub body: &'static [Part],
}

impl FailureShape {
    /// A shape with the HTTP status that a server answers with, unless the error has one of its own.
    pub const fn new(name: &'static str, status: u16) -> Self {
        Self { name, status, when: &[], body: &[] }
    }
}

setters! {
    FailureShape;
    /// Any of these says that an answer is a failure of this shape.
    when(markers: &'static [Marker]) { when = markers }
    /// What stands where. Paths are dotted.
    body(parts: &'static [Part]) { body = parts }
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

/// Which error, by its name, a server answers with when it refuses by itself.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Refusals {
    /// A required parameter is not there.
    pub missing: &'static str,
    /// A value cannot be read or breaks a limit.
    pub invalid: &'static str,
    /// The log-in is refused.
    pub login: &'static str,
    /// No such path or method.
    pub not_found: &'static str,
    /// The backend has no such action.
    pub not_implemented: &'static str,
    /// The backend failed.
    pub internal: &'static str,
}

impl Refusals {
    /// This error whatever happens, where no other is named.
    pub const fn new(error: &'static str) -> Self {
        Self {
            missing: error,
            invalid: error,
            login: error,
            not_found: error,
            not_implemented: error,
            internal: error,
        }
    }
}

setters! {
    Refusals;
    /// A required parameter is not there.
    missing(error: &'static str) { missing = error }
    /// A value cannot be read or breaks a limit.
    invalid(error: &'static str) { invalid = error }
    /// The log-in is refused.
    login(error: &'static str) { login = error }
    /// No such path or method.
    not_found(error: &'static str) { not_found = error }
    /// The backend has no such action.
    not_implemented(error: &'static str) { not_implemented = error }
    /// The backend failed.
    internal(error: &'static str) { internal = error }
}

/// One documented operation. The type that implements it is its request.
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
pub type Code<A> = <<A as Action>::Api as Api>::Code;

/// What a call of an action gives.
pub type Answer<A> = Result<<A as Action>::Response, Error<Code<A>>>;

/// The call of an action: a future of its [`Answer`], fit for any thread. Client traits say it this way so that a method
/// is one line; an override may be an `async fn`.
pub trait Call<A: Action>: Future<Output = Answer<A>> + Send {}

impl<A: Action, F: Future<Output = Answer<A>> + Send> Call<A> for F {}

/// What a server's backend gives for an action.
pub type Outcome<A> = Result<<A as Action>::Response, Failure<Code<A>>>;
