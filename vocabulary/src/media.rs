//! Media types of request and response bodies.

use crate::{Method, Place};

/// The media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// JSON (`application/json`).
    Json,
    /// Form (`application/x-www-form-urlencoded`): names and texts, as in a query.
    Form,
    /// Multipart form: names with texts or files, each in a part of its own.
    Multipart,
    /// Raw bytes of any format; their own media type is `application/octet-stream`.
    Bytes,
}

impl MediaType {
    /// Returns the media type as written in a header.
    pub const fn name(self) -> &'static str {
        match self {
            MediaType::Json => "application/json",
            MediaType::Form => "application/x-www-form-urlencoded",
            MediaType::Multipart => "multipart/form-data",
            MediaType::Bytes => "application/octet-stream",
        }
    }

    /// Returns the media type with this name, which must be in lower case and without parameters. Every JSON-based
    /// media type is JSON.
    pub fn of_name(name: &str) -> Option<Self> {
        let subtype = name.split_once('/').map_or("", |(_, subtype)| subtype);
        if matches!(subtype, "json" | "x-json") || subtype.ends_with("+json") {
            return Some(MediaType::Json);
        }
        [MediaType::Form, MediaType::Multipart, MediaType::Bytes]
            .into_iter()
            .find(|known| known.name() == name)
    }

    /// Whether values are JSON; otherwise they are texts.
    pub const fn is_json(self) -> bool {
        matches!(self, MediaType::Json)
    }
}

/// How the body of a response, or a whole body of a request, is read and written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum BodyFormat {
    /// JSON.
    #[default]
    Json,
    /// The value itself, collected in memory: bytes or a text.
    Raw,
    /// Stream that is never collected: a content, server-sent events or JSON lines.
    Stream,
}

impl BodyFormat {
    /// Whether the body is JSON.
    pub const fn is_json(self) -> bool {
        matches!(self, BodyFormat::Json)
    }

    /// Whether the body is a stream.
    pub const fn is_stream(self) -> bool {
        matches!(self, BodyFormat::Stream)
    }
}

/// Media type of server-sent events.
pub const EVENT_STREAM: &str = "text/event-stream";

/// Media type of JSON lines. None is registered; this one is the most used.
pub const JSON_LINES: &str = "application/x-ndjson";

/// Returns the media type of a header in lower case, without its parameters.
pub fn essence(header: &str) -> String {
    header.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type belongs to a media range, such as `image/*`. Both are in lower case and without parameters.
pub fn in_range(media_type: &str, range: &str) -> bool {
    match range.strip_suffix("/*") {
        Some("*") => true,
        Some(kind) => media_type.split_once('/').is_some_and(|(of, _)| of == kind),
        None => media_type == range,
    }
}

/// Whether a media type is a range, which names several.
pub fn is_range(media_type: &str) -> bool {
    media_type.ends_with("/*")
}

/// Whether a text is a media type or range in lower case without parameters, as a spec writes it.
pub fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        let allowed =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"!#$&-^_.+".contains(&byte);
        !name.is_empty() && name.len() <= 127 && name.bytes().all(allowed)
    };
    match text.split_once('/') {
        Some(("*", subtype)) => subtype == "*",
        Some((kind, subtype)) => is_name(kind) && (subtype == "*" || is_name(subtype)),
        None => false,
    }
}

/// Subtypes of `application` that are formats of their own.
const NOT_JSON: &[&str] = &[
    "cbor",
    "graphql",
    "gzip",
    "javascript",
    "jose",
    "json-seq",
    "jwt",
    "msgpack",
    "ndjson",
    "octet-stream",
    "pdf",
    "protobuf",
    "sql",
    "x-ndjson",
    "x-protobuf",
    "x-tar",
    "x-www-form-urlencoded",
    "xml",
    "yaml",
    "zip",
];

