//! The mappings of a module's file: actions, responses, examples, constants.

use super::api::DefaultsDoc;
use super::auth_use::AuthUse;
use super::choices::{Choice, DefaultPlace, Direction};
use super::fields::{HeadersDoc, ParameterDoc, TypeDoc};
use super::keys::{
    Actions, Constants, Errors, Groups, KebabName, Keyed, Parameters, ResponseVariants, Types,
};
use super::mapping::mapping;
use super::values::{
    About, DeprecatedDoc, DeviationDoc, EnvelopeDoc, EvidenceDoc, Flag, JsonDoc, Many, Text, Whole,
};
use crate::model::{Effect, Encoding, ErrorKind, Method, PagesBy};

mapping! {
    /// A group of actions: one file.
    "module" ModuleDoc {
        /// Name of the module in kebab-case: the name of its file.
        need module: KebabName<'a> = "module",
        /// Name of the module in the documents. Default: `module`.
        may documented_as: Text<'a> = "documented-as",
        /// Purpose that the actions have in common.
        need about: About<'a> = "about",
        /// Sources of this module.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Direction of the calls: `outbound` (default), or `inbound` when the vendor calls the user's server.
        may direction: Choice<Direction> = "direction",
        /// Settings of the module's actions that do not set their own. They override `defaults` in api.yaml.
        may defaults: DefaultsDoc<'a> = "defaults",
        /// The actions, by name in kebab-case, in the order of the documents.
        some actions: Keyed<'a, Actions, ActionDoc<'a>> = "actions",
        /// The types that the actions use, by name in UpperCamelCase.
        some types: Keyed<'a, Types, TypeDoc<'a>> = "types",
        /// Data that the documents give without an action, such as a table of defaults.
        some constants: Keyed<'a, Constants, ConstantDoc<'a>> = "constants",
    }
    elsewhere {
        "api" => "only api.yaml starts with `api`; start a module's file with `module`",
        "errors" => "the error table belongs in api.yaml",
        "sources" => "sources belong in api.yaml",
        "servers" => "servers belong in api.yaml",
        "error-formats" => "error formats belong in api.yaml",
    }
}

mapping! {
    /// A documented operation.
    "action" ActionDoc {
        /// Name of the action in the source, such as `User::info`.
        need documented_as: Text<'a> = "documented-as",
        /// Purpose of the action.
        need about: About<'a> = "about",
        /// Lines of the source that describe the action, as `SOURCE:FIRST-LAST`, or a list of them.
        need evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Whether the documents mark the action as new. Default: false.
        may new: Flag = "new",
        /// Marks the action as deprecated: `true`, or what to do instead in our own words. It is still callable.
        may deprecated: DeprecatedDoc<'a> = "deprecated",
        /// For a deprecated action: its successor, as `module/action`.
        may replaced_by: Text<'a> = "replaced-by",
        /// Effect of the call: `read`, `idempotent`, `not-idempotent` (default) or `money` (moves money). Only `read`
        /// and `idempotent` are retried after they may have been sent.
        may effect: Choice<Effect> = "effect",
        /// Path of the action, where the one in `defaults` does not apply; `{name}` is a parameter with `in: path`, and
        /// `{name*}` at the end is the rest of the path.
        may path: Text<'a> = "path",
        /// Other paths that a server accepts, with the same parameters. Clients never use them.
        some path_aliases: Many<Text<'a>> = "path-aliases",
        /// HTTP methods that a server accepts; clients send the first. Default: `methods` in `defaults`.
        may methods: Vec<Choice<Method>> = "methods",
        /// Place of the parameters that do not name their own: `form`, `query`, `json` or `multipart`, or a list of
        /// places in the body, of which a client uses the first that can carry all values. With GET, DELETE and HEAD it
        /// is the query. Default: `parameters-in` in `defaults`.
        may parameters_in: DefaultPlace = "parameters-in",
        /// Name of the server. Default: `server` in `defaults`.
        may server: Text<'a> = "server",
        /// Required authentication schemes: a list of schemes that are all required, or `any` with a list of
        /// ways, one of which is enough. `{scheme: …, optional: true}` makes one optional. Default: `auth` in `defaults`.
        may auth: AuthUse<'a> = "auth",
        /// OAuth 2 scopes that a token needs for this action.
        some scopes: Vec<Text<'a>> = "scopes",
        /// JSON around the response, with `$value` in its place, such as `{ok: true, result: $value}`; null removes
        /// that of `defaults`.
        may envelope: EnvelopeDoc<'a> = "envelope",
        /// The parameters, by wire name, in the documented order.
        some parameters: Keyed<'a, Parameters, ParameterDoc<'a>> = "parameters",
        /// Groups of optional parameters, by name; one group must be present.
        some one_of: Keyed<'a, Groups, Vec<Text<'a>>> = "one-of",
        /// Condition that selects this action among others with the same method and path.
        may select: SelectDoc<'a> = "select",
        /// Pagination of the response.
        may pages: PagesDoc<'a> = "pages",
        /// For an action that only starts an operation: how a client asks for its state.
        may completes: CompletesDoc<'a> = "completes",
        /// The response: a type, `nothing`, or a mapping. An action without it is listed but cannot be called.
        may response: ResponseDoc<'a> = "response",
        /// For an action without `response`: its undocumented parts. Default: method, path, parameters and response.
        may unknown: About<'a> = "unknown",
        /// Error formats in which a server writes the errors of this action; the first that fits is used. Default:
        /// `error-format` in `defaults`.
        some error_formats: Vec<ErrorFormatUseDoc<'a>> = "error-formats",
        /// Errors that the documents assign to this action, with their meaning here.
        some errors: Keyed<'a, Errors, ActionErrorDoc<'a>> = "errors",
        /// Error for an invalid value, where the one in `rejections` does not apply.
        may invalid: Text<'a> = "invalid",
        /// Requests, responses and error responses as the documents show them.
        some examples: Vec<ExampleDoc<'a>> = "examples",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
        /// Deliberate differences from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    elsewhere {
        "returns" => "the response of an action is `response`",
        "stability" => "write `new: true` or `deprecated: true`",
        "method" => "write `methods: [POST]`: a list, because an action may accept several",
        "paths" => "an action has one `path`; other paths that a server accepts are `path-aliases`",
        "aliases" => "other paths that a server accepts are `path-aliases`",
        "headers" => "the headers of the response are under `response`: `response: {type: …, headers: {…}}`",
        "wrapper" => "write the JSON around the response: `envelope: {result: $value}`",
    }
    foreign ACTION
}

