//! Records: objects with known fields, and their reading through the field list of a generated type.

use std::borrow::Cow;

use bindery_vocabulary::json::{self, Kind, Node};
use bindery_vocabulary::shortest;

use super::Wire;
use super::accept::negotiated;
use super::fault::Fault;
use super::fields::{Visitor, Writing};
use super::key::{Constraints, Key, key as plain};
use super::out::Out;
use super::value::{
    Document, Entries, IN_TEXT, Room, Shape, Value, check_text, collected, object_entries, unmarked,
};
use super::writer::{Writer, check_record, write_object};
use crate::Encoding;

/// Type with a field list: a JSON object, or the parameters of a request. Implemented by [`record!`](crate::record).
pub trait Record: Sized {
    /// Wire names of the fields, in the documented order.
    const NAMES: &'static [&'static str];
    /// Keys of the fields that are not plain, in the same order. Most fields are plain, and constants with only names
    /// cost no compile time.
    const KEYS: &'static [Key] = &[];
    /// Constant fields, which are written and not stored: name and JSON literal. In an array, the name is the position.
    const FIXED: &'static [(&'static str, &'static str)] = &[];
    /// Whether the record is an array of its fields in their order, instead of an object.
    const POSITIONS: bool = false;

    /// Reads the fields in the order of [`Self::NAMES`].
    ///
    /// # Errors
    /// When a field is missing or not as expected; the fault names it.
    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault>;

    /// Passes the fields of this record and of another one to a visitor, in the order of [`Self::NAMES`]. Writing,
    /// comparing and showing are visitors, so that generated code lists the fields once for all of them.
    fn visit<V: Visitor>(&self, other: &Self, visitor: V) -> V::Output;

    /// Writes the fields in the order of [`Self::NAMES`].
    fn write(&self, writer: &mut Writer<'_>) {
        self.visit(self, Writing(writer));
    }
}

/// Reads a record from parameters, or from the entries of an object.
///
/// `strict` checks the limits of the values, as a server does for a request.
///
/// # Errors
/// When a field is missing or not as expected, or breaks a limit in strict mode; the fault names it.
pub fn read_record<R: Record>(entries: &Entries<'_>, strict: bool) -> Result<R, Fault> {
    read_from(Source::Entries(entries), strict)
}

/// Reads a record from a value, without checking limits.
fn read_value<R: Record>(value: &Value<'_>) -> Result<R, Fault> {
    let mut room = None;
    if R::POSITIONS {
        let node = value.node("an array", &mut room)?;
        let Kind::List(items) = node.kind() else {
            return Err(Fault::unexpected("an array", Value::Json(node).kind()));
        };
        return read_from(Source::List(node, items), false);
    }
    let node = value.node("an object", &mut room)?;
    read_from(Source::Object(node, object_entries(node)?), false)
}

/// Number of fields up to which the positions of the values need no allocation.
const FEW: usize = 32;

fn read_from<R: Record>(source: Source<'_>, strict: bool) -> Result<R, Fault> {
    let mut few = [NOWHERE; FEW];
    let mut many = Vec::new();
    let places = match few.get_mut(..R::NAMES.len()) {
        Some(few) => few,
        None => {
            many.resize(R::NAMES.len(), NOWHERE);
            &mut many
        }
    };
    source.find_all(R::NAMES, R::FIXED, places);
    let mut reader = Reader { source, places, list: FieldList::for_record::<R>(), strict };
    R::read(&mut reader)
}

/// Source of a record's values.
enum Source<'a> {
    /// JSON object and its entries.
    Object(Node<'a>, Option<json::Entries<'a>>),
    /// JSON array and its items, which are the fields in their order.
    List(Node<'a>, json::Items<'a>),
    /// Parameters, or entries that were already read.
    Entries(&'a Entries<'a>),
}

/// Position of a missing value. Other positions are those of nodes, or those of entries plus one.
const NOWHERE: u32 = 0;

