//! The credentials of a client, and how they get onto a request.

use std::fmt;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};

use super::request::{Login, RequestParts, build_request};
use crate::auth::constant;
use crate::sign::{Enabled, Form, could_be_body};
use crate::{
    ActionInfo, AuthScheme, Covers, Fault, IssuedHeader, KeyHeader, Mechanism, Placement, Secret, Signature,
    SignatureFault,
};

/// What a client was given to show who it is. For programs that send requests of their own; a [`Client`](crate::Client) is given
/// it by its builder.
#[derive(Default)]
pub struct Credentials {
    pub(super) login: Option<Login>,
    /// The signatures that take the place of the usual ones, by name.
    pub(super) alternatives: Vec<&'static str>,
    /// Keys and secrets, by scheme.
    secrets: Vec<(&'static str, Secret)>,
    /// The forms that were chosen for signatures, by scheme: mode and digest.
    pub(super) forms: Vec<(&'static str, String, String)>,
    /// The signatures of which discouraged digests are used.
    pub(super) discouraged: Vec<&'static str>,
    /// The signatures of which those of answers are not verified.
    pub(super) unverified: Vec<&'static str>,
    /// What shows that the client may, by scheme of OAuth.
    #[cfg(feature = "oauth")]
    pub(super) tokens: Vec<(&'static str, Box<dyn super::tokens::Authorize>)>,
}

/// A header that was issued to a user, or the token of a guest.
#[derive(Clone)]
pub struct Sent {
    pub(super) scheme: &'static str,
    header: HeaderName,
    value: HeaderValue,
}

impl Sent {
    /// The header with this name and this value.
    pub(super) fn new(scheme: &'static str, header: &str, value: &Secret) -> Result<Self, Fault> {
        if header.is_empty() || value.expose().is_empty() {
            return Err(Fault::limit("the answer issues no header: its name or its value is empty"));
        }
        let name = HeaderName::try_from(header)
            .map_err(|_| Fault::limit("the name of the issued header is no name of a header"))?;
        let mut value = HeaderValue::from_str(value.expose())
            .map_err(|_| Fault::limit("the value of the issued header does not fit into a header"))?;
        // What the request itself needs must not be overwritten by what a server says.
        if [
            http::header::HOST,
            http::header::CONTENT_LENGTH,
            http::header::CONTENT_TYPE,
            http::header::TRANSFER_ENCODING,
        ]
        .contains(&name)
        {
            return Err(Fault::limit("the issued header is one of those that requests have anyway"));
        }
        value.set_sensitive(true);
        Ok(Self { scheme, header: name, value })
    }
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
                    let method = scheme.method().unwrap_or("credential");
                    format!("ClientBuilder::{method}({}, …)", constant(scheme.name))
                });
                write!(f, "it needs a token; give one with {}", ways.collect::<Vec<_>>().join(" or "))
            }
        }
    }
}

impl std::error::Error for Lack {}

/// What one request needs of it.
#[derive(Default)]
pub struct Used<'c> {
    login: Option<&'c Login>,
    keys: Vec<(&'static KeyHeader, &'c Secret)>,
    signatures: Vec<(&'static Signature, &'c Secret, Form)>,
    issued: Vec<&'c Sent>,
}

impl Credentials {
    /// Gives a key or a secret to the scheme of this name.
    pub fn set(&mut self, scheme: &'static str, secret: Secret) {
        self.secrets.retain(|(known, _)| *known != scheme);
        self.secrets.push((scheme, secret));
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
        let mut used = Used::default();
        // They are put on when the request is sent; here it is only seen that they are there.
        #[cfg(feature = "oauth")]
        self.tokens(schemes, action)?;
        for (scheme, optional) in action.schemes(schemes, &self.alternatives) {
            match &scheme.mechanism {
                Mechanism::Parameter(_) => {}
                #[cfg(feature = "oauth")]
                Mechanism::OAuth1(_) | Mechanism::OAuth2(_) => {}
                Mechanism::Basic => {
                    used.login = self.login.as_ref();
                    if used.login.is_none() && !optional {
                        return Err(Lack::Login);
                    }
                }
                Mechanism::Header(header) => {
                    used.keys.extend(self.secret(scheme.name, optional)?.map(|key| (header, key)));
                }
                Mechanism::Issued(IssuedHeader { by, .. }) => {
                    let found = sent.iter().find(|sent| sent.scheme == scheme.name);
                    if found.is_none() && !optional {
                        return Err(Lack::Issued { scheme: scheme.name, by });
                    }
                    used.issued.extend(found);
                }
                Mechanism::Signature(signature) if signature.signs(action) => {
                    let secret = self.secret(signature.secret, optional)?;
                    used.signatures.extend(secret.map(|secret| (signature, secret, self.form(signature))));
                }
                Mechanism::Signature(_) => {}
            }
        }
        Ok(used)
    }

