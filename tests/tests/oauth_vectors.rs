//! The OAuth 1.0a vectors of the reference sheet (2.4): base strings and signatures that two other implementations have
//! computed. Those of the RFC are among the runtime's own tests.

use bytes::Bytes;
use http::{Method, Request};

use bindery_runtime as rt;
use rt::Secret;
use rt::oauth1::{Carrier, Consumer, Signer, Stamp, Token, base_string, signature};

struct Vector<'v> {
    method: Method,
    address: &'v str,
    protocol: &'v [(&'v str, &'v str)],
    form: Option<&'v str>,
    token_secret: Option<&'v str>,
    base: Option<&'v str>,
    signature: &'v str,
}

fn check(vector: &Vector<'_>) {
    let Vector { method, address, protocol, form, token_secret, base, signature: expected } = vector;
    let address = address.parse().expect("an address");
    let text = base_string(method, &address, protocol, form.map(str::as_bytes)).expect("absolute");
    if let Some(base) = base {
        assert_eq!(text.expose(), *base);
    }
    let secret = token_secret.map(Secret::from);
    assert_eq!(signature(&text, &"kd94hf93k423kf44".into(), secret.as_ref()), *expected);
}

/// The protocol's parameters that all vectors of the sheet share.
const COMMON: [(&str, &str); 3] = [
    ("oauth_consumer_key", "affil-demo-key"),
    ("oauth_signature_method", "HMAC-SHA1"),
    ("oauth_version", "1.0"),
];

fn with<'p>(more: &[(&'p str, &'p str)]) -> Vec<(&'p str, &'p str)> {
    COMMON.iter().chain(more).copied().collect()
}

const SPACED: Option<&str> = Some("pfkkd hi9_sl-3r4s00");

#[test]
fn vector_a_request_token() {
    let more = [("oauth_nonce", "7d8f3e4a9c2b"), ("oauth_timestamp", "1490806800")];
    let callback = ("oauth_callback", "https://partner.example/cb?src=cryptonit");
    let vector = |method, protocol, base, signature| {
        let address = "https://cryptonit.net/oauth/request_token";
        check(&Vector { method, address, protocol, form: None, token_secret: None, base, signature });
    };
    let all = with(&[more[0], more[1], callback]);
    let base = "POST&https%3A%2F%2Fcryptonit.net%2Foauth%2Frequest_token&oauth_callback%3Dhttps%253A%252F%252Fpartner.example%252Fcb%253Fsrc%253Dcryptonit%26oauth_consumer_key%3Daffil-demo-key%26oauth_nonce%3D7d8f3e4a9c2b%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1490806800%26oauth_version%3D1.0";
    vector(Method::POST, &all, Some(base), "aJ11HE9aSruscR/P/a02SpCir0s=");
    vector(Method::GET, &all, None, "eouoGJumbDUsZ8xbRqJ82mjn7hs=");
    vector(Method::GET, &with(&more), None, "5hiyFkO8D6wacSzVxdWyNULjzLQ=");
}

#[test]
fn vector_b_access_token() {
    let protocol = with(&[
        ("oauth_nonce", "a1b2c3d4e5"),
        ("oauth_timestamp", "1490806860"),
        ("oauth_token", "req/tok+1"),
        ("oauth_verifier", "473f82d3"),
    ]);
    let vector = |method, base, signature| {
        let address = "https://cryptonit.net/oauth/access_token";
        let token_secret = Some("req&secret=1");
        check(&Vector { method, address, protocol: &protocol, form: None, token_secret, base, signature });
    };
    let base = "POST&https%3A%2F%2Fcryptonit.net%2Foauth%2Faccess_token&oauth_consumer_key%3Daffil-demo-key%26oauth_nonce%3Da1b2c3d4e5%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1490806860%26oauth_token%3Dreq%252Ftok%252B1%26oauth_verifier%3D473f82d3%26oauth_version%3D1.0";
    vector(Method::POST, Some(base), "I9Un70gLuWZHDMd7V6hqlTBbVgI=");
    vector(Method::GET, None, "FHFd0N6VDIUtpUotx4XFNzkd5t4=");
}

