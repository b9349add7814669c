//! How often a call is tried. Time stands still in these tests and jumps to the next timer, so pauses are exact.

use std::time::Duration;

use bindery_runtime as rt;
use bindery_tests::scripted::Step;
use rt::Caller as _;
use tokio::time::Instant;

use super::{RECEIPT, client, look, make, pay, rename};

/// Everything that may be gone on the next attempt.
fn transient() -> Vec<Step> {
    let mut steps: Vec<Step> = [429, 502, 503, 504].map(|status| Step::answer(status, "<html>")).to_vec();
    steps.extend([Step::Broken { sent: false }, Step::Broken { sent: true }, Step::Silence]);
    steps
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

/// Not even when the user asks for more attempts, and not even when the server never saw the request.
#[tokio::test(start_paused = true)]
async fn no_setting_repeats_a_payment() {
    let transport = bindery_tests::scripted::Scripted::new([Step::Broken { sent: false }]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().login("a", "b").retries(9);
    let client = builder.build_over(transport.clone()).expect("it is complete");
    client.call(pay()).await.expect_err("it does not work");
    assert_eq!(transport.attempts(), 1);
    client.call(look("a")).await.expect_err("it does not work");
    assert_eq!(transport.attempts(), 1 + 10);
}

#[tokio::test(start_paused = true)]
async fn what_is_certain_is_not_asked_twice() {
    let steps = [
        Step::answer(200, RECEIPT),
        Step::answer(200, r#"{"success":false,"message":"380"}"#),
        Step::answer(500, r#"{"error":{"code":1,"message":""}}"#),
        Step::answer(503, r#"{"error":{"code":1,"message":""}}"#),
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
    assert_eq!(start.elapsed(), Duration::from_millis(100 + 200));
    // Each attempt sends the same bytes.
    let seen: Vec<String> = transport.seen().iter().map(|request| format!("{request:?}")).collect();
    assert_eq!(seen, vec![seen[0].clone(); 3]);
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
async fn retry_after_is_obeyed_within_reason() {
    // What the server says, and how long two pauses are.
    let table = [
        ("0", Duration::ZERO),
        ("3", Duration::from_secs(6)),
        ("10", Duration::from_secs(20)),
        ("3600", Duration::from_secs(20)),
        ("99999999999999999999", Duration::from_millis(300)),
        ("-1", Duration::from_millis(300)),
        ("1.5", Duration::from_millis(300)),
        ("soon", Duration::from_millis(300)),
        ("Wed, 21 Oct 2026 07:28:00 GMT", Duration::from_millis(300)),
        ("", Duration::from_millis(300)),
    ];
    for (said, waited) in table {
        let headers = vec![("retry-after", said.to_owned())];
        let (client, transport) = client([Step::Answer(429, headers, "".into())]);
        let start = Instant::now();
        client.call(look("a")).await.expect_err("it never works");
        assert_eq!((transport.attempts(), start.elapsed()), (3, waited), "Retry-After: {said}");
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_its_time() {
    let (client, transport) = client([Step::Silence]);
    let start = Instant::now();
    let failed = client.call(look("a")).await.expect_err("nothing comes");
    assert!(
        matches!(&failed, rt::Error::Timeout(timeout) if timeout.after == Duration::from_secs(30)),
        "{failed}"
    );
    assert_eq!((transport.attempts(), start.elapsed()), (3, Duration::from_millis(3 * 30_000 + 300)));

    let transport = bindery_tests::scripted::Scripted::new([Step::Silence]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().timeout(Duration::from_millis(250));
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let start = Instant::now();
    let failed = client.call(make()).await.expect_err("nothing comes");
    assert_eq!(failed.to_string(), "shop/make: no answer within 250ms");
    assert_eq!((transport.attempts(), start.elapsed()), (1, Duration::from_millis(250)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_too_large_is_none_and_is_not_fetched_again() {
    let transport = bindery_tests::scripted::Scripted::new([Step::answer(200, RECEIPT)]);
    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().max_response(RECEIPT.len() - 1);
    let client = builder.build_over(transport.clone()).expect("it is complete");
    let failed = client.call(look("a")).await.expect_err("too large");
    assert_eq!(
        format!("{failed:#}"),
        "shop/look: no answer from the server: the answer is larger than 24 bytes"
    );
    assert!(!failed.is_transient());
    assert_eq!(transport.attempts(), 1);

    let builder = rt::Client::<bindery_tests::demo::Demo>::builder().max_response(RECEIPT.len());
    let client = builder.build_over(transport).expect("it is complete");
    client.call(look("a")).await.expect("it fits");
}