impl<'a> Source<'a> {
    /// Finds the positions of the values with these names in one pass. If a name is repeated, the last value counts.
    fn find_all(&self, names: &[&str], fixed: &[(&str, &str)], places: &mut [u32]) {
        // Most objects are in the documented order, so the next name is tried first.
        let mut next = 0;
        let mut put = |name: &str, place: u32| {
            let is_next = names.get(next).is_some_and(|expected| *expected == name);
            let found = if is_next { Some(next) } else { names.iter().position(|known| *known == name) };
            if let Some(at) = found
                && let Some(slot) = places.get_mut(at)
            {
                *slot = place;
                next = at + 1;
            }
        };
        match self {
            Source::Object(_, None) => {}
            Source::List(_, items) => {
                let is_fixed = |at: &usize| fixed.iter().any(|(name, _)| name.parse() == Ok(*at));
                let items = items.clone().enumerate().filter(|(at, _)| !is_fixed(at));
                for (slot, (_, item)) in places.iter_mut().zip(items) {
                    *slot = item.place();
                }
            }
            Source::Object(_, Some(entries)) => {
                for (name, value) in entries.clone() {
                    match name.plain() {
                        Some(name) => put(name, value.place()),
                        None => put(&name.value().unwrap_or_default(), value.place()),
                    }
                }
            }
            Source::Entries(entries) => {
                for ((name, _), place) in entries.iter().zip(NOWHERE + 1..) {
                    put(name, place);
                }
            }
        }
    }

    /// Returns the value at a position.
    fn value(&self, place: u32) -> Option<Value<'a>> {
        if place == NOWHERE {
            return None;
        }
        match self {
            Source::Object(node, _) | Source::List(node, _) => Some(Value::Json(node.other(place))),
            Source::Entries(entries) => entries.get(place as usize - 1).map(|(_, value)| value.borrowed()),
        }
    }

    /// Returns the value under this name. If a name is repeated, the last value counts.
    fn last(&self, name: &str) -> Option<Value<'a>> {
        match self {
            // An item has no name.
            Source::List(..) => None,
            Source::Object(_, entries) => {
                let is = |known: &json::Text<'_>| match known.plain() {
                    Some(plain) => plain == name,
                    None => known.value().is_some_and(|known| known == name),
                };
                let named = entries.clone().into_iter().flatten().filter(|(known, _)| is(known));
                named.last().map(|(_, node)| Value::Json(node))
            }
            Source::Entries(entries) => {
                let found = entries.iter().rev().find(|(known, _)| known == name);
                found.map(|(_, value)| value.borrowed())
            }
        }
    }

    /// Returns all entries of the source in their order.
    fn entries(&self) -> Cow<'a, [(Cow<'a, str>, Value<'a>)]> {
        match self {
            Source::List(..) => Cow::Borrowed(&[]),
            Source::Object(_, entries) => Cow::Owned(collected(entries.clone())),
            Source::Entries(entries) => Cow::Borrowed(entries),
        }
    }
}

/// Field list of a record, with the current position of reading or writing.
pub(super) struct FieldList {
    names: &'static [&'static str],
    keys: &'static [Key],
    fixed: &'static [(&'static str, &'static str)],
    next: usize,
    /// Number of keys that belong to fields before the next one.
    keys_before: usize,
}

impl FieldList {
    pub(super) fn for_record<R: Record>() -> Self {
        Self { names: R::NAMES, keys: R::KEYS, fixed: R::FIXED, next: 0, keys_before: 0 }
    }

    /// Returns the position and name of the next field, and its key if it is not plain.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(usize, &'static str, Option<&'static Key>)> {
        let position = self.next;
        let name = *self.names.get(position)?;
        self.next += 1;
        let key = self.keys.get(self.keys_before).filter(|key| key.name == name);
        self.keys_before += usize::from(key.is_some());
        Some((position, name, key))
    }

    /// Whether a field has this name or alias.
    pub(super) fn has(&self, name: &str) -> bool {
        let is_additional = |known: &str| self.keys.iter().any(|key| key.additional && key.name == known);
        self.names.iter().any(|known| *known == name && !is_additional(known))
            || self.keys.iter().any(|key| key.aliases.contains(&name))
            || self.fixed.iter().any(|(fixed, _)| *fixed == name)
    }
}

