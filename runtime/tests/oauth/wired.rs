//! OAuth in the client and the router of an API: tokens on every call, scopes checked before sending, rejections in the
//! API's error format.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{Transport, TransportError, TransportLimits};
use rt::oauth1::{Access, Carrier, Ledger as _, MemoryLedger as Ledger1, Signer, Token, Verifier};
use rt::oauth2::{Error as OAuth2Error, Holder, Issuer, MemoryLedger as Ledger2, MemoryStore};
use rt::{Caller as _, Error, InProcess};

use super::market::*;
use super::oauth1_server::{self, consumer};
use super::oauth2_server::{self, Right, ann, application};
use super::support::{SetClock, send};

/// The client's and the server's side of the market, with a recording transport.
struct World {
    stall: Arc<Stall>,
    clock: SetClock,
    wire: Wire,
    signed: Arc<Ledger1>,
}

/// An in-process transport that records requests, counts renewals, and fails on demand.
#[derive(Clone)]
struct Wire {
    inner: InProcess<axum::Router>,
    seen: Arc<Mutex<Vec<Request<Bytes>>>>,
    renewals: Arc<AtomicUsize>,
    /// Number of calls that still get 'not now'.
    busy: Arc<AtomicUsize>,
}

impl Transport for Wire {
    async fn send(
        &self,
        request: Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        if request.uri().path() == "/oauth2/token" {
            self.renewals.fetch_add(1, Ordering::SeqCst);
            return self.inner.send(request, limits).await;
        }
        self.seen.lock().expect("unpoisoned").push(request.clone());
        let busy = |left: usize| left.checked_sub(1);
        if self.busy.fetch_update(Ordering::SeqCst, Ordering::SeqCst, busy).is_ok() {
            let mut response = Response::new(Bytes::new());
            *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            return Ok(response);
        }
        self.inner.send(request, limits).await
    }

    fn base_url(&self) -> Option<&str> {
        Some("http://in-process")
    }
}

const BASE: &str = "http://in-process";

fn token() -> Token {
    Token::new("acc token", "acc secret")
}

async fn world() -> World {
    let clock = SetClock::at(1_700_000_000);
    let issued = Arc::new(Ledger2::new().clock(clock.clock()).register("app", application()));
    let signed = Arc::new(Ledger1::new().register(consumer(), [oauth1_server::CALLBACK]));
    let access = Access { consumer: "demo-key".into(), user: "bob".into() };
    signed.keep_access(&token(), access).await.expect("kept");
    let stall = Arc::new(Stall::default());
    let market = router(&stall)
        .oauth2(OAUTH2, Arc::clone(&issued))
        .oauth1(OAUTH1, Verifier::new(Arc::clone(&signed)))
        .into_axum()
        .expect("complete");
    let inner = InProcess::new(Issuer::new(issued, ann).clock(clock.clock()).into_axum().merge(market));
    let wire = Wire { inner, seen: Arc::default(), renewals: Arc::default(), busy: Arc::default() };
    World { stall, clock, wire, signed }
}

impl World {
    /// Returns a holder with these rights, after the flow.
    async fn holder(&self, rights: &[Right]) -> Holder<Wire, MemoryStore> {
        let endpoints = OAUTH2.endpoints().at(BASE);
        let app =
            rt::oauth2::App::new("app", "app secret&", oauth2_server::REDIRECT, endpoints, self.wire.clone());
        let app = app.clock(self.clock.clock());
        let holder = Holder::new(app.clone(), MemoryStore::new());
        holder.keep(oauth2_server::authorized(&app, &self.wire, rights).await).await.expect("kept");
        self.wire.renewals.store(0, Ordering::SeqCst);
        self.wire.seen.lock().expect("unpoisoned").clear();
        holder
    }

    fn client(&self, holder: &Holder<Wire, MemoryStore>) -> rt::Client<Market, Wire> {
        let client = rt::Client::<Market>::builder().base_url(BASE).oauth2(OAUTH2, holder.clone());
        client.build_over(self.wire.clone()).expect("complete")
    }

