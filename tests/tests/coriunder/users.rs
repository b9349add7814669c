//! Two users in one process, guests, and calls that require a login.

use std::sync::{Arc, Mutex};

use bindery_coriunder::account::{LogOff, Login};
use bindery_coriunder::balance::GetTotal;
use bindery_coriunder::customer::GetCustomer;
use bindery_coriunder::prelude::*;
use bindery_coriunder::rt::Transport;
use bindery_coriunder::rt::client::{InProcess, TransportError, TransportLimits};
use bindery_coriunder::shop::GetActiveCarts;
use bindery_coriunder::{APPLICATION_TOKEN, CREDENTIALS, Client, Error, SIGNATURE};
use bytes::Bytes;

use crate::support::{APPLICATION, HEADER, Platform, SALT, service};

/// Records the headers of requests.
#[derive(Clone)]
struct Listening {
    inner: InProcess<axum::Router>,
    sent: Arc<Mutex<Vec<(String, http::HeaderMap)>>>,
}

impl Transport for Listening {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let heard = (request.uri().path().to_owned(), request.headers().clone());
        self.sent.lock().expect("no test panics inside").push(heard);
        tokio::task::yield_now().await;
        self.inner.send(request, limits).await
    }

    fn base_url(&self) -> Option<&str> {
        self.inner.base_url()
    }
}

fn client(platform: Platform) -> (Client<Listening>, Listening) {
    let transport = Listening { inner: InProcess::new(service(platform)), sent: Arc::default() };
    let builder = Client::builder().credential(APPLICATION_TOKEN, APPLICATION).credential(SIGNATURE, SALT);
    (builder.build_over(transport.clone()).expect("set up"), transport)
}

async fn log_in(client: &Client<Listening>, user: &str) -> Client<Listening> {
    let login = Login::new("secret").with(|login| login.email = Some(user.into()));
    let response = client.account().login(login).await.expect("the password is right");
    client.logged_in(&response).expect("the response issues a header")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_calls_of_two_users_never_mix() {
    let (client, transport) = client(Platform::default());
    let (ann, bob) = (log_in(&client, "ann").await, log_in(&client, "bob").await);
    transport.sent.lock().expect("no test panics inside").clear();
    let mut running = tokio::task::JoinSet::new();
    for number in 0..1_000 {
        let (name, user) = if number % 2 == 0 { ("ann", ann.clone()) } else { ("bob", bob.clone()) };
        running.spawn(async move {
            let customer = user.customer().get_customer(GetCustomer::new()).await.expect("logged in");
            assert_eq!(first_name(customer).as_deref(), Some(name));
        });
    }
    while let Some(done) = running.join_next().await {
        done.expect("the call went to its user");
    }
    let sent = transport.sent.lock().expect("no test panics inside");
    let of = |token: &str| {
        let values = sent.iter().filter(|(_, headers)| headers.get_all(HEADER).iter().eq([token]));
        values.count()
    };
    assert_eq!((sent.len(), of("token-of-ann"), of("token-of-bob")), (1_000, 500, 500));
}

fn first_name(customer: impl Into<Option<bindery_coriunder::customer::Customer>>) -> Option<String> {
    customer.into().and_then(|customer| customer.first_name)
}

#[tokio::test]
async fn the_plain_client_stays_without_a_user() {
    let platform = Platform::default();
    let (client, transport) = client(platform.clone());
    let ann = log_in(&client, "ann").await;
    let error = client.customer().get_customer(GetCustomer::new()).await.expect_err("no user is logged in");
    assert!(matches!(error, Error::Setup(_)));
    assert_eq!(
        error.to_string(),
        "customer/get-customer: not sent: the header 'credentials' of a user is required; create a client that has it with \
         Client::logged_in from the response of account/login, or with Client::guest"
    );
    assert!(matches!(ann.logged_out().balance().get_total(GetTotal::new()).await, Err(Error::Setup(_))));
    assert_eq!(transport.sent.lock().expect("no test panics inside").len(), 1, "only the login was sent");
    ann.balance().get_total(GetTotal::new()).await.expect("ann is logged in");
    let error = ann.account().log_off(LogOff::new()).await.expect_err("the platform has none");
    assert_eq!(error.status(), Some(501));
    let seen = platform.seen.lock().expect("no test panics inside");
    assert_eq!(*seen, [("login", None), ("get-total", Some("ann".to_owned()))]);
}

#[tokio::test]
async fn guests_send_a_token_of_their_own() {
    let platform = Platform::default();
    let (client, transport) = client(platform.clone());
    let guest = client.guest(CREDENTIALS, "guest-7").expect("a token");
    guest.shop().get_active_carts(GetActiveCarts::new()).await.expect("guests have carts");
    let stranger = client.guest(CREDENTIALS, "stranger").expect("a token");
    let error = stranger.shop().get_active_carts(GetActiveCarts::new()).await.expect_err("unknown");
    assert_eq!(error.status(), Some(403));
    assert!(client.guest(CREDENTIALS, "").is_err());
    assert!(client.guest(CREDENTIALS, "a\nb").is_err());
    let seen = platform.seen.lock().expect("no test panics inside");
    assert_eq!(*seen, [("get-active-carts", Some("guest-7".to_owned()))]);
    let sent = transport.sent.lock().expect("no test panics inside");
    assert!(
        sent.iter().all(|(_, headers)| !headers.contains_key(HEADER) && headers["cookie"].is_sensitive())
    );
}

#[tokio::test]
async fn a_failed_login_is_reported() {
    let (client, _) = client(Platform::default());
    let error = client.account().login(Login::new("wrong")).await.expect_err("the password is wrong");
    let failure = error.api().expect("a failure of the API");
    assert_eq!((failure.status, failure.message.as_str()), (200, "Wrong password"));
    assert_eq!(failure.code, Some(bindery_coriunder::ErrorCode::Unknown(7)));
}
