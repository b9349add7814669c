//! How callers say who they are.

use bindery_vocabulary::{Carrier, Covers, Digest, Method, words};

use super::{Api, AuthId, Deviation, ErrorId, Evidence, ModuleId};
use crate::diagnostic::Span;

/// An authentication scheme.
#[derive(Clone, Debug)]
pub struct Auth {
    /// The name that actions use.
    pub name: String,
    /// How it works.
    pub scheme: AuthScheme,
    /// The error that a server refuses with, where [`Refusals::login`](super::Refusals::login) is not right.
    pub refused: Option<ErrorId>,
    /// Where the credentials come from.
    pub about: String,
    /// How we know.
    pub evidence: Vec<Evidence>,
    /// Where the spec departs from the documents.
    pub deviations: Vec<Deviation>,
}

words! {
    /// How an authentication scheme works.
    pub enum SchemeName: "auth scheme" {
        /// HTTP Basic.
        Basic = "basic",
        /// A parameter carries it.
        Parameter = "parameter",
        /// A header carries a key.
        Header = "header",
        /// An action issues a header.
        IssuedHeader = "issued-header",
        /// The request is signed.
        Signature = "signature",
        /// OAuth 1.0a.
        OAuth1 = "oauth1",
        /// OAuth 2.
        OAuth2 = "oauth2",
    }
}

/// What generated code has a constant of a scheme for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A secret that a client or router is given.
    Credential,
    /// A header that an action issues.
    Issued,
    /// A signature that a client or router may use in place of another one.
    Alternative,
    /// Signed requests, for which a client is given a signer and a router a verifier.
    OAuth1,
    /// Bearer tokens, for which a client is given a holder and a router a check.
    OAuth2,
}

impl Auth {
    /// What generated code has a constant of it for; none for a scheme that needs none.
    pub fn handle(&self, api: &Api) -> Option<Handle> {
        let own_secret = |secret: AuthId| api.auth.get(secret).is_some_and(|other| other.name == self.name);
        match &self.scheme {
            AuthScheme::Basic | AuthScheme::Parameter(_) => None,
            AuthScheme::Header(_) => Some(Handle::Credential),
            AuthScheme::Issued(_) => Some(Handle::Issued),
            AuthScheme::OAuth1(_) => Some(Handle::OAuth1),
            AuthScheme::OAuth2(_) => Some(Handle::OAuth2),
            AuthScheme::Signature(Signature { instead_of: Some(_), .. }) => Some(Handle::Alternative),
            AuthScheme::Signature(Signature { secret, .. }) => {
                own_secret(*secret).then_some(Handle::Credential)
            }
        }
    }
}

/// How a scheme puts credentials on a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// HTTP Basic with every request.
    Basic,
    /// A parameter of the action carries them.
    Parameter(String),
    /// A header carries them, with every request.
    Header(Header),
    /// A header that an action issues: its name and its value stand in that action's answer.
    Issued(Issued),
    /// The request is signed.
    Signature(Signature),
    /// OAuth 1.0a: the request is signed with the secrets of a consumer and of a token.
    OAuth1(OAuth1),
    /// OAuth 2: the request carries a bearer token, which has scopes.
    OAuth2(OAuth2),
}

impl AuthScheme {
    /// Whether it is one of OAuth, of which a client or a server chooses one where an action takes several.
    pub fn is_oauth(&self) -> bool {
        matches!(self, AuthScheme::OAuth1(_) | AuthScheme::OAuth2(_))
    }

    /// The signature that it is.
    pub fn as_signature(&self) -> Option<&Signature> {
        if let AuthScheme::Signature(signature) = self { Some(signature) } else { None }
    }

    /// The way of OAuth 2 that it is.
    pub fn as_oauth2(&self) -> Option<&OAuth2> {
        if let AuthScheme::OAuth2(oauth2) = self { Some(oauth2) } else { None }
    }

