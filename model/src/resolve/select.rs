//! Which action a request means: by method and path, and by a text inside it where several share both.

use std::collections::HashMap;

use super::Resolver;
use super::routes::Texts;
use super::shape::Class;
use super::together::shape;
use crate::diagnostic::Span;
use crate::document::{SelectDoc, Text, instead};
use crate::model::{Action, Field, Module, Select, Type, TypeKind};
use crate::yaml::excerpt;

impl Resolver {
    /// Reports two actions that one request could mean.
    pub(super) fn check_routes(&mut self, module: &str, action: &Action) {
        let shape = shape(action, self.routes.any_case);
        let owner = self.routes.owners.len();
        self.routes.owners.push((format!("{module}/{}", action.name), action.span));
        let mut clash = None;
        for method in &action.methods {
            let shared = self.routes.shared.entry((*method, shape.clone())).or_default();
            let taken = match &action.select {
                None => match shared.plain {
                    Some(other) => Some(other),
                    None => {
                        shared.plain = Some(owner);
                        None
                    }
                },
                Some(select) => {
                    let texts = shared.selected.entry(select.at.clone()).or_default();
                    let mut taken = None;
                    let any = ["*".to_owned()]; // anything at all
                    for text in if select.is.is_empty() { any.as_slice() } else { &select.is } {
                        taken = taken.or(texts.enter(text, owner).copied().filter(|other| *other != owner));
                    }
                    taken
                }
            };
            clash = clash.or(taken.map(|other| (*method, other)));
        }
        let Some((method, other)) = clash else { return };
        let Some((name, span)) = self.routes.owners.get(other) else { return };
        let message = format!("`{} {}` could mean two actions", method.text(), action.path_text());
        let help = if action.select.is_some() {
            "let the texts under `select` exclude each other, or make one action of the two"
        } else {
            "give one of the two another `path`, other `methods` or a `select`, or make one action of them"
        };
        self.sink
            .error("spec::same-path", action.span, message)
            .label("this one")
            .related(*span, format!("and {name}"))
            .help(help);
    }

    /// Warns of actions with a `select` that share their path with none: whatever else comes there is refused.
    pub(super) fn check_lone_selects(&mut self, modules: &[Module]) {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let actions = || modules.iter().flat_map(|module| &module.actions);
        for action in actions() {
            *counts.entry(shape(action, self.routes.any_case)).or_default() += 1;
        }
        for action in actions().filter(|action| action.select.is_some()) {
            if counts.get(&shape(action, self.routes.any_case)) == Some(&1) {
                let message = format!("the action `{}` shares its path with none", excerpt(&action.name));
                self.warning("spec::select", action.span, message)
                    .label("`select` tells it from nothing")
                    .help("remove `select`, unless a server is to refuse whatever else comes there");
            }
        }
    }

    /// Resolves what tells an action from others with the same method and path.
    pub(super) fn select(&mut self, doc: SelectDoc<'_>, parameters: &[Field]) -> Option<Select> {
        let mut texts: Texts<Span> = Texts::default();
        for text in doc.is.iter().flat_map(|many| &many.0) {
            let value = text.value.as_ref();
            if let Some(star) = value.find('*').filter(|star| star + 1 < value.len()) {
                self.error(
                    "spec::select",
                    text.part(star..star + 1),
                    "only the end of a text can be left open",
                )
                .label("not at the end")
                .help("end the text here with `*`, or list the texts");
            } else if let Some(first) = texts.enter(value, text.span).copied() {
                self.error("spec::select", text.span, "this text is covered already")
                    .label("again")
                    .related(first, "first here")
                    .help("remove one of the two");
            }
        }
        if let Some(is) = &doc.is
            && is.0.is_empty()
        {
            self.error("spec::select", doc.span, "no text selects this action")
                .label("an empty list")
                .help("list the texts under `is`, or leave it out if anything there will do");
        }
        let at = doc.at?;
        self.check_place(&at, parameters, doc.is.is_none());
        if doc.is.is_none() && doc.doubt.about("is") {
            return None;
        }
        Some(Select {
            at: at.value.split('.').map(str::to_owned).collect(),
            is: match doc.is {
                None => Vec::new(),
                // Reported above; an empty list would take everything.
                Some(texts) if texts.0.is_empty() => vec![String::new()],
                Some(texts) => texts.0.into_iter().map(|text| text.value.into_owned()).collect(),
            },
        })
    }

    /// The place of a text, or of anything: a parameter, then fields of records.
    fn check_place(&mut self, at: &Text<'_>, parameters: &[Field], anything: bool) {
        let mut start = 0;
        let mut ty: Option<Type> = None;
        for key in at.value.split('.') {
            let place = at.part(start..start + key.len());
            start += key.len() + 1;
            let next = match &ty {
                None => self
                    .parameter(key, place, parameters)
                    .and_then(|position| parameters.get(position))
                    .map(|field| field.ty.clone()),
                Some(ty) => self.inside(ty, key, place),
            };
            let Some(next) = next else { return };
            ty = Some(next);
        }
        let class = ty.as_ref().map_or(Class::Unknown, |ty| self.class(ty));
        if !anything && matches!(class, Class::Record | Class::List | Class::Map) {
            self.error("spec::select", at.span, "no text stands at this place")
                .label(format!("this is {}", class.describe()))
                .help("lead to a text inside it: `at: parameter.field`");
        }
    }

    /// The type of what stands under a key; none when nothing more can be said.
    fn inside(&mut self, ty: &Type, key: &str, place: Span) -> Option<Type> {
        let fields = match ty {
            Type::Map(value) => return Some(value.as_ref().clone()),
            Type::Named(id) => match self.types.get(*id)?.as_ref().map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => Some(fields),
                Some(_) => None,
                None => return None,
            },
            _ if self.class(ty) == Class::Scalar(crate::model::Scalar::Any) => return None,
            _ => None,
        };
        let Some(fields) = fields else {
            let label = format!("{} has no parts", self.class(ty).describe());
            self.error("spec::select", place, "nothing stands at this place")
                .label(label)
                .help("end the place before this");
            return None;
        };
        if let Some(field) = fields.iter().find(|field| field.name == key) {
            return Some(field.ty.clone());
        }
        if let Some(others) = fields.iter().find(|field| field.others) {
            return match &others.ty {
                Type::Map(value) => Some(value.as_ref().clone()),
                _ => None,
            };
        }
        let names = fields.iter().map(|field| field.name.as_str());
        let help = instead(key, names, "its fields are", "name a field of the record");
        let message = format!("the record has no field `{}`", excerpt(key));
        self.error("spec::select", place, message).label("unknown field").help(help);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_one_request_could_show_overlap() {
        let mut texts = Texts::default();
        let mut enter = |text: &str, owner| texts.enter(text, owner).copied();
        assert_eq!(enter("b.reject", 0), None);
        assert_eq!(enter("b.approve.*", 1), None);
        assert_eq!(enter("b", 2), None);
        assert_eq!(enter("b.approve", 3), None);
        assert_eq!(enter("b.reject", 4), Some(0));
        assert_eq!(enter("b.approve.one", 5), Some(1));
        assert_eq!(enter("b.approve.one*", 6), Some(1));
        assert_eq!(enter("b.r*", 7), Some(0));
        assert_eq!(enter("c*", 8), None);
        assert_eq!(enter("c", 9), Some(8));
        assert_eq!(enter("*", 10), Some(2));
        let mut all = Texts::default();
        assert_eq!((all.enter("*", 0).copied(), all.enter("x", 1).copied()), (None, Some(0)));
    }
}
