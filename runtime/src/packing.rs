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

/// Checks that the body of a response is not packed. No client asks for it, but servers may do so unasked (RFC 9110,
/// 12.5.3).
///
/// # Errors
/// When the body has a coding; the fault names it.
pub(crate) fn check_unpacked(headers: &HeaderMap) -> Result<(), Fault> {
    let Some(coding) = packing(headers) else { return Ok(()) };
    let coding: String = String::from_utf8_lossy(coding).chars().take(40).collect();
    Err(Fault::limit(format!(
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
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, http::HeaderValue::from_static("GZip"))]);
        let fault = check_unpacked(&headers).expect_err("packed").to_string();
        assert!(fault.contains("the content coding GZip"), "{fault}");
    }
}
