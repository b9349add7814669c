//! Records that start with the fields of other records.

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
        let mut by_record: HashMap<TypeId, Vec<(TypeId, Span)>> = HashMap::new();
        for include in &includes {
            by_record.entry(include.from).or_default().push((include.to, include.span));
        }
        let mut settled: HashSet<TypeId> = HashSet::new();
        for include in &includes {
            // The way from this record to those that it includes: each with how many of them were followed.
            let mut way: Vec<(TypeId, usize)> = vec![(include.from, 0)];
            while let Some((id, next)) = way.pop() {
                let included = by_record.get(&id).map_or(&[][..], Vec::as_slice);
                if settled.contains(&id) || included.is_empty() {
                    continue;
                }
                let Some((to, span)) = included.get(next) else {
                    settled.insert(id);
                    self.take_fields(id, included);
                    continue;
                };
                way.push((id, next + 1));
                if way.iter().any(|(open, _)| open == to) {
                    let name = excerpt(self.names.types.name(*to));
                    let message = format!("`{name}` includes itself");
                    self.bad_include(*span, &message, "includes itself");
                    settled.extend(way.drain(..).map(|(open, _)| open));
                    break;
                }
                way.push((*to, 0));
            }
        }
    }

    /// Puts the fields of the included records in front of the record's own ones. A field of its own replaces an included
    /// one.
    fn take_fields(&mut self, from: TypeId, included: &[(TypeId, Span)]) {
        let Some(Some(own)) = self.types.get(from) else { return };
        let positions = matches!(own.kind, TypeKind::Positions(_));
        let replaced = |field: &Field| {
            let names = |own: &Field| own.name == field.name || own.aliases.contains(&field.name);
            own.fields().iter().any(names)
        };
        let mut fields: Vec<Field> = Vec::new();
        let mut taken: Vec<TypeId> = Vec::new();
        let mut problems: Vec<(Span, Option<(String, Span)>)> = Vec::new();
        for (to, span) in included {
            let other = match self.types.get(*to).map(|def| def.as_ref().map(|def| &def.kind)) {
                Some(Some(TypeKind::Record(other))) if !positions => other,
                Some(Some(TypeKind::Positions(other))) if positions => other,
                Some(Some(_)) => {
                    problems.push((*span, None));
                    continue;
                }
                _ => continue,
            };
            taken.push(*to);
            for field in other.iter().filter(|field| !replaced(field)) {
                match fields.iter().find(|first| first.name == field.name) {
                    // The same field, which both records include.
                    Some(first) if first.span == field.span => {}
                    Some(first) => problems.push((*span, Some((field.name.clone(), first.span)))),
                    None => fields.push(field.clone()),
                }
            }
        }
        if let Some(Some(def)) = self.types.get_mut(from)
            && let TypeKind::Record(own) | TypeKind::Positions(own) = &mut def.kind
        {
            own.splice(0..0, fields);
            def.includes = taken;
        }
        for (span, field) in problems {
            match field {
                None if positions => {
                    self.bad_include(
                        span,
                        "positions can only include positions",
                        "not a record of positions",
                    );
                }
                None => self.bad_include(span, "only the fields of a record can be included", "not a record"),
                Some((name, first)) => {
                    let message = format!("the field `{}` is already included", excerpt(&name));
                    self.error("spec::duplicate-wire-name", span, message)
                        .label("has the field too")
                        .related(first, "first defined here")
                        .help("define the field in the record itself, which replaces both, or remove one of the two");
                }
            }
        }
    }

    fn bad_include(&mut self, span: Span, message: &str, label: &str) {
        self.error("spec::includes", span, message).label(label).help("use the name of another record");
    }
}
