//! The exchange on loopback: its API and its authorization server.

use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bindery_cryptonit::rt::client::{Transport, TransportError, TransportLimits};
use bindery_cryptonit::rt::oauth::{Asked, Clock, Decision};
use bindery_cryptonit::rt::oauth1::{
    self, Access, Callback, Consumer, Flow, Ledger as _, Provider, Token, Verifier,
};
use bindery_cryptonit::rt::oauth2::{
    self, App, Application, Holder, Issuer, MemoryStore, Paths, Scope as _, Scopes, Tokens,
};
use bindery_cryptonit::rt::{Http, Timestamp};
use bindery_cryptonit::{Client, OAUTH1, OAUTH2, Scope, server};
use bytes::Bytes;

use super::backend::Exchange;

/// Callback address of the affiliate.
pub(crate) const CALLBACK: &str = "https://affiliate.example/back";
/// Redirect address of the application.
pub(crate) const REDIRECT: &str = "https://app.example/back";

/// A server that runs until the test's runtime ends.
pub(crate) struct Served {
    pub(crate) url: String,
    pub(crate) transport: Wire,
    pub(crate) exchange: Arc<Exchange>,
    pub(crate) signed: Arc<oauth1::MemoryLedger>,
    now: Arc<AtomicI64>,
}

/// The clients that the server knows.
pub(crate) struct Parties {
    /// The affiliate.
    pub(crate) consumer: Consumer,
    /// Callback address of the affiliate.
    pub(crate) callback: String,
    /// The secret of the application `app`.
    pub(crate) secret: String,
    /// Redirect address of the application.
    pub(crate) redirect: String,
}

impl Default for Parties {
    fn default() -> Self {
        Self {
            consumer: consumer(),
            callback: CALLBACK.to_owned(),
            secret: "app secret".to_owned(),
            redirect: REDIRECT.to_owned(),
        }
    }
}

/// An HTTP transport that records its traffic.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) http: Http,
    pub(crate) seen: Arc<Mutex<Vec<http::Request<Bytes>>>>,
    pub(crate) renewals: Arc<AtomicUsize>,
}

impl Transport for Wire {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if request.body().starts_with(b"grant_type=refresh_token") {
            self.renewals.fetch_add(1, Ordering::SeqCst);
        }
        self.seen.lock().expect("unpoisoned").push(request.clone());
        self.http.send(request, limits).await
    }
}

impl Wire {
    /// The last request.
    pub(crate) fn last(&self) -> http::Request<Bytes> {
        self.seen.lock().expect("unpoisoned").last().cloned().expect("something was sent")
    }

    /// Returns the number of requests.
    pub(crate) fn count(&self) -> usize {
        self.seen.lock().expect("unpoisoned").len()
    }

    /// Reads an address and returns its content.
    pub(crate) async fn read(&self, address: &str) -> String {
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() = address.parse().expect("an address");
        let response =
            self.send(request, TransportLimits { response_bytes: 1 << 20 }).await.expect("a response");
        String::from_utf8(response.into_body().into()).expect("text")
    }

    /// Requests an address like a browser, and returns the redirect target.
    pub(crate) async fn visit(&self, address: &str) -> String {
        let mut request = http::Request::new(Bytes::new());
        *request.uri_mut() = address.parse().expect("an address");
        let response =
            self.send(request, TransportLimits { response_bytes: 1 << 20 }).await.expect("a response");
        let location = response.headers().get("location").expect("the browser is sent on");
        location.to_str().expect("text").to_owned()
    }
}

/// Every user is Ann, who consents to everything.
fn ann(_: &Asked, _: &http::Request<Bytes>) -> Decision {
    Decision::granted("ann")
}

pub(crate) fn consumer() -> Consumer {
    Consumer::new("affiliate key", "affiliate secret")
}

impl Served {
    pub(crate) async fn start() -> Self {
        Self::start_for(Parties::default()).await
    }

