//! Keys of other languages that describe APIs, mainly OpenAPI, each with what to write here: hints for authors who know
//! those languages.

/// A key, and what to write in its place.
type Hint = (&'static str, &'static str);

const ABOUT: &str = "the meaning in our own words is `about`";
const EXAMPLES: &str = "examples belong to the action: `examples: [{request: {…}, response: …}]`";
const FORMAT: &str = "the type says the format: `date`, `instant`, `uuid`, `bytes`, …; another form on the wire is an `encoding`";
const PATTERN: &str =
    "patterns are not part of the spec language: limit the `length`, and say the rest in `about`";
const RECORD: &str = "define a record with `fields` under `types`, and use its name as the type";
const ENUM: &str = "define an enum with `values` under `types`, and use its name as the type";
const UNION: &str = "define a type with `one-of` under `types`, and use its name as the type";
const SCHEMA: &str =
    "write the type itself: `type: …`, a scalar, `list<…>`, `map<…>` or the name of a type under `types`";

/// For parameters and fields.
pub(super) const MEMBER: &[Hint] = &[
    ("description", ABOUT),
    ("summary", ABOUT),
    ("title", ABOUT),
    ("schema", SCHEMA),
    ("content", SCHEMA),
    ("$ref", "write the name of the type: `type: Wallet`"),
    ("format", FORMAT),
    ("pattern", PATTERN),
    ("enum", ENUM),
    ("const", "the only value is `fixed`"),
    ("items", "write `list<…>` as the type, with the type of the items"),
    ("properties", RECORD),
    ("fields", RECORD),
    (
        "additionalProperties",
        "write `map<…>` as the type, with the type of the values; or add a field with `additional: true`",
    ),
    ("oneOf", UNION),
    ("anyOf", UNION),
    ("allOf", "define a record with `includes` under `types`, and use its name as the type"),
    ("minimum", "the smallest allowed value is `min`"),
    ("maximum", "the largest allowed value is `max`"),
    ("exclusiveMinimum", "the exclusive lower bound is `above`"),
    ("exclusiveMaximum", "the exclusive upper bound is `below`"),
    ("minLength", "the limits of a length are `length: [MIN, MAX]`"),
    ("maxLength", "the limits of a length are `length: [MIN, MAX]`"),
    ("minItems", "the limits of the number of items are `length: [MIN, MAX]`"),
    ("maxItems", "the limits of the number of items are `length: [MIN, MAX]`"),
    ("minProperties", "the number of entries cannot be limited: say it in `about`"),
    ("maxProperties", "the number of entries cannot be limited: say it in `about`"),
    ("multipleOf", "say it in `about`: steps are not part of the spec language"),
    ("uniqueItems", "say it in `about`: whether items are different is not part of the spec language"),
    ("readOnly", "leave it out of the parameters: a record of requests and one of responses are two types"),
    ("writeOnly", "leave it out of the response: a record of requests and one of responses are two types"),
    ("explode", "the form of a list outside of JSON is `style`"),
    ("collectionFormat", "the form of a list outside of JSON is `style`"),
    (
        "allowEmptyValue",
        "write `optional: true` for a value that may be left out, or `null-values: [\"\"]` for an empty text that means null",
    ),
    ("example", EXAMPLES),
    ("examples", EXAMPLES),
];

/// For actions.
pub(super) const ACTION: &[Hint] = &[
    ("description", ABOUT),
    ("summary", ABOUT),
    ("title", "the name in the documents is `documented-as`"),
    (
        "operationId",
        "the key is the name of the action, in kebab-case; the name in the documents is `documented-as`",
    ),
    (
        "name",
        "the key is the name of the action, in kebab-case; the name in the documents is `documented-as`",
    ),
    ("tags", "the group of an action is the module in whose file it is"),
    ("security", "the authentication is `auth`: `auth: [login]`"),
    (
        "requestBody",
        "the entries of a body are `parameters` with `parameters-in: json` or `form`; a whole body is a parameter with `in: body`",
    ),
    (
        "body",
        "the entries of a body are `parameters` with `parameters-in: json` or `form`; a whole body is a parameter with `in: body`",
    ),
    ("request", "what a caller sends are the `parameters`"),
    ("query", "a parameter in the query is one of `parameters`, with `in: query` or `parameters-in: query`"),
    (
        "headers",
        "a request header is one of `parameters`, with `in: header`; headers of the response are `headers` of `response`",
    ),
    (
        "header",
        "a request header is one of `parameters`, with `in: header`; headers of the response are `headers` of `response`",
    ),
    ("cookies", "a cookie is one of `parameters`, with `in: cookie`"),
    (
        "responses",
        "the success is `response`, several are its `variants`; errors are `errors` and `error-formats` in api.yaml",
    ),
    ("status", "the status is that of the response: `response: {type: …, status: 201}`"),
    ("produces", "the media type of a response is `media` of `response`"),
    (
        "consumes",
        "the media type follows from `parameters-in`; for a whole body, it is `media` of the parameter with `in: body`",
    ),
    ("url", "the path below the server's URL is `path`"),
    ("host", "the host is a `server`, described under `servers` in api.yaml"),
    (
        "callbacks",
        "a request of the vendor to the user's server is an action of a module with `direction: inbound`",
    ),
    ("externalDocs", "the documents are `sources` in api.yaml, and `evidence` names their lines"),
    ("pagination", "the pages of a response are `pages`"),
    ("idempotent", "write `effect: idempotent`, or `effect: read`"),
    ("example", "write `examples`: a list of mappings with `request`, `response` or `error-response`"),
];

