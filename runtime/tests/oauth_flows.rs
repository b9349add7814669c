//! The flows of OAuth 2 without a browser: our client with a server made with Authlib, and a client made with Authlib with our
//! server.
#![allow(missing_docs)]

#[path = "oauth/support.rs"]
#[allow(dead_code)]
mod support;

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use bindery_runtime as rt;
use bindery_test_tools::{ForeignServer, foreign_client, foreign_python};
use rt::oauth::{Asked, Decision};
use rt::oauth2::{
    App, Application, Assertion, ClientAuthentication, Devices, Endpoints, Error, Holder, Issuer,
    Ledger as _, MemoryLedger, MemoryStore, PublicKey, Scopes, SigningKey, TokenRequest,
};
use rt::server::Logins;
use rt::{Http, Secret};
use support::{SetClock, serve, visit};

const SECRET: &str = "app secret&";
const PASSWORD: &str = "pass word";

fn basic() -> Scopes {
    Scopes::parse("basic").expect("a scope")
}

async fn text(http: &Http, address: &str) -> String {
    String::from_utf8(visit(http, address).await.into_body().to_vec()).expect("text")
}

fn app(base: &str, id: &str, clock: &SetClock) -> App<Http> {
    let mut endpoints = Endpoints::new("", format!("{base}/oauth2/token"));
    endpoints.device = Some(format!("{base}/oauth2/device"));
    let http = Http::new().expect("TLS");
    let secret = if ["none", "rs256", "es256"].contains(&id) { "" } else { SECRET };
    App::new(id, secret, "", endpoints, http).clock(clock.clock())
}

fn now() -> i64 {
    rt::Timestamp::now().as_second()
}

/// Returns the user of a token; none if the server refuses it.
async fn user_of(base: &str, token: &Secret) -> Option<String> {
    let mut request = http::Request::new(bytes::Bytes::new());
    *request.uri_mut() = format!("{base}/me").parse().expect("an address");
    let header = format!("Bearer {}", token.expose());
    request.headers_mut().insert("authorization", header.parse().expect("a header"));
    let response = support::send(&Http::new().expect("TLS"), request).await;
    let user = String::from_utf8(response.body().to_vec()).expect("text");
    (response.status() == 200).then_some(user)
}

#[tokio::test(flavor = "multi_thread")]
async fn our_client_with_a_server_of_authlib() {
    let python = tokio::task::spawn_blocking(|| foreign_python(env!("CARGO_TARGET_TMPDIR"))).await;
    let Some(python) = python.expect("no panic") else { return };
    let server = ForeignServer::start(&python, "authlib_server.py", &[]);
    let (base, http) = (server.base.as_str(), Http::new().expect("TLS"));
    let rsa = SigningKey::rs256(text(&http, &format!("{base}/keys/rs256")).await).expect("a key").id("first");
    let curve = SigningKey::es256(text(&http, &format!("{base}/keys/es256")).await).expect("a key");
    let clock = SetClock::at(now());
    let app = |id: &str| app(base, id, &clock);

    // Each flow, with each way to authenticate. A holder asks for the first token, and again when it has expired: once for
    // a hundred callers.
    let credentials = || TokenRequest::client_credentials(basic());
    let password = || TokenRequest::password("ann", PASSWORD, basic());
    let assertion = |key: &SigningKey, issuer: &str| {
        TokenRequest::assertion(Assertion::new(key.clone(), issuer, "ann").skew(5).lifetime(60), basic())
    };
    for (name, app, request, user) in [
        ("form", app("form"), credentials(), "form"),
        ("basic", app("basic").client_authentication(ClientAuthentication::Basic), credentials(), "basic"),
        ("RS256", app("rs256").private_key(rsa.clone()), credentials(), "rs256"),
        ("ES256", app("es256").private_key(curve.clone()), credentials(), "es256"),
        ("password", app("form"), password(), "ann"),
        ("public", app("none").client_authentication(ClientAuthentication::None), password(), "ann"),
        (
            "assertion RS256",
            app("none").client_authentication(ClientAuthentication::None),
            assertion(&rsa, "rs256"),
            "ann",
        ),
        (
            "assertion ES256",
            app("none").client_authentication(ClientAuthentication::None),
            assertion(&curve, "es256"),
            "ann",
        ),
    ] {
        let holder = Holder::requesting(app, request, MemoryStore::new());
        for round in ["first", "expired"] {
            let before: usize = text(&http, &format!("{base}/issued")).await.parse().expect("a number");
            let callers = (0..100).map(|_| {
                let holder = holder.clone();
                tokio::spawn(async move { holder.token(&["basic"]).await })
            });
            let mut tokens = Vec::new();
            for caller in callers.collect::<Vec<_>>() {
                tokens.push(
                    caller
                        .await
                        .expect("no panic")
                        .unwrap_or_else(|error| panic!("{name}, {round}: {error}")),
                );
            }
            let after: usize = text(&http, &format!("{base}/issued")).await.parse().expect("a number");
            assert_eq!(after - before, 1, "{name}, {round}");
            assert!(tokens.iter().all(|token| *token == tokens[0]));
            assert_eq!(user_of(base, &tokens[0]).await.as_deref(), Some(user), "{name}, {round}");
            clock.advance(30); // tokens live for 20 seconds; both clocks may differ by a minute
        }
        clock.advance(now() - clock.clock().now().as_second()); // assertions have the time of the clock
    }

    // What the server refuses is said, without the secrets.
    let wrong = app("form").request_tokens(&TokenRequest::password("ann", "wrong word", basic())).await;
    let error = wrong.expect_err("another password");
    assert!(error.to_string().contains("token request, HTTP 4"), "{error}");
    assert!(!format!("{error:?} {error}").contains("wrong word"));
    let error = app("none").client_authentication(ClientAuthentication::PrivateKey);
    let error = error.request_tokens(&credentials()).await.expect_err("no key");
    assert!(matches!(error, Error::NoKey), "{error}");
    assert!(SigningKey::rs256("secret text").expect_err("no key").to_string().contains("not PEM"));
    assert!(!format!("{rsa:?}").contains("PRIVATE"));

    // Another device: the user confirms while the application waits, and is once told to slow down.
    let app = app("form");
    let attempt = app.authorize_device(basic()).await.expect("codes");
    assert!(attempt.address.ends_with("/approve"), "{attempt:?}");
    assert!(!format!("{attempt:?}").contains("device_code"));
    let waiting = tokio::spawn({
        let (app, mut attempt) = (app.clone(), attempt.clone());
        attempt.interval = std::time::Duration::from_millis(200);
        async move { app.finish_device(attempt).await }
    });
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    visit(&http, &format!("{}?code={}", attempt.address, attempt.user_code)).await;
    let tokens = waiting.await.expect("no panic").expect("tokens");
    assert_eq!(user_of(base, &tokens.access).await.as_deref(), Some("ann"));
}

