//! Bytes, as base64 or as an array of numbers.

use std::fmt;

use bindery_vocabulary::{from_base64, to_base64};

use super::Wire;
use super::fault::Fault;
use super::out::Out;
use super::value::{Shape, Value, unmarked};
use crate::Encoding;

/// Bytes, for example of an image or file. Written as base64 or as an array of numbers. `Debug` shows only the length.
///
/// ```
/// use bindery_runtime::Base64Bytes;
///
/// let picture = Base64Bytes::from(&b"\x89PNG"[..]);
/// assert_eq!(picture.len(), 4);
/// assert_eq!(format!("{picture:?}"), "[4 bytes]");
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Base64Bytes(pub Vec<u8>);

impl fmt::Debug for Base64Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{} bytes]", self.0.len())
    }
}

impl std::ops::Deref for Base64Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<Vec<u8>> for Base64Bytes {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }
}

impl From<&[u8]> for Base64Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

impl Wire for Base64Bytes {
    /// Accepts base64, also with line breaks or without padding, and arrays of numbers or of numbers in strings.
    fn read(value: &Value<'_>) -> Result<Self, Fault> {
        let in_parameter = matches!(value, Value::Text(text) if unmarked(text).trim_start().starts_with('['));
        if in_parameter || matches!(value.shape(), Shape::List) {
            let mut room = None;
            let items = value.items(&mut room)?;
            let byte = |(position, item): (usize, Value<'_>)| {
                let number = i64::read(&item).ok().and_then(|number| u8::try_from(number).ok());
                number.ok_or_else(|| Fault::unexpected("a number from 0 to 255", item.kind()).at(position))
            };
            return items.enumerate().map(byte).collect::<Result<_, _>>().map(Self);
        }
        let unexpected = || Fault::unexpected("bytes in base64 or as an array of numbers", value.kind());
        let Shape::Text(text) = value.shape() else {
            return Err(unexpected());
        };
        from_base64(&text).map(Self).ok_or_else(unexpected)
    }

    fn write(&self, out: &mut Out<'_>) {
        if out.encoding() == Encoding::NumberList {
            return out.nested(|json| {
                json.push('[');
                for (position, byte) in self.0.iter().enumerate() {
                    if position > 0 {
                        json.push(',');
                    }
                    json.push_str(&byte.to_string());
                }
                json.push(']');
            });
        }
        out.string(&to_base64(&self.0));
    }

    fn from_body(body: &[u8]) -> Option<Self> {
        Some(Self(body.to_vec()))
    }

    fn to_body(&self) -> Option<Vec<u8>> {
        Some(self.0.clone())
    }
}