mapping! {
    /// The response of an action. A plain string is its type.
    "response" ResponseDoc short type_ {
        /// Type of the response; `nothing` for no content.
        may type_: Text<'a> = "type",
        /// HTTP status, 200 to 599. Default: 200. With 204, 205 and 304 the body is empty.
        may status: Whole = "status",
        /// Several responses, by name, distinguished by their status.
        may variants: Keyed<'a, ResponseVariants, ResponseVariantDoc<'a>> = "variants",
        /// Headers of the response: by name, or the name of a record that has them.
        may headers: HeadersDoc<'a> = "headers",
        /// Encoding of a scalar on the wire.
        may encoding: Choice<Encoding> = "encoding",
        /// Meaning of the response. Default: the `about` of the named type.
        may about: About<'a> = "about",
        /// Whether the response may be null. Default: false.
        may nullable: Flag = "nullable",
        /// Media types of the body, also ranges such as `image/*`. Default: JSON; `application/octet-stream` for
        /// `content` and `bytes`.
        some media: Many<Text<'a>> = "media",
        /// Server-sent events in place of a type: the type of their data.
        may events: EventsDoc<'a> = "events",
        /// JSON lines in place of a type: the type of one line.
        may lines: Text<'a> = "lines",
        /// Field of the record; its plain value is accepted in place of the record.
        may bare: Text<'a> = "bare",
        /// Keys under which a scalar is also accepted inside an object; the first that is present counts.
        some unwrap: Many<Text<'a>> = "unwrap",
        /// Whether the body may be plain text instead of JSON. Default: false.
        may bare_text: Flag = "bare-text",
        /// The only value of a scalar that merely confirms success.
        may fixed: JsonDoc<'a> = "fixed",
        /// For `nothing`: JSON that a server writes.
        may emits: JsonDoc<'a> = "emits",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Deliberate differences from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    elsewhere {
        "fields" => "define a named type with these fields under `types` and use it here",
        "optional" => "a response is never optional; write `nothing` for a response without content",
        "raw" => "`media` says that the body is not JSON: write `media: application/octet-stream`",
    }
    foreign RESPONSE
    any_of { "type", "variants", "events", "lines" }
}

mapping! {
    /// Server-sent events. A plain string is the type of their data.
    "events" EventsDoc short type_ {
        /// Type of the data of an event: JSON, or `string` for the text itself.
        need type_: Text<'a> = "type",
        /// Data of the event that ends the stream, such as `[DONE]`.
        may end: Text<'a> = "end",
    }
}

mapping! {
    /// A response variant: one of several responses of an action.
    "response variant" ResponseVariantDoc {
        /// HTTP status that distinguishes it from the others, 200 to 599.
        need status: Whole = "status",
        /// Type of the response. Default: no content.
        may type_: Text<'a> = "type",
        /// Headers of the response: by name, or the name of a record that has them.
        may headers: HeadersDoc<'a> = "headers",
        /// Media types of the body, which distinguish variants with the same status.
        some media: Many<Text<'a>> = "media",
        /// Server-sent events in place of a type: the type of their data.
        may events: EventsDoc<'a> = "events",
        /// JSON lines in place of a type: the type of one line.
        may lines: Text<'a> = "lines",
        /// When a server sends this response.
        need about: About<'a> = "about",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
    }
    foreign RESPONSE
}

