//! Responses of the router before or instead of a backend: missing login, unknown path, wrong method, body too large, a
//! backend that panics, an incomplete backend.

use std::sync::Arc;

use bindery_backpack::index::{Countries, Country, IndexBackend, States};
use bindery_backpack::prelude::*;
use bindery_backpack::user::Info;
use bindery_backpack::{Client, Error, ErrorCode, server};
use bindery_runtime::server::{BackendResult, Logins, RequestContext, RouterError};
use bindery_runtime::{ErrorKind, Http};
use http::header::{ALLOW, CONTENT_TYPE, WWW_AUTHENTICATE};

use crate::served::{PARTNER, Served, client, nobody, serve};
use crate::{SCENARIOS, TestResult, failed};

#[tokio::test]
async fn every_action_except_the_public_one_requires_the_login_of_the_partner() -> TestResult {
    let served = Served::start().await?;
    for scenario in SCENARIOS {
        for authorization in [None, Some("Basic dXNlcjp3cm9uZw=="), Some("Bearer x"), Some("Basic %%%")] {
            let mut request = http::Request::post(format!("{}{}", served.url, scenario.info.path));
            if let Some(value) = authorization {
                request = request.header("Authorization", value);
            }
            let raw = served.send_request(request.body(Default::default())?).await?;
            if scenario.info.auth.is_empty() {
                assert_eq!(raw.status, 500, "it is rejected for its missing parameters");
                continue;
            }
            assert_eq!(raw.status, 401, "{} {authorization:?}", scenario.info.path);
            assert_eq!(
                raw.headers[WWW_AUTHENTICATE],
                r#"Basic realm="Backpack Fintech Platform API", charset="UTF-8""#
            );
            assert_eq!(
                raw.body,
                r#"{"success":false,"error":{"code":1,"message":"The login is missing or wrong"}}"#
            );
        }
    }
    let wrong = Client::builder().base_url(&served.url).login("user", "wrong").build_over(Http::new()?)?;
    let error = wrong.index().countries(Countries::new()).await.expect_err("rejected");
    assert_eq!((error.kind(), error.status()), (ErrorKind::Authentication, Some(401)));
    assert_eq!(
        error.to_string(),
        "index/countries failed (HTTP 401, code 1): General error: The login is missing or wrong"
    );
    // Without a login, no request is sent.
    let none = Client::builder().base_url(&served.url).build_over(Http::new()?)?;
    let error = none.index().countries(Countries::new()).await.expect_err("not sent");
    assert!(matches!(&error, Error::Setup(_)), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn unknown_paths_and_methods_get_the_general_envelope() -> TestResult {
    let served = Served::start().await?;
    for path in ["/instrument/fetch-all", "/index/confirm", "/bonus/get-User-Bonuses", "/index/login/", "/"] {
        let raw = served.post(path, "").await?;
        assert_eq!(raw.status, 404, "{path}");
        assert_eq!(raw.body, r#"{"success":false,"error":{"code":1,"message":"There is no such action"}}"#);
        assert_eq!(raw.headers[CONTENT_TYPE], "application/json");
    }
    for scenario in SCENARIOS {
        for method in ["PUT", "DELETE", "PATCH", "OPTIONS"] {
            let raw = served.send(method, scenario.info.path, "", "").await?;
            assert_eq!(raw.status, 405, "{method} {}", scenario.info.path);
            let mut allowed: Vec<_> = raw.headers[ALLOW].to_str()?.split(", ").collect();
            allowed.sort_unstable();
            assert_eq!(allowed, ["GET", "HEAD", "POST"]);
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_body_that_is_too_large_is_not_read_to_its_end() -> TestResult {
    let router = server::all(bindery_tests::reference::Reference::default())
        .login(Logins::new([(PARTNER.0, PARTNER.1)]))
        .max_body(1_000)
        .into_axum()?;
    let url = serve(router).await?;
    let client = client(&url, Http::new()?)?;
    let session = "x".repeat(1_000);
    let error = client.user().info(Info::new(session.as_str())).await.expect_err("too large");
    assert_eq!(error.status(), Some(413));
    assert_eq!(
        error.to_string(),
        "user/info failed (HTTP 413, code 1): General error: The request is larger than 1000 bytes"
    );
    // One byte below the limit is accepted: the session is merely unknown.
    let session = "x".repeat(1_000 - "session=".len());
    let error = client.user().info(Info::new(session.as_str())).await;
    assert_eq!(failed(error), (500, ErrorCode::LoginRequired));
    Ok(())
}

/// A backend with two of the 24 actions; one of them panics.
struct Half;

impl IndexBackend for Half {
    async fn countries(&self, _request: Countries, _context: RequestContext) -> BackendResult<Countries> {
        Ok(vec![Country { id: "be".to_owned(), name: "Belgium".to_owned(), dial_code: 32 }])
    }

    async fn states(&self, _request: States, _context: RequestContext) -> BackendResult<States> {
        panic!("a mistake in the backend");
    }
}

impl UserBackend for Half {}

#[tokio::test]
async fn a_panic_is_one_failure_and_not_the_end_of_the_server() -> TestResult {
    let client = half().await?;
    let error = client.index().states(States::new()).await.expect_err("it panics");
    assert_eq!(error.to_string(), "index/states failed (HTTP 500, code 1): General error: Internal error");
    assert_eq!(client.index().countries(Countries::new()).await?.len(), 1, "the next request is served");
    Ok(())
}

#[tokio::test]
async fn unimplemented_actions_are_rejected_in_the_error_format_of_the_api() -> TestResult {
    let client = half().await?;
    let error = client.user().info(Info::new(nobody())).await.expect_err("not implemented");
    assert_eq!(
        error.to_string(),
        "user/info failed (HTTP 500, code 1): General error: user/info is not implemented"
    );
    assert_eq!(failed::<()>(Err(error)), (500, ErrorCode::General));
    // A module that is not mounted has no routes.
    let request = bindery_backpack::bonus::GetUserBonuses::new(nobody());
    let error = client.bonus().get_user_bonuses(request).await.expect_err("not mounted");
    assert_eq!((error.status(), error.kind()), (Some(404), ErrorKind::NotFound));
    Ok(())
}

async fn half() -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let half = Arc::new(Half);
    let router = server::router()
        .mount(bindery_backpack::index::routes(), half.clone())
        .mount(bindery_backpack::user::routes(), half)
        .login(Logins::new([(PARTNER.0, PARTNER.1)]))
        .into_axum()?;
    client(&serve(router).await?, Http::new()?)
}

/// A missing line of configuration does not disable authentication: the router is not built.
#[test]
fn a_router_without_a_login_check_must_be_requested() {
    let all = || server::all(bindery_tests::reference::Reference::default());
    let error = all().into_axum().expect_err("no login check");
    assert!(matches!(&error, RouterError::NoLoginCheck { action } if action == "index/countries"), "{error}");
    assert!(all().without_login().into_axum().is_ok());
    let twice = all()
        .without_login()
        .mount(bindery_backpack::bonus::routes(), Arc::new(bindery_tests::reference::Reference::default()));
    let error = twice.into_axum().expect_err("bonus is mounted twice");
    assert!(
        matches!(&error, RouterError::MountedTwice { action } if action == "bonus/get-user-bonuses"),
        "{error}"
    );
}
