//! Lists and maps.

use indexmap::IndexMap;

use super::fault::Fault;
use super::key::Constraints;
use super::out::Out;
use super::value::{Value, excerpt};
use super::{Wire, quote};
use crate::Style;

/// A JSON object with any keys, in the order in which they arrived or were put in; that is also the order in which they are
/// written. Of a key that stands there twice, the last value counts, in the place of the first.
///
/// Two maps are equal when they have the same entries: to JSON the order means nothing. It is an [`IndexMap`], so entries are
/// found by their key or by their position; `shift_remove` takes one out and leaves the others in order.
///
/// ```
/// use bindery_runtime::Map;
///
/// let limits = Map::from([("daily".to_owned(), 5), ("monthly".to_owned(), 100)]);
/// assert_eq!(limits.get("daily"), Some(&5));
/// assert_eq!(limits.get_index(1), Some((&"monthly".to_owned(), &100)));
/// ```
pub type Map<T> = IndexMap<String, T>;

impl<T: Wire> Wire for Vec<T> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Style::Plain)
    }

    fn read_as(value: &Value<'_>, style: Style) -> Result<Self, Fault> {
        let mut room = None;
        let items = value.items(&mut room)?;
        let mut list = Vec::with_capacity(items.len());
        for (position, item) in items.enumerate() {
            list.push(T::read_as(&item, style).map_err(|fault| fault.at(position))?);
        }
        Ok(list)
    }

    fn write(&self, out: &mut Out<'_>) {
        let style = out.inner_style();
        out.nested(|json| {
            json.push('[');
            for (position, item) in self.iter().enumerate() {
                if position > 0 {
                    json.push(',');
                }
                item.write(&mut Out::json(json, style));
            }
            json.push(']');
        });
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        self.iter()
            .enumerate()
            .try_for_each(|(position, item)| item.check(constraints).map_err(|fault| fault.at(position)))
    }
}

impl<T: Wire> Wire for Map<T> {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        Self::read_as(value, Style::Plain)
    }

    fn read_as(value: &Value<'_>, style: Style) -> Result<Self, Fault> {
        let mut map = Map::new();
        let mut room = None;
        for (name, entry) in value.entries(&mut room)? {
            let read = T::read_as(&entry, style).map_err(|fault| fault.inside(&excerpt(&name)))?;
            map.insert(name.into_owned(), read);
        }
        Ok(map)
    }

    fn write(&self, out: &mut Out<'_>) {
        if self.is_empty() && out.style() == Style::ListWhenEmpty {
            return out.nested(|json| json.push_str("[]"));
        }
        let style: Style = out.inner_style();
        out.nested(|json| {
            json.push('{');
            for (position, (name, entry)) in self.iter().enumerate() {
                if position > 0 {
                    json.push(',');
                }
                quote(name, json);
                json.push(':');
                entry.write(&mut Out::json(json, style));
            }
            json.push('}');
        });
    }

    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        self.iter().try_for_each(|(name, entry)| {
            entry.check(constraints).map_err(|fault| fault.inside(&excerpt(name)))
        })
    }
}
