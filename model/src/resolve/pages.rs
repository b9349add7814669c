//! Paginated responses: the parameter that requests a page, the records of a page, and the sign that there are more.

use super::Resolver;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::{At, PagesDoc, Text};
use crate::model::{Exact, Field, Pages, PagesBy, Presence, Response, Scalar, Type, position_key};
use crate::suggest::listing;
use crate::yaml::excerpt;

/// What a parameter or field of `pages` must hold.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    /// A number of records or pages.
    Number,
    /// A single value.
    Single,
    /// A text.
    Text,
    /// A boolean.
    Flag,
}

impl Holds {
    fn fits(self, class: TypeClass) -> bool {
        match (self, class) {
            (_, TypeClass::Unknown | TypeClass::Scalar(Scalar::Any)) => true,
            (Holds::Number, class) => matches!(class, TypeClass::Scalar(Scalar::Int | Scalar::Uint)),
            (Holds::Single, class) => class.is_scalar() && class != TypeClass::Scalar(Scalar::Bool),
            (Holds::Text, class) => class == TypeClass::Scalar(Scalar::String),
            (Holds::Flag, class) => class == TypeClass::Scalar(Scalar::Bool),
        }
    }

    /// Returns what cannot be done with another value, and the noun for one that fits.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Holds::Number => ("count records", "of the type `int`"),
            Holds::Single => ("identify a page", "with a single value, such as a `string`"),
            Holds::Text => ("be the address of a page", "of the type `string`"),
            Holds::Flag => ("say whether there are more pages", "of the type `bool`"),
        }
    }
}

/// Returns the keys that are needed beside `by`, and the others that have a meaning.
fn keys(by: PagesBy) -> (&'static [&'static str], &'static [&'static str]) {
    match by {
        PagesBy::Offset => (&["skip"], &["limit", "records", "count", "next", "more"]),
        PagesBy::Number => (&["page"], &["limit", "records", "last", "count", "next", "more"]),
        PagesBy::Cursor => (&["cursor", "next"], &["limit", "records", "more"]),
        PagesBy::LastId => (&["after"], &["id", "limit", "records", "more"]),
        PagesBy::Link => (&[], &["limit", "records"]),
        PagesBy::Address => (&["next"], &["limit", "records"]),
    }
}

