//! Questions to a schema and all that it leads to: whether it differs between requests and responses, whether null is a
//! value.

use std::collections::HashSet;
use std::rc::Rc;

use crate::schema::{Schema, Shape};
use crate::types::Types;

impl Types<'_> {
    /// Whether requests and responses need different types for what a pointer leads to.
    pub(crate) fn differs(&mut self, pointer: &Rc<str>) -> bool {
        let mut seen = HashSet::new();
        let differs = self.leads_to_one_way(pointer, &mut seen);
        self.settle(differs, seen)
    }

    /// Whether requests and responses need different types for a schema.
    pub(crate) fn schema_differs(&mut self, schema: &Schema) -> bool {
        let mut seen = HashSet::new();
        let differs = self.has_one_way(schema, &mut seen);
        self.settle(differs, seen)
    }

    /// Where nothing differs, nothing on the way does: no place is visited again.
    fn settle(&mut self, differs: bool, seen: HashSet<Rc<str>>) -> bool {
        if !differs {
            self.directional.extend(seen.into_iter().map(|pointer| (pointer, false)));
        }
        differs
    }

    /// Whether something that is not yet in `seen` goes one way only.
    fn leads_to_one_way(&mut self, pointer: &Rc<str>, seen: &mut HashSet<Rc<str>>) -> bool {
        if let Some(known) = self.directional.get(pointer) {
            return *known;
        }
        if !seen.insert(Rc::clone(pointer)) {
            return false;
        }
        let schema = self.schemas.at(pointer);
        let differs = self.has_one_way(&schema, seen);
        if differs {
            self.directional.insert(Rc::clone(pointer), true);
        }
        differs
    }

    fn has_one_way(&mut self, schema: &Schema, seen: &mut HashSet<Rc<str>>) -> bool {
        match &schema.shape {
            Shape::Reference(pointer) => self.leads_to_one_way(pointer, seen),
            Shape::All(parts) | Shape::Positions(parts, _) => {
                parts.iter().any(|part| self.has_one_way(part, seen))
            }
            Shape::List(items, _) => self.has_one_way(items, seen),
            Shape::Union(union) => union.variants.iter().any(|variant| self.has_one_way(variant, seen)),
            Shape::Record(record) => {
                record
                    .fields
                    .iter()
                    .any(|field| self.is_one_way(field) || self.has_one_way(&field.schema, seen))
                    || record.additional.as_ref().is_some_and(|inner| self.has_one_way(inner, seen))
            }
            Shape::Any | Shape::Never | Shape::Null | Shape::Scalar(_) | Shape::Choice(_) => false,
        }
    }

    /// Whether null is a value of a schema.
    pub(crate) fn is_nullable(&mut self, schema: &Schema, step: usize) -> bool {
        if schema.nullable || step > 16 {
            return schema.nullable;
        }
        match &schema.shape {
            Shape::All(parts) if self.schemas.reference(schema).is_some() => {
                let parts = parts.clone();
                let (silent, telling): (Vec<&Schema>, Vec<&Schema>) =
                    parts.iter().partition(|part| part.shape == Shape::Any);
                silent.iter().any(|part| part.nullable)
                    || telling.iter().all(|part| self.is_nullable(part, step + 1))
            }
            Shape::Reference(pointer) => {
                let target = self.schemas.at(pointer);
                self.is_nullable(&target, step + 1)
            }
            Shape::Union(union) => {
                let variants = union.variants.clone();
                variants.iter().any(|variant| self.is_nullable(variant, step + 1))
            }
            _ => false,
        }
    }
}

/// Whether null is a value of a schema that is one reference, with parts around it that say nothing about the shape.
/// `inner` says so of what the reference points to.
pub(crate) fn says_null(schema: &Schema, inner: bool) -> bool {
    schema.nullable
        || match &schema.shape {
            Shape::Reference(_) => inner,
            Shape::All(parts) => {
                let (silent, telling): (Vec<&Schema>, Vec<&Schema>) =
                    parts.iter().partition(|part| part.shape == Shape::Any);
                silent.iter().any(|part| part.nullable) || telling.iter().all(|part| says_null(part, inner))
            }
            _ => false,
        }
}
