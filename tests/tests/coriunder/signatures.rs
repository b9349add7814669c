//! Signatures: the vectors of the reference sheet, the signing modes, and how a client treats the signature of a
//! response.

use std::sync::Mutex;

use bindery_coriunder::account::LogOff;
use bindery_coriunder::app_identity::GetContent;
use bindery_coriunder::customer::GetCustomer;
use bindery_coriunder::prelude::*;
use bindery_coriunder::rt::client::{BuildError, InProcess, TransportError, TransportLimits};
use bindery_coriunder::rt::error::SignatureFault;
use bindery_coriunder::rt::server::RouterError;
use bindery_coriunder::rt::{self, Secret, Transport};
use bindery_coriunder::transactions::{Get, Lookup, LookupRequired};
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Client, Error, SIGNATURE};
use bytes::Bytes;

use crate::support::{APPLICATION, Platform, SALT, router, send, service, signature, signed};

const BODY: &str = r#"{"name":"John","surname":"Gray","age":45}"#;
const ESCAPED: &str = r#"{"transDate":"\/Date(1420070400000)\/","amount":10.5,"last4cc":"1111"}"#;
const PLAIN: &str = r#"{"transDate":"/Date(1420070400000)/","amount":10.5,"last4cc":"1111"}"#;

#[test]
fn the_vectors_of_the_sheet() {
    let by_values = |names: &[&str]| {
        let document = rt::wire::Document::parse(BODY.as_bytes()).expect("JSON");
        let entries = document.entries().expect("an object");
        let info = rt::metadata::ActionInfo::new("m", "a", "/");
        rt::metadata::Signature::values(&info, names, &entries)
            .expect("texts and a number")
            .expose()
            .to_owned()
    };
    let in_order = by_values(&["name", "surname", "age"]);
    let age_first = by_values(&["age", "name", "surname"]);
    assert_eq!((in_order.as_str(), age_first.as_str()), ("JohnGray45", "45JohnGray"));
    let salt = Secret::from(SALT);
    for (mode, digest, data, expected) in [
        ("bytes", "SHA256", BODY, "bytes-SHA256, pK/VT8iXtv/eVqkZgdWRtqCZ1/EGwa7eXQINQnPld5w="),
        (
            "values",
            "SHA384",
            &in_order,
            "values-SHA384, IaHn9gPO/OmhzHUqw5rt8Bg770IxzdmD1lJMOoCiKy3JYCApoappfft3T4NkjcwB",
        ),
        (
            "bytes",
            "SHA512",
            BODY,
            "bytes-SHA512, xMKRpW8g5FKR+VvvdzsvUiz+L3n3bMpuq7qMFfivr+oidIyfgk8j1xHbr/ToaBI7DO3xJNeQfG0IoAeKPow7CQ==",
        ),
        (
            "values",
            "SHA384",
            &age_first,
            "values-SHA384, qCeXV4kWG52akqqTQK8LXHz/2lpNMjgZrqd7JVp7ht0i65J+DlG7YCzzy3lFa8Rs",
        ),
        ("bytes", "SHA256", "", "bytes-SHA256, hNBeoy2rU8ZTMpJEhOOPP5Hh4hXRH3hw/h0/hr2xkzo="),
        ("bytes", "SHA256", "{}", "bytes-SHA256, 5vMVeW/tRkvdRi8pBj7bkm9JPob/cN29yprkfxk4dgw="),
        ("bytes", "MD5", BODY, "bytes-MD5, Mh4DxzjQ5N3gYHQOWnmO6w=="),
        ("bytes", "SHA256", ESCAPED, "bytes-SHA256, YhWLZ9psVftGPBY6XWui6LsyDTE3E9amwgOVWWK5/X4="),
        ("bytes", "SHA256", PLAIN, "bytes-SHA256, CmSrW5FFzN8p28GkDqAXMGARLIx4zRGOqnxrVjJKqbQ="),
    ] {
        let form = signature().signing_mode(mode, digest).expect("a documented form");
        assert_eq!(signature().sign_as(&form, data.as_bytes(), &salt), expected);
        assert_eq!(signature().mode_of(expected), Some(form));
    }
    // The sample of the introduction has no salt of its own.
    let sample = signature().sign(b"1234567ABCDEFGHIJ", &Secret::from(""));
    assert_eq!(sample, "bytes-SHA256, aePGzc4/8jELEobdWe9cIb+wdQm+qQwNqJjTcjvu+QI=");
}

/// Changes the response.
struct Tampering<F> {
    inner: InProcess<axum::Router>,
    change: F,
    requests: Mutex<Vec<http::Request<Bytes>>>,
}

impl<F: Fn(&mut http::Response<Bytes>) + Send + Sync + 'static> Transport for Tampering<F> {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        self.requests.lock().expect("no test panics inside").push(request.clone());
        let mut response = self.inner.send(request, limits).await?;
        (self.change)(&mut response);
        Ok(response)
    }

    fn base_url(&self) -> Option<&str> {
        self.inner.base_url()
    }
}

