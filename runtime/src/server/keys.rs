//! Who may call: keys in headers, and signatures. What an action needs is found out when the router is built.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;

use http::HeaderMap;

use super::Context;
use super::incoming::Incoming;
use super::issued::{DynCheckIssued, NeededIssued};
use super::router::RouterError;
use crate::auth::{constant, find_scheme, key_in};
use crate::sign::{Enabled, Form, could_be_body};
use crate::{
    ActionInfo, Api, AuthScheme, Covers, IssuedHeader, KeyHeader, Mechanism, Place, Placement, Secret,
    Signature, SignatureFault,
};

/// Decides whose a key is.
#[diagnostic::on_unimplemented(
    message = "`{Self}` checks no keys",
    label = "not a check of keys",
    note = "a fixed key is given with `credential`; others implement `CheckKey`"
)]
pub trait CheckKey: Send + Sync + 'static {
    /// The name of the caller whose key this is; none when it is nobody's. The key is never empty.
    fn check(&self, key: &Secret) -> impl Future<Output = Option<String>> + Send;
}

/// [`CheckKey`] behind a pointer.
pub(super) trait DynCheckKey: Send + Sync {
    fn check<'c>(&'c self, key: &'c Secret) -> Pin<Box<dyn Future<Output = Option<String>> + Send + 'c>>;
}

impl<C: CheckKey> DynCheckKey for C {
    fn check<'c>(&'c self, key: &'c Secret) -> Pin<Box<dyn Future<Output = Option<String>> + Send + 'c>> {
        Box::pin(CheckKey::check(self, key))
    }
}

