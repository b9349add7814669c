//! Objects of OpenAPI 3.1, as far as the export uses them.
//!
//! The types are our own because no crate preserves amounts: `oas3`, `utoipa`, `openapiv3` and `roas` store examples
//! and defaults as `serde_json::Value`, which converts amounts to floats. The first two write only 3.1, the third
//! only 3.0; `roas` has a set of types for each version and sorts paths, fields and statuses by name. `lower`
//! converts to 3.0. Validators in the workspace's tests check that the output is valid.

use bindery_vocabulary::json::JsonValue;
use indexmap::IndexMap;

use crate::schema::Schema;
use crate::write::{Write, object};

object! {
    /// The document.
    Document {
        /// Version of OpenAPI.
        "openapi" openapi: String,
        /// Description of the API.
        "info" info: Option<Info>,
        /// Servers.
        "servers" servers: Vec<Server>,
        /// Modules.
        "tags" tags: Vec<Tag>,
        /// Actions by path. Written even if empty.
        "paths" paths: Option<IndexMap<String, PathItem>>,
        /// Calls that the vendor makes, by name.
        "webhooks" webhooks: IndexMap<String, PathItem>,
        /// Shared definitions.
        "components" components: Option<Components>,
    }
}

object! {
    /// Description of an API.
    Info {
        /// Vendor's name for the API.
        "title" title: String,
        /// Purpose of the API.
        "description" description: String,
        /// Version of the document.
        "version" version: String,
    }
}

object! {
    /// A server.
    Server {
        /// Address, possibly with variables.
        "url" url: String,
        /// Purpose of the server.
        "description" description: String,
        /// Variables in the address.
        "variables" variables: IndexMap<String, ServerVariable>,
    }
}

object! {
    /// A variable in a server's address.
    ServerVariable {
        /// Default value.
        "default" default: String,
        /// Meaning of the variable.
        "description" description: String,
    }
}

object! {
    /// A module.
    Tag {
        /// Name of the module.
        "name" name: String,
        /// Description of the module.
        "description" description: String,
    }
}

object! {
    /// Operations of one path or one webhook.
    PathItem {
        /// GET operation.
        "get" get: Option<Operation>,
        /// PUT operation.
        "put" put: Option<Operation>,
        /// POST operation.
        "post" post: Option<Operation>,
        /// DELETE operation.
        "delete" delete: Option<Operation>,
        /// OPTIONS operation.
        "options" options: Option<Operation>,
        /// HEAD operation.
        "head" head: Option<Operation>,
        /// PATCH operation.
        "patch" patch: Option<Operation>,
    }
}

object! {
    /// An operation.
    Operation {
        /// Module of the operation.
        "tags" tags: Vec<String>,
        /// Name in the documents.
        "summary" summary: String,
        /// Purpose of the operation.
        "description" description: String,
        /// Unique name.
        "operationId" operation_id: String,
        /// Servers, if they differ from those of the document.
        "servers" servers: Vec<Server>,
        /// Alternative security requirements. Written even if empty: then no authentication is required.
        "security" security: Option<Vec<Requirement>>,
        /// Path and query parameters.
        "parameters" parameters: Vec<Parameter>,
        /// Body of the request.
        "requestBody" request_body: Option<RequestBody>,
        /// Responses by status.
        "responses" responses: IndexMap<String, RefOr<Response>>,
        /// Whether the operation is deprecated.
        "deprecated" deprecated: bool,
    }
}

/// Schemes that are required together, each with the scopes that a token must have.
pub(crate) type Requirement = IndexMap<String, Vec<String>>;

object! {
    /// A parameter outside of the body.
    Parameter {
        /// Wire name.
        "name" name: String,
        /// `path`, `query`, `header` or `cookie`.
        "in" location: &'static str,
        /// Meaning of the parameter.
        "description" description: String,
        /// Whether the parameter is required.
        "required" required: bool,
        /// Whether the parameter is deprecated.
        "deprecated" deprecated: bool,
        /// Whether the name without a value is meaningful.
        "allowEmptyValue" allow_empty_value: bool,
        /// Serialization style, if it is not the default.
        "style" style: Option<&'static str>,
        /// Whether the entries of a list or object are separate parameters, if it is not the default.
        "explode" explode: Option<bool>,
        /// Schema of the value.
        "schema" schema: Option<Schema>,
        /// Example value.
        "example" example: Option<JsonValue>,
    }
}

