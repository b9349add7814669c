//! Types that have no `Eq` in Rust, because they contain a floating-point number.

use std::collections::{HashMap, HashSet};

use bindery_model::{Api, Scalar, Type, TypeId, TypeKind};

/// Named types without `Eq`.
pub(crate) struct Inexact(HashSet<TypeId>);

impl Inexact {
    /// Finds the types with a floating-point number in them, however deep.
    pub(crate) fn compute(api: &Api) -> Self {
        let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
        let mut open = Vec::new();
        for (id, def) in api.types.iter().enumerate() {
            for part in def.rust_parts() {
                match part.innermost() {
                    Type::Scalar(Scalar::Float) => open.push(id),
                    Type::Named(of) => holders.entry(*of).or_default().push(id),
                    _ => {}
                }
            }
            if matches!(&def.kind, TypeKind::Newtype(newtype) if newtype.base == Scalar::Float) {
                open.push(id);
            }
        }
        let mut found = HashSet::new();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(holders.remove(&id).unwrap_or_default());
            }
        }
        Self(found)
    }

    /// Whether a type has an `Eq`.
    pub(crate) fn has_eq(&self, ty: &Type) -> bool {
        match ty.innermost() {
            Type::Scalar(scalar) => *scalar != Scalar::Float,
            Type::Named(id) => !self.0.contains(id),
            Type::List(_) | Type::Map(..) | Type::Nullable(_) => true,
        }
    }
}
