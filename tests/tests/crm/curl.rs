//! Webhooks sent by `curl`: with a valid signature, one reaches the receiver; with an invalid one, it does not.

use std::process::Command;

use bindery_test_tools as tools;
use bindery_tests::crm::Event;

use crate::TestResult;
use crate::inbound::event;
use crate::served::Served;

/// A webhook, and its signature with the secret of the tests, computed by another program.
const BODY: &str = concat!(
    r#"{"source":{"service":"requests","group":"crm.webhooks.groups.requests.transfer","#,
    r#""event":"crm.webhooks.requests.transfer.reject"},"target":{"name":"参与"},"version":"1.0.0","#,
    r#""data":{"id":"8wozx7mr","type":"transfer","status":"rejected","user_id":"045dff8l","#,
    r#""request_time":"2024-07-30 08:43:43"}}"#,
);
const SIGNATURE: &str = "ac95d405a3fa988b930d5520c76601cece337fb01ca1ac7e35c894e3ebee23d0";

/// Posts a body with curl and returns status and body of the response; none without curl.
async fn curl(
    url: &str,
    headers: Vec<String>,
    body: &'static str,
) -> std::io::Result<Option<(String, String)>> {
    let mut curl = Command::new("curl");
    curl.args(["--silent", "--show-error", "--max-time", "20", "--data-binary", "@-"]);
    curl.args(["--header", "Content-Type: application/json", "--write-out", "\n%{http_code}"]);
    for header in headers {
        curl.args(["--header", &header]);
    }
    curl.arg(format!("{url}/"));
    let ran = tokio::task::spawn_blocking(move || tools::run(&mut curl, body.as_bytes()));
    let printed = ran.await.map_err(std::io::Error::other)??;
    Ok(printed.map(|printed| {
        let (body, status) = printed.rsplit_once('\n').unwrap_or_default();
        (status.to_owned(), body.to_owned())
    }))
}

#[tokio::test]
async fn a_webhook_with_the_right_signature_reaches_the_receiver() -> TestResult {
    let served = Served::start().await?;
    let signed = vec![format!("X-Crm-Signature: {SIGNATURE}")];
    let Some((status, _)) = curl(&served.url, signed, BODY).await? else { return Ok(()) };
    assert_eq!(status, "200");
    let event = "crm.webhooks.requests.transfer.reject".to_owned();
    assert_eq!(
        served.broker.events(),
        [Event { method: "transfer_reject", event, id: Some("8wozx7mr".to_owned()) }]
    );
    Ok(())
}

#[tokio::test]
async fn a_webhook_with_a_wrong_signature_does_not() -> TestResult {
    let served = Served::start().await?;
    let wrong = format!("0{}", &SIGNATURE[1..]);
    assert_ne!(wrong, SIGNATURE);
    for headers in [
        vec![format!("X-Crm-Signature: {wrong}")],
        vec![format!("X-Crm-Signature: sha256={SIGNATURE}")],
        vec![format!("signature: {SIGNATURE}")],
        vec![],
    ] {
        let Some((status, body)) = curl(&served.url, headers.clone(), BODY).await? else { return Ok(()) };
        assert_eq!(status, "403", "{headers:?}");
        assert_eq!(body, r#"{"error":true,"code":403,"type":"invalid_signature"}"#);
    }
    // A valid signature of another body.
    let signed = vec![format!("X-Crm-Signature: {SIGNATURE}")];
    let other = Box::leak(BODY.replace("rejected", "approved").into_boxed_str());
    let response = curl(&served.url, signed, other).await?;
    assert_eq!(response.map(|(status, _)| status).as_deref(), Some("403"));
    assert_eq!(served.broker.calls(), 0);
    assert_eq!(served.broker.events(), []);
    Ok(())
}

/// Events are selected by name, and unknown events are still received.
#[tokio::test]
async fn events_reach_the_method_of_their_name() -> TestResult {
    let served = Served::start().await?;
    let webhooks = |slug: &str| -> bindery_crm::webhooks::OtherEvent {
        // Signed and sent like the vendor's request, for any event.
        crate::served::read(&event(slug, ""))
    };
    let prefix = "crm.webhooks.requests.withdrawal";
    for (slug, method) in [
        (format!("{prefix}.approve.node.7"), "withdrawal_approve"),
        (format!("{prefix}.approve.node."), "withdrawal_approve"),
        (format!("{prefix}.approve.node"), "other_event"),
        (format!("{prefix}.reject"), "withdrawal_reject"),
        (format!("{prefix}.reject.more"), "other_event"),
        (format!("{prefix}.Reject"), "other_event"),
        ("".to_owned(), "other_event"),
    ] {
        bindery_runtime::Caller::call(&served.client, webhooks(&slug)).await?;
        let arrived = served.broker.events().pop().map(|event| (event.method, event.event));
        assert_eq!(arrived, Some((method, slug)));
    }
    Ok(())
}
