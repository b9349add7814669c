//! Parameters of OAuth requests: names and values, where a name may occur several times.

use http::HeaderMap;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};

use crate::media::is_labelled;
use crate::metadata::MediaType;
#[cfg(any(feature = "client", feature = "authorization"))]
use crate::{Fault, urlencoded};

/// Characters to escape: all except those that RFC 3986 calls unreserved. A space becomes `%20`, never `+`.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Parameters with their values, in the order of arrival.
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) type Pairs = Vec<(String, String)>;

/// Percent-encodes a string as RFC 5849 (3.6) requires.
pub(crate) fn percent(text: impl AsRef<[u8]>) -> String {
    percent_encode(text.as_ref(), ESCAPED).to_string()
}

/// Parses the parameters of a query string or a form.
///
/// # Errors
/// When a name or a value is not UTF-8.
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) fn parse_pairs(text: impl AsRef<[u8]>) -> Result<Pairs, Fault> {
    let owned = |(name, value): urlencoded::Pair<'_>| (name.into_owned(), value.into_owned());
    urlencoded::parse(text.as_ref()).map(|pair| pair.map(owned)).collect()
}

/// Parses the parameters of a redirect URI that the user was sent back to: the whole URI, or only its query.
#[cfg(feature = "client")]
pub(crate) fn returned_pairs(address: &str) -> Result<Pairs, Fault> {
    let address = address.split('#').next().unwrap_or_default();
    parse_pairs(address.split_once('?').map_or(address, |(_, query)| query))
}

/// Returns the value of a parameter that may occur at most once.
#[cfg(any(feature = "client", feature = "authorization"))]
pub(crate) fn one<'p>(pairs: &'p [(String, String)], name: &str) -> Result<Option<&'p str>, Repeated> {
    let mut found = pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Repeated),
        (value, None) => Ok(value),
    }
}

/// Error of a parameter that occurs more than once.
#[cfg(any(feature = "client", feature = "authorization"))]
#[derive(Clone, Copy, Debug)]
pub(crate) struct Repeated;

/// Appends parameters to the query of an address.
pub(crate) fn with_query<'p>(address: &str, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    let mut text = address.to_owned();
    let mut join = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    for (name, value) in pairs {
        text.push_str(join);
        text.push_str(&percent(name));
        text.push('=');
        text.push_str(&percent(value));
        join = "&";
    }
    text
}

/// Whether the body is a form.
pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    is_labelled(headers, MediaType::Form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_those_of_rfc_5849() {
        assert_eq!(percent("Ladies + Gentlemen"), "Ladies%20%2B%20Gentlemen");
        assert_eq!(percent("-._~*!'()☃"), "-._~%2A%21%27%28%29%E2%98%83");
    }

    #[test]
    fn what_is_no_utf_8_is_no_parameter() {
        assert!(parse_pairs("oauth_token=%ff").is_err());
        assert!(parse_pairs("error=a&error_description=\u{e4}%e4").is_err());
        assert_eq!(parse_pairs("a=%C3%A4").expect("UTF-8"), [("a".to_owned(), "ä".to_owned())]);
    }

    #[test]
    fn queries_grow_where_they_are() {
        assert_eq!(with_query("https://a.example/cb", [("a", "b c")]), "https://a.example/cb?a=b%20c");
        assert_eq!(
            with_query("https://a.example/cb?x=1", [("a", ""), ("b", "&")]),
            "https://a.example/cb?x=1&a=&b=%26"
        );
        assert_eq!(with_query("https://a.example/cb?", [("a", "1")]), "https://a.example/cb?a=1");
    }
}
