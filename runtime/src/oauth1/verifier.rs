//! Verification of signed requests on the server side.

use axum::extract::OriginalUri;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use percent_encoding::percent_decode_str;

use super::nonces::{MemoryNonces, Nonces, Stamped};
use super::rejection::Rejection;
use super::signature::{Parameter, base_address, decode, is_signature, join};
use crate::Secret;
use crate::oauth::{Clock, Stored, is_form};

/// Kind of token with which a request must be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// No token: the request for a request token.
    NoToken,
    /// A request token: the request for an access token.
    RequestToken,
    /// An access token: a request to the API.
    AccessToken,
}

/// Token that the server has issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownToken {
    /// Token secret, with which the consumer signs. Never part of a signed request.
    pub secret: Secret,
    /// Name of the user who granted access; `None` for a token that no user has approved yet.
    pub user: Option<String>,
}

/// Lookup of consumers and tokens, implemented by the server.
pub trait KeyStore: Send + Sync + 'static {
    /// Returns the secret of a consumer; `None` if there is no such consumer.
    fn consumer(&self, key: &str) -> impl Future<Output = Stored<Option<Secret>>> + Send;

    /// Returns a token of a consumer; `None` if it does not exist, belongs to another consumer, or is of another kind.
    fn token(
        &self,
        consumer: &str,
        token: &Secret,
        expected: Expected,
    ) -> impl Future<Output = Stored<Option<KnownToken>>> + Send;
}

/// Request with a valid signature and an unused nonce.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Key of the consumer that signed the request.
    pub consumer: String,
    /// Token of the request (`oauth_token`); `None` if the request has none. Not checked with [`Expected::NoToken`].
    pub token: Option<Secret>,
    /// Name of the user who granted access to the token; `None` if no user has.
    pub user: Option<String>,
    /// Requested callback (`oauth_callback`); `None` if the request has none.
    pub callback: Option<String>,
    /// Verifier in the request (`oauth_verifier`); `None` if the request has none.
    pub verifier: Option<Secret>,
}

/// Verifier of signed requests: checks signature, timestamp and nonce (RFC 5849, 3.2).
#[derive(Clone, Debug)]
pub struct Verifier<K, N = MemoryNonces> {
    keys: K,
    nonces: N,
    address: Option<String>,
    window: i64,
    clock: Clock,
}

impl<K: KeyStore> Verifier<K> {
    /// Creates a verifier that remembers nonces in memory.
    pub fn new(keys: K) -> Self {
        let nonces = MemoryNonces::default();
        Self { keys, nonces, address: None, window: 300, clock: Clock::system() }
    }
}

impl<K: KeyStore, N: Nonces> Verifier<K, N> {
    /// Sets the store of nonces. If a server runs in several processes, they must share one.
    pub fn nonces<M: Nonces>(self, nonces: M) -> Verifier<K, M> {
        let Self { keys, address, window, clock, .. } = self;
        Verifier { keys, nonces, address, window, clock }
    }

    /// Sets the public base URL of the server, such as `https://api.example.com`. Its path is prepended to the path of
    /// every request. Required behind a proxy and behind TLS termination, where the server itself sees `http`. Default:
    /// the URI of the request if it is absolute, else `http://` and the `Host` header.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// Sets the maximum difference between the clocks in seconds. Default: 300. Requests are remembered for as long.
    pub fn window(mut self, seconds: u32) -> Self {
        self.window = i64::from(seconds);
        self
    }

    /// Sets the clock with which `oauth_timestamp` is compared. Default: the system clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Returns the lookup of consumers and tokens.
    pub fn keys(&self) -> &K {
        &self.keys
    }

    /// Verifies a request. The body is used only if it is a form.
    ///
    /// # Errors
    /// Returns the reason of the rejection: a missing, repeated or unreadable parameter, an unsupported method or
    /// version, a stale timestamp, an unknown consumer or token, a wrong signature, a replay, or a store that failed.
    pub async fn verify(&self, head: &Parts, body: &[u8], expected: Expected) -> Result<Verified, Rejection> {
        let parameters = collect(head, body)?;
        let find = |name| find(&parameters, name);
        let need = |name| find(name)?.ok_or(Rejection::MissingParameter(name));
        let key = need("oauth_consumer_key")?;
        let method = need("oauth_signature_method")?;
        let signature = need("oauth_signature")?;
        let timestamp = need("oauth_timestamp")?;
        let nonce = need("oauth_nonce")?;
        let token = match expected {
            Expected::NoToken => find("oauth_token")?,
            Expected::RequestToken | Expected::AccessToken => Some(need("oauth_token")?),
        };
        let token = token.filter(|token| !token.is_empty()).map(Secret::from);
        let callback = find("oauth_callback")?.map(str::to_owned);
        let verifier = find("oauth_verifier")?.map(Secret::from);
        if method != "HMAC-SHA1" {
            return Err(Rejection::UnsupportedMethod);
        }
        if find("oauth_version")?.is_some_and(|version| version != "1.0") {
            return Err(Rejection::UnsupportedVersion);
        }
        if !(1..=255).contains(&nonce.len()) {
            return Err(Rejection::BadParameter("oauth_nonce"));
        }
        let timestamp = read_timestamp(timestamp).ok_or(Rejection::BadParameter("oauth_timestamp"))?;
        let oldest = self.clock.now().as_second() - self.window;
        if timestamp < oldest || timestamp > oldest + 2 * self.window {
            return Err(Rejection::StaleTimestamp);
        }

        let consumer_secret = self.keys.consumer(key).await?.ok_or(Rejection::UnknownConsumer)?;
        let known = match (&token, expected) {
            (_, Expected::NoToken) => None,
            (None, _) => return Err(Rejection::MissingParameter("oauth_token")),
            (Some(token), _) => {
                Some(self.keys.token(key, token, expected).await?.ok_or(Rejection::UnknownToken)?)
            }
        };
        let base = self.base_address(head).ok_or(Rejection::BadSignature)?;
        let base_string = join(&head.method, &base, &parameters);
        let token_secret = known.as_ref().map(|known| &known.secret);
        if !is_signature(signature, &base_string, &consumer_secret, token_secret) {
            return Err(Rejection::BadSignature);
        }
        // Claimed only now, so that a caller without the secrets can neither fill the store nor use up a nonce.
        let stamped = Stamped {
            consumer: key,
            token: token.as_ref().map_or("", Secret::expose),
            timestamp,
            nonce,
            oldest,
        };
        if !self.nonces.claim(stamped).await? {
            return Err(Rejection::Replay);
        }
        let (consumer, user) = (key.to_owned(), known.and_then(|known| known.user));
        Ok(Verified { consumer, token, user, callback, verifier })
    }

