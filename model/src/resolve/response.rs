//! Responses of actions.

use std::collections::HashMap;

use super::Resolver;
use super::fit::Fit;
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::scalars::flag;
use super::type_kind::TypeClass;
use super::written::Written;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{
    At, JsonDoc, Keyed, ResponseDoc, ResponseVariantDoc, ResponseVariants, Text, Whole, instead,
};
use crate::model::{Encoding, Field, MediaType, Response, ResponseVariant, Scalar, Type, TypeKind};
use crate::yaml::excerpt;

/// Statuses of responses without a body.
const EMPTY: [u16; 2] = [204, 205];

impl Resolver {
    /// Resolves a response; `action` is the place of the action.
    pub(super) fn response(&mut self, mut doc: ResponseDoc<'_>, action: Span) -> Response {
        if let Some(results) = doc.variants.take() {
            return self.several(results, doc, action);
        }
        let ty = match &doc.type_ {
            Some(text) => self.response_type(text),
            None => {
                if !doc.doubt.about("type") && !doc.doubt.about("variants") {
                    let at = At { span: doc.span, name: "response" };
                    let help =
                        "add `type: …`, `type: nothing` for no content, or `variants` for several responses";
                    self.missing(at, "response", "type", help);
                }
                Some(Type::Named(UNKNOWN))
            }
        };
        let class = ty.as_ref().map(|ty| self.class(ty));
        if let Some(ty) = &ty {
            self.reach(ty);
        }
        let encoding = match (doc.encoding, class) {
            (Some(encoding), Some(class)) => {
                self.check_encoding(encoding.value, encoding.span, class);
                self.check_name_only(encoding.value, encoding.span);
                encoding.value
            }
            (Some(encoding), None) => {
                self.misplaced("encoding", encoding.span)
                    .label("no content to write")
                    .help("remove `encoding`");
                Encoding::Plain
            }
            (None, _) => ty.as_ref().map_or(Encoding::Plain, |ty| self.inherited_encoding(ty)),
        };
        let bare = doc.bare.as_ref().map(|text| {
            self.check_bare(&text.value, text.span, ty.as_ref(), class);
            text.value.as_ref().to_owned()
        });
        let scalar = class.is_some_and(|class| class.is_scalar() || class == TypeClass::Unknown);
        if let Some(first) = doc.unwrap.0.first()
            && !scalar
        {
            self.misplaced("unwrap", first.span)
                .label("the response is not a scalar")
                .help("remove it, or use `bare` for a field");
        }
        if let Some(flag) = doc.bare_text
            && !scalar
        {
            self.misplaced("bare-text", flag.span)
                .label("the response is not a scalar")
                .help("remove it, or correct the type");
        }
        let fixed = doc.fixed.as_ref().map(|json| {
            if !scalar {
                self.misplaced("fixed", json.span)
                    .label("the response is not a scalar")
                    .help("remove it, or use `type: bool`");
            } else if let Some(ty) = &ty {
                let mut fit = Fit::new(&self.types, Purpose::Fixed, "response".to_owned());
                fit.plain(&json.node, ty, encoding, json.span);
                let fits = fit.is_clean();
                fit.report(&mut self.sink);
                if fits && flag(&json.node) != Some(true) {
                    self.misplaced("fixed", json.span)
                        .label("does not confirm success")
                        .help("write `fixed: true`; for another value, use `type: nothing` with `emits`");
                }
                return Written { types: &self.types }.value(&json.node, ty, encoding);
            }
            json.node.json()
        });
        let emits = doc.emits.as_ref().map(|json| {
            if ty.is_some() {
                self.misplaced("emits", json.span)
                    .label("the response has a type")
                    .help("remove it, or use `type: nothing`");
            }
            self.no_placeholders(&json.node);
            json.node.json()
        });
        if let Some(flag) = doc.nullable.filter(|flag| flag.value && (ty.is_none() || doc.fixed.is_some())) {
            self.misplaced("nullable", flag.span)
                .label("nothing that could be null")
                .help("remove `nullable`");
        }
        if let Some(flag) = doc.raw.filter(|flag| flag.value)
            && !matches!(class, Some(TypeClass::Scalar(Scalar::Bytes | Scalar::String) | TypeClass::Unknown))
        {
            self.misplaced("raw", flag.span)
                .label("only bytes and strings can be a raw body")
                .help("remove it, or use `type: bytes`");
        }
        let status = doc.status.map_or(200, |status| self.success(status));
        if let Some(text) = doc.type_.as_ref().filter(|_| ty.is_some()) {
            self.no_content(status, text.span, "a type");
        }
        if let Some(json) = &doc.emits {
            self.no_content(status, json.span, "content");
        }
        let about = match (doc.about, &ty) {
            (Some(about), _) => about.0.value.trim().to_owned(),
            (None, Some(Type::Named(id))) => self.abouts.get(*id).cloned().unwrap_or_default(),
            (None, _) => String::new(),
        };
        Response {
            status,
            variants: Vec::new(),
            nullable: doc.nullable.is_some_and(|flag| flag.value),
            media_type: match doc.raw {
                Some(flag) if flag.value => MediaType::Bytes,
                _ => MediaType::Json,
            },
            ty,
            about,
            encoding,
            bare,
            unwrap: doc.unwrap.0.into_iter().map(|key| key.value.into_owned()).collect(),
            bare_text: doc.bare_text.is_some_and(|flag| flag.value),
            fixed,
            emits,
            evidence: self.evidence(doc.evidence.0),
            deviations: Self::deviations(doc.deviates.0),
            span: if doc.span == Span::default() { action } else { doc.span },
        }
    }