    /// Whether a caller is stopped who does not bring it. What travels as a parameter is the backend's business.
    pub fn is_checked(&self) -> bool {
        !matches!(self, AuthScheme::Parameter(_))
    }

    /// The header that it always fills; none where it fills none, or one whose name an answer gives.
    pub fn header(&self) -> Option<&str> {
        match self {
            AuthScheme::Basic | AuthScheme::OAuth2(_) => Some("Authorization"),
            AuthScheme::OAuth1(OAuth1 { carrier: Carrier::Header, .. }) => Some("Authorization"),
            AuthScheme::Header(header) => Some(&header.name),
            AuthScheme::Signature(Signature { place: Place::Header(name), .. }) => Some(name),
            AuthScheme::OAuth1(_)
            | AuthScheme::Signature(_)
            | AuthScheme::Parameter(_)
            | AuthScheme::Issued(_) => None,
        }
    }
}

impl AuthScheme {
    /// How it works, in a word.
    pub fn name(&self) -> SchemeName {
        match self {
            AuthScheme::Basic => SchemeName::Basic,
            AuthScheme::Parameter(_) => SchemeName::Parameter,
            AuthScheme::Header(_) => SchemeName::Header,
            AuthScheme::Issued(_) => SchemeName::IssuedHeader,
            AuthScheme::Signature(_) => SchemeName::Signature,
            AuthScheme::OAuth1(_) => SchemeName::OAuth1,
            AuthScheme::OAuth2(_) => SchemeName::OAuth2,
        }
    }

    /// What is said of it in single texts, for those who compare them. The list is as long for each scheme of a name; it is empty
    /// where the parts are of more kinds than texts.
    pub fn details(&self) -> Vec<Detail> {
        let detail = |key, text: &str| Detail { key, text: text.to_owned(), any_case: false };
        match self {
            AuthScheme::Basic | AuthScheme::Issued(_) | AuthScheme::Signature(_) | AuthScheme::OAuth2(_) => {
                Vec::new()
            }
            AuthScheme::Parameter(parameter) => vec![detail("parameter", parameter)],
            AuthScheme::Header(Header { name, written }) => vec![
                Detail { any_case: true, ..detail("header", name) },
                detail("written", written.as_deref().unwrap_or("{}")),
            ],
            AuthScheme::OAuth1(OAuth1 { request_token, authorize, access_token, method, carrier }) => vec![
                detail("request-token", request_token),
                detail("authorize", authorize),
                detail("access-token", access_token),
                detail("method", method.text()),
                detail("send", carrier.text()),
            ],
        }
    }

    /// Why its credential cannot be the secret of a signature; none when it can.
    pub fn no_secret(&self) -> Option<&'static str> {
        match self {
            AuthScheme::Header(_) | AuthScheme::Signature(_) => None,
            AuthScheme::Basic => Some("has a name and a password, which is no single secret"),
            AuthScheme::Parameter(_) => Some("is given with each request"),
            AuthScheme::Issued(_) => Some("is another one for each user"),
            AuthScheme::OAuth1(_) | AuthScheme::OAuth2(_) => Some("has tokens, which change"),
        }
    }
}

/// A text that says how a scheme works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Its key in a spec.
    pub key: &'static str,
    /// What it says.
    pub text: String,
    /// Whether capitals mean nothing in it.
    pub any_case: bool,
}

/// How a header carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// The header's name.
    pub name: String,
    /// How the key is written, as a text with `{}` in its place; none when it stands there alone.
    pub written: Option<String>,
}

/// How tokens of OAuth 1.0a are had and used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth1 {
    /// The address that gives request tokens.
    pub request_token: String,
    /// The address that asks the user.
    pub authorize: String,
    /// The address that gives access tokens.
    pub access_token: String,
    /// The HTTP method of the two calls for tokens.
    pub method: Method,
    /// Where the parameters of the protocol stand.
    pub carrier: Carrier,
}

