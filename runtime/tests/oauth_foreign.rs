//! Foreign clients with our server, and our client with foreign servers: Python's requests-oauthlib and oauthlib.
//!
//! The workspace's own tests run the same scripts with a generated client and a generated server.
#![allow(missing_docs)]

#[path = "oauth/oauth1_server.rs"]
#[allow(dead_code)]
mod oauth1_server;
#[path = "oauth/oauth2_server.rs"]
#[allow(dead_code)]
mod oauth2_server;
#[path = "oauth/support.rs"]
#[allow(dead_code)]
mod support;

use bindery_runtime as rt;
use bindery_test_tools::{ForeignServer, foreign_client, foreign_python};
use bytes::Bytes;
use http::Method;
use rt::{Http, oauth1, oauth2};
use support::{location, send, serve, visit};

fn python() -> Option<std::path::PathBuf> {
    foreign_python(env!("CARGO_TARGET_TMPDIR"))
}

#[tokio::test]
async fn their_client_of_oauth_1() {
    let Some(python) = python() else { return };
    let base = serve(oauth1_server::server(&oauth1_server::ledger())).await;
    foreign_client(&python, "oauth1_client.py", &[&base]).await;
}

#[tokio::test]
async fn their_client_of_oauth_2() {
    let Some(python) = python() else { return };
    let base = serve(oauth2_server::server().router).await;
    foreign_client(&python, "oauth2_client.py", &[&base]).await;
}

#[tokio::test]
async fn their_server_of_oauth_1() {
    use oauth1::{Callback, Carrier, Consumer, Error, Flow, Signer};

    let Some(python) = python() else { return };
    let server = ForeignServer::start(&python, "oauth1_server.py", &[]);
    let (http, base) = (Http::new().expect("TLS"), &server.base);
    let consumer = || Consumer::new("affiliatedemokey00000001", "demo secret&");
    let callback = || Callback::Address("https://partner.example/cb?src=demo".to_owned());
    for (carrier, method) in
        [(Carrier::Header, Method::POST), (Carrier::Query, Method::POST), (Carrier::Query, Method::GET)]
    {
        let flow = Flow::new(consumer(), oauth1_server::endpoints(base), callback(), http.clone());
        let flow = flow.carrier(carrier).method(method);
        let attempt = flow.begin().await.expect("a request token");
        let returned = location(&visit(&http, attempt.address()).await);
        let wrong = returned.replace("oauth_verifier=", "oauth_verifier=x");
        assert!(matches!(flow.finish(attempt.clone(), &wrong).await, Err(Error::ErrorResponse(_))));
        let token = flow.finish(attempt, &returned).await.expect("an access token");

        let signer = Signer::new(consumer()).token(token).carrier(carrier);
        for (method, query, content_type, body, fields) in [
            (Method::GET, "", "", "", 0),
            (Method::GET, "?b5=%3D%253D&a3=a&c%40=&a2=r%20b&a2=r%2Bb&snow=%E2%98%83", "", "", 0),
            (Method::POST, "?limit=10", "application/x-www-form-urlencoded", "note=a+b%2Bc&empty=&note=a", 2),
            (Method::POST, "", "application/json", r#"{"account":{"name":"acme_bob"}}"#, 0),
        ] {
            let mut request = http::Request::new(Bytes::from(body));
            let address = format!("{base}/me{query}").parse().expect("an address");
            (*request.method_mut(), *request.uri_mut()) = (method, address);
            if !content_type.is_empty() {
                request.headers_mut().insert("content-type", content_type.parse().expect("a header"));
            }
            signer.sign(&mut request).expect("signed");
            let response = send(&http, request.clone()).await;
            assert_eq!(response.body(), format!("ann {fields}").as_bytes(), "{query} {content_type}");
            assert_eq!(send(&http, request).await.status(), 401, "a replay");
        }
    }
    let unknown = Flow::new(
        Consumer::new("nobodysdemokey0000000001", "x"),
        oauth1_server::endpoints(base),
        callback(),
        http,
    );
    assert!(matches!(unknown.begin().await, Err(Error::ErrorResponse(rejected)) if rejected.status == 401));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn their_server_of_oauth_2() {
    use oauth2::{App, Code, Holder, MemoryStore};
    use oauth2_server::Right;

    let Some(python) = python() else { return };
    let server = ForeignServer::start(&python, "oauth2_server.py", &[]);
    let (http, base) = (Http::new().expect("TLS"), &server.base);
    let app =
        App::new("app", "app secret&", oauth2_server::REDIRECT, oauth2_server::endpoints(base), http.clone());
    let attempt = app.authorize(&[Right::Basic, Right::Trade]).expect("an attempt");
    let returned = location(&visit(&http, attempt.address()).await);
    let tokens = app.finish(attempt.clone(), &returned).await.expect("tokens");
    assert_eq!(tokens.scopes.to_string(), "basic trade");
    let again = app.finish(attempt, &returned).await.expect_err("a code is good once");
    assert_eq!(again.error_response().and_then(|rejected| rejected.code.clone()), Some(Code::InvalidGrant));

    // Their tokens are valid for a minute, so each of these calls finds them about to expire.
    let leeway = std::time::Duration::from_secs(120);
    let holder = Holder::with_leeway(app.clone(), MemoryStore::from(tokens), leeway);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let holder = holder.clone();
            tokio::spawn(async move { holder.token(&["basic"]).await.expect("a token") })
        })
        .collect();
    let mut all = Vec::new();
    for call in calls {
        all.push(call.await.expect("no panic"));
    }
    assert_eq!(visit(&http, &format!("{base}/renewals")).await.body().as_ref(), b"1");
    let first = all.first().expect("twenty");
    assert_eq!(oauth2_server::read_funds(&http, base, first).await.body().as_ref(), b"ann");

    app.revoke(first).await.expect("revoked");
    assert_eq!(oauth2_server::read_funds(&http, base, first).await.status(), 401);
    let wrong =
        App::new("app", "wrong", oauth2_server::REDIRECT, oauth2_server::endpoints(base), http.clone());
    let attempt = wrong.authorize(&[Right::Basic]).expect("an attempt");
    let returned = location(&visit(&http, attempt.address()).await);
    let rejected = wrong.finish(attempt, &returned).await.expect_err("a wrong secret");
    assert_eq!(
        rejected.error_response().and_then(|rejected| rejected.code.clone()),
        Some(Code::InvalidClient)
    );
    let unknown = app.authorize_for(oauth2::Scopes::parse("root").expect("a scope")).expect("an attempt");
    let returned = location(&visit(&http, unknown.address()).await);
    let rejected = app.finish(unknown, &returned).await.expect_err("an unknown scope");
    assert_eq!(
        rejected.error_response().and_then(|rejected| rejected.code.clone()),
        Some(Code::InvalidScope)
    );
}