    pub(crate) async fn start_for(parties: Parties) -> Self {
        let now = Arc::new(AtomicI64::new(Timestamp::now().as_second()));
        let clock = clock(&now);
        let application = Application {
            redirects: vec![parties.redirect],
            secret: Some(parties.secret.into()),
            scopes: Scopes::from_scopes(Scope::ALL),
        };
        let issued = Arc::new(oauth2::MemoryLedger::new().clock(clock.clone()).register("app", application));
        let signed = Arc::new(
            oauth1::MemoryLedger::new().clock(clock.clone()).register(parties.consumer, [&*parties.callback]),
        );
        let exchange = Arc::new(Exchange::default());
        let api = server::router()
            .mount(bindery_cryptonit::affiliates::routes(), Arc::clone(&exchange))
            .mount(bindery_cryptonit::developer::routes(), Arc::clone(&exchange))
            .mount(bindery_cryptonit::public::routes(), Arc::clone(&exchange))
            .oauth1(OAUTH1, Verifier::new(Arc::clone(&signed)).clock(clock.clone()))
            .oauth2(OAUTH2, Arc::clone(&issued));
        let paths = Paths { token: "/oauth/token".to_owned(), ..Paths::default() };
        let router = api
            .into_axum()
            .expect("complete")
            .merge(Issuer::new(issued, ann).paths(paths).clock(clock.clone()).into_axum())
            .merge(
                Provider::new(Arc::clone(&signed), ann)
                    .paths("/oauth/request_token", "/oauth/authorize", "/oauth/access_token")
                    .clock(clock)
                    .into_axum(),
            );
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(async move { axum::serve(listener, router).await });
        let http = Http::new().expect("TLS");
        let transport = Wire { http, seen: Arc::default(), renewals: Arc::default() };
        Self { url, transport, exchange, signed, now }
    }

    pub(crate) fn clock(&self) -> Clock {
        clock(&self.now)
    }

    pub(crate) fn advance(&self, seconds: i64) {
        self.now.fetch_add(seconds, Ordering::SeqCst);
    }

    /// Returns the affiliate's flow.
    pub(crate) fn flow(&self) -> Flow<Wire> {
        let callback = Callback::Address(CALLBACK.to_owned());
        let endpoints = OAUTH1.endpoints().at(&self.url);
        OAUTH1.flow_at(consumer(), endpoints, callback, self.transport.clone()).clock(self.clock())
    }

    /// Returns a token of the affiliate, without running the flow.
    pub(crate) async fn token(&self) -> Token {
        let token = Token::new("its token", "its secret");
        let access = Access { consumer: "affiliate key".to_owned(), user: "ann".to_owned() };
        self.signed.keep_access(&token, access).await.expect("kept");
        token
    }

    /// Returns a client that signs with a token.
    pub(crate) fn affiliate(&self, token: Token) -> Client<Wire> {
        let signer = OAUTH1.signer(consumer()).token(token).clock(self.clock());
        let client = Client::builder().base_url(&self.url).oauth1(OAUTH1, signer);
        client.build_over(self.transport.clone()).expect("complete")
    }

    pub(crate) fn app(&self) -> App<Wire> {
        let endpoints = OAUTH2.endpoints().at(&self.url);
        let app = OAUTH2.app_at("app", "app secret", REDIRECT, endpoints, self.transport.clone());
        app.clock(self.clock())
    }

    /// Returns tokens with these scopes, after the flow.
    pub(crate) async fn tokens(&self, scopes: &[Scope]) -> Tokens {
        let app = self.app();
        let attempt = app.authorize(scopes).expect("there are scopes");
        let returned = self.transport.visit(attempt.address()).await;
        app.finish(attempt, &returned).await.expect("tokens")
    }

    /// Returns a client with tokens for these scopes.
    pub(crate) async fn developer(&self, scopes: &[Scope]) -> Client<Wire> {
        let holder = Holder::new(self.app(), MemoryStore::from(self.tokens(scopes).await));
        let client = Client::builder().base_url(&self.url).oauth2(OAUTH2, holder);
        client.build_over(self.transport.clone()).expect("complete")
    }

    /// Returns a client without a token.
    pub(crate) fn anybody(&self) -> Client<Wire> {
        let client = Client::builder().base_url(&self.url).retries(0);
        client.build_over(self.transport.clone()).expect("complete")
    }
}

fn clock(now: &Arc<AtomicI64>) -> Clock {
    let now = Arc::clone(now);
    Clock::new(move || Timestamp::from_second(now.load(Ordering::SeqCst)).expect("a time"))
}
