//! Digests of texts: plain, keyed, and by private keys.

use bindery_vocabulary::Digest;
use bindery_vocabulary::recipe::Function;
use md5::{Digest as _, Md5};
use ring::rand::SystemRandom;
use ring::signature::{self, UnparsedPublicKey, VerificationAlgorithm};
use ring::{digest, hmac};
use subtle::ConstantTimeEq;

use crate::key::{Key, KeyFault, Kind, VerifyingKey, VerifyingKind};

/// Signs a text. A plain digest has no key: the text contains the secret.
///
/// # Errors
/// When the key is of another kind than the digest needs.
pub fn sign(how: Digest, key: &Key, text: &[u8]) -> Result<Vec<u8>, KeyFault> {
    match &key.kind {
        Kind::Shared(secret) => shared(how, secret, text).ok_or(KeyFault::Unusable),
        Kind::Rsa(pair) => {
            let padding: &dyn signature::RsaEncoding = match how {
                Digest::RsaPssSha256 => &signature::RSA_PSS_SHA256,
                Digest::RsaPssSha512 => &signature::RSA_PSS_SHA512,
                Digest::RsaSha512 => &signature::RSA_PKCS1_SHA512,
                _ => &signature::RSA_PKCS1_SHA256,
            };
            let mut signature = vec![0; pair.public().modulus_len()];
            let signed = pair.sign(padding, &SystemRandom::new(), text, &mut signature);
            signed.map(|()| signature).map_err(|_| KeyFault::Unusable)
        }
        Kind::Ecdsa(pair) => {
            let signed = pair.sign(&SystemRandom::new(), text);
            signed.map(|signature| signature.as_ref().to_vec()).map_err(|_| KeyFault::Unusable)
        }
        Kind::Ed25519(pair) => Ok(pair.sign(text).as_ref().to_vec()),
    }
}

/// Digest of a text, with a key that both sides have unless the digest is plain.
fn shared(how: Digest, secret: &[u8], text: &[u8]) -> Option<Vec<u8>> {
    if let Some(function) = plain(how) {
        return Some(hash(function, text));
    }
    keyed(how).map(|algorithm| hmac::sign(&hmac::Key::new(algorithm, secret), text).as_ref().to_vec())
}

/// Whether a signature is that of a text. Compares in constant time.
pub fn verify(how: Digest, key: &VerifyingKey, text: &[u8], signature: &[u8]) -> bool {
    match &key.kind {
        VerifyingKind::Shared(secret) => {
            shared(how, secret, text).is_some_and(|expected| bool::from(expected.ct_eq(signature)))
        }
        VerifyingKind::Public(bytes) => asymmetric(how).is_some_and(|algorithm| {
            UnparsedPublicKey::new(algorithm, bytes).verify(text, signature).is_ok()
        }),
    }
}

/// Plain digest of a name.
fn plain(how: Digest) -> Option<Function> {
    Some(match how {
        Digest::Md5 => Function::Md5,
        Digest::Sha1 => Function::Sha1,
        Digest::Sha256 => Function::Sha256,
        Digest::Sha384 => Function::Sha384,
        Digest::Sha512 => Function::Sha512,
        _ => return None,
    })
}

/// HMAC of a name.
fn keyed(how: Digest) -> Option<hmac::Algorithm> {
    Some(match how {
        Digest::HmacSha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        Digest::HmacSha256 => hmac::HMAC_SHA256,
        Digest::HmacSha384 => hmac::HMAC_SHA384,
        Digest::HmacSha512 => hmac::HMAC_SHA512,
        _ => return None,
    })
}

/// Verification of a signature by a private key.
fn asymmetric(how: Digest) -> Option<&'static dyn VerificationAlgorithm> {
    Some(match how {
        Digest::RsaSha256 => &signature::RSA_PKCS1_2048_8192_SHA256,
        Digest::RsaSha512 => &signature::RSA_PKCS1_2048_8192_SHA512,
        Digest::RsaPssSha256 => &signature::RSA_PSS_2048_8192_SHA256,
        Digest::RsaPssSha512 => &signature::RSA_PSS_2048_8192_SHA512,
        Digest::EcdsaP256Sha256 => &signature::ECDSA_P256_SHA256_FIXED,
        Digest::EcdsaP256Sha256Der => &signature::ECDSA_P256_SHA256_ASN1,
        Digest::Ed25519 => &signature::ED25519,
        _ => return None,
    })
}

/// Applies a plain digest.
pub(crate) fn hash(how: Function, bytes: &[u8]) -> Vec<u8> {
    let algorithm = match how {
        Function::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
        Function::Sha256 => &digest::SHA256,
        Function::Sha384 => &digest::SHA384,
        Function::Sha512 => &digest::SHA512,
        _ => return Md5::digest(bytes).to_vec(),
    };
    digest::digest(algorithm, bytes).as_ref().to_vec()
}

/// Returns bytes in lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect()
}

/// Returns the bytes of hexadecimal digits in upper or lower case.
pub fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    let all = rest.is_empty().then_some(pairs)?;
    all.iter().map(|[high, low]| Some(digit(high)? << 4 | digit(low)?)).collect()
}
