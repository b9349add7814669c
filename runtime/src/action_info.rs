//! Metadata of an action: its request, its response and the errors that it uses.

use bindery_vocabulary::{Effect, Encoding, ErrorKind, MediaType, Method, Placement};

use crate::metadata::{metadata_struct, setters};

/// Converts a method to the type of the `http` crate.
pub const fn http_method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
    }
}

metadata_struct! {
    /// Error format that a server uses for an action.
    pub struct ErrorFormatUse {
        /// Uses this error format for all errors.
        new {
            /// Name of the error format.
            format: &'static str,
        }
        values {
            /// Errors, by name, that use this format. Default: all.
            errors: &'static [&'static str] = &[],
        }
    }
}

metadata_struct! {
    /// Metadata of an action. Built with [`ActionInfo::new`] and methods that set what differs from the defaults: POST
    /// and GET, parameters in a form, the API's first server.
    pub struct ActionInfo {
        /// Creates an action with the defaults: POST and GET, parameters in a form, no authentication, not idempotent.
        new {
            /// Name of the module in the spec, in kebab-case.
            module: &'static str,
            /// Name of the action in the spec, in kebab-case; unique in its module.
            name: &'static str,
            /// Path below the server's base address; `{name}` is a path parameter.
            path: &'static str,
        }
        values {
            /// Name of the action in the vendor's docs.
            documented_as: &'static str = "",
            /// Methods that a server accepts; clients use the first.
            methods: &'static [Method] = &[Method::Post, Method::Get],
            /// Location in the request where clients put the parameters that are not in the path.
            parameters_in: Placement = Placement::Form,
            /// Names of the authentication schemes. All are required, except those in `optional`.
            auth: &'static [&'static str] = &[],
            /// Schemes of `auth` that are not required: clients send them if they have credentials for them.
            optional: &'static [&'static str] = &[],
            /// Names of alternative OAuth schemes; one is required.
            any_auth: &'static [&'static str] = &[],
            /// Scopes that an OAuth 2 token needs for the action.
            scopes: &'static [&'static str] = &[],
            /// Effect of a repeated call. Default: not idempotent.
            effect: Effect = Effect::NotIdempotent,
            /// Error formats that a server uses for the action: the first that fits, else the API's default.
            error_formats: &'static [ErrorFormatUse] = &[],
            /// Errors with a special meaning in this action: name, kind, meaning.
            meanings: &'static [(&'static str, ErrorKind, &'static str)] = &[],
            /// Errors for missing parameters, where they differ from the API's: parameter, error.
            missing: &'static [(&'static str, &'static str)] = &[],
            /// Errors for invalid values, where they differ from the API's: parameter, error.
            invalid: &'static [(&'static str, &'static str)] = &[],
            /// Groups of parameters; at least one group must be complete.
            one_of: &'static [&'static [&'static str]] = &[],
            /// Boolean parameters of the `one_of` groups: false counts as absent.
            flags: &'static [&'static str] = &[],
            /// HTTP status of the success response; a [`response_enum!`](crate::response_enum) has its own. Default:
            /// 200.
            status: u16 = 200,
            /// Parameters that are sent as a bare name in a query or form, without a value.
            name_only: &'static [&'static str] = &[],
        }
        options {
            /// Name of the action's server. Default: the API's first server.
            server: &'static str,
            /// First parameter for which it is unknown how its value is written among signed values.
            unrendered: &'static str,
            /// Error for any other invalid value, where it differs from the API's.
            invalid_action: &'static str,
            /// Successor of a deprecated action as `module/action`; an empty string when there is none. Default: not
            /// deprecated.
            deprecated: &'static str,
        }
        others {
            /// Reading and writing of the response.
            response: ResponseInfo = ResponseInfo::new(),
            /// Condition on the accepted requests, where several actions share a method and path.
            select: Option<Select> = None,
        }
    }
}

