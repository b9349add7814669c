//! Headers of responses: records whose fields are headers.

use std::collections::HashMap;

use heck::ToUpperCamelCase as _;

use super::Resolver;
use super::names::UNKNOWN;
use super::type_kind::{NamedTypeKind, TypeClass};
use crate::diagnostic::Span;
use crate::document::HeadersDoc;
use crate::model::{Field, ModuleId, Place, Presence, Scalar, Style, Type, TypeDef, TypeKind};
use crate::yaml::excerpt;

/// Action whose response is resolved.
pub(super) struct Owner<'a> {
    pub(super) module: ModuleId,
    pub(super) action: &'a str,
    /// Name of the action that the spec sets with `rust`.
    pub(super) rust: Option<&'a str>,
    pub(super) span: Span,
}

impl Resolver {
    /// Resolves the headers of a response to a record. Headers that are listed by name become a record of their own;
    /// `variant` is the name of the response variant, or empty.
    pub(super) fn response_headers(
        &mut self,
        doc: HeadersDoc<'_>,
        owner: &Owner<'_>,
        variant: &str,
    ) -> Option<Type> {
        let ty = match doc {
            HeadersDoc::Record(text) => {
                let ty = self.type_of(&text);
                let fields = self.record(Some(&ty)).map(<[Field]>::to_vec);
                match fields {
                    Some(mut fields) => {
                        self.check_headers(&mut fields, Some(text.span));
                        self.set_styles(&ty, &fields);
                    }
                    None if self.class(&ty) == TypeClass::Unknown => {}
                    None => {
                        self.error("spec::headers", text.span, "the headers of a response are a record")
                            .label("not a record")
                            .help("name a record whose fields are the headers, or list them: `headers: {ETag: {type: string, optional: true, about: …}}`");
                    }
                }
                ty
            }
            HeadersDoc::Fields(items) => {
                let (span, items) = (items.span, items.into_items());
                if items.is_empty() {
                    self.error("spec::headers", span, "empty list of headers")
                        .label("no header")
                        .help("list the headers that the documents describe, or remove `headers`");
                    return None;
                }
                let mut fields = self.members(items, Place::Header);
                self.check_headers(&mut fields, None);
                Type::Named(self.add_headers(fields, owner, variant, span))
            }
        };
        self.reach(&ty);
        Some(ty)
    }

    /// Adds the record of the headers that a response lists.
    fn add_headers(&mut self, fields: Vec<Field>, owner: &Owner<'_>, variant: &str, span: Span) -> usize {
        let named = |action: &str| [action, &variant.to_upper_camel_case(), "Headers"].concat();
        let name = named(&owner.action.to_upper_camel_case());
        if let Some(first) = self.names.types.add(&name, span) {
            self.error("spec::duplicate-type", span, format!("duplicate type `{name}`"))
                .label("the headers of this response would have this name")
                .related(first, "defined here")
                .help("rename the type, or use a record type with these headers: `headers: TYPE`");
        }
        let of = if variant.is_empty() { String::new() } else { format!(" `{variant}`") };
        let about = format!("Headers of the response{of} of `{}`.", owner.action);
        self.abouts.push(about.clone());
        self.shapes.push(NamedTypeKind::Record);
        self.types.push(Some(TypeDef {
            name,
            about,
            kind: TypeKind::Record(fields),
            includes: Vec::new(),
            module: Some(owner.module),
            rust: owner.rust.filter(|rust| rust.starts_with(char::is_uppercase)).map(named),
            evidence: Vec::new(),
            deviations: Vec::new(),
            span,
        }));
        self.types.len() - 1
    }

    /// Sets the styles of a record whose fields are headers.
    fn set_styles(&mut self, ty: &Type, headers: &[Field]) {
        let def = ty.leaf().and_then(|id| self.types.get_mut(id)).and_then(Option::as_mut);
        if let Some(TypeKind::Record(fields)) = def.map(|def| &mut def.kind) {
            for (field, header) in fields.iter_mut().zip(headers) {
                field.style = header.style;
            }
        }
    }

    /// Checks that fields can be headers, and decides how lists are divided. `user` is the place that names their record, if the headers are not listed
    /// where they are used.
    fn check_headers(&mut self, fields: &mut [Field], user: Option<Span>) {
        let mut known: HashMap<String, Span> = HashMap::new();
        for field in fields {
            let span = user.unwrap_or(field.span);
            let names = std::iter::once(&field.name).chain(&field.aliases);
            for name in names {
                if !self.header_name(name, span) {
                    continue;
                }
                if let Some(first) = known.insert(name.to_ascii_lowercase(), field.span) {
                    let message = format!("duplicate header `{}`", excerpt(name));
                    self.error("spec::duplicate-header", span, message)
                        .label("names of headers are case-insensitive")
                        .related(first, "first used here")
                        .help("remove one of them");
                }
            }
            let name = excerpt(&field.name);
            let class = match &field.ty {
                Type::List(item) => {
                    // Cookies contain commas.
                    let is_cookie = field.name.eq_ignore_ascii_case("set-cookie");
                    field.style = Some(if is_cookie { Style::Repeated } else { Style::Comma });
                    self.class(item)
                }
                ty => self.class(ty),
            };
            let is = if matches!(field.ty, Type::List(_)) { "has items that are" } else { "is" };
            let (what, help) = match class {
                TypeClass::Scalar(Scalar::Any) | TypeClass::Record | TypeClass::Map | TypeClass::List => (
                    format!("`{name}` {is} {}", class.describe()),
                    "use a scalar, an enum, a newtype, or a list of them",
                ),
                _ if field.presence == Presence::Nullable => (
                    format!("`{name}` may be null"),
                    "write `optional: true` for a header that may be missing, since no header is null",
                ),
                _ if field.additional => (
                    format!("`{name}` takes all other headers"),
                    "list the headers; `call_with_head` returns all of them",
                ),
                _ => continue,
            };
            if !matches!(field.ty, Type::Named(UNKNOWN)) {
                self.error("spec::headers", span, format!("this cannot be a header: {what}"))
                    .label("the value of a header is a text")
                    .help(help);
            }
        }
    }
}
