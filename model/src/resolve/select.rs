//! Selection of the action for a request: by method and path, and by a string inside it if several share both.

use std::collections::HashMap;

use bindery_vocabulary::path;

use super::Resolver;
use super::routes::Texts;
use super::together::path_pattern;
use super::type_kind::TypeClass;
use crate::diagnostic::Span;
use crate::document::{SelectDoc, Text, instead};
use crate::model::{Action, Field, Module, Select, Type, TypeKind};
use crate::yaml::excerpt;

impl Resolver {
    /// Reports two actions that match the same request.
    pub(super) fn check_routes(&mut self, module: &str, action: &Action) {
        let owner = self.routes.owners.len();
        self.routes.owners.push((format!("{module}/{}", action.name), action.span));
        let mut clash = None;
        let paths = std::iter::once(&action.path).chain(&action.path_aliases);
        for (path, method) in paths.flat_map(|path| action.methods.iter().map(move |method| (path, *method)))
        {
            let shape = path_pattern(path, self.routes.case_insensitive);
            let shared = self.routes.shared.entry((method, shape.clone())).or_default();
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
                    let any = ["*".to_owned()]; // any value
                    for text in if select.is.is_empty() { any.as_slice() } else { &select.is } {
                        taken = taken.or(texts.enter(text, owner).copied().filter(|other| *other != owner));
                    }
                    taken
                }
            };
            let taken = taken.or_else(|| self.routes.enter_mixed(method, path, owner));
            clash = clash.or(taken.map(|other| (method, other)));
        }
        let Some((method, other)) = clash else { return };
        let Some((name, span)) = self.routes.owners.get(other) else { return };
        if other == owner {
            let message = format!("two paths of this action match the same `{}` requests", method.text());
            self.sink
                .error("spec::same-path", action.span, message)
                .label("duplicate path")
                .help("remove the path under `path-aliases`");
            return;
        }
        let message = format!("`{} {}` matches two actions", method.text(), action.path_text());
        let help = if action.select.is_some() {
            "make the strings under `select` exclusive, or merge the two actions"
        } else {
            "change the `path` or `methods` of one of the two, add a `select`, or merge them"
        };
        self.sink
            .error("spec::same-path", action.span, message)
            .label("this action")
            .related(*span, format!("and {name}"))
            .help(help);
    }

    /// Warns about actions with a `select` whose path no other action shares: all other requests are rejected.
    pub(super) fn check_lone_selects(&mut self, modules: &[Module]) {
        let mut counts: HashMap<String, usize> = HashMap::new();
        let actions = || modules.iter().flat_map(|module| &module.actions);
        for action in actions() {
            *counts.entry(path_pattern(&action.path, self.routes.case_insensitive)).or_default() += 1;
        }
        for action in actions().filter(|action| action.select.is_some()) {
            if counts.get(&path_pattern(&action.path, self.routes.case_insensitive)) == Some(&1) {
                let message = format!("no other action shares the path of `{}`", excerpt(&action.name));
                self.warning("spec::select", action.span, message)
                    .label("`select` has nothing to distinguish")
                    .help("remove `select`, unless a server must reject all other requests");
            }
        }
    }

    /// Resolves the condition that selects an action among additional with the same method and path.
    pub(super) fn select(&mut self, doc: SelectDoc<'_>, parameters: &[Field]) -> Option<Select> {
        let mut texts: Texts<Span> = Texts::default();
        for text in doc.is.iter().flat_map(|many| &many.0) {
            let value = text.value.as_ref();
            if let Some(star) = value.find('*').filter(|star| star + 1 < value.len()) {
                self.error("spec::select", text.part(star..star + 1), "`*` is only allowed at the end")
                    .label("not at the end")
                    .help("end the string here with `*`, or list all strings");
            } else if let Some(first) = texts.enter(value, text.span).copied() {
                self.error("spec::select", text.span, "this string is already covered")
                    .label("duplicate")
                    .related(first, "first used here")
                    .help("remove one of the two");
            }
        }
        if let Some(is) = &doc.is
            && is.0.is_empty()
        {
            self.error("spec::select", doc.span, "no string selects this action")
                .label("empty list")
                .help("list the strings under `is`, or remove it to accept any value");
        }
        let at = doc.at?;
        self.check_place(&at, parameters, doc.is.is_none());
        if doc.is.is_none() && doc.doubt.about("is") {
            return None;
        }
        Some(Select {
            at: path::keys(&at.value).map(|(key, _)| key.into_owned()).collect(),
            is: match doc.is {
                None => Vec::new(),
                // Already reported; an empty list would match everything.
                Some(texts) if texts.0.is_empty() => vec![String::new()],
                Some(texts) => texts.0.into_iter().map(|text| text.value.into_owned()).collect(),
            },
        })
    }

    /// Checks the place of a string, or of any value: a parameter, then fields of records.
    fn check_place(&mut self, at: &Text<'_>, parameters: &[Field], anything: bool) {
        let mut start = 0;
        let mut ty: Option<Type> = None;
        for (key, length) in path::keys(&at.value) {
            let place = at.part(start..start + length);
            start += length + 1;
            let next = match &ty {
                None => self
                    .parameter(&key, place, parameters)
                    .and_then(|position| parameters.get(position))
                    .map(|field| field.ty.clone()),
                Some(ty) => self.inside(ty, &key, place),
            };
            let Some(next) = next else { return };
            ty = Some(next);
        }
        let class = ty.as_ref().map_or(TypeClass::Unknown, |ty| self.class(ty));
        if !anything && matches!(class, TypeClass::Record | TypeClass::List | TypeClass::Map) {
            self.error("spec::select", at.span, "no scalar at this place")
                .label(format!("this is {}", class.describe()))
                .help("extend the place to a scalar inside it: `at: parameter.field`");
        }
    }

    /// Returns the type of the value under a key; none if nothing more is known.
    fn inside(&mut self, ty: &Type, key: &str, place: Span) -> Option<Type> {
        let fields = match ty {
            Type::Map(_, value) => return Some(value.without_null().clone()),
            Type::Named(id) => match self.types.get(*id)?.as_ref().map(|def| &def.kind) {
                Some(TypeKind::Record(fields)) => Some(fields),
                Some(_) => None,
                None => return None,
            },
            _ if self.class(ty) == TypeClass::Scalar(crate::model::Scalar::Any) => return None,
            _ => None,
        };
        let Some(fields) = fields else {
            let label = format!("{} has no fields", self.class(ty).describe());
            self.error("spec::select", place, "no value at this place")
                .label(label)
                .help("end the place before this name");
            return None;
        };
        if let Some(field) = fields.iter().find(|field| field.name == key) {
            return Some(field.ty.clone());
        }
        if let Some(additional) = fields.iter().find(|field| field.additional) {
            return match &additional.ty {
                Type::Map(_, value) => Some(value.without_null().clone()),
                _ => None,
            };
        }
        let names = fields.iter().map(|field| field.name.as_str());
        let help = instead(key, names, "valid fields", "name a field of the record");
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
