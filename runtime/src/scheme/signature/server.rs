//! Signatures that are verified, and answers that are signed.

use std::borrow::Cow;

use http::HeaderMap;

use super::super::{AuthScheme, Needed, one_value};
use super::form::could_be_body;
use super::{Enabled, Form, Place, Signature};
use crate::Covers;
use crate::server::incoming::Incoming;
use crate::server::keys::{Keys, Needs};
use crate::{Secret, SignatureFault};

/// A signature that an action needs.
pub(crate) struct NeededSignature {
    pub(crate) signature: &'static Signature,
    pub(crate) by: Needed,
    /// The secret signs bodies too, in the same way.
    bodies: bool,
}

/// What has shown that a request is signed by somebody who knows the secret. Only then its answer is signed, with the same
/// secret: whoever could get other texts signed could send them as requests.
pub(crate) struct Proof {
    pub(crate) signature: &'static Signature,
    pub(crate) form: Form,
    pub(crate) secret: Secret,
}

impl Proof {
    /// The header with the signature of an answer, in the form in which the request was signed.
    pub(crate) fn sign(&self, body: &[u8]) -> Option<(&'static str, String)> {
        let header = self.signature.place.header()?;
        let form = self.signature.for_answer(&self.form);
        Some((header, self.signature.sign_as(&form, body, &self.secret)))
    }
}

impl NeededSignature {
    pub(super) fn new(signature: &'static Signature, by: Needed) -> Self {
        let mut others = by.schemes.iter().filter_map(AuthScheme::as_signature);
        let bodies = others.any(|other| other.signs_bodies() && other.is_made_like(signature));
        Self { signature, by, bodies }
    }

    /// Whether a request has to be signed, or may be.
    pub(crate) fn applies(&self, headers: &HeaderMap) -> bool {
        let header = self.signature.place.header();
        header.is_none_or(|header| headers.contains_key(header)) || !self.by.optional
    }

    /// Whether the parameter that would be the signature holds none. Callers that do not sign leave it out, or send an
    /// empty text or some remark in its place.
    pub(crate) fn is_left_out(&self, incoming: &Incoming) -> bool {
        let Some(own) = self.signature.place.parameter() else { return false };
        let Ok(entries) = incoming.signed_entries() else { return false };
        let mut texts = entries.iter().filter(|(name, _)| name == own).map(|(_, value)| value.scalar_text());
        !texts.any(|text| text.is_some_and(|text| self.signature.is_written(&text)))
    }

    /// The form in which a request is signed; none when there is nothing that a signature would cover.
    pub(crate) fn signed_as(
        &self,
        needs: &Needs,
        (keys, secret): (&Keys, &Secret),
        headers: &HeaderMap,
        incoming: &Incoming,
    ) -> Result<Option<Form>, SignatureFault> {
        let signature = self.signature;
        let nothing = !needs.has_body && !incoming.has_body() && !signature.empty;
        let entries = || incoming.signed_entries().map_err(|_| SignatureFault::Wrong);
        let presented = match signature.place {
            Place::Header(_) if nothing => return Ok(None),
            Place::Header(header) => one_value(headers, header).map(Cow::Borrowed),
            Place::Parameter(own) => {
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
                    let text = Signature::values(needs.action, needs.names, entries);
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
        let enabled = Enabled { discouraged: keys.discouraged.contains(&signature.name), modes: &modes };
        signature.check(presented.as_deref(), secret, enabled, texts, incoming.bytes()).map(Some)
    }
}