fn builder() -> rt::client::ClientBuilder<bindery_coriunder::Coriunder> {
    Client::builder().credential(APPLICATION_TOKEN, APPLICATION).credential(SIGNATURE, SALT)
}

async fn call<F>(
    builder: rt::client::ClientBuilder<bindery_coriunder::Coriunder>,
    change: F,
) -> Result<Option<bindery_coriunder::customer::Customer>, Error>
where
    F: Fn(&mut http::Response<Bytes>) + Send + Sync + 'static,
{
    let inner = InProcess::new(service(Platform::default()));
    let client = builder.build_over(Tampering { inner, change, requests: Mutex::default() }).expect("set up");
    let client = client.guest(CREDENTIALS, "guest-1").expect("a token");
    let response = client.customer().get_customer(GetCustomer::new()).await;
    response.map(Into::into)
}

fn fault<T>(response: Result<T, Error>) -> SignatureFault {
    match response {
        Err(Error::Signature(error)) => error.fault,
        Err(other) => panic!("another error: {other}"),
        Ok(_) => panic!("was believed"),
    }
}

fn replace(header: &'static str) -> impl Fn(&mut http::Response<Bytes>) + Send + Sync + 'static {
    move |response| {
        response.headers_mut().insert("signature", http::HeaderValue::from_static(header));
    }
}

#[tokio::test]
async fn faults_of_a_response_signature_are_distinguished() {
    assert!(call(builder(), |_| {}).await.is_ok());
    let flipped = |response: &mut http::Response<Bytes>| {
        let mut body = response.body().to_vec();
        if let Some(letter) = body.iter_mut().rev().nth(4) {
            *letter ^= 1;
        }
        *response.body_mut() = body.into();
    };
    assert_eq!(fault(call(builder(), flipped).await), SignatureFault::Wrong);
    let missing = |response: &mut http::Response<Bytes>| {
        response.headers_mut().remove("signature");
    };
    assert_eq!(fault(call(builder(), missing).await), SignatureFault::Missing);
    let twice = |response: &mut http::Response<Bytes>| {
        let value = response.headers()["signature"].clone();
        response.headers_mut().append("signature", value);
    };
    assert_eq!(fault(call(builder(), twice).await), SignatureFault::Missing);
    for unknown in ["words-SHA256, x", "bytes-SHA1, x", "values-SHA256, x", "bytes-SHA256", "", "nonsense"] {
        assert_eq!(fault(call(builder(), replace(unknown)).await), SignatureFault::Unknown, "{unknown}");
    }
    let md5 = replace("bytes-MD5, Mh4DxzjQ5N3gYHQOWnmO6w==");
    assert_eq!(fault(call(builder(), md5).await), SignatureFault::Discouraged);
    let md5 = replace("bytes-MD5, Mh4DxzjQ5N3gYHQOWnmO6w==");
    assert_eq!(fault(call(builder().discouraged(SIGNATURE), md5).await), SignatureFault::Wrong);
    assert!(
        call(builder().unverified(SIGNATURE), missing).await.is_ok(),
        "only if the client is configured so"
    );
    assert!(call(builder().unverified(SIGNATURE), |_| {}).await.is_ok());
}

/// An intermediary may strip the signature of a real response, and change its status and text to those of an error.
#[tokio::test]
async fn a_failure_without_a_signature_is_not_verified() {
    let made_up = |status: u16, body: &'static str| {
        move |response: &mut http::Response<Bytes>| {
            response.headers_mut().remove("signature");
            *response.status_mut() = http::StatusCode::from_u16(status).expect("a status");
            *response.body_mut() = Bytes::from_static(body.as_bytes());
        }
    };
    for (status, body) in [(500, ""), (500, r#"{"d":{"Code":1}}"#), (401, ""), (404, "<html>"), (302, "")] {
        let failed = call(builder(), made_up(status, body)).await.expect_err("a failure");
        assert!(failed.is_unverified(), "{failed:?}");
        assert_eq!(failed.status(), Some(status));
        assert!(
            failed
                .to_string()
                .ends_with("(not verified: the response is not signed, so it may not come from the server)")
        );
        // Clients that do not require signatures get no such note.
        let failed =
            call(builder().unverified(SIGNATURE), made_up(status, body)).await.expect_err("a failure");
        assert!(!failed.is_unverified() && !failed.to_string().contains("verified"), "{failed}");
    }
    // A wrong signature counts as missing, whatever the status.
    let wrong = |response: &mut http::Response<Bytes>| {
        *response.status_mut() = http::StatusCode::INTERNAL_SERVER_ERROR;
        *response.body_mut() = Bytes::from_static(b"{}");
    };
    let failed = call(builder(), wrong).await.expect_err("not the server's");
    assert!(failed.is_unverified() && matches!(failed, Error::Signature(_)), "{failed}");
    assert_eq!(failed.status(), Some(500));
    assert!(!failed.is_transient());
}

#[tokio::test]
async fn digests_are_chosen_and_responses_follow() {
    for digest in ["SHA256", "SHA384", "SHA512"] {
        assert!(call(builder().signed_as(SIGNATURE, "bytes", digest), |_| {}).await.is_ok());
    }
    let transport = || InProcess::new(service(Platform::default()));
    let rejected = builder().signed_as(SIGNATURE, "bytes", "MD5").build_over(transport());
    assert!(matches!(rejected, Err(BuildError::SigningMode { discouraged: true, .. })));
    let unknown = builder().signed_as(SIGNATURE, "bytes", "SHA1").build_over(transport());
    assert!(matches!(unknown, Err(BuildError::SigningMode { discouraged: false, .. })));
    // A client may use this mode, but this server does not accept it.
    let asked = builder().signed_as(SIGNATURE, "bytes", "MD5").discouraged(SIGNATURE);
    let response = call(asked, |_| {}).await;
    assert_eq!(response.expect_err("rejected").status(), Some(401));
}

#[tokio::test]
async fn values_are_signed_where_everybody_writes_them_alike() {
    let platform = Platform::default();
    // A router accepts this signing mode only if configured to.
    let guest = |service: axum::Router| {
        let client = builder().signed_as(SIGNATURE, "values", "SHA384").build_over(InProcess::new(service));
        client.expect("set up").guest(CREDENTIALS, "guest-1").expect("a token")
    };
    let response = guest(service(platform.clone())).transactions().get(Get::new(5)).await;
    assert_eq!(response.expect_err("rejected").status(), Some(401));
    let unknown = router(platform.clone()).accept_mode(SIGNATURE, "words").into_axum();
    let (scheme, mode) = ("signature", "words".to_owned());
    assert_eq!(unknown.expect_err("no mode"), RouterError::UnknownMode { scheme, mode });

    let user = guest(router(platform).accept_mode(SIGNATURE, "values").into_axum().expect("complete"));
    // A single integer: the server does not implement the method, and says so after it has verified the signature.
    let response = user.transactions().get(Get::new(5)).await;
    assert_eq!(response.expect_err("not implemented").status(), Some(501));
    let date: rt::Timestamp = "2015-01-01T00:00:00Z".parse().expect("a moment");
    let lookup = LookupRequired {
        trans_date: date.into(),
        amount: rt::Decimal::new(105, 1),
        last4_of_card: "1111".into(),
    };
    let error = user.transactions().lookup(Lookup::new(lookup)).await.expect_err("not known");
    assert_eq!(
        error.to_string(),
        "transactions/lookup: not sent: transDate: is neither a string nor an integer, and its form among signed values is \
         not known; use another signing mode"
    );
    // Empty data and data that could be a body: neither side accepts its signature as one of values.
    for error in [
        user.app_identity().get_content(GetContent::new("{}")).await.expect_err("not sent"),
        user.app_identity().get_content(GetContent::new("")).await.expect_err("not sent"),
        user.account().log_off(LogOff::new()).await.expect_err("not sent"),
    ] {
        assert!(error.to_string().contains("not sent: the signed data could also be a body"), "{error}");
    }
}

/// Only the secret that verified a request signs its response.
#[tokio::test]
async fn only_the_responses_to_verified_requests_are_signed() {
    let service = service(Platform::default());
    let body = br#"{"d":{"Message":"x"}}"#;
    let good = signed(body);
    let known =
        [("applicationToken", APPLICATION), ("content-type", "application/json"), ("Cookie", "guest-1")];
    let path = "/v2/Customer.svc/GetCustomer";
    let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
        let all = known.iter().chain(more);
        all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let ask = async |headers: Vec<(String, String)>, body: Bytes| {
        let headers: Vec<_> = headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        send(&service, path, &headers, body).await
    };
    let response = ask(with(&[("Signature", &good)]), body.as_slice().into()).await;
    assert_eq!(response.status, 200);
    assert_eq!(response.headers["signature"], signed(response.body.as_bytes()));
    // An unknown guest is rejected after the signature was verified.
    let mut stranger = with(&[("Signature", &good)]);
    stranger[2].1 = "stranger".to_owned();
    let response = ask(stranger, body.as_slice().into()).await;
    assert_eq!(
        (response.status, response.headers["signature"].clone()),
        (403, signed(response.body.as_bytes()))
    );

    let wrong = "bytes-SHA256, AAAA";
    for (what, headers, body) in [
        ("no signature", with(&[]), Bytes::from_static(body)),
        ("a wrong one", with(&[("Signature", wrong)]), Bytes::from_static(body)),
        ("no token", with(&[("Signature", &good)]).split_off(1), Bytes::from_static(body)),
        ("two signatures", with(&[("Signature", &good), ("Signature", &good)]), Bytes::from_static(body)),
        ("two guests", with(&[("Signature", &good), ("Cookie", "guest-2")]), Bytes::from_static(body)),
        ("too large", with(&[("Signature", &good)]), vec![b' '; 3 << 20].into()),
        ("nothing", Vec::new(), Bytes::new()),
    ] {
        let response = ask(headers, body).await;
        let signed = response.headers.get("signature");
        // Two guests are detected only after the signature was verified.
        assert_eq!(signed.is_some(), what == "two guests", "{what}: {} {}", response.status, response.body);
        assert!(response.status >= 400, "{what}");
    }
}
