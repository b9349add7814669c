//! The body of a request: collected within its limits, and what it is made of.

use std::error::Error;

use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt as _;

use crate::facts::{MediaType, Placement};
use crate::media::{ContentType, is_unpacked};
use crate::wire::without_mark;

/// Why a body could not be collected.
pub(crate) enum Uncollected {
    /// It is larger than it may be.
    TooLarge,
    /// It did not arrive in time.
    Late,
    /// It broke off.
    BrokeOff,
}

/// A body did not arrive in the time that [`serve`](super::serve) gives it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Late;

impl std::fmt::Display for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body did not arrive in time")
    }
}

impl Error for Late {}

/// The bytes of a body, if they are not too many. Its pieces are copied into one buffer as they arrive, since a body that
/// drips in costs many times its size while every piece is kept.
pub(crate) async fn collect(mut body: Body, max: usize) -> Result<Bytes, Uncollected> {
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|error| if is_late(&error) { Uncollected::Late } else { Uncollected::BrokeOff })?;
        let Ok(data) = frame.into_data() else { continue };
        if data.len() > max - bytes.len() {
            return Err(Uncollected::TooLarge);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(bytes.into())
}

fn is_late(error: &(dyn Error + 'static)) -> bool {
    error.is::<Late>() || error.source().is_some_and(is_late)
}

/// Who says what a body is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// The documents alone: the body is signed, and its label is not.
    Documents,
    /// The label alone: the body is signed as what the label says.
    Label,
    /// The label, and the body itself where that shows that the label is wrong.
    LabelAndLooks,
}

/// As what the parameters in a body are read. What stands in a query is a form.
///
/// # Errors
/// Says why the body is nothing that is read.
pub(super) fn media_type(
    headers: &HeaderMap,
    body: &[u8],
    documented: Placement,
    told: Told,
) -> Result<MediaType, &'static str> {
    let documented = documented.media_type().unwrap_or(MediaType::Form);
    if body.is_empty() {
        return Ok(documented);
    }
    if !is_unpacked(headers) {
        return Err("A body with a content encoding is not read here");
    }
    if told == Told::Documents {
        return Ok(documented);
    }
    let labelled = match ContentType::of(headers) {
        None => documented,
        Some(label) => match label.media_type() {
            Some(MediaType::Json) if !label.reads_as_utf8(body) => {
                return Err("A body in another charset than UTF-8 is not read here");
            }
            // A form has no charset, whatever its label says: it is UTF-8 (WHATWG URL, 5).
            Some(known @ (MediaType::Json | MediaType::Form | MediaType::Multipart)) => known,
            Some(MediaType::Bytes) | None => return Err("A body of this media type is not read here"),
        },
    };
    match (labelled, without_mark(body).trim_ascii_start().first()) {
        // A form would have these escaped. Its first name would be the whole of the body, and nothing would have it.
        (MediaType::Form, Some(b'{' | b'[')) if told == Told::LabelAndLooks => Ok(MediaType::Json),
        (MediaType::Form, Some(b'<')) => Err("The body is no form"),
        _ => Ok(labelled),
    }
}
