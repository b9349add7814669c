//! Client side of signatures: signs requests and verifies signed responses.

use bytes::Bytes;

use super::super::{Sending, Show, insert};
use super::mode::could_be_body;
use super::{EnabledModes, Signature, SigningMode};
use crate::Covers;
use crate::client::RequestParts;
use crate::metadata::MediaType;
use crate::{ActionInfo, Fault, Secret, SignatureFault};

/// Signature that is about to be made.
pub(super) struct Signing<'c> {
    pub(super) signature: &'static Signature,
    pub(super) secret: &'c Secret,
    pub(super) form: SigningMode,
}

impl Show for Signing<'_> {
    fn prepare(&self, parts: &mut RequestParts) -> Result<(), Fault> {
        self.signature.sign_parts(parts, self.secret)
    }

    fn put_on(&self, sending: &mut Sending<'_>) -> Result<(), Fault> {
        self.signature.sign_request(&self.form, sending, self.secret)
    }
}

impl Signature {
    /// Prepares parameters for signing. Where pairs are signed, numbers are written in their shortest form, so that
    /// receivers that verify the received text and receivers that verify the parsed number agree. Then adds the
    /// signature, if it is sent as a parameter.
    ///
    /// # Errors
    /// Names the parameter that cannot be signed.
    fn sign_parts(&self, parts: &mut RequestParts, secret: &Secret) -> Result<(), Fault> {
        if self.may_cover_pairs() {
            parts.shorten_numbers()?;
        }
        let Some(name) = self.place.parameter() else { return Ok(()) };
        let mut room = None;
        let entries = parts.signed_entries(&mut room)?;
        if entries.iter().any(|(known, _)| known == name) {
            return Err(Fault::limit("is the signature, which is computed, so it cannot be set").inside(name));
        }
        let Some(signed) = self.pairs(&entries)? else {
            return Err(Fault::limit("cannot be part of the body that it signs").inside(name));
        };
        let signature = self.sign(signed.expose().as_bytes(), secret);
        parts.push_signature(name, signature);
        Ok(())
    }

    /// Returns whether requests for an action are signed. A signature in a header is sent with requests that have a
    /// body, and with others only if `empty` is set; a signature in a parameter is always sent.
    pub fn signs(&self, action: &ActionInfo) -> bool {
        self.place.parameter().is_some() || action.body_place().is_body() || self.empty
    }

    /// Whether a response carries a signature.
    pub(crate) fn is_present(&self, response: &http::Response<Bytes>) -> bool {
        self.place.header().is_some_and(|header| response.headers().contains_key(header))
    }

    /// Verifies the signature of a response, if the server signs its responses. Returns whether the response is
    /// verified: an error response without a signature is not, since it may come from a proxy, which signs nothing. A
    /// signature that is present must be valid in any case.
    ///
    /// # Errors
    /// Returns what is wrong with the signature.
    pub(crate) fn check_response(
        &self,
        secret: &Secret,
        discouraged: bool,
        response: &http::Response<Bytes>,
    ) -> Result<bool, SignatureFault> {
        let Some(header) = self.place.header() else { return Ok(true) };
        if !self.responses {
            return Ok(true);
        }
        let mut values = response.headers().get_all(header).iter();
        let received = match (values.next(), values.next()) {
            (Some(value), None) => Some(value.to_str().unwrap_or_default()),
            (None, _) if !response.status().is_success() => return Ok(false),
            _ => None,
        };
        let enabled = EnabledModes { discouraged, modes: &[] };
        let no_texts = |_| Err(SignatureFault::Unknown);
        let verified = self.check(received, secret, enabled, no_texts, response.body());
        verified.map(|_| true).map_err(|fault| match fault {
            // Other modes cannot be enabled for responses, which have only a body.
            SignatureFault::NotEnabled => SignatureFault::Unknown,
            fault => fault,
        })
    }

    /// Puts the signature into its header; does nothing for a signature in a parameter. Covers the exact bytes that are
    /// sent, or the parameters they were made from.
    fn sign_request(
        &self,
        form: &SigningMode,
        sending: &mut Sending<'_>,
        secret: &Secret,
    ) -> Result<(), Fault> {
        let Sending { request, parts, action, names } = sending;
        let Some(header) = self.place.header() else { return Ok(()) };
        let text = match form.covers {
            Covers::Body => None,
            Covers::Values => Some(Self::values(action, names, &parts.signed_entries(&mut None)?)?),
            Covers::Pairs { .. } => self.pairs_of(form.covers, &parts.signed_entries(&mut None)?)?,
        };
        let forms =
            form.covers == Covers::Values && action.body_place().media_type() == Some(MediaType::Form);
        if text.as_ref().is_some_and(|text| self.signs_bodies() && could_be_body(text.expose(), forms)) {
            let text = "the signed data could also be a body, which servers reject; use another signing mode";
            return Err(Fault::limit(text));
        }
        let signed = text.as_ref().map_or(request.body().as_ref(), |text| text.expose().as_bytes());
        let signature = self.sign_as(form, signed, secret);
        insert(request, header, &signature)
    }
}

#[cfg(test)]
mod tests {
    use super::super::SignatureLocation;
    use super::*;
    use crate::Digest;
    use crate::client::RequestBody;

    /// A receiver that parses JSON before it verifies a signature knows the number, but not how it was written.
    #[test]
    fn numbers_are_short_where_pairs_are_signed() {
        let given = r#"{"amount":100.00,"tiny":0.00000001,"long":12345678901234567.89,"power":1e3,"zero":-0.0,"text":"1.50","flag":true}"#;
        let short = r#"{"amount":100,"tiny":0.00000001,"long":12345678901234567.89,"power":1000,"zero":0,"text":"1.50","flag":true"#;
        let signed =
            "amount=100&flag=true&long=12345678901234567.89&power=1000&text=1.50&tiny=0.00000001&zero=0";
        let secret = Secret::from("s3cret");
        let mut signature = Signature::new("s", SignatureLocation::Parameter("sign"), &[("", Digest::Sha1)])
            .modes(&[("", Covers::Pairs { skip_empty: false, either: false })])
            .written("{HEX}");
        let mut parts = RequestParts { body: RequestBody::Json(given.to_owned()), ..RequestParts::default() };
        signature.sign_parts(&mut parts, &secret).expect("every value is a scalar");
        let sign = signature.sign(signed.as_bytes(), &secret);
        assert!(
            matches!(&parts.body, RequestBody::Json(json) if *json == format!("{short},\"sign\":\"{sign}\"}}"))
        );

        // In a header too, but only where pairs are signed.
        signature.place = SignatureLocation::Header("x-sign");
        let mut parts = RequestParts { body: RequestBody::Json(given.to_owned()), ..RequestParts::default() };
        signature.sign_parts(&mut parts, &secret).expect("every value is a scalar");
        assert!(matches!(&parts.body, RequestBody::Json(json) if *json == format!("{short}}}")));
        let mut nothing = RequestParts { body: RequestBody::Json(String::new()), ..RequestParts::default() };
        signature.sign_parts(&mut nothing, &secret).expect("nothing can be signed too");
        assert!(matches!(&nothing.body, RequestBody::Json(json) if json.is_empty()));
        signature.modes = &[("", Covers::Body)];
        let mut parts = RequestParts { body: RequestBody::Json(given.to_owned()), ..RequestParts::default() };
        signature.sign_parts(&mut parts, &secret).expect("every value is a scalar");
        assert!(matches!(&parts.body, RequestBody::Json(json) if json == given));
    }
}
