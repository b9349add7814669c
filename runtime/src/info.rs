//! The constant facts of an action.

use bindery_vocabulary::{Effect, ErrorKind, Method, Placement, Style};

/// The methods of constant facts, each of which says one thing: a documented name, its argument if it takes one, and the field that
/// it sets.
macro_rules! setters {
    ($of:ident; $($(#[$doc:meta])* $name:ident($($argument:ident: $ty:ty)?) { $($field:ident).+ = $value:expr })*) => {
        impl $of {
            $($(#[$doc])*
            pub const fn $name(mut self $(, $argument: $ty)?) -> Self {
                self.$($field).+ = $value;
                self
            })*
        }
    };
}
pub(crate) use setters;

/// The method as the `http` crate has it.
pub const fn http_method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

/// A failure shape that a server uses for an action.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct FailureUse {
    /// The shape's name.
    pub shape: &'static str,
    /// For which errors, by name; empty means all.
    pub errors: &'static [&'static str],
}

impl FailureUse {
    /// This shape, for all errors.
    pub const fn new(shape: &'static str) -> Self {
        Self { shape, errors: &[] }
    }
}

setters! {
    FailureUse;
    /// For these errors alone, by name.
    errors(names: &'static [&'static str]) { errors = names }
}

/// The constant facts of an action. Built by [`ActionInfo::new`] and the methods that say what differs from the
/// plain case: POST and GET, parameters in a form, the API's first server.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
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
    /// Those of them that are flags: one that is false counts as left out.
    pub flags: &'static [&'static str],
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
#[non_exhaustive]
pub struct Select {
    /// Where to look: a parameter, and a dotted way into it.
    pub at: &'static str,
    /// The texts that are this action's. A `*` at the end stands for any rest. Without a text, anything there will do.
    pub is: &'static [&'static str],
}

/// How an answer is read and written, beyond its type.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
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

impl AnswerInfo {
    const fn new() -> Self {
        Self {
            wrapper: None,
            raw: false,
            style: Style::Plain,
            unwrap: &[],
            bare: None,
            bare_text: false,
            done: false,
            emits: None,
        }
    }
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
            flags: &[],
            status: 200,
            valueless: &[],
            answer: AnswerInfo::new(),
            select: None,
            retired: None,
        }
    }

    /// Whether a server answers with this failure shape; `usual` is the one that the API uses for all actions.
    pub fn fails_in(&self, shape: &str, usual: &str) -> bool {
        shape == usual || self.failures.iter().any(|used| used.shape == shape)
    }

    /// The method that clients use.
    pub fn method(&self) -> Method {
        self.methods.first().copied().unwrap_or(Method::Post)
    }

    /// Where clients put the parameters that are not in the path: GET and DELETE have no body to put them into.
    pub fn placement(&self) -> Placement {
        self.send.with(self.method())
    }

    /// The action that takes only some of the requests to its path: those with one of these texts at this place. A `*`
    /// at the end of a text stands for any rest; without a text, anything at that place will do.
    pub const fn select(mut self, at: &'static str, is: &'static [&'static str]) -> Self {
        self.select = Some(Select { at, is });
        self
    }
}

setters! {
    ActionInfo;
    /// Its name in the vendor's documents.
    doc(name: &'static str) { doc = name }
    /// The methods it takes; clients use the first.
    methods(methods: &'static [Method]) { methods = methods }
    /// GET alone.
    get() { methods = &[Method::Get] }
    /// POST alone.
    post() { methods = &[Method::Post] }
    /// PUT alone.
    put() { methods = &[Method::Put] }
    /// PATCH alone.
    patch() { methods = &[Method::Patch] }
    /// DELETE alone.
    delete() { methods = &[Method::Delete] }
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
    /// Those parameters of groups that are flags.
    flags(names: &'static [&'static str]) { flags = names }
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