/// What a router was given to check keys and signatures with.
#[derive(Default)]
pub(super) struct Keys {
    pub(super) checks: Vec<(&'static str, KeyCheck)>,
    pub(super) alternatives: Vec<&'static str>,
    pub(super) issued: Vec<(&'static str, Box<dyn DynCheckIssued>)>,
    /// The signatures of which discouraged digests are taken.
    pub(super) discouraged: Vec<&'static str>,
    /// The modes of signatures that are taken beyond the usual ones: scheme and mode.
    pub(super) modes: Vec<(&'static str, String)>,
    /// Whether there are bodies that are forms.
    pub(super) forms: bool,
    /// The optional schemes that are needed all the same.
    pub(super) required: Vec<&'static str>,
}

pub(super) enum KeyCheck {
    /// There is one key, compared in constant time.
    Fixed(Secret),
    /// There are many.
    LookedUp(Box<dyn DynCheckKey>),
}

/// A refusal, by the error's name.
pub(super) type Refused = &'static str;

/// What an action needs of a request.
pub(super) struct Needs {
    pub(super) basic: Option<NeededLogin>,
    headers: Vec<NeededKey>,
    signatures: Vec<NeededSignature>,
    issued: Vec<NeededIssued>,
    action: &'static ActionInfo,
    names: &'static [&'static str],
    /// Clients put the parameters into a body.
    has_body: bool,
    send: Placement,
}

/// A log-in by HTTP Basic.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct NeededLogin {
    pub(super) refused: Refused,
    /// It may be left out; one that is sent is checked all the same.
    pub(super) optional: bool,
}

struct NeededKey {
    scheme: &'static str,
    header: &'static KeyHeader,
    refused: Refused,
    optional: bool,
}

struct NeededSignature {
    signature: &'static Signature,
    refused: Refused,
    optional: bool,
    /// The secret signs bodies too, in the same way.
    bodies: bool,
}

/// What has shown that a request is signed by somebody who knows the secret. Only then its answer is signed, with the same
/// secret: whoever could get other texts signed could send them as requests.
pub(super) struct Proof {
    signature: &'static Signature,
    form: Form,
    secret: Secret,
}

impl Proof {
    /// The header with the signature of an answer, in the form in which the request was signed.
    pub(super) fn sign(&self, body: &[u8]) -> Option<(&'static str, String)> {
        let header = self.signature.place.header()?;
        let form = self.signature.for_answer(&self.form);
        Some((header, self.signature.sign_as(&form, body, &self.secret)))
    }
}

/// The keys that were presented and are good, by scheme.
pub(super) type Presented = Vec<(&'static str, Secret)>;

impl Keys {
    pub(super) fn set(&mut self, scheme: &'static str, check: KeyCheck) {
        self.checks.retain(|(known, _)| *known != scheme);
        self.checks.push((scheme, check));
    }

    fn find(&self, scheme: &str) -> Option<&KeyCheck> {
        self.checks.iter().find(|(known, _)| *known == scheme).map(|(_, check)| check)
    }

    fn fixed(&self, scheme: &str) -> Option<&Secret> {
        match self.find(scheme)? {
            KeyCheck::Fixed(secret) => Some(secret),
            KeyCheck::LookedUp(_) => None,
        }
    }

    fn issued_by(&self, scheme: &str) -> Option<&dyn DynCheckIssued> {
        self.issued.iter().find(|(known, _)| *known == scheme).map(|(_, check)| check.as_ref())
    }

    /// Whether headers of this name are issued to users.
    pub(super) fn is_issued(&self, header: &str) -> bool {
        self.issued.iter().any(|(_, check)| check.is_issued(header))
    }

    /// Whether there is a fixed credential that anybody could present.
    pub(super) fn empty(&self) -> Option<&'static str> {
        let empty = |check: &KeyCheck| matches!(check, KeyCheck::Fixed(secret) if secret.expose().is_empty());
        self.checks.iter().find(|(_, check)| empty(check)).map(|(scheme, _)| *scheme)
    }

    /// A mode that was enabled for a signature that does not have it.
    pub(super) fn unknown_mode<P: Api>(&self) -> Option<(&'static str, String)> {
        let has = |scheme: &str, mode: &str| {
            let mut signatures = P::INFO.auth.iter().filter_map(AuthScheme::as_signature);
            signatures.any(|signature| signature.name == scheme && signature.has_mode(mode))
        };
        self.modes.iter().find(|(scheme, mode)| !has(scheme, mode)).cloned()
    }

    /// What an action needs.
    pub(super) fn needs<P: Api>(&self, action: &'static ActionInfo, names: &'static [&'static str]) -> Needs {
        let mut needs = Needs {
            basic: None,
            headers: Vec::new(),
            signatures: Vec::new(),
            issued: Vec::new(),
            action,
            names,
            has_body: action.placement() != Placement::Query,
            send: action.placement(),
        };
        for name in action.auth {
            let usual = find_scheme(P::INFO.auth, name, &[]).and_then(|scheme| scheme.refused);
            let Some(scheme) = find_scheme(P::INFO.auth, name, &self.alternatives) else { continue };
            let refused = scheme.refused.or(usual).unwrap_or(P::INFO.refusals.login);
            let optional = action.optional.contains(name) && !self.required.contains(name);
            match &scheme.mechanism {
                Mechanism::Basic => needs.basic = Some(NeededLogin { refused, optional }),
                Mechanism::Parameter(_) => {}
                #[cfg(feature = "oauth")]
                Mechanism::OAuth1(_) | Mechanism::OAuth2(_) => {}
                Mechanism::Header(header) => {
                    needs.headers.push(NeededKey { scheme: scheme.name, header, refused, optional });
                }
                Mechanism::Issued(IssuedHeader { guest, .. }) => {
                    let (scheme, guest) = (scheme.name, *guest);
                    needs.issued.push(NeededIssued { scheme, guest, refused, optional });
                }
                Mechanism::Signature(signature) => {
                    let mut others = P::INFO.auth.iter().filter_map(AuthScheme::as_signature);
                    let bodies = others.any(|other| other.signs_bodies() && other.is_made_like(signature));
                    needs.signatures.push(NeededSignature { signature, refused, optional, bodies });
                }
            }
        }
        needs
    }

    /// Whether everything is there that an action's checks need.
    pub(super) fn suffice(&self, needs: &Needs, action: &ActionInfo) -> Result<(), RouterError> {
        let issued =
            needs.issued.iter().find(|needed| !needed.optional && self.issued_by(needed.scheme).is_none());
        if let Some(NeededIssued { scheme, .. }) = issued {
            return Err(RouterError::NoIssuedCheck {
                action: format!("{}/{}", action.module, action.name),
                scheme,
                constant: constant(scheme),
            });
        }
        let keys = needs.headers.iter().filter(|key| self.find(key.scheme).is_none() && !key.optional);
        let keys = keys.map(|key| key.scheme);
        let signatures = needs.signatures.iter().filter(|needed| !needed.optional);
        let secrets = signatures.map(|needed| needed.signature.secret).filter(|secret| {
            !needs.headers.iter().any(|key| key.scheme == *secret) && self.fixed(secret).is_none()
        });
        match keys.chain(secrets).next() {
            None => Ok(()),
            Some(scheme) => Err(RouterError::NoCredential {
                action: format!("{}/{}", action.module, action.name),
                scheme,
                constant: constant(scheme),
            }),
        }
    }
}

impl Needs {
    /// Whether requests of both pass the same checks.
    pub(super) fn same(&self, other: &Self) -> bool {
        let names = |needs: &Self| -> Vec<(&str, bool)> {
            let keys = needs.headers.iter().map(|key| (key.scheme, key.optional));
            let signatures = needs.signatures.iter().map(|needed| (needed.signature.name, needed.optional));
            let mut names: Vec<_> = keys.chain(signatures).collect();
            names.sort_unstable(); // in which order they are named says nothing
            names
        };
        self.basic == other.basic
            && names(self) == names(other)
            && self.issued == other.issued
            && (self.signatures.is_empty() || self.send == other.send)
    }

    /// The names of the headers that hold secrets.
    pub(super) fn secret_headers(&self) -> impl Iterator<Item = &'static str> {
        let signatures = self.signatures.iter().filter_map(|needed| needed.signature.place.header());
        self.headers.iter().map(|key| key.header.header).chain(signatures)
    }

    /// The parameters that are signatures, and nothing that a backend would be handed.
    pub(super) fn made(&self) -> Vec<&'static str> {
        self.signatures.iter().filter_map(|needed| needed.signature.place.parameter()).collect()
    }

