//! Proof Key for Code Exchange (RFC 7636) with S256: proves that a code is exchanged by the application that requested
//! it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::Secret;

/// The only supported challenge method. With `plain`, the authorization request would contain the verifier itself.
pub(super) const METHOD: &str = "S256";

/// Returns the code challenge of a verifier with the method S256. Sent with the authorization request.
pub fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.expose()))
}

/// Whether a string is a valid code verifier (RFC 7636, 4.1); a shorter one could be guessed.
pub(super) fn is_well_formed(verifier: &Secret) -> bool {
    let text = verifier.expose();
    (43..=128).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
}

/// Whether a verifier matches the challenge of the authorization request.
#[cfg(feature = "authorization")]
pub(super) fn is_verifier(verifier: &Secret, challenge_sent: &str) -> bool {
    Secret::from(challenge(verifier)) == Secret::from(challenge_sent)
}

/// Whether a string has the form of an S256 challenge: a SHA-256 digest in URL-safe Base64.
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
