//! Checks of keys and of signatures. What an action needs is determined when the router is built.

use std::borrow::Cow;
use std::collections::BTreeMap;

use http::HeaderMap;
use http::request::Parts;

use super::RequestContext;
use super::incoming::Incoming;
use super::router::RouterError;
use crate::scheme::{
    DynCheckIssued, DynVerify, KeyCheck, Needed, NeededIssued, NeededKey, NeededLogin, NeededSignature,
    NeededVerifier, Proof, brings_basic, constant, find_scheme,
};
use crate::{ActionInfo, Api, AuthScheme, Place, Secret};

/// Credentials and checks for keys and signatures that the router has.
#[derive(Default)]
pub(crate) struct KeyChecks {
    pub(crate) checks: BTreeMap<&'static str, KeyCheck>,
    pub(crate) alternatives: Vec<&'static str>,
    pub(crate) issued: BTreeMap<&'static str, Box<dyn DynCheckIssued>>,
    pub(crate) verifiers: BTreeMap<&'static str, Box<dyn DynVerify>>,
    /// Signature schemes whose discouraged digests are accepted.
    pub(crate) discouraged: Vec<&'static str>,
    /// Additional signing modes that are accepted: scheme and mode.
    pub(crate) modes: Vec<(&'static str, String)>,
    /// Whether any action has a form body.
    pub(crate) forms: bool,
    /// Address by which callers reach the server, where a proxy is in front of it.
    pub(crate) public: Option<http::Uri>,
    /// Optional schemes that are required by [`Router::require`](super::Router::require).
    pub(crate) required: Vec<&'static str>,
}

/// Name of the API error with which a request is rejected.
pub(crate) type RejectionName = &'static str;

/// Authentication that an action needs.
pub(crate) struct Needs {
    pub(crate) basic: Option<NeededLogin>,
    pub(crate) keys: Vec<NeededKey>,
    pub(crate) signatures: Vec<NeededSignature>,
    pub(crate) issued: Vec<NeededIssued>,
    pub(crate) custom: Vec<NeededVerifier>,
    pub(crate) action: &'static ActionInfo,
    /// Wire names of the parameters that a signature may cover, in the documented order.
    pub(crate) names: Cow<'static, [&'static str]>,
    /// Whether clients send the parameters in a body.
    pub(crate) has_body: bool,
    parameters_in: Place,
}

