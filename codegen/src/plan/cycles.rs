//! Boxes for records that contain themselves.

use std::collections::{HashMap, HashSet};

use bindery_model::{Api, Type, TypeId, TypeKind};

/// Records that contain themselves without a list or map in between.
pub(crate) struct Cycles {
    members: HashSet<TypeId>,
}

impl Cycles {
    /// Whether a field of this type can close a cycle back to its owner.
    pub(crate) fn closes(&self, owner: TypeId, ty: &Type) -> bool {
        matches!(ty, Type::Named(id) if self.members.contains(&owner) && self.members.contains(id))
    }
}

/// Finds the cycles by repeatedly removing every record that contains none of the remaining ones. Records between two
/// cycles remain as well; an unnecessary box there is harmless.
pub(crate) fn boxed(api: &Api) -> Cycles {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut contains: HashMap<TypeId, usize> = HashMap::new();
    for (id, def) in api.types.iter().enumerate() {
        let TypeKind::Record(fields) = &def.kind else { continue };
        let mut count = 0;
        for field in fields.iter().filter(|field| field.in_rust()) {
            if let Type::Named(to) = field.ty
                && api.types.get(to).is_some_and(|def| matches!(def.kind, TypeKind::Record(_)))
            {
                holders.entry(to).or_default().push(id);
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