metadata_struct! {
    /// Condition on the requests of an action, where several actions share a method and path.
    #[derive(PartialEq, Eq)]
    pub struct Select {
        /// Accepts requests with one of these texts at this place.
        new {
            /// Place to look at: a parameter, or a dotted path into it.
            at: &'static str,
            /// Texts that select the action. A `*` at the end matches any rest. Empty: any value matches.
            is: &'static [&'static str],
        }
    }
}

metadata_struct! {
    /// Reading and writing of a response, beyond its type.
    pub struct ResponseInfo {
        /// Creates the defaults: JSON, as the type says.
        new {
        }
        values {
            /// Encoding of a scalar response.
            encoding: Encoding = Encoding::Plain,
            /// Media type of a success response's body. A body that is not JSON is the value itself.
            media_type: MediaType = MediaType::Json,
            /// Keys under which a scalar is accepted inside an object.
            unwrap: &'static [&'static str] = &[],
        }
        options {
            /// Key of the object that wraps the response.
            wrapper: &'static str,
            /// Field whose bare value is accepted instead of the record.
            bare: &'static str,
            /// JSON that a server writes for a response without content.
            emits: &'static str,
        }
        flags {
            /// Whether the body may be text that is not JSON.
            bare_text,
            /// Whether the response only reports success, as `true`. False is an error without a code.
            done,
        }
    }
}

impl ActionInfo {
    /// Whether a server uses this error format for the action; `usual` is the API's default format.
    pub fn fails_in(&self, format: &str, usual: &str) -> bool {
        format == usual || self.error_formats.iter().any(|used| used.format == format)
    }

    /// Returns the method that clients use.
    pub fn method(&self) -> Method {
        self.methods.first().copied().unwrap_or(Method::Post)
    }

    /// Returns where clients put the parameters that are not in the path. GET and DELETE have no body for them.
    pub fn placement(&self) -> Placement {
        self.parameters_in.with(self.method())
    }

    /// Restricts the action to requests with one of these strings at this place. A `*` at the end of a string matches any
    /// rest; without strings, any value at the place matches.
    pub const fn select(mut self, at: &'static str, is: &'static [&'static str]) -> Self {
        self.select = Some(Select::new(at, is));
        self
    }
}

setters! {
    ActionInfo;
    /// Sets the accepted methods to GET only.
    get() { methods = &[Method::Get] }
    /// Sets the accepted methods to POST only.
    post() { methods = &[Method::Post] }
    /// Sets the accepted methods to PUT only.
    put() { methods = &[Method::Put] }
    /// Sets the accepted methods to PATCH only.
    patch() { methods = &[Method::Patch] }
    /// Sets the accepted methods to DELETE only.
    delete() { methods = &[Method::Delete] }
    /// Accepts GET and POST; clients use GET.
    get_post() { methods = &[Method::Get, Method::Post] }
    /// Clients send the parameters in the query string.
    query() { parameters_in = Placement::Query }
    /// Clients send the parameters in a JSON object.
    json() { parameters_in = Placement::Json }
    /// Marks the action as read-only.
    read() { effect = Effect::Read }
    /// Marks the action as idempotent.
    idempotent() { effect = Effect::Idempotent }
    /// Marks the action as one that moves money.
    money() { effect = Effect::Money }
    /// Sets the encoding of a scalar response.
    encoding(encoding: Encoding) { response.encoding = encoding }
    /// Sets the keys under which a scalar response is accepted inside an object.
    unwrap(keys: &'static [&'static str]) { response.unwrap = keys }
    /// Sets the field whose bare value is accepted instead of the record.
    bare(field: &'static str) { response.bare = Some(field) }
    /// Allows a response body that is text and not JSON.
    bare_text() { response.bare_text = true }
    /// Sets the key of the object that wraps the response.
    wrapper(key: &'static str) { response.wrapper = Some(key) }
    /// Makes the raw body the response, without JSON.
    raw() { response.media_type = MediaType::Bytes }
    /// Marks the response as one that only reports success.
    done() { response.done = true }
    /// Sets the JSON that a server writes for a response without content.
    emits(json: &'static str) { response.emits = Some(json) }
}
