//! Who a call is made as: log-ins, keys and signatures, from the command line or the environment. Nothing here has a
//! `Debug`, and messages name schemes, never what they hold.

use bindery_facts::Facts;
use bindery_model::{self as model, Api};
use bindery_runtime::Secret;
use bindery_runtime::client::{Login, RequestParts, build_request};
use bindery_runtime::facts::{AuthScheme, IssuedHeader, KeyHeader, Mechanism, Placement, Signature};
use bindery_runtime::wire::Fault;
use bytes::Bytes;

use super::given::value;
use super::show::HIDDEN;
use super::target;
use crate::args::Call;
use crate::exit::Exit;
use crate::failed::Failed;
use crate::output::Output;
use crate::suggest::{did_you_mean, listing};

/// What the environment variables with credentials begin with; the scheme's name follows in capitals.
const VARIABLE: &str = "BINDERY_CREDENTIAL_";

/// What a call needs to show who makes it.
#[derive(Default)]
pub(super) struct Needs {
    /// Whether it needs a log-in.
    pub(super) login: bool,
    /// The schemes whose keys travel in headers.
    keys: Vec<(&'static str, &'static KeyHeader)>,
    /// How it is signed.
    signatures: Vec<&'static Signature>,
}

/// What a call shows who makes it with.
pub(super) struct Credentials {
    login: Option<Login>,
    keys: Vec<(&'static KeyHeader, Secret)>,
    signatures: Vec<(&'static Signature, Secret)>,
}

impl Needs {
    /// What an action needs, with the alternatives that were asked for.
    pub(super) fn new(api: &Api, facts: &Facts, options: &Call) -> Result<Self, Failed> {
        let chosen = alternatives(api, facts, options)?;
        let mut needs = Self::default();
        for name in facts.action.auth {
            let signed = |auth: &&model::Auth| matches!(auth.scheme, model::AuthScheme::OAuth1(_));
            if api.auth.iter().filter(signed).any(|auth| auth.name == *name) {
                let message =
                    format!("{} is signed with OAuth 1.0a, which this command cannot do", facts.name());
                return Err(Failed::usage(message).note("call it from a program: the generated client can"));
            }
            // What is optional is sent if it was given.
            let sent = |given: bool| given || !facts.action.optional.contains(name);
            let instead = chosen.iter().copied().find(|signature| signature.instead_of == Some(name));
            let scheme = facts.auth.iter().find(|scheme| scheme.name == *name);
            match (instead, scheme.map(|scheme| &scheme.mechanism)) {
                (Some(signature), _) | (None, Some(Mechanism::Signature(signature))) => {
                    // One that travels in a header goes with every request that has a body, and with no other.
                    let has_body = facts.action.placement() != Placement::Query;
                    let applies = has_body || signature.empty;
                    if (applies || signature.place.parameter().is_some())
                        && sent(is_given(signature.secret, options))
                    {
                        needs.signatures.push(signature);
                    }
                }
                (None, Some(Mechanism::Basic)) => needs.login = sent(options.user.is_some()),
                (None, Some(Mechanism::Header(header))) => {
                    if sent(is_given(name, options)) {
                        needs.keys.push((name, header));
                    }
                }
                (None, Some(Mechanism::Issued(IssuedHeader { by, .. }))) => {
                    if sent(false) {
                        let message = format!(
                            "{} needs the header `{name}` that {by} issues, which this command cannot send",
                            facts.name()
                        );
                        return Err(
                            Failed::usage(message).note("call it from a program: the generated client can")
                        );
                    }
                }
                // A parameter is among the others; the facts say what OAuth needs in other words.
                (None, _) => {}
            }
        }
        Ok(needs)
    }

    /// The parameters that signatures travel in.
    pub(super) fn signed_parameters(&self) -> impl Iterator<Item = &'static str> {
        self.signatures.iter().filter_map(|signature| signature.place.parameter())
    }

    /// The headers that show who calls, with their contents hidden.
    pub(super) fn hidden_headers(&self) -> Vec<(&'static str, String)> {
        let login = self.login.then(|| ("authorization", format!("Basic {HIDDEN}")));
        let keys = self.keys.iter().map(|(_, key)| (key.header, HIDDEN.to_owned()));
        let headers = self.signatures.iter().filter_map(|signature| signature.place.header());
        let signatures = headers.map(|header| (header, HIDDEN.to_owned()));
        login.into_iter().chain(keys).chain(signatures).collect()
    }

    /// The credentials for all of it. What was given and is not needed is worth a note.
    pub(super) fn credentials(
        &self,
        facts: &Facts,
        options: &Call,
        output: &Output,
    ) -> Result<Credentials, Failed> {
        let mut given = given(facts, options)?;
        if options.user.is_some() && !self.login {
            output.note(&format!("{} needs no log-in, so none is sent", facts.name()));
        }
        let take = |scheme: &'static str| match given.iter().find(|(name, _)| *name == scheme) {
            Some((_, secret)) => Ok(secret.clone()),
            None => from_environment(scheme).ok_or_else(|| missing(facts, scheme)),
        };
        let login = if self.login { Some(target::login(options.user.as_deref(), facts)?) } else { None };
        let mut keys = Vec::new();
        for (scheme, header) in &self.keys {
            keys.push((*header, take(scheme)?));
        }
        let mut signatures = Vec::new();
        for signature in &self.signatures {
            signatures.push((*signature, take(signature.secret)?));
        }
        let needed = |name: &str| {
            self.keys.iter().any(|(scheme, _)| *scheme == name)
                || self.signatures.iter().any(|signature| signature.secret == name)
        };
        given.retain(|(name, _)| !needed(name));
        for (name, _) in given {
            output.note(&format!("{} needs no credential `{name}`, so it is not sent", facts.name()));
        }
        Ok(Credentials { login, keys, signatures })
    }
}

