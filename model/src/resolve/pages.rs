//! Answers that come page by page: which parameters ask for a page, and where its records stand.

use super::Resolver;
use super::shape::Class;
use crate::document::{PagesDoc, Text, instead};
use crate::model::{Field, Pages, Presence, Returns, Scalar, Type};
use crate::yaml::excerpt;

/// Where the records of a page stand, what one is, and where their number in all stands.
struct PageFields {
    records: String,
    record: Type,
    count: Option<String>,
}

impl Resolver {
    /// Resolves how the answers of an action are read page by page.
    pub(super) fn pages(
        &mut self,
        doc: PagesDoc<'_>,
        parameters: &[Field],
        returns: &Returns,
    ) -> Option<Pages> {
        let skip = doc.skip.as_ref().and_then(|text| self.page_parameter(text, parameters));
        let limit = doc.limit.as_ref().and_then(|text| self.page_parameter(text, parameters));
        if let (Some(skip), Some(limit), Some(text)) = (skip, limit, &doc.limit)
            && skip == limit
        {
            self.error("spec::pages", text.span, "`skip` and `limit` are the same parameter")
                .label("again")
                .help("name the parameter that says how many records a page has");
        }
        let largest = limit.and_then(|limit| parameters.get(limit)).and_then(|field| field.limits.max);
        if let (Some(text), Some(field)) = (&doc.limit, limit.and_then(|limit| parameters.get(limit)))
            && largest.is_none_or(|largest| largest < 1)
            && skip != limit
        {
            let name = excerpt(&field.name);
            let (label, verb) =
                if largest.is_none() { ("has no `max`", "add") } else { ("allows no record", "correct") };
            self.error("spec::pages", text.span, "nobody knows how large a page can be")
                .label(label)
                .related(field.span, "the parameter")
                .help(format!("{verb} `max` of the parameter `{name}`: the most records of a page"));
        }
        let PageFields { records, record, count } = self.page_fields(&doc, returns)?;
        Some(Pages { skip: skip?, limit: limit?, largest: largest?, records, count, record })
    }

    /// A parameter that counts records.
    fn page_parameter(&mut self, text: &Text<'_>, parameters: &[Field]) -> Option<usize> {
        let position = self.parameter(&text.value, text.span, parameters)?;
        let field = parameters.get(position)?;
        let class = self.class(&field.ty);
        let label = if !field.in_rust() {
            "its value is not the caller's".to_owned()
        } else if !matches!(class, Class::Scalar(Scalar::Int) | Class::Unknown) {
            format!("this is {}", class.describe())
        } else {
            return Some(position);
        };
        let message = format!("the parameter `{}` cannot count records", excerpt(&text.value));
        self.error("spec::pages", text.span, message).label(label).help("name a parameter of the type `int`");
        None
    }

    /// The fields of the answer that make it a page, if the records could be found.
    fn page_fields(&mut self, doc: &PagesDoc<'_>, returns: &Returns) -> Option<PageFields> {
        let class = returns.ty.as_ref().map(|ty| self.class(ty));
        if class == Some(Class::Unknown) && returns.outcomes.is_empty() {
            return None;
        }
        if self.record(returns.ty.as_ref()).is_none() {
            self.error("spec::pages", doc.span, "only a record has pages")
                .label(if returns.outcomes.is_empty() {
                    "the answer is no record"
                } else {
                    "there are several answers"
                })
                .help("let the action answer a record with a list of records, or remove `pages`");
            return None;
        }
        let records = doc.records.as_ref().and_then(|text| {
            let field = self.page_field(text, returns)?;
            match field.ty {
                Type::List(record) => Some((field.name, *record)),
                _ => {
                    self.misfit(text, "hold the records of a page", &field.ty, "name a field that is a list");
                    None
                }
            }
        });
        let count = doc.count.as_ref().and_then(|text| {
            let field = self.page_field(text, returns)?;
            if !matches!(self.class(&field.ty), Class::Scalar(Scalar::Int) | Class::Unknown) {
                self.misfit(text, "count the records", &field.ty, "name a field of the type `int`");
            }
            Some(field.name)
        });
        let (records, record) = records?;
        Some(PageFields { records, record, count })
    }

    /// A field of the answer, which has to be there in every page.
    fn page_field(&mut self, text: &Text<'_>, returns: &Returns) -> Option<Field> {
        let fields = self.record(returns.ty.as_ref())?;
        let Some(field) = fields.iter().find(|field| field.name == text.value).cloned() else {
            let names = fields.iter().map(|field| field.name.as_str());
            let help = instead(&text.value, names, "its fields are", "name a field of the answer");
            let message = format!("the answer has no field `{}`", excerpt(&text.value));
            self.error("spec::pages", text.span, message).label("unknown field").help(help);
            return None;
        };
        if field.presence != Presence::Required || field.fixed.is_some() {
            let message = format!("the field `{}` is not in every page", excerpt(&text.value));
            self.error("spec::pages", text.span, message)
                .label("may be missing or null, or is never read")
                .related(field.span, "the field")
                .help("make the field required; `default` says what is read when it is missing");
        }
        Some(field)
    }

    fn misfit(&mut self, text: &Text<'_>, purpose: &str, ty: &Type, help: &str) {
        let class = self.class(ty);
        if class != Class::Unknown {
            let message = format!("the field `{}` cannot {purpose}", excerpt(&text.value));
            self.error("spec::pages", text.span, message)
                .label(format!("this is {}", class.describe()))
                .help(help);
        }
    }
}
