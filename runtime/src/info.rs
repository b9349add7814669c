//! The constant facts of an action.

use bindery_vocabulary::{Effect, ErrorKind, MediaType, Method, Placement, Style};

use crate::facts::{facts, setters};

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

facts! {
    /// A failure shape that a server uses for an action.
    pub struct FailureUse {
        /// This shape, for all errors.
        new {
            /// The shape's name.
            shape: &'static str,
        }
        values {
            /// For which errors, by name; empty means all.
            errors: &'static [&'static str] = &[],
        }
    }
}

facts! {
    /// The constant facts of an action. Built by [`ActionInfo::new`] and the methods that say what differs from the
    /// plain case: POST and GET, parameters in a form, the API's first server.
    pub struct ActionInfo {
        /// An action at a path: POST and GET, parameters in a form, no authentication, a change that is not to be repeated.
        new {
            /// The module's name.
            module: &'static str,
            /// Its own name.
            name: &'static str,
            /// The path, from the server's base address; `{name}` stands for a parameter.
            path: &'static str,
        }
        values {
            /// Its name in the vendor's documents.
            doc: &'static str = "",
            /// The methods it takes; clients use the first.
            methods: &'static [Method] = &[Method::Post, Method::Get],
            /// Where clients put the parameters that are not in the path.
            send: Placement = Placement::Form,
            /// The schemes it needs, by name, all of them, and those that are sent if they are there.
            auth: &'static [&'static str] = &[],
            /// Those of `auth` that are sent if they are there, and not needed.
            optional: &'static [&'static str] = &[],
            /// The schemes of OAuth of which it needs one.
            any_auth: &'static [&'static str] = &[],
            /// The scopes that an OAuth 2 token needs for it.
            scopes: &'static [&'static str] = &[],
            /// What happens when it is done twice.
            effect: Effect = Effect::Change,
            /// The failure shapes that a server uses here, first that fits; after them the API's own.
            failures: &'static [FailureUse] = &[],
            /// Errors that mean something of their own here: name, kind, meaning.
            meanings: &'static [(&'static str, ErrorKind, &'static str)] = &[],
            /// The error for a missing parameter, where the API's is not right: parameter, error.
            missing: &'static [(&'static str, &'static str)] = &[],
            /// The error for a bad value, where the API's is not right: parameter, error.
            invalid: &'static [(&'static str, &'static str)] = &[],
            /// Groups of parameters of which one must be there.
            one_of: &'static [&'static [&'static str]] = &[],
            /// Those of them that are flags: one that is false counts as left out.
            flags: &'static [&'static str] = &[],
            /// The HTTP status of its answer, unless that has [`outcomes!`](crate::outcomes) with statuses of their own.
            status: u16 = 200,
            /// The parameters that are bare names in a query or a form, without a value.
            valueless: &'static [&'static str] = &[],
        }
        options {
            /// The name of the server it lives on; none means the API's first.
            server: &'static str,
            /// The first parameter of which nobody knows how it would be written among signed values.
            unrendered: &'static str,
            /// The error for any other bad value, where the API's is not right.
            invalid_action: &'static str,
            /// For an action that the vendor has retired: its successor as `module/action`, or an empty text.
            retired: &'static str,
        }
        others {
            /// How the answer is read and written.
            answer: AnswerInfo = AnswerInfo::new(),
            /// Which requests it takes, where several actions have one method and path.
            select: Option<Select> = None,
        }
    }
}

facts! {
    /// Which requests an action takes, where several have one method and path.
    #[derive(PartialEq, Eq)]
    pub struct Select {
        /// Requests with one of these texts at this place.
        new {
            /// Where to look: a parameter, and a dotted way into it.
            at: &'static str,
            /// The texts that are this action's. A `*` at the end stands for any rest. Without a text, anything there will do.
            is: &'static [&'static str],
        }
    }
}

facts! {
    /// How an answer is read and written, beyond its type.
    pub struct AnswerInfo {
        /// The plain case: JSON, as its type says.
        new {
        }
        values {
            /// How a scalar is written.
            style: Style = Style::Plain,
            /// What the body of an answer of success is made of. What is not JSON is the answer itself.
            media_type: MediaType = MediaType::Json,
            /// The keys under which a scalar is accepted inside an object.
            unwrap: &'static [&'static str] = &[],
        }
        options {
            /// The key of an object in which the answer stands.
            wrapper: &'static str,
            /// The field whose bare value is accepted for the record.
            bare: &'static str,
            /// What a server writes when there is no content, as JSON.
            emits: &'static str,
        }
        flags {
            /// Whether the body may be text that is not JSON.
            bare_text,
            /// The answer only says 'done': `true`. False is a failure without a code.
            done,
        }
    }
}

impl ActionInfo {
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
        self.select = Some(Select::new(at, is));
        self
    }
}

setters! {
    ActionInfo;
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
    /// It changes nothing.
    read() { effect = Effect::Read }
    /// Doing it twice is the same as once.
    set() { effect = Effect::Set }
    /// It moves money.
    money() { effect = Effect::Money }
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
    raw() { answer.media_type = MediaType::Bytes }
    /// The answer only says 'done'.
    done() { answer.done = true }
    /// What a server writes when there is no content.
    emits(json: &'static str) { answer.emits = Some(json) }
}
