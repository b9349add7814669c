//! Checks across all types: records that contain themselves endlessly, and unused types. Both use explicit stacks,
//! because a spec may chain any number of types.

use std::collections::HashSet;

use super::Resolver;
use crate::diagnostic::Span;
use crate::model::{Presence, Type, TypeDef};

/// State of a type during the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    New,
    Open,
    Done,
}

impl Resolver {
    /// Reports records that have no finite value.
    pub(super) fn check_endless(&mut self) {
        let mut marks = vec![Mark::New; self.types.len()];
        for start in 0..self.types.len() {
            // Each step: a type, and how many of its fields have been followed.
            let mut stack: Vec<(usize, usize)> = vec![(start, 0)];
            if marks.get(start) != Some(&Mark::New) {
                continue;
            }
            while let Some((id, next)) = stack.pop() {
                if let Some(mark) = marks.get_mut(id) {
                    *mark = Mark::Open;
                }
                let Some((position, target)) = self.contained(id, next) else {
                    if let Some(mark) = marks.get_mut(id) {
                        *mark = Mark::Done;
                    }
                    continue;
                };
                stack.push((id, position + 1));
                match marks.get(target) {
                    Some(Mark::New) => stack.push((target, 0)),
                    Some(Mark::Open) => self.report_endless(&stack, target),
                    _ => {}
                }
            }
        }
    }

    /// Returns the first field of a record, from `from` on, that always contains another record.
    fn contained(&self, id: usize, from: usize) -> Option<(usize, usize)> {
        let fields = self.types.get(id)?.as_ref()?.fields();
        fields.iter().enumerate().skip(from).find_map(|(position, field)| match field.ty {
            Type::Named(target) if field.presence == Presence::Required && field.fixed.is_none() => {
                Some((position, target))
            }
            _ => None,
        })
    }

    fn report_endless(&mut self, stack: &[(usize, usize)], target: usize) {
        let start = stack.iter().position(|(id, _)| *id == target).unwrap_or(0);
        let mut steps: Vec<(String, Span)> = Vec::new();
        for (id, next) in stack.iter().skip(start) {
            let Some(Some(def)) = self.types.get(*id) else { continue };
            if let Some(field) = next.checked_sub(1).and_then(|position| def.fields().get(position)) {
                steps.push((format!("{}.{}", def.name, field.name), field.span));
            }
        }
        let name = self.names.types.name(target);
        let Some(((_, first), others)) = steps.split_first() else { return };
        let chain: Vec<&str> = steps.iter().map(|(step, _)| step.as_str()).collect();
        let message = format!("`{name}` contains itself endlessly");
        let diagnostic = self
            .error("spec::endless-type", *first, message)
            .label(if others.is_empty() { "always contains another one" } else { "first step" })
            .help(format!("make one of these fields optional, nullable or a list: {}", chain.join(", ")));
        for (_, span) in others {
            diagnostic.related(*span, "next step");
        }
    }

    /// Warns about types that no action and no other used type refers to.
    pub(super) fn check_unused(&mut self) {
        // With an error elsewhere, an unreached type may be a consequence of it.
        if self.sink.has_errors() {
            return;
        }
        for (id, def) in self.types.iter().enumerate() {
            let Some(def) = def else { continue };
            if !self.reachable.contains(&id) && !self.aliases.is_used(id) {
                self.sink
                    .warning("spec::unused-type", def.span, format!("unused type `{}`", def.name))
                    .label("not used by any action")
                    .help("remove it, or use it where it belongs");
            }
        }
    }

    /// Marks a type and all types that it contains as used by an action.
    pub(super) fn reach(&mut self, ty: &Type) {
        let mut open = Vec::new();
        open.extend(ty.named());
        while let Some(id) = open.pop() {
            if self.reachable.insert(id)
                && let Some(Some(def)) = self.types.get(id)
            {
                open.extend(def.parts().flat_map(Type::named));
                open.extend(&def.includes);
            }
        }
    }
}

/// Returns these types and all types that they contain.
pub(super) fn reached<'t>(types: impl Iterator<Item = &'t Type>, all: &[Option<TypeDef>]) -> Vec<usize> {
    let mut open: Vec<_> = types.flat_map(Type::named).collect();
    let (mut seen, mut order) = (HashSet::new(), Vec::new());
    while let Some(id) = open.pop() {
        if let Some(Some(def)) = all.get(id)
            && seen.insert(id)
        {
            order.push(id);
            open.extend(def.parts().flat_map(Type::named));
        }
    }
    order
}