    /// In which form the body has to be, where that must not be left to a header that is not signed.
    pub(super) fn signed_form(&self, headers: &HeaderMap, has_body: bool) -> Option<Placement> {
        let signed = self.signatures.iter().any(|needed| needed.applies(headers));
        (signed && (self.has_body || has_body)).then_some(self.send)
    }

    /// Checks the keys. Gives them back, and the caller's name where one is known.
    pub(super) async fn check_keys(
        &self,
        keys: &Keys,
        headers: &HeaderMap,
    ) -> Result<(Presented, Option<String>), Refused> {
        let (mut presented, mut caller) = (Presented::new(), None);
        for NeededKey { scheme, header, refused, optional } in &self.headers {
            if *optional && (!headers.contains_key(header.header) || keys.find(scheme).is_none()) {
                continue;
            }
            let key = one_value(headers, header.header).and_then(|text| key_in(text, header.written));
            let key = key.filter(|key| !key.is_empty()).map(Secret::from);
            let key = key.ok_or(*refused)?;
            match keys.find(scheme) {
                Some(KeyCheck::Fixed(known)) if *known == key => {}
                Some(KeyCheck::LookedUp(check)) => {
                    let name = check.check(&key).await.ok_or(*refused)?;
                    caller.get_or_insert(name);
                }
                Some(KeyCheck::Fixed(_)) | None => return Err(refused),
            }
            presented.push((scheme, key));
        }
        Ok((presented, caller))
    }

