//! A hand-written OAuth 1.0a signature (RFC 5849) with HMAC-SHA1, in the header.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_runtime::Secret;
use bindery_runtime::oauth1::{Consumer, Stamp, Token};
use bytes::Bytes;
use hmac::{Hmac, Mac as _};
use http::Request;
use http::header::{AUTHORIZATION, HeaderValue};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha1::Sha1;

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

fn escaped(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// Signs a request with parameters in the query. None if its address is not absolute.
pub fn sign(request: &mut Request<Bytes>, consumer: &Consumer, token: &Token, stamp: &Stamp) -> Option<()> {
    let timestamp = stamp.timestamp.to_string();
    let mut protocol = vec![
        ("oauth_consumer_key", consumer.key.as_str()),
        ("oauth_nonce", &stamp.nonce),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", &timestamp),
        ("oauth_version", "1.0"),
        ("oauth_token", token.token.expose()),
    ];
    let address = request.uri();
    let mut parameters: Vec<(String, String)> =
        protocol.iter().map(|(name, value)| (escaped(name), escaped(value))).collect();
    for (name, value) in form_urlencoded::parse(address.query().unwrap_or_default().as_bytes()) {
        parameters.push((escaped(&name), escaped(&value)));
    }
    parameters.sort();
    let mut normalised = String::new();
    for (name, value) in &parameters {
        if !normalised.is_empty() {
            normalised.push('&');
        }
        normalised.push_str(name);
        normalised.push('=');
        normalised.push_str(value);
    }
    let scheme = address.scheme_str()?;
    let host = address.host()?.to_ascii_lowercase();
    let port = match (scheme, address.port_u16()) {
        ("http", Some(80)) | ("https", Some(443)) | (_, None) => String::new(),
        (_, Some(port)) => format!(":{port}"),
    };
    let place = format!("{scheme}://{host}{port}{}", address.path());
    let base = Secret::from(format!("{}&{}&{}", request.method(), escaped(&place), escaped(&normalised)));
    let key =
        Secret::from(format!("{}&{}", escaped(consumer.secret.expose()), escaped(token.secret.expose())));
    let mut mac = Hmac::<Sha1>::new_from_slice(key.expose().as_bytes()).ok()?;
    mac.update(base.expose().as_bytes());
    let signature = STANDARD.encode(mac.finalize().into_bytes());
    protocol.push(("oauth_signature", &signature));
    let mut text = String::from("OAuth ");
    for (position, (name, value)) in protocol.iter().enumerate() {
        if position > 0 {
            text.push_str(", ");
        }
        text.push_str(name);
        text.push_str("=\"");
        text.extend(utf8_percent_encode(value, UNRESERVED));
        text.push('"');
    }
    let mut header = HeaderValue::try_from(text).ok()?;
    header.set_sensitive(true);
    request.headers_mut().insert(AUTHORIZATION, header);
    Some(())
}
