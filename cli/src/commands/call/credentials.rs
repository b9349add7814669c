//! Credentials of a call: logins, keys and signatures, from the command line or the environment. No type here
//! implements `Debug`, and messages name schemes, never their secrets.

use bindery_dynamic::DynamicApi;
use bindery_model::{self as model, Api, Auth};
use bindery_runtime::Secret;
use bindery_runtime::client::{self, RequestParts};
use bindery_runtime::metadata::{AuthScheme, KeyParameter, Mechanism, Signature, Takes};
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

/// Prefix of the environment variables with credentials; the scheme's name in capitals follows.
const VARIABLE: &str = "BINDERY_CREDENTIAL_";

/// Credentials that an action requires.
#[derive(Default)]
pub(super) struct Needs {
    /// Authentication schemes of the call.
    schemes: Vec<&'static AuthScheme>,
    /// Alternative schemes chosen with `--alternative`.
    alternatives: Vec<&'static str>,
}

/// Credentials that a call is sent with.
pub(super) struct Credentials(client::Credentials);

impl Needs {
    /// Returns what an action requires, with the chosen alternatives.
    pub(super) fn new(api: &Api, details: &DynamicApi, options: &Call) -> Result<Self, Failed> {
        let chosen = alternatives(api, details, options)?;
        let alternatives: Vec<_> = chosen.iter().map(|signature| signature.name).collect();
        let cannot = |what: String| {
            let message = format!("{} {what}", details.name());
            Failed::usage(message).note("call it from a program: the generated client supports this")
        };
        let mut schemes = Vec::new();
        for (scheme, optional) in details.action.schemes(details.auth, &alternatives) {
            if scheme.as_signature().is_some_and(|signature| !signature.signs(details.action)) {
                continue;
            }
            // Optional credentials are sent if they were given.
            let is_given = match scheme.takes() {
                // The command takes bearer tokens as keys, so this is OAuth 1.0a.
                Takes::Tokens(_) => {
                    return Err(cannot(
                        "is signed with OAuth 1.0a, which this command does not support".to_owned(),
                    ));
                }
                Takes::Signer if optional => continue,
                Takes::Signer => {
                    let signer = format!("is signed by a program's own code for `{}`", scheme.name);
                    return Err(cannot(format!("{signer}, which this command does not have")));
                }
                Takes::Issued(_) if optional => continue,
                Takes::Issued(by) => {
                    let header = format!("needs the header `{}` that {by} issues", scheme.name);
                    return Err(cannot(format!("{header}, which this command cannot send")));
                }
                Takes::Login => options.user.is_some(),
                Takes::Credential(name) => is_given(name, options),
                Takes::Nothing if scheme.as_signature().is_some() => true, // a checksum
                _ => continue,
            };
            if is_given || !optional {
                schemes.push(scheme);
            }
        }
        Ok(Self { schemes, alternatives })
    }

    /// Returns the parameters that carry signatures.
    pub(super) fn signed_parameters(&self) -> impl Iterator<Item = &'static str> {
        let signatures = self.schemes.iter().filter_map(|scheme| scheme.as_signature());
        signatures.filter_map(|signature| signature.place.parameter())
    }

    /// Returns the keys in the query and in cookies.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static KeyParameter> {
        self.schemes.iter().filter_map(|scheme| match &scheme.mechanism {
            Mechanism::Key(key) => Some(key),
            _ => None,
        })
    }

    /// Returns the authentication headers, with their values hidden.
    pub(super) fn hidden_headers(&self) -> Vec<(&'static str, String)> {
        let hidden = |scheme: &&AuthScheme| match scheme.takes() {
            Takes::Login => format!("Basic {HIDDEN}"),
            _ => HIDDEN.to_owned(),
        };
        self.schemes.iter().filter_map(|scheme| Some((scheme.secret_header()?, hidden(scheme)))).collect()
    }

    /// Collects the credentials for all schemes. Credentials that were given but are not needed are reported as
    /// notes.
    pub(super) fn credentials(
        &self,
        details: &DynamicApi,
        options: &Call,
        output: &Output,
    ) -> Result<Credentials, Failed> {
        let mut given = given(details, options)?;
        let mut credentials = client::Credentials::default();
        self.alternatives.iter().for_each(|alternative| credentials.choose(alternative));
        let (mut has_login, mut used) = (false, Vec::new());
        for scheme in &self.schemes {
            if scheme.takes() == Takes::Nothing {
                continue; // a checksum
            }
            let Takes::Credential(name) = scheme.takes() else {
                credentials.set_login(target::login(options.user.as_deref(), details)?);
                has_login = true;
                continue;
            };
            let others = scheme.as_signature().map_or(&[][..], |signature| signature.uses);
            for name in std::iter::once(name).chain(others.iter().copied()) {
                let secret = match given.iter().find(|(known, _)| *known == name) {
                    Some((_, secret)) => secret.clone(),
                    None => from_environment(name).ok_or_else(|| missing(details, name))?,
                };
                credentials.set(name, secret);
                used.push(name);
            }
        }
        given.retain(|(name, _)| !used.contains(name));
        if options.user.is_some() && !has_login {
            output.note(&format!("{} needs no login, so none is sent", details.name()));
        }
        for (name, _) in given {
            output.note(&format!("{} needs no credential `{name}`, so it is not sent", details.name()));
        }
        Ok(Credentials(credentials))
    }
}