impl Resolver {
    /// Resolves how the responses of an action are read page by page.
    pub(super) fn pages(
        &mut self,
        doc: PagesDoc<'_>,
        parameters: &[Field],
        response: &Response,
    ) -> Option<Pages> {
        let by = doc.by.map(|by| by.value)?;
        let is_complete = self.check_page_keys(&doc, by);
        let place = match position_key(by) {
            Some("skip") => doc.skip.as_ref(),
            Some("page") => doc.page.as_ref(),
            Some("cursor") => doc.cursor.as_ref(),
            Some("after") => doc.after.as_ref(),
            _ => None,
        };
        let holds =
            if matches!(by, PagesBy::Offset | PagesBy::Number) { Holds::Number } else { Holds::Single };
        let position = place.and_then(|text| self.page_parameter(text, parameters, holds));
        let limit = doc.limit.as_ref().and_then(|text| self.page_parameter(text, parameters, Holds::Number));
        if let (Some(position), Some(limit), Some(text), Some(key)) =
            (position, limit, &doc.limit, position_key(by))
            && position == limit
        {
            let message = format!("`{key}` and `limit` are the same parameter");
            self.error("spec::pages", text.span, message)
                .label(format!("same as `{key}`"))
                .help("name the parameter for the page size");
        }
        let size = limit.and_then(|limit| parameters.get(limit));
        if let (Some(text), Some(field)) = (&doc.limit, size)
            && field.limits.max.is_some_and(|largest| largest.compare(Exact::whole(1)).is_lt())
        {
            let help = format!(
                "correct `max` of the parameter `{}`: the maximum number of records of a page",
                excerpt(&field.name)
            );
            self.error("spec::pages", text.span, "invalid maximum page size")
                .label("is less than 1")
                .related(field.span, "the parameter")
                .help(help);
        }
        let first = position.and_then(|at| parameters.get(at)).filter(|_| by == PagesBy::Number);
        let records = self.page_records(&doc, response);
        let next = match by {
            PagesBy::Offset | PagesBy::Number => Holds::Number,
            PagesBy::Cursor | PagesBy::LastId => Holds::Single,
            PagesBy::Link | PagesBy::Address => Holds::Text,
        };
        let mut field = |text: Option<&Text<'_>>, holds| {
            let root = response.ty.as_ref().filter(|_| response.variants.is_empty());
            self.page_field(text?, root, holds)
        };
        let count = field(doc.count.as_ref(), Holds::Number);
        let last = field(doc.last.as_ref(), Holds::Number);
        let next = field(doc.next.as_ref(), next);
        let more = field(doc.more.as_ref(), Holds::Flag);
        let (records, record) = records?;
        let id = self.page_id(doc.id.as_ref(), by, doc.span, &record);
        let largest = size.and_then(|field| field.limits.max?.to_i64());
        let first = first.map_or(0, first_page);
        is_complete.then_some(Pages {
            by,
            position,
            limit,
            largest,
            first,
            records,
            record,
            count,
            last,
            next,
            more,
            id,
        })
    }

    /// Checks that every key has a meaning for these pages, and that none is missing.
    fn check_page_keys(&mut self, doc: &PagesDoc<'_>, by: PagesBy) -> bool {
        let given = [
            ("skip", &doc.skip),
            ("page", &doc.page),
            ("cursor", &doc.cursor),
            ("after", &doc.after),
            ("limit", &doc.limit),
            ("records", &doc.records),
            ("count", &doc.count),
            ("last", &doc.last),
            ("next", &doc.next),
            ("more", &doc.more),
            ("id", &doc.id),
        ];
        let (needed, others) = keys(by);
        let mut is_complete = true;
        for (key, text) in given {
            let is_known = needed.contains(&key) || others.contains(&key);
            if let (Some(text), false) = (text, is_known) {
                let all = listing(needed.iter().chain(others).copied()).unwrap_or_default();
                let message = format!("`{key}` has no meaning for pages by {}", by.text());
                self.error("spec::pages", text.span, message)
                    .label("not used")
                    .help(format!("keys of pages by {}: {all}", by.text()));
            }
            if text.is_none() && needed.contains(&key) {
                is_complete = false;
                if !doc.doubt.about(key) {
                    let what = if key == "next" { "field of the response" } else { "parameter" };
                    let help = format!("add `{key}: …`, the {what} by which the next page is found");
                    self.missing(At { span: doc.span, name: "pages" }, "pages", key, &help);
                }
            }
        }
        is_complete
    }

    /// Resolves a parameter that says which page is requested, or how long it is.
    fn page_parameter(&mut self, text: &Text<'_>, parameters: &[Field], holds: Holds) -> Option<usize> {
        let position = self.parameter(&text.value, text.span, parameters)?;
        let field = parameters.get(position)?;
        let class = self.class(&field.ty);
        let label = if !field.in_rust() {
            "not set by the caller".to_owned()
        } else if field.presence == Presence::OptionalNullable {
            "may be null, which requests no page".to_owned()
        } else if !holds.fits(class) {
            format!("this is {}", class.describe())
        } else {
            return Some(position);
        };
        let (purpose, noun) = holds.words();
        let message = format!("the parameter `{}` cannot {purpose}", excerpt(&text.value));
        let help = match field.presence {
            Presence::OptionalNullable => "remove `nullable` of the parameter".to_owned(),
            _ => format!("name a parameter {noun}"),
        };
        self.error("spec::pages", text.span, message).label(label).help(help);
        None
    }

    /// Resolves the path to the records of a page, and the type of a record.
    fn page_records(&mut self, doc: &PagesDoc<'_>, response: &Response) -> Option<(String, Type)> {
        let Some(root) = response.ty.as_ref().filter(|_| response.variants.is_empty()) else {
            let label = if response.variants.is_empty() {
                "there is no content"
            } else {
                "there are several responses"
            };
            self.error("spec::pages", doc.span, "the response has no list of records")
                .label(label)
                .help("return a list, or a record with a list, or remove `pages`");
            return None;
        };
        let (ty, path, span) = match &doc.records {
            Some(text) => {
                (self.field_at(text, Some(root), "spec::pages")?.ty, text.value.as_ref(), text.span)
            }
            None => (root.clone(), "", doc.span),
        };
        match ty {
            Type::List(record) => return Some((path.to_owned(), *record)),
            _ if self.class(&ty) == TypeClass::Unknown || doc.doubt.about("records") => {}
            _ => {
                let message = match path {
                    "" => "the response is not the list of records".to_owned(),
                    path => format!("the field `{}` cannot hold the records of a page", excerpt(path)),
                };
                let class = self.class(&ty);
                self.error("spec::pages", span, message)
                    .label(format!("this is {}", class.describe()))
                    .help("name the field that is the list: `records: …`");
            }
        }
        None
    }

    /// Resolves the field that identifies a record, where the next page starts after it.
    fn page_id(&mut self, text: Option<&Text<'_>>, by: PagesBy, span: Span, record: &Type) -> Option<String> {
        if by != PagesBy::LastId {
            return None;
        }
        match text {
            Some(text) => self.page_field(text, Some(record), Holds::Single),
            None if Holds::Single.fits(self.class(record)) => Some(String::new()),
            None => {
                let help = "add `id: …`, the field of a record that the next request names";
                self.missing(At { span, name: "pages" }, "pages", "id", help);
                None
            }
        }
    }

    /// Resolves the path to a field that describes the page.
    fn page_field(&mut self, text: &Text<'_>, root: Option<&Type>, holds: Holds) -> Option<String> {
        let field = self.field_at(text, root, "spec::pages")?;
        let class = self.class(&field.ty);
        let (purpose, noun) = holds.words();
        let label = if field.fixed.is_some() {
            "always the same".to_owned()
        } else if !holds.fits(class) {
            format!("this is {}", class.describe())
        } else {
            return Some(text.value.as_ref().to_owned());
        };
        let message = format!("the field `{}` cannot {purpose}", excerpt(&text.value));
        self.error("spec::pages", text.span, message).label(label).help(format!("name a field {noun}"));
        None
    }
}

/// Returns the number of the first page.
fn first_page(field: &Field) -> i64 {
    let default = field.default.as_deref().and_then(|json| json.trim_matches('"').parse().ok());
    default.or(field.limits.min.and_then(Exact::to_i64)).unwrap_or(1)
}
