//! The constant facts of an API and of its actions, as generated code states them.

use crate::error::Error;
use crate::wire::{Record, Style};
use crate::{AuthScheme, ErrorCode, Failure, Response};

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

/// A host that an API lives on.
#[derive(Clone, Copy, Debug)]
pub struct Server {
    /// The name that actions use.
    pub name: &'static str,
    /// The base address; absent when every deployment has its own.
    pub url: Option<&'static str>,
}

/// A shape in which failures arrive.
#[derive(Clone, Copy, Debug)]
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

/// A sign that an answer is a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Marker {
    /// This key is there and not null.
    Has(&'static str),
    /// This flag is there and has this value.
    Is(&'static str, bool),
    /// The HTTP status is one of these, from the first to the last. Others may answer with the same status, so a failure
    /// that only this marks has to say something that can be read, or to be documented for its very status.
    Status(u16, u16),
}

/// One place of a failure's body, with its dotted path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// PATCH
    Patch,
    /// DELETE
    Delete,
}

impl Method {
    /// The method as the `http` crate has it.
    pub const fn http(self) -> http::Method {
        match self {
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Patch => http::Method::PATCH,
            Method::Delete => http::Method::DELETE,
        }
    }
}

/// Where a client puts the parameters that are not in the path. A server reads them wherever they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Placement {
    /// In the query string.
    Query,
    /// In an urlencoded body.
    Form,
    /// In a JSON object.
    Json,
}

/// What happens when an action is done twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Nothing changes.
    Read,
    /// Twice is the same as once.
    Set,
    /// Twice is not the same as once.
    Change,
    /// Money moves.
    Money,
}

impl Effect {
    /// Whether a client may repeat the call by itself.
    pub const fn is_repeatable(self) -> bool {
        matches!(self, Effect::Read | Effect::Set)
    }
}

/// A failure shape that a server uses for an action.
#[derive(Clone, Copy, Debug)]
pub struct FailureUse {
    /// The shape's name.
    pub shape: &'static str,
    /// For which errors, by name; empty means all.
    pub errors: &'static [&'static str],
}

/// The constant facts of an action. Built by [`ActionInfo::new`] and the methods that say what differs from the
/// plain case: POST and GET, parameters in a form, the API's first server.
#[derive(Clone, Copy, Debug)]
pub struct ActionInfo {
    /// The module's name.
    pub module: &'static str,
    /// Its own name.
    pub name: &'static str,
    /// The path, from the server's base address; `{name}` stands for a parameter.
    pub path: &'static str,
    /// Its name in the vendor's documents.
    pub doc: &'static str,
    /// The methods it takes; clients use the first.
    pub methods: &'static [Method],
    /// Where clients put the parameters that are not in the path.
    pub send: Placement,
    /// The name of the server it lives on; none means the API's first.
    pub server: Option<&'static str>,
    /// The schemes it needs, by name, all of them, and those that are sent if they are there.
    pub auth: &'static [&'static str],
    /// Those of `auth` that are sent if they are there, and not needed.
    pub optional: &'static [&'static str],
    /// The first parameter of which nobody knows how it would be written among signed values.
    pub unrendered: Option<&'static str>,
    /// The schemes of OAuth of which it needs one.
    pub any_auth: &'static [&'static str],
    /// The scopes that an OAuth 2 token needs for it.
    pub scopes: &'static [&'static str],
    /// What happens when it is done twice.
    pub effect: Effect,
    /// The failure shapes that a server uses here, first that fits; after them the API's own.
    pub failures: &'static [FailureUse],
    /// Errors that mean something of their own here: name, kind, meaning.
    pub meanings: &'static [(&'static str, ErrorKind, &'static str)],
    /// The error for a missing parameter, where the API's is not right: parameter, error.
    pub missing: &'static [(&'static str, &'static str)],
    /// The error for a bad value, where the API's is not right: parameter, error.
    pub invalid: &'static [(&'static str, &'static str)],
    /// The error for any other bad value, where the API's is not right.
    pub invalid_action: Option<&'static str>,
    /// Groups of parameters of which one must be there.
    pub one_of: &'static [&'static [&'static str]],
    /// The HTTP status of its answer, unless that has [`outcomes!`](crate::outcomes) with statuses of their own.
    pub status: u16,
    /// The parameters that are bare names in a query or a form, without a value.
    pub valueless: &'static [&'static str],
    /// How the answer is read and written.
    pub answer: AnswerInfo,
    /// Which requests it takes, where several actions have one method and path.
    pub select: Option<Select>,
    /// For an action that the vendor has retired: its successor as `module/action`, or an empty text.
    pub retired: Option<&'static str>,
}

/// Which requests an action takes, where several have one method and path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Select {
    /// Where to look: a parameter, and a dotted way into it.
    pub at: &'static str,
    /// The texts that are this action's. A `*` at the end stands for any rest. Without a text, anything there will do.
    pub is: &'static [&'static str],
}

/// How an answer is read and written, beyond its type.
#[derive(Clone, Copy, Debug)]
pub struct AnswerInfo {
    /// The key of an object in which the answer stands.
    pub wrapper: Option<&'static str>,
    /// Whether the answer is the body itself and no JSON.
    pub raw: bool,
    /// How a scalar is written.
    pub style: Style,
    /// The keys under which a scalar is accepted inside an object.
    pub unwrap: &'static [&'static str],
    /// The field whose bare value is accepted for the record.
    pub bare: Option<&'static str>,
    /// Whether the body may be text that is not JSON.
    pub bare_text: bool,
    /// The answer only says 'done': `true`. False is a failure without a code.
    pub done: bool,
    /// What a server writes when there is no content, as JSON.
    pub emits: Option<&'static str>,
}

