//! Responses of actions: types, status, encoding and variants.

use bindery_vocabulary::{BodyFormat, Encoding, MediaType, in_range};

use super::{Deviation, Evidence, Type};
use crate::diagnostic::Span;

/// How a body is read and written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// JSON, the raw value, or a stream.
    pub format: BodyFormat,
    /// Media types and ranges that the spec names; empty for that of the format.
    pub types: Vec<String>,
    /// Separation of the items of a stream; `None` if the body has no items.
    pub framing: Option<Framing>,
}

/// Separation of the items of a typed stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events.
    Events {
        /// Data of the event that ends the stream.
        end: Option<String>,
    },
    /// JSON lines.
    Lines,
}

impl Body {
    /// Whether the body is a stream that is never collected.
    pub fn is_stream(&self) -> bool {
        self.format.is_stream()
    }

    /// Whether a body of this media type, in lower case and without parameters, may be JSON that the spec names.
    pub fn may_be(&self, media_type: &str) -> bool {
        self.types.iter().any(|range| in_range(media_type, range))
    }
}

/// Success response of an action, or several response variants.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status. With 204, 205 and 304 the body is empty.
    pub status: u16,
    /// Several responses, distinguished by status; empty if there is one. Otherwise `status` and `ty` are those of the
    /// first.
    pub variants: Vec<ResponseVariant>,
    /// Type; `None` for no content.
    pub ty: Option<Type>,
    /// Record with the documented headers.
    pub headers: Option<Type>,
    /// Whether the response may be null.
    pub nullable: bool,
    /// How the body is read and written.
    pub body: Body,
    /// Meaning of the response, in our own words; may be empty.
    pub about: String,
    /// Encoding of a scalar on the wire.
    pub encoding: Encoding,
    /// Field that may be sent as a plain value in place of the record.
    pub bare: Option<String>,
    /// Keys under which a scalar is also accepted inside an object.
    pub unwrap: Vec<String>,
    /// Whether the body may be text that is not JSON.
    pub bare_text: bool,
    /// The only value, as JSON text, which merely confirms success.
    pub fixed: Option<String>,
    /// JSON text that a server writes if there is no content.
    pub emits: Option<String>,
    /// Lines of the sources that document the response.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the response and the documents.
    pub deviations: Vec<Deviation>,
    /// Position of the response in the spec.
    pub span: Span,
}

impl Response {
    /// Returns the records with the headers that the response may have.
    pub fn headers(&self) -> impl Iterator<Item = &Type> {
        self.headers.iter().chain(self.variants.iter().filter_map(|variant| variant.headers.as_ref()))
    }

    /// Whether the response, or one of its variants, is a stream.
    pub fn is_stream(&self) -> bool {
        self.bodies().any(Body::is_stream)
    }

    /// Returns the media types and ranges of all bodies, each once; empty if the spec names none. Beside variants that
    /// name theirs, those of the others are in it too.
    pub fn media(&self) -> Vec<&str> {
        let mut media: Vec<&str> = Vec::new();
        for name in self.bodies().flat_map(|body| body.types.iter().map(String::as_str)) {
            if !media.contains(&name) {
                media.push(name);
            }
        }
        let json = MediaType::Json.name();
        if !media.is_empty()
            && !media.contains(&json)
            && self.bodies().any(|body| body.types.is_empty() && body.format.is_json())
        {
            media.insert(0, json);
        }
        media
    }

    /// Returns the data of the server-sent event that ends the stream.
    pub fn end(&self) -> Option<&str> {
        self.bodies().find_map(|body| match &body.framing {
            Some(Framing::Events { end }) => end.as_deref(),
            Some(Framing::Lines) | None => None,
        })
    }

    /// Returns the bodies that the response may have.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        let own = self.variants.is_empty().then_some(&self.body);
        own.into_iter().chain(self.variants.iter().map(|variant| &variant.body))
    }

    /// Returns all types that the body may have.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.ty.iter().chain(self.variants.iter().filter_map(|variant| variant.ty.as_ref()))
    }
}

/// Response variant: one of several responses of an action.
#[derive(Clone, Debug)]
pub struct ResponseVariant {
    /// Name in kebab-case, unique in the action.
    pub name: String,
    /// HTTP status. Variants with the same status are distinguished by their media types.
    pub status: u16,
    /// How the body is read and written.
    pub body: Body,
    /// Type; `None` for no content.
    pub ty: Option<Type>,
    /// Record with the documented headers.
    pub headers: Option<Type>,
    /// When a server sends this response.
    pub about: String,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position of the variant in the spec.
    pub span: Span,
}
