//! Metadata of an action: its request, its response and the errors that it uses.

use std::borrow::Cow;

use bindery_vocabulary::{BodyFormat, Effect, Encoding, ErrorKind, MediaType, Method, Place};
use bindery_vocabulary::{essence, in_range};

use crate::metadata::{metadata_struct, setters};
use crate::response::default_media;

/// Converts a method to the type of the `http` crate.
pub const fn http_method(method: Method) -> http::Method {
    match method {
        Method::Get => http::Method::GET,
        Method::Post => http::Method::POST,
        Method::Put => http::Method::PUT,
        Method::Patch => http::Method::PATCH,
        Method::Delete => http::Method::DELETE,
        Method::Head => http::Method::HEAD,
        Method::Options => http::Method::OPTIONS,
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
            module: &'static str = "",
            /// Name of the action in the spec, in kebab-case; unique in its module.
            name: &'static str = "",
            /// Path below the server's base address; `{name}` is a path parameter.
            path: &'static str = "",
        }
        values {
            /// Name of the action in the vendor's docs.
            documented_as: &'static str = "",
            /// Methods that a server accepts; clients use the first.
            methods: &'static [Method] = &[Method::Post, Method::Get],
            /// Other paths that a server accepts, with the same parameters; clients never use them.
            path_aliases: &'static [&'static str] = &[],
            /// Place of the parameters that do not name their own.
            parameters_in: Place = Place::Form,
            /// Names of the authentication schemes. All are required, except those in `optional`.
            auth: &'static [&'static str] = &[],
            /// Schemes of `auth` that are not required: clients send them if they have credentials for them.
            optional: &'static [&'static str] = &[],
            /// Ways to authenticate, one of which is enough: the name of a scheme, or several names joined by `+`; an
            /// empty text needs no credentials.
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
            /// Format of the parameter that is the whole body.
            body_format: BodyFormat = BodyFormat::Json,
            /// Media types and ranges of the parameter that is the whole body. Default: that of the format.
            body_media: &'static [&'static str] = &[],
            /// HTTP status of the success response; a [`response_enum!`](crate::response_enum) has its own. Default:
            /// 200.
            status: u16 = 200,
            /// Parameters with a nonce, which a server accepts only once.
            nonces: &'static [&'static str] = &[],
            /// Parameters that are sent as a bare name in a query or form, without a value.
            name_only: &'static [&'static str] = &[],
            /// Further places in the body for the parameters that do not name their own. A client sends the first place
            /// that can carry all values.
            also_in: &'static [Place] = &[],
        }
        options {
            /// Name of the action's server. Default: the API's first server.
            server: &'static str,
            /// First parameter for which it is unknown how its value is written among signed values.
            unrendered: &'static str,
            /// Error for any other invalid value, where it differs from the API's.
            invalid_action: &'static str,
            /// Place of the parameters in the body, where it is another one than that of the parameters that do not name
            /// their own.
            body_in: Place,
            /// Successor of a deprecated action as `module/action`; an empty string when there is none. Default: not
            /// deprecated.
            deprecated: &'static str,
        }
        flags {
            /// A parameter has an idempotency key, which makes a repeated call harmless.
            idempotency_key,
            /// A text in a path of the API has a reserved character. Such characters are then escaped in the parameters
            /// of the path, so that no value is read as that text.
            reserved_in_paths,
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
    /// JSON around the response of an action.
    #[derive(PartialEq, Eq)]
    pub struct Envelope {
        /// Puts the response at this place.
        new {
            /// Steps from the top level to the response: keys of objects, positions in lists.
            path: &'static [&'static str],
            /// JSON text before the response.
            before: &'static str,
            /// JSON text after the response.
            after: &'static str,
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
            /// Format of a success response's body.
            format: BodyFormat = BodyFormat::Json,
            /// Media types and ranges of a success response's body. Default: that of the format.
            media: &'static [&'static str] = &[],
            /// Keys under which a scalar is accepted inside an object.
            unwrap: &'static [&'static str] = &[],
        }
        options {
            /// JSON around the response.
            envelope: Envelope,
            /// Field whose bare value is accepted instead of the record.
            bare: &'static str,
            /// JSON that a server writes for a response without content.
            emits: &'static str,
            /// Data of the server-sent event that ends the stream.
            end: &'static str,
        }
        flags {
            /// Whether the body may be text that is not JSON.
            bare_text,
            /// Whether the response only reports success, as `true`. False is an error without a code.
            done,
        }
    }
}

