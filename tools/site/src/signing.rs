//! Credentials of the examples, and their signatures, which the runtime computes.

use bindery_dynamic::DynamicApi;
use bindery_model::{self as model, Api, AuthId};
use bindery_runtime::Secret;
use bindery_runtime::client::{BasicCredentials, Credentials, Sent};
use bindery_runtime::metadata::{ActionInfo, Signature, Takes};
use bindery_runtime::oauth1::{self, Consumer, Signer, Stamp, Token};
use bindery_runtime::wire::Document;
use bindery_vocabulary::recipe::{Template, Value};
use bytes::Bytes;
use percent_encoding::percent_decode_str;

/// User name and password of the examples.
pub(crate) const LOGIN: (&str, &str) = ("partner", "example-password");
/// Key and signing secret of the examples.
pub(crate) const KEY: &str = "example-key";
/// Bearer token of the examples.
pub(crate) const BEARER: &str = "example-token";
/// OAuth 1.0a consumer of the examples: key and secret.
pub(crate) const CONSUMER: (&str, &str) = ("example-app", "example-app-secret");
/// OAuth 1.0a token of the examples: token and secret.
pub(crate) const TOKEN: (&str, &str) = ("example-token", "example-token-secret");
/// OAuth 1.0a timestamp of the examples, in seconds since 1970, and nonce.
pub(crate) const STAMP: (i64, &str) = (1_769_853_600, "7d8f3e4a");

/// Name and value of the header that a login issues in the examples.
pub(crate) const ISSUED: (&str, &str) = ("issued-header", "issued-value");
/// Guest token of the examples.
pub(crate) const GUEST: &str = "4f1c0a7e9b2d4e60";

/// The signature schemes of an API in the runtime's representation, by position; none for other schemes.
pub(crate) struct Signatures(Vec<Option<Signature>>);

impl Signatures {
    /// Builds the signature schemes of an API.
    pub(crate) fn new(api: &Api) -> Self {
        let of = |auth: &model::Auth| bindery_dynamic::scheme(api, auth).as_signature().copied();
        Self(api.auth.iter().map(of).collect())
    }

    /// Returns a signature scheme; none for other schemes.
    pub(crate) fn get(&self, id: AuthId) -> Option<&Signature> {
        self.0.get(id)?.as_ref()
    }
}

/// Returns the signed data of a body with parameters of these names, as text; none if it cannot be signed.
pub(crate) fn covered(signature: &Signature, text: &Template, names: &[&str], body: &str) -> Option<String> {
    let has = |wanted: &Value| text.values().contains(&wanted);
    let text = |document: &Document<'_>| match () {
        () if has(&Value::Values) => {
            let action = ActionInfo::new("", "", "/");
            Some(Signature::values(&action, names, &document.entries().ok()?).ok()?.expose().to_owned())
        }
        () if has(&Value::Pairs) => {
            Some(signature.joined(&document.entries().ok()?).ok()?.expose().to_owned())
        }
        () => Some(body.to_owned()),
    };
    text(&Document::parse(body.as_bytes()).ok()?)
}

/// Returns the credentials of an action's example requests: all required ones, no optional ones.
pub(crate) fn credentials(api: &Api, details: &DynamicApi) -> (Credentials, Vec<Sent>) {
    let (mut credentials, mut issued) = (Credentials::default(), Vec::new());
    let has_tokens = |scheme: &str| {
        api.auth.iter().any(|auth| auth.name == scheme && matches!(auth.scheme, model::AuthScheme::OAuth2(_)))
    };
    for (scheme, _) in details.action.schemes(details.auth, &[]).filter(|(_, optional)| !optional) {
        match scheme.takes() {
            Takes::Login => credentials.set_login(BasicCredentials::new(LOGIN.0, LOGIN.1)),
            Takes::Issued(_) => issued.extend(Sent::new(scheme.name, ISSUED.0, &Secret::from(ISSUED.1))),
            Takes::Credential(name) => {
                let others = scheme.as_signature().map_or(&[][..], |signature| signature.uses);
                for name in std::iter::once(name).chain(others.iter().copied()) {
                    let key = if has_tokens(name) { BEARER } else { KEY };
                    credentials.set(name, Secret::from(key));
                }
            }
            _ => {}
        }
    }
    (credentials, issued)
}

/// Returns the value of the `Authorization` header for HTTP Basic.
pub(crate) fn basic(user: &str, password: &str) -> Option<String> {
    BasicCredentials::new(user, password).header().ok()?.to_str().ok().map(str::to_owned)
}

/// A signed OAuth 1.0a request with the intermediate results.
pub(crate) struct Signed {
    /// The joined parameters of the base string, before they are percent-encoded as a whole.
    pub(crate) parameters: String,
    /// The base string, which is signed.
    pub(crate) base_string: String,
    /// The signing key.
    pub(crate) key: String,
    /// The signature.
    pub(crate) signature: String,
    /// The protocol parameters except the signature.
    pub(crate) protocol: Vec<(&'static str, String)>,
    /// The address of the request, including signed query parameters.
    pub(crate) address: String,
    /// The header with the signature; none if the signature is in the query.
    pub(crate) header: Option<String>,
}

/// Signs a request with OAuth 1.0a, with the consumer and the token of the examples.
pub(crate) fn sign_oauth1(
    request: &mut http::Request<Bytes>,
    carrier: oauth1::Carrier,
) -> Result<(), oauth1::SignError> {
    let signer = Signer::new(Consumer::new(CONSUMER.0, CONSUMER.1)).token(Token::new(TOKEN.0, TOKEN.1));
    let stamp = Stamp { timestamp: STAMP.0, nonce: STAMP.1.to_owned() };
    signer.carrier(carrier).sign_as(request, &stamp, &[])
}

/// Signs a request without a body with OAuth 1.0a, and returns the intermediate results.
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
    // Decoded once, to show the parameters before the second encoding.
    let parameters = base.expose().rsplit('&').next().unwrap_or_default();
    let parameters = percent_decode_str(parameters).decode_utf8().ok()?.into_owned();
    Some(Signed {
        parameters,
        base_string: base.expose().to_owned(),
        // Both consist of letters and hyphens, which need no percent-encoding.
        key: format!("{}&{}", CONSUMER.1, TOKEN.1),
        signature,
        protocol,
        address: request.uri().to_string(),
        header: header.and_then(|header| header.to_str().ok()).map(str::to_owned),
    })
}
