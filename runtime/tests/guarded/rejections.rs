//! Requests that a router rejects before they reach the backend.

use bindery_runtime as rt;
use bytes::Bytes;
use http::{HeaderValue, Request};
use rt::server::{Router, RouterError};
use rt::{Caller as _, InProcess};

use crate::api::*;
use crate::{Backend, Line, all, line};

const INVALID_KEY: &str =
    r#"{"error":true,"code":403,"type":"invalid_key","more":{"text":"The key is missing or wrong"}}"#;
const INVALID_SIGNATURE: &str = r#"{"error":true,"code":403,"type":"invalid_signature","more":{"text":"The signature is missing or wrong"}}"#;

/// Returns a request that a client sent and the server accepted.
async fn taken<A: rt::Action<Api = Desk>>(request: A) -> (std::sync::Arc<Backend>, Line, Request<Bytes>) {
    let (_, line, client) = all();
    client.call(request).await.expect("taken");
    let sent = line.last();
    let (backend, line) = crate::line(|router| router);
    assert!(line.raw(sent.clone()).await.0 < 300);
    backend.calls.store(0, std::sync::atomic::Ordering::Relaxed);
    (backend, line, sent)
}

fn changed(request: &Request<Bytes>, change: impl FnOnce(&mut Request<Bytes>)) -> Request<Bytes> {
    let mut request = request.clone();
    change(&mut request);
    request
}

fn text(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("a header's value")
}

#[tokio::test]
async fn a_request_that_was_tampered_with_is_rejected() {
    let (backend, line, good) = taken(Deposit::new(5, "abc")).await;
    let (_, _, other) = taken(Deposit::new(6, "abc")).await;
    let signature = |request: &Request<Bytes>| request.headers()["signature"].clone();

    for at in 0..good.body().len() {
        let bad = changed(&good, |bad| {
            let mut body = bad.body().to_vec();
            body[at] ^= 1;
            *bad.body_mut() = body.into();
        });
        assert_eq!(line.raw(bad).await, (403, INVALID_SIGNATURE.to_owned()), "byte {at}");
    }
    let unsigned: [(&str, Request<Bytes>); 8] = [
        ("none", changed(&good, |bad| _ = bad.headers_mut().remove("signature"))),
        ("empty", changed(&good, |bad| _ = bad.headers_mut().insert("signature", text("")))),
        ("prefix", changed(&good, |bad| _ = bad.headers_mut().insert("signature", text("sha256=")))),
        ("other body's", changed(&good, |bad| _ = bad.headers_mut().insert("signature", signature(&other)))),
        ("twice", changed(&good, |bad| _ = bad.headers_mut().append("signature", signature(&good)))),
        ("other key", changed(&good, |bad| _ = bad.headers_mut().insert("key", text("key-of-bob")))),
        ("no body", changed(&good, |bad| *bad.body_mut() = Bytes::new())),
        ("more", changed(&good, |bad| *bad.body_mut() = [bad.body().as_ref(), b" "].concat().into())),
    ];
    for (what, bad) in unsigned {
        assert_eq!(line.raw(bad).await, (403, INVALID_SIGNATURE.to_owned()), "{what}");
    }
    let strangers: [(&str, Request<Bytes>); 5] = [
        ("none", changed(&good, |bad| _ = bad.headers_mut().remove("key"))),
        ("unknown", changed(&good, |bad| _ = bad.headers_mut().insert("key", text("key-of-eve")))),
        ("empty", changed(&good, |bad| _ = bad.headers_mut().insert("key", text("")))),
        ("twice", changed(&good, |bad| _ = bad.headers_mut().append("key", text("key-of-ann")))),
        ("nothing", changed(&good, |bad| bad.headers_mut().clear())),
    ];
    for (what, bad) in strangers {
        assert_eq!(line.raw(bad).await, (403, INVALID_KEY.to_owned()), "{what}");
    }
    assert_eq!(backend.calls(), 0);
}

