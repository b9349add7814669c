//! Keys of the objects of a document: those that are read or say nothing about the wire, and those that are reported.
//! Schemas have their own list in `read`.

use crate::finding::Findings;
use crate::pointer::join;
use crate::tree::{Kind, Node};

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
        "callbacks",
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
    reported: &[],
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

/// Keys whose value is a list, and those whose value is a mapping.
const LISTS: &[&str] = &["parameters", "security", "servers", "tags"];
const MAPPINGS: &[&str] =
    &["components", "content", "encoding", "headers", "paths", "requestBody", "responses", "variables"];

/// Reports a value of a kind that its key does not have, which is not read. Null is a value that is left out.
pub(crate) fn kind(
    (key, value): (&str, &Node),
    (lists, mappings): (&[&str], &[&str]),
    pointer: &str,
    findings: &mut Findings,
) {
    let fits = match &value.kind {
        Kind::Null => true,
        Kind::List(_) => !mappings.contains(&key),
        Kind::Map(_) => !lists.contains(&key),
        _ => !lists.contains(&key) && !mappings.contains(&key),
    };
    if !fits {
        let wanted = if lists.contains(&key) { "a list" } else { "a mapping" };
        findings.gap(pointer, "a value of another kind than its key has", format!("`{key}` is {wanted}"));
    }
}

/// Reports the keys of an object that its spec does not say.
pub(crate) fn keys(node: &Node, pointer: &str, object: &Object, findings: &mut Findings) {
    for (key, value) in node.entries() {
        kind((key, value), (LISTS, MAPPINGS), pointer, findings);
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
