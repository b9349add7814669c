//! Functions in templates.

use bindery_vocabulary::recipe::Function;
use bindery_vocabulary::to_base64;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_encode};
use zeroize::Zeroizing;

use crate::algorithm::{hash, hex};

/// Everything but the unreserved characters of RFC 3986.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Applies a function.
pub(crate) fn apply(function: Function, bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    Zeroizing::new(match function {
        Function::Md5 | Function::Sha1 | Function::Sha256 | Function::Sha384 | Function::Sha512 => {
            hash(function, bytes)
        }
        Function::Hex => hex(bytes).into_bytes(),
        Function::Base64 => to_base64(bytes).into_bytes(),
        Function::Base64Url => base64url(bytes).into_bytes(),
        Function::Upper => bytes.to_ascii_uppercase(),
        Function::Lower => bytes.to_ascii_lowercase(),
        Function::Escape => escape(bytes).into_bytes(),
    })
}

/// Percent encoding of everything but the unreserved characters of RFC 3986.
pub fn escape(bytes: &[u8]) -> String {
    percent_encode(bytes, ESCAPED).to_string()
}

/// Base64 with `-` and `_`, without padding (RFC 4648, 5).
pub(crate) fn base64url(bytes: &[u8]) -> String {
    let mut text = to_base64(bytes).replace('+', "-").replace('/', "_");
    text.truncate(text.trim_end_matches('=').len());
    text
}