#[tokio::test]
async fn parameters_that_are_not_signed_do_not_count() {
    let (backend, line, good) = taken(CreateUser::new("n")).await;
    // Neither more parameters in the query …
    let more =
        changed(&good, |bad| *bad.uri_mut() = "http://in-process/users?colour=red".parse().expect("a URI"));
    assert_eq!(line.raw(more).await, (201, r#"{"id":7}"#.to_owned()));
    assert_eq!(backend.calls(), 1);
    // … nor another reading of the same bytes.
    let form = text("application/x-www-form-urlencoded");
    let form = changed(&good, |bad| _ = bad.headers_mut().insert("content-type", form));
    assert_eq!(line.raw(form).await, (201, r#"{"id":7}"#.to_owned()));
    // A signature of an empty body does not cover query parameters.
    let moved = changed(&good, |bad| {
        *bad.uri_mut() = "http://in-process/users?name=n".parse().expect("a URI");
        *bad.body_mut() = Bytes::new();
    });
    assert_eq!(line.raw(moved).await, (403, INVALID_SIGNATURE.to_owned()));
    // A read-only request with a body must sign it.
    let get = Request::get("/users?skip=0").header("key", "key-of-ann");
    let get = get.body(Bytes::from_static(b"skip=5")).expect("a request");
    assert_eq!(line.raw(get).await, (403, INVALID_SIGNATURE.to_owned()));
    assert_eq!(backend.calls(), 2);
}

#[tokio::test]
async fn a_signature_among_the_parameters_is_checked() {
    let rejected = r#"{"error":true,"code":400,"type":"token_invalid","more":{"text":"The signature is missing or wrong"}}"#;
    let (backend, line, good) = taken(Paid::new("a", "5")).await;
    let body = String::from_utf8(good.body().to_vec()).expect("text");
    let (rest, sign) = body.split_once(r#","sign":"#).expect("it is signed");
    for bad in [
        body.replace(":5", ":6"),
        body.replace("order_no", "order_nr"),
        format!("{rest}}}"),
        format!(r#"{rest},"sign":""}}"#),
        format!(r#"{rest},"sign":null}}"#),
        format!(r#"{rest},"sign":[{sign}"#).replace('}', "]}"),
        format!(r#"{rest},"more":1,"sign":{sign}"#),
        format!(r#"{rest},"amount":5,"sign":{sign}"#),
        format!(r#"{rest},"sign":"","sign":{sign}"#),
        format!(r#"{rest},"nested":{{}},"sign":{sign}"#),
        "[]".to_owned(),
        "sign=".to_owned(),
        String::new(),
    ] {
        let response = line.raw(changed(&good, |request| *request.body_mut() = bad.clone().into())).await;
        assert_eq!(response, (400, rejected.to_owned()), "{bad}");
    }
    assert_eq!(backend.calls(), 0);
    // Empty values are not signed, so they may be added or removed.
    let padded = format!(r#"{rest},"note":"","sign":{sign}"#);
    assert_eq!(line.raw(changed(&good, |request| *request.body_mut() = padded.into())).await.0, 204);
}

#[tokio::test]
async fn a_secret_of_its_own_needs_no_key() {
    let rejected = r#"{"error":true,"code":403,"type":"invalid_signature","more":{"text":"The signature is missing or wrong"}}"#;
    let (backend, line, good) = taken(Other::new("new")).await;
    assert_eq!(good.headers().get("key"), None);
    let bad = changed(&good, |bad| _ = bad.headers_mut().remove("x-event-signature"));
    assert_eq!(line.raw(bad).await, (403, rejected.to_owned()));
    let bad = changed(&good, |bad| *bad.body_mut() = "{}".into());
    assert_eq!(line.raw(bad).await, (403, rejected.to_owned()), "before the action is selected");
    let bad = changed(&good, |bad| {
        *bad.uri_mut() =
            "http://in-process/?source=%7B%22event%22%3A%22new%22%7D&data=%7B%7D".parse().expect("a URI");
        *bad.body_mut() = Bytes::new();
    });
    assert_eq!(line.raw(bad).await, (403, rejected.to_owned()));
    assert_eq!(backend.calls(), 0);
}

#[tokio::test]
async fn checks_have_an_order() {
    let (backend, line, good) = taken(Deposit::new(5, "abc")).await;
    let status = async |request: Request<Bytes>| line.raw(request).await.0;
    let put = changed(&good, |bad| {
        (*bad.method_mut(), *bad.body_mut()) = (http::Method::PUT, vec![0; 3_000].into())
    });
    assert_eq!(
        line.raw(put).await,
        (405, r#"{"error":true,"code":405,"more":{"text":"The method is not allowed here"}}"#.to_owned())
    );
    let large = changed(&good, |bad| {
        *bad.body_mut() = vec![b' '; 2_001].into();
        bad.headers_mut().clear();
    });
    assert_eq!(status(large).await, 413);
    let neither = changed(&good, |bad| {
        *bad.body_mut() = "{}".into();
        bad.headers_mut().clear();
    });
    assert_eq!(line.raw(neither).await.1, INVALID_KEY);
    let unsigned = changed(&good, |bad| *bad.body_mut() = "not JSON".into());
    assert_eq!(line.raw(unsigned).await.1, INVALID_SIGNATURE);
    let get =
        Request::get("/users?limit=9").header("key", "key-of-ann").body(Bytes::new()).expect("a request");
    assert_eq!(status(get).await, 400);
    assert_eq!(backend.calls(), 0);
    let lost = Request::get("/lost").body(Bytes::new()).expect("a request");
    assert_eq!(
        line.raw(lost).await,
        (404, r#"{"error":true,"code":404,"more":{"text":"There is no such thing"}}"#.to_owned())
    );
}

#[tokio::test]
async fn backends_may_print_what_they_are_given() {
    struct Printer(std::sync::Mutex<String>);
    impl DeskBackend for Printer {
        async fn deposit(
            &self,
            request: Deposit,
            context: rt::server::RequestContext,
        ) -> rt::server::BackendResult<Deposit> {
            *self.0.lock().expect("not poisoned") = format!("{context:?}");
            assert_eq!(request.comment, "abc");
            Ok(DepositResponse::Done)
        }
    }
    let backend = std::sync::Arc::new(Printer(std::sync::Mutex::default()));
    let router = Router::<Desk>::new().mount(rt::routes! { Printer; Deposit => deposit, }, backend.clone());
    let router = router.credential(KEY, "the-only-key").into_axum().expect("it is complete");
    let client = rt::Client::<Desk>::builder().credential(KEY, "the-only-key");
    client
        .build_over(InProcess::new(router.clone()))
        .expect("it is complete")
        .call(Deposit::new(5, "abc"))
        .await
        .expect("done");
    let printed = backend.0.lock().expect("not poisoned").clone();
    assert!(
        printed.contains("signature") && !printed.contains("the-only-key") && !printed.contains("sha256="),
        "{printed}"
    );

    let client = rt::Client::<Desk>::builder().credential(KEY, "another-key");
    let client = client.build_over(InProcess::new(router)).expect("it is complete");
    let failed = client.call(Deposit::new(5, "abc")).await.expect_err("rejected");
    assert_eq!(failed.code(), Some(ErrorCode::InvalidKey));
    assert_eq!(failed.kind(), rt::ErrorKind::Authentication);
}

#[test]
fn a_router_that_could_not_check_is_not_built() {
    let router = || Router::<Desk>::new().mount(routes(), std::sync::Arc::new(Backend::default()));
    let missing = |action: &str, scheme, constant: &str| RouterError::NoCredential {
        action: action.to_owned(),
        scheme,
        constant: constant.to_owned(),
    };
    let wrong = |router: Router<Desk>| router.into_axum().expect_err("something is missing");
    assert_eq!(wrong(router()), missing("users/list-users", "key", "KEY"));
    let router_with_key = || router().credential(KEY, "k");
    assert_eq!(wrong(router_with_key()), missing("money/paid", "pay-token", "PAY_TOKEN"));
    let with_token = || router_with_key().credential(PAY_TOKEN, "t");
    let no_secret = missing("events/rejected", "event-signature", "EVENT_SIGNATURE");
    assert_eq!(wrong(with_token()), no_secret);
    assert_eq!(
        wrong(with_token().keys(EVENT_SIGNATURE, crate::TwoKeys)),
        no_secret,
        "no request carries that one"
    );
    assert_eq!(
        wrong(with_token().credential(EVENT_SIGNATURE, "")),
        RouterError::EmptyCredential { scheme: "event-signature" }
    );
    assert!(with_token().credential(EVENT_SIGNATURE, "s").into_axum().is_ok());
    assert!(router().without_login().into_axum().is_ok());
    let shown = no_secret.to_string();
    assert!(shown.contains("credential(EVENT_SIGNATURE, …)"), "{shown}");
}

#[tokio::test]
async fn everybody_may_pass_where_nothing_is_checked() {
    let (backend, line) = line(Router::without_login);
    let post = Request::post("/paid").header("content-type", "application/x-www-form-urlencoded");
    let post = post.body(Bytes::from_static(b"order_no=a&amount=5&sign=x"));
    assert_eq!(line.raw(post.expect("a request")).await, (204, String::new()));
    assert_eq!(backend.calls(), 1);
}
