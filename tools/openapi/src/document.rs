//! The objects of OpenAPI 3.1, as far as they are written here.
//!
//! They are types of our own because no crate keeps amounts: `oas3`, `utoipa`, `openapiv3` and `roas` have examples and
//! defaults as `serde_json::Value`, which makes floats of them. The first two write 3.1 alone, the third 3.0 alone; `roas` has
//! a set of types for each version and sorts paths, fields and statuses by name. `lower` says what 3.0 says otherwise. That
//! what is written is valid is proven by validators, in the workspace's tests.

use bindery_vocabulary::json::Json;
use indexmap::IndexMap;

use crate::schema::Schema;
use crate::write::{Write, object};

object! {
    /// The whole.
    Document {
        /// The version of OpenAPI.
        "openapi" openapi: String,
        /// What API it is.
        "info" info: Option<Info>,
        /// Where it is.
        "servers" servers: Vec<Server>,
        /// The modules.
        "tags" tags: Vec<Tag>,
        /// The actions by path. Written even when there is none.
        "paths" paths: Option<IndexMap<String, PathItem>>,
        /// What the vendor calls, by name.
        "webhooks" webhooks: IndexMap<String, PathItem>,
        /// What is said once.
        "components" components: Option<Components>,
    }
}

object! {
    /// What API it is.
    Info {
        /// The vendor's name for it.
        "title" title: String,
        /// What it is for.
        "description" description: String,
        /// The version of the document.
        "version" version: String,
    }
}

object! {
    /// A host.
    Server {
        /// Its address, perhaps with variables.
        "url" url: String,
        /// What it serves.
        "description" description: String,
        /// The variables in the address.
        "variables" variables: IndexMap<String, ServerVariable>,
    }
}

object! {
    /// A variable in a server's address.
    ServerVariable {
        /// What stands there unless somebody says otherwise.
        "default" default: String,
        /// What it means.
        "description" description: String,
    }
}

object! {
    /// A module.
    Tag {
        /// Its name.
        "name" name: String,
        /// What its actions have in common.
        "description" description: String,
    }
}

object! {
    /// The operations of one path, or of one webhook.
    PathItem {
        /// GET
        "get" get: Option<Operation>,
        /// PUT
        "put" put: Option<Operation>,
        /// POST
        "post" post: Option<Operation>,
        /// DELETE
        "delete" delete: Option<Operation>,
        /// PATCH
        "patch" patch: Option<Operation>,
    }
}

object! {
    /// One operation.
    Operation {
        /// Its module.
        "tags" tags: Vec<String>,
        /// Its name in the documents.
        "summary" summary: String,
        /// What it does.
        "description" description: String,
        /// A name that no other operation has.
        "operationId" operation_id: String,
        /// Where it is, when that is elsewhere.
        "servers" servers: Vec<Server>,
        /// What callers prove, one of several ways. Written even when it is empty: nobody has to prove anything.
        "security" security: Option<Vec<Requirement>>,
        /// Parameters of path and query.
        "parameters" parameters: Vec<Parameter>,
        /// The body.
        "requestBody" request_body: Option<RequestBody>,
        /// The answers by status.
        "responses" responses: IndexMap<String, RefOr<Response>>,
        /// Whether it is retired.
        "deprecated" deprecated: bool,
    }
}

/// Schemes that are needed together, each with the scopes that a token needs.
pub(crate) type Requirement = IndexMap<String, Vec<String>>;

object! {
    /// A parameter of path or query.
    Parameter {
        /// Its name on the wire.
        "name" name: String,
        /// `path` or `query`.
        "in" location: &'static str,
        /// What it means.
        "description" description: String,
        /// Whether it must be there.
        "required" required: bool,
        /// Whether its name alone says something.
        "allowEmptyValue" allow_empty_value: bool,
        /// How it is written, where that is not the usual way.
        "style" style: Option<&'static str>,
        /// Whether the entries of an object stand beside each other.
        "explode" explode: bool,
        /// What it may be.
        "schema" schema: Option<Schema>,
        /// An example.
        "example" example: Option<Json>,
    }
}

object! {
    /// The body of a request.
    RequestBody {
        /// Its forms.
        "content" content: IndexMap<String, MediaType>,
        /// Whether it must be there.
        "required" required: bool,
    }
}

object! {
    /// One form of a body.
    MediaType {
        /// What it may be.
        "schema" schema: Option<Schema>,
        /// Examples by name.
        "examples" examples: IndexMap<String, Example>,
    }
}

object! {
    /// An example.
    Example {
        /// What it shows.
        "summary" summary: String,
        /// The example.
        "value" value: Option<Json>,
    }
}

object! {
    /// What comes back.
    Response {
        /// What it means.
        "description" description: String,
        /// Headers by name.
        "headers" headers: IndexMap<String, Header>,
        /// Its forms; none when it is empty.
        "content" content: IndexMap<String, MediaType>,
    }
}

object! {
    /// A header of an answer.
    Header {
        /// What it says.
        "description" description: String,
        /// What it may be.
        "schema" schema: Option<Schema>,
    }
}

object! {
    /// What is said once.
    Components {
        /// Types.
        "schemas" schemas: IndexMap<String, Schema>,
        /// Failures that many operations answer.
        "responses" responses: IndexMap<String, Response>,
        /// How callers prove who they are.
        "securitySchemes" security_schemes: IndexMap<String, SecurityScheme>,
    }
}

object! {
    /// How callers prove who they are.
    SecurityScheme {
        /// `http`, `apiKey` or `oauth2`.
        "type" kind: &'static str,
        /// Where the credentials come from.
        "description" description: String,
        /// The name of the header.
        "name" name: String,
        /// Where the key stands.
        "in" location: Option<&'static str>,
        /// The scheme of HTTP.
        "scheme" scheme: Option<&'static str>,
        /// How tokens of OAuth 2 are had.
        "flows" flows: Option<Flows>,
    }
}

object! {
    /// How tokens of OAuth 2 are had.
    Flows {
        /// By a code that the user's browser brings back.
        "authorizationCode" authorization_code: Option<Flow>,
    }
}

object! {
    /// One way to a token of OAuth 2.
    Flow {
        /// The address that asks the user.
        "authorizationUrl" authorization_url: String,
        /// The address that gives tokens.
        "tokenUrl" token_url: String,
        /// What a token may be good for. Written even when there is nothing.
        "scopes" scopes: Option<IndexMap<String, String>>,
    }
}

/// Something, or where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RefOr<T> {
    /// Where it stands.
    Ref(String),
    /// The thing itself.
    Here(T),
}

impl<T: Write> Write for RefOr<T> {
    fn json(&self) -> Json {
        match self {
            Self::Here(value) => value.json(),
            Self::Ref(reference) => Json::object([("$ref", Json::text(reference))]),
        }
    }
}