impl ResponseInfo {
    /// Returns the `Accept` header of a request. Bytes without a documented media type may have any.
    pub fn accept(&self) -> Cow<'static, str> {
        match (self.media, self.format) {
            ([], BodyFormat::Json) => MediaType::Json.name().into(),
            ([], BodyFormat::Raw | BodyFormat::Stream) => "*/*".into(),
            ([one], _) => (*one).into(),
            (several, _) => several.join(", ").into(),
        }
    }

    /// Returns the media type that a server sends, unless the value has its own.
    pub fn media_type(&self) -> &'static str {
        default_media(self.format, self.media)
    }

    /// Whether a body with this `Content-Type` is a success value, as far as the media type tells. JSON where the
    /// documents name other media types, or none, may be an error response.
    pub fn has_media(&self, content_type: Option<&str>) -> bool {
        let Some(media_type) = content_type.map(essence).filter(|media_type| !media_type.is_empty()) else {
            return true;
        };
        match self.media {
            [] => self.format.is_json() || MediaType::of_name(&media_type) != Some(MediaType::Json),
            media => media.iter().any(|range| in_range(&media_type, range)),
        }
    }
}

impl ActionInfo {
    /// Whether a server uses this error format for the action; `usual` is the API's default format.
    pub fn fails_in(&self, format: &str, usual: &str) -> bool {
        format == usual || self.names_format(format)
    }

    /// Whether the action itself names this error format.
    pub(crate) fn names_format(&self, format: &str) -> bool {
        self.error_formats.iter().any(|used| used.format == format)
    }

    /// Whether a repeated call has no further effect, so that a client may retry it.
    pub fn is_repeatable(&self) -> bool {
        self.idempotency_key || self.effect.is_repeatable()
    }

    /// Returns the media type with which a client sends a parameter that is the whole body, unless it has its own.
    pub fn body_media_type(&self) -> &'static str {
        default_media(self.body_format, self.body_media)
    }

    /// Whether a server takes a whole body with this `Content-Type`.
    pub fn takes_media(&self, content_type: &str) -> bool {
        let media_type = essence(content_type);
        match (self.body_media, self.body_format) {
            ([], BodyFormat::Json) => MediaType::of_name(&media_type) == Some(MediaType::Json),
            ([], BodyFormat::Raw | BodyFormat::Stream) => true,
            (media, _) => media.iter().any(|range| in_range(&media_type, range)),
        }
    }

    /// Returns the method that clients use.
    pub fn method(&self) -> Method {
        self.methods.first().copied().unwrap_or(Method::Post)
    }

    /// Returns the place of the parameters that do not name their own: the query with GET, DELETE and HEAD.
    pub fn default_place(&self) -> Place {
        self.parameters_in.with(self.method())
    }

    /// Puts the response into an envelope: the place in it, and the JSON text before and after the response.
    pub const fn envelope(
        mut self,
        path: &'static [&'static str],
        before: &'static str,
        after: &'static str,
    ) -> Self {
        self.response.envelope = Some(Envelope::new(path, before, after));
        self
    }

    /// Returns the place of the parameters in the body; the query if clients send no body. Of several places, it is the
    /// first.
    pub fn body_place(&self) -> Place {
        self.body_in.unwrap_or_else(|| self.default_place())
    }

    /// Returns the ways to send the parameters, in the order in which a client tries them: each with the place of the
    /// parameters that do not name their own, and the place of the body.
    pub fn ways(&self) -> impl Iterator<Item = (Place, Place)> {
        let further = self.also_in.iter().map(|place| (*place, *place));
        std::iter::once((self.default_place(), self.body_place())).chain(further)
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
    /// Sets the accepted methods to HEAD only.
    head() { methods = &[Method::Head] }
    /// Sets the accepted methods to OPTIONS only.
    options() { methods = &[Method::Options] }
    /// Accepts GET and POST; clients use GET.
    get_post() { methods = &[Method::Get, Method::Post] }
    /// Clients send the parameters in the query string.
    query() { parameters_in = Place::Query }
    /// Clients send the parameters in a JSON object.
    json() { parameters_in = Place::Json }
    /// Clients send the parameters in a multipart form.
    multipart() { parameters_in = Place::Multipart }
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
    /// Makes the raw body the response, without JSON.
    raw() { response.format = BodyFormat::Raw }
    /// Makes the parameter that is the whole body a value without JSON.
    raw_body() { body_format = BodyFormat::Raw }
    /// Makes the parameter that is the whole body a stream.
    streamed_body() { body_format = BodyFormat::Stream }
    /// Makes the response a stream: a content, server-sent events or JSON lines.
    stream() { response.format = BodyFormat::Stream }
    /// Sets the media types and ranges of the response's body.
    media(media: &'static [&'static str]) { response.media = media }
    /// Sets the data of the server-sent event that ends the stream.
    end(data: &'static str) { response.end = Some(data) }
    /// Marks the response as one that only reports success.
    done() { response.done = true }
    /// Sets the JSON that a server writes for a response without content.
    emits(json: &'static str) { response.emits = Some(json) }
}
