//! Named types that are another name of a type expression. Uses of an alias get its type, so nothing after the resolver
//! has to look through it.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::Resolver;
use super::expression::MAX_LEVELS;
use super::names::UNKNOWN;
use super::types::FileTypes;
use crate::diagnostic::Span;
use crate::document::{Text, TypeDoc};
use crate::model::{Type, TypeId};
use crate::yaml::excerpt;

/// The aliases of a spec, by type.
#[derive(Default)]
pub(super) struct Aliases {
    all: HashMap<TypeId, State>,
    /// Number of aliases that are being looked up, each for the one before.
    open: usize,
    used: HashSet<TypeId>,
}

/// State of an alias while types are resolved.
enum State {
    /// Its expression, not looked up yet.
    Written(Text<'static>),
    /// Its expression is being looked up.
    Open,
    /// Its type.
    Known(Type),
}

impl Aliases {
    /// Whether something refers to this alias.
    pub(super) fn is_used(&self, id: TypeId) -> bool {
        self.used.contains(&id)
    }
}

impl Resolver {
    /// Enters the expressions of all aliases, so that they can be looked up in any order.
    pub(super) fn enter_aliases(&mut self, files: &[FileTypes<'_>]) {
        let items = files.iter().flat_map(|(_, items)| items);
        for (id, doc) in items.enumerate().filter_map(|(id, item)| Some((id, item.value.as_ref()?))) {
            if let Some(text) = alias(doc) {
                let owned = Text { value: Cow::Owned(text.value.as_ref().to_owned()), ..text.clone() };
                self.aliases.all.insert(id, State::Written(owned));
            }
        }
    }

    /// Returns the type of a name: that of the expression for an alias.
    pub(super) fn named_type(&mut self, id: TypeId, at: Span) -> Type {
        if self.aliases.all.contains_key(&id) {
            self.aliases.used.insert(id);
            return self.alias_type(id, at);
        }
        Type::Named(id)
    }

    /// Returns the type of an alias. `at` is the place that refers to it.
    pub(super) fn alias_type(&mut self, id: TypeId, at: Span) -> Type {
        let text = match self.aliases.all.insert(id, State::Open) {
            Some(State::Known(ty)) => {
                self.aliases.all.insert(id, State::Known(ty.clone()));
                return ty;
            }
            Some(State::Written(text)) => text,
            Some(State::Open) | None => {
                let name = excerpt(self.names.types.name(id));
                self.error("spec::endless-type", at, format!("`{name}` is another name of itself"))
                    .label("refers back to it")
                    .help("define a record where the type contains itself");
                return Type::Named(UNKNOWN);
            }
        };
        self.aliases.open += 1;
        let mut ty = match self.aliases.open {
            0..=MAX_LEVELS => self.type_of(&text),
            _ => Type::Named(UNKNOWN),
        };
        if self.aliases.open > MAX_LEVELS || levels(&ty) > MAX_LEVELS {
            self.error("spec::type-syntax", text.span, "type expression is nested too deeply")
                .label(format!("more than {MAX_LEVELS} levels"))
                .help("define a record for the inner part");
            ty = Type::Named(UNKNOWN);
        }
        self.aliases.open -= 1;
        self.aliases.all.insert(id, State::Known(ty.clone()));
        ty
    }
}

/// Returns the expression of a type that is an alias: one that is neither a record nor an enum nor a newtype.
fn alias<'d, 'a>(doc: &'d TypeDoc<'a>) -> Option<&'d Text<'a>> {
    let other = doc.fields.is_some() || doc.enum_.is_some() || doc.values.is_some();
    doc.type_.as_ref().filter(|text| !other && !Resolver::is_newtype(&text.value))
}

fn levels(ty: &Type) -> usize {
    ty.inner().map_or(0, |inner| 1 + levels(inner))
}