/// What an error is about, so that callers can decide without knowing every code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Who the caller is was not established: log in again.
    Authentication,
    /// The caller is known but may not.
    Refused,
    /// The request is wrong.
    Validation,
    /// The thing does not exist.
    NotFound,
    /// The thing exists already, or is in another state.
    Conflict,
    /// Money is missing.
    Funds,
    /// A limit is exceeded.
    Limit,
    /// Not now.
    Unavailable,
    /// The server failed.
    Internal,
    /// Anything else.
    Other,
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident($($argument:ident: $ty:ty)?) { $($field:ident).+ = $value:expr })*) => {
        impl ActionInfo {
            $($(#[$doc])*
            pub const fn $name(mut self $(, $argument: $ty)?) -> Self {
                self.$($field).+ = $value;
                self
            })*
        }
    };
}

impl ActionInfo {
    /// An action at a path: POST and GET, parameters in a form, no authentication, a change that is not to be repeated.
    pub const fn new(module: &'static str, name: &'static str, path: &'static str) -> Self {
        Self {
            module,
            name,
            path,
            doc: "",
            methods: &[Method::Post, Method::Get],
            send: Placement::Form,
            server: None,
            auth: &[],
            optional: &[],
            unrendered: None,
            any_auth: &[],
            scopes: &[],
            effect: Effect::Change,
            failures: &[],
            meanings: &[],
            missing: &[],
            invalid: &[],
            invalid_action: None,
            one_of: &[],
            status: 200,
            valueless: &[],
            answer: AnswerInfo {
                wrapper: None,
                raw: false,
                style: Style::Plain,
                unwrap: &[],
                bare: None,
                bare_text: false,
                done: false,
                emits: None,
            },
            select: None,
            retired: None,
        }
    }

    /// The method that clients use.
    pub fn method(&self) -> Method {
        self.methods.first().copied().unwrap_or(Method::Post)
    }

    /// Where clients put the parameters that are not in the path: GET and DELETE have no body to put them into.
    pub fn placement(&self) -> Placement {
        match self.method() {
            Method::Get | Method::Delete => Placement::Query,
            Method::Post | Method::Put | Method::Patch => self.send,
        }
    }

    /// The action that takes only some of the requests to its path: those with one of these texts at this place. A `*`
    /// at the end of a text stands for any rest; without a text, anything at that place will do.
    pub const fn select(mut self, at: &'static str, is: &'static [&'static str]) -> Self {
        self.select = Some(Select { at, is });
        self
    }
}

setters! {
    /// Its name in the vendor's documents.
    doc(name: &'static str) { doc = name }
    /// The methods it takes; clients use the first.
    methods(methods: &'static [Method]) { methods = methods }
    /// GET first, then POST.
    get_post() { methods = &[Method::Get, Method::Post] }
    /// Clients put the parameters into the query string.
    query() { send = Placement::Query }
    /// Clients put the parameters into a JSON object.
    json() { send = Placement::Json }
    /// The server it lives on, when it is not the API's first.
    server(name: &'static str) { server = Some(name) }
    /// The schemes of OAuth of which it needs one.
    any_auth(schemes: &'static [&'static str]) { any_auth = schemes }
    /// The parameters that are bare names, without a value.
    valueless(names: &'static [&'static str]) { valueless = names }
    /// The schemes it needs.
    auth(schemes: &'static [&'static str]) { auth = schemes }
    /// Those schemes that are sent if they are there, and not needed.
    optional(schemes: &'static [&'static str]) { optional = schemes }
    /// The first parameter of which nobody knows how it would be written among signed values.
    unrendered(parameter: &'static str) { unrendered = Some(parameter) }
    /// The scopes that an OAuth 2 token needs for it.
    scopes(names: &'static [&'static str]) { scopes = names }
    /// It changes nothing.
    read() { effect = Effect::Read }
    /// Doing it twice is the same as once.
    set() { effect = Effect::Set }
    /// It moves money.
    money() { effect = Effect::Money }
    /// The failure shapes that a server uses here.
    failures(uses: &'static [FailureUse]) { failures = uses }
    /// Errors that mean something of their own here.
    meanings(meanings: &'static [(&'static str, ErrorKind, &'static str)]) { meanings = meanings }
    /// The errors for missing parameters.
    missing(errors: &'static [(&'static str, &'static str)]) { missing = errors }
    /// The errors for bad values.
    invalid(errors: &'static [(&'static str, &'static str)]) { invalid = errors }
    /// The error for any other bad value.
    invalid_action(error: &'static str) { invalid_action = Some(error) }
    /// Groups of parameters of which one must be there.
    one_of(groups: &'static [&'static [&'static str]]) { one_of = groups }
    /// The HTTP status of its answer; 200 unless set. With 204 there is no body.
    status(status: u16) { status = status }
    /// How a scalar answer is written.
    answer(style: Style) { answer.style = style }
    /// The keys under which a scalar answer is accepted inside an object.
    unwrap(keys: &'static [&'static str]) { answer.unwrap = keys }
    /// The field whose bare value is accepted for the record.
    bare(field: &'static str) { answer.bare = Some(field) }
    /// The body may be text that is not JSON.
    bare_text() { answer.bare_text = true }
    /// The answer stands in an object, under this key.
    wrapper(key: &'static str) { answer.wrapper = Some(key) }
    /// The answer is the body itself and no JSON.
    raw() { answer.raw = true }
    /// The answer only says 'done'.
    done() { answer.done = true }
    /// What a server writes when there is no content.
    emits(json: &'static str) { answer.emits = Some(json) }
    /// The vendor has retired it; its successor as `module/action`, or an empty text.
    retired(successor: &'static str) { retired = Some(successor) }
}
