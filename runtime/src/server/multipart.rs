//! Multipart forms (`multipart/form-data`) as request bodies.

use std::borrow::Cow;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, HeaderValue};

use super::incoming::too_many;
use crate::Fault;
use crate::media::reads_as_utf8;
use crate::metadata::MediaType;
use crate::packing::is_unpacked;
use crate::urlencoded::excerpt;
use crate::wire::{Attachment, Document};

/// Value of a part of a multipart form.
pub(super) enum PartValue {
    Text(String),
    Content(Attachment),
}

/// Reads the names and values of a multipart form with at most `max` parts. `contents` are the names of the parts that
/// are contents, which need not be texts.
pub(super) async fn multipart(
    content_type: &str,
    bytes: Bytes,
    max: usize,
    contents: &[&str],
) -> Result<Vec<(String, PartValue)>, Fault> {
    let broken = |error: multer::Error| Fault::limit(format!("the multipart body is malformed: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(broken)?;
    let stream = futures_util::stream::once(async move { Ok::<_, std::convert::Infallible>(bytes) });
    let mut parts = multer::Multipart::new(stream, boundary);
    let mut pairs = Vec::new();
    while let Some(part) = parts.next_field().await.map_err(broken)? {
        if pairs.len() == max {
            return Err(too_many());
        }
        let name = name_of(&part)?.to_owned();
        if !is_literal(part.headers()) {
            return Err(Fault::limit("is encoded, which is not supported").inside(&excerpt(&name)));
        }
        let charset =
            part.content_type().and_then(|kind| kind.get_param("charset")).map(|name| name.to_string());
        let is_json = part
            .content_type()
            .is_some_and(|kind| MediaType::of_name(kind.essence_str()).is_some_and(MediaType::is_json));
        if contents.contains(&name.as_str()) {
            let (media_type, headers) =
                (part.content_type().map(ToString::to_string), part.headers().clone());
            let bytes = part.bytes().await.map_err(broken)?;
            pairs.push((name, PartValue::Content(content(bytes, media_type, &headers))));
            continue;
        }
        let bytes = part.bytes().await.map_err(broken)?;
        let mut text = text_of(&bytes, charset.as_deref()).map_err(|fault| fault.inside(&excerpt(&name)))?;
        // A string as JSON is a text; other values are read from their JSON.
        if is_json && let Ok(document) = Document::parse(text.as_bytes()) {
            let scalar = document.value().scalar_text().map(Cow::into_owned);
            text = scalar.unwrap_or(text);
        }
        pairs.push((name, PartValue::Text(text)));
    }
    Ok(pairs)
}

/// Returns the content of a part.
#[cfg(feature = "content")]
fn content(bytes: Bytes, media_type: Option<String>, headers: &HeaderMap) -> Attachment {
    let mut content = crate::Content::from(bytes);
    if let Some(media_type) = media_type {
        content = content.with_media_type(media_type);
    }
    if let Some(name) = crate::content::file_name(headers) {
        content = content.with_file_name(name);
    }
    Attachment::new(content)
}

/// Returns the bytes of a part. Without the feature no parameter is a content.
#[cfg(not(feature = "content"))]
fn content(bytes: Bytes, _: Option<String>, _: &HeaderMap) -> Attachment {
    Attachment::new(bytes)
}

/// Returns the name of a part. A name that is not UTF-8 is an error, since `multer` treats it as absent.
fn name_of<'p>(part: &'p multer::Field<'_>) -> Result<&'p str, Fault> {
    let header = part.headers().get(CONTENT_DISPOSITION);
    if header.is_some_and(|header| std::str::from_utf8(header.as_bytes()).is_err()) {
        return Err(Fault::limit("the name of a parameter is not UTF-8"));
    }
    Ok(part.name().unwrap_or_default())
}

/// Whether a part is sent as it is: neither compressed nor in base64 or a similar encoding, which are not supported.
fn is_literal(headers: &HeaderMap) -> bool {
    let plain = |coding: &HeaderValue| {
        [&b"7bit"[..], b"8bit", b"binary"].iter().any(|known| coding.as_bytes().eq_ignore_ascii_case(known))
    };
    is_unpacked(headers) && headers.get_all("content-transfer-encoding").iter().all(plain)
}

/// Returns the value of a part, which must be UTF-8; other charsets are not converted.
fn text_of(bytes: &[u8], charset: Option<&str>) -> Result<String, Fault> {
    let rejected = || Fault::limit("is not UTF-8");
    if !reads_as_utf8(charset, bytes) {
        return Err(rejected());
    }
    String::from_utf8(bytes.to_vec()).map_err(|_| rejected())
}
