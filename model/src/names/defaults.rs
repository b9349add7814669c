//! Records that have a `Default`.

use std::collections::{HashMap, HashSet};

use crate::model::{Api, Type, TypeId, TypeKind};

/// Returns the records that have a `Default`: every field may be absent or has a type with an empty value. Dates and
/// enums have none.
pub(super) fn defaults(api: &Api) -> HashSet<TypeId> {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut missing: HashMap<TypeId, usize> = HashMap::new();
    for (id, def) in api.types.iter().enumerate() {
        let (TypeKind::Record(fields) | TypeKind::Positions(fields)) = &def.kind else { continue };
        let needed = fields.iter().filter(|field| field.in_rust() && field.is_needed());
        let mut count = 0;
        for field in needed {
            match says_nothing(api, &field.ty) {
                Ok(true) => {}
                Ok(false) => count += fields.len(), // more than can ever be resolved
                Err(of) => {
                    holders.entry(of).or_default().push(id);
                    count += 1;
                }
            }
        }
        missing.insert(id, count);
    }
    let mut open: Vec<TypeId> = missing.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    let mut found: HashSet<TypeId> = open.iter().copied().collect();
    while let Some(id) = open.pop() {
        for holder in holders.remove(&id).unwrap_or_default() {
            if let Some(count) = missing.get_mut(&holder) {
                *count -= 1;
                if *count == 0 && found.insert(holder) {
                    open.push(holder);
                }
            }
        }
    }
    found
}

/// Whether a type has an empty value; for a record, returns the record that decides.
fn says_nothing(api: &Api, ty: &Type) -> Result<bool, TypeId> {
    match ty {
        Type::List(_) | Type::Map(..) | Type::Nullable(_) => Ok(true),
        Type::Scalar(of) => Ok(of.has_default()),
        Type::Named(id) => match api.types.get(*id).map(|def| &def.kind) {
            Some(TypeKind::Record(_) | TypeKind::Positions(_)) => Err(*id),
            Some(TypeKind::Newtype(of)) => Ok(!of.md5 && of.base.has_default()),
            Some(TypeKind::Union(_) | TypeKind::IntEnum(_) | TypeKind::TextEnum(_) | TypeKind::Alias(_))
            | None => Ok(false),
        },
    }
}
