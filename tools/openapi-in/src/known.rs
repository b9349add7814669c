//! Keys of the objects of a document: those that are read or say nothing about the wire, and those that are reported.
//! Schemas have their own list in `read`.

use crate::finding::Findings;
use crate::pointer::join;
use crate::tree::Node;

/// A kind of object.
pub(crate) struct Object {
    /// Reason of the finding for a key that is not known.
    unknown: &'static str,
    /// Keys that are read, or that say nothing about the wire.
    known: &'static [&'static str],
    /// Keys with a meaning that specs do not have, each with the reason.
    reported: &'static [(&'static str, &'static str)],
}

pub(crate) const DOCUMENT: Object = Object {
    unknown: "an unknown key of a document",
    known: &[
        "$self",
        "components",
        "definitions",
        "externalDocs",
        "info",
        "jsonSchemaDialect",
        "openapi",
        "paths",
        "security",
        "servers",
        "swagger",
        "tags",
        "webhooks",
    ],
    reported: &[],
};

pub(crate) const PATH_ITEM: Object = Object {
    unknown: "an unknown key of a path",
    known: &[
        "$ref",
        "additionalOperations",
        "delete",
        "description",
        "get",
        "head",
        "options",
        "parameters",
        "patch",
        "post",
        "put",
        "query",
        "servers",
        "summary",
        "trace",
    ],
    reported: &[],
};

pub(crate) const OPERATION: Object = Object {
    unknown: "an unknown key of an operation",
    known: &[
        "deprecated",
        "description",
        "externalDocs",
        "operationId",
        "parameters",
        "requestBody",
        "responses",
        "schemes",
        "security",
        "servers",
        "summary",
        "tags",
    ],
    reported: &[("callbacks", "callbacks")],
};

pub(crate) const PARAMETER: Object = Object {
    unknown: "an unknown key of a parameter",
    known: &[
        "allowReserved",
        "content",
        "deprecated",
        "description",
        "example",
        "examples",
        "explode",
        "in",
        "name",
        "required",
        "schema",
        "style",
        "type",
    ],
    reported: &[("allowEmptyValue", "a parameter that may be empty")],
};

pub(crate) const REQUEST_BODY: Object = Object {
    unknown: "an unknown key of a request body",
    known: &["$ref", "content", "description", "required", "summary"],
    reported: &[],
};

pub(crate) const MEDIA_TYPE: Object = Object {
    unknown: "an unknown key of a media type",
    known: &["$ref", "encoding", "example", "examples", "itemSchema", "schema"],
    reported: &[
        ("itemEncoding", "the encoding of items of a stream"),
        ("prefixEncoding", "the encoding of items of a stream"),
    ],
};

pub(crate) const RESPONSE: Object = Object {
    unknown: "an unknown key of a response",
    known: &["$ref", "content", "description", "headers", "summary"],
    reported: &[("links", "links between operations")],
};

pub(crate) const HEADER: Object = Object {
    unknown: "an unknown key of a header",
    known: &[
        "$ref",
        "allowEmptyValue",
        "allowReserved",
        "content",
        "deprecated",
        "description",
        "example",
        "examples",
        "explode",
        "required",
        "schema",
        "style",
        "type",
    ],
    reported: &[],
};

pub(crate) const SERVER: Object = Object {
    unknown: "an unknown key of a server",
    known: &["description", "name", "url", "variables"],
    reported: &[],
};

pub(crate) const SECURITY_SCHEME: Object = Object {
    unknown: "an unknown key of a security scheme",
    known: &[
        "$ref",
        "bearerFormat",
        "deprecated",
        "description",
        "flows",
        "in",
        "name",
        "oauth2MetadataUrl",
        "openIdConnectUrl",
        "scheme",
        "type",
    ],
    reported: &[],
};

/// Reports the keys of an object that its spec does not say.
pub(crate) fn keys(node: &Node, pointer: &str, object: &Object, findings: &mut Findings) {
    for (key, value) in node.entries() {
        if object.known.contains(&key.as_str()) || key.starts_with("x-") {
            continue;
        }
        match object.reported.iter().find(|(known, _)| known == key) {
            Some((_, reason)) => {
                let says_nothing =
                    value.entries().is_empty() && !node.is_set(key) && value.items().is_empty();
                if !says_nothing {
                    findings.wider(&join(pointer, key), reason, "");
                }
            }
            None => findings.gap(pointer, object.unknown, key),
        }
    }
}
