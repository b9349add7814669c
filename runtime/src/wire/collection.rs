//! Lists and maps as wire values: arrays and objects in JSON.

use std::hash::Hash;

use indexmap::IndexMap;

use super::Attachment;
use super::Wire;
use super::fault::Fault;
use super::key::Constraints;
use super::out::Out;
use super::value::{Value, excerpt};
use crate::Encoding;

/// Map with any keys: a JSON object in its original or insertion order, which is also the order in which it is written.
/// If a key occurs twice, the last value is kept at the position of the first.
///
/// Maps are equal when they have the same entries, because the order has no meaning in JSON. The type is an
/// [`IndexMap`]: entries are found by key or by position; `shift_remove` removes an entry and keeps the order of the
/// others.
///
/// ```
/// use bindery_runtime::Map;
///
/// let limits = Map::from([("daily".to_owned(), 5), ("monthly".to_owned(), 100)]);
/// assert_eq!(limits.get("daily"), Some(&5));
/// assert_eq!(limits.get_index(1), Some((&"monthly".to_owned(), &100)));
/// ```
///
/// The keys are strings unless the second argument says otherwise: `Map<i64, Role>` has keys of the type `Role`.
pub type Map<T, K = String> = IndexMap<K, T>;

impl<T: Wire> Wire for Vec<T> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Encoding::Plain)
    }

    fn read_as(value: &Value<'_>, encoding: Encoding) -> Result<Self, Fault> {
        if let Value::Attached(attachment) = value
            && let Some(all) = attachment.get::<Vec<Attachment>>()
        {
            return all.iter().map(|one| T::read(&Value::Attached(one.clone()))).collect();
        }
        let mut room = None;
        let items = value.items(&mut room)?;
        let mut list = Vec::with_capacity(items.len());
        for (position, item) in items.enumerate() {
            list.push(T::read_as(&item, encoding).map_err(|fault| fault.at(position))?);
        }
        Ok(list)
    }

    fn write(&self, out: &mut Out<'_>) {
        let encoding = out.inner_style();
        out.nested(|json| {
            json.push('[');
            for (position, item) in self.iter().enumerate() {
                if position > 0 {
                    json.push(',');
                }
                item.write(&mut Out::json(json, encoding));
            }
            json.push(']');
        });
    }

    fn attached(&self) -> Vec<Attachment> {
        self.iter().flat_map(T::attached).collect()
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        if let Some(broken) = constraints.limits.broken_by_count(self.len()) {
            return Err(Fault::limit(format!("must be {broken}, has {}", self.len())));
        }
        let inner = constraints.inner();
        self.iter()
            .enumerate()
            .try_for_each(|(position, item)| item.check(&inner).map_err(|fault| fault.at(position)))
    }
}

impl<K: Wire + Hash + Eq, T: Wire> Wire for Map<T, K> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Encoding::Plain)
    }

    fn read_as(value: &Value<'_>, encoding: Encoding) -> Result<Self, Fault> {
        let mut map = Map::new();
        let mut room = None;
        for (name, entry) in value.entries(&mut room)? {
            let read = T::read_as(&entry, encoding).map_err(|fault| fault.inside(&excerpt(&name)))?;
            let key = K::read_key(name.clone()).map_err(|fault| fault.inside(&excerpt(&name)))?;
            map.insert(key, read);
        }
        Ok(map)
    }

    fn write(&self, out: &mut Out<'_>) {
        if self.is_empty() && out.encoding() == Encoding::ListWhenEmpty {
            return out.nested(|json| json.push_str("[]"));
        }
        let encoding: Encoding = out.inner_style();
        out.nested(|json| {
            json.push('{');
            for (position, (name, entry)) in self.iter().enumerate() {
                if position > 0 {
                    json.push(',');
                }
                name.write_key(json);
                json.push(':');
                entry.write(&mut Out::json(json, encoding));
            }
            json.push('}');
        });
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        let inner = constraints.inner();
        self.iter().try_for_each(|(name, entry)| {
            let checked = name.check(&inner).and_then(|()| entry.check(&inner));
            checked.map_err(|fault| {
                let mut json = String::new();
                name.write_key(&mut json);
                fault.inside(&excerpt(json.trim_matches('"')))
            })
        })
    }
}