    /// The form in which a signature is made.
    fn form(&self, signature: &Signature) -> Form {
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
            let signed = has_body(action) || signature.empty;
            // A server signs the answers to signed requests alone; one that is signed all the same has to be right.
            if !signed && !presents(response, signature) {
                continue;
            }
            if !self.unverified.contains(&signature.name) {
                let discouraged = self.discouraged.contains(&signature.name);
                verified &= signature.check_answer(secret, discouraged, response)?;
            }
        }
        Ok(verified)
    }

    fn secret(&self, scheme: &'static str, optional: bool) -> Result<Option<&Secret>, Lack> {
        let found = self.secrets.iter().find(|(known, _)| *known == scheme);
        match found {
            Some((_, secret)) if !secret.expose().is_empty() => Ok(Some(secret)),
            Some(_) => Err(Lack::Empty(scheme)),
            None if optional => Ok(None),
            None => Err(Lack::Credential(scheme)),
        }
    }
}

/// Whether an answer carries this signature.
fn presents(response: &http::Response<Bytes>, signature: &Signature) -> bool {
    signature.place.header().is_some_and(|header| response.headers().contains_key(header))
}

/// Whether clients send a body with an action.
fn has_body(action: &ActionInfo) -> bool {
    action.placement() != Placement::Query
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
        for (signature, secret, _) in &self.signatures {
            signature.sign_parts(parts, secret)?;
        }
        let mut request = build_request(action, parts, base, self.login)?;
        for (header, key) in &self.keys {
            header.put_on(&mut request, key)?;
        }
        for (signature, secret, form) in &self.signatures {
            signature.sign_request(form, &mut request, parts, (action, names), secret)?;
        }
        for sent in &self.issued {
            request.headers_mut().insert(&sent.header, sent.value.clone());
        }
        Ok(request)
    }
}

impl KeyHeader {
    /// Puts a key into its header.
    fn put_on(&self, request: &mut http::Request<Bytes>, key: &Secret) -> Result<(), Fault> {
        match self.written {
            Some(written) => {
                let text = Secret::from(written.replacen("{}", key.expose(), 1));
                insert(request, self.header, text.expose())
            }
            None => insert(request, self.header, key.expose()),
        }
    }
}

