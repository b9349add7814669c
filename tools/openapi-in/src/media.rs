//! Media types of bodies.

use bindery_vocabulary::{essence, is_media_type, is_range, may_be_json};

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
        let own = join(&place, name);
        let Some(essence) = media_type(name) else {
            types.schemas.findings.wider(&own, "an entry of `content` that is no media type", name);
            continue;
        };
        if all.iter().any(|known| known.name == essence) {
            continue;
        }
        // A media type may be a reference since 3.2.
        let (node, pointer) = types.schemas.document.resolved(inner).unwrap_or((inner, own));
        known::keys(node, &pointer, &known::MEDIA_TYPE, &mut types.schemas.findings);
        all.push(Content { name: essence, node, pointer });
    }
    all
}

/// Returns the media type of a key, as specs write it; none if it is no media type.
fn media_type(key: &str) -> Option<String> {
    let name = match essence(key) {
        any if any == "*" => "*/*".to_owned(),
        // A range of all media types based on JSON.
        range if range.ends_with("/*+json") => "application/json".to_owned(),
        name => name,
    };
    is_media_type(&name).then_some(name)
}

/// How well the language says a value in a media type; the lower, the better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// As the document does.
    Said,
    /// As JSON, which is what a name that says no format can mean.
    Guessed,
    /// Only the bytes: the value has a structure, in a format other than JSON.
    Opaque,
}

/// Returns how well a value is said; `is_structured` tells whether it is more than a text or bytes.
pub(crate) fn fit(name: &str, is_structured: bool) -> Fit {
    match class(name) {
        Class::Json | Class::Form | Class::Multipart | Class::Events | Class::Lines => Fit::Said,
        Class::Xml | Class::Text | Class::Bytes if !is_structured => Fit::Said,
        Class::Bytes if name == "*/*" || may_be_json(name) => Fit::Guessed,
        Class::Xml | Class::Text | Class::Bytes => Fit::Opaque,
    }
}

/// Returns the entries that are offered: not those that only others say well, nor a range beside its members.
pub(crate) fn offered<'n>(
    types: &mut Types<'_>,
    contents: Vec<Content<'n>>,
    is_structured: impl Fn(&mut Types<'_>, &Content<'n>) -> bool,
) -> Vec<(Content<'n>, Fit)> {
    let fits = contents.into_iter().map(|content| {
        let fit = fit(&content.name, is_structured(types, &content));
        (content, fit)
    });
    let fits: Vec<(Content<'n>, Fit)> = fits.collect();
    let schema = |content: &Content<'_>| content.node.get("schema").map(Node::json);
    let json = fits.iter().filter(|(content, _)| class(&content.name) == Class::Json);
    let json: Vec<_> = json.map(|(content, _)| schema(content)).collect();
    let best = fits.iter().map(|(_, fit)| *fit).min().unwrap_or(Fit::Opaque);
    let has_named = fits.iter().any(|(content, fit)| !is_range(&content.name) && *fit == best);
    let (kept, left): (Vec<_>, Vec<_>) = fits.into_iter().partition(|(content, fit)| match fit {
        _ if is_range(&content.name) && has_named => false,
        Fit::Said => true,
        // The same in JSON is what every client reads.
        Fit::Guessed => !json.contains(&schema(content)),
        Fit::Opaque => best == Fit::Opaque,
    });
    for (content, _) in left {
        types.schemas.findings.wider(&content.pointer, "a media type beside others", &content.name);
    }
    for (content, _) in kept.iter().filter(|(_, fit)| *fit == Fit::Opaque) {
        let reason = "a structure in a format that is not JSON, which is passed as it is";
        types.schemas.findings.wider(&content.pointer, reason, &content.name);
    }
    kept
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
