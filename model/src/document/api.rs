//! The mappings of `api.yaml`.

use super::auth::AuthDoc;
use super::auth_use::AuthUse;
use super::choices::{Choice, DefaultPlace, Features, Paths};
use super::fields::TypeDoc;
use super::keys::{ErrorFormats, Errors, KebabName, Keyed, Schemes, Servers, Sources, Types, Waivers};
use super::mapping::mapping;
use super::values::{
    About, Code, DeviationDoc, EnvelopeDoc, EvidenceDoc, Flag, JsonDoc, Many, ScalarDoc, Text, Whole,
};
use crate::model::{ErrorKind, Method, NotationKind, Texts};

mapping! {
    /// Settings of the whole API: the file `api.yaml`.
    "API" ApiDoc {
        /// Short name of the API in kebab-case: the name of its folder and of the generated crate.
        need api: KebabName<'a> = "api",
        /// Name of the API as the vendor writes it.
        need title: About<'a> = "title",
        /// Purpose of the API, in one plain sentence.
        need about: About<'a> = "about",
        /// Names of the modules, in order. Each module has a file of its own, `NAME.yaml`.
        need modules: Vec<KebabName<'a>> = "modules",
        /// Path matching of a server: `exact` (default), or `case-insensitive`, which also reads a doubled slash as a
        /// single one.
        may paths: Choice<Paths> = "paths",
        /// Cargo features of the generated crate: `per-side` (default: one for the client, one for the server), or
        /// `per-module` (one more for each module).
        may features: Choice<Features> = "features",
        /// The vendor's documents on which the spec is based, by name. Evidence refers to these names.
        need sources: Keyed<'a, Sources, SourceDoc<'a>> = "sources",
        /// The hosts that serve the API, by name. The first is the default.
        need servers: Keyed<'a, Servers, ServerDoc<'a>> = "servers",
        /// The authentication schemes that actions refer to, by name.
        some auth: Keyed<'a, Schemes, AuthDoc<'a>> = "auth",
        /// Settings of all actions that do not set their own.
        may defaults: DefaultsDoc<'a> = "defaults",
        /// The errors with which a server rejects requests.
        need rejections: RejectionsDoc<'a> = "rejections",
        /// The formats in which error responses arrive, by name, in the order in which they are tried.
        need error_formats: Keyed<'a, ErrorFormats, ErrorFormatDoc<'a>> = "error-formats",
        /// The error table: all documented errors, by name.
        need errors: Keyed<'a, Errors, ErrorDoc<'a>> = "errors",
        /// Names that occur in the documents without a description. They are listed, never generated.
        some mentions: Vec<MentionDoc<'a>> = "mentions",
        /// Types that belong to no module.
        some types: Keyed<'a, Types, TypeDoc<'a>> = "types",
        /// Breaking changes that `bindery diff` accepts, by the names that it prints, each with the reason.
        some waivers: Keyed<'a, Waivers, WaiverDoc<'a>> = "waivers",
    }
    elsewhere {
        "module" => "a module has its own file; in api.yaml, list its name under `modules`",
        "actions" => "actions belong in the file of their module",
    }
    foreign API
}

mapping! {
    /// A vendor's document on which the spec is based.
    "source" SourceDoc {
        /// File name of the document.
        need file: Text<'a> = "file",
        /// Title of the document.
        need title: About<'a> = "title",
        /// Number of lines of the document, at least 1. Evidence must lie within them.
        need lines: Whole = "lines",
        /// Notation in which the document is written, for machine reading. With a list, each notation reads what the
        /// ones before it leave. Default: the document is not read by machine.
        some notation: Many<NotationDoc<'a>> = "notation",
    }
}

