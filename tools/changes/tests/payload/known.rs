//! What of one version's payloads the other version knows, and what of it is lost.

use bindery_model::{Api, Field, Type, TypeKind};
use serde_json::{Map, Value as Json};

/// Returns the part of a new value that a reader of the old version knows. A new name of an old field counts as
/// known, since its value existed before.
pub(crate) struct Known<'a> {
    pub(crate) old: &'a Api,
    pub(crate) new: &'a Api,
}

impl Known<'_> {
    pub(crate) fn part(&self, ty: &Type, json: &Json) -> Json {
        match (ty, json) {
            (Type::List(entry), Json::Array(items)) => {
                items.iter().map(|item| self.part(entry, item)).collect()
            }
            // A list of one entry can be written without brackets.
            (Type::List(entry), single) => self.part(entry, single),
            (Type::Named(id), Json::Array(items)) => match &self.old.types[*id].kind {
                TypeKind::Positions(fields) => {
                    fields.iter().zip(items).map(|(field, item)| self.part(&field.ty, item)).collect()
                }
                _ => json.clone(),
            },
            (Type::Named(id), Json::Object(map)) => match &self.old.types[*id].kind {
                TypeKind::Record(fields) => self.fields(fields, map),
                TypeKind::Positions(_)
                | TypeKind::Union(_)
                | TypeKind::IntEnum(_)
                | TypeKind::TextEnum(_)
                | TypeKind::Newtype(_)
                | TypeKind::Alias(_) => json.clone(),
            },
            _ => json.clone(),
        }
    }

    pub(crate) fn fields(&self, fields: &[Field], map: &Map<String, Json>) -> Json {
        let each = map.iter().filter_map(|(name, value)| {
            let stands_for =
                |field: &&Field| field.name == *name || self.further_names(name).contains(&field.name);
            let field = fields.iter().find(stands_for)?;
            Some((name.clone(), self.part(&field.ty, value)))
        });
        Json::Object(each.collect())
    }

    /// Returns the other names of a field in the new version.
    fn further_names(&self, name: &str) -> Vec<String> {
        let records = self.new.types.iter().filter_map(|def| match &def.kind {
            TypeKind::Record(fields) => Some(fields),
            TypeKind::Positions(_)
            | TypeKind::Union(_)
            | TypeKind::IntEnum(_)
            | TypeKind::TextEnum(_)
            | TypeKind::Newtype(_)
            | TypeKind::Alias(_) => None,
        });
        records.flatten().filter(|field| field.name == name).flat_map(|field| field.aliases.clone()).collect()
    }
}

/// Returns all leaf values in a normalized form, sorted.
fn leaves(json: &Json, found: &mut Vec<String>) {
    match json {
        Json::Null => {}
        Json::Bool(flag) => found.push(if *flag { "1" } else { "0" }.to_owned()),
        Json::Number(number) => found.push(plain(&number.to_string())),
        // JSON in a string counts as what it says.
        Json::String(text) => match serde_json::from_str(text) {
            Ok(inner @ (Json::Object(_) | Json::Array(_))) => leaves(&inner, found),
            _ => found.push(plain(text)),
        },
        Json::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Json::Object(map) => map.values().for_each(|value| leaves(value, found)),
    }
}

/// Normalizes a number: removes insignificant zeros, and writes an exponent in one way.
fn plain(text: &str) -> String {
    if let (true, Ok(number)) = (text.contains('e'), text.parse::<f64>()) {
        return number.to_string();
    }
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    }
}

/// Returns the entries of the first list that are not in the second.
pub(crate) fn lost(sent: &Json, kept: &Json) -> Option<String> {
    let (mut wanted, mut there) = (Vec::new(), Vec::new());
    leaves(sent, &mut wanted);
    leaves(kept, &mut there);
    for leaf in wanted {
        match there.iter().position(|other| *other == leaf) {
            Some(at) => drop(there.swap_remove(at)),
            None => return Some(leaf),
        }
    }
    None
}