/// Valid keys of the request, by scheme.
pub(crate) type VerifiedKeys = Vec<(&'static str, Secret)>;

impl KeyChecks {
    /// Returns the secrets of a scheme that a caller may have used.
    async fn secrets(&self, scheme: &str, caller: Option<&str>) -> Vec<Secret> {
        match self.checks.get(scheme) {
            Some(KeyCheck::Fixed(secret)) => vec![secret.clone()],
            Some(KeyCheck::Secrets(secrets)) => secrets.find(caller).await,
            Some(KeyCheck::LookedUp(_)) | None => Vec::new(),
        }
    }

    /// Whether the router has a secret of a scheme.
    fn has_secret(&self, scheme: &str) -> bool {
        matches!(self.checks.get(scheme), Some(KeyCheck::Fixed(_) | KeyCheck::Secrets(_)))
    }

    fn issued_by(&self, scheme: &str) -> Option<&dyn DynCheckIssued> {
        self.issued.get(scheme).map(Box::as_ref)
    }

    /// Whether headers of this name are issued to users.
    pub(crate) fn is_issued(&self, header: &str) -> bool {
        self.issued.values().any(|check| check.is_issued(header))
    }

    /// Returns the scheme of a fixed credential that is empty.
    pub(crate) fn empty(&self) -> Option<&'static str> {
        let empty = |check: &KeyCheck| matches!(check, KeyCheck::Fixed(secret) if secret.expose().is_empty());
        self.checks.iter().find(|(_, check)| empty(check)).map(|(scheme, _)| *scheme)
    }

    /// Returns a mode that was enabled for a signature that does not have it.
    pub(crate) fn unknown_mode<P: Api>(&self) -> Option<(&'static str, String)> {
        let has = |scheme: &str, mode: &str| {
            let mut signatures = P::INFO.auth.iter().filter_map(AuthScheme::as_signature);
            signatures.any(|signature| signature.name == scheme && signature.has_mode(mode))
        };
        self.modes.iter().find(|(scheme, mode)| !has(scheme, mode)).cloned()
    }

    /// Returns the authentication that an action needs, with these schemes in addition to its own.
    pub(crate) fn needs<P: Api>(
        &self,
        action: &'static ActionInfo,
        others: &[&'static str],
        names: Cow<'static, [&'static str]>,
    ) -> Needs {
        let mut needs = Needs {
            basic: None,
            keys: Vec::new(),
            signatures: Vec::new(),
            issued: Vec::new(),
            custom: Vec::new(),
            action,
            names,
            has_body: action.body_place().is_body(),
            parameters_in: action.body_place(),
        };
        for name in action.auth.iter().chain(others) {
            let usual = find_scheme(P::INFO.auth, name, &[]).and_then(|scheme| scheme.rejection);
            let Some(scheme) = find_scheme(P::INFO.auth, name, &self.alternatives) else { continue };
            let rejected = scheme.rejection.or(usual).unwrap_or(P::INFO.rejections.unauthenticated);
            let optional = action.optional.contains(name) && !self.required.contains(name);
            let needed = Needed { scheme: scheme.name, rejection: rejected, optional, schemes: P::INFO.auth };
            scheme.mechanism.sides().need(needed, &mut needs);
        }
        needs
    }

    /// Checks that the router has every credential and check that an action needs.
    pub(crate) fn check_complete(&self, needs: &Needs, action: &ActionInfo) -> Result<(), RouterError> {
        let action = format!("{}/{}", action.module, action.name);
        let mut issued = needs.issued.iter().map(|issued| issued.by).filter(|by| !by.optional);
        if let Some(Needed { scheme, .. }) = issued.find(|by| self.issued_by(by.scheme).is_none()) {
            return Err(RouterError::NoIssuedCheck { action, scheme, constant: constant(scheme) });
        }
        let mut custom = needs.custom.iter().map(|needed| needed.by).filter(|by| !by.optional);
        if let Some(Needed { scheme, .. }) = custom.find(|by| !self.verifiers.contains_key(by.scheme)) {
            return Err(RouterError::NoVerifier { action, scheme, constant: constant(scheme) });
        }
        let unchecked = |key: &&NeededKey| !key.by.optional && !self.checks.contains_key(key.by.scheme);
        let keys = needs.keys.iter().filter(unchecked);
        let keys = keys.map(|key| key.by.scheme);
        let signatures = needs.signatures.iter().filter(|needed| !needed.by.optional);
        let secrets = signatures.flat_map(|needed| needed.secrets()).filter(|secret| {
            !needs.keys.iter().any(|key| key.by.scheme == *secret) && !self.has_secret(secret)
        });
        match keys.chain(secrets).next() {
            None => Ok(()),
            Some(scheme) => Err(RouterError::NoCredential { action, scheme, constant: constant(scheme) }),
        }
    }
}

