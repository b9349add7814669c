//! Questions to a schema and all that it leads to: whether it differs between requests and responses, whether null is a
//! value.

use std::collections::HashSet;
use std::rc::Rc;

use crate::schema::{Schema, Shape};
use crate::types::Types;

impl Types<'_> {
    /// Whether requests and responses need different types for what a pointer leads to.
    pub(crate) fn differs(&mut self, pointer: &Rc<str>, seen: &mut HashSet<Rc<str>>) -> bool {
        if let Some(known) = self.directional.get(pointer) {
            return *known;
        }
        if !seen.insert(Rc::clone(pointer)) {
            return false;
        }
        let schema = self.schemas.at(pointer);
        let differs = self.schema_differs(&schema, seen);
        if seen.len() == 1 || differs {
            self.directional.insert(Rc::clone(pointer), differs);
        }
        seen.remove(pointer);
        differs
    }

    pub(crate) fn schema_differs(&mut self, schema: &Schema, seen: &mut HashSet<Rc<str>>) -> bool {
        match &schema.shape {
            Shape::Reference(pointer) => self.differs(pointer, seen),
            Shape::All(parts) | Shape::Positions(parts, _) => {
                parts.iter().any(|part| self.schema_differs(part, seen))
            }
            Shape::List(items, _) => self.schema_differs(items, seen),
            Shape::Union(union) => union.variants.iter().any(|variant| self.schema_differs(variant, seen)),
            Shape::Record(record) => {
                record
                    .fields
                    .iter()
                    .any(|field| self.is_one_way(field) || self.schema_differs(&field.schema, seen))
                    || record.additional.as_ref().is_some_and(|inner| self.schema_differs(inner, seen))
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
