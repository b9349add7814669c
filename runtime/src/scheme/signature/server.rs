//! Server side of signatures: verifies requests and signs responses.

use std::borrow::Cow;

use http::HeaderMap;

use super::super::{AuthScheme, Needed, one_value};
use super::mode::could_be_body;
use super::{EnabledModes, Signature, SignatureLocation, SigningMode};
use crate::Covers;
use crate::server::incoming::Incoming;
use crate::server::keys::{KeyChecks, Needs};
use crate::{Secret, SignatureFault};

/// Signature that an action needs.
pub(crate) struct NeededSignature {
    pub(crate) signature: &'static Signature,
    pub(crate) by: Needed,
    /// Whether the same secret also signs bodies in the same way.
    bodies: bool,
}

/// Proof that the sender of a request knows the secret. Only then is the response signed, with the same secret: a
/// caller who could have arbitrary data signed could send it as a request.
pub(crate) struct Proof {
    pub(crate) signature: &'static Signature,
    pub(crate) form: SigningMode,
    pub(crate) secret: Secret,
}

impl Proof {
    /// Signs a response in the signing mode of the request. Returns the header's name and value.
    pub(crate) fn sign(&self, body: &[u8]) -> Option<(&'static str, String)> {
        let header = self.signature.place.header()?;
        let form = self.signature.for_response(&self.form);
        Some((header, self.signature.sign_as(&form, body, &self.secret)))
    }
}

impl NeededSignature {
    pub(super) fn new(signature: &'static Signature, by: Needed) -> Self {
        let mut others = by.schemes.iter().filter_map(AuthScheme::as_signature);
        let bodies = others.any(|other| other.signs_bodies() && other.signs_like(signature));
        Self { signature, by, bodies }
    }

    /// Whether the signature must be verified: it is required, or the request carries one.
    pub(crate) fn applies(&self, headers: &HeaderMap) -> bool {
        let header = self.signature.place.header();
        header.is_none_or(|header| headers.contains_key(header)) || !self.by.optional
    }

    /// Whether the parameter of the signature contains none. Callers that do not sign leave it out, or send an empty
    /// string or some remark.
    pub(crate) fn is_left_out(&self, incoming: &Incoming) -> bool {
        let Some(own) = self.signature.place.parameter() else { return false };
        let Ok(entries) = incoming.signed_entries() else { return false };
        let mut texts = entries.iter().filter(|(name, _)| name == own).map(|(_, value)| value.scalar_text());
        !texts.any(|text| text.is_some_and(|text| self.signature.is_written(&text)))
    }

    /// Verifies the signature. Returns the signing mode; `None` if there is no data that the signature would cover.
    pub(crate) fn signed_as(
        &self,
        needs: &Needs,
        (keys, secret): (&KeyChecks, &Secret),
        headers: &HeaderMap,
        incoming: &Incoming,
    ) -> Result<Option<SigningMode>, SignatureFault> {
        let signature = self.signature;
        let nothing = !needs.has_body && !incoming.has_body() && !signature.empty;
        let entries = || incoming.signed_entries().map_err(|_| SignatureFault::Wrong);
        let received = match signature.place {
            SignatureLocation::Header(_) if nothing => return Ok(None),
            SignatureLocation::Header(header) => one_value(headers, header).map(Cow::Borrowed),
            SignatureLocation::Parameter(own) => {
                let entries = entries()?;
                let mut found = entries.iter().filter(|(name, _)| name == own);
                let text = found.next().and_then(|(_, value)| value.scalar_text());
                text.filter(|_| found.next().is_none()).map(|text| Cow::Owned(text.into_owned()))
            }
        };
        let texts = |covers| {
            let entries = entries()?;
            let texts = match covers {
                Covers::Values => {
                    let text = Signature::values(needs.action, &needs.names, entries);
                    vec![text.map_err(|_| SignatureFault::Unknown)?]
                }
                covers => signature.texts_of_pairs(covers, entries),
            };
            let forms = keys.forms && covers == Covers::Values;
            let ambiguous = |text: &Secret| self.bodies && could_be_body(text.expose(), forms);
            if texts.iter().any(ambiguous) { Err(SignatureFault::Ambiguous) } else { Ok(texts) }
        };
        let modes = keys.modes.iter().filter(|(scheme, _)| *scheme == signature.name);
        let modes: Vec<&str> = modes.map(|(_, mode)| mode.as_str()).collect();
        let enabled = EnabledModes { discouraged: keys.discouraged.contains(&signature.name), modes: &modes };
        signature.check(received.as_deref(), secret, enabled, texts, incoming.bytes()).map(Some)
    }
}