impl Credentials {
    /// The request with everything that it needs.
    pub(super) fn request(
        &self,
        facts: &Facts,
        parts: &mut RequestParts,
        base: &str,
    ) -> Result<http::Request<Bytes>, Fault> {
        for (signature, secret) in &self.signatures {
            signature.sign_parts(parts, secret)?;
        }
        let mut request = build_request(facts.action, parts, base, self.login.as_ref())?;
        for (header, key) in &self.keys {
            header.put_on(&mut request, key)?;
        }
        for (signature, secret) in &self.signatures {
            signature.sign_request(&mut request, parts, secret)?;
        }
        Ok(request)
    }

    /// Holds the signatures of an answer against what arrived. Whether it is verified, as far as answers are signed.
    pub(super) fn verify(&self, facts: &Facts, response: &http::Response<Bytes>) -> Result<bool, Failed> {
        let mut verified = true;
        for (signature, secret) in &self.signatures {
            verified &= signature.check_answer(secret, false, response).map_err(|fault| {
                let status = response.status().as_u16();
                let message = format!("{}: the answer (HTTP {status}) is not trusted: {fault}", facts.name());
                Failed::new(Exit::Failure, message)
            })?;
        }
        Ok(verified)
    }
}

/// The alternatives that were asked for.
fn alternatives(api: &Api, facts: &Facts, options: &Call) -> Result<Vec<&'static Signature>, Failed> {
    let all = || {
        let signatures = facts.auth.iter().filter_map(AuthScheme::as_signature);
        signatures.filter(|signature| signature.instead_of.is_some())
    };
    let mut chosen: Vec<&'static Signature> = Vec::new();
    for name in &options.alternative {
        let Some(signature) = all().find(|signature| signature.name == name) else {
            let names = || all().map(|signature| signature.name);
            let known = match listing(names()) {
                none if none.is_empty() => format!("{} has no alternatives", api.id),
                known => format!("its alternatives are: {known}"),
            };
            return Err(Failed::usage(format!("{} has no alternative `{name}`", api.id))
                .maybe_note(did_you_mean(name, names()))
                .note(known));
        };
        if let Some(other) = chosen.iter().find(|other| other.instead_of == signature.instead_of) {
            let message =
                format!("`{}` and `{}` cannot both take the same place", other.name, signature.name);
            return Err(Failed::usage(message));
        }
        chosen.push(signature);
    }
    Ok(chosen)
}

/// The schemes that have a credential of their own.
fn schemes(facts: &Facts) -> impl Iterator<Item = &'static str> {
    let has_one = |scheme: &&AuthScheme| match &scheme.mechanism {
        Mechanism::Header(_) => true,
        Mechanism::Signature(signature) => signature.secret == scheme.name,
        _ => false,
    };
    facts.auth.iter().filter(has_one).map(|scheme| scheme.name)
}

/// Looks whether what was given with `--credential` can be used, for a run that does not use it.
pub(super) fn check(facts: &Facts, options: &Call) -> Result<(), Failed> {
    given(facts, options).map(drop)
}

/// What was given with `--credential`.
fn given(facts: &Facts, options: &Call) -> Result<Vec<(&'static str, Secret)>, Failed> {
    let mut all: Vec<(&'static str, Secret)> = Vec::new();
    for option in &options.credential {
        let Some((name, text)) = option.split_once('=') else {
            return Err(Failed::usage("--credential is not of the form NAME=VALUE"));
        };
        let Some(scheme) = schemes(facts).find(|scheme| *scheme == name) else {
            let known = match listing(schemes(facts)) {
                none if none.is_empty() => "its schemes have no credentials of this kind".to_owned(),
                known => format!("its credentials are: {known}"),
            };
            return Err(Failed::usage(format!("there is no credential `{name}`"))
                .maybe_note(did_you_mean(name, schemes(facts)))
                .note(known));
        };
        if all.iter().any(|(known, _)| *known == scheme) {
            return Err(Failed::usage(format!("the credential `{scheme}` is given twice")));
        }
        let secret = value(text).map_err(|error| {
            Failed::usage(format!("the file with the credential `{scheme}` cannot be read ({error})"))
        })?;
        if secret.is_empty() {
            return Err(Failed::usage(format!("the credential `{scheme}` is an empty text")));
        }
        all.push((scheme, secret.into()));
    }
    Ok(all)
}

/// The environment variable for the credential of a scheme.
fn variable(scheme: &str) -> String {
    format!("{VARIABLE}{}", scheme.to_ascii_uppercase().replace('-', "_"))
}

/// Whether the credential of a scheme is there.
fn is_given(scheme: &str, options: &Call) -> bool {
    let names = |option: &String| option.split_once('=').is_some_and(|(name, _)| name == scheme);
    options.credential.iter().any(names) || from_environment(scheme).is_some()
}

fn from_environment(scheme: &str) -> Option<Secret> {
    std::env::var(variable(scheme)).ok().filter(|text| !text.is_empty()).map(Secret::from)
}

fn missing(facts: &Facts, scheme: &str) -> Failed {
    Failed::usage(format!("{} needs the credential `{scheme}`", facts.name()))
        .note(format!("put it into {}, or give it: --credential {scheme}=@FILE", variable(scheme)))
}
