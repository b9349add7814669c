//! What arrives: a piece of JSON that still has its literal text, or the text of a form parameter.

use std::borrow::Cow;
use std::fmt;

use bindery_vocabulary::Given;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::fault::Fault;

/// A value as it arrived, not yet interpreted.
#[derive(Clone, Debug)]
pub enum Value<'a> {
    /// A piece of a JSON document; numbers keep every digit.
    Json(&'a RawValue),
    /// The text of a parameter in a form, a query or a path.
    Text(Cow<'a, str>),
}

/// What a value looks like at its top.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number's literal text.
    Number(&'a str),
    /// A text.
    Text(Cow<'a, str>),
    /// A text with an escape that stands for half a character (`"\ud83d"`). What was meant can not be known.
    BrokenText,
    /// A list.
    List,
    /// An object.
    Object,
}

/// The entries of an object, in the order in which they arrived.
pub type Entries<'a> = Vec<(Cow<'a, str>, Value<'a>)>;

impl<'a> Value<'a> {
    /// The whole of a JSON document. A byte order mark before it is passed over.
    pub fn parse(json: &'a [u8]) -> Result<Self, Fault> {
        Self::parse_within(json, Extent::ANY)
    }

    /// The whole of a JSON document, if there is no more in it than this.
    pub(crate) fn parse_within(json: &'a [u8], extent: Extent) -> Result<Self, Fault> {
        let text =
            std::str::from_utf8(without_mark(json)).map_err(|error| Fault::syntax(error.to_string()))?;
        check_extent(text, extent)?;
        serde_json::from_str(text).map(Value::Json).map_err(|error| Fault::syntax(error.to_string()))
    }

    /// What it looks like at its top.
    pub fn shape(&self) -> Shape<'_> {
        match self {
            Value::Text(text) => Shape::Text(Cow::Borrowed(text)),
            Value::Json(raw) => {
                let text = raw.get().trim();
                match text.as_bytes().first() {
                    Some(b'{') => Shape::Object,
                    Some(b'[') => Shape::List,
                    Some(b'"') => unquote(text).map_or(Shape::BrokenText, Shape::Text),
                    Some(b't') => Shape::Bool(true),
                    Some(b'f') => Shape::Bool(false),
                    Some(b'n') | None => Shape::Null,
                    Some(_) => Shape::Number(text),
                }
            }
        }
    }

    /// What a reader of single values makes of it; none where it is no single value.
    pub(super) fn read_given<T>(&self, read: impl FnOnce(Given<'_>) -> Option<T>) -> Option<T> {
        match self.shape() {
            Shape::Bool(flag) => read(Given::Bool(flag)),
            Shape::Number(text) => read(Given::Number(text)),
            Shape::Text(text) => read(Given::Text(&text)),
            Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => None,
        }
    }

    /// Whether it is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Json(raw) if raw.get().trim() == "null")
    }

    /// The text of a scalar: a number's literal, a text without its quotes, `true`, `false`.
    pub fn scalar_text(&self) -> Option<Cow<'_, str>> {
        match self.shape() {
            Shape::Text(text) => Some(text),
            Shape::Number(text) => Some(Cow::Borrowed(text)),
            Shape::Bool(true) => Some(Cow::Borrowed("true")),
            Shape::Bool(false) => Some(Cow::Borrowed("false")),
            Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => None,
        }
    }

    /// The entries of an object. An empty list counts as an empty object: some languages cannot tell them apart.
    pub fn entries(&self) -> Result<Entries<'_>, Fault> {
        object_entries(self.json_text("an object")?)
    }

    /// The items of a list.
    pub fn items(&self) -> Result<Vec<Value<'_>>, Fault> {
        let text = self.json_text("a list")?;
        if !text.trim_start().starts_with('[') {
            return Err(Fault::unexpected("a list", self.kind()));
        }
        serde_json::from_str::<RawItems<'_>>(text)
            .map(|items| items.0)
            .map_err(|error| Fault::syntax(error.to_string()))
    }

    /// The JSON of a value that must be a list or an object. The text of a parameter may hold JSON.
    fn json_text(&self, expected: &'static str) -> Result<&str, Fault> {
        match self {
            Value::Json(raw) => Ok(raw.get()),
            Value::Text(text) => {
                let json = unmarked(text);
                if !json.trim_start().starts_with(['{', '[']) {
                    return Err(Fault::unexpected(expected, self.kind()));
                }
                check_extent(json, Extent::ANY)?;
                Ok(json)
            }
        }
    }

    /// A short description for error messages: scalars as they are, cut after 40 characters.
    pub fn describe(&self) -> String {
        match self.shape() {
            Shape::Bool(value) => value.to_string(),
            Shape::Number(text) => excerpt(text),
            Shape::Text(text) => format!("\"{}\"", excerpt(&text)),
            Shape::Null | Shape::BrokenText | Shape::List | Shape::Object => self.kind().to_owned(),
        }
    }

    /// A description that does not show the value. For where a list or an object should be: it may be one of secrets.
    pub fn kind(&self) -> &'static str {
        match self.shape() {
            Shape::Null => "null",
            Shape::Bool(_) => "true or false",
            Shape::Number(_) => "a number",
            Shape::Text(_) => "a text",
            Shape::BrokenText => "a text with half a character",
            Shape::List => "a list",
            Shape::Object => "an object",
        }
    }
}