mapping! {
    /// Notation of a document, with the words that it uses besides the usual ones, or with the parts of an OpenAPI
    /// document that are read.
    "notation" NotationDoc short kind {
        /// The notation: `action-reference`, `outline`, `headed-prose` or `openapi`.
        need kind: Choice<NotationKind> = "kind",
        /// Additional words that introduce a table of parameters.
        some parameters: Many<Text<'a>> = "parameters",
        /// Additional words that introduce a response.
        some responses: Many<Text<'a>> = "responses",
        /// Additional headings under which error codes are listed.
        some errors: Many<Text<'a>> = "errors",
        /// Additional words that appear where a type is expected.
        some types: Many<Text<'a>> = "types",
        /// Additional words that mark a parameter as optional.
        some optional: Many<Text<'a>> = "optional",
        /// Additional words that mark an action as new.
        some new: Many<Text<'a>> = "new",
        /// Additional words that mark an action as deprecated.
        some deprecated: Many<Text<'a>> = "deprecated",
        /// Headings that do not look like headings, so that they must be listed.
        some headings: Many<Text<'a>> = "headings",
        /// Of `openapi`: OpenAPI Overlays beside the document, which change it in this order before it is read.
        some overlays: Many<Text<'a>> = "overlays",
        /// Of `openapi`: whether summaries and descriptions are read: `all` or `none`. Default: `all`.
        may texts: Choice<Texts> = "texts",
        /// Of `openapi`: tags and operations that are read. Default: all.
        some only: Many<Text<'a>> = "only",
        /// Of `openapi`: tags and operations that are left out on purpose.
        some except: Many<Text<'a>> = "except",
    }
}

mapping! {
    /// A host that serves the API.
    "server" ServerDoc {
        /// Base URL. Leave it out when every deployment has its own host.
        may url: Text<'a> = "url",
        /// Purpose of the host.
        need about: About<'a> = "about",
    }
    foreign ENTRY
}

mapping! {
    /// Settings of all actions that do not set their own.
    "defaults" DefaultsDoc {
        /// Path of an action, with the placeholders `{module}` and `{action}`. Without it, every action that can be
        /// called needs its own `path`.
        may path: Text<'a> = "path",
        /// HTTP methods that a server accepts; clients send the first. Default: POST.
        may methods: Vec<Choice<Method>> = "methods",
        /// Place of the parameters that do not name their own: `form`, `query`, `json` or `multipart`, or a list of
        /// places in the body, of which a client uses the first that can carry all values. Default: `json`.
        may parameters_in: DefaultPlace = "parameters-in",
        /// Name of the server. Default: the first one.
        may server: Text<'a> = "server",
        /// Required authentication schemes: a list of schemes that are all required, or `any` with a list of
        /// ways, one of which is enough.
        may auth: AuthUse<'a> = "auth",
        /// JSON around every response, with `$value` in its place, such as `{ok: true, result: $value}`.
        may envelope: EnvelopeDoc<'a> = "envelope",
        /// Error format in which a server writes errors. Default: the first one.
        may error_format: Text<'a> = "error-format",
    }
    elsewhere {
        "wrapper" => "write the JSON around the responses: `envelope: {result: $value}`",
    }
}

mapping! {
    /// The errors with which a server rejects requests.
    "rejections" RejectionsDoc {
        /// Error for a missing required parameter.
        need missing: Text<'a> = "missing",
        /// Error for a value that cannot be read or breaks a limit.
        need invalid: Text<'a> = "invalid",
        /// Error for a failed login.
        need login: Text<'a> = "unauthenticated",
        /// Error for an unknown path or method.
        need not_found: Text<'a> = "not-found",
        /// Error for an action that the backend does not implement.
        need not_implemented: Text<'a> = "not-implemented",
        /// Error for a backend that failed.
        need internal: Text<'a> = "internal",
    }
}

mapping! {
    /// A format in which error responses arrive.
    "error format" ErrorFormatDoc {
        /// When the format is used.
        may about: About<'a> = "about",
        /// HTTP status with which a server sends it.
        need status: Whole = "status",
        /// The signals by which a response is recognized as an error in this format; any one is enough. In a list of
        /// signals inside the list, all must hold.
        need when: Many<Many<ErrorSignalDoc<'a>>> = "when",
        /// Media type of the body: JSON, such as `application/problem+json`, or `text/plain`. Default:
        /// `application/json`.
        may media: Text<'a> = "media",
        /// Layout of the body: any JSON. The placeholders are `$code`, `$code-text`, `$message`, `$details`, `$status`
        /// and `$retry-after`. A list with one item that has a placeholder has an entry for each error.
        need body: JsonDoc<'a> = "body",
        /// Type of the details, and where they are. Default: the details are any JSON.
        may details: ErrorDetailsDoc<'a> = "details",
    }
    elsewhere {
        "content-type" => "the media type of the body is `media`",
        "contentType" => "the media type of the body is `media`",
        "schema" => "write the error response as sent on the wire under `body`, with placeholders: `{error: {code: $code}}`",
        "content" => "write the error response as sent on the wire under `body`, with placeholders: `{error: {code: $code}}`",
        "description" => "the meaning in our own words is `about`",
        "code" => "the place of the code is `$code` in `body`; codes themselves belong in `errors`",
        "message" => "the place of the message is `$message` in `body`",
    }
}

