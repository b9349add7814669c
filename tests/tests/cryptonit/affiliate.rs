//! An affiliate under OAuth 1.0a: the flow, the terms, a new user.

use bindery_cryptonit::affiliates::{NewAccount, RegisterUser, Terms, TermsOfUse};
use bindery_cryptonit::prelude::*;

use super::TestResult;
use super::backend::json;
use super::served::Served;

fn account() -> NewAccount {
    NewAccount {
        name: "aff_bob".to_owned(),
        pass: "hunter2".into(),
        mail: "bob@example.com".to_owned(),
        terms_of_use: TermsOfUse::Accepted,
    }
}

#[tokio::test]
async fn the_flow_leads_to_the_terms() -> TestResult {
    let served = Served::start().await;
    let flow = served.flow();
    let attempt = flow.begin().await?;
    let asked = served.transport.last();
    assert_eq!((asked.method().as_str(), asked.uri().path()), ("POST", "/oauth/request_token"));
    assert!(asked.uri().query().is_some_and(|query| query.contains("oauth_signature=")), "in the query");
    let returned = served.transport.visit(attempt.address()).await;
    let token = flow.finish(attempt, &returned).await?;
    let terms = served.affiliate(token).affiliates().terms(Terms::new()).await?;
    assert_eq!(terms.text, "Be good.");
    assert_eq!((terms.revision, terms.timestamp), (json("\"7\""), json("\"1400000000\"")));
    assert_eq!(served.exchange.last(), "terms for ann");
    let sent = served.transport.last();
    assert!(sent.headers().get("authorization").is_none());
    assert!(sent.uri().query().is_some_and(|query| query.contains("oauth_token=")));
    Ok(())
}

#[tokio::test]
async fn a_user_is_registered_with_a_nested_account() -> TestResult {
    let served = Served::start().await;
    let client = served.affiliate(served.token().await);
    let response = client.affiliates().register_user(RegisterUser::new(account())).await?;
    assert_eq!(response, json("{\"created\":true}"));
    assert_eq!(served.exchange.last(), "aff_bob registered for ann");
    let sent = served.transport.last();
    assert_eq!((sent.method().as_str(), sent.uri().path()), ("POST", "/apiv2/rest/affiliates/user"));
    assert_eq!(
        std::str::from_utf8(sent.body())?,
        r#"{"account":{"name":"aff_bob","pass":"hunter2","mail":"bob@example.com","terms_of_use":"1"}}"#
    );
    assert!(!format!("{:?}", account()).contains("hunter2"));
    Ok(())
}
