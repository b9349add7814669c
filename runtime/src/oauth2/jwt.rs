//! What clients and servers of signed assertions (RFC 7523) share: the algorithms, and the names of the RFCs.

use crate::Digest;

/// Grant type of an assertion (RFC 7523, 2.1).
pub(super) const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/// Type of an assertion in place of a secret (RFC 7523, 2.2).
pub(super) const CLIENT_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// Grant type of a device code (RFC 8628, 3.4).
pub(super) const DEVICE_CODE: &str = "urn:ietf:params:oauth:grant-type:device_code";

/// Algorithm of a signed assertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Algorithm {
    Rs256,
    Es256,
}

impl Algorithm {
    /// Name in the header of an assertion (RFC 7518, 3.1).
    pub(super) fn name(self) -> &'static str {
        match self {
            Algorithm::Rs256 => "RS256",
            Algorithm::Es256 => "ES256",
        }
    }

    pub(super) fn digest(self) -> Digest {
        match self {
            Algorithm::Rs256 => Digest::RsaSha256,
            Algorithm::Es256 => Digest::EcdsaP256Sha256,
        }
    }
}
