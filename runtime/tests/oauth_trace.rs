//! No secret in log lines, `Debug` output or error texts: both flows with every kind of failure, under a subscriber
//! that takes every event of every crate.
#![allow(missing_docs)]

#[path = "oauth/market.rs"]
#[allow(dead_code)]
pub mod market;
#[path = "oauth/oauth1_server.rs"]
#[allow(dead_code)]
mod oauth1_server;
#[path = "oauth/oauth2_server.rs"]
#[allow(dead_code)]
mod oauth2_server;
#[path = "oauth/support.rs"]
#[allow(dead_code)]
mod support;

use std::fmt::{Debug, Display};
use std::sync::Arc;

use bindery_runtime as rt;
use bindery_test_tools::Log;
use bytes::Bytes;
use rt::client::Transport;
use rt::{Http, Secret, oauth1, oauth2};
use support::{location, send, serve, visit};

/// The secrets, and the output other than the log.
#[derive(Default)]
struct Watch {
    secrets: Vec<String>,
    printed: String,
}

impl Watch {
    fn secret(&mut self, text: impl Into<String>) {
        let text = text.into();
        assert!(text.len() >= 8, "too short to be looked for");
        self.secrets.push(text);
    }

    fn token(&mut self, token: &oauth1::Token) {
        self.secret(token.token.expose());
        self.secret(token.secret.expose());
    }

    fn tokens(&mut self, tokens: &oauth2::Tokens) {
        self.secret(tokens.access.expose());
        self.secret(tokens.refresh.as_ref().expect("a refresh token").expose());
        self.debug(tokens);
    }

    /// Records the values of some parameters of an address as secrets.
    fn parameters(&mut self, address: &str, names: &[&str]) {
        let (_, query) = address.split_once('?').expect("a query");
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            if names.contains(&name.as_ref()) {
                self.secret(value);
            }
        }
    }

    fn debug(&mut self, value: &impl Debug) {
        self.printed.push_str(&format!("{value:?} {value:#?}\n"));
    }

    fn error(&mut self, error: &(impl Debug + Display)) {
        self.printed.push_str(&format!("{error} {error:#} {error:?}\n"));
    }
}

async fn first_version(http: &Http, carrier: oauth1::Carrier, watch: &mut Watch) {
    use oauth1::{Callback, Flow, Signer};

    watch.secret("demo secret&");
    let ledger = oauth1_server::ledger();
    let base = serve(oauth1_server::server(&ledger)).await;
    let callback = Callback::Address(oauth1_server::CALLBACK.to_owned());
    let flow = Flow::new(oauth1_server::consumer(), oauth1_server::endpoints(&base), callback, http.clone())
        .carrier(carrier);
    let attempt = flow.begin().await.expect("a request token");
    watch.token(attempt.token());
    watch.debug(&attempt);
    watch.debug(&flow);
    let returned = location(&visit(http, attempt.address()).await);
    watch.parameters(&returned, &["oauth_token", "oauth_verifier"]);
    for wrong in [returned.replace("oauth_verifier", "x"), format!("?oauth_token={}", "w".repeat(20))] {
        watch.error(&flow.finish(attempt.clone(), &wrong).await.expect_err("rejected"));
    }
    let token = flow.finish(attempt.clone(), &returned).await.expect("an access token");
    watch.token(&token);
    watch.error(&flow.finish(attempt, &returned).await.expect_err("used"));

    let signer = Signer::new(oauth1_server::consumer()).token(token).carrier(carrier);
    watch.debug(&signer);
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = format!("{base}/me").parse().expect("an address");
    signer.sign(&mut request).expect("signed");
    assert_eq!(send(http, request.clone()).await.status(), 200);
    assert_eq!(send(http, request).await.status(), 401, "a replay");
    watch.debug(&ledger);
    there_is_no_response(
        |endpoint| {
            Flow::new(
                oauth1_server::consumer(),
                oauth1_server::endpoints(endpoint),
                Callback::OutOfBand,
                http.clone(),
            )
            .carrier(carrier)
        },
        watch,
    )
    .await;
}

/// Calls an address where nothing listens: transport errors contain addresses, which may contain tokens.
async fn there_is_no_response<T: Transport>(flow: impl Fn(&str) -> oauth1::Flow<T>, watch: &mut Watch) {
    let failed = flow("http://127.0.0.1:9").begin().await.expect_err("no server at this address");
    let mut cause: Option<&dyn std::error::Error> = Some(&failed);
    while let Some(error) = cause {
        watch.error(&error);
        cause = error.source();
    }
}