    /// Verifies the signatures, each over what has been received. Gives back the one that the answer is to be signed by.
    pub(super) fn verify(
        &self,
        keys: &Keys,
        presented: &Presented,
        headers: &HeaderMap,
        incoming: &Incoming,
    ) -> Result<Option<Proof>, Refused> {
        let mut proof = None;
        for needed in self.signatures.iter().filter(|needed| needed.applies(headers)) {
            let NeededSignature { signature, refused, optional, .. } = needed;
            if *optional && needed.is_left_out(incoming) {
                continue;
            }
            let by_key = presented.iter().find(|(scheme, _)| *scheme == signature.secret).map(|(_, key)| key);
            let secret = match by_key.or_else(|| keys.fixed(signature.secret)) {
                None if *optional => continue, // nobody could tell
                secret => secret.ok_or(*refused)?,
            };
            let form = self.signed_as(needed, (keys, secret), headers, incoming).map_err(|fault| {
                tracing::debug!(scheme = signature.name, %fault, "the signature is not taken");
                *refused
            })?;
            if let Some(form) = form.filter(|_| signature.answers) {
                proof.get_or_insert(Proof { signature, form, secret: secret.clone() });
            }
        }
        Ok(proof)
    }

    /// Finds out who calls, by a header that was issued.
    pub(super) async fn check_issued(
        &self,
        keys: &Keys,
        headers: &HeaderMap,
        context: &mut Context,
    ) -> Result<(), Refused> {
        for needed in &self.issued {
            match keys.issued_by(needed.scheme) {
                Some(check) => needed.check(check, headers, context).await?,
                None if needed.optional => {}
                None => return Err(needed.refused),
            }
        }
        Ok(())
    }

    /// The form in which a request is signed; none when there is nothing that a signature would cover.
    fn signed_as(
        &self,
        needed: &NeededSignature,
        (keys, secret): (&Keys, &Secret),
        headers: &HeaderMap,
        incoming: &Incoming,
    ) -> Result<Option<Form>, SignatureFault> {
        let signature = needed.signature;
        let nothing = !self.has_body && !incoming.has_body() && !signature.empty;
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
                    let text = Signature::values(self.action, self.names, entries);
                    vec![text.map_err(|_| SignatureFault::Unknown)?]
                }
                covers => signature.texts_of_pairs(covers, entries),
            };
            let forms = keys.forms && covers == Covers::Values;
            let ambiguous = |text: &Secret| needed.bodies && could_be_body(text.expose(), forms);
            if texts.iter().any(ambiguous) { Err(SignatureFault::Ambiguous) } else { Ok(texts) }
        };
        let modes = keys.modes.iter().filter(|(scheme, _)| *scheme == signature.name);
        let modes: Vec<&str> = modes.map(|(_, mode)| mode.as_str()).collect();
        let enabled = Enabled { discouraged: keys.discouraged.contains(&signature.name), modes: &modes };
        signature.check(presented.as_deref(), secret, enabled, texts, incoming.bytes()).map(Some)
    }
}

impl NeededSignature {
    /// Whether a request has to be signed, or may be.
    fn applies(&self, headers: &HeaderMap) -> bool {
        let header = self.signature.place.header();
        header.is_none_or(|header| headers.contains_key(header)) || !self.optional
    }

    /// Whether the parameter that would be the signature holds none. Callers that do not sign leave it out, or send an
    /// empty text or some remark in its place.
    fn is_left_out(&self, incoming: &Incoming) -> bool {
        let Some(own) = self.signature.place.parameter() else { return false };
        let Ok(entries) = incoming.signed_entries() else { return false };
        let mut texts = entries.iter().filter(|(name, _)| name == own).map(|(_, value)| value.scalar_text());
        !texts.any(|text| text.is_some_and(|text| self.signature.is_written(&text)))
    }
}

/// The value of a header that is there once. What is there twice could mean one thing here and another elsewhere.
pub(super) fn one_value<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}
