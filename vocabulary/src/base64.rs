//! Base64 encoding and decoding of bytes.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

/// Padding is written, but not required when reading.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Decodes base64. Whitespace is ignored and padding is optional; returns `None` for invalid text.
pub fn from_base64(text: &str) -> Option<Vec<u8>> {
    let letters: Vec<u8> = text.bytes().filter(|letter| !letter.is_ascii_whitespace()).collect();
    ENGINE.decode(letters).ok()
}

/// Encodes bytes in base64, with padding.
pub fn to_base64(bytes: &[u8]) -> String {
    ENGINE.encode(bytes)
}