    fn signing_client(&self, carrier: Carrier) -> rt::Client<Market, Wire> {
        let signer = Signer::new(consumer()).token(token()).carrier(carrier);
        let client = rt::Client::<Market>::builder().base_url(BASE).oauth1(OAUTH1, signer);
        client.build_over(self.wire.clone()).expect("complete")
    }

    fn served(&self) -> usize {
        self.stall.served.load(Ordering::SeqCst)
    }

    fn sent(&self) -> usize {
        self.wire.seen.lock().expect("unpoisoned").len()
    }

    fn renewals(&self) -> usize {
        self.wire.renewals.load(Ordering::SeqCst)
    }
}

#[test]
fn the_addresses_are_those_of_the_documents() {
    let endpoints = OAUTH2.endpoints();
    assert_eq!(endpoints.token, "https://market.example/oauth2/token");
    let sandbox = endpoints.at("http://127.0.0.1:8080");
    assert_eq!(sandbox.status.as_deref(), Some("http://127.0.0.1:8080/oauth2/tokens/{token}"));
    let sandbox = OAUTH1.endpoints().at("https://sandbox.example");
    assert_eq!(sandbox.access_token, "https://sandbox.example/oauth/access_token");
}

#[tokio::test]
async fn calls_carry_a_token_or_are_not_sent() {
    let world = world().await;
    let holder = world.holder(&[Right::Basic, Right::Trade]).await;
    let client = world.client(&holder);
    assert_eq!(
        client.call(get_funds()).await.expect("funds"),
        "funds in E U+R for ann by app with basic trade"
    );
    assert_eq!(
        client.call(place_order()).await.expect("placed"),
        "order of 5 for ann by app with basic trade"
    );
    assert_eq!(client.call(rename()).await.expect("renamed"), "name a&b =c+ for ann by app with basic trade");
    assert!(world.wire.seen.lock().expect("unpoisoned")[0].headers()["authorization"].is_sensitive());
    let (served, sent) = (world.served(), world.sent());

    let failed = client.call(cancel_order()).await.expect_err("no scope");
    assert_eq!(failed.missing_scope(), Some("withdraw"));
    assert_eq!(failed.kind(), rt::ErrorKind::PermissionDenied);
    assert_eq!(
        format!("{failed:#}"),
        "market/cancel-order: not sent: the scope 'withdraw' is required, but the token has only: basic trade"
    );
    assert!(matches!(failed, Error::Authorization(_)));
    holder.forget().await.expect("forgotten");
    let failed = client.call(get_funds()).await.expect_err("no token");
    assert!(matches!(failed.oauth2(), Some(OAuth2Error::NotAuthorized)));
    assert_eq!(failed.kind(), rt::ErrorKind::Authentication);
    assert_eq!((world.served(), world.sent()), (served, sent), "nothing was sent");

    let bare =
        rt::Client::<Market>::builder().base_url(BASE).build_over(world.wire.clone()).expect("complete");
    assert_eq!(
        bare.call(get_funds()).await.expect_err("no token").to_string(),
        "market/get-funds: not sent: a token is required; set it with ClientBuilder::oauth2(OAUTH2, …) or \
         ClientBuilder::oauth1(OAUTH1, …)"
    );
    assert!(matches!(client.call(get_terms()).await, Err(Error::Setup(_))), "a bearer token is no signature");
}

