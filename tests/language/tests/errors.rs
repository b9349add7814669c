//! Error formats of kinds that real APIs have: each written by the generated router and read by the generated client,
//! and each read as a vendor sends it.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bindery_language::Recorded;
use bindery_runtime::decode::decode_response;
use bindery_runtime::{self as rt, Api, Client, Code, Error, ErrorCode as _, Failure, ResponseHead};

type TestResult = Result<(), Box<dyn std::error::Error>>;

/// Generates client and router of a spec, with a backend whose only action fails with what it was given.
macro_rules! kind {
    ($name:ident, $spec:literal) => {
        mod $name {
            #[allow(dead_code, unused_imports)] // an API has more items than its test needs
            pub(crate) mod api {
                bindery_macros::api!($spec, client, blocking, server);
            }

            pub(crate) use api::ErrorCode;
            pub(crate) use api::things::Get;
            use api::things::ThingsBackend;

            use super::*;

            pub(crate) struct Fails(pub(crate) Mutex<Option<Failure<ErrorCode>>>);

            impl ThingsBackend for Fails {
                async fn get(&self, _: Get, _: rt::server::RequestContext) -> rt::BackendResult<Get> {
                    Err(self.0.lock().unwrap_or_else(PoisonError::into_inner).take().expect("one call"))
                }
            }

            /// Lets the router write a failure; returns the response and what the client reads.
            pub(crate) async fn fail(
                failure: impl Into<Failure<ErrorCode>>,
            ) -> Result<(String, Error<ErrorCode>), Box<dyn std::error::Error>> {
                let backend = Fails(Mutex::new(Some(failure.into())));
                let recorded = Recorded::start(api::server::all(backend).into_axum()?).await?;
                let client: api::Client =
                    Client::builder().server_url("main", recorded.url()).retries(0).build()?;
                use rt::Caller as _;
                let error = client.call(Get::new(1)).await.expect_err("it fails");
                Ok((recorded.received(), error))
            }

            /// Reads a response as a vendor sends it.
            pub(crate) fn read(
                head: impl Into<ResponseHead>,
                body: &str,
            ) -> Result<<Get as rt::Action>::Response, Error<ErrorCode>> {
                decode_response::<Get>(head, &body.to_owned().into())
            }
        }
    };
}

kind!(listed, "spec/errors-listed");
kind!(positions, "spec/errors-positions");
kind!(other_code, "spec/errors-other-code");
kind!(wait, "spec/errors-wait");
kind!(flat, "spec/errors-flat");
kind!(nested, "spec/errors-nested");
kind!(fields, "spec/errors-fields");
kind!(status, "spec/errors-status");
kind!(details, "spec/errors-details");
kind!(text, "spec/errors-text");
kind!(problem, "spec/errors-problem");
kind!(header, "spec/errors-header");
kind!(parameters, "spec/errors-parameters");
kind!(shared, "spec/errors-shared");

/// Status line and body of a response, and the value of a header.
fn parts<'r>(response: &'r str, header: &str) -> (&'r str, Option<&'r str>, &'r str) {
    let (head, body) = response.split_once("\r\n\r\n").unwrap_or((response, ""));
    let header = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case(header).then_some(value)
    });
    (head.lines().next().unwrap_or_default().trim_start_matches("HTTP/1.1 "), header, body)
}

/// Codes and messages of all errors of a response.
fn all<E: rt::ErrorCode>(error: &Error<E>) -> Vec<(Option<E>, String)> {
    let error = error.api().expect("an error of the API");
    error.errors().map(|(code, message)| (code.cloned(), message.to_owned())).collect()
}

