//! Rejections, each with its own error.

use std::sync::atomic::Ordering;

use bindery_cryptonit::affiliates::Terms;
use bindery_cryptonit::developer::{CancelOrder, CancelOrderRequired, Funds};
use bindery_cryptonit::prelude::*;
use bindery_cryptonit::rt::client::{Transport as _, TransportLimits};
use bindery_cryptonit::rt::oauth1::{self, Problem};
use bindery_cryptonit::rt::oauth2::{self, Code};
use bindery_cryptonit::rt::{ErrorKind, Timestamp};
use bindery_cryptonit::{Client, Error, ErrorCode, OAUTH1, Scope};

use super::TestResult;
use super::served::{REDIRECT, Served, consumer};

pub(crate) fn cancel() -> CancelOrder {
    CancelOrder::new(CancelOrderRequired { id: "1".to_owned(), timestamp: Timestamp::UNIX_EPOCH })
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() -> TestResult {
    let served = Served::start().await;
    let client = served.anybody();
    let failed = client.developer().funds(Funds::new()).await.expect_err("no token");
    assert!(
        failed.to_string().ends_with("a token is required; set it with ClientBuilder::oauth2(OAUTH2, …)")
    );
    let failed = client.affiliates().terms(Terms::new()).await.expect_err("no token");
    assert!(
        failed.to_string().ends_with("a token is required; set it with ClientBuilder::oauth1(OAUTH1, …)")
    );
    // A token of one scheme is not accepted by the other.
    let developer = served.developer(&[Scope::Basic]).await;
    let sent = served.transport.count();
    assert!(matches!(developer.affiliates().terms(Terms::new()).await, Err(Error::Setup(_))));
    assert_eq!(served.transport.count(), sent);
    Ok(())
}

#[tokio::test]
async fn a_scope_that_is_missing_is_named_before_anything_is_sent() -> TestResult {
    let served = Served::start().await;
    let client = served.developer(&[Scope::Basic]).await;
    let sent = served.transport.count();
    let failed = client.developer().cancel_order(cancel()).await.expect_err("no scope");
    assert_eq!((failed.missing_scope(), failed.kind()), (Some("trade"), ErrorKind::PermissionDenied));
    assert_eq!(served.transport.count(), sent);
    assert!(matches!(served.app().authorize::<Scope>(&[]), Err(oauth2::Error::NoScope)));
    Ok(())
}

#[tokio::test]
async fn the_server_rejects_a_missing_scope_too() -> TestResult {
    let served = Served::start().await;
    let tokens = served.tokens(&[Scope::Basic]).await;
    let body = r#"{"action":"cancel","id":"1","timestamp":0}"#;
    let request = http::Request::post(format!("{}/apiv2/rest/developer/ccorder", served.url))
        .header("authorization", format!("Bearer {}", tokens.access.expose()))
        .header("content-type", "application/json")
        .body(body.into())?;
    let response = served
        .transport
        .send(request, TransportLimits { response_bytes: 1 << 20 })
        .await
        .expect("a response");
    assert_eq!(response.status(), 403);
    let challenge = response.headers()["www-authenticate"].to_str()?;
    assert!(challenge.ends_with("error=\"insufficient_scope\", scope=\"trade\""), "{challenge}");
    assert!(response.body().starts_with(br#"{"error":"insufficient_scope","#), "{:?}", response.body());
    assert_eq!(served.exchange.served.load(Ordering::SeqCst), 0);
    Ok(())
}

#[tokio::test]
async fn a_signed_request_is_good_once() -> TestResult {
    let served = Served::start().await;
    let client = served.affiliate(served.token().await);
    client.affiliates().terms(Terms::new()).await?;
    let again = served.transport.last();
    let response =
        served.transport.send(again, TransportLimits { response_bytes: 1 << 20 }).await.expect("a response");
    assert_eq!(response.status(), 401);
    let challenge = response.headers()["www-authenticate"].to_str()?;
    assert!(challenge.contains("oauth_problem=\"nonce_used\""), "{challenge}");
    assert_eq!(served.exchange.served.load(Ordering::SeqCst), 1);
    Ok(())
}

#[tokio::test]
async fn a_timestamp_may_not_be_old_and_a_token_must_be_known() -> TestResult {
    let served = Served::start().await;
    let token = served.token().await;
    // A client with a stopped clock.
    let stopped = served.clock().now();
    let clock = bindery_cryptonit::rt::oauth::Clock::new(move || stopped);
    let signer = OAUTH1.signer(consumer()).token(token).clock(clock);
    let late = Client::builder().base_url(&served.url).oauth1(OAUTH1, signer);
    let late = late.build_over(served.transport.clone())?;
    served.advance(600);
    let failed = late.affiliates().terms(Terms::new()).await.expect_err("stale");
    assert_eq!((failed.status(), failed.code()), (Some(401), Some(ErrorCode::Unauthorized)));

    let stranger = served.affiliate(oauth1::Token::new("no token", "no secret"));
    let failed = stranger.affiliates().terms(Terms::new()).await.expect_err("unknown");
    assert_eq!((failed.status(), failed.kind()), (Some(401), ErrorKind::Authentication));
    assert_eq!(served.exchange.served.load(Ordering::SeqCst), 0);
    Ok(())
}

#[tokio::test]
async fn a_wrong_verifier_and_another_token_are_told_apart() -> TestResult {
    let served = Served::start().await;
    let flow = served.flow();
    let attempt = flow.begin().await?;
    served.transport.visit(attempt.address()).await;
    match flow.finish_with(attempt, "wrong").await.expect_err("wrong") {
        oauth1::Error::ErrorResponse(rejected) => {
            assert_eq!((rejected.status, rejected.problem), (401, Some(Problem::VerifierInvalid)));
        }
        other => panic!("{other}"),
    }
    let (one, other) = (flow.begin().await?, flow.begin().await?);
    let returned = served.transport.visit(other.address()).await;
    assert!(matches!(flow.finish(one, &returned).await, Err(oauth1::Error::TokenDiffers)));
    Ok(())
}

#[tokio::test]
async fn state_redirect_address_and_code_are_held_against_each_other() -> TestResult {
    let served = Served::start().await;
    let app = served.app();
    let attempt = app.authorize(&[Scope::Basic])?;
    let failed = app.finish(attempt.clone(), &format!("{REDIRECT}?code=x&state=other")).await;
    assert!(matches!(failed, Err(oauth2::Error::StateDiffers)), "{failed:?}");

    let returned = served.transport.visit(attempt.address()).await;
    app.finish(attempt.clone(), &returned).await?;
    match app.finish(attempt, &returned).await.expect_err("it was used") {
        oauth2::Error::ErrorResponse(rejected) => assert_eq!(rejected.code, Some(Code::InvalidGrant)),
        other => panic!("{other}"),
    }

    let elsewhere = app.authorize(&[Scope::Basic])?.address().replace("app.example", "evil.example");
    let mut request = http::Request::new(bytes::Bytes::new());
    *request.uri_mut() = elsewhere.parse()?;
    let response = served
        .transport
        .send(request, TransportLimits { response_bytes: 1 << 20 })
        .await
        .expect("a response");
    assert_eq!(response.status(), 400, "the user is not sent anywhere");
    assert!(response.headers().get("location").is_none());
    Ok(())
}
