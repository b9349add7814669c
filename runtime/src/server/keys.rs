//! Who may call: keys in headers, and signatures. What an action needs is found out when the router is built.

use std::collections::BTreeMap;

use http::HeaderMap;
use http::request::Parts;

use super::Context;
use super::incoming::Incoming;
use super::router::RouterError;
use crate::scheme::{
    DynCheckIssued, KeyCheck, Needed, NeededIssued, NeededKey, NeededLogin, NeededSignature, Proof, constant,
    find_scheme,
};
use crate::{ActionInfo, Api, AuthScheme, Placement, Secret};

/// What a router was given to check keys and signatures with.
#[derive(Default)]
pub(crate) struct Keys {
    pub(crate) checks: BTreeMap<&'static str, KeyCheck>,
    pub(crate) alternatives: Vec<&'static str>,
    pub(crate) issued: BTreeMap<&'static str, Box<dyn DynCheckIssued>>,
    /// The signatures of which discouraged digests are taken.
    pub(crate) discouraged: Vec<&'static str>,
    /// The modes of signatures that are taken beyond the usual ones: scheme and mode.
    pub(crate) modes: Vec<(&'static str, String)>,
    /// Whether there are bodies that are forms.
    pub(crate) forms: bool,
    /// The optional schemes that are needed all the same.
    pub(crate) required: Vec<&'static str>,
}

/// A refusal, by the error's name.
pub(crate) type Refused = &'static str;

/// What an action needs of a request.
pub(crate) struct Needs {
    pub(crate) basic: Option<NeededLogin>,
    pub(crate) keys: Vec<NeededKey>,
    pub(crate) signatures: Vec<NeededSignature>,
    pub(crate) issued: Vec<NeededIssued>,
    pub(crate) action: &'static ActionInfo,
    pub(crate) names: &'static [&'static str],
    /// Clients put the parameters into a body.
    pub(crate) has_body: bool,
    send: Placement,
}