/// Reader of a record's fields, one after the other.
pub struct Reader<'a> {
    source: Source<'a>,
    /// Position of the value of each field.
    places: &'a [u32],
    list: FieldList,
    strict: bool,
}

impl<'a> Reader<'a> {
    /// Reads the next field of the list.
    ///
    /// # Errors
    /// When the field is missing or not as expected, or breaks a limit; the fault names it.
    #[inline]
    pub fn field<T: Wire>(&mut self) -> Result<T, Fault> {
        let (position, name, key) = self.list.next().ok_or_else(Fault::absent)?;
        let found = self.source.value(self.places.get(position).copied().unwrap_or(NOWHERE));
        let read = match (key, &found) {
            (None, Some(value)) if !value.is_null() => T::read_as(value, Encoding::Plain),
            (None, _) => read_field(&plain(name), found.as_ref(), T::missing, T::null, T::read_as),
            (Some(key), _) => return self.read_key(key, found),
        };
        match read {
            Ok(read) if self.strict => match read.check(&Constraints::default()) {
                Ok(()) => Ok(read),
                Err(fault) => Err(fault.inside(name)),
            },
            Ok(read) => Ok(read),
            Err(fault) => Err(fault.inside(name)),
        }
    }

    /// Reads a field that is not plain.
    fn read_key<T: Wire>(&self, key: &'static Key, found: Option<Value<'a>>) -> Result<T, Fault> {
        if key.additional {
            return self.read_additional(key);
        }
        let read = || {
            let found = found.or_else(|| key.aliases.iter().find_map(|name| self.source.last(name)));
            // Limits the amount of data before reading it, because it comes from an untrusted client.
            if self.strict
                && key.encoding == Encoding::EmbeddedJson
                && let Some(Shape::Text(text)) = found.as_ref().map(Value::shape)
            {
                check_text(&text, IN_TEXT)?;
            }
            if self.strict
                && key.is_accept()
                && let Some(Shape::Text(text)) = found.as_ref().map(Value::shape)
            {
                return negotiated(key, &text);
            }
            // A client makes the value, so only a server requires it.
            if self.strict && found.is_none() && key.made.is_some_and(|made| !made.optional) {
                return Err(Fault::absent());
            }
            let read = match &found {
                Some(Value::Attached(whole)) if key.raw => {
                    let bytes = whole.get::<bytes::Bytes>().map(|bytes| &bytes[..]).unwrap_or_default();
                    T::from_body(bytes).ok_or_else(|| Fault::limit("is not UTF-8"))?
                }
                Some(Value::Json(_)) if key.style.is_some() => {
                    let key = Key { encoding: key.json_encoding(), ..*key };
                    read_field(&key, found.as_ref(), T::missing, T::null, T::read_as)?
                }
                found => read_field(key, found.as_ref(), T::missing, T::null, T::read_as)?,
            };
            if self.strict {
                read.check(&key.constraints(false))?;
                if let Some(window) = key.made.and_then(|made| made.window) {
                    check_window(&read, window)?;
                }
            }
            Ok(read)
        };
        read().map_err(|fault: Fault| fault.inside(key.name))
    }

    /// Reads the entries that no other field has, as an object.
    fn read_additional<T: Wire>(&self, key: &Key) -> Result<T, Fault> {
        let entries = self.source.entries();
        let json = object_of(entries.iter().filter(|(name, _)| !self.list.has(name)));
        let additional = match T::missing() {
            Some(missing) if json == "{}" => missing,
            _ => T::read(&Document::of_text(json)?.value())?,
        };
        if self.strict {
            additional.check(&key.constraints(false))?;
        }
        Ok(additional)
    }
}