    fn misplaced(&mut self, key: &str, span: Span) -> &mut Diagnostic {
        self.error("spec::response", span, format!("`{key}` does not apply to this response"))
    }

    /// Checks the status of a success response.
    fn success(&mut self, status: Whole) -> u16 {
        if !(200..300).contains(&status.value) {
            let message = format!("{} is not the status of a success response", status.value);
            self.error("spec::status", status.span, message)
                .label("must be 200 to 299")
                .help("write the status of the success response here, and describe errors under `error-formats` and `errors`");
        }
        u16::try_from(status.value).unwrap_or(200)
    }

    /// Reports content with a status that has none.
    fn no_content(&mut self, status: u16, span: Span, what: &str) {
        if !EMPTY.contains(&status) {
            return;
        }
        let message = format!("a response with the status {status} has no content");
        self.error("spec::response", span, message)
            .label(format!("has {what}"))
            .help("write `nothing`, or correct the status");
    }

    /// Resolves several responses that are distinguished by their status.
    fn several(
        &mut self,
        items: Keyed<'_, ResponseVariants, ResponseVariantDoc<'_>>,
        doc: ResponseDoc<'_>,
        action: Span,
    ) -> Response {
        let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.span);
        let json = |json: &Option<JsonDoc<'_>>| json.as_ref().map(|json| json.span);
        let others: [(&str, Option<Span>); 10] = [
            ("nullable", doc.nullable.map(|flag| flag.span)),
            ("raw", doc.raw.map(|flag| flag.span)),
            ("type", text(&doc.type_)),
            ("encoding", doc.encoding.map(|encoding| encoding.span)),
            ("status", doc.status.map(|status| status.span)),
            ("bare", text(&doc.bare)),
            ("unwrap", doc.unwrap.0.first().map(|text| text.span)),
            ("bare-text", doc.bare_text.map(|flag| flag.span)),
            ("fixed", json(&doc.fixed)),
            ("emits", json(&doc.emits)),
        ];
        for (key, span) in others {
            if let Some(span) = span {
                self.misplaced(key, span)
                    .label("there are several responses")
                    .help("remove it, or remove `variants`");
            }
        }
        if items.len() < 2 {
            self.error("spec::variants", items.span, "`variants` needs at least two responses")
                .label(if items.is_empty() { "empty" } else { "only one" })
                .help("list at least two, or write `type` and `status` of the only response");
        }
        let mut statuses: HashMap<u16, Span> = HashMap::new();
        let mut results = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let doc = item.value.unwrap_or_default();
            let ty = doc.type_.as_ref().and_then(|text| self.response_type(text));
            if let Some(ty) = &ty {
                self.reach(ty);
            }
            let status = doc.status.map_or(200, |status| self.success(status));
            if let (Some(text), Some(_)) = (&doc.type_, &ty) {
                self.no_content(status, text.span, "a type");
            }
            if let Some(span) = doc.status.map(|status| status.span)
                && let Some(first) = statuses.insert(status, span)
            {
                let message = format!("two responses have the status {status}");
                self.error("spec::variants", span, message)
                    .label("duplicate")
                    .related(first, "first used here")
                    .help("correct one of the two, or merge them");
            }
            results.push(ResponseVariant {
                status,
                ty,
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                rust: self.rust_name(doc.rust),
                span: item.span,
                name: item.name.into_owned(),
            });
        }
        let first = results.first();
        Response {
            status: first.map_or(200, |variant| variant.status),
            ty: first.and_then(|variant| variant.ty.clone()),
            variants: results,
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            evidence: self.evidence(doc.evidence.0),
            deviations: Self::deviations(doc.deviates.0),
            span: doc.span,
            ..Self::no_returns(action)
        }
    }

    fn check_bare(&mut self, name: &str, span: Span, ty: Option<&Type>, class: Option<TypeClass>) {
        if class == Some(TypeClass::Unknown) {
            return;
        }
        let Some(fields) = self.record(ty) else {
            self.misplaced("bare", span)
                .label("the response is not a record")
                .help("remove it; use `unwrap` for keys around a scalar");
            return;
        };
        let names = fields.iter().map(|field| field.name.as_str());
        if names.clone().any(|field| field == name) {
            return;
        }
        let help = instead(name, names, "valid fields", "name a field of the record");
        self.error("spec::bare", span, format!("the record has no field `{}`", excerpt(name)))
            .label("unknown field")
            .help(help);
    }

    /// Returns the fields of the record that a type refers to directly.
    pub(super) fn record(&self, ty: Option<&Type>) -> Option<&[Field]> {
        let Some(Type::Named(id)) = ty else { return None };
        match &self.types.get(*id)?.as_ref()?.kind {
            TypeKind::Record(fields) => Some(fields),
            _ => None,
        }
    }
}
