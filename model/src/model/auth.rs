//! Authentication schemes: how requests carry credentials.

use bindery_vocabulary::recipe::{Pairs, Template, Value};
use bindery_vocabulary::{
    Carrier, ClientAuthentication, Digest, Encoding, KeyEncoding, Method, Place, TokenFlow, words,
};

use super::{Api, AuthId, Deviation, ErrorId, Evidence, Made, ModuleId};
use crate::diagnostic::Span;

/// An authentication scheme of the API, to which actions refer by name.
#[derive(Clone, Debug)]
pub struct Auth {
    /// Name to which actions refer.
    pub name: String,
    /// Mechanism by which requests carry the credentials.
    pub scheme: AuthScheme,
    /// Error with which a server rejects the credentials, where
    /// [`Rejections::unauthenticated`](super::Rejections::unauthenticated) does not apply.
    pub rejection: Option<ErrorId>,
    /// Where a caller gets the credentials.
    pub about: String,
    /// Lines of the sources that document the scheme.
    pub evidence: Vec<Evidence>,
    /// Deliberate differences between the scheme and the documents.
    pub deviations: Vec<Deviation>,
}

words! {
    /// Kind of an authentication scheme.
    pub enum SchemeName: "auth scheme" {
        /// HTTP Basic with user and password.
        Basic = "basic",
        /// A parameter carries the credential.
        Parameter = "parameter",
        /// A header carries a key.
        Header = "header",
        /// A query parameter carries a key.
        Query = "query",
        /// A cookie carries a key.
        Cookie = "cookie",
        /// An action issues a header for later requests.
        IssuedHeader = "issued-header",
        /// A secret signs the request.
        Signature = "signature",
        /// A secret that both sides know, and that is only a part of signed texts.
        Secret = "secret",
        /// Code of the client's and the server's own signs and verifies the request.
        Custom = "custom",
        /// OAuth 1.0a: signed requests with a token.
        OAuth1 = "oauth1",
        /// OAuth 2 with bearer tokens.
        OAuth2 = "oauth2",
    }
}

/// Purpose of a scheme's constant in generated code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A secret for a client or router.
    Credential,
    /// A header that an action issues.
    Issued,
    /// A signature that a client or router may use instead of another one.
    Alternative,
    /// Code that signs requests, for clients, or verifies them, for routers.
    Custom,
    /// Signed requests: a signer for clients, a verifier for routers.
    OAuth1,
    /// Bearer tokens: a holder for clients, a check for routers.
    OAuth2,
}

impl Auth {
    /// Returns the purpose of its constant in generated code; `None` if it needs no constant.
    pub fn handle(&self, api: &Api) -> Option<Handle> {
        let own_secret = |secret: AuthId| api.auth.get(secret).is_some_and(|other| other.name == self.name);
        match &self.scheme {
            AuthScheme::Basic | AuthScheme::Parameter(_) => None,
            AuthScheme::Header(_) | AuthScheme::Key(_) | AuthScheme::Secret => Some(Handle::Credential),
            AuthScheme::Issued(_) => Some(Handle::Issued),
            AuthScheme::Custom(_) => Some(Handle::Custom),
            AuthScheme::OAuth1(_) => Some(Handle::OAuth1),
            AuthScheme::OAuth2(_) => Some(Handle::OAuth2),
            AuthScheme::Signature(signature) if signature.alternative_to.is_some() => {
                Some(Handle::Alternative)
            }
            AuthScheme::Signature(signature) => {
                signature.secret.is_some_and(own_secret).then_some(Handle::Credential)
            }
        }
    }
}

/// Mechanism by which a scheme adds credentials to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthScheme {
    /// HTTP Basic with every request.
    Basic,
    /// Credential in this parameter of the action.
    Parameter(String),
    /// Credential in a header, with every request.
    Header(Header),
    /// Credential in a query parameter or a cookie, with every request.
    Key(KeyParameter),
    /// A header that an action issues: its name and value are in that action's response.
    Issued(IssuedHeader),
    /// Signature of the request with a secret.
    Signature(Box<Signature>),
    /// Secret that both sides know. It is never sent: signed texts and signatures refer to it.
    Secret,
    /// Code of the client's and the server's own signs and verifies requests, in this header if it is in one.
    Custom(Option<String>),
    /// OAuth 1.0a: the request is signed with the secrets of a consumer and a token.
    OAuth1(OAuth1),
    /// OAuth 2: the request carries a bearer token with scopes.
    OAuth2(OAuth2),
}

