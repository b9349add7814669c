//! Worked examples that vendors and standards print.

use bindery_signing::{Filling, Key, VerifyingKey, fill, hex, sign, verify};
use bindery_vocabulary::recipe::{Template, Value};
use bindery_vocabulary::{Digest, KeyEncoding, to_base64};

/// Fills a template with values by the text of their placeholders.
fn text(template: &str, values: &[(&str, &str)]) -> Vec<u8> {
    let values: Vec<(String, String)> =
        values.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    let value = |wanted: &Value| {
        let found = values.iter().find(|(name, _)| *name == wanted.to_string());
        found.map(|(_, text)| Filling::from(text.as_str())).ok_or_else(|| wanted.to_string())
    };
    fill(&Template::parse(template).expect(template), &value).expect(template).to_vec()
}

fn signed(how: Digest, encoding: KeyEncoding, key: &str, text: &[u8]) -> Vec<u8> {
    let signing = Key::read(how, encoding, key).expect("a key");
    let signature = sign(how, &signing, text).expect("a signature");
    let verifying = signing.verifying();
    assert!(verify(how, &verifying, text, &signature));
    assert!(!verify(how, &verifying, &[text, b"x"].concat(), &signature));
    signature
}

/// Kraken, "Spot REST authentication": the example of `API-Sign`.
#[test]
fn a_digest_inside_of_the_text() {
    let body = "nonce=1616492376594&ordertype=limit&pair=XBTUSD&price=37500&type=buy&volume=1.25";
    let text = text(
        "{path}{sha256(parameter:nonce + body)}",
        &[("path", "/0/private/AddOrder"), ("parameter:nonce", "1616492376594"), ("body", body)],
    );
    let key = "kQH5HW/8p1uGOVjbgWA7FunAmGO8lsSUXNsu3eow76sz84Q18fWxnyRzBHCd3pd5nE9qa99HAZtuZuj6F1huXg==";
    assert_eq!(
        to_base64(&signed(Digest::HmacSha512, KeyEncoding::Base64, key, &text)),
        "4/dpxb3iT4tp/ZCVEwSnEsLxx0bqyhLpdfOpc6fn7OR8+UClSV5n9E6aSS8MPtnRfp32bAb0nmbRn6H8ndwLUQ=="
    );
}

/// Binance, "SIGNED endpoint examples": parameters in the query, and split over query and body.
#[test]
fn query_and_body_as_they_are_sent() {
    let key = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j";
    let signature = |query, body| {
        let text = text("{query}{body}", &[("query", query), ("body", body)]);
        hex(&signed(Digest::HmacSha256, KeyEncoding::Text, key, &text))
    };
    let whole = "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559";
    assert_eq!(signature(whole, ""), "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71");
    assert_eq!(
        signature(
            "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC",
            "quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
        ),
        "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77"
    );
}

/// GitHub, "Validating webhook deliveries".
#[test]
fn the_body_of_a_webhook() {
    assert_eq!(
        hex(&signed(Digest::HmacSha256, KeyEncoding::Text, "It's a Secret to Everybody", b"Hello, World!")),
        "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    );
}

/// RFC 7636, appendix B: the challenge of a verifier.
#[test]
fn a_challenge_of_a_verifier() {
    let text = text(
        "{base64url(sha256(parameter:code_verifier))}",
        &[("parameter:code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")],
    );
    assert_eq!(text, b"E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/// RFC 5849, 3.4.1.1: the signature base string.
#[test]
fn a_base_string() {
    let pairs = "a2=r%20b&a3=2%20q&a3=a&b5=%3D%253D&c%40=&c2=&oauth_consumer_key=9djdj82h48djs9d2&oauth_nonce=7d8f3e4a&oauth_signature_method=HMAC-SHA1&oauth_timestamp=137131201&oauth_token=kkk9d7dh3k39sjv7";
    let text = text(
        "{method}&{escape('http://' + host + path)}&{escape(pairs)}",
        &[("method", "POST"), ("host", "example.com"), ("path", "/request"), ("pairs", pairs)],
    );
    assert_eq!(
        String::from_utf8(text).expect("ASCII"),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
}

/// RFC 8032, 7.1, test 2: one byte.
#[test]
fn a_key_pair() {
    let (seed, public) = (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    );
    let signature = signed(Digest::Ed25519, KeyEncoding::Hex, seed, &[0x72]);
    assert!(hex(&signature).starts_with("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"));
    let public = VerifyingKey::read(Digest::Ed25519, KeyEncoding::Hex, public).expect("a key");
    assert!(verify(Digest::Ed25519, &public, &[0x72], &signature));
    assert!(!verify(Digest::Ed25519, &public, &[0x73], &signature));
}

/// RFC 1321, RFC 3174, FIPS 180: "abc".
#[test]
fn plain_digests() {
    for (how, starts) in [
        (Digest::Md5, "900150983cd24fb0d6963f7d28e17f72"),
        (Digest::Sha1, "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (Digest::Sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (Digest::Sha384, "cb00753f45a35e8b"),
        (Digest::Sha512, "ddaf35a193617aba"),
    ] {
        assert!(hex(&signed(how, KeyEncoding::Text, "", b"abc")).starts_with(starts), "{how:?}");
    }
    // RFC 2202 and RFC 4231, test case 2.
    let data = b"what do ya want for nothing?";
    for (how, starts) in [
        (Digest::HmacSha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (Digest::HmacSha384, "af45d2e376484031"),
        (Digest::HmacSha512, "164b7a7bfcf819e2"),
    ] {
        assert!(hex(&signed(how, KeyEncoding::Text, "Jefe", data)).starts_with(starts), "{how:?}");
    }
}

#[test]
fn keys_of_other_kinds_are_refused() {
    assert!(Key::read(Digest::HmacSha256, KeyEncoding::Base64, "not base64!").is_err());
    assert!(Key::read(Digest::HmacSha256, KeyEncoding::Hex, "abc").is_err());
    assert!(Key::read(Digest::RsaSha256, KeyEncoding::Text, "secret").is_err());
    assert!(Key::read(Digest::Ed25519, KeyEncoding::Pem, "secret").is_err());
    assert_eq!(format!("{:?}", Key::shared(b"secret")), "Key(…)");
}