/// Whether bodies of a media type may be JSON although its name does not say so, as those of a vendor's own type:
/// `application/vnd.shop.v3`. A name with a suffix says its format, and so do the names of well-known formats.
pub fn may_be_json(media_type: &str) -> bool {
    match media_type.strip_prefix("application/") {
        Some(subtype) => !subtype.contains(['+', '*']) && !NOT_JSON.contains(&subtype),
        None => false,
    }
}

impl Place {
    /// Places of all parameters of an action that do not name their own (`parameters-in`).
    pub const DEFAULTS: &'static [Self] = &[Place::Form, Place::Query, Place::Json, Place::Multipart];

    /// Returns the media type of the body that contains the parameters; `None` outside of the body.
    pub const fn media_type(self) -> Option<MediaType> {
        match self {
            Place::Form => Some(MediaType::Form),
            Place::Json | Place::Body => Some(MediaType::Json),
            Place::Multipart => Some(MediaType::Multipart),
            Place::Path | Place::Query | Place::Header | Place::Cookie => None,
        }
    }

    /// Whether the place is in the body.
    pub const fn is_body(self) -> bool {
        self.media_type().is_some()
    }

    /// Whether values are JSON; otherwise they are texts.
    pub const fn is_json(self) -> bool {
        matches!(self.media_type(), Some(MediaType::Json))
    }

    /// Whether a parameter may be divided into several texts with names of their own.
    pub const fn has_names(self) -> bool {
        matches!(self, Place::Query | Place::Form | Place::Multipart)
    }

    /// Returns the noun of the place with its article, for messages.
    pub const fn noun(self) -> &'static str {
        match self {
            Place::Path => "the path",
            Place::Query => "a query",
            Place::Header => "a header",
            Place::Cookie => "a cookie",
            Place::Form => "a form",
            Place::Json => "a JSON object",
            Place::Multipart => "a multipart form",
            Place::Body => "the body",
        }
    }

    /// Returns where parameters that do not name their place are sent with this method: in the query if the method has
    /// no body for them.
    pub const fn with(self, method: Method) -> Self {
        if method.has_body() { self } else { Place::Query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_in_the_query_where_there_is_no_body() {
        assert_eq!(Place::Json.with(Method::Delete), Place::Query);
        assert_eq!(Place::Json.with(Method::Put), Place::Json);
    }

    #[test]
    fn media_types_and_ranges_are_told_apart() {
        for text in ["image/png", "*/*", "image/*", "application/vnd.api+json", "text/x-c++"] {
            assert!(is_media_type(text), "{text}");
        }
        for text in [
            "png",
            "*",
            "*/png",
            "image/",
            "/png",
            "text/html; charset=utf-8",
            "Image/PNG",
            "a/b/c",
            "i*/png",
        ] {
            assert!(!is_media_type(text), "{text}");
        }
        assert!(in_range("image/png", "image/*") && in_range("image/png", "*/*") && in_range("a/b", "a/b"));
        assert!(!in_range("image/png", "text/*") && !in_range("images/png", "image/*"));
        assert_eq!(essence(" Text/HTML ; charset=utf-8"), "text/html");
    }

    #[test]
    fn types_of_vendors_may_be_json() {
        for vendor in ["application/vnd.shop.v3", "application/vnd.shop", "application/x-shop"] {
            assert!(may_be_json(vendor), "{vendor}");
        }
        for other in
            ["application/*", "*/*", "application/vnd.shop+xml", "application/pdf", "text/shop", "image/x"]
        {
            assert!(!may_be_json(other), "{other}");
        }
    }

    #[test]
    fn media_types_are_known_by_their_names() {
        for known in [MediaType::Json, MediaType::Form, MediaType::Multipart, MediaType::Bytes] {
            assert_eq!(MediaType::of_name(known.name()), Some(known));
        }
        for json in ["application/problem+json", "text/x-json", "text/json"] {
            assert_eq!(MediaType::of_name(json), Some(MediaType::Json));
        }
        for other in ["text/html", "json", "", "application/jsonp"] {
            assert_eq!(MediaType::of_name(other), None);
        }
    }
}
