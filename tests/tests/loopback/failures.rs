//! Every shape in which failures arrive, from a server that may send any of them anywhere: the client judges by the
//! body first, and by the status second.

use bindery_backpack::bonus::{BonusId, Cancel, CancelRequired, Create};
use bindery_backpack::mp_account::Transfer;
use bindery_backpack::prelude::*;
use bindery_backpack::user::Info;
use bindery_backpack::{Client, Error, ErrorCode};
use bindery_runtime::{Action, Api as _, ErrorKind, Http};
use bindery_tests::loopback::Loopback;

use crate::TestResult;
use crate::served::{PARTNER, nobody, registration};

/// A client of a server that gives one answer to everything.
async fn answering(
    http: &Http,
    status: u16,
    body: &'static str,
) -> Result<Client, Box<dyn std::error::Error + Send + Sync>> {
    let server = Loopback::start(http::Response::builder().status(status).body(body.into())?).await?;
    let builder = Client::builder().base_url(server.url()).login(PARTNER.0, PARTNER.1).retries(0);
    Ok(builder.build_over(http.clone())?)
}

#[tokio::test]
async fn every_failure_shape_is_read_under_any_status() -> TestResult {
    use ErrorCode::{
        BannedCountry, BonusMaxDeposit, BonusNotFound, EmailExists, RegistrationRefused, Unknown,
    };
    let rows: [(&'static str, Option<ErrorCode>, &str, Option<&str>); 17] = [
        // The general envelope, with a message or without, the code as number or as text.
        (r#"{"success":false,"error":{"code":10,"message":""}}"#, Some(EmailExists), "", None),
        (r#"{"success":false,"error":{"code":"10","message":"x"}}"#, Some(EmailExists), "x", None),
        (r#"{"error":{"code":999,"message":"?"}}"#, Some(Unknown(999)), "?", None),
        (r#"{"success":false,"error":{"message":"?"}}"#, None, "?", None),
        // Code 0 is a code; no code is something else.
        (
            r#"{"success":false,"error":{"code":0,"message":"Bonus not found"}}"#,
            Some(BonusNotFound),
            "Bonus not found",
            None,
        ),
        // A code in place of a message.
        (r#"{"success":false,"message":"380"}"#, Some(ErrorCode::WithdrawalTechnicalError), "", None),
        (r#"{"success":false,"message":380}"#, Some(ErrorCode::WithdrawalTechnicalError), "", None),
        (r#"{"success":false,"message":"Later"}"#, None, "Later", None),
        (r#"{"success":0,"message":"103"}"#, Some(ErrorCode::NotEnoughFunds), "", None),
        // A code of its own and details of any kind.
        (r#"{"success":false,"errorCode":"342","details":7200}"#, Some(BonusMaxDeposit), "", Some("7200")),
        (
            r#"{"success":false,"errorCode":342,"details":{"max":[7200]}}"#,
            Some(BonusMaxDeposit),
            "",
            Some(r#"{"max":[7200]}"#),
        ),
        // A step of a deposit that was not done.
        (r#"{"status":false}"#, None, "", None),
        // Texts without a code: alone, as JSON, in the envelope; in any case.
        (
            "Validate register user request failed",
            Some(RegistrationRefused),
            "Validate register user request failed",
            None,
        ),
        (r#""blocked COUNTRY""#, Some(BannedCountry), "blocked COUNTRY", None),
        ("  Blocked country\r\n", Some(BannedCountry), "Blocked country", None),
        (
            r#"{"success":false,"error":{"code":1,"message":"Validate register user request failed"}}"#,
            Some(RegistrationRefused),
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
            let client = answering(&http, status, body).await?;
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
        let client = answering(&http, 200, body).await?;
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
        (403, "", ErrorKind::Refused),
        (500, "{}", ErrorKind::Internal),
    ] {
        let client = answering(&http, status, body).await?;
        let error = client.index().register(registration("a@example.com")).await.expect_err("no answer");
        assert!(matches!(&error, Error::Http(http) if http.status == status), "{status}: {error:?}");
        assert_eq!(error.kind(), kind, "{status}");
    }
    // Without a code a 401 is about the partner's log-in; a code says what it is about.
    let client = answering(&http, 401, r#"{"success":false,"error":{"message":"No"}}"#).await?;
    let error = client.user().info(Info::new(nobody())).await.expect_err("refused");
    assert!(matches!(&error, Error::Unauthorized(_)), "{error:?}");
    assert_eq!((error.code(), error.kind()), (None, ErrorKind::Authentication));
    let client =
        answering(&http, 401, r#"{"success":false,"error":{"code":30,"message":"Login required"}}"#).await?;
    let error = client.user().info(Info::new(nobody())).await.expect_err("refused");
    assert_eq!((error.code(), error.kind()), (Some(ErrorCode::LoginRequired), ErrorKind::Authentication));
    Ok(())
}

/// The shapes above are all that there are, and the actions that differ from the general one are the two we know.
#[test]
fn there_are_four_shapes() {
    let shapes: Vec<_> = bindery_backpack::Backpack::INFO.failures.iter().map(|shape| shape.name).collect();
    assert_eq!(shapes, ["error-code", "envelope", "message-code", "status-false"]);
    for (scenario, shape) in [(Create::INFO, "error-code"), (Transfer::INFO, "message-code")] {
        assert_eq!(scenario.failures.first().map(|used| used.shape), Some(shape));
    }
    let others = crate::SCENARIOS.iter().filter(|scenario| !scenario.info.failures.is_empty());
    assert_eq!(others.count(), 2);
}