/// The byte order mark that some programs put before all that they write. RFC 8259 forbids to send it before
/// JSON and allows to pass it over.
const MARK: &str = "\u{feff}";

/// A text without the byte order mark at its start.
pub(super) fn unmarked(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

/// Bytes without the byte order mark at their start.
pub(crate) fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(MARK.as_bytes()).unwrap_or(bytes)
}

/// How many lists and objects may stand inside each other. Types that contain themselves are read by recursion, and
/// the stack has an end; serde_json stops at the same depth.
const MAX_DEPTH: usize = 128;

/// How much there may be in a piece of JSON. A value takes many times its text in memory, so whoever reads what strangers
/// send counts before anything is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Extent {
    /// Values, at any depth.
    pub(crate) values: usize,
    /// Values directly in the outermost object or list.
    pub(crate) members: usize,
}

impl Extent {
    /// Any number.
    pub(super) const ANY: Self = Self { values: usize::MAX, members: usize::MAX };
    /// What the text of a parameter may hold: one value for every 16 bytes of a body of 2 MiB.
    pub(super) const TEXT: Self = Self { values: 131_072, members: usize::MAX };
}

/// Refuses JSON that is nested too deeply or holds too much, before anything is read by recursion or kept. Whether it is
/// JSON is not asked here.
pub(super) fn check_extent(json: &str, extent: Extent) -> Result<(), Fault> {
    let (mut depth, mut values, mut members) = (0_usize, 1_usize, 1_usize);
    let mut in_text = false;
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => in_text = !in_text,
            b'\\' if in_text => {
                bytes.next();
            }
            b'{' | b'[' if !in_text => {
                depth += 1;
                values += 1;
                if depth > MAX_DEPTH {
                    return Err(Fault::limit(format!("nested deeper than {MAX_DEPTH} levels")));
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            b',' if !in_text => {
                values += 1;
                members += usize::from(depth == 1);
                if members > extent.members {
                    return Err(Fault::limit(format!("more than {} parameters", extent.members)));
                }
            }
            _ => {}
        }
        if values > extent.values {
            return Err(Fault::limit(format!("more than {} values", extent.values)));
        }
    }
    Ok(())
}

/// Refuses the text of a parameter that would hold too many values, were it read as JSON.
#[cfg(feature = "server")]
pub(crate) fn check_text(text: &str, values: usize) -> Result<(), Fault> {
    let text = unmarked(text);
    match text.trim_start().starts_with(['{', '[']) {
        true => check_extent(text, Extent { values, ..Extent::ANY }),
        false => Ok(()),
    }
}

/// The entries of a JSON object, borrowed from its text.
#[cfg(any(feature = "client", feature = "server"))]
pub(crate) fn raw_entries(json: &RawValue) -> Result<Entries<'_>, Fault> {
    object_entries(json.get())
}

fn object_entries(text: &str) -> Result<Entries<'_>, Fault> {
    let syntax = |error: serde_json::Error| Fault::syntax(error.to_string());
    match text.trim_start().as_bytes().first() {
        Some(b'{') => serde_json::from_str::<RawEntries<'_>>(text).map(|entries| entries.0).map_err(syntax),
        Some(b'[') if serde_json::from_str::<RawItems<'_>>(text).map_err(syntax)?.0.is_empty() => {
            Ok(Vec::new())
        }
        _ => {
            let found = serde_json::from_str::<&RawValue>(text).map(Value::Json).map_err(syntax)?;
            Err(Fault::unexpected("an object", found.kind()))
        }
    }
}

/// The beginning of a text, for error messages.
pub(super) fn excerpt(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((cut, _)) => format!("{}…", &text[..cut]),
        None => text.to_owned(),
    }
}

/// The text between the quotes of a JSON string; borrowed when nothing in it is escaped. None when an escape stands for
/// half a character, the one thing that a scan of JSON does not look at.
fn unquote(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(json);
    if inner.contains('\\') {
        serde_json::from_str(json).map(Cow::Owned).ok()
    } else {
        Some(Cow::Borrowed(inner))
    }
}

/// An object read one level deep.
struct RawEntries<'a>(Entries<'a>);

impl<'de> Deserialize<'de> for RawEntries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = RawEntries<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    entries.push((name, Value::Json(map.next_value()?)));
                }
                Ok(RawEntries(entries))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

/// A list read one level deep.
struct RawItems<'a>(Vec<Value<'a>>);

impl<'de> Deserialize<'de> for RawItems<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Items;
        impl<'de> Visitor<'de> for Items {
            type Value = RawItems<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut items = Vec::new();
                while let Some(item) = list.next_element()? {
                    items.push(Value::Json(item));
                }
                Ok(RawItems(items))
            }
        }
        deserializer.deserialize_seq(Items)
    }
}

/// An object's key, borrowed where it can be (serde borrows `Cow` only under an attribute of its derive).
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;
        impl<'de> Visitor<'de> for Names {
            type Value = Name<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }
            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Borrowed(name)))
            }
            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(Name(Cow::Owned(name.to_owned())))
            }
        }
        deserializer.deserialize_str(Names)
    }
}
