//! Responses of actions.

use bindery_vocabulary::is_bodyless;

use super::Resolver;
use super::fit::Fit;
use super::headers::Owner;
use super::media::{has_content, overlap};
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::scalars::flag;
use super::type_kind::TypeClass;
use super::written::Written;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{
    At, EventsDoc, HeadersDoc, JsonDoc, Keyed, ResponseDoc, ResponseVariantDoc, ResponseVariants, Text,
    instead,
};
use crate::model::{Body, Encoding, Field, Framing, MediaType, Response, ResponseVariant, Type, TypeKind};
use crate::yaml::excerpt;

/// Returns the media types of a body, including that of its format.
fn media_of(body: &Body) -> Vec<String> {
    match (body.types.is_empty(), body.format.is_json()) {
        (true, true) => vec![MediaType::Json.name().to_owned()],
        (true, false) => vec![MediaType::Bytes.name().to_owned()],
        (false, _) => body.types.clone(),
    }
}

impl Resolver {
    /// Resolves the response of an action.
    pub(super) fn response(&mut self, mut doc: ResponseDoc<'_>, action: &Owner<'_>) -> Response {
        if let Some(results) = doc.variants.take() {
            return self.several(results, doc, action);
        }
        let headers = doc.headers.take().and_then(|headers| self.response_headers(headers, action, ""));
        let stream = self.stream((&doc.type_, &doc.events, &doc.lines), &doc.media.0);
        let ty = match (&doc.type_, &stream) {
            (_, Some((ty, _))) => ty.clone(),
            (Some(text), None) => self.returned_type(text),
            (None, None) => {
                if !["type", "variants", "events", "lines"].iter().any(|key| doc.doubt.about(key)) {
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
        let body = match stream {
            Some((_, body)) => body,
            None => self.body_of(class, &doc.media.0),
        };
        let scalar = body.format.is_json()
            && class.is_some_and(|class| class.is_scalar() || class == TypeClass::Unknown);
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
        if let Some(flag) = doc.nullable.filter(|flag| flag.value && body.is_stream()) {
            self.misplaced("nullable", flag.span)
                .label("a stream is never null")
                .help("remove `nullable`; describe a response without content as one of several `variants`");
        }
        let status = doc.status.map_or(200, |status| self.status(status.value, status.span));
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
            body,
            ty,
            headers,
            about,
            encoding,
            bare,
            unwrap: doc.unwrap.0.into_iter().map(|key| key.value.into_owned()).collect(),
            bare_text: doc.bare_text.is_some_and(|flag| flag.value),
            fixed,
            emits,
            evidence: self.evidence(doc.evidence.0),
            deviations: Self::deviations(doc.deviates.0),
            span: if doc.span == Span::default() { action.span } else { doc.span },
        }
    }

    fn misplaced(&mut self, key: &str, span: Span) -> &mut Diagnostic {
        self.error("spec::response", span, format!("`{key}` does not apply to this response"))
    }

    /// Reports content with a status that has none.
    fn no_content(&mut self, status: u16, span: Span, what: &str) {
        if !is_bodyless(status) {
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
        action: &Owner<'_>,
    ) -> Response {
        let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.span);
        let json = |json: &Option<JsonDoc<'_>>| json.as_ref().map(|json| json.span);
        let headers = |headers: &Option<HeadersDoc<'_>>| match headers.as_ref()? {
            HeadersDoc::Record(text) => Some(text.span),
            HeadersDoc::Fields(fields) => Some(fields.span),
        };
        let others: [(&str, Option<Span>); 13] = [
            ("headers", headers(&doc.headers)),
            ("nullable", doc.nullable.map(|flag| flag.span)),
            ("media", doc.media.0.first().map(|text| text.span)),
            ("events", doc.events.as_ref().map(|doc| doc.span)),
            ("lines", text(&doc.lines)),
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
        let mut results = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let mut doc = item.value.unwrap_or_default();
            let headers = doc.headers.take();
            let headers = headers.and_then(|headers| self.response_headers(headers, action, &item.name));
            let stream = self.stream((&doc.type_, &doc.events, &doc.lines), &doc.media.0);
            let (ty, body) = match stream {
                Some(stream) => stream,
                None => {
                    let ty = doc.type_.as_ref().and_then(|text| self.returned_type(text));
                    let class = ty.as_ref().map(|ty| self.class(ty));
                    (ty, self.body_of(class, &doc.media.0))
                }
            };
            if let Some(ty) = &ty {
                self.reach(ty);
            }
            let status = doc.status.map_or(200, |status| self.status(status.value, status.span));
            if let (Some(text), Some(_)) = (&doc.type_, &ty) {
                self.no_content(status, text.span, "a type");
            }
            let same = results.iter().find(|other: &&ResponseVariant| {
                other.status == status && overlap(&media_of(&other.body), &media_of(&body))
            });
            if let (Some(span), Some(first)) =
                (doc.status.map(|status| status.span), same.map(|one| one.span))
            {
                let message = format!("two responses have the status {status}");
                self.error("spec::variants", span, message)
                    .label("duplicate")
                    .related(first, "first used here")
                    .help("correct one of the two, merge them, or give them different `media`");
            }
            results.push(ResponseVariant {
                status,
                body,
                ty,
                headers,
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
            body: first.map(|variant| variant.body.clone()).unwrap_or_default(),
            variants: results,
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            evidence: self.evidence(doc.evidence.0),
            deviations: Self::deviations(doc.deviates.0),
            span: doc.span,
            ..Self::no_returns(action.span)
        }
    }

    /// Resolves the type of a response, which is a content as a whole or not at all.
    fn returned_type(&mut self, text: &Text<'_>) -> Option<Type> {
        let ty = self.response_type(text)?;
        if has_content(&ty) && !ty.is_single_content() {
            self.no_content_here(text.span, "inside other values");
        }
        Some(ty)
    }

    /// Resolves `events` or `lines`, which take the place of `type`; none without them.
    fn stream(
        &mut self,
        (ty, events, lines): (&Option<Text<'_>>, &Option<EventsDoc<'_>>, &Option<Text<'_>>),
        media: &[Text<'_>],
    ) -> Option<(Option<Type>, Body)> {
        let keys = [
            ("type", ty.as_ref().map(|text| text.span)),
            ("events", events.as_ref().map(|doc| doc.span)),
            ("lines", lines.as_ref().map(|text| text.span)),
        ];
        let mut used = keys.iter().filter_map(|(key, span)| Some((key, (*span)?)));
        if let (Some((first, first_span)), Some((second, span))) = (used.next(), used.next()) {
            self.misplaced(second, span)
                .label("a response is one of these")
                .related(first_span, format!("`{first}` is here"))
                .help("keep one of `type`, `events` and `lines`, or describe several `variants`");
        }
        if let Some(doc) = events {
            let (ty, framing) = self.events(doc);
            return Some(self.framed(ty, framing, media));
        }
        let ty = self.item_type(lines.as_ref()?);
        Some(self.framed(Some(ty), Framing::Lines, media))
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
