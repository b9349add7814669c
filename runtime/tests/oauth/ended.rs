//! Grants that end while tokens are issued for them: no token may survive, in any order of events.

use std::sync::{Arc, Mutex};

use bindery_runtime as rt;
use bytes::Bytes;
use http::Request;
use rt::Secret;
use rt::oauth::StoreError;
use rt::oauth2::*;

use super::oauth2_server::{REDIRECT, Right, ann, application};
use super::support::post;

const TOKEN: &str = "http://in-process/oauth2/token";

/// A ledger in which every grant ends just before its tokens are stored.
#[derive(Clone, Default)]
struct Ending {
    inner: Arc<MemoryLedger>,
    ends: Arc<Mutex<bool>>,
    kept: Arc<Mutex<Vec<Secret>>>,
}

impl Ledger for Ending {
    async fn application(&self, id: &str) -> Result<Option<Application>, StoreError> {
        Ok((id == "app").then(application))
    }

    async fn keep_code(&self, code: &Secret, pending: PendingCode) -> Result<(), StoreError> {
        self.inner.keep_code(code, pending).await
    }

    async fn take_code(&self, code: &Secret, application: &str) -> Result<Taken<PendingCode>, StoreError> {
        self.inner.take_code(code, application).await
    }

    async fn keep_tokens(
        &self,
        access: &Secret,
        live: Live,
        refresh: Option<(&Secret, Grant)>,
    ) -> Result<bool, StoreError> {
        if *self.ends.lock().expect("no test panics inside") {
            // The effect of another request with a used code or refresh token.
            self.inner.end(&live.grant.id).await?;
        }
        self.kept.lock().expect("no test panics inside").push(access.clone());
        self.kept
            .lock()
            .expect("no test panics inside")
            .extend(refresh.as_ref().map(|(token, _)| (*token).clone()));
        self.inner.keep_tokens(access, live, refresh).await
    }

    async fn access(&self, token: &Secret) -> Result<Option<Live>, StoreError> {
        self.inner.access(token).await
    }

    async fn refresh(&self, token: &Secret, application: &str) -> Result<Taken<Grant>, StoreError> {
        self.inner.refresh(token, application).await
    }

    async fn take_refresh(&self, token: &Secret) -> Result<bool, StoreError> {
        self.inner.take_refresh(token).await
    }

    async fn end(&self, grant: &str) -> Result<(), StoreError> {
        self.inner.end(grant).await
    }
}

async fn code<C: rt::oauth::Consent>(issuer: &Issuer<Ending, C>) -> String {
    let query = "response_type=code&client_id=app&scope=basic&state=s";
    let request = Request::get(format!("http://in-process/oauth2/authorize?{query}")).body(Bytes::new());
    let response = issuer.authorize(&request.expect("a request")).await.expect("a response");
    let location = response.headers()["location"].to_str().expect("text").to_owned();
    let (_, rest) = location.split_once("&code=").expect("a code");
    rest.split('&').next().expect("a code").to_owned()
}

#[tokio::test]
async fn tokens_of_a_grant_that_has_ended_are_not_kept() {
    let ledger = Ending::default();
    let issuer = Issuer::new(Arc::new(ledger.clone()), ann);
    let own = [("client_id", "app"), ("client_secret", "app secret&")];
    let ask = async |form: &[(&str, &str)]| issuer.token(&post(TOKEN, &[&own, form].concat())).await;
    let ends = |ends| *ledger.ends.lock().expect("no test panics inside") = ends;
    let exchange = async || {
        let code = code(&issuer).await;
        ask(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", REDIRECT)]).await
    };

    // By a refresh token: several requests refresh at once, and the second one has ended the grant.
    let first = exchange().await.expect("tokens");
    let refresh = first.refresh.expect("a refresh token");
    ends(true);
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.expose())];
    assert_eq!(ask(&form).await, Err(Rejection::GrantEnded));
    // The same with a code that two requests use at once.
    assert_eq!(exchange().await, Err(Rejection::GrantEnded));

    let kept = ledger.kept.lock().expect("no test panics inside").clone();
    assert_eq!(kept.len(), 6, "two tokens each time");
    for token in kept {
        assert_eq!(ledger.access(&token).await.expect("memory does not fail"), None);
        assert_eq!(ledger.refresh(&token, "app").await.expect("memory does not fail"), Taken::Unknown);
    }
}

/// The same result as one refresh after the other, for every possible order of their steps.
#[tokio::test]
async fn a_grant_that_has_ended_stays_so() {
    let ledger = MemoryLedger::new();
    let grant = Grant {
        id: "g".into(),
        application: "app".into(),
        user: "ann".into(),
        scopes: Scopes::from_scopes(&[Right::Basic]),
    };
    let live = |grant: &Grant| Live { grant: grant.clone(), expires: rt::Timestamp::MAX };
    let (one, two, three) = (Secret::from("1"), Secret::from("2"), Secret::from("3"));
    assert!(ledger.keep_tokens(&one, live(&grant), Some((&two, grant.clone()))).await.expect("kept"));
    ledger.end("g").await.expect("ended");
    assert!(!ledger.keep_tokens(&three, live(&grant), None).await.expect("looked at"));
    for token in [&one, &three] {
        assert_eq!(ledger.access(token).await.expect("looked at"), None);
    }
    assert_eq!(ledger.refresh(&two, "app").await.expect("looked at"), Taken::Unknown);
    let other = Grant { id: "h".into(), ..grant };
    assert!(ledger.keep_tokens(&three, live(&other), None).await.expect("kept"), "another grant is active");
}

/// Ended grants are remembered for one day.
#[tokio::test]
async fn ended_grants_are_forgotten_at_last() {
    let clock = super::support::SetClock::at(1_700_000_000);
    let ledger = MemoryLedger::new().clock(clock.clock());
    ledger.end("g").await.expect("ended");
    let grant =
        Grant { id: "g".into(), application: "app".into(), user: "ann".into(), scopes: Scopes::default() };
    let live = Live { grant, expires: rt::Timestamp::MAX };
    clock.advance(24 * 3600 - 1);
    assert!(!ledger.keep_tokens(&"t".into(), live.clone(), None).await.expect("looked at"));
    clock.advance(2);
    assert!(ledger.keep_tokens(&"t".into(), live, None).await.expect("kept"));
}
