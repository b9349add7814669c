//! What an action answers.

use std::collections::HashMap;

use super::Resolver;
use super::fit::Fit;
use super::names::UNKNOWN;
use super::purpose::Purpose;
use super::scalars::flag;
use super::shape::Class;
use super::written::Written;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{At, Json, Keyed, OutcomeDoc, Outcomes, ReturnsDoc, Text, Whole, instead};
use crate::model::{Field, MediaType, Outcome, Returns, Scalar, Style, Type, TypeKind};
use crate::yaml::excerpt;

/// The statuses of answers without a body.
const EMPTY: [u16; 2] = [204, 205];

impl Resolver {
    /// Resolves an answer; `action` is where the action is written.
    pub(super) fn returns(&mut self, mut doc: ReturnsDoc<'_>, action: Span) -> Returns {
        if let Some(outcomes) = doc.outcomes.take() {
            return self.several(outcomes, doc, action);
        }
        let ty = match &doc.type_ {
            Some(text) => self.answer_of(text),
            None => {
                if !doc.doubt.about("type") && !doc.doubt.about("outcomes") {
                    let at = At { span: doc.span, name: "returns" };
                    let help = "add `type: …`: the type; `nothing` for no content; or `outcomes` for several answers";
                    self.missing(at, "answer", "type", help);
                }
                Some(Type::Named(UNKNOWN))
            }
        };
        let class = ty.as_ref().map(|ty| self.class(ty));
        if let Some(ty) = &ty {
            self.reach(ty);
        }
        let style = match (doc.as_, class) {
            (Some(style), Some(class)) => {
                self.check_style(style.value, style.span, class);
                self.check_valueless(style.value, style.span);
                style.value
            }
            (Some(style), None) => {
                self.misplaced("as", style.span).label("there is no content to write").help("remove `as`");
                Style::Plain
            }
            (None, _) => ty.as_ref().map_or(Style::Plain, |ty| self.inherited_style(ty)),
        };
        let bare = doc.bare.as_ref().map(|text| {
            self.check_bare(&text.value, text.span, ty.as_ref(), class);
            text.value.as_ref().to_owned()
        });
        let scalar = class.is_some_and(|class| class.is_scalar() || class == Class::Unknown);
        if let Some(first) = doc.unwrap.0.first()
            && !scalar
        {
            self.misplaced("unwrap", first.span)
                .label("the answer is no scalar")
                .help("remove it, or name the field with `bare`");
        }
        if let Some(flag) = doc.bare_text
            && !scalar
        {
            self.misplaced("bare-text", flag.span)
                .label("the answer is no scalar")
                .help("remove it, or correct the type");
        }
        let fixed = doc.fixed.as_ref().map(|json| {
            if !scalar {
                self.misplaced("fixed", json.span)
                    .label("the answer is no scalar")
                    .help("remove it, or use `type: bool`");
            } else if let Some(ty) = &ty {
                let mut fit = Fit::new(&self.types, Purpose::Fixed, "returns".to_owned());
                fit.plain(&json.node, ty, style, json.span);
                let fits = fit.is_clean();
                fit.report(&mut self.sink);
                if fits && flag(&json.node) != Some(true) {
                    self.misplaced("fixed", json.span)
                        .label("does not say that it is done")
                        .help("write `fixed: true`; for another value, `type: nothing` with `emits`");
                }
                return Written { types: &self.types }.value(&json.node, ty, style);
            }
            json.node.json()
        });
        let emits = doc.emits.as_ref().map(|json| {
            if ty.is_some() {
                self.misplaced("emits", json.span)
                    .label("the answer has a type")
                    .help("remove it, or use `type: nothing`");
            }
            self.no_placeholders(&json.node);
            json.node.json()
        });
        if let Some(flag) = doc.nullable.filter(|flag| flag.value && (ty.is_none() || doc.fixed.is_some())) {
            self.misplaced("nullable", flag.span)
                .label("there is nothing that could be null")
                .help("remove `nullable`");
        }
        if let Some(flag) = doc.raw.filter(|flag| flag.value)
            && !matches!(class, Some(Class::Scalar(Scalar::Bytes | Scalar::String) | Class::Unknown))
        {
            self.misplaced("raw", flag.span)
                .label("only bytes and texts can be a body")
                .help("remove it, or write `type: bytes`");
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
        Returns {
            status,
            outcomes: Vec::new(),
            nullable: doc.nullable.is_some_and(|flag| flag.value),
            media_type: match doc.raw {
                Some(flag) if flag.value => MediaType::Bytes,
                _ => MediaType::Json,
            },
            ty,
            about,
            style,
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
        self.error("spec::answer", span, format!("`{key}` says nothing about this answer"))
    }

    /// The status of an answer that is no failure.
    fn success(&mut self, status: Whole) -> u16 {
        if !(200..300).contains(&status.value) {
            let message = format!("{} is not the status of an answer that is no failure", status.value);
            self.error("spec::status", status.span, message)
                .label("not from 200 to 299")
                .help("describe failures under `failures` and `errors`, and here the status of an answer");
        }
        u16::try_from(status.value).unwrap_or(200)
    }

    /// Reports content where the status says that there is none.
    fn no_content(&mut self, status: u16, span: Span, what: &str) {
        if !EMPTY.contains(&status) {
            return;
        }
        let message = format!("an answer with the status {status} has no content");
        self.error("spec::answer", span, message)
            .label(format!("has {what}"))
            .help("write `nothing`, or correct the status");
    }

    /// Several answers, told apart by their status.
    fn several(
        &mut self,
        items: Keyed<'_, Outcomes, OutcomeDoc<'_>>,
        doc: ReturnsDoc<'_>,
        action: Span,
    ) -> Returns {
        let text = |text: &Option<Text<'_>>| text.as_ref().map(|text| text.span);
        let json = |json: &Option<Json<'_>>| json.as_ref().map(|json| json.span);
        let others: [(&str, Option<Span>); 10] = [
            ("nullable", doc.nullable.map(|flag| flag.span)),
            ("raw", doc.raw.map(|flag| flag.span)),
            ("type", text(&doc.type_)),
            ("as", doc.as_.map(|style| style.span)),
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
                    .label("there are several answers")
                    .help("remove it, or remove `outcomes`");
            }
        }
        if items.len() < 2 {
            self.error("spec::outcomes", items.span, "there is no choice of outcomes")
                .label(if items.is_empty() { "empty" } else { "only one" })
                .help("list at least two, or say `type` and `status` of the answer itself");
        }
        let mut statuses: HashMap<u16, Span> = HashMap::new();
        let mut outcomes = Vec::with_capacity(items.len());
        for item in items.into_items() {
            let doc = item.value.unwrap_or_default();
            let ty = doc.type_.as_ref().and_then(|text| self.answer_of(text));
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
                let message = format!("two outcomes have the status {status}");
                self.error("spec::outcomes", span, message)
                    .label("again")
                    .related(first, "first here")
                    .help("correct one of the two, or make one outcome of them");
            }
            outcomes.push(Outcome {
                status,
                ty,
                about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
                rust: self.rust_name(doc.rust),
                span: item.span,
                name: item.name.into_owned(),
            });
        }
        let first = outcomes.first();
        Returns {
            status: first.map_or(200, |outcome| outcome.status),
            ty: first.and_then(|outcome| outcome.ty.clone()),
            outcomes,
            about: doc.about.map(|about| about.0.value.trim().to_owned()).unwrap_or_default(),
            evidence: self.evidence(doc.evidence.0),
            deviations: Self::deviations(doc.deviates.0),
            span: doc.span,
            ..Self::no_returns(action)
        }
    }

    fn check_bare(&mut self, name: &str, span: Span, ty: Option<&Type>, class: Option<Class>) {
        if class == Some(Class::Unknown) {
            return;
        }
        let Some(fields) = self.record(ty) else {
            self.misplaced("bare", span)
                .label("the answer is no record")
                .help("remove it; keys around a scalar are `unwrap`");
            return;
        };
        let names = fields.iter().map(|field| field.name.as_str());
        if names.clone().any(|field| field == name) {
            return;
        }
        let help = instead(name, names, "its fields are", "name a field of the record");
        self.error("spec::bare", span, format!("the record has no field `{}`", excerpt(name)))
            .label("unknown field")
            .help(help);
    }

    /// The fields of the record that a type names directly.
    pub(super) fn record(&self, ty: Option<&Type>) -> Option<&[Field]> {
        let Some(Type::Named(id)) = ty else { return None };
        match &self.types.get(*id)?.as_ref()?.kind {
            TypeKind::Record(fields) => Some(fields),
            _ => None,
        }
    }
}