    fn base_address(&self, head: &Parts) -> Option<String> {
        // The client signed the original URI, including a path prefix that an outer router has removed.
        let uri = head.extensions.get::<OriginalUri>().map_or(&head.uri, |OriginalUri(uri)| uri);
        if let Some(address) = &self.address {
            let address: http::Uri = address.parse().ok()?;
            let path = format!("{}{}", address.path().trim_end_matches('/'), uri.path());
            return base_address(address.scheme_str()?, address.authority()?.as_str(), &path);
        }
        let host = || head.headers.get(HOST)?.to_str().ok();
        let authority = uri.authority().map(|authority| authority.as_str()).or_else(host)?;
        base_address(uri.scheme_str().unwrap_or("http"), authority, uri.path())
    }
}

fn read_timestamp(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|timestamp| digits && *timestamp > 0)
}

/// Collects all signed parameters and the signature from the query, the `Authorization` header and a form.
fn collect(head: &Parts, body: &[u8]) -> Result<Vec<Parameter>, Rejection> {
    let mut parameters = decode(head.uri.query().unwrap_or_default().as_bytes());
    for header in head.headers.get_all(AUTHORIZATION) {
        let header = header.to_str().map_err(|_| Rejection::BadParameter("Authorization"))?;
        if let Some(list) =
            header.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("oauth ")).map(|_| &header[6..])
        {
            read_header(list, &mut parameters).ok_or(Rejection::BadParameter("Authorization"))?;
        }
    }
    if is_form(&head.headers) {
        parameters.extend(decode(body));
    }
    Ok(parameters)
}

/// Parses the parameters of an `OAuth` header, without the realm: `name="value"`, separated by commas.
fn read_header(list: &str, parameters: &mut Vec<Parameter>) -> Option<()> {
    let mut rest = list.trim_start();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_at(after.find(',').unwrap_or(after.len())),
        };
        let name = name.trim();
        if !name.eq_ignore_ascii_case("realm") {
            let decode = |text| percent_decode_str(text).collect();
            parameters.push((decode(name), decode(value.trim_end())));
        }
        let after = after.trim_start();
        rest = match after.strip_prefix(',') {
            Some(more) => more.trim_start(),
            None if after.is_empty() => after,
            None => return None,
        };
    }
    Some(())
}

/// Returns an OAuth parameter, which may occur at most once.
fn find<'p>(parameters: &'p [Parameter], name: &'static str) -> Result<Option<&'p str>, Rejection> {
    let mut found = parameters.iter().filter(|(key, _)| key == name.as_bytes());
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Rejection::DuplicateParameter(name)),
        (None, None) => Ok(None),
        (Some((_, value)), None) => {
            std::str::from_utf8(value).map(Some).map_err(|_| Rejection::BadParameter(name))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(list: &str) -> Option<Vec<(String, String)>> {
        let mut parameters = Vec::new();
        read_header(list, &mut parameters)?;
        let text = |bytes| String::from_utf8(bytes).expect("text");
        Some(parameters.into_iter().map(|(name, value)| (text(name), text(value))).collect())
    }

    #[test]
    fn headers_are_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let two = vec![pair("a", "1 +"), pair("b", "")];
        assert_eq!(header(r#"realm="x, y=z", a="1%20+",b="""#), Some(two.clone()));
        assert_eq!(header(r#"  a=1%20+ ,  b="" , "#), Some(two));
        assert_eq!(header(""), Some(vec![]));
        assert_eq!(header("a"), None);
        assert_eq!(header(r#"a="1" b="2""#), None);
        assert_eq!(header(r#"a="1"#), None);
    }

    #[test]
    fn timestamps_are_positive_whole_numbers() {
        assert_eq!(read_timestamp("137131200"), Some(137131200));
        for text in ["", "0", "-1", "+1", "1.0", "x", "99999999999999999999"] {
            assert_eq!(read_timestamp(text), None, "{text}");
        }
    }
}
