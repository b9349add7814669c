//! Client side of signatures: signs requests and verifies signed responses.

use std::borrow::Cow;

use bindery_signing::Filling;
use bindery_vocabulary::recipe::Value;
use bytes::Bytes;
use http::{HeaderMap, Uri};

use super::super::{Sending, Show, host, insert};
use super::message::{Contents, Message, Target};
use super::parameters::could_be_body;
use super::{EnabledModes, Signature, SigningMode};
use crate::client::{Credentials, MadeValues, RequestParts};
use crate::metadata::MediaType;
use crate::wire::{Key, MakeValue as _, Out, key};
use crate::{ActionInfo, Fault, Secret, SignatureFault};

/// Signature that is about to be made.
pub(super) struct Signing<'c> {
    pub(super) signature: &'static Signature,
    pub(super) secret: Cow<'c, Secret>,
    pub(super) form: SigningMode,
    pub(super) credentials: &'c Credentials,
}

impl Show for Signing<'_> {
    fn prepare(&self, parts: &mut RequestParts) -> Result<(), Fault> {
        if self.signature.may_cover_pairs() {
            parts.shorten_numbers()?;
        }
        match self.signature.place.parameter() {
            Some(name) => self.push_to(parts, name),
            None => Ok(()),
        }
    }

    fn put_on(&self, sending: &mut Sending<'_>) -> Result<(), Fault> {
        if self.signature.place.parameter().is_some() {
            return Ok(());
        }
        let signed = self.signed(sending)?;
        let request = &mut *sending.request;
        if let Some(header) = self.signature.place.header() {
            return insert(request, header, &signed);
        }
        let name = self.signature.place.query().unwrap_or_default();
        let path = request.uri().path();
        let before = request.uri().query().map_or_else(String::new, |query| format!("{query}&"));
        let pair = form_urlencoded::Serializer::new(String::new()).append_pair(name, &signed).finish();
        let target = format!("{path}?{before}{pair}");
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = Some(target.parse().map_err(|_| Fault::limit("the address is not valid"))?);
        *request.uri_mut() = Uri::from_parts(parts).map_err(|_| Fault::limit("the address is not valid"))?;
        Ok(())
    }
}

