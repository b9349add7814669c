//! Endless responses of authorization servers: reading stops, and the error says so.

use axum::Router;
use bindery_runtime as rt;
use rt::ErrorKind;
use rt::client::Transport;
use rt::oauth::NoResponse;
use rt::{Http, InProcess, oauth1, oauth2};

use super::oauth2_server::{self, Right};
use super::support::{SetClock, serve};
use super::{oauth1_server, support};

const MOST: usize = 64 * 1024;

/// Responds to every request with a token of one letter, padded with spaces to this length.
fn router(length: usize) -> Router {
    let mut text = r#"{"access_token":"a","client_id":"app"}"#.to_owned();
    text.push_str(&" ".repeat(length - text.len()));
    Router::new().fallback(move || std::future::ready(text.clone()))
}

fn is_large(error: &NoResponse) -> bool {
    matches!(error, NoResponse::TooLarge(MOST))
        && error.to_string() == "the response is larger than 65536 bytes"
}

async fn check(transport: impl Transport + Clone, base: &str) {
    let clock = SetClock::at(1_700_000_000);
    let app = oauth2_server::app(base, transport.clone(), &clock);
    let tokens = oauth2::Tokens {
        access: "old".into(),
        refresh: Some("old refresh".into()),
        expires: None,
        scopes: oauth2::Scopes::from_scopes(&[Right::Basic]),
    };
    let steps = [
        app.refresh(&tokens).await.map(|_| ()),
        app.status(&tokens.access).await.map(|_| ()),
        app.revoke(&tokens.access).await,
    ];
    for step in steps {
        let error = step.expect_err("it is too large");
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        assert!(matches!(&error, oauth2::Error::NoResponse(error) if is_large(error)), "{error:?}");
    }
    let callback = oauth1::Callback::OutOfBand;
    let flow =
        oauth1::Flow::new(oauth1_server::consumer(), oauth1_server::endpoints(base), callback, transport);
    let error = flow.begin().await.expect_err("it is too large");
    assert!(matches!(&error, oauth1::Error::NoResponse(error) if is_large(error)), "{error:?}");
}

#[tokio::test]
async fn a_response_that_is_too_large_is_not_read() {
    check(InProcess::new(router(MOST + 1)), "http://in-process").await;
    check(Http::new().expect("TLS"), &serve(router(MOST + 1)).await).await;
}

#[tokio::test]
async fn one_as_large_as_it_may_be_is() {
    let transport = InProcess::new(router(MOST));
    let app = oauth2_server::app("http://in-process", transport, &support::SetClock::at(1_700_000_000));
    let status = app.status(&"a".into()).await.expect("it is read");
    assert_eq!(status.and_then(|status| status.application).as_deref(), Some("app"));
}
