//! The credentials of a client, and how they get onto a request.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;

use super::request::{RequestParts, build_request};
use crate::scheme::{Form, Given, Login, Sending, Sent, Show, Takes, constant};
use crate::{ActionInfo, AuthScheme, Fault, Secret, Signature, SignatureFault};

/// What a client was given to show who it is. For programs that send requests of their own; a [`Client`](crate::Client) is given
/// it by its builder.
#[derive(Default)]
pub struct Credentials {
    pub(crate) login: Option<Login>,
    /// The signatures that take the place of the usual ones, by name.
    pub(super) alternatives: Vec<&'static str>,
    /// Keys and secrets, by scheme.
    secrets: BTreeMap<&'static str, Secret>,
    /// The forms that were chosen for signatures, by scheme: mode and digest.
    pub(super) forms: Vec<(&'static str, String, String)>,
    /// The signatures of which discouraged digests are used.
    pub(super) discouraged: Vec<&'static str>,
    /// The signatures of which those of answers are not verified.
    pub(super) unverified: Vec<&'static str>,
    /// What shows that the client may, by scheme of OAuth.
    #[cfg(feature = "oauth")]
    pub(crate) tokens: Vec<(&'static str, Box<dyn crate::scheme::oauth::client::Authorize>)>,
}

/// What an action needs and a client was not given.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Lack {
    /// A log-in.
    Login,
    /// A key or a secret, by its scheme.
    Credential(&'static str),
    /// The key or the secret of this scheme is an empty text.
    Empty(&'static str),
    /// The header of this scheme, which an action issues.
    Issued {
        /// The scheme.
        scheme: &'static str,
        /// The action, as `module/action`.
        by: &'static str,
    },
    /// A token of one of these schemes of OAuth.
    Token(Vec<&'static AuthScheme>),
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lack::Login => f.write_str("it needs a log-in; give one with ClientBuilder::login"),
            Lack::Credential(scheme) => write!(
                f,
                "it needs the credential '{scheme}'; give it with ClientBuilder::credential({}, …)",
                constant(scheme)
            ),
            Lack::Empty(scheme) => write!(f, "the credential '{scheme}' is an empty text"),
            Lack::Issued { scheme, by } => write!(
                f,
                "it needs the header '{scheme}' of a user; make a client that has it from the answer of {by} with \
                 Client::logged_in, or with Client::guest"
            ),
            Lack::Token(schemes) => {
                let ways = schemes.iter().map(|scheme| {
                    let method =
                        if let Takes::Tokens(method) = scheme.takes() { method } else { "credential" };
                    format!("ClientBuilder::{method}({}, …)", constant(scheme.name))
                });
                write!(f, "it needs a token; give one with {}", ways.collect::<Vec<_>>().join(" or "))
            }
        }
    }
}

impl std::error::Error for Lack {}

/// What one request is sent with.
#[derive(Default)]
pub struct Used<'c>(Vec<Box<dyn Show + 'c>>);

impl Credentials {
    /// Gives a key or a secret to the scheme of this name.
    pub fn set(&mut self, scheme: &'static str, secret: Secret) {
        self.secrets.insert(scheme, secret);
    }

    /// Gives a log-in.
    pub fn set_login(&mut self, login: Login) {
        self.login = Some(login);
    }

    /// Has this signature take the place of the one that it may stand for.
    pub fn choose(&mut self, alternative: &'static str) {
        self.alternatives.push(alternative);
    }

    /// What an action of an API with these schemes needs.
    ///
    /// # Errors
    /// Says what is missing.
    pub fn of<'c>(
        &'c self,
        schemes: &'static [AuthScheme],
        sent: &'c [Sent],
        action: &ActionInfo,
    ) -> Result<Used<'c>, Lack> {
        // They are put on when the request is sent; here it is only seen that they are there.
        #[cfg(feature = "oauth")]
        self.tokens(schemes, action)?;
        let mut used = Used::default();
        for (scheme, optional) in action.schemes(schemes, &self.alternatives) {
            let given = Given { scheme: scheme.name, optional, credentials: self, sent };
            used.0.extend(scheme.mechanism.sides().show(given, action)?);
        }
        Ok(used)
    }

    /// The form in which a signature is made.
    pub(crate) fn form(&self, signature: &Signature) -> Form {
        let chosen = self.forms.iter().find(|(scheme, ..)| *scheme == signature.name);
        let chosen = chosen.and_then(|(_, mode, digest)| signature.form(mode, digest));
        chosen.unwrap_or_else(|| signature.usual())
    }

    /// Holds the signatures of an answer against what arrived. Whether it is verified, as far as answers are signed.
    ///
    /// # Errors
    /// Tells apart what is wrong with a signature.
    pub fn verify(
        &self,
        schemes: &'static [AuthScheme],
        action: &ActionInfo,
        response: &http::Response<Bytes>,
    ) -> Result<bool, SignatureFault> {
        let mut verified = true;
        for (scheme, _) in action.schemes(schemes, &self.alternatives) {
            let Some(signature) = scheme.as_signature() else { continue };
            let Ok(Some(secret)) = self.secret(signature.secret, true) else { continue };
            // A server signs the answers to signed requests alone; one that is signed all the same has to be right.
            if !signature.signs(action) && !signature.is_presented(response) {
                continue;
            }
            if !self.unverified.contains(&signature.name) {
                let discouraged = self.discouraged.contains(&signature.name);
                verified &= signature.check_answer(secret, discouraged, response)?;
            }
        }
        Ok(verified)
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
    /// The request with everything that it needs. `names` are those of the action's parameters, in the documented order.
    ///
    /// # Errors
    /// Names what cannot be sent.
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