#[tokio::test]
async fn tokens_do_not_travel_in_the_open() {
    let world = world().await;
    let holder = world.holder(&[Right::Basic]).await;
    let endpoints = OAUTH2.endpoints().at(BASE);
    let app =
        rt::oauth2::App::new("app", "app secret&", oauth2_server::REDIRECT, endpoints, world.wire.clone());
    let tokens = rt::oauth2::Tokens {
        access: holder.token(&[]).await.expect("a token"),
        refresh: None,
        expires: None,
        scopes: rt::oauth2::Scopes::from_scopes(&[Right::Basic]),
    };
    let call = async |holder: Holder<Wire, MemoryStore>| {
        // Nothing listens at this address, so sent requests fail too, but with another error.
        let client = rt::Client::<Market>::builder().base_url("http://market.invalid").retries(0);
        let client = client.oauth2(OAUTH2, holder).build().expect("complete");
        client.call(get_funds()).await.expect_err("it fails")
    };
    let failed = call(Holder::new(app.clone(), MemoryStore::from(tokens.clone()))).await;
    assert!(matches!(failed.oauth2(), Some(OAuth2Error::Address { which: "server" })), "{failed}");
    let failed = call(Holder::new(app.allow_plain_http(), MemoryStore::from(tokens))).await;
    assert!(matches!(failed, Error::Transport(_)), "{failed}");
}

#[tokio::test]
async fn of_a_hundred_calls_one_renews() {
    let world = world().await;
    let client = world.client(&world.holder(&[Right::Basic]).await);
    world.clock.advance(4000);
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.call(get_funds()).await.expect("funds") })
        })
        .collect();
    for call in calls {
        call.await.expect("no panic");
    }
    assert_eq!((world.renewals(), world.served(), world.sent()), (1, 100, 100));
}

#[tokio::test]
async fn a_rejected_token_is_renewed() {
    let world = world().await;
    let holder = world.holder(&[Right::Basic, Right::Trade]).await;
    let client = world.client(&holder);
    // The clocks of server and client differ.
    let (theirs, ours) = (world.clock.clone(), SetClock::at(1_700_000_000));
    let endpoints = OAUTH2.endpoints().at(BASE);
    let app =
        rt::oauth2::App::new("app", "app secret&", oauth2_server::REDIRECT, endpoints, world.wire.clone());
    let slow = Holder::new(app.clock(ours.clock()), MemoryStore::new());
    slow.keep(oauth2_server::authorized(holder.app(), &world.wire, &[Right::Basic, Right::Trade]).await)
        .await
        .expect("kept");
    world.wire.renewals.store(0, Ordering::SeqCst);
    world.wire.seen.lock().expect("unpoisoned").clear();
    let late = world.client(&slow);
    theirs.advance(4000);
    ours.advance(10);

    // Orders are not retried, although this rejection had no effect; the next order succeeds.
    let failed = late.call(place_order()).await.expect_err("rejected");
    assert_eq!(failed.status(), Some(401));
    assert_eq!((world.renewals(), world.sent(), world.served()), (0, 1, 0));
    late.call(place_order()).await.expect("placed");
    assert_eq!((world.renewals(), world.sent(), world.served()), (1, 2, 1));

    // Reading funds is retried at once.
    theirs.advance(4000);
    ours.advance(10);
    late.call(get_funds()).await.expect("funds");
    assert_eq!((world.renewals(), world.sent(), world.served()), (2, 4, 2));
    client.call(get_funds()).await.expect("funds");
}

#[tokio::test]
async fn signed_calls_serve_as_well() {
    let world = world().await;
    for carrier in [Carrier::Header, Carrier::Query] {
        let client = world.signing_client(carrier);
        assert_eq!(
            client.call(get_funds()).await.expect("funds"),
            "funds in E U+R for bob by demo-key signed"
        );
        assert_eq!(
            client.call(place_order()).await.expect("placed"),
            "order of 5 for bob by demo-key signed"
        );
        assert_eq!(
            client.call(cancel_order()).await.expect("cancelled"),
            "cancel 7 for bob by demo-key signed"
        );
        assert_eq!(client.call(rename()).await.expect("renamed"), "name a&b =c+ for bob by demo-key signed");
        assert_eq!(client.call(get_terms()).await.expect("terms"), "terms for bob by demo-key signed");
    }
    // Every retry is signed again; otherwise the server would reject it as a replay.
    world.wire.seen.lock().expect("unpoisoned").clear();
    world.wire.busy.store(2, Ordering::SeqCst);
    world.signing_client(Carrier::Header).call(get_terms()).await.expect("terms");
    let seen = world.wire.seen.lock().expect("unpoisoned").clone();
    let mut headers: Vec<_> = seen.iter().map(|request| request.headers()["authorization"].clone()).collect();
    assert_eq!(headers.len(), 3);
    headers.dedup();
    assert_eq!(headers.len(), 3);

    world.signed.revoke(&token().token);
    let failed = world.signing_client(Carrier::Header).call(get_terms()).await.expect_err("revoked");
    assert_eq!(failed.code(), Some(ErrorCode::NoSignature));
    assert_eq!(failed.status(), Some(403), "the error's own status");
}

