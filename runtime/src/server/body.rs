//! Body of a request: collecting it within its limits, and finding its media type.

use std::error::Error;

use axum::body::Body;
use bytes::Bytes;
use http::HeaderMap;
use http_body_util::BodyExt as _;

use crate::media::ContentType;
use crate::metadata::{MediaType, Place};
use crate::packing::is_unpacked;
use crate::wire::without_mark;

/// Reason why a body could not be collected.
pub(crate) enum Uncollected {
    /// The body exceeds the size limit.
    TooLarge,
    /// The body did not arrive within a timeout of the server.
    Late,
    /// The connection failed or closed before the end of the body.
    BrokeOff,
}

/// Error of a body that exceeds a timeout of [`serve`](super::serve).
#[derive(Clone, Copy, Debug)]
pub(super) struct Late;

impl std::fmt::Display for Late {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the body did not arrive in time")
    }
}

impl Error for Late {}

/// Collects a body of at most `max` bytes. Frames are copied into one buffer as they arrive, since a body that arrives
/// in small pieces would take many times its size if every piece were kept.
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

/// Source that decides the media type of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Only the spec: the body is signed, but its `Content-Type` is not.
    Documents,
    /// Only the `Content-Type`: the body is signed as what the header says.
    Label,
    /// The `Content-Type`, and the body itself where it shows that the header is wrong.
    LabelAndLooks,
}

/// Returns the media type as which the body's parameters are read. For parameters in the query this is form. `json` are
/// the media types whose bodies are JSON although their names do not say so.
///
/// # Errors
/// Returns a message when the body has a content encoding, a charset or a media type that is not supported.
pub(super) fn media_type(
    headers: &HeaderMap,
    body: &[u8],
    documented: Place,
    told: Told,
    json: &[&str],
) -> Result<MediaType, &'static str> {
    let documented = documented.media_type().unwrap_or(MediaType::Form);
    if body.is_empty() {
        return Ok(documented);
    }
    if !is_unpacked(headers) {
        return Err("A body with a content encoding is not supported");
    }
    if told == Told::Documents {
        return Ok(documented);
    }
    let labelled = match ContentType::from_headers(headers) {
        None => documented,
        Some(label) => {
            match label.media_type().or(json.contains(&label.essence()).then_some(MediaType::Json)) {
                Some(MediaType::Json) if !label.reads_as_utf8(body) => {
                    return Err("A body in a charset other than UTF-8 is not supported");
                }
                // A form is always UTF-8, whatever charset its `Content-Type` names (WHATWG URL, 5).
                Some(known @ (MediaType::Json | MediaType::Form | MediaType::Multipart)) => known,
                Some(MediaType::Bytes) | None => return Err("A body of this media type is not supported"),
            }
        }
    };
    match (labelled, without_mark(body).trim_ascii_start().first()) {
        // In a form these characters are escaped. Read as a form, the whole body would be one name, which matches no
        // parameter.
        (MediaType::Form, Some(b'{' | b'[')) if told == Told::LabelAndLooks => Ok(MediaType::Json),
        (MediaType::Form, Some(b'<')) => Err("The body is not a form"),
        _ => Ok(labelled),
    }
}
