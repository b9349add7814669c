//! Filling of templates.

use std::borrow::Cow;

use bindery_vocabulary::recipe::{Part, Template, Value};
use zeroize::Zeroizing;

use crate::function::apply;

/// Fills a template. `value` returns the bytes of a value; an error of it is passed on. The text may contain secrets, so
/// it is wiped when it is dropped.
///
/// # Errors
/// Those of `value`.
pub fn fill<'v, E>(
    template: &Template,
    value: &impl Fn(&Value) -> Result<Filling<'v>, E>,
) -> Result<Zeroizing<Vec<u8>>, E> {
    fill_parts(template.parts(), value)
}

/// Bytes of a value.
pub struct Filling<'v>(pub Cow<'v, [u8]>);

impl<'v> From<&'v str> for Filling<'v> {
    fn from(text: &'v str) -> Self {
        Self(Cow::Borrowed(text.as_bytes()))
    }
}

impl<'v> From<&'v [u8]> for Filling<'v> {
    fn from(bytes: &'v [u8]) -> Self {
        Self(Cow::Borrowed(bytes))
    }
}

impl From<String> for Filling<'_> {
    fn from(text: String) -> Self {
        Self(Cow::Owned(text.into_bytes()))
    }
}

fn fill_parts<'v, E>(
    parts: &[Part],
    value: &impl Fn(&Value) -> Result<Filling<'v>, E>,
) -> Result<Zeroizing<Vec<u8>>, E> {
    // All pieces first, so that the text is allocated at once and no shorter copy of secrets remains in memory.
    let mut pieces = Vec::with_capacity(parts.len());
    for part in parts {
        pieces.push(match part {
            Part::Text(text) => Piece::Lent(Cow::Borrowed(text.as_bytes())),
            Part::Value(wanted) => Piece::Lent(value(wanted)?.0),
            Part::Call(function, inner) => Piece::Own(apply(*function, &fill_parts(inner, value)?)),
        });
    }
    let mut text = Zeroizing::new(Vec::with_capacity(pieces.iter().map(|piece| piece.bytes().len()).sum()));
    pieces.iter().for_each(|piece| text.extend_from_slice(piece.bytes()));
    Ok(text)
}

/// Piece of a filled template.
enum Piece<'v> {
    Lent(Cow<'v, [u8]>),
    Own(Zeroizing<Vec<u8>>),
}

impl Piece<'_> {
    fn bytes(&self) -> &[u8] {
        match self {
            Piece::Lent(bytes) => bytes,
            Piece::Own(bytes) => bytes,
        }
    }
}
