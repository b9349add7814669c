//! Media types of bodies, limits of bodies, and characters of headers; shared by the router and both versions of OAuth.

use bindery_vocabulary::MediaType;
use http::HeaderMap;
use http::header::CONTENT_TYPE;

/// Maximum number of parameters of a request. No action has as many; a request with more is an attack on the lookup.
#[cfg(feature = "server")]
pub(crate) const MAX_PARAMETERS: usize = 1_000;

/// Whether a query or form exceeds the maximum number of parameters. Nothing is decoded or stored for the check.
#[cfg(feature = "server")]
pub(crate) fn has_too_many_pairs(text: &[u8]) -> bool {
    text.iter().filter(|byte| **byte == b'&').nth(MAX_PARAMETERS - 1).is_some()
}

/// Returns the characters of a text that are allowed unescaped in a quoted header value.
#[cfg(feature = "server")]
pub(crate) fn quotable(text: &str) -> String {
    text.chars().filter(|letter| matches!(letter, ' ' | '!' | '#'..='[' | ']'..='~')).collect()
}

/// Parsed header `Content-Type`: media type without parameters in lower case, and charset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentType {
    essence: String,
    charset: Option<String>,
}

impl ContentType {
    /// Reads the header `Content-Type`; `None` when it is absent. An unreadable or repeated header is an unknown media
    /// type.
    pub(crate) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let mut labels = headers.get_all(CONTENT_TYPE).iter();
        let label = labels.next()?;
        let label = if labels.next().is_some() { "" } else { label.to_str().unwrap_or_default() };
        let mut parts = label.split(';');
        let essence = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let charset = parts.find_map(|part| {
            let (name, value) = part.split_once('=')?;
            let value = value.trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("charset").then(|| value.to_ascii_lowercase())
        });
        Some(Self { essence, charset })
    }

    /// Returns the media type in lower case, without parameters.
    #[cfg(feature = "server")]
    pub(crate) fn essence(&self) -> &str {
        &self.essence
    }

    /// Returns the media type, if it is a known one.
    pub(crate) fn media_type(&self) -> Option<MediaType> {
        MediaType::of_name(&self.essence)
    }

    /// Whether the body is the same text in UTF-8 as in its charset.
    #[cfg(feature = "server")]
    pub(crate) fn reads_as_utf8(&self, body: &[u8]) -> bool {
        reads_as_utf8(self.charset.as_deref(), body)
    }
}

/// Whether bytes are the same text in UTF-8 as in the given charset. In a charset that extends ASCII, this holds only
/// for ASCII.
#[cfg(feature = "server")]
pub(crate) fn reads_as_utf8(charset: Option<&str>, text: &[u8]) -> bool {
    let charset = charset.unwrap_or_default().to_ascii_lowercase();
    let contains_ascii = ["iso-8859-", "windows-12", "latin1"].iter().any(|known| charset.starts_with(known));
    match charset.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => true,
        _ => contains_ascii && text.is_ascii(),
    }
}

/// Whether the header `Content-Type` names this media type.
pub(crate) fn is_labelled(headers: &HeaderMap, media_type: MediaType) -> bool {
    ContentType::from_headers(headers).and_then(|label| label.media_type()) == Some(media_type)
}

#[cfg(all(test, feature = "server"))]
mod tests {
    use super::*;

    #[test]
    fn what_is_quoted_ends_no_quotes() {
        assert_eq!(quotable("Our \"API\" \\\n§ 1!"), "Our API  1!");
    }

    #[test]
    fn parameters_are_counted_before_they_are_read() {
        assert!(!has_too_many_pairs(b""));
        assert!(!has_too_many_pairs("a&".repeat(MAX_PARAMETERS - 1).as_bytes()));
        assert!(has_too_many_pairs("a&".repeat(MAX_PARAMETERS).as_bytes()));
    }
}
