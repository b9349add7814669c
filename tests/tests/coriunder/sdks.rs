//! Requests of the public SDKs and other clients, byte for byte, against a router that verifies signatures.

use crate::support::{APPLICATION, HEADER, Platform, send, service, signed};

const JSON: (&str, &str) = ("content-type", "application/json");

fn headers(signature: &str) -> Vec<(&str, &str)> {
    vec![JSON, ("applicationToken", APPLICATION), ("Signature", signature), (HEADER, "token-of-ann")]
}

#[tokio::test]
async fn logins_of_both_sdks_are_accepted() {
    let service = service(Platform::default());
    for (path, media, body) in [
        (
            "/v2/Account.svc/Login",
            "application/json; charset=utf-8",
            r#"{"email":"ann@example.com","userName":null,"password":"secret","options":{"appName":"demo","applicationToken":"00000000-0000-4000-8000-000000000001","deviceId":"a\/b","setCookie":false}}"#,
        ),
        (
            "/v2/Account.svc/Login",
            "application/json",
            r#"{"options":{"setCookie":0,"pushToken":"","deviceId":"","applicationToken":"00000000-0000-4000-8000-000000000001","appName":"a\/b"},"password":"secret","userName":"","email":"ann@example.com"}"#,
        ),
        ("//V2/account.svc/Login", "application/json", "{ \"email\": \"ann\",\n  \"password\": \"secret\" }"),
        ("/V2/ACCOUNT.SVC/LOGIN", "application/json", r#"{"userName":"ann","password":"secret"}"#),
    ] {
        let signature = signed(body.as_bytes());
        let sent = [("content-type", media), ("applicationToken", APPLICATION), ("Signature", &signature)];
        let response = send(&service, path, &sent, body).await;
        assert_eq!(response.status, 200, "{path} {}", response.body);
        assert!(
            response.body.starts_with(r#"{"d":{"#) && response.body.contains(HEADER),
            "{}",
            response.body
        );
        assert_eq!(response.headers["signature"], signed(response.body.as_bytes()));
        // Other clients do not sign logins.
        let response = send(&service, path, &sent[..2], body).await;
        assert_eq!(response.status, 200);
        // A signature that is present must be valid.
        let wrong = send(&service, path, &sent, body.replace("ann", "bob")).await;
        assert_eq!((wrong.status, wrong.body.contains("signature")), (401, true), "{}", wrong.body);
    }
}

#[tokio::test]
async fn bodies_without_parameters_may_be_empty_or_an_empty_object() {
    let service = service(Platform::default());
    for body in ["", "{}"] {
        let signature = signed(body.as_bytes());
        let response = send(&service, "/v2/Customer.svc/GetCustomer", &headers(&signature), body).await;
        assert_eq!((response.status, response.body.contains("ann")), (200, true), "{}", response.body);
        let other = signed(if body.is_empty() { b"{}" } else { b"" });
        let response = send(&service, "/v2/Customer.svc/GetCustomer", &headers(&other), body).await;
        assert_eq!(response.status, 401);
    }
}

#[tokio::test]
async fn escaped_slashes_are_signed_as_they_are_sent() {
    let service = service(Platform::default());
    let escaped = r#"{"transDate":"\/Date(1420070400000)\/","amount":10.5,"last4cc":"1111"}"#;
    let shuffled = r#"{"amount":10.5,"last4cc":"1111","transDate":"/Date(1420070400000)/"}"#;
    for body in [escaped, shuffled] {
        let signature = signed(body.as_bytes());
        let response = send(&service, "/v2/Transactions.svc/Lookup", &headers(&signature), body).await;
        assert_eq!((response.status, response.body.as_str()), (200, r#"{"d":[]}"#), "{body}");
    }
    let signature = signed(escaped.replace("\\/", "/").as_bytes());
    let response = send(&service, "/v2/Transactions.svc/Lookup", &headers(&signature), escaped).await;
    assert_eq!(response.status, 401, "it is the bytes that are signed");
}

#[tokio::test]
async fn pictures_come_as_numbers_as_texts_of_numbers_and_as_base64() {
    let platform = Platform::default();
    let service = service(platform.clone());
    for picture in ["[137,80,78,71]", r#"["137","80","78","71"]"#, r#""iVBORw==""#, r#""iVBORw""#] {
        let body = format!(r#"{{"info":{{"FirstName":"Ann","ProfileImage":{picture}}}}}"#);
        let signature = signed(body.as_bytes());
        let response = send(&service, "/v2/Customer.svc/SaveCustomer", &headers(&signature), body).await;
        assert_eq!(response.status, 200, "{picture} {}", response.body);
    }
    let pictures = platform.pictures.lock().expect("no test panics inside");
    assert_eq!(*pictures, vec![vec![137, 80, 78, 71]; 4]);
}

#[tokio::test]
async fn missing_and_wrong_values_are_rejected() {
    let platform = Platform::default();
    let service = service(platform.clone());
    let signature = signed(b"");
    let complete = headers(&signature);
    let mut wrong = complete.clone();
    wrong[1].1 = "another application";
    for (sent, status) in [
        (complete[..3].to_vec(), 403),
        (vec![complete[0], complete[2], complete[3]], 401),
        (vec![complete[0], complete[1], complete[3]], 401),
        (wrong, 401),
        (
            complete
                .iter()
                .copied()
                .map(|(name, value)| if name == HEADER { (name, "stale") } else { (name, value) })
                .collect(),
            403,
        ),
        (complete.iter().copied().chain([(HEADER, "token-of-bob")]).collect(), 403),
    ] {
        let response = send(&service, "/v2/Customer.svc/GetCustomer", &sent, "").await;
        assert_eq!(response.status, status, "{sent:?}");
        assert!(response.body.starts_with(r#"{"Message":"#), "{}", response.body);
    }
    assert!(platform.seen.lock().expect("no test panics inside").is_empty());
    let response = send(&service, "/v2/Customer.svc/GetNothing", &complete, "").await;
    assert_eq!(response.status, 404);
}
