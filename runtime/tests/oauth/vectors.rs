//! Base strings and signatures computed by other implementations.

use bytes::Bytes;
use http::{Method, Request};

use bindery_runtime as rt;
use rt::Secret;
use rt::oauth1::{Consumer, Signer, Stamp, Token, base_string, signature};

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

/// RFC 5849, 3.4.1.1: the base string that the RFC prints.
#[test]
fn the_base_string_of_rfc_5849() {
    let protocol = [
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("oauth_signature", "bYT5CMsGcbgUdFHObYMEfcx6bsw="),
    ];
    let address =
        "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b".parse().expect("an address");
    let base = base_string(&Method::POST, &address, &protocol, Some(b"c2&a3=2+q")).expect("absolute");
    assert_eq!(
        base.expose(),
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7"
    );
    // The RFC has no secrets for this example; other libraries test with these and with this signature.
    let signature = signature(&base, &"j49sk3j29djd".into(), Some(&"dh893hdasih9".into()));
    assert_eq!(signature, "r6/TJjbCOr97/+UU0NsvSne7s5g=");
}

/// RFC 5849, section 1.2: the three requests of photos.example.net, built by the signer.
#[test]
fn the_example_of_rfc_5849() {
    let signer = || Signer::new(Consumer::new("dpf43f3p2l4k3l03", "kd94hf93k423kf44")).without_version();
    let signed =
        |signer: Signer, method: Method, address: &str, timestamp, nonce: &str, more: &[(&str, &str)]| {
            let mut request = Request::new(Bytes::new());
            (*request.method_mut(), *request.uri_mut()) = (method, address.parse().expect("an address"));
            let stamp = Stamp { timestamp, nonce: nonce.to_owned() };
            signer.sign_as(&mut request, &stamp, more).expect("signed");
            request.headers()["authorization"].to_str().expect("text").to_owned()
        };
    let callback = [("oauth_callback", "http://printer.example.com/ready")];
    let initiate = "https://photos.example.net/initiate";
    let first = signed(signer(), Method::POST, initiate, 137131200, "wIjqoS", &callback);
    assert!(first.contains(r#"oauth_signature="74KNZJeDHnMBp0EMJ9ZHt%2FXKycU%3D""#), "{first}");
    assert!(first.contains(r#"oauth_callback="http%3A%2F%2Fprinter.example.com%2Fready""#), "{first}");

    let with_token = signer().token(Token::new("hh5s93j4hdidpola", "hdhd0244k9j7ao03"));
    let verifier = [("oauth_verifier", "hfdp7dh39dks9884")];
    let second =
        signed(with_token, Method::POST, "https://photos.example.net/token", 137131201, "walatlh", &verifier);
    assert!(second.contains(r#"oauth_signature="gKgrFCywp7rO0OXSjdot%2FIHF7IU%3D""#), "{second}");

    let with_token = signer().token(Token::new("nnch734d00sl2jdk", "pfkkdhi9sl3r4s00"));
    let photo = "http://photos.example.net/photos?file=vacation.jpg&size=original";
    let third = signed(with_token, Method::GET, photo, 137131202, "chapoH", &[]);
    assert!(third.contains(r#"oauth_signature="MdpQcU8iPSUjWoN%2FUDMsK2sui9I%3D""#), "{third}");
}

/// The example of the older OAuth Core 1.0, which most libraries test against.
#[test]
fn the_example_of_oauth_core() {
    check(&Vector {
        method: Method::GET,
        address: "http://photos.example.net/photos?file=vacation.jpg&size=original",
        protocol: &[
            ("oauth_consumer_key", "dpf43f3p2l4k3l03"),
            ("oauth_token", "nnch734d00sl2jdk"),
            ("oauth_nonce", "kllo9940pd9333jh"),
            ("oauth_timestamp", "1191242096"),
            ("oauth_signature_method", "HMAC-SHA1"),
            ("oauth_version", "1.0"),
        ],
        form: None,
        token_secret: Some("pfkkdhi9sl3r4s00"),
        base: None,
        signature: "tR3+Ty81lMeYAr/Fid0kMTYa/WM=",
    });
}

#[test]
fn an_address_without_a_host_cannot_be_signed() {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = "/photos".parse().expect("an address");
    let failed = Signer::new(Consumer::new("k", "s")).sign(&mut request);
    assert_eq!(failed, Err(rt::oauth1::SignError::Address));
}
