//! Tokens are renewed once, in time, and safely.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{Transport, TransportError, TransportLimits};
use rt::oauth2::*;
use rt::{Http, InProcess, Secret};

use super::file::Folder;
use super::oauth2_server::{REDIRECT, Right, app, authorized, endpoints, read_funds, server, server_with};
use super::support::{SetClock, serve};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_a_hundred_callers_one_renews() {
    let server = server();
    let base = serve(server.router.clone()).await;
    let http = Http::new().expect("TLS");
    let app = app(&base, http.clone(), &server.clock);
    let holder = Holder::new(app.clone(), MemoryStore::new());
    holder.keep(authorized(&app, &http, &[Right::Basic]).await).await.expect("kept");
    assert_eq!(server.asked.load(Ordering::SeqCst), 1, "the exchange");
    server.clock.advance(3600);

    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (holder, http, base) = (holder.clone(), http.clone(), base.clone());
            tokio::spawn(async move {
                let token = holder.token(&["basic"]).await.expect("a token");
                read_funds(&http, &base, &token).await.status()
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.expect("no panic"), 200);
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 2, "the exchange and one renewal");
}

#[tokio::test]
async fn before_they_run_out_and_again_and_again() {
    let server = server();
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    let store = MemoryStore::new();
    let holder = Holder::with_leeway(app.clone(), store.clone(), Duration::from_secs(60));
    holder.keep(authorized(&app, &transport, &[Right::Basic]).await).await.expect("kept");
    let first = holder.token(&[]).await.expect("a token");
    server.clock.advance(3539);
    assert_eq!(holder.token(&[]).await.expect("a token"), first);
    server.clock.advance(1);
    let second = holder.token(&[]).await.expect("a token");
    assert_ne!(second, first, "60 seconds before its end");
    assert_eq!(store.load().await.expect("loaded").expect("tokens").access, second);
    // Each refresh token is valid once, so this works only if the new one was stored.
    server.clock.advance(4000);
    holder.token(&[]).await.expect("a token");
    // A new holder over the same store continues.
    server.clock.advance(4000);
    let holder = Holder::new(app, store);
    holder.token(&[]).await.expect("a token");
}

#[tokio::test]
async fn without_rotation_the_old_refresh_token_stays() {
    let server = server_with(|issuer| issuer.without_rotation());
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    let holder = Holder::new(app.clone(), MemoryStore::new());
    let tokens = authorized(&app, &transport, &[Right::Basic]).await;
    let renewed = app.refresh(&tokens).await.expect("tokens");
    assert_eq!(renewed.refresh, tokens.refresh);
    holder.keep(renewed).await.expect("kept");
    for _ in 0..3 {
        server.clock.advance(4000);
        holder.token(&[]).await.expect("a token");
    }
}

#[tokio::test]
async fn a_token_that_the_server_rejects_is_renewed_once() {
    let server = server();
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    let holder = Holder::new(app.clone(), MemoryStore::new());
    holder.keep(authorized(&app, &transport, &[Right::Basic]).await).await.expect("kept");
    let rejected = holder.token(&[]).await.expect("a token");
    assert!(!holder.reject(&rejected).await, "it is quite new");
    assert_eq!(holder.token(&[]).await.expect("a token"), rejected);
    server.clock.advance(6);
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let (holder, rejected) = (holder.clone(), rejected.clone());
            tokio::spawn(async move {
                assert!(holder.reject(&rejected).await);
                holder.token(&[]).await.expect("a token")
            })
        })
        .collect();
    for call in calls {
        assert_ne!(call.await.expect("no panic"), rejected);
    }
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
}

/// A slow server that sends the responses of the test.
#[derive(Clone, Default)]
struct Slow {
    responses: Arc<Mutex<VecDeque<(u16, &'static str)>>>,
    asked: Arc<std::sync::atomic::AtomicUsize>,
}

impl Transport for Slow {
    async fn send(
        &self,
        _request: Request<Bytes>,
        _limits: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(50)).await;
        let reply = self.responses.lock().expect("unpoisoned").pop_front();
        let (status, body) = reply.ok_or_else(|| TransportError::after_sending("no response"))?;
        let mut response = Response::new(Bytes::from(body));
        *response.status_mut() = status.try_into().expect("a status");
        Ok(response)
    }
}

