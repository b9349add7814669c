//! Parameters with a place or a name of their own, and those that are divided into several texts.

use std::borrow::Cow;

use http::HeaderMap;
use http::header::{ACCEPT, COOKIE};
use percent_encoding::percent_decode;

use super::incoming::{Entry, Incoming};
use crate::urlencoded::excerpt;
use crate::wire::{Attachment, Entries, Joined, Key, Value, belongs, join};
use crate::{Fault, Place};

/// Parameters of the path, by name.
pub(super) type PathValues<'t> = Vec<(&'t str, String)>;

/// Places of a request from which parameters are read.
#[derive(Clone, Copy)]
pub(super) struct Places<'p, 'r> {
    pub(super) incoming: &'p Incoming<'r>,
    pub(super) headers: &'p HeaderMap,
    pub(super) path: &'p PathValues<'p>,
}

/// Parameters by name, as read from their places.
pub(super) type Placed<'r> = Vec<(&'static str, Joined<'r>)>;

impl<'r> Places<'_, 'r> {
    /// Reads the parameters whose keys say where they are.
    ///
    /// # Errors
    /// When a parameter cannot be read; the fault names it.
    pub(super) fn read(&self, keys: &[Key]) -> Result<Placed<'r>, Fault> {
        let placed = keys.iter().filter(|key| key.is_placed());
        let read = placed.filter_map(|key| {
            let value = self.value(key).map_err(|fault| fault.inside(key.name));
            value.transpose().map(|value| Ok((key.name, value?)))
        });
        read.collect()
    }

    /// Reads one parameter; `None` without a value.
    pub(super) fn value(&self, key: &Key) -> Result<Option<Joined<'r>>, Fault> {
        let found = self.found(key)?;
        if key.content && key.division().is_some() {
            let all: Result<Vec<Attachment>, Fault> =
                found.iter().map(|(_, value)| attached(value)).collect();
            let all = all?;
            let all = (!all.is_empty()).then(|| Value::Attached(Attachment::new(all)));
            return Ok(all.map(Joined::Value));
        }
        if key.division().is_some() && !key.is_accept() {
            return join(key, &found, self.incoming.max_values());
        }
        let names = std::iter::once(key.wire_name()).chain(key.aliases.iter().copied());
        let last = |name: &str| found.iter().rev().find(|(known, _)| known == name);
        let value = names.into_iter().find_map(last);
        Ok(value.map(|(_, value)| Joined::Value(value.clone())))
    }

    /// Returns the texts and values that belong to a key.
    fn found(&self, key: &Key) -> Result<Entries<'r>, Fault> {
        let chosen = |entries: &[Entry<'r>]| -> Entries<'r> {
            entries.iter().filter(|(name, _)| belongs(key, name)).cloned().collect()
        };
        Ok(match key.place {
            None => chosen(self.incoming.signed_entries()?),
            Some(Place::Query) => chosen(&self.incoming.query()?),
            Some(Place::Form | Place::Json | Place::Multipart) => chosen(self.incoming.body()?),
            Some(Place::Body) => {
                self.incoming.whole()?.map(|value| (key.wire_name().into(), value)).into_iter().collect()
            }
            Some(Place::Path) => {
                let values = self.path.iter().filter(|(name, _)| *name == key.name);
                values.map(|(_, text)| (key.wire_name().into(), Value::Text(text.clone().into()))).collect()
            }
            Some(Place::Header) => self.header(key)?,
            Some(Place::Cookie) => self.cookie(key)?,
        })
    }

    /// Returns the header; several lines are joined by commas (RFC 9110, 5.3).
    fn header(&self, key: &Key) -> Result<Entries<'r>, Fault> {
        let mut names = std::iter::once(key.wire_name()).chain(key.aliases.iter().copied());
        let Some(name) = names.find(|name| self.headers.contains_key(*name)) else {
            return Ok(Entries::new());
        };
        let mut text = String::new();
        for (position, line) in self.headers.get_all(name).iter().enumerate() {
            if position > 0 {
                text.push_str(", ");
            }
            text.push_str(std::str::from_utf8(line.as_bytes()).map_err(|_| Fault::limit("is not UTF-8"))?);
        }
        // Most clients send by themselves that they take anything.
        if name.eq_ignore_ascii_case(ACCEPT.as_str()) && text.split(',').all(|range| range.contains('*')) {
            return Ok(Entries::new());
        }
        Ok(vec![(key.wire_name().into(), Value::Text(text.into()))])
    }

    /// Returns the cookies of this name.
    fn cookie(&self, key: &Key) -> Result<Entries<'r>, Fault> {
        let found = cookies(self.headers).filter(|(name, _)| belongs(key, name));
        let read = found.map(|(name, text)| {
            let text = text.map_err(|fault| fault.inside(&excerpt(name)))?;
            Ok((name.to_owned().into(), Value::Text(text.into())))
        });
        read.collect()
    }
}

/// Returns the cookies of a request with their values.
///
/// # Errors
/// When a value is not UTF-8.
pub(crate) fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, Result<String, Fault>)> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| std::str::from_utf8(line.as_bytes()).ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, text)| {
        let text = String::from_utf8(percent_decode(&unquoted(text)).collect());
        (name, text.map_err(|_| Fault::limit("is not UTF-8")))
    })
}

/// Returns the bytes of a cookie's value without quotation marks. RFC 6265 has no escapes inside of them; clients that put
/// other characters there write them as RFC 2109 says (`\"`), or as three octal digits (`\054` is a comma).
fn unquoted(text: &str) -> Cow<'_, [u8]> {
    let inside = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    let Some(inside) = inside else { return text.trim_matches('"').as_bytes().into() };
    if !inside.contains('\\') {
        return inside.as_bytes().into();
    }
    let mut bytes = Vec::with_capacity(inside.len());
    let mut rest = inside.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let octal = |digits: &&[u8]| digits.iter().all(|digit| (b'0'..b'8').contains(digit));
        let code = after.get(..3).filter(octal).and_then(|digits| std::str::from_utf8(digits).ok());
        let code = code.and_then(|digits| u8::from_str_radix(digits, 8).ok());
        let (byte, after) = match (first, code, after.split_first()) {
            (b'\\', Some(code), _) => (code, after.get(3..).unwrap_or_default()),
            (b'\\', None, Some((escaped, after))) => (*escaped, after),
            _ => (*first, after),
        };
        bytes.push(byte);
        rest = after;
    }
    bytes.into()
}

/// Returns the attachment of a value.
fn attached(value: &Value<'_>) -> Result<Attachment, Fault> {
    match value {
        Value::Attached(attachment) => Ok(attachment.clone()),
        Value::Json(_) | Value::Text(_) => Err(Fault::unexpected("a file", value.kind())),
    }
}

/// Appends placed parameters to those that do not name their place.
pub(super) fn with_placed<'e>(mut entries: Entries<'e>, placed: &'e Placed<'_>) -> Entries<'e> {
    for (name, value) in placed {
        let value = match value {
            Joined::Value(value) => value.borrowed(),
            Joined::Document(document) => document.value(),
        };
        entries.push(((*name).into(), value));
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_cookie_has_escapes() {
        for (text, value) in [
            (r"1\0542", r"1\0542"),
            (r#""1 2""#, "1 2"),
            (r#""1\054 2\073\"\\""#, r#"1, 2;"\"#),
            (r#""\303\251\400\05""#, "\u{e9}40005"),
            (r#""\""#, "\\"),
            (r#"""#, ""),
            (r#""a"#, "a"),
        ] {
            assert_eq!(String::from_utf8_lossy(&unquoted(text)), value, "{text}");
        }
    }
}
