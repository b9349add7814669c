//! Credentials of a client, and how they are added to a request.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

use super::request::{RequestParts, build_request};
use crate::scheme::{BasicCredentials, DynSign, Given, Sending, Sent, Show, SigningMode, Takes, constant};
use crate::{ActionInfo, AuthScheme, Fault, Secret, Signature, SignatureFault};

/// Credentials of a caller. For programs that send their own requests; a [`Client`](crate::Client) gets its credentials
/// from the builder.
#[derive(Default)]
pub struct Credentials {
    pub(crate) login: Option<BasicCredentials>,
    /// Signature schemes used instead of the default ones that they are an alternative to, by name.
    pub(super) alternatives: Vec<&'static str>,
    /// Keys and secrets, by scheme.
    secrets: BTreeMap<&'static str, Secret>,
    /// Signing modes chosen for signatures, by scheme: mode and digest.
    pub(super) forms: Vec<(&'static str, String, String)>,
    /// Signatures whose discouraged digests are enabled.
    pub(super) discouraged: Vec<&'static str>,
    /// Signatures that are not verified on responses.
    pub(super) unverified: Vec<&'static str>,
    /// Code that signs requests, by scheme.
    pub(crate) signers: Vec<(&'static str, Box<dyn DynSign>)>,
    /// Sources of OAuth tokens, by scheme.
    #[cfg(feature = "oauth")]
    pub(crate) tokens: Vec<(&'static str, Box<dyn crate::scheme::oauth::client::Authorize>)>,
}

/// Credential that an action needs and the client lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// User and password for HTTP Basic.
    Login,
    /// Key or secret of this scheme.
    Credential(&'static str),
    /// The key or secret of this scheme is set but empty.
    Empty(&'static str),
    /// Header of this scheme, issued by an action.
    Issued {
        /// Name of the authentication scheme in the spec.
        scheme: &'static str,
        /// Action that issues the header, as `module/action`.
        by: &'static str,
    },
    /// Code that signs requests for this scheme.
    Signer(&'static str),
    /// Token of one of these OAuth schemes.
    Token(Vec<&'static AuthScheme>),
    /// Any of these; each is what one way to authenticate lacks.
    AnyOf(Vec<Lack>),
}

impl Lack {
    /// Returns what is needed where any of these is enough.
    fn any_of(mut all: Vec<Self>) -> Self {
        let tokens = |lack: &Self| if let Lack::Token(schemes) = lack { Some(schemes.clone()) } else { None };
        match all.iter().map(tokens).collect::<Option<Vec<_>>>() {
            Some(schemes) => Lack::Token(schemes.concat()),
            None if all.len() == 1 => all.remove(0),
            None => Lack::AnyOf(all),
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lack::Login => f.write_str("a login is required; set it with ClientBuilder::login"),
            Lack::Credential(scheme) => write!(
                f,
                "the credential '{scheme}' is required; set it with ClientBuilder::credential({}, …)",
                constant(scheme)
            ),
            Lack::Empty(scheme) => write!(f, "the credential '{scheme}' is empty"),
            Lack::Issued { scheme, by } => write!(
                f,
                "the header '{scheme}' of a user is required; create a client that has it with Client::logged_in \
                 from the response of {by}, or with Client::guest"
            ),
            Lack::Signer(scheme) => write!(
                f,
                "code that signs for the scheme '{scheme}' is required; set it with ClientBuilder::signer({}, …)",
                constant(scheme)
            ),
            Lack::Token(schemes) => {
                let ways = schemes.iter().map(|scheme| {
                    let method =
                        if let Takes::Tokens(method) = scheme.takes() { method } else { "credential" };
                    format!("ClientBuilder::{method}({}, …)", constant(scheme.name))
                });
                write!(f, "a token is required; set it with {}", ways.collect::<Vec<_>>().join(" or "))
            }
            Lack::AnyOf(all) => {
                for (position, lack) in all.iter().enumerate() {
                    f.write_str(if position > 0 { "; or " } else { "" })?;
                    lack.fmt(f)?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for Lack {}

/// Credentials that one request is sent with.
#[derive(Default)]
pub struct Used<'c>(Vec<Box<dyn Show + 'c>>);

impl Credentials {
    /// Sets the key or secret of the scheme with this name.
    pub fn set(&mut self, scheme: &'static str, secret: Secret) {
        self.secrets.insert(scheme, secret);
    }

    /// Sets the login (HTTP Basic).
    pub fn set_login(&mut self, login: BasicCredentials) {
        self.login = Some(login);
    }

    /// Uses this signature scheme instead of the one that it is an alternative to.
    pub fn choose(&mut self, alternative: &'static str) {
        self.alternatives.push(alternative);
    }

    /// Returns the schemes of the way to authenticate with which a request for an action is sent: the first one for which
    /// all credentials are here, else one that only uses parameters or needs nothing.
    ///
    /// # Errors
    /// When there are several ways, and each lacks a credential.
    pub(crate) fn way(
        &self,
        schemes: &'static [AuthScheme],
        sent: &[Sent],
        action: &ActionInfo,
    ) -> Result<Vec<&'static AuthScheme>, Lack> {
        let mut lacks = Vec::new();
        let mut silent = None;
        for way in action.auth_ways() {
            let way: Vec<_> = way.filter_map(|name| AuthScheme::find(schemes, name)).collect();
            if way.iter().all(|scheme| scheme.takes() == Takes::Nothing) {
                silent.get_or_insert(way);
                continue;
            }
            match way.iter().find_map(|scheme| self.lack(scheme, sent, action)) {
                None => return Ok(way),
                Some(lack) => lacks.push(lack),
            }
        }
        match silent {
            Some(way) => Ok(way),
            None if lacks.is_empty() => Ok(Vec::new()),
            None => Err(Lack::any_of(lacks)),
        }
    }

    /// Returns what is missing for a scheme.
    fn lack(&self, scheme: &'static AuthScheme, sent: &[Sent], action: &ActionInfo) -> Option<Lack> {
        #[cfg(feature = "oauth")]
        if let Takes::Tokens(_) = scheme.takes() {
            return self.token(scheme).err();
        }
        let given = Given { scheme: scheme.name, optional: false, credentials: self, sent };
        scheme.mechanism.sides().show(given, action).err()
    }

    /// Returns the credentials that an action of an API with these schemes needs.
    ///
    /// # Errors
    /// When a required credential is missing or empty.
    pub fn for_action<'c>(
        &'c self,
        schemes: &'static [AuthScheme],
        sent: &'c [Sent],
        action: &ActionInfo,
    ) -> Result<Used<'c>, Lack> {
        // Tokens are added when the request is sent; here only their presence is checked.
        #[cfg(feature = "oauth")]
        self.tokens(schemes, sent, action)?;
        let mut used = Used::default();
        let way = self.way(schemes, sent, action)?;
        let all = || {
            let way = way.iter().map(|scheme| (*scheme, false));
            action.schemes(schemes, &self.alternatives).chain(way)
        };
        let signs = |(scheme, _): &(&AuthScheme, bool)| scheme.as_signature().is_some();
        // A signature may cover the parameters of other credentials.
        for (scheme, optional) in all().filter(|used| !signs(used)).chain(all().filter(signs)) {
            let given = Given { scheme: scheme.name, optional, credentials: self, sent };
            used.0.extend(scheme.mechanism.sides().show(given, action)?);
        }
        Ok(used)
    }

    /// Returns the signing mode of a signature: the chosen one, else the default.
    pub(crate) fn form(&self, signature: &Signature) -> SigningMode {
        let chosen = self.forms.iter().find(|(scheme, ..)| *scheme == signature.name);
        let chosen = chosen.and_then(|(_, mode, digest)| signature.signing_mode(mode, digest));
        chosen.unwrap_or_else(|| signature.default_mode())
    }

    /// Verifies the signatures of a response. Returns whether the response is verified, as far as responses are signed.
    ///
    /// # Errors
    /// When a signature is missing or wrong; the fault says which.
    pub fn verify(
        &self,
        schemes: &'static [AuthScheme],
        action: &ActionInfo,
        response: &http::Response<Bytes>,
    ) -> Result<bool, SignatureFault> {
        let mut verified = true;
        for (scheme, _) in action.schemes(schemes, &self.alternatives) {
            let Some(signature) = scheme.as_signature() else { continue };
            let none = Secret::default();
            let secret = match self.secret(signature.secret, true) {
                Ok(Some(secret)) => secret,
                _ if signature.checksum => &none,
                _ => continue,
            };
            // A server signs only responses to signed requests; if another response is signed, its signature must still
            // be correct.
            if !signature.signs(action) && !signature.is_present(response) {
                continue;
            }
            if !self.unverified.contains(&signature.name) {
                let discouraged = self.discouraged.contains(&signature.name);
                verified &= signature.check_response(secret, discouraged, response)?;
            }
        }
        Ok(verified)
    }

    /// Returns the credential of a scheme, if there is one.
    pub(crate) fn known(&self, scheme: &str) -> Option<&Secret> {
        self.secrets.get(scheme)
    }

    pub(crate) fn secret(&self, scheme: &'static str, optional: bool) -> Result<Option<&Secret>, Lack> {
        match self.secrets.get(scheme) {
            Some(secret) if !secret.expose().is_empty() => Ok(Some(secret)),
            Some(_) => Err(Lack::Empty(scheme)),
            None if optional => Ok(None),
            None => Err(Lack::Credential(scheme)),
        }
    }
}

impl Used<'_> {
    /// Builds the request with these credentials. `names` are the names of the action's parameters, in the documented
    /// order.
    ///
    /// # Errors
    /// When a parameter or credential cannot be sent; the fault names it.
    pub fn request(
        &self,
        action: &ActionInfo,
        names: &[&str],
        parts: &mut RequestParts,
        base: &str,
    ) -> Result<http::Request<Bytes>, Fault> {
        self.0.iter().try_for_each(|shown| shown.prepare(parts))?;
        let mut request = build_request(action, parts, base)?;
        let mut sending = Sending { request: &mut request, parts, action, names };
        self.0.iter().try_for_each(|shown| shown.put_on(&mut sending))?;
        Ok(request)
    }
}
