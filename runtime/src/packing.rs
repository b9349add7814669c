//! Codings of a body, such as compression, which neither side decodes.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, TRANSFER_ENCODING};

use crate::Fault;

/// Returns the first content coding or transfer coding with which a body is packed; none if the body is as it is.
fn packing(headers: &HeaderMap) -> Option<&[u8]> {
    let coding = |name, plain: &'static [&'static str]| {
        let codings =
            headers.get_all(name).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
        let mut codings = codings.map(|coding| coding.trim_ascii()).filter(|coding| !coding.is_empty());
        codings.find(|coding| !plain.iter().any(|plain| coding.eq_ignore_ascii_case(plain.as_bytes())))
    };
    // Chunks are already joined.
    coding(CONTENT_ENCODING, &["identity"]).or_else(|| coding(TRANSFER_ENCODING, &["identity", "chunked"]))
}

/// Whether a body has neither a content coding nor a transfer coding.
#[cfg(feature = "server")]
pub(crate) fn is_unpacked(headers: &HeaderMap) -> bool {
    packing(headers).is_none()
}

/// Content codings that are registered (RFC 9110, 16.6.1), besides `identity`. Some servers write other words, such as a
/// charset, in their place, and these say nothing of the body.
const CODINGS: [&str; 12] = [
    "aes128gcm",
    "br",
    "compress",
    "dcb",
    "dcz",
    "deflate",
    "exi",
    "gzip",
    "pack200-gzip",
    "x-compress",
    "x-gzip",
    "zstd",
];

/// Returns the fault of a response whose body is packed; none if it is as it is. No client asks for a coding, but
/// servers may use one unasked (RFC 9110, 12.5.3).
pub(crate) fn packed(headers: &HeaderMap) -> Option<Fault> {
    let coding = std::str::from_utf8(packing(headers)?).ok()?;
    let coding = CODINGS.iter().find(|known| coding.eq_ignore_ascii_case(known))?;
    Some(Fault::limit(format!(
        "the body has the content coding {coding}, which the client has not asked for; use a transport that decodes it"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_named() {
        let coding = |headers: &[(http::HeaderName, &'static str)]| {
            let headers =
                headers.iter().map(|(name, text)| (name.clone(), http::HeaderValue::from_static(text)));
            let headers: HeaderMap = headers.collect();
            packing(&headers).map(|coding| String::from_utf8_lossy(coding).into_owned())
        };
        assert_eq!(coding(&[]), None);
        assert_eq!(coding(&[(CONTENT_ENCODING, ""), (TRANSFER_ENCODING, "Chunked")]), None);
        assert_eq!(coding(&[(CONTENT_ENCODING, "identity, br")]).as_deref(), Some("br"));
        assert_eq!(coding(&[(TRANSFER_ENCODING, "gzip, chunked")]).as_deref(), Some("gzip"));
        let fault = |coding: &'static str| {
            packed(&HeaderMap::from_iter([(CONTENT_ENCODING, http::HeaderValue::from_static(coding))]))
        };
        assert!(fault("GZip").is_some_and(|fault| fault.to_string().contains("the content coding gzip")));
        assert_eq!((fault("UTF-8"), fault("identity"), fault("")), (None, None, None));
    }
}
