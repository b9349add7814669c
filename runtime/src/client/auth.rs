//! The credentials of a client, and how they get onto a request.

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};

use super::request::{Login, RequestParts, build_request};
use crate::auth::{constant, find_scheme};
use crate::{ActionInfo, Api, AuthScheme, Fault, Place, Placement, Secret, Signature};

/// What a client was given to show who it is.
#[derive(Default)]
pub(super) struct Credentials {
    pub(super) login: Option<Login>,
    /// The signatures that take the place of the usual ones, by name.
    pub(super) alternatives: Vec<&'static str>,
    /// Keys and secrets, by scheme.
    secrets: Vec<(&'static str, Secret)>,
    /// What shows that the client may, by scheme of OAuth.
    #[cfg(feature = "oauth")]
    pub(super) tokens: Vec<(&'static str, Box<dyn super::tokens::Authorize>)>,
}

/// What one request needs of it.
#[derive(Default)]
pub(super) struct Used<'c> {
    login: Option<&'c Login>,
    keys: Vec<(&'static str, Option<&'static str>, &'c Secret)>,
    signatures: Vec<(&'static Signature, &'c Secret)>,
}

impl Credentials {
    pub(super) fn set(&mut self, scheme: &'static str, secret: Secret) {
        self.secrets.retain(|(known, _)| *known != scheme);
        self.secrets.push((scheme, secret));
    }

    /// What an action needs, or what is missing and how to give it.
    pub(super) fn of<P: Api>(&self, action: &ActionInfo) -> Result<Used<'_>, String> {
        let mut used = Used::default();
        // They are put on when the request is sent; here it is only seen that they are there.
        #[cfg(feature = "oauth")]
        self.tokens::<P>(action)?;
        for name in action.auth {
            match find_scheme(P::INFO.auth, name, &self.alternatives) {
                None | Some(AuthScheme::Parameter { .. }) => {}
                #[cfg(feature = "oauth")]
                Some(AuthScheme::OAuth1 { .. } | AuthScheme::OAuth2 { .. }) => {}
                Some(AuthScheme::Basic { .. }) => {
                    let login = self.login.as_ref();
                    used.login = Some(login.ok_or("it needs a log-in; give one with ClientBuilder::login")?);
                }
                Some(AuthScheme::Header { name, header, written, .. }) => {
                    used.keys.push((header, *written, self.secret(name)?));
                }
                Some(AuthScheme::Signature(signature)) => {
                    // One that travels in a header goes with every request that has a body, and with no other.
                    if matches!(signature.place, Place::Parameter(_)) || has_body(action) {
                        used.signatures.push((signature, self.secret(signature.secret)?));
                    }
                }
            }
        }
        Ok(used)
    }

    fn secret(&self, scheme: &str) -> Result<&Secret, String> {
        let found = self.secrets.iter().find(|(known, _)| *known == scheme);
        match found {
            Some((_, secret)) if !secret.expose().is_empty() => Ok(secret),
            Some(_) => Err(format!("the credential '{scheme}' is an empty text")),
            None => Err(format!(
                "it needs the credential '{scheme}'; give it with ClientBuilder::credential({}, …)",
                constant(scheme)
            )),
        }
    }
}

/// Whether clients send a body with an action.
fn has_body(action: &ActionInfo) -> bool {
    action.placement() != Placement::Query
}

impl Used<'_> {
    /// The request with everything that it needs.
    pub(super) fn request(
        &self,
        action: &ActionInfo,
        parts: &mut RequestParts,
        base: &str,
    ) -> Result<http::Request<Bytes>, Fault> {
        for (signature, secret) in &self.signatures {
            signature.sign_parts(parts, secret)?;
        }
        let mut request = build_request(action, parts, base, self.login)?;
        for (header, written, key) in &self.keys {
            match written {
                Some(written) => {
                    let text = Secret::from(written.replacen("{}", key.expose(), 1));
                    insert(&mut request, header, text.expose())?;
                }
                None => insert(&mut request, header, key.expose())?,
            }
        }
        for (signature, secret) in &self.signatures {
            signature.sign_request(&mut request, parts, secret)?;
        }
        Ok(request)
    }
}

impl Signature {
    /// Puts the signature of parameters among them, for one that travels as a parameter. Any other does nothing here.
    ///
    /// # Errors
    /// Names the parameter that can not be signed.
    pub fn sign_parts(&self, parts: &mut RequestParts, secret: &Secret) -> Result<(), Fault> {
        let Place::Parameter(name) = self.place else {
            return Ok(());
        };
        let entries = parts.payload.entries()?;
        if entries.iter().any(|(known, _)| known == name) {
            return Err(Fault::limit("is made from the others, so it can not be given").inside(name));
        }
        let Some(signed) = self.pairs(&entries)? else {
            return Err(Fault::limit("can not stand in the body that it signs").inside(name));
        };
        let signature = self.sign(signed.expose().as_bytes(), secret);
        parts.payload.push(name, signature);
        Ok(())
    }

    /// Puts the signature of a request into its header, for one that travels there. Any other does nothing here. What is
    /// signed are the very bytes that are sent, or the parameters that they were made of.
    ///
    /// # Errors
    /// Names the parameter that can not be signed.
    pub fn sign_request(
        &self,
        request: &mut http::Request<Bytes>,
        parts: &RequestParts,
        secret: &Secret,
    ) -> Result<(), Fault> {
        let Place::Header(header) = self.place else {
            return Ok(());
        };
        let signature = match self.pairs(&parts.payload.entries()?)? {
            Some(signed) => self.sign(signed.expose().as_bytes(), secret),
            None => self.sign(request.body(), secret),
        };
        insert(request, header, &signature)
    }
}

/// Sets a header that is not to be shown.
fn insert(request: &mut http::Request<Bytes>, header: &'static str, text: &str) -> Result<(), Fault> {
    let name =
        HeaderName::try_from(header).map_err(|_| Fault::limit("is no name of a header").inside(header))?;
    let mut value = HeaderValue::from_str(text)
        .map_err(|_| Fault::limit("the credential does not fit into a header").inside(header))?;
    value.set_sensitive(true);
    request.headers_mut().insert(name, value);
    Ok(())
}
