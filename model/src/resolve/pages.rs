//! Paginated responses: the parameters that request a page, and the field with its records.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::document::{PagesDoc, Text, instead};
use crate::model::{Field, Pages, Presence, Response, Scalar, Type};
use crate::yaml::excerpt;

/// The field with the records of a page, the type of a record, and the field with the total number of records.
struct PageFields {
    records: String,
    record: Type,
    count: Option<String>,
}

impl Resolver {
    /// Resolves how the responses of an action are read page by page.
    pub(super) fn pages(
        &mut self,
        doc: PagesDoc<'_>,
        parameters: &[Field],
        response: &Response,
    ) -> Option<Pages> {
        let skip = doc.skip.as_ref().and_then(|text| self.page_parameter(text, parameters));
        let limit = doc.limit.as_ref().and_then(|text| self.page_parameter(text, parameters));
        if let (Some(skip), Some(limit), Some(text)) = (skip, limit, &doc.limit)
            && skip == limit
        {
            self.error("spec::pages", text.span, "`skip` and `limit` are the same parameter")
                .label("same as `skip`")
                .help("name the parameter for the page size");
        }
        let largest = limit.and_then(|limit| parameters.get(limit)).and_then(|field| field.limits.max);
        if let (Some(text), Some(field)) = (&doc.limit, limit.and_then(|limit| parameters.get(limit)))
            && largest.is_none_or(|largest| largest < 1)
            && skip != limit
        {
            let name = excerpt(&field.name);
            let (label, verb) =
                if largest.is_none() { ("has no `max`", "add") } else { ("is less than 1", "correct") };
            self.error("spec::pages", text.span, "unknown maximum page size")
                .label(label)
                .related(field.span, "the parameter")
                .help(format!(
                    "{verb} `max` of the parameter `{name}`: the maximum number of records of a page"
                ));
        }
        let PageFields { records, record, count } = self.page_fields(&doc, response)?;
        Some(Pages { skip: skip?, limit: limit?, largest: largest?, records, count, record })
    }

    /// Resolves a parameter that counts records.
    fn page_parameter(&mut self, text: &Text<'_>, parameters: &[Field]) -> Option<usize> {
        let position = self.parameter(&text.value, text.span, parameters)?;
        let field = parameters.get(position)?;
        let class = self.class(&field.ty);
        let label = if !field.in_rust() {
            "not set by the caller".to_owned()
        } else if !matches!(class, TypeClass::Scalar(Scalar::Int) | TypeClass::Unknown) {
            format!("this is {}", class.describe())
        } else {
            return Some(position);
        };
        let message = format!("the parameter `{}` cannot count records", excerpt(&text.value));
        self.error("spec::pages", text.span, message).label(label).help("name a parameter of the type `int`");
        None
    }

    /// Resolves the fields of a page; none if the records could not be found.
    fn page_fields(&mut self, doc: &PagesDoc<'_>, response: &Response) -> Option<PageFields> {
        let class = response.ty.as_ref().map(|ty| self.class(ty));
        if class == Some(TypeClass::Unknown) && response.variants.is_empty() {
            return None;
        }
        if self.record(response.ty.as_ref()).is_none() {
            self.error("spec::pages", doc.span, "a paginated response must be a record")
                .label(if response.variants.is_empty() {
                    "the response is not a record"
                } else {
                    "there are several responses"
                })
                .help("return a record with a list of records, or remove `pages`");
            return None;
        }
        let records = doc.records.as_ref().and_then(|text| {
            let field = self.page_field(text, response)?;
            match field.ty {
                Type::List(record) => Some((field.name, *record)),
                _ => {
                    self.misfit(text, "hold the records of a page", &field.ty, "name a field that is a list");
                    None
                }
            }
        });
        let count = doc.count.as_ref().and_then(|text| {
            let field = self.page_field(text, response)?;
            if !matches!(self.class(&field.ty), TypeClass::Scalar(Scalar::Int) | TypeClass::Unknown) {
                self.misfit(text, "count the records", &field.ty, "name a field of the type `int`");
            }
            Some(field.name)
        });
        let (records, record) = records?;
        Some(PageFields { records, record, count })
    }

    /// Resolves a field of the response, which must be in every page.
    fn page_field(&mut self, text: &Text<'_>, response: &Response) -> Option<Field> {
        let fields = self.record(response.ty.as_ref())?;
        let Some(field) = fields.iter().find(|field| field.name == text.value).cloned() else {
            let names = fields.iter().map(|field| field.name.as_str());
            let help = instead(&text.value, names, "valid fields", "name a field of the response");
            let message = format!("the response has no field `{}`", excerpt(&text.value));
            self.error("spec::pages", text.span, message).label("unknown field").help(help);
            return None;
        };
        if field.presence != Presence::Required || field.fixed.is_some() {
            let message = format!("the field `{}` is not in every page", excerpt(&text.value));
            self.error("spec::pages", text.span, message)
                .label("may be missing or null, or is never read")
                .related(field.span, "the field")
                .help("make the field required; use `default` for the value of a missing field");
        }
        Some(field)
    }

    fn misfit(&mut self, text: &Text<'_>, purpose: &str, ty: &Type, help: &str) {
        let class = self.class(ty);
        if class != TypeClass::Unknown {
            let message = format!("the field `{}` cannot {purpose}", excerpt(&text.value));
            self.error("spec::pages", text.span, message)
                .label(format!("this is {}", class.describe()))
                .help(help);
        }
    }
}
