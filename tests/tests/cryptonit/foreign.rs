//! The generated server with foreign clients, the generated client with foreign servers: Python's requests-oauthlib and
//! oauthlib, through both flows and calls.

use std::sync::Arc;
use std::time::Duration;

use bindery_cryptonit::affiliates::Terms;
use bindery_cryptonit::developer::Funds;
use bindery_cryptonit::prelude::*;
use bindery_cryptonit::rt::oauth1::{Callback, Consumer};
use bindery_cryptonit::rt::oauth2::{Code, Holder, MemoryStore};
use bindery_cryptonit::rt::{ErrorKind, Http};
use bindery_cryptonit::{Client, OAUTH1, OAUTH2, Scope};
use bindery_test_tools::{ForeignServer, foreign_client, foreign_python};

use super::TestResult;
use super::backend::money;
use super::served::{Parties, Served, Wire};

const CALLBACK: &str = "https://partner.example/cb?src=demo";
const REDIRECT: &str = "https://partner.example/back?src=demo";

fn python() -> Option<std::path::PathBuf> {
    foreign_python(env!("CARGO_TARGET_TMPDIR"))
}

/// The credentials of the scripts.
fn parties() -> Parties {
    Parties {
        consumer: Consumer::new("demo-key", "demo secret&"),
        callback: CALLBACK.to_owned(),
        secret: "app secret&".to_owned(),
        redirect: REDIRECT.to_owned(),
    }
}

fn wire() -> Wire {
    Wire { http: Http::new().expect("TLS"), seen: Arc::default(), renewals: Arc::default() }
}

#[tokio::test]
async fn their_client_signs_calls_to_our_server() -> TestResult {
    let Some(python) = python() else { return Ok(()) };
    let served = Served::start_for(parties()).await;
    let arguments = [&served.url, "/apiv2/rest/affiliates/terms", "Be good."];
    foreign_client(&python, "oauth1_client.py", &arguments).await;
    assert_eq!(served.exchange.last(), "terms for ann");
    Ok(())
}

#[tokio::test]
async fn their_client_bears_tokens_to_our_server() -> TestResult {
    let Some(python) = python() else { return Ok(()) };
    let served = Served::start_for(parties()).await;
    let arguments = [&served.url, "/oauth/token", "/apiv2/rest/developer/funds", "balance"];
    foreign_client(&python, "oauth2_client.py", &arguments).await;
    assert_eq!(served.exchange.last(), "funds for ann");
    Ok(())
}

#[tokio::test]
async fn our_client_signs_calls_to_their_server() -> TestResult {
    let Some(python) = python() else { return Ok(()) };
    let terms = r#"{"text":"Be fair.","revision":"8","timestamp":"1400000000"}"#;
    let server = ForeignServer::start(&python, "oauth1_server.py", &["/apiv2/rest/affiliates/terms", terms]);
    let consumer = || Consumer::new("affiliatedemokey00000001", "demo secret&");
    let (wire, endpoints) = (wire(), OAUTH1.endpoints().at(&server.base));
    let flow = OAUTH1.flow_at(consumer(), endpoints, Callback::Address(CALLBACK.to_owned()), wire.clone());
    let attempt = flow.begin().await?;
    let returned = wire.visit(attempt.address()).await;
    let token = flow.finish(attempt, &returned).await?;

    let client =
        Client::builder().base_url(&server.base).oauth1(OAUTH1, OAUTH1.signer(consumer()).token(token));
    let client = client.build_over(wire.clone())?;
    for _ in 0..2 {
        assert_eq!(client.affiliates().terms(Terms::new()).await?.text, "Be fair.");
    }
    assert!(wire.last().uri().query().is_some_and(|query| query.contains("oauth_signature=")));
    Ok(())
}

#[tokio::test]
async fn our_client_bears_tokens_to_their_server() -> TestResult {
    let Some(python) = python() else { return Ok(()) };
    let funds = r#"{"4":{"balance":"12.50000000","currency_code":"USD","uid":"17"}}"#;
    let arguments = ["/oauth/token", "/apiv2/rest/developer/funds", funds];
    let server = ForeignServer::start(&python, "oauth2_server.py", &arguments);
    let (wire, endpoints) = (wire(), OAUTH2.endpoints().at(&server.base));
    let app = OAUTH2.app_at("app", "app secret&", REDIRECT, endpoints, wire.clone());
    let attempt = app.authorize(&[Scope::Basic])?;
    let returned = wire.visit(attempt.address()).await;
    let tokens = app.finish(attempt.clone(), &returned).await?;
    let again = app.finish(attempt, &returned).await.expect_err("a code is good once");
    assert_eq!(again.error_response().and_then(|rejected| rejected.code.clone()), Some(Code::InvalidGrant));

    // Their tokens are valid for a minute, so the first call finds this one about to expire.
    let holder = Holder::with_leeway(app, MemoryStore::from(tokens), Duration::from_secs(120));
    let client = Client::builder().base_url(&server.base).oauth2(OAUTH2, holder).build_over(wire.clone())?;
    let response = client.developer().funds(Funds::new()).await?;
    assert_eq!(response["4"].balance, money("12.5"));
    assert_eq!(wire.renewals.load(std::sync::atomic::Ordering::SeqCst), 1);
    let trade =
        client.developer().cancel_order(super::rejections::cancel()).await.expect_err("no such scope");
    assert_eq!(trade.kind(), ErrorKind::PermissionDenied, "{trade}");
    Ok(())
}
