//! Boxes for records that contain themselves, directly or through a union.

use std::collections::{HashMap, HashSet};

use bindery_model::{Api, Type, TypeId, TypeKind};

/// Records and unions that contain themselves without a list or map in between.
pub(crate) struct Cycles {
    members: HashSet<TypeId>,
}

impl Cycles {
    /// Whether a field or variant of this type can close a cycle back to its owner, so that it needs a box. A union is
    /// never boxed itself: the records in it are.
    pub(crate) fn closes(&self, api: &Api, owner: TypeId, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if self.members.contains(&owner) && self.members.contains(id) && is_record(api, *id))
    }
}

/// Whether values of this kind contain other values.
fn holds(kind: &TypeKind) -> bool {
    matches!(kind, TypeKind::Record(_) | TypeKind::Positions(_) | TypeKind::Union(_))
}

fn is_record(api: &Api, id: TypeId) -> bool {
    let kind = api.types.get(id).map(|def| &def.kind);
    matches!(kind, Some(TypeKind::Record(_) | TypeKind::Positions(_)))
}

/// Finds the cycles by repeatedly removing every record that contains none of the remaining ones. Records between two
/// cycles remain as well; an unnecessary box there is harmless.
pub(crate) fn boxed(api: &Api) -> Cycles {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut contains: HashMap<TypeId, usize> = HashMap::new();
    for (id, def) in api.types.iter().enumerate() {
        if !holds(&def.kind) {
            continue;
        }
        let mut count = 0;
        for ty in def.rust_parts() {
            if let Type::Named(to) = ty
                && api.types.get(*to).is_some_and(|def| holds(&def.kind))
            {
                holders.entry(*to).or_default().push(id);
                count += 1;
            }
        }
        contains.insert(id, count);
    }
    let mut free: Vec<TypeId> =
        contains.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    while let Some(id) = free.pop() {
        contains.remove(&id);
        for holder in holders.remove(&id).unwrap_or_default() {
            if let Some(count) = contains.get_mut(&holder) {
                *count -= 1;
                if *count == 0 {
                    free.push(holder);
                }
            }
        }
    }
    Cycles { members: contains.into_keys().collect() }
}