mapping! {
    /// Condition that selects an action among others with the same method and path.
    "selection" SelectDoc {
        /// Place of the selecting string: the wire name of a parameter, then names of fields, joined by dots.
        need at: Text<'a> = "at",
        /// Strings that select this action; a `*` at the end matches any rest. Default: any value at that place.
        may is: Many<Text<'a>> = "is",
    }
}

mapping! {
    /// Pagination of an action's response.
    "pages" PagesDoc {
        /// How a page is requested: by `offset`, `number`, `cursor` or `last-id` in a parameter, or by the address that
        /// the page before names in its `Link` header (`link`) or in a field (`address`).
        need by: Choice<PagesBy> = "by",
        /// By offset: name of the parameter for the number of records to skip.
        may skip: Text<'a> = "skip",
        /// By number: name of the parameter for the number of the page. The first page has the parameter's `default`,
        /// else its `min`, else 1.
        may page: Text<'a> = "page",
        /// By cursor: name of the parameter for the cursor; the first page is requested without one.
        may cursor: Text<'a> = "cursor",
        /// By last-id: name of the parameter for the identifier of the last record of the page before.
        may after: Text<'a> = "after",
        /// Name of the parameter for the page size in records. Its `max` is the largest page.
        may limit: Text<'a> = "limit",
        /// Field of the response that holds the records, a list. Names of nested fields are joined by dots. Default:
        /// the response itself is the list.
        may records: Text<'a> = "records",
        /// Field of the response that holds the total number of records.
        may count: Text<'a> = "count",
        /// Field of the response that holds the number of the last page.
        may last: Text<'a> = "last",
        /// Field of the response that says what to request next: the cursor, the address, the number of the page, or
        /// the number of records to skip. The last page has null, an empty text, or nothing there.
        may next: Text<'a> = "next",
        /// Boolean field of the response that says whether there are more pages.
        may more: Text<'a> = "more",
        /// By last-id: field of a record that identifies it. Default: the record itself.
        may id: Text<'a> = "id",
    }
}

mapping! {
    /// Completion of an operation that an action starts: how a client asks for its state.
    "completion" CompletesDoc {
        /// The polling action, which returns the state of the operation, as `module/action`. It needs `effect: read`,
        /// and may be this action itself.
        need poll: Text<'a> = "poll",
        /// Parameters of `poll`, each with the field of this action's response that holds its value. Names of nested
        /// fields are joined by dots. Other required parameters have the value of this action's parameter with the same
        /// name and type.
        may with: Keyed<'a, Parameters, Text<'a>> = "with",
        /// Whether the header `Location` of this action's response has the address to poll. Default: false.
        may location: Flag = "location",
        /// Field of the response of `poll` that holds the state. Default: the response variant is the state.
        may field: Text<'a> = "field",
        /// States of a completed operation: values of `field`, or names of response variants of `poll`.
        need done: Many<JsonDoc<'a>> = "done",
        /// States of a failed operation. In every other state it goes on.
        some failed: Many<JsonDoc<'a>> = "failed",
    }
}

mapping! {
    /// An error format that a server uses for an action. A plain string is its name.
    "error format" ErrorFormatUseDoc short format {
        /// Name of the error format in api.yaml.
        need format: Text<'a> = "format",
        /// Errors that are written in this format. Default: all.
        some errors: Vec<Text<'a>> = "errors",
    }
}

mapping! {
    /// An error that the documents assign to an action.
    "error" ActionErrorDoc {
        /// Meaning of the error for this action.
        may about: About<'a> = "about",
        /// Kind of the error for this action, where it differs from the error table.
        may kind: Choice<ErrorKind> = "kind",
    }
    elsewhere {
        "code" => "codes belong in the error table of api.yaml",
        "text" => "texts belong in the error table of api.yaml",
    }
}

mapping! {
    /// A request, a response or an error response as the documents show it.
    "example" ExampleDoc {
        /// Description of the example.
        may about: About<'a> = "about",
        /// The parameters, by wire name.
        may request: JsonDoc<'a> = "request",
        /// The response.
        may response: JsonDoc<'a> = "response",
        /// The error response, as sent on the wire.
        may error_response: JsonDoc<'a> = "error-response",
        /// Name of the error in the error response.
        may error: Text<'a> = "error",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
    }
    foreign EXAMPLE
    any_of { "request", "response", "error-response" }
}

mapping! {
    /// Data that the documents give without an action.
    "constant" ConstantDoc {
        /// Meaning of the data.
        need about: About<'a> = "about",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Type against which the data is checked. Default: the data is not checked.
        may type_: Text<'a> = "type",
        /// The data.
        need value: JsonDoc<'a> = "value",
    }
}
