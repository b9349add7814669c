//! Media types of bodies.

use crate::known;
use crate::pointer::join;
use crate::tree::Node;
use crate::types::Types;

/// An entry of `content`: a media type and what is said about it.
#[derive(Clone, Debug)]
pub(crate) struct Content<'n> {
    /// Media type in lower case, without parameters.
    pub(crate) name: String,
    pub(crate) node: &'n Node,
    pub(crate) pointer: String,
}

/// Class of a media type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    Json,
    Form,
    Multipart,
    Events,
    Lines,
    Xml,
    Text,
    Bytes,
}

/// Returns the entries of `content` of a request body or response.
pub(crate) fn contents<'n, 'd: 'n>(types: &mut Types<'d>, node: &'n Node, pointer: &str) -> Vec<Content<'n>> {
    let place = join(pointer, "content");
    let mut all: Vec<Content<'n>> = Vec::new();
    for (name, inner) in node.get("content").map_or(&[][..], Node::entries) {
        let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if all.iter().any(|known| known.name == essence) {
            continue;
        }
        let own = join(&place, name);
        // A media type may be a reference since 3.2.
        let (node, pointer) = types.schemas.document.resolved(inner).unwrap_or((inner, own));
        known::keys(node, &pointer, &known::MEDIA_TYPE, &mut types.schemas.findings);
        all.push(Content { name: essence, node, pointer });
    }
    all
}

/// Returns the class of a media type in lower case, without parameters.
pub(crate) fn class(name: &str) -> Class {
    match name {
        "application/x-www-form-urlencoded" => Class::Form,
        "multipart/form-data" => Class::Multipart,
        "text/event-stream" => Class::Events,
        "application/x-ndjson"
        | "application/ndjson"
        | "application/jsonl"
        | "application/x-jsonlines"
        | "application/jsonlines"
        | "application/json-lines"
        | "application/stream+json" => Class::Lines,
        "application/xml" | "text/xml" => Class::Xml,
        _ if name == "application/json"
            || name == "text/json"
            || name.ends_with("+json")
            || name.starts_with("application/json+") =>
        {
            Class::Json
        }
        _ if name.ends_with("+xml") => Class::Xml,
        _ if name.starts_with("text/") => Class::Text,
        _ => Class::Bytes,
    }
}
