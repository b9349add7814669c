//! Styles of lists, maps and records outside JSON, and media types of the parts of multipart forms.

use bindery_model::{Encoding, Field, MediaType, Style, Type};

use crate::builder::Builder;
use crate::document::PropertyEncoding;
use crate::types::Location;

/// Style of a value, as OpenAPI has it.
#[derive(Default)]
pub(crate) struct Serialization {
    /// Whether the name ends in brackets.
    pub(crate) brackets: bool,
    /// Style, if it is not the default.
    pub(crate) style: Option<&'static str>,
    /// Whether the entries are separate parameters, if it is not the default.
    pub(crate) explode: Option<bool>,
    /// Word of a style that OpenAPI does not have.
    pub(crate) other: Option<&'static str>,
}

impl Builder<'_> {
    /// Returns how a list, map or record is divided into texts in a `query`, `path`, `header` or `cookie`. Forms are
    /// written like queries.
    pub(crate) fn serialization(&self, field: &Field, location: &str) -> Serialization {
        let usual = Serialization::default();
        let Some(style) = field.style.filter(|_| field.is_divided()) else { return usual };
        let is_list = matches!(field.ty, Type::List(_));
        let has_scalars = |item: &Type| self.types.is_scalar(item);
        // The defaults are `form`, exploded, in a query and a cookie, and `simple` elsewhere.
        let is_form = matches!(location, "query" | "cookie");
        let divided = |style, explode| Serialization { style: Some(style), explode: Some(explode), ..usual };
        match (style, &field.ty) {
            (Style::Comma, _) => Serialization { explode: is_form.then_some(false), ..usual },
            (Style::Pipe, _) if location == "query" => divided("pipeDelimited", false),
            (Style::Space, _) if location == "query" => divided("spaceDelimited", false),
            (Style::Repeated, _) => usual,
            (Style::Brackets, Type::List(item)) if has_scalars(item) => {
                Serialization { brackets: true, ..usual }
            }
            (Style::Brackets, _) if !is_list => divided("deepObject", true),
            _ => Serialization { other: Some(style.text()), ..usual },
        }
    }

    /// Returns the name of a field in a body. In JSON a field has no style.
    pub(crate) fn body_name(&self, field: &Field, place: Location) -> String {
        let has_brackets = place == Location::Text && self.serialization(field, "query").brackets;
        let brackets = if has_brackets { "[]" } else { "" };
        [field.wire_name(), brackets].concat()
    }

    /// Returns how a property of a form is written; `None` if as usual.
    pub(crate) fn encoding(&self, field: &Field, form: MediaType) -> Option<PropertyEncoding> {
        let mut encoding = PropertyEncoding::default();
        match form {
            MediaType::Form => {
                let serialization = self.serialization(field, "query");
                (encoding.style, encoding.explode) = (serialization.style, serialization.explode);
            }
            MediaType::Multipart if field.ty.is_content() && field.body.types.is_empty() => {
                encoding.content_type = MediaType::Bytes.name().to_owned();
            }
            MediaType::Multipart if field.ty.is_content() => {
                encoding.content_type = field.body.types.join(", ");
            }
            MediaType::Multipart if field.encoding == Encoding::EmbeddedJson => {
                encoding.content_type = MediaType::Json.name().to_owned();
            }
            _ => {}
        }
        (encoding != PropertyEncoding::default()).then_some(encoding)
    }
}
