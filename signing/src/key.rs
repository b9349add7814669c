//! Keys of signatures, and how the user writes them.

use std::fmt;

use bindery_vocabulary::{Digest, KeyEncoding, from_base64};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, KeyPair,
    RsaKeyPair,
};
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{PrivateKeyDer, SubjectPublicKeyInfoDer};
use spki::SubjectPublicKeyInfoRef;
use zeroize::Zeroizing;

use crate::algorithm::from_hex;

/// Key that signs.
pub struct Key {
    pub(crate) kind: Kind,
}

pub(crate) enum Kind {
    Shared(Zeroizing<Vec<u8>>),
    Rsa(RsaKeyPair),
    Ecdsa(EcdsaKeyPair),
    Ed25519(Ed25519KeyPair),
}

/// Key that verifies.
pub struct VerifyingKey {
    pub(crate) kind: VerifyingKind,
}

pub(crate) enum VerifyingKind {
    /// The key that signs, too.
    Shared(Zeroizing<Vec<u8>>),
    /// Public key of a pair.
    Public(Vec<u8>),
}

/// Reason why a key cannot be used. It contains nothing of the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFault {
    /// The text is not in the encoding.
    Encoding(KeyEncoding),
    /// The key is of another kind than the digest needs.
    Unusable,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            KeyFault::Encoding(KeyEncoding::Base64) => "the key is not Base64",
            KeyFault::Encoding(KeyEncoding::Hex) => "the key is not hexadecimal",
            KeyFault::Encoding(KeyEncoding::Pem) => "the key is not PEM of the right kind",
            KeyFault::Encoding(KeyEncoding::Text) | KeyFault::Unusable => {
                "the key is of another kind than the digest needs"
            }
        })
    }
}

impl std::error::Error for KeyFault {}

impl From<KeyFault> for String {
    fn from(fault: KeyFault) -> Self {
        fault.to_string()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyingKey(…)")
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(…)")
    }
}

impl Key {
    /// Key that both sides have, as bytes.
    pub fn shared(bytes: &[u8]) -> Self {
        Self { kind: Kind::Shared(Zeroizing::new(bytes.to_vec())) }
    }

    /// Reads the key for a digest: a secret of both sides, or a private key.
    ///
    /// # Errors
    /// When the text is not in the encoding, or the key is of another kind than the digest needs.
    pub fn read(how: Digest, encoding: KeyEncoding, text: &str) -> Result<Self, KeyFault> {
        if !how.is_asymmetric() {
            return Ok(Self { kind: Kind::Shared(bytes(encoding, text)?) });
        }
        let wrong = KeyFault::Encoding(encoding);
        let kind = match (how, encoding) {
            (Digest::Ed25519, KeyEncoding::Hex | KeyEncoding::Base64) => {
                let seed = bytes(encoding, text)?;
                Kind::Ed25519(Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| KeyFault::Unusable)?)
            }
            (_, KeyEncoding::Pem) => {
                let pem = PrivateKeyDer::from_pem_slice(text.as_bytes()).map_err(|_| wrong)?;
                let of_pair = |_| KeyFault::Unusable;
                match (how, &pem) {
                    (Digest::Ed25519, PrivateKeyDer::Pkcs8(der)) => Kind::Ed25519(
                        Ed25519KeyPair::from_pkcs8_maybe_unchecked(der.secret_pkcs8_der())
                            .map_err(of_pair)?,
                    ),
                    (Digest::EcdsaP256Sha256 | Digest::EcdsaP256Sha256Der, PrivateKeyDer::Pkcs8(der)) => {
                        let fixed = how == Digest::EcdsaP256Sha256;
                        let form = match fixed {
                            true => &ECDSA_P256_SHA256_FIXED_SIGNING,
                            false => &ECDSA_P256_SHA256_ASN1_SIGNING,
                        };
                        let random = SystemRandom::new();
                        Kind::Ecdsa(
                            EcdsaKeyPair::from_pkcs8(form, der.secret_pkcs8_der(), &random)
                                .map_err(of_pair)?,
                        )
                    }
                    (_, PrivateKeyDer::Pkcs8(der)) if how.is_rsa() => {
                        Kind::Rsa(RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()).map_err(of_pair)?)
                    }
                    (_, PrivateKeyDer::Pkcs1(der)) if how.is_rsa() => {
                        Kind::Rsa(RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(of_pair)?)
                    }
                    _ => return Err(KeyFault::Unusable),
                }
            }
            _ => return Err(wrong),
        };
        Ok(Self { kind })
    }

    /// Returns the key that verifies what this one signs.
    pub fn verifying(self) -> VerifyingKey {
        let kind = match self.kind {
            Kind::Shared(secret) => VerifyingKind::Shared(secret),
            Kind::Rsa(pair) => VerifyingKind::Public(pair.public_key().as_ref().to_vec()),
            Kind::Ecdsa(pair) => VerifyingKind::Public(pair.public_key().as_ref().to_vec()),
            Kind::Ed25519(pair) => VerifyingKind::Public(pair.public_key().as_ref().to_vec()),
        };
        VerifyingKey { kind }
    }
}

impl VerifyingKey {
    /// Reads the key for a digest: a secret of both sides, or the public key of a pair.
    ///
    /// # Errors
    /// When the text is not in the encoding, or the key is of another kind than the digest needs.
    pub fn read(how: Digest, encoding: KeyEncoding, text: &str) -> Result<Self, KeyFault> {
        if !how.is_asymmetric() {
            return Ok(Self { kind: VerifyingKind::Shared(bytes(encoding, text)?) });
        }
        let public = |key: &[u8]| Self { kind: VerifyingKind::Public(key.to_vec()) };
        if encoding != KeyEncoding::Pem {
            return Ok(public(&bytes(encoding, text)?));
        }
        let wrong = KeyFault::Encoding(encoding);
        let der = SubjectPublicKeyInfoDer::from_pem_slice(text.as_bytes()).map_err(|_| wrong)?;
        let info = SubjectPublicKeyInfoRef::try_from(der.as_ref()).map_err(|_| wrong)?;
        let key = info.subject_public_key.as_bytes().ok_or(wrong)?;
        Ok(public(key))
    }
}

/// Returns the bytes of a text in an encoding.
fn bytes(encoding: KeyEncoding, text: &str) -> Result<Zeroizing<Vec<u8>>, KeyFault> {
    let read = match encoding {
        KeyEncoding::Text => Some(text.as_bytes().to_vec()),
        KeyEncoding::Base64 => from_base64(text.trim()),
        KeyEncoding::Hex => from_hex(text.trim()),
        KeyEncoding::Pem => None,
    };
    read.map(Zeroizing::new).ok_or(KeyFault::Encoding(encoding))
}