object! {
    /// Body of a request.
    RequestBody {
        /// Contents by media type.
        "content" content: IndexMap<String, MediaType>,
        /// Whether the body is required.
        "required" required: bool,
    }
}

object! {
    /// A body of one media type.
    MediaType {
        /// Schema of the body.
        "schema" schema: Option<Schema>,
        /// Examples by name.
        "examples" examples: IndexMap<String, Example>,
        /// Properties of a form that are not written as usual, by name.
        "encoding" encoding: IndexMap<String, PropertyEncoding>,
    }
}

object! {
    /// How a property of a form is written.
    PropertyEncoding {
        /// Media type of the parts of a multipart form.
        "contentType" content_type: String,
        /// Serialization style, if it is not the default.
        "style" style: Option<&'static str>,
        /// Whether the entries of a list or object are separate parameters, if it is not the default.
        "explode" explode: Option<bool>,
    }
}

object! {
    /// An example.
    Example {
        /// Description of the example.
        "summary" summary: String,
        /// Example value.
        "value" value: Option<JsonValue>,
    }
}

object! {
    /// A response.
    Response {
        /// Meaning of the response.
        "description" description: String,
        /// Headers by name.
        "headers" headers: IndexMap<String, Header>,
        /// Contents by media type; empty without a body.
        "content" content: IndexMap<String, MediaType>,
        /// Operations that the response leads to, by name.
        "links" links: IndexMap<String, Link>,
    }
}

object! {
    /// An operation that a response leads to.
    Link {
        /// Name of the operation.
        "operationId" operation_id: String,
        /// Parameters of the operation, as runtime expressions.
        "parameters" parameters: IndexMap<String, JsonValue>,
        /// Purpose of the operation.
        "description" description: String,
    }
}

object! {
    /// A response header.
    Header {
        /// Meaning of the header.
        "description" description: String,
        /// Whether every response has the header.
        "required" required: bool,
        /// Whether the header is deprecated.
        "deprecated" deprecated: bool,
        /// Schema of the value.
        "schema" schema: Option<Schema>,
    }
}

object! {
    /// Shared definitions.
    Components {
        /// Schemas of types.
        "schemas" schemas: IndexMap<String, Schema>,
        /// Error responses of several operations.
        "responses" responses: IndexMap<String, Response>,
        /// Authentication schemes.
        "securitySchemes" security_schemes: IndexMap<String, SecurityScheme>,
    }
}

object! {
    /// An authentication scheme.
    SecurityScheme {
        /// `http`, `apiKey` or `oauth2`.
        "type" kind: &'static str,
        /// Origin of the credentials.
        "description" description: String,
        /// Name of the header.
        "name" name: String,
        /// Location of the key.
        "in" location: Option<&'static str>,
        /// HTTP authentication scheme.
        "scheme" scheme: Option<&'static str>,
        /// OAuth 2 flows.
        "flows" flows: Option<Flows>,
    }
}

object! {
    /// OAuth 2 flows.
    Flows {
        /// Authorization code flow, in which the user's browser carries a code.
        "authorizationCode" authorization_code: Option<Flow>,
        /// Flow in which the client asks for itself.
        "clientCredentials" client_credentials: Option<Flow>,
        /// Flow in which the client asks with a user's password.
        "password" password: Option<Flow>,
    }
}

object! {
    /// An OAuth 2 flow.
    Flow {
        /// Address at which the user authorizes the client.
        "authorizationUrl" authorization_url: String,
        /// Address that issues tokens.
        "tokenUrl" token_url: String,
        /// Scopes with their descriptions. Written even if empty.
        "scopes" scopes: Option<IndexMap<String, String>>,
    }
}

/// An inline value, or a reference to a shared one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum RefOr<T> {
    /// Reference.
    Ref(String),
    /// Inline value.
    Here(T),
}

impl<T: Write> Write for RefOr<T> {
    fn json(&self) -> JsonValue {
        match self {
            Self::Here(value) => value.json(),
            Self::Ref(reference) => JsonValue::object([("$ref", JsonValue::text(reference))]),
        }
    }
}