async fn me(State(ledger): State<Arc<MemoryLedger>>, headers: HeaderMap) -> Result<String, http::StatusCode> {
    let token = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let live = ledger.access(&Secret::from(token.unwrap_or_default())).await.expect("in memory");
    live.map(|live| live.grant.user).ok_or(http::StatusCode::UNAUTHORIZED)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_of_authlib_with_our_server() {
    let python = tokio::task::spawn_blocking(|| foreign_python(env!("CARGO_TARGET_TMPDIR"))).await;
    let Some(python) = python.expect("no panic") else { return };
    let keys = ForeignServer::start(&python, "authlib_server.py", &[]);
    let http = Http::new().expect("TLS");
    let public = async |name: &str| text(&http, &format!("{}/keys/public-{name}", keys.base)).await;
    let rsa = PublicKey::rs256(&public("rs256").await).expect("a key");
    let curve = PublicKey::es256(&public("es256").await).expect("a key");
    let application = |secret: Option<&str>| Application {
        redirects: Vec::new(),
        secret: secret.map(Secret::from),
        scopes: Scopes::parse("basic trade").expect("scopes"),
    };
    let ledger = MemoryLedger::new().register("app", application(Some(SECRET)));
    let ledger = Arc::new(ledger.register("public", application(None)));
    let devices = Devices::new("https://issuer.example/device");
    let denied: fn(&Asked, &http::Request<bytes::Bytes>) -> Decision = |_, _| Decision::Denied;
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let base = format!("http://{}", listener.local_addr().expect("an address"));
    let issuer = Issuer::new(Arc::clone(&ledger), denied)
        .client_credentials()
        .passwords(Logins::new([("ann", PASSWORD)]))
        .assertions(format!("{base}/oauth2/token"), [("app".to_owned(), rsa), ("app".to_owned(), curve)])
        .devices(devices.clone());
    let approve = move |address: http::Uri| {
        let code = address.query().and_then(|query| query.strip_prefix("code="));
        let known = code.is_some_and(|code| devices.approve(code, "ann"));
        std::future::ready(if known { http::StatusCode::OK } else { http::StatusCode::NOT_FOUND })
    };
    let router = axum::Router::new().route("/me", axum::routing::get(me)).with_state(ledger);
    let router = router.route("/approve", axum::routing::get(approve)).merge(issuer.into_axum());
    tokio::spawn(async move { axum::serve(listener, router).await });
    foreign_client(&python, "authlib_client.py", &[&base, &keys.base]).await;
}

#[tokio::test]
async fn nothing_is_asked_without_a_request() {
    let base = serve(axum::Router::new()).await;
    let holder = Holder::new(app(&base, "form", &SetClock::at(now())), MemoryStore::new());
    assert!(matches!(holder.token(&[]).await, Err(Error::NotAuthorized)));
}

#[tokio::test]
async fn a_server_that_refuses_is_not_asked_again_at_once() {
    let asked = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let refuse = move || {
        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        std::future::ready((http::StatusCode::BAD_REQUEST, r#"{"error":"invalid_grant"}"#))
    };
    let base = serve(axum::Router::new().route("/oauth2/token", axum::routing::post(refuse))).await;
    let clock = SetClock::at(now());
    let request = TokenRequest::password("ann", "wrong word", basic());
    let holder = Holder::requesting(app(&base, "form", &clock), request, MemoryStore::new());
    let asked = || asked.load(std::sync::atomic::Ordering::SeqCst);
    for _ in 0..3 {
        let error = holder.token(&["basic"]).await.expect_err("refused");
        assert!(error.to_string().contains("invalid_grant"), "{error}");
    }
    assert_eq!(asked(), 1);
    clock.advance(6);
    holder.token(&["basic"]).await.expect_err("refused");
    assert_eq!(asked(), 2);
}