/// Reads a field by the rules of its key, from the value found under its name or aliases. `missing` and `null` return the
/// value to use when it is missing or null, or `None` when it is required; `read` reads a value in an encoding.
///
/// # Errors
/// When the value is missing or not as expected; the fault does not contain the field's name.
pub fn read_field<V>(
    key: &Key,
    found: Option<&Value<'_>>,
    missing: impl Fn() -> Option<V>,
    null: impl Fn() -> Option<V>,
    read: impl Fn(&Value<'_>, Encoding) -> Result<V, Fault>,
) -> Result<V, Fault> {
    let plain = |value: &Value<'_>| read(value, Encoding::Plain);
    if let (None, Some(text)) = (found.filter(|value| !value.is_null()), key.default) {
        return read(&Value::Text(text.into()), key.encoding);
    }
    let Some(value) = found else {
        return match missing() {
            Some(missing) => Ok(missing),
            // An absent name means false.
            None if key.encoding == Encoding::NameOnly => plain(&Value::Text("false".into())),
            // Senders that leave out the brackets may also leave out an empty list.
            // An empty list, map or record has no text.
            None if key.division().is_some() => {
                plain(&Document::of_text(if key.entries { "{}" } else { "[]" }.to_owned())?.value())
            }
            None if key.bare_single => plain(&Document::of_text("[]".to_owned())?.value()),
            None => Err(Fault::absent()),
        };
    };
    if key.bare_single {
        return plain(&as_list(value, &mut None)?);
    }
    if is_none(value, key)
        && let Some(null) = null()
    {
        return Ok(null);
    }
    match (key.encoding, value) {
        (Encoding::EmbeddedJson, _) => match unpack(value)? {
            Some(inside) => plain(&inside.value()),
            None => plain(value),
        },
        (_, Value::Text(text)) if key.plus_as_space && text.starts_with(' ') => {
            plain(&Value::Text(text.replacen(' ', "+", 1).into()))
        }
        (Encoding::NameOnly, Value::Text(text)) if text.is_empty() => plain(&Value::Text("true".into())),
        _ => read(value, key.encoding),
    }
}

/// Checks that a time is not further from the clock than a window, in milliseconds.
fn check_window<T: Wire>(time: &T, window: u64) -> Result<(), Fault> {
    if time.is_absent() {
        return Ok(());
    }
    let mut text = String::new();
    time.write(&mut Out::text(&mut text, Encoding::UnixNanoseconds));
    let time: i128 = text.parse().map_err(|_| Fault::unexpected("a time", "another value"))?;
    if time.abs_diff(jiff::Timestamp::now().as_nanosecond()) / 1_000_000 <= u128::from(window) {
        return Ok(());
    }
    Err(Fault::limit(format!("must be within {window} ms of the server's time")))
}

/// Returns the value under the key's name or one of its aliases. If a name is repeated, the last value counts.
pub fn find<'v, 'a>(key: &Key, entries: &'v [(Cow<'a, str>, Value<'a>)]) -> Option<&'v Value<'a>> {
    std::iter::once(&key.name)
        .chain(key.aliases)
        .find_map(|name| entries.iter().rev().find(|(found, _)| found == name).map(|(_, value)| value))
}

/// Writes these entries as a JSON object.
fn object_of<'v, 'a: 'v>(entries: impl Iterator<Item = &'v (Cow<'a, str>, Value<'a>)>) -> String {
    let mut json = String::from("{");
    for (name, value) in entries {
        if json.len() > 1 {
            json.push(',');
        }
        Out::json(&mut json, Encoding::Plain).name(name);
        value.push_json(&mut json);
    }
    json.push('}');
    json
}

