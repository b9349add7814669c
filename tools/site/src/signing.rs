//! Who the examples are sent as, and their signatures: worked out by the runtime, never typed in.

use bindery_facts::Facts;
use bindery_model::{self as model, Api, AuthId};
use bindery_runtime::Secret;
use bindery_runtime::client::{Credentials, Login, Sent};
use bindery_runtime::facts::{ActionInfo, Covers, Signature, Takes};
use bindery_runtime::oauth1::{self, Consumer, Signer, Stamp, Token};
use bindery_runtime::wire::Document;
use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// The user and the password of the examples.
pub(crate) const LOGIN: (&str, &str) = ("partner", "example-password");
/// The key and the secret of the examples.
pub(crate) const KEY: &str = "example-key";
/// The bearer token of the examples.
pub(crate) const BEARER: &str = "example-token";
/// The consumer of OAuth 1.0a of the examples, and its secret.
pub(crate) const CONSUMER: (&str, &str) = ("example-app", "example-app-secret");
/// The token of OAuth 1.0a of the examples, and its secret.
pub(crate) const TOKEN: (&str, &str) = ("example-token", "example-token-secret");
/// When the requests of the examples are signed, in seconds since 1970, and with which nonce.
pub(crate) const STAMP: (i64, &str) = (1_769_853_600, "7d8f3e4a");

/// The header that a log-in issues in the examples, and its value.
pub(crate) const ISSUED: (&str, &str) = ("issued-header", "issued-value");
/// The token that a guest makes up in the examples.
pub(crate) const GUEST: &str = "4f1c0a7e9b2d4e60";

/// The signatures of an API as the runtime has them, by scheme.
pub(crate) struct Signatures(Vec<Option<Signature>>);

impl Signatures {
    /// The signatures of an API.
    pub(crate) fn new(api: &Api) -> Self {
        let of = |auth: &model::Auth| bindery_facts::scheme(api, auth).as_signature().copied();
        Self(api.auth.iter().map(of).collect())
    }

    /// The signature of a scheme.
    pub(crate) fn get(&self, id: AuthId) -> Option<&Signature> {
        self.0.get(id)?.as_ref()
    }
}

/// What a signature covers of a body with parameters of these names, as text; none where it cannot be signed.
pub(crate) fn covered(signature: &Signature, covers: Covers, names: &[&str], body: &str) -> Option<String> {
    let text = |document: &Document<'_>| match covers {
        Covers::Body => Some(body.to_owned()),
        Covers::Values => {
            let action = ActionInfo::new("", "", "/");
            Some(Signature::values(&action, names, &document.entries().ok()?).ok()?.expose().to_owned())
        }
        _ => Some(signature.pairs(&document.entries().ok()?).ok()??.expose().to_owned()),
    };
    text(&Document::parse(body.as_bytes()).ok()?)
}

/// What the requests of an action are sent with in the examples: all that it needs, and nothing that it can do without.
pub(crate) fn credentials(api: &Api, facts: &Facts) -> (Credentials, Vec<Sent>) {
    let (mut credentials, mut issued) = (Credentials::default(), Vec::new());
    let has_tokens = |scheme: &str| {
        api.auth.iter().any(|auth| auth.name == scheme && matches!(auth.scheme, model::AuthScheme::OAuth2(_)))
    };
    for (scheme, _) in facts.action.schemes(facts.auth, &[]).filter(|(_, optional)| !optional) {
        match scheme.takes() {
            Takes::Login => credentials.set_login(Login::new(LOGIN.0, LOGIN.1)),
            Takes::Issued(_) => issued.extend(Sent::new(scheme.name, ISSUED.0, &Secret::from(ISSUED.1))),
            Takes::Credential(name) => {
                let key = if has_tokens(name) { BEARER } else { KEY };
                credentials.set(name, Secret::from(key));
            }
            _ => {}
        }
    }
    (credentials, issued)
}

/// The header of HTTP Basic.
pub(crate) fn basic(user: &str, password: &str) -> Option<String> {
    Login::new(user, password).header().ok()?.to_str().ok().map(str::to_owned)
}

/// A request signed with OAuth 1.0a.
pub(crate) struct Signed {
    /// The parameters as the base string has them, before they are escaped as a whole.
    pub(crate) parameters: String,
    /// What is signed.
    pub(crate) base_string: String,
    /// With which key.
    pub(crate) key: String,
    /// The signature.
    pub(crate) signature: String,
    /// The parameters of the protocol, but for the signature.
    pub(crate) protocol: Vec<(&'static str, String)>,
    /// The address that the request goes to.
    pub(crate) address: String,
    /// The header with the signature, where it stands in one.
    pub(crate) header: Option<String>,
}

/// Signs a request with OAuth 1.0a, as the consumer and with the token of the examples.
pub(crate) fn sign_oauth1(
    request: &mut http::Request<Bytes>,
    carrier: oauth1::Carrier,
) -> Result<(), oauth1::SignError> {
    let signer = Signer::new(Consumer::new(CONSUMER.0, CONSUMER.1)).token(Token::new(TOKEN.0, TOKEN.1));
    let stamp = Stamp { timestamp: STAMP.0, nonce: STAMP.1.to_owned() };
    signer.carrier(carrier).sign_as(request, &stamp, &[])
}

/// A request without a body, signed with OAuth 1.0a, and how it came about.
pub(crate) fn signed_oauth1(method: &str, address: &str, carrier: oauth1::Carrier) -> Option<Signed> {
    let mut request = http::Request::builder().method(method).uri(address).body(Default::default()).ok()?;
    let protocol = vec![
        ("oauth_consumer_key", CONSUMER.0.to_owned()),
        ("oauth_nonce", STAMP.1.to_owned()),
        ("oauth_signature_method", "HMAC-SHA1".to_owned()),
        ("oauth_timestamp", STAMP.0.to_string()),
        ("oauth_version", "1.0".to_owned()),
        ("oauth_token", TOKEN.0.to_owned()),
    ];
    let pairs: Vec<(&str, &str)> = protocol.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let base = oauth1::base_string(request.method(), request.uri(), &pairs, None)?;
    let signature = oauth1::signature(&base, &Secret::from(CONSUMER.1), Some(&Secret::from(TOKEN.1)));
    sign_oauth1(&mut request, carrier).ok()?;
    let header = request.headers().get(http::header::AUTHORIZATION);
    // Unescaped once, so that it is seen how it came about.
    let parameters = base.expose().rsplit('&').next().unwrap_or_default();
    let parameters = percent_decode_str(parameters).decode_utf8().ok()?.into_owned();
    Some(Signed {
        parameters,
        base_string: base.expose().to_owned(),
        // Both are made of letters and hyphens, so there is nothing to escape.
        key: format!("{}&{}", CONSUMER.1, TOKEN.1),
        signature,
        protocol,
        address: request.uri().to_string(),
        header: header.and_then(|header| header.to_str().ok()).map(str::to_owned),
    })
}
