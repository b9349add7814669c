//! Responses of actions: types, status, encoding and variants.

use bindery_vocabulary::{Encoding, MediaType};

use super::{Deviation, Evidence, Type};
use crate::diagnostic::Span;

/// Success response of an action, or several response variants.
#[derive(Clone, Debug)]
pub struct Response {
    /// HTTP status, 200 to 299. With 204 the body is empty.
    pub status: u16,
    /// Several responses, distinguished by status; empty if there is one. Otherwise `status` and `ty` are those of the
    /// first.
    pub variants: Vec<ResponseVariant>,
    /// Type; `None` for no content.
    pub ty: Option<Type>,
    /// Whether the response may be null.
    pub nullable: bool,
    /// Media type of the body. A body that is not JSON is the value itself.
    pub media_type: MediaType,
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
    /// Returns all types that the response may have.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.ty.iter().chain(self.variants.iter().filter_map(|variant| variant.ty.as_ref()))
    }
}

/// Response variant: one of several responses of an action.
#[derive(Clone, Debug)]
pub struct ResponseVariant {
    /// Name in kebab-case, unique in the action.
    pub name: String,
    /// HTTP status that distinguishes it from the others.
    pub status: u16,
    /// Type; `None` for no content.
    pub ty: Option<Type>,
    /// When a server sends this response.
    pub about: String,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position of the variant in the spec.
    pub span: Span,
}
