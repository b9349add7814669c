//! JSON whose numbers keep their literal text and whose entries keep their order.
//!
//! An amount of `10.00` in an example is an amount of `10.00` in the export. serde_json's own values would make a float of
//! it; the features that change this would change it in all crates of a build.

use std::fmt;

use indexmap::IndexMap;
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

/// Any JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number's literal text.
    Number(String),
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object.
    Object(IndexMap<String, Json>),
}

impl Json {
    /// The JSON with this text. What is no JSON becomes a text, so that nothing is lost.
    pub(crate) fn parse(text: &str) -> Self {
        Self::try_parse(text).unwrap_or_else(|_| Self::Text(text.to_owned()))
    }

    fn try_parse(text: &str) -> serde_json::Result<Self> {
        let text = text.trim();
        Ok(match text.as_bytes().first() {
            Some(b'{') => {
                let entries: IndexMap<String, &RawValue> = serde_json::from_str(text)?;
                let parse = |(key, value): (String, &RawValue)| Ok((key, Self::try_parse(value.get())?));
                Self::Object(entries.into_iter().map(parse).collect::<serde_json::Result<_>>()?)
            }
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_str(text)?;
                let parse = |item: &RawValue| Self::try_parse(item.get());
                Self::List(items.into_iter().map(parse).collect::<serde_json::Result<_>>()?)
            }
            Some(b'"') => Self::Text(serde_json::from_str(text)?),
            Some(b't' | b'f') => Self::Bool(serde_json::from_str(text)?),
            Some(b'n') => serde_json::from_str(text).map(|()| Self::Null)?,
            _ => Self::Number(serde_json::from_str::<&RawValue>(text)?.get().to_owned()),
        })
    }

    /// A whole number.
    pub(crate) fn int(number: impl Into<i64>) -> Self {
        Self::Number(number.into().to_string())
    }

    /// A list of texts.
    pub(crate) fn texts<T: Into<String>>(texts: impl IntoIterator<Item = T>) -> Self {
        texts.into_iter().map(Self::text).collect()
    }

    /// A text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// An object of these entries.
    pub(crate) fn object<K: Into<String>>(entries: impl IntoIterator<Item = (K, Json)>) -> Self {
        Self::Object(entries.into_iter().map(|(key, value)| (key.into(), value)).collect())
    }

    /// What serde makes of a value.
    pub(crate) fn of(value: &impl Serialize) -> Self {
        serde_json::to_string(value).map_or(Self::Null, |text| Self::parse(&text))
    }

    /// The value at a dotted place.
    pub(crate) fn at(&self, place: &str) -> Option<&Self> {
        place.split('.').try_fold(self, |json, key| match json {
            Self::Object(entries) => entries.get(key),
            Self::Null | Self::Bool(_) | Self::Number(_) | Self::Text(_) | Self::List(_) => None,
        })
    }

    /// The literal of a scalar, as a form carries it; none for lists and objects.
    pub(crate) fn scalar(&self) -> Option<String> {
        match self {
            Self::Null => Some("null".to_owned()),
            Self::Bool(value) => Some(value.to_string()),
            Self::Number(text) | Self::Text(text) => Some(text.clone()),
            Self::List(_) | Self::Object(_) => None,
        }
    }
}

impl FromIterator<Json> for Json {
    fn from_iter<I: IntoIterator<Item = Json>>(items: I) -> Self {
        Self::List(items.into_iter().collect())
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Number(text) => {
                RawValue::from_string(text.clone()).map_err(S::Error::custom)?.serialize(serializer)
            }
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string(self).map_err(|_| fmt::Error)?)
    }
}