impl Needs {
    /// Whether both actions need the same checks.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let names = |needs: &Self| -> Vec<(&str, bool)> {
            let keys = needs.keys.iter().map(|key| key.by);
            let signatures = needs.signatures.iter().map(|needed| needed.by);
            let issued = needs.issued.iter().map(|issued| issued.by);
            let custom = needs.custom.iter().map(|needed| needed.by);
            let all = keys.chain(signatures).chain(issued).chain(custom);
            let mut names: Vec<_> = all.map(|by| (by.scheme, by.optional)).collect();
            names.sort_unstable(); // the order in the spec has no meaning
            names
        };
        self.basic == other.basic
            && names(self) == names(other)
            && (self.signatures.is_empty() || self.parameters_in == other.parameters_in)
    }

    /// Whether no header is needed.
    pub(crate) fn is_empty(&self) -> bool {
        self.basic.is_none()
            && self.keys.is_empty()
            && self.signatures.is_empty()
            && self.issued.is_empty()
            && self.custom.is_empty()
    }

    /// Returns whether the format of every login and key that a request carries is its own, so that none can be another
    /// credential; none if one is missing.
    pub(crate) fn carried(&self, head: &Parts) -> Option<bool> {
        if self.basic.is_some_and(|login| !login.optional) && !brings_basic(&head.headers) {
            return None;
        }
        let needed = self.keys.iter().filter(|key| !key.by.optional);
        needed
            .map(|key| key.place.key(head).map(|_| key.place.is_marked()))
            .try_fold(true, |all, one| Some(all & one?))
    }

    /// Names of the headers that carry secrets.
    pub(crate) fn secret_headers(&self) -> impl Iterator<Item = &'static str> {
        let signed = self.signatures.iter().map(|needed| needed.by);
        let needed = self.keys.iter().map(|key| key.by).chain(signed);
        let needed = needed.chain(self.custom.iter().map(|needed| needed.by));
        needed.filter_map(|by| AuthScheme::find(by.schemes, by.scheme)?.secret_header())
    }

    /// Names of the query parameters that carry keys and signatures, which are not passed to the backend.
    pub(crate) fn query_keys(&self) -> impl Iterator<Item = &'static str> {
        let keys = self.keys.iter().filter_map(|key| key.place.query_parameter());
        keys.chain(self.signatures.iter().filter_map(|needed| needed.signature.place.query()))
    }

    /// Names of the parameters that carry signatures, which are not passed to the backend.
    pub(crate) fn signature_parameters(&self) -> Vec<&'static str> {
        self.signatures.iter().filter_map(|needed| needed.signature.place.parameter()).collect()
    }

    /// Returns the documented place of the parameters if the request is signed and has a body: the `Content-Type` is not signed, so
    /// it must not decide how the body is read.
    pub(crate) fn signed_form(&self, head: &Parts, has_body: bool) -> Option<Place> {
        let signed = self.signatures.iter().any(|needed| needed.applies(head));
        (signed && (self.has_body || has_body)).then_some(self.parameters_in)
    }

    /// Checks the keys. Returns them, and the caller's name if one is known.
    pub(crate) async fn check_keys(
        &self,
        keys: &KeyChecks,
        head: &Parts,
    ) -> Result<(VerifiedKeys, Option<String>), RejectionName> {
        let (mut received, mut caller) = (VerifiedKeys::new(), None);
        for needed in &self.keys {
            let scheme = needed.by.scheme;
            if let Some((key, name)) = needed.check(keys.checks.get(scheme), head).await? {
                received.push((scheme, key));
                caller = caller.or(name);
            }
        }
        Ok((received, caller))
    }

    /// Verifies the signatures over the received data. Returns the signature with which the response is to be signed.
    pub(crate) async fn verify(
        &self,
        keys: &KeyChecks,
        (received, caller): (&VerifiedKeys, Option<&str>),
        head: &Parts,
        incoming: &Incoming<'_>,
    ) -> Result<Option<Proof>, RejectionName> {
        let mut proof = None;
        for needed in self.signatures.iter().filter(|needed| needed.applies(head)) {
            let (signature, Needed { rejection: rejected, optional, .. }) = (needed.signature, needed.by);
            if optional && needed.is_left_out(incoming) {
                continue;
            }
            let mut all = Vec::new();
            for scheme in needed.secrets() {
                let key = received.iter().find(|(known, _)| *known == scheme).map(|(_, key)| key.clone());
                let secrets = match key {
                    Some(key) => vec![key],
                    None => keys.secrets(scheme, caller).await,
                };
                all.push((scheme, secrets));
            }
            if optional && all.iter().any(|(_, secrets)| secrets.is_empty()) {
                continue; // there is no secret to verify it with
            }
            let mut found = Err(rejected);
            for credentials in combinations(&all) {
                match needed.signed_as(self, (keys, &credentials), head, incoming) {
                    Ok(form) => {
                        let secret = credentials.iter().find(|(scheme, _)| *scheme == signature.secret);
                        found = Ok((form, secret.map(|(_, secret)| (*secret).clone()).unwrap_or_default()));
                        break;
                    }
                    Err(fault) => tracing::debug!(scheme = signature.name, %fault, "invalid signature"),
                }
            }
            let (form, secret) = found?;
            if let Some(form) = form.filter(|_| signature.responses) {
                proof.get_or_insert(Proof { signature, form, secret });
            }
        }
        Ok(proof)
    }

    /// Verifies the request with the router's own code.
    pub(crate) async fn verify_custom(
        &self,
        keys: &KeyChecks,
        head: &Parts,
        body: &[u8],
        context: &mut RequestContext,
    ) -> Result<(), RejectionName> {
        for needed in &self.custom {
            needed.check(keys, self.action, (head, body), context).await?;
        }
        Ok(())
    }

    /// Authenticates the caller by an issued header.
    pub(crate) async fn check_issued(
        &self,
        keys: &KeyChecks,
        headers: &HeaderMap,
        context: &mut RequestContext,
    ) -> Result<(), RejectionName> {
        for needed in &self.issued {
            match keys.issued_by(needed.by.scheme) {
                Some(check) => needed.check(check, headers, context).await?,
                None if needed.by.optional => {}
                None => return Err(needed.by.rejection),
            }
        }
        Ok(())
    }
}

/// A credential of each scheme.
pub(crate) type Credentials<'s> = Vec<(&'static str, &'s Secret)>;

/// Returns each combination of one secret of each scheme.
fn combinations<'s>(all: &'s [(&'static str, Vec<Secret>)]) -> Vec<Credentials<'s>> {
    all.iter().fold(vec![Vec::new()], |found, (scheme, secrets)| {
        let with = |so_far: &Credentials<'s>, secret| [so_far.as_slice(), &[(*scheme, secret)]].concat();
        found.iter().flat_map(|so_far| secrets.iter().map(|secret| with(so_far, secret))).collect()
    })
}