/// For responses and their variants.
pub(super) const RESPONSE: &[Hint] = &[
    ("description", ABOUT),
    ("summary", ABOUT),
    ("schema", SCHEMA),
    ("content", SCHEMA),
    ("body", SCHEMA),
    ("$ref", "write the name of the type: `type: Wallet`"),
    ("properties", RECORD),
    ("items", "write `list<…>` as the type, with the type of the items"),
    ("enum", ENUM),
    ("oneOf", UNION),
    ("anyOf", UNION),
    ("format", FORMAT),
    ("pattern", PATTERN),
    ("required", "a response is always there; for fields of a record, see `optional`"),
    ("code", "the HTTP status is `status`"),
    (
        "default",
        "errors are not responses here: describe them under `errors` and `error-formats` in api.yaml",
    ),
    ("200", "write `status: 200`, or `variants` with a `status` each"),
    ("201", "write `status: 201`, or `variants` with a `status` each"),
    ("202", "write `status: 202`, or `variants` with a `status` each"),
    ("204", "write `type: nothing` and `status: 204`, or `variants` with a `status` each"),
    ("400", "errors are not responses here: describe them under `errors` and `error-formats` in api.yaml"),
    ("404", "errors are not responses here: describe them under `errors` and `error-formats` in api.yaml"),
    ("links", "the successor of a request is not described; say it in `about`"),
    ("example", EXAMPLES),
    ("examples", EXAMPLES),
];

/// For examples.
pub(super) const EXAMPLE: &[Hint] = &[
    ("description", ABOUT),
    ("summary", ABOUT),
    ("value", "write `request`, `response` or `error-response`, with the JSON as sent on the wire"),
    ("body", "write `request`, `response` or `error-response`, with the JSON as sent on the wire"),
    ("externalValue", "write the JSON itself under `request`, `response` or `error-response`"),
    ("parameters", "the parameters of an example are `request`"),
    ("status", "the status is not part of an example; it is that of the response or the error format"),
];

/// For `api.yaml`.
pub(super) const API: &[Hint] = &[
    ("openapi", "this is not an OpenAPI document: write `api: NAME`, and one file per module"),
    ("swagger", "this is not an OpenAPI document: write `api: NAME`, and one file per module"),
    ("info", "write `title` and `about`"),
    ("name", "the short name of the API is `api`, the vendor's name is `title`"),
    ("description", ABOUT),
    ("version", "remove it: a version of the API is part of the server's URL or of the paths"),
    (
        "components",
        "schemas are `types`, security schemes are `auth`; parameters and responses belong to their action",
    ),
    ("definitions", "schemas are `types`"),
    ("schemas", "schemas are `types`"),
    ("securitySchemes", "authentication schemes are `auth`"),
    ("securityDefinitions", "authentication schemes are `auth`"),
    ("security", "the authentication of all actions is `auth` of `defaults`"),
    ("tags", "groups of actions are `modules`, each with a file of its own"),
    ("host", "hosts are `servers`: `servers: {main: {url: …, about: …}}`"),
    ("basePath", "it is part of the server's `url`, or of `path` in `defaults`"),
    ("url", "hosts are `servers`: `servers: {main: {url: …, about: …}}`"),
    ("base-url", "hosts are `servers`: `servers: {main: {url: …, about: …}}`"),
    ("consumes", "where the parameters travel is `parameters-in` of `defaults`"),
    ("produces", "responses are JSON; another media type is `media` of a `response`"),
    ("webhooks", "requests of the vendor to the user's server are a module with `direction: inbound`"),
    ("responses", "a response belongs to its action; errors are `errors` and `error-formats`"),
    ("parameters", "parameters belong to their action, in the file of its module"),
    (
        "headers",
        "a header of all requests is an authentication scheme under `auth`, or a parameter of each action with `in: header`",
    ),
    ("externalDocs", "the documents are `sources`"),
    ("failures", "the error table is `errors`, its layouts are `error-formats`"),
];

/// For servers, mentions and entries of the error table.
pub(super) const ENTRY: &[Hint] = &[
    ("description", ABOUT),
    ("summary", ABOUT),
    ("message", "the documented text of an error is `text`"),
    ("http-status", "the HTTP status is `status`"),
    (
        "variables",
        "leave `url` out if every deployment has its own host, and say in `about` what it depends on",
    ),
];
