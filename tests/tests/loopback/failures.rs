//! Every error format, from a server that may send any of them anywhere: the client decides by the body first, and by
//! the status second.

use bindery_backpack::bonus::{BonusId, Cancel, CancelRequired, Create};
use bindery_backpack::mp_account::Transfer;
use bindery_backpack::prelude::*;
use bindery_backpack::user::Info;
use bindery_backpack::{Client, Error, ErrorCode};
use bindery_runtime::{Action, Api as _, ErrorKind, Http};
use bindery_tests::loopback::Loopback;

use crate::TestResult;
use crate::served::{PARTNER, nobody, registration};

/// Returns a client of a server that sends one response to every request.
async fn responding(
    http: &Http,
    status: u16,
    body: &'static str,
) -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let server = Loopback::start(http::Response::builder().status(status).body(body.into())?).await?;
    let builder = Client::builder().base_url(server.url()).login(PARTNER.0, PARTNER.1).retries(0);
    Ok(builder.build_over(http.clone())?)
}

#[tokio::test]
async fn every_error_format_is_read_under_any_status() -> TestResult {
    use ErrorCode::{
        BannedCountry, BonusMaxDeposit, BonusNotFound, EmailExists, RegistrationRejected, Unknown,
    };
    let rows: [(&'static str, Option<ErrorCode>, &str, Option<&str>); 17] = [
        // The general envelope, with or without a message, the code as a number or a string.
        (r#"{"success":false,"error":{"code":10,"message":""}}"#, Some(EmailExists), "", None),
        (r#"{"success":false,"error":{"code":"10","message":"x"}}"#, Some(EmailExists), "x", None),
        (r#"{"error":{"code":999,"message":"?"}}"#, Some(Unknown(999)), "?", None),
        (r#"{"success":false,"error":{"message":"?"}}"#, None, "?", None),
        // Code 0 is a code, unlike a missing code.
        (
            r#"{"success":false,"error":{"code":0,"message":"Bonus not found"}}"#,
            Some(BonusNotFound),
            "Bonus not found",
            None,
        ),
        // A code instead of a message.
        (r#"{"success":false,"message":"380"}"#, Some(ErrorCode::WithdrawalTechnicalError), "", None),
        (r#"{"success":false,"message":380}"#, Some(ErrorCode::WithdrawalTechnicalError), "", None),
        (r#"{"success":false,"message":"Later"}"#, None, "Later", None),
        (r#"{"success":0,"message":"103"}"#, Some(ErrorCode::NotEnoughFunds), "", None),
        // A separate code, and details of any kind.
        (r#"{"success":false,"errorCode":"342","details":7200}"#, Some(BonusMaxDeposit), "", Some("7200")),
        (
            r#"{"success":false,"errorCode":342,"details":{"max":[7200]}}"#,
            Some(BonusMaxDeposit),
            "",
            Some(r#"{"max":[7200]}"#),
        ),
        // A step of a deposit that failed.
        (r#"{"status":false}"#, None, "", None),
        // Texts without a code: alone, as JSON, in the envelope; case-insensitive.
        (
            "Validate register user request failed",
            Some(RegistrationRejected),
            "Validate register user request failed",
            None,
        ),
        (r#""blocked COUNTRY""#, Some(BannedCountry), "blocked COUNTRY", None),
        ("  Blocked country\r\n", Some(BannedCountry), "Blocked country", None),
        (
            r#"{"success":false,"error":{"code":1,"message":"Validate register user request failed"}}"#,
            Some(RegistrationRejected),
            "Validate register user request failed",
            None,
        ),
        (
            r#"{"success":false,"error":{"code":102,"message":"Blocked country"}}"#,
            Some(BannedCountry),
            "Blocked country",
            None,
        ),
    ];
    let http = Http::new()?;
    for status in [200, 500, 400] {
        for (body, code, message, details) in rows {
            let client = responding(&http, status, body).await?;
            match client.user().info(Info::new(nobody())).await {
                Err(Error::Api(error)) => {
                    let found = (
                        error.code,
                        error.message.as_str(),
                        error.details.as_ref().map(|json| json.as_str()),
                    );
                    assert_eq!(found, (code, message, details), "{status} {body}");
                    assert_eq!((error.status, &error.body[..]), (status, body.as_bytes()));
                }
                other => panic!("{status} {body}: {other:?}"),
            }
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_false_that_should_be_true_is_a_failure_without_a_code() -> TestResult {
    let http = Http::new()?;
    for body in ["false", "0", r#""false""#, r#"{"success":false}"#] {
        let client = responding(&http, 200, body).await?;
        let request = Cancel::new(CancelRequired { session: nobody(), bonus_id: BonusId(1) });
        let error = client.bonus().cancel(request).await.expect_err("false is a failure");
        assert!(matches!(&error, Error::Api(error) if error.code.is_none()), "{body}: {error:?}");
    }
    Ok(())
}

#[tokio::test]
async fn what_is_not_this_api_is_no_failure_of_it() -> TestResult {
    let http = Http::new()?;
    for (status, body, kind) in [
        (502, "<html>Bad Gateway</html>", ErrorKind::Unavailable),
        (404, "not here", ErrorKind::NotFound),
        (403, "", ErrorKind::PermissionDenied),
        (500, "{}", ErrorKind::Internal),
    ] {
        let client = responding(&http, status, body).await?;
        let error = client.index().register(registration("a@example.com")).await.expect_err("no response");
        assert!(matches!(&error, Error::Http(http) if http.status == status), "{status}: {error:?}");
        assert_eq!(error.kind(), kind, "{status}");
    }
    // A 401 without a code is about the partner's login; a code decides alone.
    let client = responding(&http, 401, r#"{"success":false,"error":{"message":"No"}}"#).await?;
    let error = client.user().info(Info::new(nobody())).await.expect_err("rejected");
    assert!(matches!(&error, Error::Unauthorized(_)), "{error:?}");
    assert_eq!((error.code(), error.kind()), (None, ErrorKind::Authentication));
    let client =
        responding(&http, 401, r#"{"success":false,"error":{"code":30,"message":"Login required"}}"#).await?;
    let error = client.user().info(Info::new(nobody())).await.expect_err("rejected");
    assert_eq!((error.code(), error.kind()), (Some(ErrorCode::LoginRequired), ErrorKind::Authentication));
    Ok(())
}

/// The error formats above are complete, and exactly the two known actions have other formats than the default.
#[test]
fn there_are_four_error_formats() {
    let formats: Vec<_> =
        bindery_backpack::Backpack::INFO.error_formats.iter().map(|format| format.name).collect();
    assert_eq!(formats, ["error-code", "envelope", "message-code", "status-false"]);
    for (scenario, format) in [(Create::INFO, "error-code"), (Transfer::INFO, "message-code")] {
        assert_eq!(scenario.error_formats.first().map(|used| used.format), Some(format));
    }
    let others = crate::SCENARIOS.iter().filter(|scenario| !scenario.info.error_formats.is_empty());
    assert_eq!(others.count(), 2);
}
