//! Strict reading of query and form parameters: text that is not UTF-8 is an error, as in JSON, and is never read with
//! replacement characters.

use std::borrow::Cow;

use percent_encoding::percent_decode;

use crate::Fault;

/// Name and value of a parameter.
pub(crate) type Pair<'t> = (Cow<'t, str>, Cow<'t, str>);

/// Returns the parameters of a query or urlencoded body, decoded lazily.
///
/// # Errors
/// When a parameter is not UTF-8; the fault names it.
pub(crate) fn parse(text: &[u8]) -> impl Iterator<Item = Result<Pair<'_>, Fault>> {
    text.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
            Some(at) => (&pair[..at], &pair[at + 1..]),
            None => (pair, &[][..]),
        };
        let name = decode(name).ok_or_else(|| Fault::limit("the name of a parameter is not UTF-8"))?;
        let value = decode(value).ok_or_else(|| Fault::limit("is not UTF-8").inside(&excerpt(&name)))?;
        Ok((name, value))
    })
}

/// Decodes percent escapes and `+`; `None` when the result is not UTF-8.
pub(crate) fn decode(text: &[u8]) -> Option<Cow<'_, str>> {
    if !text.iter().any(|byte| matches!(byte, b'+' | b'%')) {
        return std::str::from_utf8(text).ok().map(Cow::Borrowed);
    }
    let blanks: Vec<u8> = text.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    String::from_utf8(percent_decode(&blanks).collect()).ok().map(Cow::Owned)
}

/// Returns the start of a parameter's name, for error messages.
pub(crate) fn excerpt(name: &str) -> String {
    name.chars().take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &[u8]) -> Result<Vec<(String, String)>, String> {
        let owned = |(name, value): Pair<'_>| (name.into_owned(), value.into_owned());
        parse(text).map(|pair| pair.map(owned).map_err(|fault| fault.to_string())).collect()
    }

    /// Valid UTF-8 is read as every other form parser reads it.
    #[test]
    fn texts_are_read_as_the_standard_says() {
        for text in ["", "a=b", "a", "a=&=b&&c==d", "a=%C3%A4+b%2B", "a=%&b=%4&c=%zz", "a=ä", "+=+&%3D=%26"]
        {
            let expected: Vec<_> = form_urlencoded::parse(text.as_bytes()).into_owned().collect();
            assert_eq!(pairs(text.as_bytes()), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_utf_8_is_an_error_wherever_it_stands() {
        for text in [&b"q=%ff"[..], b"q=\xff", b"q=a+%e9", b"a=1&q=%C3", b"q=%ed%a0%80", b"q=\xc3"] {
            assert_eq!(pairs(text), Err("q: is not UTF-8".to_owned()));
        }
        assert_eq!(pairs(b"%ff=q"), Err("the name of a parameter is not UTF-8".to_owned()));
    }
}
