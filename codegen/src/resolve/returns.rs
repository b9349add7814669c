//! What an action answers.

use super::Resolver;
use super::classes::Class;
use super::fit::{Fit, Purpose};
use super::names::UNKNOWN;
use crate::diagnostic::{Diagnostic, Span};
use crate::document::{ReturnsDoc, closest, listing};
use crate::model::{Field, Returns, Style, Type, TypeKind};
use crate::yaml::excerpt;

impl Resolver {
    /// Resolves an answer; `action` is where the action is written.
    pub(super) fn returns(&mut self, doc: Option<ReturnsDoc<'_>>, action: Span) -> Returns {
        let doc = doc.unwrap_or_default();
        let ty = match &doc.type_ {
            Some(text) => self.answer_of(text),
            None => Some(Type::Named(UNKNOWN)),
        };
        let class = ty.as_ref().map(|ty| self.class(ty));
        if let Some(ty) = &ty {
            self.reach(ty);
        }
        let style = match (doc.as_, class) {
            (Some(style), Some(class)) => {
                self.check_style(style.value, style.span, class);
                style.value
            }
            (Some(style), None) => {
                self.misplaced("as", style.span, "there is no content to write", "remove `as`");
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
            self.misplaced(
                "unwrap",
                first.span,
                "the answer is no scalar",
                "remove it, or name the field with `bare`",
            );
        }
        if let Some(flag) = doc.bare_text
            && !scalar
        {
            self.misplaced(
                "bare-text",
                flag.span,
                "the answer is no scalar",
                "remove it, or correct the type",
            );
        }
        let fixed = doc.fixed.as_ref().map(|json| {
            if !scalar {
                self.misplaced(
                    "fixed",
                    json.span,
                    "the answer is no scalar",
                    "remove it, or use `type: bool`",
                );
            } else if let Some(ty) = &ty {
                let mut fit = Fit::new(&self.types, Purpose::Fixed, "returns".to_owned());
                fit.plain(&json.node, ty, Style::Plain, json.span);
                fit.report(&mut self.sink);
            }
            json.node.json()
        });
        let emits = doc.emits.as_ref().map(|json| {
            if ty.is_some() {
                self.misplaced(
                    "emits",
                    json.span,
                    "the answer has a type",
                    "remove it, or use `type: nothing`",
                );
            }
            json.node.json()
        });
        let about = match (doc.about, &ty) {
            (Some(about), _) => about.0.value.trim().to_owned(),
            (None, Some(Type::Named(id))) => self.abouts.get(*id).cloned().unwrap_or_default(),
            (None, _) => String::new(),
        };
        Returns {
            status: 200,
            outcomes: Vec::new(),
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

    fn misplaced(&mut self, key: &str, span: Span, label: &str, help: &str) {
        self.sink.push(
            Diagnostic::error("spec::answer", span, format!("`{key}` says nothing about this answer"))
                .label(label)
                .help(help),
        );
    }

    fn check_bare(&mut self, name: &str, span: Span, ty: Option<&Type>, class: Option<Class>) {
        if class == Some(Class::Unknown) {
            return;
        }
        let Some(fields) = self.record(ty) else {
            return self.misplaced(
                "bare",
                span,
                "the answer is no record",
                "remove it; keys around a scalar are `unwrap`",
            );
        };
        let names = || fields.iter().map(|field| field.name.as_str());
        if names().any(|field| field == name) {
            return;
        }
        let help = match (closest(name, names()), listing(names())) {
            (Some(near), _) => format!("did you mean `{near}`?"),
            (None, Some(list)) => format!("its fields are: {list}"),
            (None, None) => "name a field of the record".to_owned(),
        };
        self.sink.push(
            Diagnostic::error("spec::bare", span, format!("the record has no field `{}`", excerpt(name)))
                .label("unknown field")
                .help(help),
        );
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
