//! OAuth 2 from the authorization to a call with the token, its renewal and its revocation; in process and over
//! loopback.

use std::sync::Arc;

use axum::response::IntoResponse;
use bindery_runtime as rt;
use bytes::Bytes;
use rt::client::Transport;
use rt::oauth::{Asked, Decision};
use rt::oauth2::*;
use rt::{Http, InProcess, Secret};

use super::oauth2_server::{
    REDIRECT, Right, Server, ann, app, application, authorized, endpoints, read_funds, server,
};
use super::support::{SetClock, location, send, serve, visit};

async fn flow<T: Transport + Clone>(transport: T, base: &str, server: &Server) {
    let app = app(base, transport.clone(), &server.clock);
    let tokens = authorized(&app, &transport, &[Right::Basic, Right::Trade]).await;
    assert_eq!(tokens.scopes.to_string(), "basic trade");
    assert_eq!(tokens.expires, Some(server.clock.clock().now() + std::time::Duration::from_secs(3600)));
    assert_eq!(read_funds(&transport, base, &tokens.access).await.body().as_ref(), b"ann");

    let status = app.status(&tokens.access).await.expect("a status").expect("a token");
    assert_eq!((status.user.as_deref(), status.application.as_deref()), (Some("ann"), Some("app")));
    assert_eq!((status.expires, status.scopes.to_string().as_str()), (tokens.expires, "basic trade"));

    let renewed = app.refresh(&tokens).await.expect("tokens");
    assert_ne!(renewed.access, tokens.access);
    assert_ne!(renewed.refresh, tokens.refresh, "a refresh token is good once");
    assert_eq!(renewed.scopes, tokens.scopes);
    assert_eq!(read_funds(&transport, base, &renewed.access).await.status(), 200);

    app.revoke(&renewed.access).await.expect("revoked");
    assert_eq!(app.status(&renewed.access).await.expect("a status"), None);
    assert_eq!(read_funds(&transport, base, &renewed.access).await.status(), 401);
    app.revoke(&"unknown".into()).await.expect("no failure");
}

#[tokio::test]
async fn in_process() {
    let server = server();
    flow(InProcess::new(server.router.clone()), "http://in-process", &server).await;
}

#[tokio::test]
async fn over_loopback() {
    let server = server();
    let base = serve(server.router.clone()).await;
    flow(Http::new().expect("TLS"), &base, &server).await;
}

#[test]
fn the_address_of_an_authorization() {
    let app = app("https://api.example", Http::new().expect("TLS"), &SetClock::at(0));
    let attempt = app.resume("st&te".into(), None, Scopes::from_scopes(&[Right::Withdraw, Right::Basic]));
    let attempt = attempt.expect("an attempt");
    assert_eq!(
        attempt.address(),
        "https://api.example/oauth2/authorize?response_type=code&client_id=app&scope=basic%20withdraw&state=st%26te\
         &redirect_uri=https%3A%2F%2Fpartner.example%2Fback%3Fsrc%3Ddemo"
    );
    // The verifier of RFC 7636, and its challenge.
    let verifier = Secret::from("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
    let attempt = app.resume("s".into(), Some(verifier.clone()), Scopes::from_scopes(&[Right::Basic]));
    let attempt = attempt.expect("an attempt");
    let short = app.resume("s".into(), Some("v".into()), Scopes::from_scopes(&[Right::Basic]));
    assert!(matches!(short, Err(Error::BadVerifier)), "{short:?}");
    let proof = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    assert!(attempt.address().ends_with(proof), "{}", attempt.address());

    let (first, second) = (app.authorize(&[Right::Basic]), app.authorize(&[Right::Basic]));
    let (first, second) = (first.expect("an attempt"), second.expect("an attempt"));
    assert_ne!(first.state(), second.state());
    assert_ne!(first.verifier(), second.verifier());
    assert_eq!(first.state().expose().len(), 43);
    for secret in [first.state(), first.verifier().expect("PKCE")] {
        assert!(!format!("{first:?}").contains(secret.expose()));
    }
}

#[tokio::test]
async fn a_user_may_give_less() {
    let less = |_: &Asked, _: &http::Request<Bytes>| Decision::Granted {
        user: "ann".into(),
        scopes: Some(Scopes::from_scopes(&[Right::Basic])),
    };
    let ledger = Arc::new(MemoryLedger::new().register("app", application()));
    let transport = InProcess::new(Issuer::new(ledger, less).into_axum());
    let app = App::new("app", "app secret&", REDIRECT, endpoints("http://in-process"), transport.clone());
    let tokens = authorized(&app, &transport, &[Right::Basic, Right::Trade]).await;
    assert_eq!(tokens.scopes.to_string(), "basic");
}

#[tokio::test]
async fn a_page_may_ask_first() {
    // The page's form posts the parameters of the request back, with the user's decision.
    let asks = |asked: &Asked, request: &http::Request<Bytes>| {
        assert_eq!((asked.application.as_str(), asked.scopes.to_string().as_str()), ("app", "basic"));
        if request.method() == http::Method::POST && request.body().ends_with(b"&yes=1") {
            Decision::granted("ann")
        } else {
            Decision::Ask("May it?".into_response())
        }
    };
    let ledger = Arc::new(MemoryLedger::new().register("app", application()));
    let transport = InProcess::new(Issuer::new(ledger, asks).into_axum());
    let app = App::new("app", "app secret&", REDIRECT, endpoints("http://in-process"), transport.clone());
    let attempt = app.authorize(&[Right::Basic]).expect("an attempt");
    let page = visit(&transport, attempt.address()).await;
    assert_eq!((page.status().as_u16(), page.body().as_ref()), (200, b"May it?".as_slice()));
    let (path, query) = attempt.address().split_once('?').expect("a query");
    let form = http::Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Bytes::from(format!("{query}&yes=1")));
    let returned = location(&send(&transport, form.expect("a request")).await);
    app.finish(attempt, &returned).await.expect("tokens");
}

#[tokio::test]
async fn a_program_without_a_secret_proves_itself_by_pkce() {
    let open = Application { secret: None, ..application() };
    let ledger = Arc::new(MemoryLedger::new().register("open", open));
    let transport = InProcess::new(Issuer::new(ledger, ann).into_axum());
    let app = |pkce: bool| {
        let app = App::new("open", "", REDIRECT, endpoints("http://in-process"), transport.clone());
        if pkce { app } else { app.without_pkce() }
    };
    authorized(&app(true), &transport, &[Right::Basic]).await;
    let attempt = app(false).authorize(&[Right::Basic]).expect("an attempt");
    let returned = location(&visit(&transport, attempt.address()).await);
    let rejected = app(false).finish(attempt, &returned).await.expect_err("rejected");
    assert_eq!(
        rejected.error_response().and_then(|rejected| rejected.code.clone()),
        Some(Code::InvalidRequest)
    );
}