#[test]
fn vector_c_a_signed_get() {
    let protocol = with(&[
        ("oauth_nonce", "wIjqoxSZ"),
        ("oauth_timestamp", "1490806920"),
        ("oauth_token", "acc-token-9"),
    ]);
    let base = "GET&https%3A%2F%2Fcryptonit.net%2Fapiv2%2Frest%2Faffiliates%2Fterms&oauth_consumer_key%3Daffil-demo-key%26oauth_nonce%3DwIjqoxSZ%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1490806920%26oauth_token%3Dacc-token-9%26oauth_version%3D1.0";
    for address in [
        "https://cryptonit.net/apiv2/rest/affiliates/terms",
        "HTTPS://Cryptonit.NET/apiv2/rest/affiliates/terms",
        "https://cryptonit.net:443/apiv2/rest/affiliates/terms",
    ] {
        check(&Vector {
            method: Method::GET,
            address,
            protocol: &protocol,
            form: None,
            token_secret: SPACED,
            base: Some(base),
            signature: "IXLnCgzqhuQ5BikdOjo2P5Fb4io=",
        });
    }
}

#[test]
fn vector_d_a_json_body_is_not_signed() {
    let body =
        r#"{"account":{"name":"acme_bob","pass":"s3cret","mail":"bob@example.com","terms_of_use":"1"}}"#;
    let consumer = Consumer::new("affil-demo-key", "kd94hf93k423kf44");
    let signer = Signer::new(consumer).token(Token::new("acc-token-9", "pfkkd hi9_sl-3r4s00"));
    let stamp = Stamp { timestamp: 1490806980, nonce: "kllo9940pd9333jh".into() };
    let request = || {
        Request::post("https://cryptonit.net/apiv2/rest/affiliates/user")
            .header("content-type", "application/json")
            .body(Bytes::from(body))
            .expect("a request")
    };
    let mut in_header = request();
    signer.sign_as(&mut in_header, &stamp, &[]).expect("signed");
    let header = &in_header.headers()["authorization"];
    assert!(header.is_sensitive());
    let header = header.to_str().expect("text");
    assert!(header.contains(r#"oauth_signature="VE6ccT4NMkj0Mq32%2B1JbVh6DlJk%3D""#), "{header}");
    assert!(!header.contains("body_hash"));

    let mut in_query = request();
    signer.carrier(Carrier::Query).sign_as(&mut in_query, &stamp, &[]).expect("signed");
    let query = in_query.uri().query().expect("a query");
    assert!(query.ends_with("&oauth_signature=VE6ccT4NMkj0Mq32%2B1JbVh6DlJk%3D"), "{query}");
    assert!(in_query.headers().get("authorization").is_none());
    assert_eq!(in_query.body(), body);
}

#[test]
fn vector_e_normalisation() {
    let protocol = with(&[
        ("oauth_nonce", "form-nonce-1"),
        ("oauth_timestamp", "1490807100"),
        ("oauth_token", "acc-token-9"),
    ]);
    check(&Vector {
        method: Method::POST,
        address: "https://cryptonit.net/apiv2/rest/exchange/ccorder?limit=10",
        protocol: &protocol,
        form: Some("note=a+b%2Bc&empty=&note=a"),
        token_secret: SPACED,
        base: Some(
            "POST&https%3A%2F%2Fcryptonit.net%2Fapiv2%2Frest%2Fexchange%2Fccorder&empty%3D%26limit%3D10%26note%3Da%26note%3Da%2520b%252Bc%26oauth_consumer_key%3Daffil-demo-key%26oauth_nonce%3Dform-nonce-1%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D1490807100%26oauth_token%3Dacc-token-9%26oauth_version%3D1.0",
        ),
        signature: "oWgNj8dcSHtF1sRe4BaobcR1beQ=",
    });
}