impl Signing<'_> {
    /// Adds the signature to the parameters that it covers.
    ///
    /// # Errors
    /// Names the parameter that cannot be signed.
    fn push_to(&self, parts: &mut RequestParts, name: &'static str) -> Result<(), Fault> {
        let mut room = None;
        let entries = parts.signed_entries(&mut room)?;
        if entries.iter().any(|(known, _)| known == name) {
            return Err(Fault::limit("is the signature, which is computed, so it cannot be set").inside(name));
        }
        let text_of = |wanted: &str| {
            let found = entries.iter().find(|(name, _)| name == wanted);
            found.and_then(|(_, value)| value.scalar_text()).map(Cow::into_owned)
        };
        let pairs = self.signature.joined(&entries)?;
        let message = Message {
            target: None,
            headers: &HeaderMap::new(),
            body: &[],
            secret: &self.secret,
            parameter: &text_of,
            credential: &|scheme| self.credentials.known(scheme).cloned(),
        };
        let text = message.text(&self.form, Contents { pairs: Some(&pairs), values: None })?;
        let signed = self.signature.write(&self.form, &text, &self.secret, &|value| self.part(value, &[]))?;
        parts.push_signature(name, signed);
        Ok(())
    }

    /// Makes the signature of a request. Covers the exact bytes that are sent, or the parameters they were made from.
    fn signed(&self, sending: &Sending<'_>) -> Result<String, Fault> {
        let Sending { request, parts, action, names } = sending;
        let (signature, form) = (self.signature, &self.form);
        let template = form.template()?;
        let needs = |wanted: &Value| template.values().contains(&wanted);
        let mut room = None;
        let entries = parts.signed_entries(&mut room)?;
        let pairs = needs(&Value::Pairs).then(|| signature.joined(&entries)).transpose()?;
        let values = needs(&Value::Values).then(|| Signature::values(action, names, &entries)).transpose()?;
        if let Some(data) = pairs.as_ref().or(values.as_ref())
            && template.is_of_content()
            && signature.signs_bodies()
        {
            let forms = values.is_some() && action.body_place().media_type() == Some(MediaType::Form);
            if could_be_body(data.expose(), forms) {
                let text =
                    "the signed data could also be a body, which servers reject; use another signing mode";
                return Err(Fault::limit(text));
            }
        }
        let carried = self.carried()?;
        let parameter = |wanted: &str| {
            let own = carried.iter().find(|(name, _)| *name == wanted).map(|(_, text)| text.clone());
            let sent = || {
                let found = entries.iter().find(|(name, _)| name == wanted);
                found.and_then(|(_, value)| value.scalar_text()).map(Cow::into_owned)
            };
            let others = || {
                let all = parts.query.iter().chain(&parts.headers).chain(&parts.path);
                let mut all = all.chain(&parts.cookies);
                all.find(|(name, _)| name == wanted).map(|(_, text)| text.clone())
            };
            own.or_else(sent).or_else(others)
        };
        let uri = request.uri();
        let origin = uri.scheme_str().map(|scheme| format!("{scheme}://{}", host(uri)));
        let message = Message {
            target: Some(Target {
                method: request.method().as_str(),
                origin,
                host: host(uri),
                path: uri.path(),
                query: uri.query().unwrap_or_default().into(),
            }),
            headers: request.headers(),
            body: request.body(),
            secret: &self.secret,
            parameter: &parameter,
            credential: &|scheme| self.credentials.known(scheme).cloned(),
        };
        let text = message.text(form, Contents { pairs: pairs.as_ref(), values: values.as_ref() })?;
        signature.write(form, &text, &self.secret, &|value| self.part(value, &carried))
    }

    /// Makes the parameters that are a part of the signature.
    fn carried(&self) -> Result<Vec<(&'static str, String)>, Fault> {
        let made = MadeValues::default();
        let each = self.signature.carried.iter().map(|(name, encoding, how)| {
            let mut text = String::new();
            let key = Key { encoding: *encoding, ..key(name) };
            made.write_made(&key, how, &mut Out::text(&mut text, *encoding))?;
            Ok((*name, text))
        });
        each.collect()
    }

    /// Returns a value that is a part of the signature.
    fn part(&self, value: &Value, carried: &[(&'static str, String)]) -> Result<Filling<'static>, Fault> {
        let found = match value {
            Value::Parameter(name) => {
                carried.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone())
            }
            Value::Credential(scheme) => {
                self.credentials.known(scheme).map(|credential| credential.expose().to_owned())
            }
            _ => None,
        };
        let found =
            found.ok_or_else(|| Fault::limit(format!("the signature needs {value}, which is not there")));
        found.map(Filling::from)
    }
}

impl Signature {
    /// Returns whether requests for an action are signed. A signature in a header that covers only the body or the
    /// parameters is sent with requests that have a body, and with others only if `empty` is set. Every other one is
    /// always sent.
    pub fn signs(&self, action: &ActionInfo) -> bool {
        let is_of_content = || self.default_mode().template().is_ok_and(|text| text.is_of_content());
        self.place.header().is_none() || action.body_place().is_body() || self.empty || !is_of_content()
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
        let verified = self.check_texts(received, secret, enabled, |form, carried| {
            let message = Message {
                target: None,
                headers: response.headers(),
                body: response.body(),
                secret,
                parameter: &|wanted| {
                    carried.iter().find(|(name, _)| name == wanted).map(|(_, text)| (*text).to_owned())
                },
                credential: &|_| None,
            };
            message
                .text(form, Contents::default())
                .map(|text| vec![text])
                .map_err(|_| SignatureFault::Unknown)
        });
        verified.map(|_| true).map_err(|fault| match fault {
            // Other modes cannot be enabled for responses, which have only a body.
            SignatureFault::NotEnabled => SignatureFault::Unknown,
            fault => fault,
        })
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
            .modes(&[("", "{pairs}{secret}")])
            .written("{HEX}");
        let prepare = |signature: Signature, json: &str| {
            let signature: &'static Signature = Box::leak(Box::new(signature));
            let mut parts =
                RequestParts { body: RequestBody::Json(json.to_owned()), ..RequestParts::default() };
            let (form, credentials) = (signature.default_mode(), Credentials::default());
            let signing =
                Signing { signature, secret: Cow::Borrowed(&secret), form, credentials: &credentials };
            signing.prepare(&mut parts).expect("every value is a scalar");
            parts
        };
        let parts = prepare(signature, given);
        let sign = signature.sign(signed.as_bytes(), &secret);
        assert!(
            matches!(&parts.body, RequestBody::Json(json) if *json == format!("{short},\"sign\":\"{sign}\"}}"))
        );

        // In a header too, but only where pairs are signed.
        signature.place = SignatureLocation::Header("x-sign");
        let parts = prepare(signature, given);
        assert!(matches!(&parts.body, RequestBody::Json(json) if *json == format!("{short}}}")));
        let nothing = prepare(signature, "");
        assert!(matches!(&nothing.body, RequestBody::Json(json) if json.is_empty()));
        signature.modes = &[("", "{body}")];
        let parts = prepare(signature, given);
        assert!(matches!(&parts.body, RequestBody::Json(json) if json == given));
    }
}