impl Credentials {
    /// Builds the request with its parameters and credentials.
    pub(super) fn request(
        &self,
        details: &DynamicApi,
        parts: &mut RequestParts,
        base: &str,
    ) -> Result<http::Request<Bytes>, Fault> {
        let used = self.0.for_action(details.auth, &[], details.action);
        let used = used.map_err(|lack| Fault::limit(lack.to_string()))?;
        used.request(details.action, &details.names(), parts, base)
    }

    /// Checks the signature of a response. Returns whether the response is verified, for APIs that sign responses.
    pub(super) fn verify(
        &self,
        details: &DynamicApi,
        response: &http::Response<Bytes>,
    ) -> Result<bool, Failed> {
        self.0.verify(details.auth, details.action, response).map_err(|fault| {
            let status = response.status().as_u16();
            let message = format!("{}: the response (HTTP {status}) is not trusted: {fault}", details.name());
            Failed::new(Exit::Failure, message)
        })
    }
}

/// Returns the alternative signature schemes chosen with `--alternative`.
fn alternatives(api: &Api, details: &DynamicApi, options: &Call) -> Result<Vec<&'static Signature>, Failed> {
    let all = || {
        let signatures = details.auth.iter().filter_map(AuthScheme::as_signature);
        signatures.filter(|signature| signature.alternative_to.is_some())
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
        if let Some(other) = chosen.iter().find(|other| other.alternative_to == signature.alternative_to) {
            let message = format!(
                "`{}` and `{}` are alternatives to the same scheme; choose one",
                other.name, signature.name
            );
            return Err(Failed::usage(message));
        }
        chosen.push(signature);
    }
    Ok(chosen)
}

/// Returns the names of the schemes that have their own credential.
fn schemes(details: &DynamicApi) -> impl Iterator<Item = &'static str> {
    let own = |scheme: &AuthScheme| match scheme.takes() {
        Takes::Credential(name) if name == scheme.name => Some(name),
        _ => None,
    };
    details.auth.iter().filter_map(own)
}

/// Checks the values of `--credential`, for a run that does not use them.
pub(super) fn check(details: &DynamicApi, options: &Call) -> Result<(), Failed> {
    given(details, options).map(drop)
}

/// Parses the values of `--credential`.
fn given(details: &DynamicApi, options: &Call) -> Result<Vec<(&'static str, Secret)>, Failed> {
    let mut all: Vec<(&'static str, Secret)> = Vec::new();
    for option in &options.credential {
        let Some((name, text)) = option.split_once('=') else {
            return Err(Failed::usage("--credential must have the form NAME=VALUE"));
        };
        let Some(scheme) = schemes(details).find(|scheme| *scheme == name) else {
            let known = match listing(schemes(details)) {
                none if none.is_empty() => "its schemes take no credentials with --credential".to_owned(),
                known => format!("its credentials are: {known}"),
            };
            return Err(Failed::usage(format!("there is no credential `{name}`"))
                .maybe_note(did_you_mean(name, schemes(details)))
                .note(known));
        };
        if all.iter().any(|(known, _)| *known == scheme) {
            return Err(Failed::usage(format!("the credential `{scheme}` is given twice")));
        }
        let secret = value(text).map_err(|error| {
            Failed::usage(format!("the file with the credential `{scheme}` cannot be read ({error})"))
        })?;
        if secret.is_empty() {
            return Err(Failed::usage(format!("the credential `{scheme}` is empty")));
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
/// Whether the credential of a scheme was given.
pub(super) fn has(auth: &Auth, options: &Call) -> bool {
    match &auth.scheme {
        model::AuthScheme::Basic => options.user.is_some(),
        model::AuthScheme::Parameter(name) => {
            let is_named = |given: &String| {
                given.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with(['=', ':']))
            };
            options.parameters.iter().any(is_named)
        }
        _ => is_given(&auth.name, options),
    }
}

fn is_given(scheme: &str, options: &Call) -> bool {
    let names = |option: &String| option.split_once('=').is_some_and(|(name, _)| name == scheme);
    options.credential.iter().any(names) || from_environment(scheme).is_some()
}

fn from_environment(scheme: &str) -> Option<Secret> {
    std::env::var(variable(scheme)).ok().filter(|text| !text.is_empty()).map(Secret::from)
}

fn missing(details: &DynamicApi, scheme: &str) -> Failed {
    Failed::usage(format!("{} needs the credential `{scheme}`", details.name()))
        .note(format!("put it into {}, or give it: --credential {scheme}=@FILE", variable(scheme)))
}
