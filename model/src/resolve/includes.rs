//! Records that start with the fields of another record.

use std::collections::{HashMap, HashSet};

use super::Resolver;
use super::names::UNKNOWN;
use crate::diagnostic::Span;
use crate::document::Text;
use crate::model::{Field, Type, TypeId, TypeKind};
use crate::yaml::excerpt;

/// A record that includes the fields of another one.
pub(super) struct Include {
    from: TypeId,
    to: TypeId,
    span: Span,
}

impl Resolver {
    /// Resolves the record that a text refers to.
    pub(super) fn include(&mut self, from: TypeId, text: &Text<'_>) -> Option<Include> {
        match self.type_of(text) {
            Type::Named(to) if to != UNKNOWN => Some(Include { from, to, span: text.span }),
            Type::Named(_) => None,
            _ => {
                self.bad_include(text.span, "only the fields of a record can be included", "not a record");
                None
            }
        }
    }

    /// Puts the included fields in front of the record's own ones, when all fields are known.
    pub(super) fn settle_includes(&mut self, includes: Vec<Include>) {
        let by_record: HashMap<TypeId, (TypeId, Span)> =
            includes.iter().map(|include| (include.from, (include.to, include.span))).collect();
        let mut settled: HashSet<TypeId> = HashSet::new();
        for include in &includes {
            // The chain from this record to the last one that it includes, processed from its end.
            let mut chain = vec![include.from];
            let mut at = include.from;
            while let Some((next, span)) = by_record.get(&at) {
                if settled.contains(&at) {
                    break;
                }
                if chain.contains(next) {
                    let name = excerpt(self.names.types.name(*next));
                    let message = format!("`{name}` includes itself");
                    self.bad_include(*span, &message, "includes itself");
                    chain.clear();
                    break;
                }
                chain.push(*next);
                at = *next;
            }
            while let Some(id) = chain.pop() {
                if let Some((to, span)) = by_record.get(&id)
                    && settled.insert(id)
                {
                    self.take_fields(id, *to, *span);
                }
            }
        }
    }

    fn take_fields(&mut self, from: TypeId, to: TypeId, span: Span) {
        let fields = match self.types.get(to).map(|def| def.as_ref().map(|def| &def.kind)) {
            Some(Some(TypeKind::Record(fields))) => fields.clone(),
            Some(Some(_)) => {
                return self.bad_include(span, "only the fields of a record can be included", "not a record");
            }
            _ => return,
        };
        let mut twice: Vec<(String, Span, Span)> = Vec::new();
        if let Some(Some(def)) = self.types.get_mut(from)
            && let TypeKind::Record(own) = &mut def.kind
        {
            let there = |name: &str| -> Option<&Field> {
                fields
                    .iter()
                    .find(|field| field.name == name || field.aliases.iter().any(|other| other == name))
            };
            twice.extend(
                own.iter()
                    .filter_map(|field| Some((field.name.clone(), field.span, there(&field.name)?.span))),
            );
            def.includes = Some(to);
            own.splice(0..0, fields);
        }
        for (name, again, first) in twice {
            let message = format!("the field `{}` is already included", excerpt(&name));
            self.error("spec::duplicate-wire-name", again, message)
                .label("duplicate")
                .related(first, "first defined here")
                .help("remove the field here, or remove `includes`");
        }
    }

    fn bad_include(&mut self, span: Span, message: &str, label: &str) {
        self.error("spec::includes", span, message).label(label).help("use the name of another record");
    }
}