async fn second_version(http: &Http, watch: &mut Watch) {
    use oauth2::{FileStore, Holder, MemoryStore, TokenStore as _};

    watch.secret("app secret&");
    let server = oauth2_server::server();
    let base = serve(server.router.clone()).await;
    let app = oauth2_server::app(&base, http.clone(), &server.clock);
    watch.debug(&app);
    let attempt = app.authorize(&[oauth2_server::Right::Basic]).expect("an attempt");
    watch.secret(attempt.state().expose());
    watch.secret(attempt.verifier().expect("PKCE").expose());
    watch.debug(&attempt);
    let returned = location(&visit(http, attempt.address()).await);
    watch.parameters(&returned, &["code", "state"]);
    let wrong = returned.replace("code=", "code=x");
    watch.error(&app.finish(attempt.clone(), &wrong).await.expect_err("rejected"));
    let tokens = app.finish(attempt.clone(), &returned).await.expect("tokens");
    watch.tokens(&tokens);
    watch.error(&app.finish(attempt, &returned).await.expect_err("used"));

    // The reuse of the code has revoked these tokens.
    assert_eq!(oauth2_server::read_funds(http, &base, &tokens.access).await.status(), 401);
    let holder = Holder::new(app.clone(), MemoryStore::from(tokens.clone()));
    watch.debug(&holder);
    assert!(holder.reject(&tokens.access).await);
    watch.error(&holder.token(&[]).await.expect_err("void"));

    let tokens = oauth2_server::authorized(&app, http, &[oauth2_server::Right::Basic]).await;
    watch.tokens(&tokens);
    let path =
        std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("trace-{}.json", std::process::id()));
    let holder = Holder::new(app.clone(), FileStore::new(&path));
    holder.keep(tokens).await.expect("kept");
    server.clock.advance(4000);
    let token: Secret = holder.token(&["basic"]).await.expect("a token");
    watch.tokens(&FileStore::new(&path).load().await.expect("loaded").expect("tokens"));
    assert_eq!(oauth2_server::read_funds(http, &base, &token).await.status(), 200);
    watch.error(&holder.token(&["trade"]).await.expect_err("a missing scope"));
    app.status(&token).await.expect("a status");
    app.revoke(&token).await.expect("revoked");
    holder.forget().await.expect("forgotten");
}

/// Calls of an API, with valid and invalid tokens.
async fn an_api(http: &Http, watch: &mut Watch) {
    use oauth1::{Carrier, Ledger as _, Signer, Verifier};
    use oauth2::{App, Holder, MemoryStore};
    use rt::Caller as _;

    let issued = Arc::new(oauth2::MemoryLedger::new().register("app", oauth2_server::application()));
    let signed = oauth1_server::ledger();
    let token = oauth1::Token::new("a token given by hand", "its secret by hand");
    let access = oauth1::Access { consumer: "demo-key".into(), user: "bob".into() };
    signed.keep_access(&token, access).await.expect("kept");
    let stall = Arc::new(market::Stall::default());
    let router = market::router(&stall)
        .oauth2(market::OAUTH2, Arc::clone(&issued))
        .oauth1(market::OAUTH1, Verifier::new(Arc::clone(&signed)));
    let router = router.into_axum().expect("complete");
    let base = serve(oauth2::Issuer::new(issued, oauth2_server::ann).into_axum().merge(router)).await;

    let app = App::new(
        "app",
        "app secret&",
        oauth2_server::REDIRECT,
        market::OAUTH2.endpoints().at(&base),
        http.clone(),
    );
    let tokens = oauth2_server::authorized(&app, http, &[oauth2_server::Right::Basic]).await;
    watch.tokens(&tokens);
    let holder = Holder::new(app, MemoryStore::from(tokens.clone()));
    let client =
        rt::Client::<market::Market>::builder().base_url(&base).oauth2(market::OAUTH2, holder.clone());
    let client = client.build_over(http.clone()).expect("complete");
    client.call(market::get_funds()).await.expect("funds");
    watch.error(&client.call(market::place_order()).await.expect_err("a missing scope"));
    holder.app().revoke(&tokens.access).await.expect("revoked");
    watch.error(&client.call(market::get_funds()).await.expect_err("the token is no longer valid"));

    watch.token(&token);
    for carrier in [Carrier::Header, Carrier::Query] {
        let signer = Signer::new(oauth1_server::consumer()).token(token.clone()).carrier(carrier);
        let wrong =
            Signer::new(oauth1_server::consumer()).token(oauth1::Token::new(token.token.clone(), "wrong"));
        for (signer, good) in [(signer, true), (wrong.carrier(carrier), false)] {
            let client =
                rt::Client::<market::Market>::builder().base_url(&base).oauth1(market::OAUTH1, signer);
            let client = client.build_over(http.clone()).expect("complete");
            let response = client.call(market::get_terms()).await;
            assert_eq!(response.is_ok(), good);
            watch.debug(&response);
            watch.debug(&client);
        }
    }
}

#[tokio::test]
async fn no_secret_is_ever_printed() {
    let log = Log::default();
    tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
        .with_writer(log.clone())
        .init();
    let http = Http::new().expect("TLS");
    let mut watch = Watch::default();
    first_version(&http, oauth1::Carrier::Header, &mut watch).await;
    first_version(&http, oauth1::Carrier::Query, &mut watch).await;
    second_version(&http, &mut watch).await;
    an_api(&http, &mut watch).await;

    let log = log.take();
    for crate_name in ["bindery_runtime", "hyper", "reqwest", "TRACE"] {
        assert!(log.contains(crate_name), "nothing was logged by {crate_name}");
    }
    let escape = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    assert!(watch.secrets.len() > 20, "{}", watch.secrets.len());
    for secret in &watch.secrets {
        for form in [secret.clone(), escape(secret), escape(secret).replace('+', "%20")] {
            let seen = |text: &str| text.lines().find(|line| line.contains(&form)).map(str::to_owned);
            assert_eq!(seen(&log), None, "a secret was logged");
            assert_eq!(seen(&watch.printed), None, "a secret was printed");
        }
    }
}