#[tokio::test]
async fn texts_in_a_list_are_codes() -> TestResult {
    use listed::{ErrorCode, fail, read};
    let (response, error) = fail(Failure::from(ErrorCode::Funds).and(ErrorCode::Invalid)).await?;
    let json = r#"{"error":["EOrder:Insufficient funds","EGeneral:Invalid arguments"]}"#;
    assert_eq!(parts(&response, "content-type"), ("200 OK", Some("application/json"), json));
    assert_eq!(error.code(), Some(ErrorCode::Funds));
    assert_eq!(
        all(&error),
        [(Some(ErrorCode::Funds), String::new()), (Some(ErrorCode::Invalid), String::new())]
    );
    let shown = "things/get failed (HTTP 200, code EOrder:Insufficient funds): Insufficient funds; also: Invalid \
                 arguments";
    assert_eq!(error.to_string(), shown);
    // A failure without an error of the table has no place for its text, and is the internal error.
    let (response, error) = fail(Failure { message: Some("x".into()), ..Failure::default() }).await?;
    assert_eq!(parts(&response, "x").2, r#"{"error":["EGeneral:Internal error"]}"#);
    assert_eq!(error.code(), Some(ErrorCode::Internal));

    assert_eq!(read(200, r#"{"error":[],"result":"a"}"#)?, "a");
    for (body, code) in [
        (r#"{"error":["EOrder:Insufficient funds"],"result":null}"#, ErrorCode::Funds),
        (r#"{"error":["EAPI:Rate limit exceeded"]}"#, "EAPI:Rate limit exceeded".into()),
        (r#"{"error":"EOrder:Insufficient funds"}"#, ErrorCode::Funds),
    ] {
        assert_eq!(read(200, body).expect_err("an error").code(), Some(code), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn a_list_has_positions() -> TestResult {
    use positions::{ErrorCode, fail, read};
    let (response, error) = fail(Failure::from(ErrorCode::Invalid).message("symbol: invalid")).await?;
    let json = r#"["error",10020,"symbol: invalid"]"#;
    assert_eq!(parts(&response, "x"), ("500 Internal Server Error", None, json));
    assert_eq!(all(&error), [(Some(ErrorCode::Invalid), "symbol: invalid".to_owned())]);

    // The same words in a success are data.
    assert_eq!(read(200, r#"["error",10020,"x"]"#)?.len(), 3);
    assert!(read(200, r#"[["tBTCUSD",1],[]]"#).is_ok());
    assert_eq!(read(500, r#"["error",99,"new"]"#).expect_err("an error").code(), Some(99.into()));
    assert!(matches!(read(500, "[]"), Err(Error::Http(_))));
    assert!(matches!(read(500, r#"{"0":"other"}"#), Err(Error::Http(_))));
    Ok(())
}

#[tokio::test]
async fn a_code_is_not_that_of_success() -> TestResult {
    use other_code::{ErrorCode, fail, read};
    let (response, error) = fail(Failure::from(ErrorCode::Invalid).message("size")).await?;
    assert_eq!(parts(&response, "x").2, r#"{"code":"400100","msg":"size"}"#);
    assert_eq!(all(&error), [(Some(ErrorCode::Invalid), "size".to_owned())]);

    assert_eq!(read(200, r#"{"code":"200000","data":"a"}"#)?, "a");
    assert_eq!(read(200, r#"{"code":200000,"data":"a"}"#)?, "a");
    let code = |body| read(200, body).expect_err("an error").code();
    assert_eq!(code(r#"{"code":"429000","msg":"Too many"}"#), Some("429000".into()));
    assert_eq!(code(r#"{"code":400100,"msg":"?","data":"a"}"#), Some(ErrorCode::Invalid));
    assert!(matches!(read(200, r#"{"msg":"lost","data":"a"}"#), Err(Error::Api(_))));
    Ok(())
}

#[tokio::test]
async fn a_wait_is_in_the_body_and_in_the_header() -> TestResult {
    use wait::{ErrorCode, fail, read};
    let failure = Failure::from(ErrorCode::Flood).retry_after(Duration::from_millis(4_500));
    let (response, error) = fail(failure).await?;
    let json =
        r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":5}}"#;
    assert_eq!(parts(&response, "retry-after"), ("429 Too Many Requests", Some("5"), json));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(5)));
    assert!(error.is_transient());
    let (response, error) = fail(ErrorCode::Invalid).await?;
    let json = r#"{"ok":false,"error_code":400,"description":"Bad request"}"#;
    assert_eq!(parts(&response, "retry-after"), ("400 Bad Request", None, json));
    assert_eq!(error.retry_after(), None);

    let wait = |body: &str| read(429, body).expect_err("an error").retry_after();
    for (text, seconds) in [("7", Some(7)), ("\"7\"", Some(7)), ("0.2", Some(1)), ("-1", None), ("[]", None)]
    {
        let body = format!(r#"{{"ok":false,"error_code":429,"parameters":{{"retry_after":{text}}}}}"#);
        assert_eq!(wait(&body), seconds.map(Duration::from_secs), "{text}");
    }
    Ok(())
}

#[tokio::test]
async fn details_stand_beside_the_code() -> TestResult {
    use flat::api::types::ScopeDetails;
    use flat::{ErrorCode, fail, read};
    let details = ScopeDetails { needed: "channels:read".into(), provided: Some("identify".into()) };
    let (response, error) = fail(Failure::from(ErrorCode::Scope).with_details(&details)).await?;
    let json = r#"{"ok":false,"error":"missing_scope","needed":"channels:read","provided":"identify"}"#;
    assert_eq!(parts(&response, "x").2, json);
    assert_eq!(error.code(), Some(ErrorCode::Scope));
    assert_eq!(error.api().expect("an error").details_as::<ScopeDetails>()?, details);
    let (response, error) = fail(ErrorCode::Invalid).await?;
    assert_eq!(parts(&response, "x").2, r#"{"ok":false,"error":"invalid_arguments"}"#);
    let fault = error.api().expect("an error").details_as::<ScopeDetails>().expect_err("no details");
    assert_eq!(fault.to_string(), "needed: missing");
    assert_eq!(read(200, r#"{"ok":true,"name":"a"}"#)?, "a");
    Ok(())
}

#[tokio::test]
async fn details_stand_inside_the_error() -> TestResult {
    use nested::api::types::Problem;
    use nested::{ErrorCode, fail, read};
    let details = Problem { type_: "card_error".into(), param: None, decline_code: Some("no_funds".into()) };
    let (response, error) = fail(Failure::from(ErrorCode::Declined).with_details(&details)).await?;
    let json = r#"{"error":{"code":"card_declined","message":"The card was declined","type":"card_error","decline_code":"no_funds"}}"#;
    assert_eq!(parts(&response, "x"), ("402 Payment Required", None, json));
    assert_eq!(error.api().expect("an error").details_as::<Problem>()?, details);
    assert!(matches!(read(502, r#"{"detail":"Bad gateway"}"#), Err(Error::Http(_))));
    let vendor = r#"{"error":{"type":"invalid_request_error","code":"parameter_invalid","param":"amount","message":"Too low","doc_url":"https://…"}}"#;
    let error = read(400, vendor).expect_err("an error");
    assert_eq!(all(&error), [(Some(ErrorCode::Invalid), "Too low".to_owned())]);
    assert_eq!(error.api().expect("an error").details_as::<Problem>()?.param.as_deref(), Some("amount"));
    Ok(())
}

#[tokio::test]
async fn each_field_has_an_error() -> TestResult {
    use fields::api::types::FieldError;
    use fields::{ErrorCode, fail, read};
    let of = |field: &str| FieldError { resource: "Issue".into(), field: field.into() };
    let first =
        Failure::from(ErrorCode::MissingField).message("Validation Failed").with_details(&of("title"));
    let second = Failure::from(ErrorCode::Exists).with_details(&of("number"));
    let (response, error) = fail(first.and(second)).await?;
    let json = r#"{"message":"Validation Failed","errors":[{"code":"missing_field","resource":"Issue","field":"title"},{"code":"already_exists","resource":"Issue","field":"number"}],"documentation_url":"https://docs.example/errors"}"#;
    assert_eq!(parts(&response, "x"), ("422 Unprocessable Entity", None, json));
    let both =
        [ErrorCode::MissingField, ErrorCode::Exists].map(|code| (Some(code), "Validation Failed".into()));
    assert_eq!(all(&error), both);
    let error = error.api().expect("an error");
    assert_eq!(error.details_as::<FieldError>()?, of("title"));
    assert_eq!(error.others[0].details_as::<FieldError>()?, of("number"));

    // An error without a code has the details of its own entry.
    let unknown = |field: &str| Failure { code: None, ..Failure::default() }.with_details(&of(field));
    let failure = Failure::from(ErrorCode::MissingField).and(unknown("a")).and(ErrorCode::Exists);
    let (response, error) = fail(failure.and(unknown("b"))).await?;
    let json = r#""errors":[{"code":"missing_field"},{"resource":"Issue","field":"a"},{"code":"already_exists"},{"resource":"Issue","field":"b"}]"#;
    assert!(parts(&response, "x").2.contains(json), "{response}");
    let others = &error.api().expect("an error").others;
    let codes: Vec<_> = others.iter().map(|other| other.code.clone()).collect();
    assert_eq!(codes, [None, Some(ErrorCode::Exists), None]);
    let details = [&others[0], &others[2]].map(|other| other.details_as::<FieldError>());
    assert_eq!(details, [Ok(of("a")), Ok(of("b"))]);
    let vendor = r#"{"message":"x","errors":[{"code":"missing_field"},{},{"resource":"Issue","field":"c"}]}"#;
    let error = read(422, vendor).expect_err("an error");
    let others = &error.api().expect("an error").others;
    assert_eq!(others.len(), 1, "{others:?}");
    assert_eq!(others[0].details_as::<FieldError>()?, of("c"));

    let error = read(404, r#"{"message":"Not Found","documentation_url":"https://docs.example"}"#);
    assert_eq!(all(&error.expect_err("an error")), [(Some(ErrorCode::NoThing), "Not Found".to_owned())]);
    let error = read(422, r#"{"message":"Validation Failed","errors":[]}"#).expect_err("an error");
    assert_eq!(all(&error), [(None, "Validation Failed".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn the_status_is_in_the_body() -> TestResult {
    use status::{ErrorCode, fail, read};
    let (response, error) = fail(ErrorCode::NoThing).await?;
    let json = r#"{"code":20404,"message":"The thing was not found","more_info":"https://docs.example/errors","status":404}"#;
    assert_eq!(parts(&response, "x"), ("404 Not Found", None, json));
    assert_eq!((error.code(), error.status()), (Some(ErrorCode::NoThing), Some(404)));
    let error =
        read(400, r#"{"code":21211,"message":"'To' is no number","status":400}"#).expect_err("an error");
    assert_eq!(all(&error), [(Some(ErrorCode::Invalid), "'To' is no number".to_owned())]);
    Ok(())
}

#[tokio::test]
async fn details_have_a_place_of_their_own() -> TestResult {
    use details::api::types::Fields;
    use details::{ErrorCode, fail, read};
    let details = Fields { fields: vec!["name".into()] };
    let (response, error) = fail(Failure::from(ErrorCode::Invalid).with_details(&details)).await?;
    let json =
        r#"{"error":{"code":"invalid_input","message":"Invalid input","details":{"fields":["name"]}}}"#;
    assert_eq!(parts(&response, "x").2, json);
    assert_eq!(error.api().expect("an error").details_as::<Fields>()?, details);
    let (response, error) = fail(ErrorCode::Invalid).await?;
    let json = r#"{"error":{"code":"invalid_input","message":"Invalid input","details":null}}"#;
    assert_eq!(parts(&response, "x").2, json);
    assert!(error.api().expect("an error").details.is_none());
    // Details of another form are still there as JSON.
    let other = r#"{"error":{"code":"invalid_input","message":"x","details":{"limit":5}}}"#;
    let error = read(422, other).expect_err("an error");
    let error = error.api().expect("an error");
    assert!(error.details_as::<Fields>().is_err());
    assert_eq!(error.details.as_ref().map(rt::RawJson::as_str), Some(r#"{"limit":5}"#));
    Ok(())
}

#[tokio::test]
async fn a_plain_text_is_an_error() -> TestResult {
    use text::{ErrorCode, fail, read};
    let (response, error) = fail(ErrorCode::Invalid).await?;
    assert_eq!(
        parts(&response, "content-type"),
        ("400 Bad Request", Some("text/plain"), "Invalid arguments")
    );
    assert_eq!(error.code(), Some(ErrorCode::Invalid));
    let (response, error) = fail(Failure { message: Some("Grüße".into()), ..Failure::default() }).await?;
    assert_eq!(parts(&response, "x").2, "Grüße");
    assert_eq!(all(&error), [(None, "Grüße".to_owned())]);

    let error = |status: u16, body| read(status, body).expect_err("an error");
    assert_eq!(all(&error(404, "No thing 7\n")), [(Some(ErrorCode::NoThing), "No thing 7".to_owned())]);
    assert_eq!(all(&error(404, "")), [(Some(ErrorCode::NoThing), String::new())]);
    assert_eq!(all(&error(400, "12")), [(None, "12".to_owned())]);
    // Pages of proxies, and JSON of others, are no texts of the API.
    for body in ["<html>Bad gateway</html>", r#"{"message":"no"}"#, "[]"] {
        assert!(matches!(error(502, body), Error::Http(_)), "{body}");
    }
    Ok(())
}

#[tokio::test]
async fn a_problem_has_its_media_type() -> TestResult {
    use problem::api::types::Problem;
    use problem::{ErrorCode, fail, read};
    let details = Problem { detail: Some("Your balance is 30".into()), instance: None, balance: Some(30) };
    let (response, error) = fail(Failure::from(ErrorCode::Credit).with_details(&details)).await?;
    let json = r#"{"type":"https://example.com/probs/out-of-credit","title":"You do not have enough credit","status":403,"detail":"Your balance is 30","balance":30}"#;
    assert_eq!(parts(&response, "content-type"), ("403 Forbidden", Some("application/problem+json"), json));
    assert_eq!(error.code(), Some(ErrorCode::Credit));
    assert_eq!(error.api().expect("an error").details_as::<Problem>()?, details);
    let unknown = read(400, r#"{"type":"https://example.com/probs/other","title":"Other"}"#);
    assert_eq!(unknown.expect_err("an error").code(), Some("https://example.com/probs/other".into()));
    Ok(())
}

#[tokio::test]
async fn a_header_marks_an_error() -> TestResult {
    use header::{ErrorCode, fail, read};
    let (response, error) = fail(ErrorCode::Invalid).await?;
    let json = r#"{"code":1,"text":"Invalid arguments"}"#;
    assert_eq!(parts(&response, "x-error"), ("200 OK", Some("true"), json));
    assert_eq!(error.code(), Some(ErrorCode::Invalid));
    // Without the header, the body is not looked at.
    assert!(matches!(read(200, json), Err(Error::Decode(_))));
    let mut headers = rt::Headers::default();
    headers.insert("x-error", "false".parse()?);
    assert!(matches!(read(ResponseHead::new(200, headers), json), Err(Error::Decode(_))));
    Ok(())
}

#[tokio::test]
async fn an_object_without_details_and_wait_is_left_out() -> TestResult {
    use parameters::api::types::Parameters;
    use parameters::{ErrorCode, fail, read};
    let head = r#"{"ok":false,"error_code":400,"description":"Bad request""#;
    let invalid = || Failure::from(ErrorCode::Invalid);
    for (failure, more) in [
        (invalid(), String::new()),
        (invalid().with_details(&Parameters { migrate_to: None }), String::new()),
        (
            invalid().with_details(&Parameters { migrate_to: Some(7) }),
            r#","parameters":{"migrate_to":7}"#.to_owned(),
        ),
        (invalid().retry_after(Duration::from_secs(5)), r#","parameters":{"retry_after":5}"#.to_owned()),
        (
            invalid().retry_after(Duration::from_secs(5)).with_details(&Parameters { migrate_to: Some(7) }),
            r#","parameters":{"retry_after":5,"migrate_to":7}"#.to_owned(),
        ),
    ] {
        let (response, error) = fail(failure).await?;
        assert_eq!(parts(&response, "x").2, format!("{head}{more}}}"));
        assert_eq!(error.api().expect("an error").details.is_some(), !more.is_empty());
    }
    let error = read(400, &format!("{head},\"parameters\":{{}}}}")).expect_err("an error");
    assert_eq!(error.api().expect("an error").details_as::<Parameters>()?, Parameters { migrate_to: None });
    Ok(())
}

#[tokio::test]
async fn an_action_tries_the_formats_that_it_names_first() -> TestResult {
    use shared::api::things::Find;
    use shared::api::types::FieldError;
    use shared::{ErrorCode, fail, read};
    let (response, error) = fail(Failure::from(ErrorCode::Missing).and(ErrorCode::Invalid)).await?;
    let json = r#"{"message":"A field is missing","errors":["missing","invalid"]}"#;
    assert_eq!(parts(&response, "x"), ("422 Unprocessable Entity", None, json));
    let codes = |error: &Error<ErrorCode>| all(error).into_iter().map(|(code, _)| code).collect::<Vec<_>>();
    assert_eq!(codes(&error), [Some(ErrorCode::Missing), Some(ErrorCode::Invalid)]);

    // The other action has the same status with another body.
    let find = |body: &'static str| decode_response::<Find>(422, &body.into()).expect_err("an error");
    let error = find(r#"{"message":"Validation Failed","errors":[{"code":"missing","field":"name"}]}"#);
    assert_eq!(codes(&error), [Some(ErrorCode::Missing)]);
    let details: FieldError = error.api().expect("an error").details_as()?;
    assert_eq!(details.field.as_deref(), Some("name"));
    // What the action does not name is still read.
    let error = read(502, r#"{"message":"Bad gateway"}"#).expect_err("an error");
    assert_eq!(all(&error), [(None, "Bad gateway".to_owned())]);
    Ok(())
}

#[test]
fn a_rejection_has_the_format_too() {
    fn written<A: rt::Action>(name: &str) -> String {
        let code = Code::<A>::from_name(name).expect("an error of the table");
        rt::encode::encode_failure::<A::Api>(None, &Failure::from(code)).body
    }
    assert_eq!(written::<listed::Get>("invalid"), r#"{"error":["EGeneral:Invalid arguments"]}"#);
    assert_eq!(written::<positions::Get>("internal"), r#"["error",20060,"Internal error"]"#);
    assert_eq!(<text::Get as rt::Action>::Api::INFO.error_formats[0].media, Some("text/plain"));
}