impl Signature {
    /// Makes parameters ready to be signed: where pairs are signed, numbers are written in their shortest form, so that
    /// receivers who sign the text that they received and receivers who sign the number that they have parsed agree. Then
    /// puts the signature among them, for one that travels as a parameter.
    ///
    /// # Errors
    /// Names the parameter that can not be signed.
    fn sign_parts(&self, parts: &mut RequestParts, secret: &Secret) -> Result<(), Fault> {
        if self.may_cover_pairs() {
            parts.payload.shorten_numbers()?;
        }
        let Some(name) = self.place.parameter() else { return Ok(()) };
        let mut room = None;
        let entries = parts.payload.entries(&mut room)?;
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

    /// Whether requests for an action are signed: one that travels in a header goes with every request that has a body, and with
    /// no other unless it signs those too.
    pub fn signs(&self, action: &ActionInfo) -> bool {
        self.place.parameter().is_some() || has_body(action) || self.empty
    }

    /// Holds the signature of an answer against what arrived, where the server signs its answers. Whether it is verified: what
    /// came with a failure's status and without a signature is not, since it may be from somebody in between, who signs
    /// nothing. What is signed must be right in any case.
    ///
    /// # Errors
    /// Tells apart what is wrong with the signature.
    fn check_answer(
        &self,
        secret: &Secret,
        discouraged: bool,
        response: &http::Response<Bytes>,
    ) -> Result<bool, SignatureFault> {
        let Some(header) = self.place.header() else { return Ok(true) };
        if !self.answers {
            return Ok(true);
        }
        let mut values = response.headers().get_all(header).iter();
        let presented = match (values.next(), values.next()) {
            (Some(value), None) => Some(value.to_str().unwrap_or_default()),
            (None, _) if !response.status().is_success() => return Ok(false),
            _ => None,
        };
        let enabled = Enabled { discouraged, modes: &[] };
        let no_texts = |_| Err(SignatureFault::Unknown);
        let verified = self.check(presented, secret, enabled, no_texts, response.body());
        verified.map(|_| true).map_err(|fault| match fault {
            // An answer has nothing but its body.
            SignatureFault::NotEnabled => SignatureFault::Unknown,
            fault => fault,
        })
    }

    /// Puts the signature of a request into its header, for one that travels there. Any other does nothing here. What is signed
    /// are the very bytes that are sent, or the parameters that they were made of.
    fn sign_request(
        &self,
        form: &Form,
        request: &mut http::Request<Bytes>,
        parts: &RequestParts,
        (action, names): (&ActionInfo, &[&str]),
        secret: &Secret,
    ) -> Result<(), Fault> {
        let Some(header) = self.place.header() else { return Ok(()) };
        let text = match form.covers {
            Covers::Body => None,
            Covers::Values => Some(Self::values(action, names, &parts.payload.entries(&mut None)?)?),
            Covers::Pairs { .. } => self.pairs_of(form.covers, &parts.payload.entries(&mut None)?)?,
        };
        let forms = form.covers == Covers::Values && action.placement() == Placement::Form;
        if text.as_ref().is_some_and(|text| self.signs_bodies() && could_be_body(text.expose(), forms)) {
            let text = "what would be signed could be a body as well, which servers do not take; sign in another mode";
            return Err(Fault::limit(text));
        }
        let signed = text.as_ref().map_or(request.body().as_ref(), |text| text.expose().as_bytes());
        let signature = self.sign_as(form, signed, secret);
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

#[cfg(test)]
mod tests {
    use super::super::request::Payload;
    use super::*;
    use crate::{Digest, Place};

    /// A receiver that parses JSON before it verifies a signature has the number, and not how it was written.
    #[test]
    fn numbers_are_short_where_pairs_are_signed() {
        let given = r#"{"amount":100.00,"tiny":0.00000001,"long":12345678901234567.89,"power":1e3,"zero":-0.0,"text":"1.50","flag":true}"#;
        let short = r#"{"amount":100,"tiny":0.00000001,"long":12345678901234567.89,"power":1000,"zero":0,"text":"1.50","flag":true"#;
        let signed =
            "amount=100&flag=true&long=12345678901234567.89&power=1000&text=1.50&tiny=0.00000001&zero=0";
        let secret = Secret::from("s3cret");
        let mut signature = Signature::new("s", Place::Parameter("sign"), &[("", Digest::Sha1)])
            .modes(&[("", Covers::Pairs { skip_empty: false, either: false })])
            .written("{HEX}");
        let mut parts = RequestParts { payload: Payload::Json(given.to_owned()), ..RequestParts::default() };
        signature.sign_parts(&mut parts, &secret).expect("every value is a scalar");
        let sign = signature.sign(signed.as_bytes(), &secret);
        assert!(
            matches!(&parts.payload, Payload::Json(json) if *json == format!("{short},\"sign\":\"{sign}\"}}"))
        );

        // In a header, too; and only where pairs are signed.
        signature.place = Place::Header("x-sign");
        let mut parts = RequestParts { payload: Payload::Json(given.to_owned()), ..RequestParts::default() };
        signature.sign_parts(&mut parts, &secret).expect("every value is a scalar");
        assert!(matches!(&parts.payload, Payload::Json(json) if *json == format!("{short}}}")));
        let mut nothing = RequestParts { payload: Payload::Json(String::new()), ..RequestParts::default() };
        signature.sign_parts(&mut nothing, &secret).expect("nothing can be signed too");
        assert!(matches!(&nothing.payload, Payload::Json(json) if json.is_empty()));
        signature.modes = &[("", Covers::Body)];
        let mut parts = RequestParts { payload: Payload::Json(given.to_owned()), ..RequestParts::default() };
        signature.sign_parts(&mut parts, &secret).expect("every value is a scalar");
        assert!(matches!(&parts.payload, Payload::Json(json) if json == given));
    }
}
