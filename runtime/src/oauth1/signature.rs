//! Signature base string (RFC 5849, 3.4.1) and its HMAC-SHA1.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac as _};
use http::{Method, Uri};
use percent_encoding::percent_decode;
use sha1::Sha1;

use crate::Secret;
use crate::oauth::percent;

/// A parameter as bytes, since a percent-encoded value may be any bytes, not only UTF-8.
pub(super) type Parameter = (Vec<u8>, Vec<u8>);

/// Returns the signature base string. `None` unless the address is an absolute `http` or `https` URI.
///
/// `protocol` are the `oauth_…` parameters that are not in the query; `oauth_signature` is ignored. `form` is the body
/// if it is a form.
///
/// The result may contain tokens and other secrets of the query, so it is a [`Secret`].
pub fn base_string(
    method: &Method,
    address: &Uri,
    protocol: &[(&str, &str)],
    form: Option<&[u8]>,
) -> Option<Secret> {
    let mut parameters = decode(address.query().unwrap_or_default().as_bytes());
    parameters
        .extend(protocol.iter().map(|(name, value)| (name.as_bytes().to_vec(), value.as_bytes().to_vec())));
    parameters.extend(decode(form.unwrap_or_default()));
    let base = base_address(address.scheme_str()?, address.authority()?.as_str(), address.path())?;
    Some(join(method, &base, &parameters))
}

/// Returns the signature of a base string: its HMAC-SHA1 in Base64, keyed by both secrets.
pub fn signature(base_string: &Secret, consumer_secret: &Secret, token_secret: Option<&Secret>) -> String {
    STANDARD.encode(mac(base_string, consumer_secret, token_secret).finalize().into_bytes())
}

/// Whether a signature is valid. Compares in constant time.
#[cfg(feature = "server")]
pub(super) fn is_signature(
    received: &str,
    base_string: &Secret,
    consumer_secret: &Secret,
    token_secret: Option<&Secret>,
) -> bool {
    let received = STANDARD.decode(received).unwrap_or_default();
    mac(base_string, consumer_secret, token_secret).verify_slice(&received).is_ok()
}

fn mac(base_string: &Secret, consumer_secret: &Secret, token_secret: Option<&Secret>) -> Hmac<Sha1> {
    let token_secret = token_secret.map_or("", Secret::expose);
    let key = Secret::from(format!("{}&{}", percent(consumer_secret.expose()), percent(token_secret)));
    let mut mac =
        Hmac::<Sha1>::new_from_slice(key.expose().as_bytes()).expect("an HMAC takes keys of every length");
    mac.update(base_string.expose().as_bytes());
    mac
}

/// Joins method, base string URI and parameters into the base string.
pub(super) fn join(method: &Method, base: &str, parameters: &[Parameter]) -> Secret {
    let mut encoded: Vec<(String, String)> = parameters
        .iter()
        .filter(|(name, _)| name != b"oauth_signature")
        .map(|(name, value)| (percent(name), percent(value)))
        .collect();
    encoded.sort();
    let normalised: Vec<String> = encoded.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let method = method.as_str().to_ascii_uppercase();
    Secret::from(format!("{method}&{}&{}", percent(base), percent(normalised.join("&"))))
}

/// Returns the base string URI (RFC 5849, 3.4.1.2): scheme and host in lower case, no default port, no query.
pub(super) fn base_address(scheme: &str, authority: &str, path: &str) -> Option<String> {
    let scheme = scheme.to_ascii_lowercase();
    let host = authority.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let default = match scheme.as_str() {
        "http" => ":80",
        "https" => ":443",
        _ => return None,
    };
    let host = host.strip_suffix(default).or(host.strip_suffix(':')).unwrap_or(&host);
    let path = if path.is_empty() { "/" } else { path };
    (!host.is_empty()).then(|| format!("{scheme}://{host}{path}"))
}

/// Decodes the parameters of a query string or a form. A plus is decoded as a space.
pub(super) fn decode(text: &[u8]) -> Vec<Parameter> {
    let decode = |part: &[u8]| {
        let part: Vec<u8> = part.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
        percent_decode(&part).collect()
    };
    text.split(|byte| *byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let mut parts = pair.splitn(2, |byte| *byte == b'=');
            let name = parts.next().unwrap_or_default();
            (decode(name), decode(parts.next().unwrap_or_default()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::base_address;

    #[test]
    fn addresses_have_one_form() {
        let base = |scheme, authority, path| base_address(scheme, authority, path);
        assert_eq!(base("http", "EXAMPLE.COM:80", "/r%20v/X").as_deref(), Some("http://example.com/r%20v/X"));
        assert_eq!(
            base("https", "www.example.net:8080", "/").as_deref(),
            Some("https://www.example.net:8080/")
        );
        assert_eq!(base("HTTPS", "[::1]:443", "").as_deref(), Some("https://[::1]/"));
        assert_eq!(base("https", "user@a.example", "/x").as_deref(), Some("https://a.example/x"));
        assert_eq!(base("http", "a.example:443", "/").as_deref(), Some("http://a.example:443/"));
        assert_eq!(base("ftp", "a.example", "/"), None);
        assert_eq!(base("http", "", "/"), None);
    }
}
