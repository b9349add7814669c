//! Multipart forms (`multipart/form-data`) as request bodies.

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_DISPOSITION, HeaderValue};

use super::incoming::too_many;
use crate::Fault;
use crate::media::{is_unpacked, reads_as_utf8};
use crate::urlencoded::excerpt;

/// Reads the names and values of a multipart form with at most `max` parts.
pub(super) async fn multipart(
    content_type: &str,
    bytes: Bytes,
    max: usize,
) -> Result<Vec<(String, String)>, Fault> {
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
        let bytes = part.bytes().await.map_err(broken)?;
        let text = text_of(&bytes, charset.as_deref()).map_err(|fault| fault.inside(&excerpt(&name)))?;
        pairs.push((name, text));
    }
    Ok(pairs)
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
