//! Requests of a client: keys, signatures, placements.

use bindery_runtime as rt;
use rt::{Action as _, Caller as _, StreamExt as _};

use crate::api::*;
use crate::{all, client, line};

#[tokio::test]
async fn a_body_is_signed_as_it_is_sent() {
    let (backend, line, client) = all();
    let response = client.call(Deposit::new(5, "x")).await.expect("done");
    assert_eq!(response, DepositResponse::Done);
    let sent = line.last();
    assert_eq!(sent.body(), r#"{"amount":"5","comment":"x"}"#);
    assert_eq!(sent.headers()["key"], "key-of-ann");
    assert_eq!(
        sent.headers()["signature"],
        "sha256=43ab716764916e9dba1734a36816c446d31ad030b5ce2e9297a2a3a47bcd06ec"
    );
    let shown = format!("{sent:?} {client:?}");
    assert!(!shown.contains("key-of-ann") && !shown.contains("43ab7167"), "{shown}");
    assert_eq!(*backend.logins.lock().expect("not poisoned"), [Some("ann".to_owned())]);
}

#[tokio::test]
async fn a_form_is_signed_too() {
    for (usual, signature) in [
        // HMAC of the bytes that are sent …
        (true, "sha256=bab38c716ad101c3fbc6b43905365677fcba8ffd09bf9d1da8af02cf4aaffb41"),
        // … or SHA-1 of `text=a&b=ü +c&times=3key-of-ann`, in which nothing is escaped.
        (false, "D66817F6E2EDAB69120C42F8D229ED2E96B40012"),
    ] {
        let (backend, line) = line(|router| if usual { router } else { router.alternative(SIGNATURE_V1) });
        let builder = rt::Client::builder().credential(KEY, "key-of-ann");
        let builder = if usual { builder } else { builder.alternative(SIGNATURE_V1) };
        let client = builder.build_over(line.clone()).expect("it is complete");
        let text = "a&b=ü +c";
        let note = Note::new(text).with(|note| note.times = Some(3));
        assert_eq!(client.call(note).await.expect("noted"), text);
        let sent = line.last();
        assert_eq!(sent.body(), "text=a%26b%3D%C3%BC+%2Bc&times=3");
        assert_eq!(sent.headers()["signature"], signature);

        // A query does not bypass the signature: the action has a body.
        let uri = "http://in-process/notes?text=a";
        let get = http::Request::get(uri).header("key", "key-of-ann").body(bytes::Bytes::new());
        assert_eq!(line.raw(get.expect("a request")).await.0, 403);
        assert_eq!(backend.calls(), 1);
    }
}

#[tokio::test]
async fn what_has_no_body_is_not_signed() {
    let (_, line, client) = all();
    client.call(ListUsers::new(0)).await.expect("listed");
    let sent = line.last();
    assert_eq!(sent.uri(), "http://in-process/users?skip=0&counted=false");
    assert_eq!((sent.body().len(), sent.headers().get("signature")), (0, None));
    assert_eq!(sent.headers()["key"], "key-of-ann");
}

#[tokio::test]
async fn an_alternative_replaces_a_signature() {
    let (backend, line) = line(|router| router.alternative(SIGNATURE_V1));
    let usual = client(&line);
    let other = rt::Client::builder()
        .credential(KEY, "key-of-bob")
        .alternative(SIGNATURE_V1)
        .build_over(line.clone())
        .expect("it is complete");
    other.call(Deposit::new(5, "x & y")).await.expect("done");
    // SHA-1 of `amount=5&comment=x & ykey-of-bob`.
    assert_eq!(line.last().headers()["signature"], "DA245F0990C1A52AC593339CF26FB0C14378C2CF");
    assert_eq!(backend.calls(), 1);

    let failed = usual.call(Deposit::new(5, "x")).await.expect_err("signed in the usual way");
    assert_eq!(
        failed.code(),
        Some(ErrorCode::InvalidSignature),
        "an alternative rejects with the error of the scheme that it replaces"
    );

    // Both sides have no common encoding for a list.
    let nested = CreateUser::new("n").with(|user| user.addresses = Some(vec![]));
    let failed = other.call(nested).await.expect_err("not sent");
    assert_eq!(
        failed.to_string(),
        "users/create-user: not sent: addresses: expected a string, a number or a boolean, to be signed, found an array"
    );
    assert_eq!(backend.calls(), 1);
}

#[tokio::test]
async fn a_signature_may_travel_as_a_parameter() {
    let (backend, line, client) = all();
    let paid = Paid::new("td0bhyp3lqm1", "432.98").with(|paid| {
        paid.note = Some(String::new());
        paid.additional =
            rt::Map::from([("currency".to_owned(), "USD".into()), ("status".to_owned(), 1.into())]);
    });
    client.call(paid.clone()).await.expect("taken");
    let sent = line.last();
    // SHA-1 of `amount=432.98&currency=USD&order_no=td0bhyp3lqm1&status=1test_token_123`: the empty note is left out.
    assert_eq!(
        sent.body(),
        r#"{"order_no":"td0bhyp3lqm1","amount":432.98,"note":"","currency":"USD","status":1,"sign":"5D4EFF04BC9A06942A344AFBED030530E26EA07B"}"#
    );
    assert_eq!(sent.headers()["x-pay-token"], "test_token_123");
    assert_eq!(backend.calls(), 1);

    let forged = paid.with(|paid| _ = paid.additional.insert("sign".to_owned(), "A".into()));
    let failed = client.call(forged).await.expect_err("not sent");
    assert_eq!(
        failed.to_string(),
        "money/paid: not sent: sign: is the signature, which is computed, so it cannot be set"
    );
}

#[tokio::test]
async fn other_entries_travel_beside_the_fields() {
    let (_, line, client) = all();
    let custom = rt::Map::from([
        ("colour".to_owned(), "red".into()),
        ("sizes".to_owned(), rt::RawJson::from_text("[1, 2]").expect("JSON")),
    ]);
    let user =
        client.call(CreateUser::new("n").with(|user| user.custom = custom.clone())).await.expect("made");
    assert_eq!(line.last().body(), r#"{"version":2,"name":"n","colour":"red","sizes":[1, 2]}"#);
    assert_eq!(user, User { id: 7, additional: custom });

    for name in ["name", "version"] {
        let custom = rt::Map::from([(name.to_owned(), 1.into())]);
        let failed = client.call(CreateUser::new("n").with(|user| user.custom = custom)).await;
        let failed = failed.expect_err("not sent").to_string();
        assert_eq!(failed, format!("users/create-user: not sent: {name}: is the name of another field"));
    }
}

#[tokio::test]
async fn what_is_missing_is_said_before_anything_is_sent() {
    let (_, line) = line(|router| router);
    let bare = rt::Client::builder().build_over(line.clone()).expect("addresses are fine");
    let failed = bare.call(GetUser::new("x")).await.expect_err("no key");
    assert!(matches!(failed, rt::Error::Setup(_)), "{failed:?}");
    assert_eq!(
        failed.to_string(),
        "users/get-user: not sent: the credential 'key' is required; set it with ClientBuilder::credential(KEY, …)"
    );
    let failed = bare.call(Rejected::new("e")).await.expect_err("no secret").to_string();
    assert!(failed.ends_with("ClientBuilder::credential(EVENT_SIGNATURE, …)"), "{failed}");

    let empty = rt::Client::builder().credential(KEY, "").build_over(line.clone()).expect("it is built");
    let failed = empty.call(GetUser::new("x")).await.expect_err("an empty key").to_string();
    assert_eq!(failed, "users/get-user: not sent: the credential 'key' is empty");
    let broken = rt::Client::builder().credential(KEY, "a\nb").build_over(line.clone()).expect("it is built");
    let failed = broken.call(GetUser::new("x")).await.expect_err("no header").to_string();
    assert_eq!(failed, "users/get-user: not sent: key: the credential is not a valid header value");
    assert!(line.sent.lock().expect("not poisoned").is_empty());
}

#[tokio::test]
async fn a_parameter_of_the_path_stays_one_segment() {
    let (_, line, client) = all();
    for (id, path) in [
        ("a/b", "/users/a%2Fb"),
        ("%2F", "/users/%252F"),
        ("Köln 你", "/users/K%C3%B6ln%20%E4%BD%A0"),
        ("?q=1#f&+", "/users/%3Fq=1%23f&%2B"),
        ("...", "/users/..."),
        ("%2e%2e", "/users/%252e%252e"),
        ("\u{0}\n", "/users/%00%0A"),
    ] {
        assert_eq!(client.call(GetUser::new(id)).await.expect("it is returned"), id);
        assert_eq!(line.last().uri().path(), path);
    }
    let sent = line.sent.lock().expect("not poisoned").len();
    for id in ["", ".", ".."] {
        let failed = client.call(GetUser::new(id)).await.expect_err("not sent").to_string();
        assert_eq!(failed, "users/get-user: not sent: id: must not be empty, '.' or '..' in a path");
    }
    assert_eq!(line.sent.lock().expect("not poisoned").len(), sent);

    let (backend, line, _) = all();
    let calls = backend.calls();
    for uri in ["/users/%FF", "/users/", "/users/a/b"] {
        let request = http::Request::get(uri).header("key", "key-of-ann").body(bytes::Bytes::new());
        let (status, body) = line.raw(request.expect("a request")).await;
        assert_eq!((status, body.contains(r#""error":true,"code":404"#)), (404, true), "{uri}: {body}");
    }
    // A server applies the same rules to received paths.
    for (id, uri) in [(".", "/users/."), ("..", "/users/.."), ("..", "/users/%2e%2E"), (".", "/users/.?x=1")]
    {
        let request = http::Request::get(uri).header("key", "key-of-ann").body(bytes::Bytes::new());
        let (status, body) = line.raw(request.expect("a request")).await;
        let rejected =
            r#"{"error":true,"code":400,"more":{"text":"id: must not be empty, '.' or '..' in a path"}}"#;
        assert_eq!((status, body.as_str()), (400, rejected), "{id}: {uri}");
    }
    assert_eq!(backend.calls(), calls);
}

#[tokio::test]
async fn a_retry_sends_the_same_bytes() {
    let (backend, line, client) = all();
    let failed = client.call(GetUser::new("busy")).await.expect_err("busy");
    assert_eq!(failed.code(), Some(ErrorCode::Busy));
    assert!(failed.is_transient());
    assert_eq!(backend.calls(), 3, "a status does not mean less because the documents list it");
    let sent = line.sent.lock().expect("not poisoned").clone();
    assert!(sent.iter().all(|request| request.headers() == sent[0].headers()));
    // A double does not implement lists, and reports that.
    struct Double;
    impl rt::Caller for Double {
        type Api = Desk;
    }
    let first = Double.pages(ListUsers::new(0)).next().await;
    assert!(matches!(first, Some(Err(rt::Error::NotImplemented(_)))), "{first:?}");
}
