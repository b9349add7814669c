//! What bodies are made of.

use crate::{Method, Placement};

/// The media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MediaType {
    /// JSON.
    Json,
    /// Names and texts, as in a query.
    Form,
    /// Names and texts, or files, each a part of its own.
    Multipart,
    /// Bytes as they are.
    Bytes,
}

impl MediaType {
    /// The name in a header.
    pub const fn name(self) -> &'static str {
        match self {
            MediaType::Json => "application/json",
            MediaType::Form => "application/x-www-form-urlencoded",
            MediaType::Multipart => "multipart/form-data",
            MediaType::Bytes => "application/octet-stream",
        }
    }

    /// What a client that wants such a body asks for. Bytes have names of many kinds.
    pub const fn accept(self) -> &'static str {
        match self {
            MediaType::Bytes => "*/*",
            named => named.name(),
        }
    }

    /// The media type of this name, which is in small letters and without parameters. Everything that is written in JSON is JSON.
    pub fn of_name(name: &str) -> Option<Self> {
        let subtype = name.split_once('/').map_or("", |(_, subtype)| subtype);
        if matches!(subtype, "json" | "x-json") || subtype.ends_with("+json") {
            return Some(MediaType::Json);
        }
        [MediaType::Form, MediaType::Multipart, MediaType::Bytes]
            .into_iter()
            .find(|known| known.name() == name)
    }

    /// Whether values in it are JSON, and no texts.
    pub const fn is_json(self) -> bool {
        matches!(self, MediaType::Json)
    }
}

impl Placement {
    /// The media type of the body that the parameters make up; none where they are in the address.
    pub const fn media_type(self) -> Option<MediaType> {
        match self {
            Placement::Form => Some(MediaType::Form),
            Placement::Query => None,
            Placement::Json => Some(MediaType::Json),
        }
    }

    /// Whether the parameters make up a body.
    pub const fn has_body(self) -> bool {
        self.media_type().is_some()
    }

    /// Whether the parameters are values in JSON. Otherwise they are texts.
    pub const fn is_json(self) -> bool {
        matches!(self.media_type(), Some(MediaType::Json))
    }

    /// What the parameters stand in, for messages.
    pub const fn noun(self) -> &'static str {
        match self {
            Placement::Form => "a form",
            Placement::Query => "a query",
            Placement::Json => "a JSON object",
        }
    }

    /// Where the parameters travel in requests of this method: without a body they can only be in the query.
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
