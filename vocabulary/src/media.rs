//! Media types of request and response bodies.

use crate::{Method, Placement};

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

    /// Returns the `Accept` header for this media type. For bytes it is `*/*`, because they have many media types.
    pub const fn accept(self) -> &'static str {
        match self {
            MediaType::Bytes => "*/*",
            named => named.name(),
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

impl Placement {
    /// Returns the media type of the body that contains the parameters; `None` if they are in the URL.
    pub const fn media_type(self) -> Option<MediaType> {
        match self {
            Placement::Form => Some(MediaType::Form),
            Placement::Query => None,
            Placement::Json => Some(MediaType::Json),
        }
    }

    /// Whether the parameters are in the body.
    pub const fn has_body(self) -> bool {
        self.media_type().is_some()
    }

    /// Whether the parameters are JSON values; otherwise they are texts.
    pub const fn is_json(self) -> bool {
        matches!(self.media_type(), Some(MediaType::Json))
    }

    /// Returns the noun of the location with its article, for messages.
    pub const fn noun(self) -> &'static str {
        match self {
            Placement::Form => "a form",
            Placement::Query => "a query",
            Placement::Json => "a JSON object",
        }
    }

    /// Returns where the parameters are sent with this method: in the query if the method has no body.
    pub const fn with(self, method: Method) -> Self {
        if method.has_body() { self } else { Placement::Query }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_in_the_query_where_there_is_no_body() {
        assert_eq!(Placement::Json.with(Method::Delete), Placement::Query);
        assert_eq!(Placement::Json.with(Method::Put), Placement::Json);
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