impl AuthScheme {
    /// Whether the scheme is an OAuth scheme. If an action accepts several of them, a client or server chooses one.
    pub fn is_oauth(&self) -> bool {
        matches!(self, AuthScheme::OAuth1(_) | AuthScheme::OAuth2(_))
    }

    /// Returns the signature, if it is one.
    pub fn as_signature(&self) -> Option<&Signature> {
        if let AuthScheme::Signature(signature) = self { Some(signature) } else { None }
    }

    /// Returns the OAuth 2 scheme, if it is one.
    pub fn as_oauth2(&self) -> Option<&OAuth2> {
        if let AuthScheme::OAuth2(oauth2) = self { Some(oauth2) } else { None }
    }

    /// Whether a router rejects requests without the credential. Credentials in parameters are checked by the backend.
    pub fn is_checked(&self) -> bool {
        !matches!(self, AuthScheme::Parameter(_))
    }

    /// Returns the header that it always fills; `None` if it fills none, or a response provides the name.
    pub fn header(&self) -> Option<&str> {
        match self {
            AuthScheme::Basic | AuthScheme::OAuth2(_) => Some("Authorization"),
            AuthScheme::OAuth1(OAuth1 { carrier: Carrier::Header, .. }) => Some("Authorization"),
            AuthScheme::Header(header) => Some(&header.name),
            AuthScheme::Signature(signature) => match &signature.location {
                SignatureLocation::Header(name) => Some(name),
                SignatureLocation::Parameter(_) | SignatureLocation::Query(_) => None,
            },
            AuthScheme::Custom(header) => header.as_deref(),
            AuthScheme::OAuth1(_)
            | AuthScheme::Key(_)
            | AuthScheme::Parameter(_)
            | AuthScheme::Issued(_)
            | AuthScheme::Secret => None,
        }
    }
}

impl AuthScheme {
    /// Returns the kind of scheme.
    pub fn name(&self) -> SchemeName {
        match self {
            AuthScheme::Basic => SchemeName::Basic,
            AuthScheme::Parameter(_) => SchemeName::Parameter,
            AuthScheme::Header(_) => SchemeName::Header,
            AuthScheme::Key(key) if key.place == Place::Cookie => SchemeName::Cookie,
            AuthScheme::Key(_) => SchemeName::Query,
            AuthScheme::Issued(_) => SchemeName::IssuedHeader,
            AuthScheme::Signature(_) => SchemeName::Signature,
            AuthScheme::Secret => SchemeName::Secret,
            AuthScheme::Custom(_) => SchemeName::Custom,
            AuthScheme::OAuth1(_) => SchemeName::OAuth1,
            AuthScheme::OAuth2(_) => SchemeName::OAuth2,
        }
    }

    /// Returns the details of the mechanism as single texts, for comparisons. The list has the same length for all
    /// schemes of one kind. Empty for kinds with details that are not texts.
    pub fn details(&self) -> Vec<Detail> {
        let detail = |key, text: &str| Detail { key, text: text.to_owned(), case_insensitive: false };
        match self {
            AuthScheme::Basic
            | AuthScheme::Issued(_)
            | AuthScheme::Signature(_)
            | AuthScheme::Secret
            | AuthScheme::OAuth2(_) => Vec::new(),
            AuthScheme::Custom(header) => vec![Detail {
                case_insensitive: true,
                ..detail("header", header.as_deref().unwrap_or_default())
            }],
            AuthScheme::Parameter(parameter) => vec![detail("parameter", parameter)],
            AuthScheme::Header(Header { name, written }) => vec![
                Detail { case_insensitive: true, ..detail("header", name) },
                detail("written", written.as_deref().unwrap_or("{}")),
            ],
            AuthScheme::Key(KeyParameter { name, place, written }) => {
                vec![detail(place.text(), name), detail("written", written.as_deref().unwrap_or("{}"))]
            }
            AuthScheme::OAuth1(OAuth1 { request_token, authorize, access_token, method, carrier }) => vec![
                detail("request-token", request_token),
                detail("authorize", authorize),
                detail("access-token", access_token),
                detail("method", method.text()),
                detail("parameters-in", carrier.text()),
            ],
        }
    }

    /// Returns why its credential cannot be the secret of a signature; `None` if it can.
    pub fn no_secret(&self) -> Option<&'static str> {
        match self {
            AuthScheme::Header(_) | AuthScheme::Key(_) | AuthScheme::Signature(_) | AuthScheme::Secret => {
                None
            }
            AuthScheme::Custom(_) => Some("has code instead of a secret"),
            AuthScheme::Basic => Some("has a name and a password instead of a single secret"),
            AuthScheme::Parameter(_) => Some("is sent with each request"),
            AuthScheme::Issued(_) => Some("differs for each user"),
            AuthScheme::OAuth1(_) | AuthScheme::OAuth2(_) => Some("has tokens, which change"),
        }
    }
}

