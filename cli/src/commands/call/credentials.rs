//! Who a call is made as: log-ins, keys and signatures, from the command line or the environment. Nothing here has a
//! `Debug`, and messages name schemes, never what they hold.

use bindery_facts::Facts;
use bindery_model::Api;
use bindery_runtime::Secret;
use bindery_runtime::client::{self, RequestParts};
use bindery_runtime::facts::{AuthScheme, Signature, Takes};
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
    /// The schemes that it is sent with.
    schemes: Vec<&'static AuthScheme>,
    /// The alternatives that were asked for.
    alternatives: Vec<&'static str>,
}

/// What a call shows who makes it with.
pub(super) struct Credentials(client::Credentials);

impl Needs {
    /// What an action needs, with the alternatives that were asked for.
    pub(super) fn new(api: &Api, facts: &Facts, options: &Call) -> Result<Self, Failed> {
        let chosen = alternatives(api, facts, options)?;
        let alternatives: Vec<_> = chosen.iter().map(|signature| signature.name).collect();
        let cannot = |what: String| {
            let message = format!("{} {what}", facts.name());
            Failed::usage(message).note("call it from a program: the generated client can")
        };
        let mut schemes = Vec::new();
        for (scheme, optional) in facts.action.schemes(facts.auth, &alternatives) {
            if scheme.as_signature().is_some_and(|signature| !signature.signs(facts.action)) {
                continue;
            }
            // What is optional is sent if it was given.
            let is_given = match scheme.takes() {
                // A bearer token is a key here, so it is OAuth 1.0a.
                Takes::Tokens(_) => {
                    return Err(cannot("is signed with OAuth 1.0a, which this command cannot do".to_owned()));
                }
                Takes::Issued(_) if optional => continue,
                Takes::Issued(by) => {
                    let header = format!("needs the header `{}` that {by} issues", scheme.name);
                    return Err(cannot(format!("{header}, which this command cannot send")));
                }
                Takes::Login => options.user.is_some(),
                Takes::Credential(name) => is_given(name, options),
                _ => continue,
            };
            if is_given || !optional {
                schemes.push(scheme);
            }
        }
        Ok(Self { schemes, alternatives })
    }

    /// The parameters that signatures travel in.
    pub(super) fn signed_parameters(&self) -> impl Iterator<Item = &'static str> {
        let signatures = self.schemes.iter().filter_map(|scheme| scheme.as_signature());
        signatures.filter_map(|signature| signature.place.parameter())
    }

    /// The headers that show who calls, with their contents hidden.
    pub(super) fn hidden_headers(&self) -> Vec<(&'static str, String)> {
        let hidden = |scheme: &&AuthScheme| match scheme.takes() {
            Takes::Login => format!("Basic {HIDDEN}"),
            _ => HIDDEN.to_owned(),
        };
        self.schemes.iter().filter_map(|scheme| Some((scheme.secret_header()?, hidden(scheme)))).collect()
    }

    /// The credentials for all of it. What was given and is not needed is worth a note.
    pub(super) fn credentials(
        &self,
        facts: &Facts,
        options: &Call,
        output: &Output,
    ) -> Result<Credentials, Failed> {
        let mut given = given(facts, options)?;
        let mut credentials = client::Credentials::default();
        self.alternatives.iter().for_each(|alternative| credentials.choose(alternative));
        let (mut has_login, mut used) = (false, Vec::new());
        for scheme in &self.schemes {
            let Takes::Credential(name) = scheme.takes() else {
                credentials.set_login(target::login(options.user.as_deref(), facts)?);
                has_login = true;
                continue;
            };
            let secret = match given.iter().find(|(known, _)| *known == name) {
                Some((_, secret)) => secret.clone(),
                None => from_environment(name).ok_or_else(|| missing(facts, name))?,
            };
            credentials.set(name, secret);
            used.push(name);
        }
        given.retain(|(name, _)| !used.contains(name));
        if options.user.is_some() && !has_login {
            output.note(&format!("{} needs no log-in, so none is sent", facts.name()));
        }
        for (name, _) in given {
            output.note(&format!("{} needs no credential `{name}`, so it is not sent", facts.name()));
        }
        Ok(Credentials(credentials))
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
        let used = self.0.of(facts.auth, &[], facts.action);
        let used = used.map_err(|lack| Fault::limit(lack.to_string()))?;
        used.request(facts.action, &facts.names(), parts, base)
    }

    /// Holds the signatures of an answer against what arrived. Whether it is verified, as far as answers are signed.
    pub(super) fn verify(&self, facts: &Facts, response: &http::Response<Bytes>) -> Result<bool, Failed> {
        self.0.verify(facts.auth, facts.action, response).map_err(|fault| {
            let status = response.status().as_u16();
            let message = format!("{}: the answer (HTTP {status}) is not trusted: {fault}", facts.name());
            Failed::new(Exit::Failure, message)
        })
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
    let own = |scheme: &AuthScheme| match scheme.takes() {
        Takes::Credential(name) if name == scheme.name => Some(name),
        _ => None,
    };
    facts.auth.iter().filter_map(own)
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
