//! Server side of signatures: verifies requests and signs responses.

use std::borrow::Cow;

use bindery_vocabulary::recipe::Value;
use http::request::Parts;

use super::super::{AuthScheme, Needed, one_value};
use super::message::{Contents, Message, Target};
use super::mode::SignedText;
use super::parameters::could_be_body;
use super::{EnabledModes, Signature, SignatureLocation, SigningMode};
use crate::server::incoming::Incoming;
use crate::server::keys::{Credentials, KeyChecks, Needs};
use crate::{Secret, SignatureFault, urlencoded};

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

    /// Returns the schemes whose credentials the signature needs: that of its secret first.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = &'static str> + use<> {
        let own = (!self.signature.checksum).then_some(self.signature.secret);
        own.into_iter().chain(self.signature.uses.iter().copied())
    }

    /// Whether the signature must be verified: it is required, or the request carries one.
    pub(crate) fn applies(&self, head: &Parts) -> bool {
        let is_there = match self.signature.place {
            SignatureLocation::Header(header) => head.headers.contains_key(header),
            SignatureLocation::Query(name) => !query_values(head, name).is_empty(),
            SignatureLocation::Parameter(_) => true,
        };
        is_there || !self.by.optional
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
        (keys, credentials): (&KeyChecks, &Credentials<'_>),
        head: &Parts,
        incoming: &Incoming<'_>,
    ) -> Result<Option<SigningMode>, SignatureFault> {
        let signature = self.signature;
        let none = Secret::default();
        let secret = credentials.iter().find(|(scheme, _)| *scheme == signature.secret);
        let secret = secret.map_or(&none, |(_, secret)| *secret);
        let is_of_content = signature.default_mode().template().is_ok_and(|text| text.is_of_content());
        let nothing = !needs.has_body && !incoming.has_body() && !signature.empty && is_of_content;
        let entries = || incoming.signed_entries().map_err(|_| SignatureFault::Wrong);
        let text = match signature.place {
            SignatureLocation::Header(_) if nothing => return Ok(None),
            SignatureLocation::Header(header) => one_value(&head.headers, header).map(Cow::Borrowed),
            SignatureLocation::Query(name) => match <[String; 1]>::try_from(query_values(head, name)) {
                Ok([text]) => Some(Cow::Owned(text)),
                Err(_) => None,
            },
            SignatureLocation::Parameter(own) => {
                let entries = entries()?;
                let mut found = entries.iter().filter(|(name, _)| name == own);
                let text = found.next().and_then(|(_, value)| value.scalar_text());
                text.filter(|_| found.next().is_none()).map(|text| Cow::Owned(text.into_owned()))
            }
        };
        let modes = keys.modes.iter().filter(|(scheme, _)| *scheme == signature.name);
        let modes: Vec<&str> = modes.map(|(_, mode)| mode.as_str()).collect();
        let enabled = EnabledModes { discouraged: keys.discouraged.contains(&signature.name), modes: &modes };
        let texts = |form: &SigningMode, carried: &[(String, &str)]| {
            self.check_carried(carried)?;
            self.texts(needs, (keys, secret, credentials), (head, incoming), (form, carried))
        };
        signature.check_texts(text.as_deref(), secret, enabled, texts).map(Some)
    }

    /// Checks the parameters in the signature: a time within its window.
    fn check_carried(&self, carried: &[(String, &str)]) -> Result<(), SignatureFault> {
        for (own, encoding, made) in self.signature.carried {
            let found = carried.iter().find(|(name, _)| name == own);
            let (_, text) = found.ok_or(SignatureFault::Unknown)?;
            let Some(window) = made.window else { continue };
            let given = bindery_vocabulary::Given::Text(text);
            let time = bindery_vocabulary::instant(given, *encoding).ok_or(SignatureFault::Unknown)?;
            let distance = time.abs_diff(jiff::Timestamp::now().as_nanosecond()) / 1_000_000;
            if distance > u128::from(window) {
                return Err(SignatureFault::Expired);
            }
        }
        Ok(())
    }

    /// Returns the texts of a mode that a request may have been signed with.
    fn texts(
        &self,
        needs: &Needs,
        (keys, secret, credentials): (&KeyChecks, &Secret, &Credentials<'_>),
        (head, incoming): (&Parts, &Incoming),
        (form, carried): (&SigningMode, &[(String, &str)]),
    ) -> Result<Vec<SignedText>, SignatureFault> {
        let signature = self.signature;
        let template = form.template().map_err(|_| SignatureFault::Unknown)?;
        let has = |wanted: &Value| template.values().contains(&wanted);
        let entries = || incoming.signed_entries().map_err(|_| SignatureFault::Wrong);
        let pairs = if has(&Value::Pairs) { signature.all_pairs(entries()?) } else { Vec::new() };
        let values = match has(&Value::Values) {
            true => Some(
                Signature::values(needs.action, &needs.names, entries()?)
                    .map_err(|_| SignatureFault::Unknown)?,
            ),
            false => None,
        };
        if self.bodies && template.is_of_content() {
            let forms = keys.forms && values.is_some();
            if pairs.iter().chain(&values).any(|data| could_be_body(data.expose(), forms)) {
                return Err(SignatureFault::Ambiguous);
            }
        }
        let parameter = |wanted: &str| {
            let own = carried.iter().find(|(name, _)| name == wanted).map(|(_, text)| (*text).to_owned());
            let sent = || {
                let entries = incoming.signed_entries().ok()?;
                let mut found = entries.iter().filter(|(name, _)| name == wanted);
                let text = found.next().and_then(|(_, value)| value.scalar_text());
                text.filter(|_| found.next().is_none()).map(Cow::into_owned)
            };
            let in_query = || <[String; 1]>::try_from(query_values(head, wanted)).ok().map(|[text]| text);
            own.or_else(sent).or_else(in_query)
        };
        let credential = |scheme: &str| {
            credentials.iter().find(|(known, _)| *known == scheme).map(|(_, secret)| (*secret).clone())
        };
        let host = match &keys.public {
            Some(public) => super::super::host(public),
            None => one_value(&head.headers, "host").unwrap_or_default().to_owned(),
        };
        let query = head.uri.query().unwrap_or_default();
        let message = Message {
            target: Some(Target {
                method: head.method.as_str(),
                origin: keys
                    .public
                    .as_ref()
                    .map(|public| public.to_string().trim_end_matches('/').to_owned()),
                host,
                path: head.uri.path(),
                query: match signature.place.query() {
                    Some(own) => without(query, own).into(),
                    None => query.into(),
                },
            }),
            headers: &head.headers,
            body: incoming.bytes(),
            secret,
            parameter: &parameter,
            credential: &credential,
        };
        let text = |contents| {
            message.text(form, contents).map_err(|fault| {
                tracing::debug!(scheme = signature.name, %fault, "no text to verify");
                SignatureFault::Unknown
            })
        };
        if !has(&Value::Pairs) {
            return Ok(vec![text(Contents { pairs: None, values: values.as_ref() })?]);
        }
        pairs.iter().map(|pairs| text(Contents { pairs: Some(pairs), values: values.as_ref() })).collect()
    }
}

/// Returns the values of a query parameter.
fn query_values(head: &Parts, name: &str) -> Vec<String> {
    let query = head.uri.query().unwrap_or_default();
    let all = urlencoded::parse(query.as_bytes()).filter_map(Result::ok);
    all.filter(|(known, _)| known == name).map(|(_, text)| text.into_owned()).collect()
}

/// Returns a query as it was sent, without a parameter.
fn without(query: &str, name: &str) -> String {
    let is_other = |pair: &&str| pair.split('=').next() != Some(name);
    query.split('&').filter(is_other).collect::<Vec<_>>().join("&")
}