/// The keys that were presented and are good, by scheme.
pub(crate) type Presented = Vec<(&'static str, Secret)>;

impl Keys {
    fn fixed(&self, scheme: &str) -> Option<&Secret> {
        match self.checks.get(scheme)? {
            KeyCheck::Fixed(secret) => Some(secret),
            KeyCheck::LookedUp(_) => None,
        }
    }

    fn issued_by(&self, scheme: &str) -> Option<&dyn DynCheckIssued> {
        self.issued.get(scheme).map(Box::as_ref)
    }

    /// Whether headers of this name are issued to users.
    pub(crate) fn is_issued(&self, header: &str) -> bool {
        self.issued.values().any(|check| check.is_issued(header))
    }

    /// Whether there is a fixed credential that anybody could present.
    pub(crate) fn empty(&self) -> Option<&'static str> {
        let empty = |check: &KeyCheck| matches!(check, KeyCheck::Fixed(secret) if secret.expose().is_empty());
        self.checks.iter().find(|(_, check)| empty(check)).map(|(scheme, _)| *scheme)
    }

    /// A mode that was enabled for a signature that does not have it.
    pub(crate) fn unknown_mode<P: Api>(&self) -> Option<(&'static str, String)> {
        let has = |scheme: &str, mode: &str| {
            let mut signatures = P::INFO.auth.iter().filter_map(AuthScheme::as_signature);
            signatures.any(|signature| signature.name == scheme && signature.has_mode(mode))
        };
        self.modes.iter().find(|(scheme, mode)| !has(scheme, mode)).cloned()
    }

    /// What an action needs.
    pub(crate) fn needs<P: Api>(&self, action: &'static ActionInfo, names: &'static [&'static str]) -> Needs {
        let mut needs = Needs {
            basic: None,
            keys: Vec::new(),
            signatures: Vec::new(),
            issued: Vec::new(),
            action,
            names,
            has_body: action.placement().has_body(),
            send: action.placement(),
        };
        for name in action.auth {
            let usual = find_scheme(P::INFO.auth, name, &[]).and_then(|scheme| scheme.refused);
            let Some(scheme) = find_scheme(P::INFO.auth, name, &self.alternatives) else { continue };
            let refused = scheme.refused.or(usual).unwrap_or(P::INFO.refusals.login);
            let optional = action.optional.contains(name) && !self.required.contains(name);
            let needed = Needed { scheme: scheme.name, refused, optional, schemes: P::INFO.auth };
            scheme.mechanism.sides().need(needed, &mut needs);
        }
        needs
    }

    /// Whether everything is there that an action's checks need.
    pub(crate) fn suffice(&self, needs: &Needs, action: &ActionInfo) -> Result<(), RouterError> {
        let action = format!("{}/{}", action.module, action.name);
        let mut issued = needs.issued.iter().map(|issued| issued.by).filter(|by| !by.optional);
        if let Some(Needed { scheme, .. }) = issued.find(|by| self.issued_by(by.scheme).is_none()) {
            return Err(RouterError::NoIssuedCheck { action, scheme, constant: constant(scheme) });
        }
        let unchecked = |key: &&NeededKey| !key.by.optional && !self.checks.contains_key(key.by.scheme);
        let keys = needs.keys.iter().filter(unchecked);
        let keys = keys.map(|key| key.by.scheme);
        let signatures = needs.signatures.iter().filter(|needed| !needed.by.optional);
        let secrets = signatures.map(|needed| needed.signature.secret).filter(|secret| {
            !needs.keys.iter().any(|key| key.by.scheme == *secret) && self.fixed(secret).is_none()
        });
        match keys.chain(secrets).next() {
            None => Ok(()),
            Some(scheme) => Err(RouterError::NoCredential { action, scheme, constant: constant(scheme) }),
        }
    }
}

impl Needs {
    /// Whether requests of both pass the same checks.
    pub(crate) fn same(&self, other: &Self) -> bool {
        let names = |needs: &Self| -> Vec<(&str, bool)> {
            let keys = needs.keys.iter().map(|key| key.by);
            let signatures = needs.signatures.iter().map(|needed| needed.by);
            let issued = needs.issued.iter().map(|issued| issued.by);
            let all = keys.chain(signatures).chain(issued);
            let mut names: Vec<_> = all.map(|by| (by.scheme, by.optional)).collect();
            names.sort_unstable(); // in which order they are named says nothing
            names
        };
        self.basic == other.basic
            && names(self) == names(other)
            && (self.signatures.is_empty() || self.send == other.send)
    }

    /// The names of the headers that hold secrets.
    pub(crate) fn secret_headers(&self) -> impl Iterator<Item = &'static str> {
        let needed = self.keys.iter().map(|key| key.by).chain(self.signatures.iter().map(|needed| needed.by));
        needed.filter_map(|by| AuthScheme::find(by.schemes, by.scheme)?.secret_header())
    }

    /// The parameters that are signatures, and nothing that a backend would be handed.
    pub(crate) fn made(&self) -> Vec<&'static str> {
        self.signatures.iter().filter_map(|needed| needed.signature.place.parameter()).collect()
    }

    /// In which form the body has to be, where that must not be left to a header that is not signed.
    pub(crate) fn signed_form(&self, headers: &HeaderMap, has_body: bool) -> Option<Placement> {
        let signed = self.signatures.iter().any(|needed| needed.applies(headers));
        (signed && (self.has_body || has_body)).then_some(self.send)
    }

    /// Checks the keys. Gives them back, and the caller's name where one is known.
    pub(crate) async fn check_keys(
        &self,
        keys: &Keys,
        head: &Parts,
    ) -> Result<(Presented, Option<String>), Refused> {
        let (mut presented, mut caller) = (Presented::new(), None);
        for needed in &self.keys {
            let scheme = needed.by.scheme;
            if let Some((key, name)) = needed.check(keys.checks.get(scheme), head).await? {
                presented.push((scheme, key));
                caller = caller.or(name);
            }
        }
        Ok((presented, caller))
    }

    /// Verifies the signatures, each over what has been received. Gives back the one that the answer is to be signed by.
    pub(crate) fn verify(
        &self,
        keys: &Keys,
        presented: &Presented,
        headers: &HeaderMap,
        incoming: &Incoming,
    ) -> Result<Option<Proof>, Refused> {
        let mut proof = None;
        for needed in self.signatures.iter().filter(|needed| needed.applies(headers)) {
            let (signature, Needed { refused, optional, .. }) = (needed.signature, needed.by);
            if optional && needed.is_left_out(incoming) {
                continue;
            }
            let by_key = presented.iter().find(|(scheme, _)| *scheme == signature.secret).map(|(_, key)| key);
            let secret = match by_key.or_else(|| keys.fixed(signature.secret)) {
                None if optional => continue, // nobody could tell
                secret => secret.ok_or(refused)?,
            };
            let form = needed.signed_as(self, (keys, secret), headers, incoming).map_err(|fault| {
                tracing::debug!(scheme = signature.name, %fault, "the signature is not taken");
                refused
            })?;
            if let Some(form) = form.filter(|_| signature.answers) {
                proof.get_or_insert(Proof { signature, form, secret: secret.clone() });
            }
        }
        Ok(proof)
    }

    /// Finds out who calls, by a header that was issued.
    pub(crate) async fn check_issued(
        &self,
        keys: &Keys,
        headers: &HeaderMap,
        context: &mut Context,
    ) -> Result<(), Refused> {
        for needed in &self.issued {
            match keys.issued_by(needed.by.scheme) {
                Some(check) => needed.check(check, headers, context).await?,
                None if needed.by.optional => {}
                None => return Err(needed.by.refused),
            }
        }
        Ok(())
    }
}