/// A detail of a mechanism, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Detail {
    /// Key of the detail in a spec.
    pub key: &'static str,
    /// Value of the detail, such as a header name or a URL.
    pub text: String,
    /// Whether the text is case-insensitive.
    pub case_insensitive: bool,
}

/// A header that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Name of the header that carries the key.
    pub name: String,
    /// Text of the header value with `{}` for the key; `None` if the value is the key alone.
    pub written: Option<String>,
}

/// A query parameter or a cookie that carries a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyParameter {
    /// Wire name of the parameter that carries the key.
    pub name: String,
    /// Place of the parameter: [`Place::Query`] or [`Place::Cookie`].
    pub place: Place,
    /// Text of the value with `{}` for the key; `None` if the value is the key alone.
    pub written: Option<String>,
}

/// OAuth 1.0a: URLs and requests for tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth1 {
    /// URL that issues request tokens.
    pub request_token: String,
    /// URL where the user grants access.
    pub authorize: String,
    /// URL that issues access tokens.
    pub access_token: String,
    /// HTTP method of the two token requests.
    pub method: Method,
    /// Location of the protocol parameters in the request.
    pub carrier: Carrier,
}

/// OAuth 2: URLs and scopes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OAuth2 {
    /// Ways in which applications get tokens, at least one.
    pub flows: Vec<TokenFlow>,
    /// URL where the user grants access; `None` if no flow asks a user in a browser.
    pub authorize: Option<String>,
    /// URL where a device asks for the code that the user enters; `None` if no flow does.
    pub device: Option<String>,
    /// URL that issues tokens (token endpoint).
    pub token: String,
    /// How an application authenticates at the token endpoint.
    pub client: ClientAuthentication,
    /// Text between scopes.
    pub separator: String,
    /// Parameters of every request to the authorization server, with their values.
    pub parameters: Vec<(String, String)>,
    /// URL that returns the status of a token; `{token}` in it is replaced by the token.
    pub status: Option<String>,
    /// URL that revokes a token.
    pub revoke: Option<String>,
    /// Scopes that a token may have, in the documented order.
    pub scopes: Vec<Scope>,
    /// Error for a token without a required scope; `None` for the usual error of the scheme.
    pub insufficient_scope: Option<ErrorId>,
}

/// A scope that a token may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// Name of the scope on the wire.
    pub name: String,
    /// Access that the scope grants.
    pub about: String,
    /// Name in Rust that the spec sets with `rust`.
    pub rust: Option<String>,
    /// Position of the scope in the spec.
    pub span: Span,
}

/// A header that an action issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedHeader {
    /// The issuing action, as module and position; `None` until modules are resolved.
    pub by: Option<(ModuleId, usize)>,
    /// Field of its response with the header's name.
    pub header: String,
    /// Field of its response with the header's value.
    pub value: String,
    /// Header in which a caller that is not logged in sends a token that it made itself.
    pub guest: Option<String>,
    /// The action that invalidates the header.
    pub ended_by: Option<(ModuleId, usize)>,
}

/// A signature of requests, and possibly of responses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Location of the signature in the request.
    pub location: SignatureLocation,
    /// Signing modes: templates of the texts.
    pub modes: Ways<Template>,
    /// How `{pairs}` is written in the texts.
    pub pairs: PairsForm,
    /// Digests that turn the signed data and the secret into the signature.
    pub digests: Ways<Digest>,
    /// Encoding in which the user has the secret.
    pub encoding: KeyEncoding,
    /// Text of the signature, with exactly one of `{hex}`, `{HEX}`, `{base64}` and `{base64url}`.
    pub written: String,
    /// Values that are made for the signature and are a part of it.
    pub carried: Vec<Carried>,
    /// Text between several signatures of one message.
    pub separator: Option<String>,
    /// Worked examples of the documents.
    pub vectors: Vec<Vector>,
    /// Scheme that provides the secret: another scheme, or this one if it has its own credential; `None` for a checksum,
    /// which proves nothing about the sender.
    pub secret: Option<AuthId>,
    /// Scheme to which this one is an alternative. Actions never refer to an alternative; clients and servers select
    /// it.
    pub alternative_to: Option<AuthId>,
    /// Names of digests that must be enabled.
    pub discouraged: Vec<String>,
    /// Whether requests without a body are signed too.
    pub signs_empty: bool,
    /// Whether the server signs its responses in the same way.
    pub signs_responses: bool,
}