async fn slow(
    responses: &[(u16, &'static str)],
    clock: &SetClock,
    left: i64,
) -> (Slow, Holder<Slow, MemoryStore>, MemoryStore) {
    let slow = Slow::default();
    slow.responses.lock().expect("unpoisoned").extend(responses);
    let app =
        App::new("app", "s", REDIRECT, endpoints("https://api.example"), slow.clone()).clock(clock.clock());
    let now = clock.clock().now().as_second();
    let store = MemoryStore::from(Tokens {
        access: "old".into(),
        refresh: Some("old refresh".into()),
        expires: Some(rt::Timestamp::from_second(now + left).expect("a time")),
        scopes: Scopes::from_scopes(&[Right::Basic]),
    });
    (slow, Holder::new(app, store.clone()), store)
}

#[tokio::test]
async fn a_failure_is_everybodys() {
    let clock = SetClock::at(1_700_000_000);
    let (slow, holder, _) = slow(&[(503, ""), (200, r#"{"access_token":"new"}"#)], &clock, -1).await;
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let holder = holder.clone();
            tokio::spawn(async move { holder.token(&[]).await.expect_err("it failed") })
        })
        .collect();
    for call in calls {
        let failed = call.await.expect("no panic");
        assert_eq!(failed.error_response().expect("rejected").status, Some(503));
    }
    assert_eq!(slow.asked.load(Ordering::SeqCst), 1);
    // Later callers try again.
    assert_eq!(holder.token(&[]).await.expect("a token"), Secret::from("new"));
}

#[tokio::test]
async fn a_refresh_token_that_is_void_is_not_tried_again() {
    let clock = SetClock::at(1_700_000_000);
    let (slow, holder, _) = slow(&[(400, r#"{"error":"invalid_grant"}"#)], &clock, -1).await;
    for _ in 0..3 {
        let failed = holder.token(&[]).await.expect_err("it failed");
        assert!(failed.needs_authorization(), "{failed}");
    }
    assert_eq!(slow.asked.load(Ordering::SeqCst), 1);
    let scopes = Scopes::from_scopes(&[Right::Basic]);
    holder.keep(Tokens { access: "fresh".into(), refresh: None, expires: None, scopes }).await.expect("kept");
    assert_eq!(holder.token(&[]).await.expect("a token"), Secret::from("fresh"));
}

#[tokio::test]
async fn a_token_that_is_still_good_outlives_a_failure() {
    let clock = SetClock::at(1_700_000_000);
    let (slow, holder, _) = slow(&[(503, "")], &clock, 10).await;
    for _ in 0..3 {
        assert_eq!(holder.token(&[]).await.expect("a token"), Secret::from("old"));
    }
    assert_eq!(slow.asked.load(Ordering::SeqCst), 1, "not at every call");
    clock.advance(11);
    holder.token(&[]).await.expect_err("it has run out");
    assert_eq!(slow.asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_renewal_ends_well_though_its_caller_is_gone() {
    let clock = SetClock::at(1_700_000_000);
    let response = r#"{"access_token":"new","refresh_token":"new refresh","expires_in":3600}"#;
    let (slow, holder, store) = slow(&[(200, response)], &clock, -1).await;
    tokio::time::timeout(Duration::from_millis(10), holder.token(&[])).await.expect_err("it takes longer");
    assert_eq!(holder.token(&[]).await.expect("a token"), Secret::from("new"));
    let kept = store.load().await.expect("loaded").expect("tokens");
    assert_eq!(kept.refresh, Some("new refresh".into()));
    assert_eq!(slow.asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn another_process_may_be_quicker() {
    let clock = SetClock::at(1_700_000_000);
    let (slow, holder, store) = slow(&[], &clock, 100).await;
    holder.token(&[]).await.expect("a token");
    clock.advance(200);
    let theirs = Tokens {
        access: "theirs".into(),
        refresh: Some("their refresh".into()),
        expires: None,
        scopes: Scopes::from_scopes(&[Right::Basic]),
    };
    store.save(&theirs).await.expect("saved");
    assert_eq!(holder.token(&[]).await.expect("a token"), Secret::from("theirs"));
    assert_eq!(slow.asked.load(Ordering::SeqCst), 0);
    holder.forget().await.expect("forgotten");
    assert!(matches!(holder.token(&[]).await, Err(Error::NotAuthorized)));
    assert_eq!(store.load().await.expect("loaded"), None);
}

#[tokio::test]
async fn tokens_that_live_shortly_are_not_renewed_at_every_call() {
    let server = server_with(|issuer| issuer.token_lifetime(10));
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    let holder = Holder::with_leeway(app.clone(), MemoryStore::new(), Duration::from_secs(60));
    holder.keep(authorized(&app, &transport, &[Right::Basic]).await).await.expect("kept");
    let first = holder.token(&[]).await.expect("a token");
    server.clock.advance(4);
    assert_eq!(holder.token(&[]).await.expect("a token"), first);
    server.clock.advance(1);
    let second = holder.token(&[]).await.expect("a token");
    assert_ne!(second, first);
    assert_eq!(holder.token(&[]).await.expect("a token"), second);
    assert_eq!(server.asked.load(Ordering::SeqCst), 2);
}

/// A server; while it responds to a renewal, another process changes the store.
#[derive(Clone)]
struct Meanwhile {
    inner: InProcess<axum::Router>,
    store: MemoryStore,
    then: Option<Tokens>,
}

impl Transport for Meanwhile {
    async fn send(
        &self,
        request: Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        let response = self.inner.send(request, limits).await?;
        match &self.then {
            Some(tokens) => self.store.save(tokens).await.expect("memory does not fail"),
            None => self.store.clear().await.expect("memory does not fail"),
        }
        Ok(response)
    }

    fn base_url(&self) -> Option<&str> {
        self.inner.base_url()
    }
}

#[tokio::test]
async fn what_another_process_does_during_a_renewal_is_not_undone() {
    let server = server();
    let inner = InProcess::new(server.router.clone());
    let plain = app("http://in-process", inner.clone(), &server.clock);
    let mut tokens = Vec::new();
    for _ in 0..3 {
        tokens.push(authorized(&plain, &inner, &[Right::Basic]).await);
    }
    server.clock.advance(4000);
    // Another authorization with tokens that are still valid.
    let newer = authorized(&plain, &inner, &[Right::Basic, Right::Trade]).await;
    for (old, then) in [(&tokens[0], None), (&tokens[1], Some(newer))] {
        let store = MemoryStore::from(old.clone());
        let transport = Meanwhile { inner: inner.clone(), store: store.clone(), then: then.clone() };
        let holder = Holder::new(app("http://in-process", transport, &server.clock), store.clone());
        let token = holder.token(&[]).await;
        match &then {
            None => assert!(matches!(token, Err(Error::NotAuthorized)), "{token:?}"),
            Some(newer) => assert_eq!(token.expect("a token"), newer.access),
        }
        assert_eq!(store.load().await.expect("loaded"), then);
    }
    // Expired tokens that another process has stored do not replace renewed ones.
    let store = MemoryStore::from(tokens[2].clone());
    let stale = Some(tokens[0].clone());
    let transport = Meanwhile { inner, store: store.clone(), then: stale };
    let holder = Holder::new(app("http://in-process", transport, &server.clock), store.clone());
    let token = holder.token(&[]).await.expect("renewed");
    assert_eq!(store.load().await.expect("loaded").expect("tokens").access, token);
}

/// Two processes are two holders that share only a file.
#[tokio::test]
async fn of_two_processes_one_renews() {
    let clock = SetClock::at(1_700_000_000);
    let response = r#"{"access_token":"new","refresh_token":"new refresh","expires_in":3600}"#;
    let (slow, _, memory) = slow(&[(200, response), (400, r#"{"error":"invalid_grant"}"#)], &clock, -1).await;
    let folder = Folder::new("shared");
    let path = folder.file("tokens.json");
    let old = memory.load().await.expect("loaded").expect("tokens");
    FileStore::new(&path).save(&old).await.expect("saved");
    let holders = [(); 2].map(|()| {
        let app = App::new("app", "s", REDIRECT, endpoints("https://api.example"), slow.clone());
        Holder::new(app.clock(clock.clock()), FileStore::new(&path))
    });
    let (first, second) = tokio::join!(holders[0].token(&[]), holders[1].token(&[]));
    assert_eq!(first.expect("a token"), Secret::from("new"));
    assert_eq!(second.expect("a token"), Secret::from("new"));
    assert_eq!(slow.asked.load(Ordering::SeqCst), 1);
}

/// A refresh token is valid once, so renewal works only with the token that the other process received.
#[tokio::test]
async fn what_another_process_has_kept_is_renewed_though_it_has_run_out() {
    let server = server();
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    let store = MemoryStore::new();
    let (ours, theirs) = (Holder::new(app.clone(), store.clone()), Holder::new(app.clone(), store));
    ours.keep(authorized(&app, &transport, &[Right::Basic]).await).await.expect("kept");
    let first = ours.token(&[]).await.expect("a token");
    server.clock.advance(4000);
    let second = theirs.token(&[]).await.expect("a token");
    server.clock.advance(4000);
    let third = ours.token(&[]).await.expect("a token");
    assert!(first != second && second != third);
    theirs.token(&[]).await.expect("the grant is still there");
}
