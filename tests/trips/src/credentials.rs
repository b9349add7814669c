//! Credentials that the clients and routers of all APIs use: one user, one consumer, one token.

use bindery_runtime as rt;
use rt::client::InProcess;
use rt::wire::{Document, Wire};
use rt::{Secret, Timestamp, oauth1, oauth2};

/// Returns the login check with the one user.
pub fn only_user() -> rt::server::Logins {
    rt::server::Logins::new([("user", "pass:word")])
}

/// Reads a value from JSON.
///
/// # Panics
/// Panics if the JSON is invalid for the type, which is a mistake of the driver.
pub fn value<T: Wire>(json: &str) -> T {
    let document = Document::parse(json.as_bytes()).expect("the driver writes JSON");
    T::read(&document.value()).expect("the driver writes what the type is")
}

/// Knows the one header that was issued, and the guests.
pub struct IssuedCheck;

impl rt::server::CheckIssued for IssuedCheck {
    fn is_issued(&self, header: &str) -> bool {
        header == "x-issued"
    }

    async fn check(&self, _: &str, value: &Secret) -> Option<String> {
        (value.expose() == "s3cret").then(|| "user".to_owned())
    }

    async fn guest(&self, token: &Secret) -> bool {
        token.expose() == "guest"
    }
}

fn consumer() -> oauth1::Consumer {
    oauth1::Consumer::new("consumer", "consumer-s3cret")
}

fn token() -> oauth1::Token {
    oauth1::Token::new("token", "token-s3cret")
}

/// Signs requests with the one token of OAuth 1.
pub fn signer(in_query: bool) -> oauth1::Signer {
    let carrier = if in_query { oauth1::Carrier::Query } else { oauth1::Carrier::Header };
    oauth1::Signer::new(consumer()).token(token()).carrier(carrier)
}

/// Knows the one consumer and the one token of OAuth 1.
pub fn verifier() -> oauth1::Verifier<oauth1::MemoryLedger> {
    let access = oauth1::Access { consumer: "consumer".to_owned(), user: "user".to_owned() };
    let ledger = oauth1::MemoryLedger::new().register(consumer(), ["https://consumer.example/"]);
    oauth1::Verifier::new(ledger.access(&token(), access))
}

const BEARER: &str = "bearer-s3cret";

fn scopes(scopes: &str) -> oauth2::Scopes {
    oauth2::Scopes::parse(scopes).expect("the spec has scopes")
}

/// Returns a holder of the bearer token, which has these scopes. The OAuth server is never called.
pub fn holder(
    endpoints: oauth2::Endpoints,
    all: &str,
) -> oauth2::Holder<InProcess<axum::Router>, oauth2::MemoryStore> {
    let nobody = InProcess::new(axum::Router::new());
    let app = oauth2::App::new("app", "app-s3cret", "https://app.example/", endpoints, nobody);
    let tokens =
        oauth2::Tokens { access: Secret::from(BEARER), refresh: None, expires: None, scopes: scopes(all) };
    oauth2::Holder::new(app.allow_plain_http(), oauth2::MemoryStore::from(tokens))
}

/// Returns a ledger with the bearer token.
///
/// # Panics
/// Panics if the ledger does not store it.
pub async fn bearers(all: &str) -> oauth2::MemoryLedger {
    let ledger = oauth2::MemoryLedger::new();
    let grant = oauth2::Grant {
        id: "grant".to_owned(),
        application: "app".to_owned(),
        user: "user".to_owned(),
        scopes: scopes(all),
    };
    let live = oauth2::Live { grant, expires: Timestamp::MAX };
    let kept = oauth2::Ledger::keep_tokens(&ledger, &Secret::from(BEARER), live, None).await;
    assert!(kept.is_ok_and(|kept| kept), "the ledger keeps a token");
    ledger
}