#[tokio::test]
async fn with_both_at_hand_each_serves_its_own() {
    let world = world().await;
    let holder = world.holder(&[Right::Basic]).await;
    let client = rt::Client::<Market>::builder()
        .base_url(BASE)
        .oauth1(OAUTH1, Signer::new(consumer()).token(token()))
        .oauth2(OAUTH2, holder)
        .build_over(world.wire.clone())
        .expect("complete");
    assert_eq!(client.call(get_funds()).await.expect("funds"), "funds in E U+R for ann by app with basic");
    assert_eq!(client.call(get_terms()).await.expect("terms"), "terms for bob by demo-key signed");
}

#[tokio::test]
async fn the_router_rejects_in_the_error_format_of_the_api() {
    let world = world().await;
    let holder = world.holder(&[Right::Basic]).await;
    let good = format!("Bearer {}", holder.token(&[]).await.expect("a token").expose());
    let ask = async |method: &str, path: &str, authorization: Option<&str>, body: &'static str| {
        let mut request = Request::builder().method(method).uri(format!("{BASE}{path}"));
        if let Some(authorization) = authorization {
            request = request.header("authorization", authorization);
        }
        let request = request.header("content-type", "application/json").body(Bytes::from(body));
        let response = send(&world.wire, request.expect("a request")).await;
        let challenge =
            response.headers().get("www-authenticate").map(|value| value.to_str().expect("text").to_owned());
        let body = String::from_utf8(response.body().to_vec()).expect("text");
        (response.status().as_u16(), body, challenge.unwrap_or_default())
    };
    let (status, body, challenge) = ask("GET", "/rest/funds?currency=E", None, "").await;
    assert_eq!((status, challenge.as_str()), (401, "Bearer realm=\"Market\""));
    assert_eq!(body, r#"{"error":"no_token","message":"an access token is required"}"#);
    let (status, _, challenge) = ask("GET", "/rest/funds?currency=E", Some("Bearer wrong"), "").await;
    assert_eq!((status, challenge.as_str()), (401, "Bearer realm=\"Market\", error=\"invalid_token\""));
    let (status, body, challenge) = ask("POST", "/rest/order", Some(&good), r#"{"amount":5}"#).await;
    assert_eq!(status, 403);
    assert_eq!(challenge, "Bearer realm=\"Market\", error=\"insufficient_scope\", scope=\"trade\"");
    assert_eq!(body, r#"{"error":"no_scope","message":"the access token lacks the scope 'trade'"}"#);
    // The other action on this path requires another scope.
    let (_, _, challenge) = ask("POST", "/rest/order", Some(&good), r#"{"action":"cancel","id":"7"}"#).await;
    assert!(challenge.ends_with("scope=\"withdraw\""), "{challenge}");
    let (status, body, challenge) = ask("GET", "/rest/terms", Some(&good), "").await;
    assert_eq!(
        (status, challenge.as_str()),
        (403, "OAuth realm=\"Market\", oauth_problem=\"parameter_absent\"")
    );
    assert_eq!(body, r#"{"error":"no_signature","message":"the parameter oauth_consumer_key is missing"}"#);
    assert_eq!(world.served(), 0);
}

#[tokio::test]
async fn a_signed_request_is_good_once_and_as_it_is() {
    let world = world().await;
    world.signing_client(Carrier::Header).call(get_funds()).await.expect("funds");
    let request = world.wire.seen.lock().expect("unpoisoned").last().cloned().expect("sent");
    let served = world.served();
    let response = send(&world.wire, request.clone()).await;
    assert_eq!(response.status(), 403);
    assert!(response.headers()["www-authenticate"].to_str().expect("text").contains("nonce_used"));

    // A form added to a request without one is not signed, and not read.
    world.signing_client(Carrier::Header).call(get_funds()).await.expect("funds");
    world.wire.busy.store(1, Ordering::SeqCst);
    let client = rt::Client::<Market>::builder()
        .base_url(BASE)
        .retries(0)
        .oauth1(OAUTH1, Signer::new(consumer()).token(token()))
        .build_over(world.wire.clone())
        .expect("complete");
    client.call(get_funds()).await.expect_err("it was caught on its way");
    let mut caught = world.wire.seen.lock().expect("unpoisoned").last().cloned().expect("sent");
    *caught.body_mut() = Bytes::from("currency=USD");
    caught.headers_mut().insert("content-type", "text/plain".parse().expect("a header"));
    let response = send(&world.wire, caught).await;
    assert_eq!(response.status(), 422, "{:?}", response.body());
    assert_eq!(world.served(), served + 1);
}

#[test]
fn a_router_that_cannot_check_is_none() {
    let stall = Arc::new(Stall::default());
    let failed = router(&stall).into_axum().expect_err("no check");
    assert_eq!(
        failed.to_string(),
        "market/get-funds needs a token: set a check with `oauth2(OAUTH2, …)` or `oauth1(OAUTH1, …)`, or turn all \
         checks off with `without_login`"
    );
    let bearers = router(&stall).oauth2(OAUTH2, Arc::new(Ledger2::new())).into_axum().expect_err("no check");
    assert!(
        bearers.to_string().starts_with("market/get-terms needs a token: set a check with `oauth1("),
        "{bearers}"
    );
    assert!(router(&stall).without_login().into_axum().is_ok(), "without a check");
}

/// RFC 5849, section 3.5.2: the protocol parameters may be in a form. The signed data is the same.
#[tokio::test]
async fn a_form_may_carry_the_signature() {
    let world = world().await;
    let signer = Signer::new(consumer()).token(token()).carrier(Carrier::Query);
    let client = rt::Client::<Market>::builder().base_url(BASE).retries(0).oauth1(OAUTH1, signer);
    let client = client.build_over(world.wire.clone()).expect("complete");
    let caught = async || {
        world.wire.busy.store(1, Ordering::SeqCst);
        client.call(rename()).await.expect_err("it was caught on its way");
        let mut caught = world.wire.seen.lock().expect("unpoisoned").last().cloned().expect("sent");
        let (path, query) =
            (caught.uri().path().to_owned(), caught.uri().query().expect("signed").to_owned());
        let form = String::from_utf8(caught.body().to_vec()).expect("a form");
        *caught.uri_mut() = format!("{BASE}{path}").parse().expect("an address");
        *caught.body_mut() = Bytes::from(format!("{form}&{query}"));
        caught.headers_mut().remove("content-length");
        caught
    };
    let response = send(&world.wire, caught().await).await;
    assert_eq!(response.status(), 200, "{:?}", response.body());
    assert_eq!(world.served(), 1);

    let mut changed = caught().await;
    let body = String::from_utf8(changed.body().to_vec()).expect("a form").replacen("name=a", "name=b", 1);
    *changed.body_mut() = Bytes::from(body);
    assert_eq!(send(&world.wire, changed).await.status(), 403);
    // An unsigned form contains no token either.
    let mut unsigned = caught().await;
    *unsigned.body_mut() = Bytes::from_static(b"name=a");
    let response = send(&world.wire, unsigned).await;
    assert_eq!((response.status().as_u16(), world.served()), (401, 1), "{:?}", response.headers());
}