impl Signature {
    /// Returns the names of the other schemes whose credentials are in a signed text or in the signature.
    pub fn uses(&self) -> Vec<String> {
        let written = Template::parse(&self.written).ok();
        let texts = self.modes.iter().map(|(_, text)| text).chain(written);
        let mut names: Vec<String> = Vec::new();
        for text in texts {
            for value in text.values() {
                match value {
                    Value::Credential(name) if !names.contains(name) => names.push(name.clone()),
                    _ => {}
                }
            }
        }
        names
    }

    /// Whether a signing mode covers the values of the parameters without their names.
    pub fn signs_values(&self) -> bool {
        self.has(&Value::Values)
    }

    /// Whether a signing mode covers the parameters with their names.
    pub fn signs_pairs(&self) -> bool {
        self.has(&Value::Pairs)
    }

    fn has(&self, wanted: &Value) -> bool {
        self.modes.any(|text| text.values().contains(&wanted))
    }

    /// Whether requests without a body are signed.
    pub fn is_always_sent(&self) -> bool {
        let is_in_header = matches!(self.location, SignatureLocation::Header(_));
        self.signs_empty || !is_in_header || !self.modes.usual().is_of_content()
    }
}

/// Worked example of a signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// What the example shows.
    pub about: String,
    /// Lines of the sources that print it.
    pub evidence: Vec<Evidence>,
    /// Secret or private key, in the encoding of the scheme.
    pub secret: Option<String>,
    /// Public key.
    pub public: Option<String>,
    /// Position of the signing mode.
    pub mode: usize,
    /// Position of the digest.
    pub digest: usize,
    /// Values of the parts of the text, by their placeholders without braces.
    pub values: Vec<(String, String)>,
    /// Text that is signed, if the documents print it.
    pub text: Option<String>,
    /// Signature as it is sent.
    pub signature: String,
}

/// Value that is made for a signature and is a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// Name in `{parameter:NAME}`.
    pub name: String,
    /// Encoding of a time.
    pub encoding: Encoding,
    /// How it is made.
    pub made: Made,
}

/// How parameters with their names are written in a signed text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairsForm {
    /// Text between a name and its value.
    pub between: String,
    /// Text between two parameters.
    pub join: String,
    /// Whether the parameters are in the order in which they are sent.
    pub as_sent: bool,
    /// Whether names and values are percent-encoded.
    pub escaped: bool,
    /// Whether clients leave out parameters without a value.
    pub skip_empty: bool,
    /// Whether servers accept signatures of the other way too.
    pub either: bool,
}

impl Default for PairsForm {
    fn default() -> Self {
        let Pairs { between, join, as_sent, escaped, skip_empty, either, .. } = Pairs::SORTED;
        Self { between: between.to_owned(), join: join.to_owned(), as_sent, escaped, skip_empty, either }
    }
}

/// Alternatives with their wire names: one or several. The name of a single one may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ways<T> {
    first: (String, T),
    others: Vec<(String, T)>,
}

impl<T: Clone> Ways<T> {
    /// Creates a single alternative without a name.
    pub fn only(way: T) -> Self {
        Self { first: (String::new(), way), others: Vec::new() }
    }

    /// Creates alternatives from names and values; returns `None` if there are none.
    pub(crate) fn new(ways: impl IntoIterator<Item = (String, T)>) -> Option<Self> {
        let mut ways = ways.into_iter();
        Some(Self { first: ways.next()?, others: ways.collect() })
    }

    /// Returns the first one, which clients use.
    pub fn usual(&self) -> T {
        self.first.1.clone()
    }

    /// Returns all with their wire names, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, T)> {
        std::iter::once(&self.first).chain(&self.others).map(|(name, way)| (name.as_str(), way.clone()))
    }

    /// Returns those that have names: all, or none if the single one has no name.
    pub fn named(&self) -> impl Iterator<Item = (&str, T)> {
        self.iter().filter(|(name, _)| !name.is_empty())
    }

    /// Returns all but the first.
    pub fn alternatives(&self) -> impl Iterator<Item = (&str, T)> {
        self.iter().skip(1)
    }

    /// Whether the condition is true for one of them.
    pub fn any(&self, is: impl Fn(T) -> bool) -> bool {
        self.iter().any(|(_, way)| is(way))
    }
}

/// Location of a signature in the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignatureLocation {
    /// Header with this name, in every request that has a body.
    Header(String),
    /// Parameter with this name, beside the others.
    Parameter(String),
    /// Query parameter with this name, behind all others.
    Query(String),
}
