//! Media types of bodies, how much may be in a body, and what may be in a header: one place for the router and for both versions of OAuth.

use bindery_vocabulary::MediaType;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
#[cfg(feature = "server")]
use http::header::{CONTENT_ENCODING, TRANSFER_ENCODING};

/// How many parameters a request may have: more than any action has. A request with more is an attack on the look-up.
#[cfg(feature = "server")]
pub(crate) const MAX_PARAMETERS: usize = 1_000;

/// Whether a query or a form has more parameters than any action. Nothing is decoded or kept to find that out.
#[cfg(feature = "server")]
pub(crate) fn has_too_many_pairs(text: &[u8]) -> bool {
    text.iter().filter(|byte| **byte == b'&').nth(MAX_PARAMETERS - 1).is_some()
}

/// The characters of a text that may stand between the quotes of a header's value as they are.
#[cfg(feature = "server")]
pub(crate) fn quotable(text: &str) -> String {
    text.chars().filter(|letter| matches!(letter, ' ' | '!' | '#'..='[' | ']'..='~')).collect()
}

/// The label of a body: its media type without parameters, in small letters, and the charset that it names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ContentType {
    essence: String,
    charset: Option<String>,
}

impl ContentType {
    /// What a body is labelled as; none without a label. A label that cannot be read, or that is there twice, is one that
    /// nobody knows.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
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

    /// The media type, if it is one that is known.
    pub(crate) fn media_type(&self) -> Option<MediaType> {
        MediaType::of_name(&self.essence)
    }

    /// Whether a body with this label is the same in UTF-8.
    #[cfg(feature = "server")]
    pub(crate) fn reads_as_utf8(&self, body: &[u8]) -> bool {
        reads_as_utf8(self.charset.as_deref(), body)
    }
}

/// Whether a text that is said to be in a charset is the same in UTF-8. Where that charset has ASCII in it, only ASCII says
/// the same in both.
#[cfg(feature = "server")]
pub(crate) fn reads_as_utf8(charset: Option<&str>, text: &[u8]) -> bool {
    let charset = charset.unwrap_or_default().to_ascii_lowercase();
    let contains_ascii = ["iso-8859-", "windows-12", "latin1"].iter().any(|known| charset.starts_with(known));
    match charset.as_str() {
        "" | "utf-8" | "utf8" | "us-ascii" | "ascii" => true,
        _ => contains_ascii && text.is_ascii(),
    }
}

/// Whether a body is as it was made: not packed by a coding of its content or of its transfer, since nothing here unpacks.
#[cfg(feature = "server")]
pub(crate) fn is_unpacked(headers: &HeaderMap) -> bool {
    let is_plain = |name, known: &[&str]| {
        let mut codings =
            headers.get_all(name).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
        codings.all(|coding| {
            let coding = coding.trim_ascii();
            coding.is_empty() || known.iter().any(|known| coding.eq_ignore_ascii_case(known.as_bytes()))
        })
    };
    // Chunks are put together before a body gets here.
    is_plain(CONTENT_ENCODING, &["identity"]) && is_plain(TRANSFER_ENCODING, &["identity", "chunked"])
}

/// Whether the label of a body says that it is of this media type.
pub(crate) fn is_labelled(headers: &HeaderMap, media_type: MediaType) -> bool {
    ContentType::of(headers).and_then(|label| label.media_type()) == Some(media_type)
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