mapping! {
    /// Type of an error's details. A plain string is the type.
    "error details" ErrorDetailsDoc short type_ {
        /// Type of the details: a record whose fields stand beside the placeholders, or any type at `$details`.
        need type_: Text<'a> = "type",
        /// Path of keys to the details, joined by dots. Default: the place of `$details`, else the whole body.
        may key: Text<'a> = "key",
    }
}

mapping! {
    /// A signal that a response is an error. Several conditions in one signal must all hold.
    "error signal" ErrorSignalDoc {
        /// A key at the top level of the body, or a path of keys joined by dots; in a list, a number is the position of
        /// an item. It must be present and not null, unless `is`, `not` or `empty` says otherwise.
        may key: Text<'a> = "key",
        /// Value that the key or the header must have. Without it, it must only be present.
        may is: ScalarDoc = "is",
        /// Value that the key has in every success response; any other value and a missing key signal an error. Only
        /// read for actions that fail in this format.
        may not: ScalarDoc = "not",
        /// Whether the value of the key is an empty string, list or object, null or missing (`true`, only read for
        /// actions that fail in this format), or none of these (`false`).
        may empty: Flag = "empty",
        /// Name of a header that must be present, or have the value of `is`.
        may header: Text<'a> = "header",
        /// HTTP status, or the first and the last of a range.
        may status: Many<Whole> = "status",
    }
    elsewhere {
        "equals" => "the value of the key is `is`",
        "value" => "the value of the key is `is`",
        "at" => "the place is `key`; in a list, a number is the position of an item: `key: \"0\"`",
        "path" => "the path is `key`, with keys joined by dots",
        "present" => "a `key` alone must be present; for one that may be empty, write `empty: false`",
    }
    any_of { "key", "header", "status" }
}

mapping! {
    /// An entry of the error table.
    "error" ErrorDoc {
        /// Error code on the wire, an integer or a string. Leave it out when only the status or the text identifies the
        /// error.
        may code: Code = "code",
        /// HTTP status of the error, where it differs from the status of the error format. Without `code`, it
        /// identifies the error.
        may status: Whole = "status",
        /// Documented text of the error, verbatim.
        need text: Text<'a> = "text",
        /// Meaning of the error beyond its text.
        may about: About<'a> = "about",
        /// Kind of error, for callers that do not know every code: `authentication`, `permission-denied`, `validation`,
        /// `not-found`, `conflict`, `funds`, `limit`, `unavailable`, `internal` or `other`. Required unless `reads-as`
        /// is set.
        may kind: Choice<ErrorKind> = "kind",
        /// Remarks of the document, such as 'not in use'.
        some notes: Vec<Text<'a>> = "notes",
        /// The error that this entry means, where the same error also arrives as a text without a code.
        may reads_as: Text<'a> = "reads-as",
        /// Name in Rust, where the derived one is unsuitable.
        may rust: Text<'a> = "rust",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
        /// Deliberate differences from a source.
        some deviates: Many<DeviationDoc<'a>> = "deviates",
    }
    foreign ENTRY
}

mapping! {
    /// A name that occurs in the documents without a description.
    "mention" MentionDoc {
        /// Name in the documents.
        need documented_as: Text<'a> = "documented-as",
        /// Context in which the name occurs.
        need about: About<'a> = "about",
        /// Sources of this entry.
        some evidence: Many<EvidenceDoc<'a>> = "evidence",
    }
}

mapping! {
    /// An accepted breaking change. A plain string is the reason.
    "waiver" WaiverDoc short because {
        /// Reason why the change is acceptable.
        need because: About<'a> = "because",
    }
}
