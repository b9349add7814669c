//! Proof Key for Code Exchange (RFC 7636) by S256: whoever exchanges a code shows that he is the one who asked for it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::Secret;

/// The only method. `plain` would send the secret itself to whom it is to be hidden from.
pub(super) const METHOD: &str = "S256";

/// What is sent ahead of a code's exchange: the digest of the verifier, by the method S256.
pub fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()))
}

/// Whether a text may be a verifier (RFC 7636, 4.1): one that is shorter could be guessed.
pub(super) fn is_well_formed(verifier: &Secret) -> bool {
    let text = verifier.expose();
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// Whether a verifier is the one whose challenge was sent ahead.
#[cfg(feature = "authorization")]
pub(super) fn is_verifier(verifier: &Secret, challenge_sent: &str) -> bool {
    Secret::from(challenge(verifier)) == Secret::from(challenge_sent)
}

/// Whether a text can be a challenge: what a SHA-256 digest looks like in Base64.
#[cfg(feature = "authorization")]
pub(super) fn is_challenge(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::{challenge, is_well_formed};

    #[test]
    fn the_example_of_rfc_7636() {
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk".into();
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn verifiers_are_long_and_plain() {
        let is = |text: String| is_well_formed(&text.into());
        assert!(is("a".repeat(43)) && is("-._~Zz09".repeat(16)));
        for wrong in [String::new(), "a".into(), "a".repeat(42), "a".repeat(129)] {
            assert!(!is(wrong));
        }
        for letter in ["+", "/", "=", " ", "\0", "é"] {
            assert!(!is("a".repeat(50) + letter), "{letter}");
        }
    }
}