pub(super) fn is_none(value: &Value<'_>, key: &Key) -> bool {
    if value.is_null() || key.null_values.is_empty() {
        return value.is_null();
    }
    let is = |text: &str| key.null_values.contains(&text);
    let is_number = |text: &str| {
        shortest(text)
            .is_some_and(|number| key.null_values.iter().any(|none| shortest(none).as_ref() == Some(&number)))
    };
    // Numbers are compared by value, texts exactly, unless the field is numeric.
    match value.shape() {
        Shape::Number(text) => is(text) || is_number(text),
        Shape::Text(text) => is(&text) || (key.numeric && is_number(&text)),
        Shape::Bool(_) => value.scalar_text().is_some_and(|text| is(&text)),
        Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => false,
    }
}

/// Parses the JSON inside a string. An empty string contains no JSON and is read as an empty array.
pub(crate) fn unpack(value: &Value<'_>) -> Result<Option<Document<'static>>, Fault> {
    let Shape::Text(text) = value.shape() else { return Ok(None) };
    let json = unmarked(&text);
    let json = if json.trim().is_empty() { "[]" } else { json };
    Document::of_text(json.to_owned()).map(Some)
}

/// Returns an array unchanged, a single value in brackets, and null as an empty array.
fn as_list<'v>(value: &'v Value<'_>, room: &'v mut Room<'v>) -> Result<Value<'v>, Fault> {
    let list = match (value.shape(), value) {
        (Shape::List, Value::Json(node)) => return Ok(Value::Json(*node)),
        (Shape::Null, _) => "[]".to_owned(),
        (_, Value::Json(node)) => format!("[{}]", node.written()),
        (_, Value::Text(_) | Value::Attached(_)) => {
            return Err(Fault::unexpected("an array", value.kind()));
        }
    };
    Ok(room.insert(Document::of_text(list)?).value())
}

impl<R: Record> Wire for R {
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        read_value(value)
    }

    fn write(&self, out: &mut Out<'_>) {
        out.nested(|json| write_object(self, json));
    }

    /// Checks the limits of the record's own fields.
    fn check(&self, constraints: &Constraints) -> Result<(), Fault> {
        check_record(self, constraints.outgoing)
    }
}

/// A boxed record is read and written like the record itself, so that a type may contain itself.
impl<R: Record> Record for Box<R> {
    const NAMES: &'static [&'static str] = R::NAMES;
    const KEYS: &'static [Key] = R::KEYS;
    const FIXED: &'static [(&'static str, &'static str)] = R::FIXED;
    const POSITIONS: bool = R::POSITIONS;

    fn read(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        R::read(reader).map(Box::new)
    }

    fn visit<V: Visitor>(&self, other: &Self, visitor: V) -> V::Output {
        R::visit(self, other, visitor)
    }

    fn write(&self, writer: &mut Writer<'_>) {
        R::write(self, writer);
    }
}

/// Returns the entries of a list of parameters received as text.
pub fn text_entries<'a>(pairs: impl IntoIterator<Item = (Cow<'a, str>, Cow<'a, str>)>) -> Entries<'a> {
    pairs.into_iter().map(|(name, text)| (name, Value::Text(text))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_mean_nothing_do_so_however_they_are_written() {
        let with =
            |key: Key, json: &str| is_none(&Document::parse(json.as_bytes()).expect("JSON").value(), &key);
        let is_none = |json: &str| with(plain("x").null_values(&["", "0"]), json);
        for nothing in ["0", "0.0", "0e0", "-0", "\"0\"", "\"\"", "null"] {
            assert!(is_none(nothing), "{nothing}");
        }
        for something in ["0.1", "10", "\"0.0\"", "1e400", "false", "[]"] {
            assert!(!is_none(something), "{something}");
        }
        let is_none = |json: &str| with(plain("x").null_values(&["", "0.00"]).numeric(), json);
        for nothing in ["\"0.0\"", "\"+0\"", "\" 0 \"", "\"\"", "0.0"] {
            assert!(is_none(nothing), "{nothing}");
        }
        for something in ["\"0.1\"", "\"x\"", "\"-\""] {
            assert!(!is_none(something), "{something}");
        }
    }
}
