//! Holding a signed request against what the server knows.

use axum::extract::OriginalUri;
use http::header::{AUTHORIZATION, HOST};
use http::request::Parts;
use percent_encoding::percent_decode_str;

use super::nonces::{MemoryNonces, Nonces, Stamped};
use super::refusal::Refusal;
use super::signature::{Parameter, base_address, decode, is_signature, join};
use crate::Secret;
use crate::oauth::{Clock, Stored, is_form};

/// Which token a request has to be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// None: the request that asks for a request token.
    NoToken,
    /// A request token.
    RequestToken,
    /// An access token.
    AccessToken,
}

/// A token that the server knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownToken {
    /// Its secret.
    pub secret: Secret,
    /// The user who gave it; none while nobody has.
    pub user: Option<String>,
}

/// What a server knows of consumers and tokens.
pub trait Keys: Send + Sync + 'static {
    /// The secret of a consumer; none when there is no such consumer.
    fn consumer(&self, key: &str) -> impl Future<Output = Stored<Option<Secret>>> + Send;

    /// A token of a consumer; none when there is no such token, or it is another consumer's, or of the other kind.
    fn token(
        &self,
        consumer: &str,
        token: &Secret,
        expected: Expected,
    ) -> impl Future<Output = Stored<Option<KnownToken>>> + Send;
}

/// A request whose signature is right, and which was not seen before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// Who has signed it.
    pub consumer: String,
    /// The token that it was signed with.
    pub token: Option<Secret>,
    /// The user who gave that token.
    pub user: Option<String>,
    /// The callback that it asks for.
    pub callback: Option<String>,
    /// The verifier that it brings.
    pub verifier: Option<Secret>,
}

/// Holds signed requests against what the server knows.
#[derive(Clone, Debug)]
pub struct Verifier<K, N = MemoryNonces> {
    keys: K,
    nonces: N,
    address: Option<String>,
    window: i64,
    clock: Clock,
}

impl<K: Keys> Verifier<K> {
    /// A verifier that remembers requests in memory.
    pub fn new(keys: K) -> Self {
        let nonces = MemoryNonces::default();
        Self { keys, nonces, address: None, window: 300, clock: Clock::system() }
    }
}

impl<K: Keys, N: Nonces> Verifier<K, N> {
    /// Remembers requests elsewhere. Several processes of one server need a memory that they share.
    pub fn nonces<M: Nonces>(self, nonces: M) -> Verifier<K, M> {
        let Self { keys, address, window, clock, .. } = self;
        Verifier { keys, nonces, address, window, clock }
    }

    /// The address under which clients know the server, such as `https://api.example.com`; what is in its path stands
    /// before the path of every request. A server behind a proxy needs it, one behind TLS too: what it sees is
    /// `http`. Unless set it is that of the request, or `http://` and its `Host` header.
    pub fn address(mut self, address: impl Into<String>) -> Self {
        self.address = Some(address.into());
        self
    }

    /// How far the clocks may differ, in seconds; 300 unless set. Requests are remembered for so long.
    pub fn window(mut self, seconds: u32) -> Self {
        self.window = i64::from(seconds);
        self
    }

    /// Another clock.
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// What the server knows.
    pub fn keys(&self) -> &K {
        &self.keys
    }

    /// Holds a request against what the server knows. The body matters when it is an urlencoded form.
    ///
    /// # Errors
    /// Says why the request is refused.
    pub async fn verify(&self, head: &Parts, body: &[u8], expected: Expected) -> Result<Verified, Refusal> {
        let parameters = collect(head, body)?;
        let find = |name| find(&parameters, name);
        let need = |name| find(name)?.ok_or(Refusal::MissingParameter(name));
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
            return Err(Refusal::UnsupportedMethod);
        }
        if find("oauth_version")?.is_some_and(|version| version != "1.0") {
            return Err(Refusal::UnsupportedVersion);
        }
        if !(1..=255).contains(&nonce.len()) {
            return Err(Refusal::BadParameter("oauth_nonce"));
        }
        let timestamp = read_timestamp(timestamp).ok_or(Refusal::BadParameter("oauth_timestamp"))?;
        let oldest = self.clock.now().as_second() - self.window;
        if timestamp < oldest || timestamp > oldest + 2 * self.window {
            return Err(Refusal::StaleTimestamp);
        }

        let consumer_secret = self.keys.consumer(key).await?.ok_or(Refusal::UnknownConsumer)?;
        let known = match (&token, expected) {
            (_, Expected::NoToken) => None,
            (None, _) => return Err(Refusal::MissingParameter("oauth_token")),
            (Some(token), _) => {
                Some(self.keys.token(key, token, expected).await?.ok_or(Refusal::UnknownToken)?)
            }
        };
        let base = self.base_address(head).ok_or(Refusal::BadSignature)?;
        let base_string = join(&head.method, &base, &parameters);
        let token_secret = known.as_ref().map(|known| &known.secret);
        if !is_signature(signature, &base_string, &consumer_secret, token_secret) {
            return Err(Refusal::BadSignature);
        }
        // Only now, so that nobody without the secrets can fill the memory or use a nonce up.
        let stamped = Stamped {
            consumer: key,
            token: token.as_ref().map_or("", Secret::expose),
            timestamp,
            nonce,
            oldest,
        };
        if !self.nonces.claim(stamped).await? {
            return Err(Refusal::Replay);
        }
        let (consumer, user) = (key.to_owned(), known.and_then(|known| known.user));
        Ok(Verified { consumer, token, user, callback, verifier })
    }

    fn base_address(&self, head: &Parts) -> Option<String> {
        // What a router has taken off the path for one that is nested in it is signed, too.
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

/// All parameters that are signed, and the signature: of the query, the header and a form.
fn collect(head: &Parts, body: &[u8]) -> Result<Vec<Parameter>, Refusal> {
    let mut parameters = decode(head.uri.query().unwrap_or_default().as_bytes());
    for header in head.headers.get_all(AUTHORIZATION) {
        let header = header.to_str().map_err(|_| Refusal::BadParameter("Authorization"))?;
        if let Some(list) =
            header.get(..6).filter(|scheme| scheme.eq_ignore_ascii_case("oauth ")).map(|_| &header[6..])
        {
            read_header(list, &mut parameters).ok_or(Refusal::BadParameter("Authorization"))?;
        }
    }
    if is_form(&head.headers) {
        parameters.extend(decode(body));
    }
    Ok(parameters)
}

/// The parameters of an `OAuth` header but its realm: `name="value"`, separated by commas.
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

/// A parameter of the protocol. None of them may be there twice.
fn find<'p>(parameters: &'p [Parameter], name: &'static str) -> Result<Option<&'p str>, Refusal> {
    let mut found = parameters.iter().filter(|(key, _)| key == name.as_bytes());
    match (found.next(), found.next()) {
        (_, Some(_)) => Err(Refusal::DuplicateParameter(name)),
        (None, None) => Ok(None),
        (Some((_, value)), None) => {
            std::str::from_utf8(value).map(Some).map_err(|_| Refusal::BadParameter(name))
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
