//! An OAuth 2 server for tests, with a clock that the test sets and a resource that requires a scope.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bindery_runtime as rt;
use bytes::Bytes;
use rt::Secret;
use rt::client::Transport;
use rt::oauth::{Asked, Decision};
use rt::oauth2::*;

use super::support::{SetClock, location, send, visit};

pub(crate) const REDIRECT: &str = "https://partner.example/back?src=demo";

rt::scopes! {
    /// Rights that a user may grant.
    pub enum Right {
        /// Reads.
        Basic = "basic",
        /// Trades.
        Trade = "trade",
        /// Withdraws.
        Withdraw = "withdraw",
    }
}

pub(crate) fn ann(_asked: &Asked, _request: &http::Request<Bytes>) -> Decision {
    Decision::granted("ann")
}

pub(crate) fn application() -> Application {
    Application {
        redirects: vec![REDIRECT.to_owned()],
        secret: Some("app secret&".into()),
        scopes: Scopes::from_scopes(Right::ALL),
    }
}

pub(crate) fn endpoints(base: &str) -> Endpoints {
    Endpoints {
        authorize: format!("{base}/oauth2/authorize"),
        token: format!("{base}/oauth2/token"),
        status: Some(format!("{base}/oauth2/tokens/{{token}}")),
        revoke: Some(format!("{base}/oauth2/revoke")),
        device: Some(format!("{base}/oauth2/device")),
    }
}

/// A server with a clock that the test sets; counts the requests for tokens.
pub(crate) struct Server {
    pub(crate) router: axum::Router,
    pub(crate) clock: SetClock,
    pub(crate) asked: Arc<AtomicUsize>,
}

pub(crate) fn server() -> Server {
    server_with(|issuer| issuer)
}

/// Issuer with a function as its consent.
pub(crate) type Issuing = Issuer<MemoryLedger, fn(&Asked, &http::Request<Bytes>) -> Decision>;

pub(crate) fn server_with(set: impl FnOnce(Issuing) -> Issuing) -> Server {
    let clock = SetClock::at(1_700_000_000);
    let ledger = MemoryLedger::new().clock(clock.clock()).register("app", application());
    let ledger = Arc::new(ledger);
    let consent: fn(&Asked, &http::Request<Bytes>) -> Decision = ann;
    let issuer = set(Issuer::new(Arc::clone(&ledger), consent).clock(clock.clock()));
    let funds = axum::Router::new().route("/funds", axum::routing::get(funds)).with_state(ledger);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let counting = axum::middleware::from_fn(move |request: Request, next: axum::middleware::Next| {
        if request.uri().path() == "/oauth2/token" {
            count.fetch_add(1, Ordering::SeqCst);
        }
        next.run(request)
    });
    Server { router: issuer.into_axum().merge(funds).layer(counting), clock, asked }
}

/// A resource that requires a scope.
async fn funds(State(ledger): State<Arc<MemoryLedger>>, request: Request) -> Response {
    match check_bearer(&ledger, request.headers(), &["basic"]).await {
        Ok(grant) => grant.user.into_response(),
        Err(rejection) => rejection.into_response(),
    }
}

pub(crate) async fn read_funds(
    transport: &impl Transport,
    base: &str,
    token: &Secret,
) -> http::Response<Bytes> {
    let request = http::Request::get(format!("{base}/funds"))
        .header("authorization", format!("Bearer {}", token.expose()))
        .body(Bytes::new());
    send(transport, request.expect("a request")).await
}

pub(crate) fn app<T: Transport>(base: &str, transport: T, clock: &SetClock) -> App<T> {
    App::new("app", "app secret&", REDIRECT, endpoints(base), transport).clock(clock.clock())
}

/// Runs the flow and returns the tokens.
pub(crate) async fn authorized<T: Transport + Clone>(
    app: &App<T>,
    transport: &T,
    scopes: &[Right],
) -> Tokens {
    let attempt = app.authorize(scopes).expect("an attempt");
    let returned = location(&visit(transport, attempt.address()).await);
    app.finish(attempt, &returned).await.expect("tokens")
}
