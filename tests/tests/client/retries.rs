//! How often a call is tried. Time stands still in these tests and jumps to the next timer, so pauses are exact.

use std::time::Duration;

use bindery_runtime as rt;
use bindery_tests::scripted::Step;
use rt::Caller as _;
use tokio::time::Instant;

use super::{RECEIPT, client, look, make, pay, rename};

/// Everything that may be gone on the next attempt.
fn transient() -> Vec<Step> {
    let coded = r#"{"error":{"code":CODE,"message":"Not now"}}"#;
    let statuses = [408, 425, 429, 502, 503, 504];
    let bodies =
        ["<html>", "", &coded.replace("CODE", "1"), &coded.replace("CODE", "4711"), "\"Request refused\""];
    let answers =
        statuses.iter().flat_map(|status| bodies.map(|body| Step::answer(*status, body.to_owned())));
    answers.chain([Step::Broken { sent: true }]).collect()
}

#[tokio::test(start_paused = true)]
async fn what_can_be_repeated_is_tried_three_times() {
    for step in transient() {
        let (client, transport) = client([step.clone()]);
        let failed = client.call(look("a")).await.expect_err("it never works");
        assert!(failed.is_transient(), "{step:?}: {failed}");
        assert_eq!(transport.attempts(), 3, "a read under {step:?}");

        let (client, transport) = super::client([step.clone()]);
        client.call(rename()).await.expect_err("it never works");
        assert_eq!(transport.attempts(), 3, "a set under {step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn changes_and_money_are_never_repeated() {
    for step in transient() {
        let (client, transport) = client([step.clone()]);
        let failed = client.call(make()).await.expect_err("it does not work");
        assert!(failed.is_transient(), "{step:?}: {failed}");
        assert_eq!(transport.attempts(), 1, "a change under {step:?}");

        let (client, transport) = super::client([step.clone()]);
        client.call(pay()).await.expect_err("it does not work");
        assert_eq!(transport.attempts(), 1, "money under {step:?}");
    }
}

/// Not even when the user asks for more attempts.
#[tokio::test(start_paused = true)]
async fn no_setting_repeats_a_payment() {
    let told = vec![("retry-after", "0".to_owned())];
    for step in [Step::Broken { sent: true }, Step::Answer(503, told, "".into())] {
        let transport = bindery_tests::scripted::Scripted::new([step]);
        let builder = rt::Client::<bindery_tests::demo::Demo>::builder().login("a", "b").retries(5);
        let client = builder.build_over(transport.clone()).expect("it is complete");
        client.call(pay()).await.expect_err("it does not work");
        assert_eq!(transport.attempts(), 1);
        client.call(look("a")).await.expect_err("it does not work");
        assert_eq!(transport.attempts(), 1 + 6);
    }
}

/// What never left was not done, so it may be tried again, whatever it is.
#[tokio::test(start_paused = true)]
async fn what_never_left_is_tried_again() {
    let steps = [Step::Broken { sent: false }, Step::Broken { sent: false }, Step::answer(200, RECEIPT)];
    let (client, transport) = client(steps);
    client.call(pay()).await.expect("the third attempt reaches the server");
    assert_eq!(transport.attempts(), 3);
    // As soon as it may have been seen, it ends.
    let (client, transport) = super::client([Step::Broken { sent: false }, Step::Broken { sent: true }]);
    client.call(pay()).await.expect_err("it may have been seen");
    assert_eq!(transport.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn what_is_certain_is_not_asked_twice() {
    let steps = [
        Step::answer(200, RECEIPT),
        Step::answer(200, r#"{"success":false,"message":"380"}"#),
        Step::answer(500, r#"{"error":{"code":1,"message":""}}"#),
        Step::answer(501, r#"{"error":{"code":4711,"message":""}}"#),
        Step::answer(200, r#"{"error":{"code":342,"message":"a limit of amounts"}}"#),
        Step::answer(403, r#"{"error":{"code":4711,"message":""}}"#),
        Step::answer(401, r#"{"error":{"code":1,"message":""}}"#),
        Step::answer(200, "{}"),
        Step::answer(200, "<html>"),
        Step::answer(302, ""),
        Step::answer(400, ""),
        Step::answer(401, ""),
        Step::answer(404, ""),
        Step::answer(500, ""),
        Step::answer(501, ""),
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
    let steps = [Step::answer(503, ""), Step::Broken { sent: true }, Step::answer(200, RECEIPT)];
    let (client, transport) = client(steps);
    let start = Instant::now();
    let receipt = client.call(look("a")).await.expect("the third attempt works");
    assert_eq!(receipt.id, 7);
    // About 100 and about 200 milliseconds, each of them at least by half.
    assert!((150..=300).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
    assert_eq!(transport.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn without_retries_there_is_one_attempt() {
    let transport = bindery_tests::scripted::Scripted::new([Step::answer(503, "")]);
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
    // What the server says, what the error says, and how long two pauses are; none when it is not asked again.
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
            let (client, transport) = client([Step::Answer(status, headers.clone(), body.into())]);
            let start = Instant::now();
            let failed = client.call(look("a")).await.expect_err("it never works");
            assert_eq!(failed.retry_after(), told, "{said}");
            assert!(failed.is_transient(), "{said}");
            let attempts = if waited.is_some() { 3 } else { 1 };
            let waited = waited.unwrap_or_default();
            assert_eq!((transport.attempts(), start.elapsed()), (attempts, waited), "{status} {body} {said}");
            // Who may not repeat it knows all the same.
            let (client, transport) = super::client([Step::Answer(status, headers, body.into())]);
            let failed = client.call(pay()).await.expect_err("it never works");
            assert_eq!((transport.attempts(), failed.retry_after()), (1, told));
        }
    }
    for said in ["-1", "soon", "", "Wed, 99 Oct 2026 07:28:00 GMT"] {
        let (client, transport) =
            client([Step::Answer(429, vec![("retry-after", said.to_owned())], "".into())]);
        let failed = client.call(look("a")).await.expect_err("it never works");
        assert_eq!((transport.attempts(), failed.retry_after()), (3, None), "{said}");
    }
    let refused = Step::Answer(401, vec![("retry-after", "7".to_owned())], "".into());
    let (client, _) = client([refused]);
    let failed = client.call(pay()).await.expect_err("refused");
    assert_eq!(failed.retry_after(), seconds(7));
}

#[tokio::test(start_paused = true)]
async fn how_long_a_client_waits_is_its_own_choice() {
    for (longest, attempts) in [(0, 1), (29, 1), (30, 3)] {
        let step = Step::Answer(503, vec![("retry-after", "30".to_owned())], "".into());
        let transport = bindery_tests::scripted::Scripted::new([step]);
        let builder = rt::Client::<bindery_tests::demo::Demo>::builder().timeout(Duration::from_secs(100));
        let builder = builder.longest_wait(Duration::from_secs(longest));
        let client = builder.build_over(transport.clone()).expect("it is complete");
        let failed = client.call(look("a")).await.expect_err("it never works");
        assert_eq!((transport.attempts(), failed.retry_after()), (attempts, Some(Duration::from_secs(30))));
    }
    // What is left of the call's time limits it too.
    let step = Step::Answer(503, vec![("retry-after", "6".to_owned())], "".into());
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
        vec![Step::Silence],
        vec![Step::answer(503, ""), Step::Silence],
        vec![Step::Broken { sent: false }, Step::answer(503, ""), Step::Silence],
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
    let transport = bindery_tests::scripted::Scripted::new([Step::Silence]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().timeout(Duration::from_millis(250));
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let start = Instant::now();
    let failed = client.call(make()).await.expect_err("nothing comes");
    assert_eq!(failed.to_string(), "shop/make: no answer within 250ms");
    assert_eq!((transport.attempts(), start.elapsed()), (1, Duration::from_millis(250)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_too_large_is_said_to_be_and_is_not_fetched_again() {
    let transport = bindery_tests::scripted::Scripted::new([Step::answer(200, RECEIPT)]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().max_response(RECEIPT.len() - 1);
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let failed = client.call(look("a")).await.expect_err("too large");
    assert_eq!(
        format!("{failed:#}"),
        "shop/look: the answer is larger than the 24 bytes that this client takes"
    );
    assert_eq!((failed.kind(), failed.is_transient()), (rt::ErrorKind::Limit, false));
    assert_eq!(transport.attempts(), 1);

    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().max_response(RECEIPT.len());
    let client = builder.build_over(transport).expect("it is complete");
    client.call(look("a")).await.expect("it fits");
}