/// How tokens of OAuth 2 are had and used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth2 {
    /// The address that asks the user.
    pub authorize: String,
    /// The address that gives tokens.
    pub token: String,
    /// The address that says what a token is worth; `{token}` in it stands for the token.
    pub status: Option<String>,
    /// The address that ends a token.
    pub revoke: Option<String>,
    /// What a token may be good for, in the documented order.
    pub scopes: Vec<Scope>,
    /// The error that a server refuses a token with which lacks a scope; none when it is the scheme's usual one.
    pub lacking: Option<ErrorId>,
}

/// What a token may be good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Its name on the wire.
    pub name: String,
    /// What it allows.
    pub about: String,
    /// A name in Rust that was asked for.
    pub rust: Option<String>,
    /// Where it is written.
    pub span: Span,
}

/// A header that an action issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The action, as module and position; none while modules are not resolved.
    pub by: Option<(ModuleId, usize)>,
    /// The field of its answer with the header's name.
    pub header: String,
    /// The field of its answer with the header's value.
    pub value: String,
    /// The header in which a caller without a log-in sends a token of its own making.
    pub guest: Option<String>,
    /// The action after which the header is of no use any more.
    pub ended_by: Option<(ModuleId, usize)>,
}

/// How a request is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Where the signature travels.
    pub place: Place,
    /// What is signed.
    pub modes: Ways<Covers>,
    /// How.
    pub digests: Ways<Digest>,
    /// How the result is written: a text with one of `{hex}`, `{HEX}` and `{base64}` in it.
    pub written: String,
    /// The scheme whose credential is the secret: another one, or this one when it has a credential of its own.
    pub secret: AuthId,
    /// The scheme that this one may stand in for. Actions never name such a scheme: a client or a server chooses it.
    pub instead_of: Option<AuthId>,
    /// The names of digests that are used only by those who ask for them.
    pub discouraged: Vec<String>,
    /// Whether requests without a body are signed too.
    pub signs_empty: bool,
    /// Whether the server signs its answers in the same way.
    pub signs_answers: bool,
}

/// The ways to do one thing: several with names on the wire, or one, whose name is empty if it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways<T> {
    first: (String, T),
    others: Vec<(String, T)>,
}

impl<T: Copy> Ways<T> {
    /// The only way.
    pub fn only(way: T) -> Self {
        Self { first: (String::new(), way), others: Vec::new() }
    }

    /// These ways, each with its name on the wire, if there is one.
    pub(crate) fn new(ways: impl IntoIterator<Item = (String, T)>) -> Option<Self> {
        let mut ways = ways.into_iter();
        Some(Self { first: ways.next()?, others: ways.collect() })
    }

    /// The same ways to do another thing.
    pub(crate) fn map<U>(self, to: impl Fn(T) -> U) -> Ways<U> {
        let each = |(name, way)| (name, to(way));
        Ways { first: each(self.first), others: self.others.into_iter().map(each).collect() }
    }

    /// The first, which clients use.
    pub fn usual(&self) -> T {
        self.first.1
    }

    /// All of them, each with its name on the wire, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, T)> {
        std::iter::once(&self.first).chain(&self.others).map(|(name, way)| (name.as_str(), *way))
    }

    /// Those that have names: all, or none where the only one needs no name.
    pub fn named(&self) -> impl Iterator<Item = (&str, T)> {
        self.iter().filter(|(name, _)| !name.is_empty())
    }

    /// All but the usual one.
    pub fn others(&self) -> impl Iterator<Item = (&str, T)> {
        self.iter().skip(1)
    }

    /// Whether one of them is so.
    pub fn any(&self, is: impl Fn(T) -> bool) -> bool {
        self.iter().any(|(_, way)| is(way))
    }
}

/// Where a signature travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In this header, with every request that has a body.
    Header(String),
    /// In this parameter, beside the others.
    Parameter(String),
}
