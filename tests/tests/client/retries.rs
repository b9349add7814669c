//! Retries of a call. The tests use paused time, which jumps to the next timer, so pauses are exact.

use std::time::Duration;

use bindery_runtime as rt;
use bindery_tests::scripted::ScriptStep;
use rt::Caller as _;
use tokio::time::Instant;

use super::{RECEIPT, client, look, make, pay, rename};

/// All transient errors.
fn transient() -> Vec<ScriptStep> {
    let coded = r#"{"error":{"code":CODE,"message":"Not now"}}"#;
    let statuses = [408, 425, 429, 502, 503, 504];
    let bodies =
        ["<html>", "", &coded.replace("CODE", "1"), &coded.replace("CODE", "4711"), "\"Request refused\""];
    let responses =
        statuses.iter().flat_map(|status| bodies.map(|body| ScriptStep::response(*status, body.to_owned())));
    responses.chain([ScriptStep::Broken { sent: true }]).collect()
}

#[tokio::test(start_paused = true)]
async fn idempotent_calls_are_tried_three_times() {
    for step in transient() {
        let (client, transport) = client([step.clone()]);
        let failed = client.call(look("a")).await.expect_err("it never works");
        assert!(failed.is_transient(), "{step:?}: {failed}");
        assert_eq!(transport.attempts(), 3, "a read under {step:?}");

        let (client, transport) = super::client([step.clone()]);
        client.call(rename()).await.expect_err("it never works");
        assert_eq!(transport.attempts(), 3, "an idempotent call under {step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_not_idempotent_are_never_retried() {
    for step in transient() {
        let (client, transport) = client([step.clone()]);
        let failed = client.call(make()).await.expect_err("it does not work");
        assert!(failed.is_transient(), "{step:?}: {failed}");
        assert_eq!(transport.attempts(), 1, "a call that is not idempotent under {step:?}");

        let (client, transport) = super::client([step.clone()]);
        client.call(pay()).await.expect_err("it does not work");
        assert_eq!(transport.attempts(), 1, "money under {step:?}");
    }
}

/// Even if the user configures more attempts.
#[tokio::test(start_paused = true)]
async fn no_setting_retries_a_payment() {
    let told = vec![("retry-after", "0".to_owned())];
    for step in [ScriptStep::Broken { sent: true }, ScriptStep::Response(503, told, "".into())] {
        let transport = bindery_tests::scripted::Scripted::new([step]);
        let builder = rt::Client::<bindery_tests::demo::Demo>::builder().login("a", "b").retries(5);
        let client = builder.build_over(transport.clone()).expect("it is complete");
        client.call(pay()).await.expect_err("it does not work");
        assert_eq!(transport.attempts(), 1);
        client.call(look("a")).await.expect_err("it does not work");
        assert_eq!(transport.attempts(), 1 + 6);
    }
}

/// A request that was never sent had no effect, so it may be retried, whatever its effect.
#[tokio::test(start_paused = true)]
async fn what_never_left_is_tried_again() {
    let steps = [
        ScriptStep::Broken { sent: false },
        ScriptStep::Broken { sent: false },
        ScriptStep::response(200, RECEIPT),
    ];
    let (client, transport) = client(steps);
    client.call(pay()).await.expect("the third attempt reaches the server");
    assert_eq!(transport.attempts(), 3);
    // There is no retry as soon as the server may have received the request.
    let (client, transport) =
        super::client([ScriptStep::Broken { sent: false }, ScriptStep::Broken { sent: true }]);
    client.call(pay()).await.expect_err("it may have been seen");
    assert_eq!(transport.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_certain_is_not_asked_twice() {
    let steps = [
        ScriptStep::response(200, RECEIPT),
        ScriptStep::response(200, r#"{"success":false,"message":"380"}"#),
        ScriptStep::response(500, r#"{"error":{"code":1,"message":""}}"#),
        ScriptStep::response(501, r#"{"error":{"code":4711,"message":""}}"#),
        ScriptStep::response(200, r#"{"error":{"code":342,"message":"a limit of amounts"}}"#),
        ScriptStep::response(403, r#"{"error":{"code":4711,"message":""}}"#),
        ScriptStep::response(401, r#"{"error":{"code":1,"message":""}}"#),
        ScriptStep::response(200, "{}"),
        ScriptStep::response(200, "<html>"),
        ScriptStep::response(302, ""),
        ScriptStep::response(400, ""),
        ScriptStep::response(401, ""),
        ScriptStep::response(404, ""),
        ScriptStep::response(500, ""),
        ScriptStep::response(501, ""),
    ];
    for step in steps {
        let (client, transport) = client([step.clone()]);
        if let Err(error) = client.call(look("a")).await {
            assert!(!error.is_transient(), "{step:?}: {error}");
        }
        assert_eq!(transport.attempts(), 1, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_attempt_that_works_counts() {
    let steps = [
        ScriptStep::response(503, ""),
        ScriptStep::Broken { sent: true },
        ScriptStep::response(200, RECEIPT),
    ];
    let (client, transport) = client(steps);
    let start = Instant::now();
    let receipt = client.call(look("a")).await.expect("the third attempt works");
    assert_eq!(receipt.id, 7);
    // Pauses of about 100 and 200 milliseconds, each at least half as long.
    assert!((150..=300).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    assert_eq!(transport.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn without_retries_there_is_one_attempt() {
    let transport = bindery_tests::scripted::Scripted::new([ScriptStep::response(503, "")]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().retries(0);
    let client = builder.build_over(transport.clone()).expect("it is complete");
    client.call(look("a")).await.expect_err("it does not work");
    assert_eq!(transport.attempts(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_the_server_says_about_time_is_kept_to() {
    let date = |seconds: i64| {
        let then = rt::Timestamp::from_second(1_792_567_680 + seconds).expect("a time");
        then.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    };
    let seconds = |number: u64| Some(Duration::from_secs(number));
    // Status and headers of the server, the error, and the length of two pauses; none without a retry.
    let table = [
        ("0".to_owned(), seconds(0), seconds(0)),
        ("3".to_owned(), seconds(3), seconds(6)),
        ("1.5".to_owned(), seconds(2), seconds(4)),
        ("10".to_owned(), seconds(10), seconds(20)),
        ("11".to_owned(), seconds(11), None),
        ("3600".to_owned(), seconds(3600), None),
        ("99999999999999999999".to_owned(), seconds(u64::MAX), None),
        (date(4), seconds(4), seconds(8)),
        (date(-60), seconds(0), seconds(0)),
        (date(86_400), seconds(86_400), None),
    ];
    for (said, told, waited) in table {
        let coded = r#"{"error":{"code":10,"message":"Not now"}}"#;
        for (status, body) in [(429, ""), (503, "<html>"), (503, coded), (500, coded)] {
            let headers = vec![("date", date(0)), ("retry-after", said.clone())];
            let (client, transport) = client([ScriptStep::Response(status, headers.clone(), body.into())]);
            let start = Instant::now();
            let failed = client.call(look("a")).await.expect_err("it never works");
            assert_eq!(failed.retry_after(), told, "{said}");
            assert!(failed.is_transient(), "{said}");
            let attempts = if waited.is_some() { 3 } else { 1 };
            let waited = waited.unwrap_or_default();
            assert_eq!((transport.attempts(), start.elapsed()), (attempts, waited), "{status} {body} {said}");
            // A client without retries reports the same.
            let (client, transport) = super::client([ScriptStep::Response(status, headers, body.into())]);
            let failed = client.call(pay()).await.expect_err("it never works");
            assert_eq!((transport.attempts(), failed.retry_after()), (1, told));
        }
    }
    for said in ["-1", "soon", "", "Wed, 99 Oct 2026 07:28:00 GMT"] {
        let (client, transport) =
            client([ScriptStep::Response(429, vec![("retry-after", said.to_owned())], "".into())]);
        let failed = client.call(look("a")).await.expect_err("it never works");
        assert_eq!((transport.attempts(), failed.retry_after()), (3, None), "{said}");
    }
    let rejected = ScriptStep::Response(401, vec![("retry-after", "7".to_owned())], "".into());
    let (client, _) = client([rejected]);
    let failed = client.call(pay()).await.expect_err("rejected");
    assert_eq!(failed.retry_after(), seconds(7));
}

#[tokio::test(start_paused = true)]
async fn how_long_a_client_waits_is_its_own_choice() {
    for (longest, attempts) in [(0, 1), (29, 1), (30, 3)] {
        let step = ScriptStep::Response(503, vec![("retry-after", "30".to_owned())], "".into());
        let transport = bindery_tests::scripted::Scripted::new([step]);
        let builder = rt::Client::<bindery_tests::demo::Demo>::builder().timeout(Duration::from_secs(100));
        let builder = builder.longest_wait(Duration::from_secs(longest));
        let client = builder.build_over(transport.clone()).expect("it is complete");
        let failed = client.call(look("a")).await.expect_err("it never works");
        assert_eq!((transport.attempts(), failed.retry_after()), (attempts, Some(Duration::from_secs(30))));
    }
    // The rest of the call's timeout also limits the pause.
    let step = ScriptStep::Response(503, vec![("retry-after", "6".to_owned())], "".into());
    let transport = bindery_tests::scripted::Scripted::new([step]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().timeout(Duration::from_secs(10));
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let start = Instant::now();
    let failed = client.call(look("a")).await.expect_err("it never works");
    assert_eq!((failed.status(), transport.attempts()), (Some(503), 2), "{failed}");
    assert_eq!(start.elapsed(), Duration::from_secs(6));
}

#[tokio::test(start_paused = true)]
async fn a_call_has_its_time_in_all() {
    for steps in [
        vec![ScriptStep::Silence],
        vec![ScriptStep::response(503, ""), ScriptStep::Silence],
        vec![ScriptStep::Broken { sent: false }, ScriptStep::response(503, ""), ScriptStep::Silence],
    ] {
        let attempts = steps.len();
        let (client, transport) = client(steps);
        let start = Instant::now();
        let failed = client.call(look("a")).await.expect_err("nothing comes");
        assert!(
            matches!(&failed, rt::Error::Timeout(timeout) if timeout.after == Duration::from_secs(30)),
            "{failed}"
        );
        assert!(failed.is_transient());
        assert_eq!((transport.attempts(), start.elapsed()), (attempts, Duration::from_secs(30)));
    }
    let transport = bindery_tests::scripted::Scripted::new([ScriptStep::Silence]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().timeout(Duration::from_millis(250));
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let start = Instant::now();
    let failed = client.call(make()).await.expect_err("nothing comes");
    assert_eq!(failed.to_string(), "shop/make: no response within 250ms");
    assert_eq!((transport.attempts(), start.elapsed()), (1, Duration::from_millis(250)));
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_too_large_is_reported_and_not_fetched_again() {
    let transport = bindery_tests::scripted::Scripted::new([ScriptStep::response(200, RECEIPT)]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().max_response(RECEIPT.len() - 1);
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let failed = client.call(look("a")).await.expect_err("too large");
    assert_eq!(
        format!("{failed:#}"),
        "shop/look: the response is larger than this client's limit of 24 bytes"
    );
    assert_eq!((failed.kind(), failed.is_transient()), (rt::ErrorKind::Limit, false));
    assert_eq!(transport.attempts(), 1);

    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().max_response(RECEIPT.len());
    let client = builder.build_over(transport).expect("it is complete");
    client.call(look("a")).await.expect("it fits");
}
