//! AWS Signature Version 4, which no recipe of a spec can say: its headers are sorted, and its key is derived.
//!
//! The spec names the scheme as `custom`. A client gets the code that signs, a router the code that verifies.

use bindery_runtime::client::{Sign, SignError};
use bindery_runtime::metadata::ActionInfo;
use bindery_runtime::{Secret, Timestamp, server::Verify};
use bytes::Bytes;
use hmac::{Hmac, Mac as _};
use http::{HeaderMap, Request, Uri, request::Parts};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use sha2::{Digest as _, Sha256};

/// The API, generated from `spec/storage`.
pub mod storage {
    bindery_macros::api!("spec/storage", client, server);
}

/// An access key for a service in a region.
#[derive(Clone, Debug)]
pub struct Key {
    /// Identifier of the key.
    pub id: String,
    /// The secret.
    pub secret: Secret,
    /// Region, such as `eu-west-1`.
    pub region: String,
    /// Service, such as `s3`.
    pub service: String,
}

const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
const IN_PATHS: &AsciiSet = &ESCAPED.remove(b'/');

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keyed(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("keys may have any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// Returns the pairs of a query as they are signed: percent-encoded and sorted.
fn query(uri: &Uri) -> String {
    let escaped = |text: &str| utf8_percent_encode(text, ESCAPED).to_string();
    let pairs = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let mut pairs: Vec<_> = pairs.map(|(name, value)| (escaped(&name), escaped(&value))).collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

impl Key {
    /// Returns the value of `Authorization` for a request whose headers of these names are signed.
    pub fn authorization(
        &self,
        (method, uri, headers, body): (&str, &Uri, &HeaderMap, &[u8]),
        signed: &[&str],
    ) -> Option<String> {
        let value = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let lines = signed.iter().map(|name| Some(format!("{name}:{}\n", value(name)?)));
        let (lines, names) = (lines.collect::<Option<String>>()?, signed.join(";"));
        let path = utf8_percent_encode(uri.path(), IN_PATHS);
        let body = hex(&Sha256::digest(body));
        let request = format!("{method}\n{path}\n{}\n{lines}\n{names}\n{body}", query(uri));
        let time = value("x-amz-date")?;
        let scope = format!("{}/{}/{}/aws4_request", time.get(..8)?, self.region, self.service);
        let text = format!("AWS4-HMAC-SHA256\n{time}\n{scope}\n{}", hex(&Sha256::digest(request)));
        let secret = Secret::from(format!("AWS4{}", self.secret.expose()));
        let key = scope.split('/').fold(secret.expose().as_bytes().to_vec(), |key, part| keyed(&key, part));
        let (id, signature) = (&self.id, hex(&keyed(&key, &text)));
        Some(format!(
            "AWS4-HMAC-SHA256 Credential={id}/{scope}, SignedHeaders={names}, Signature={signature}"
        ))
    }
}

impl Sign for Key {
    async fn sign(&self, _: &'static ActionInfo, request: &mut Request<Bytes>) -> Result<(), SignError> {
        if request.uri().query().is_some() {
            // The query is sent as it is signed: a space is %20, not +.
            let mut parts = request.uri().clone().into_parts();
            parts.path_and_query =
                Some(format!("{}?{}", request.uri().path(), query(request.uri())).parse()?);
            *request.uri_mut() = Uri::from_parts(parts)?;
        }
        let time = Timestamp::now().strftime("%Y%m%dT%H%M%SZ").to_string();
        request.headers_mut().insert("x-amz-date", time.parse()?);
        let mut signed = vec!["content-type", "host", "x-amz-date"];
        signed.retain(|name| request.headers().contains_key(*name));
        let parts = (request.method().as_str(), request.uri(), request.headers(), &request.body()[..]);
        let text = self.authorization(parts, &signed).ok_or("a signed header is not a text")?;
        request.headers_mut().insert("authorization", text.parse()?);
        Ok(())
    }
}

impl Verify for Key {
    async fn verify(&self, _: &'static ActionInfo, head: &Parts, body: &[u8]) -> Option<String> {
        let sent = head.headers.get("authorization")?.to_str().ok()?;
        let (_, rest) = sent.split_once("SignedHeaders=")?;
        let signed: Vec<&str> = rest.split(',').next()?.split(';').collect();
        let needed = ["host", "x-amz-date"].into_iter();
        let needed = needed.chain(head.headers.contains_key("content-type").then_some("content-type"));
        let time =
            jiff::fmt::strtime::parse("%Y%m%dT%H%M%SZ", head.headers.get("x-amz-date")?.to_str().ok()?);
        let age = time.ok()?.to_datetime().ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
        let is_fresh = (Timestamp::now().as_second() - age.as_second()).abs() <= 15 * 60;
        let parts = (head.method.as_str(), &head.uri, &head.headers, body);
        let expected = Secret::from(self.authorization(parts, &signed)?);
        let is_right = { needed }.all(|name| signed.contains(&name)) && expected == Secret::from(sent);
        (is_fresh && is_right).then(|| self.id.clone())
    }
}
