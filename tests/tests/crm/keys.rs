//! Rejected callers: hand-made requests, each rejected with the documented error before a backend is reached. The valid
//! requests come from the client's scenarios, so every action is tested.

use bindery_crm::prelude::*;
use bindery_crm::wallets::GetWalletInformation;
use bindery_crm::{Error, ErrorCode, KEY, SIGNATURE_V1};
use bindery_runtime::metadata::ActionInfo;
use bindery_runtime::{ErrorKind, Http};
use bindery_tests::crm::{Broker, PARTNER_KEY};
use bindery_tests::log::{Exchange, serve};
use bytes::Bytes;
use http::HeaderValue;

use crate::coverage::is_of;
use crate::served::{Served, builder, new_client};
use crate::{SCENARIOS, TestResult, failed};

const INVALID_KEY: (u16, &str) = (403, r#"{"error":true,"code":403,"type":"invalid_api_key"}"#);
const INVALID_SIGNATURE: (u16, &str) = (403, r#"{"error":true,"code":403,"type":"invalid_signature"}"#);

type Failed = Box<dyn std::error::Error + Send + Sync>;

/// Returns the requests of a scenario with this header, and their actions.
async fn sent_with(
    header: &str,
    http: &Http,
) -> Result<Vec<(&'static ActionInfo, http::Request<Bytes>)>, Failed> {
    let mut requests = Vec::new();
    for scenario in SCENARIOS {
        let served = Served::start_with(http.clone()).await?;
        let log = served.log.clone();
        (scenario.play)(served).await?;
        let own = |exchange: &Exchange| is_of(scenario.info, exchange);
        let last = log.exchanges().into_iter().rfind(own).ok_or("a scenario calls its action")?;
        if last.request.headers().contains_key(header) {
            requests.push((scenario.info, last.request));
        }
    }
    Ok(requests)
}

/// Sends a request to a new broker. Returns the response, and the number of calls that reached the backend.
async fn try_out(http: &Http, request: http::Request<Bytes>) -> Result<((u16, String), usize), Failed> {
    let served = Served::start_with(http.clone()).await?;
    let response = served.send(at(&served.url, request)?).await?;
    Ok((response, served.broker.calls()))
}

/// Returns the same request for another server.
fn at(url: &str, request: http::Request<Bytes>) -> Result<http::Request<Bytes>, Failed> {
    let (mut head, body) = request.into_parts();
    head.uri = format!("{url}{}", head.uri.path_and_query().map_or("/", |path| path.as_str())).parse()?;
    head.headers.remove("host");
    Ok(http::Request::from_parts(head, body))
}

fn with_body(request: &http::Request<Bytes>, body: impl Into<Bytes>) -> http::Request<Bytes> {
    let mut request = request.clone();
    *request.body_mut() = body.into();
    request.headers_mut().remove("content-length");
    request
}

fn with_header(
    request: &http::Request<Bytes>,
    name: &'static str,
    value: Option<&str>,
) -> http::Request<Bytes> {
    let mut request = request.clone();
    request.headers_mut().remove(name);
    if let Some(value) = value {
        request.headers_mut().insert(name, HeaderValue::from_str(value).expect("the test gives a header"));
    }
    request
}

async fn rejected(
    http: &Http,
    place: &str,
    request: http::Request<Bytes>,
    expected: (u16, &str),
) -> Result<(), Failed> {
    let ((status, body), calls) = try_out(http, request).await?;
    assert_eq!((status, body.as_str()), expected, "{place}");
    assert_eq!(calls, 0, "{place} has reached the backend");
    Ok(())
}

#[tokio::test]
async fn what_is_signed_wrongly_reaches_no_backend() -> TestResult {
    let http = Http::new()?;
    for header in ["signature", "x-crm-signature"] {
        let requests = sent_with(header, &http).await?;
        assert_eq!(requests.len(), if header == "signature" { 14 } else { 10 });
        for (info, request) in &requests {
            let name = format!("{}/{}", info.module, info.name);
            // The unchanged request is accepted, so the following ones are rejected for their changes.
            let ((status, body), calls) = try_out(&http, request.clone()).await?;
            assert!(calls == 1 && status != 403, "{name}: {status} {body}");

            let body = request.body();
            for place in [0, body.len() / 2, body.len() - 1] {
                let mut changed = body.to_vec();
                changed[place] ^= 1;
                rejected(&http, &name, with_body(request, changed), INVALID_SIGNATURE).await?;
            }
            let respaced = serde_json::to_vec_pretty(&serde_json::from_slice::<serde_json::Value>(body)?)?;
            rejected(&http, &name, with_body(request, respaced), INVALID_SIGNATURE).await?;
            rejected(&http, &name, with_body(request, [body, &b"\n"[..]].concat()), INVALID_SIGNATURE)
                .await?;
            rejected(&http, &name, with_body(request, ""), INVALID_SIGNATURE).await?;

            let header: &'static str = if header == "signature" { "signature" } else { "x-crm-signature" };
            let right = request.headers()[header].to_str()?.to_owned();
            let prefix = right.len() - 64;
            for wrong in [None, Some(""), Some(&right[..right.len() - 1]), Some(&right[prefix + 1..])] {
                rejected(&http, &name, with_header(request, header, wrong), INVALID_SIGNATURE).await?;
            }
            let mut twice = request.clone();
            twice.headers_mut().append(header, HeaderValue::from_str(&right)?);
            rejected(&http, &name, twice, INVALID_SIGNATURE).await?;
            let (_, other) =
                requests.iter().find(|(_, other)| other.body() != body).ok_or("there are others")?;
            let of_another = with_header(request, header, Some(other.headers()[header].to_str()?));
            rejected(&http, &name, of_another, INVALID_SIGNATURE).await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn every_byte_of_a_body_is_signed() -> TestResult {
    let served = Served::start().await?;
    served.client.clients().create_client(new_client("ann@example.com")).await?;
    let request = served.log.exchanges().pop().ok_or("it was sent")?.request;
    let calls = served.broker.calls();
    for place in 0..request.body().len() {
        let mut changed = request.body().to_vec();
        changed[place] ^= 1 << (place % 8);
        let (status, body) = served.send(at(&served.url, with_body(&request, changed))?).await?;
        assert_eq!((status, body.as_str()), INVALID_SIGNATURE, "byte {place}");
    }
    assert_eq!(served.broker.calls(), calls);
    Ok(())
}

#[tokio::test]
async fn whoever_has_no_key_or_an_unknown_one_reaches_no_backend() -> TestResult {
    let http = Http::new()?;
    let requests = sent_with("key", &http).await?;
    assert_eq!(requests.len(), 25);
    for (info, request) in &requests {
        let name = format!("{}/{}", info.module, info.name);
        // The signature matches the key in the request, but the key is unknown.
        for key in [None, Some(""), Some("b1a9f0-partner-kez"), Some("b1a9f0-partner-key2")] {
            rejected(&http, &name, with_header(request, "key", key), INVALID_KEY).await?;
        }
        let mut twice = request.clone();
        twice.headers_mut().append("key", HeaderValue::from_static("other"));
        rejected(&http, &name, twice, INVALID_KEY).await?;
        // Only requests with a body are signed.
        let has_body = !matches!(request.method().as_str(), "GET" | "DELETE");
        assert_eq!(request.headers().contains_key("signature"), has_body, "{name}");
        assert_eq!(request.body().is_empty(), !has_body, "{name}");
        if !has_body {
            rejected(&http, &name, with_body(request, r#"{"user_id":"abcd1234"}"#), INVALID_SIGNATURE)
                .await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn the_client_reads_these_rejections() -> TestResult {
    let served = Served::start().await?;
    let stranger = builder(&served.url).credential(KEY, "unknown").build_over(served.raw.clone())?;
    let response = stranger.wallets().get_wallet_information(GetWalletInformation::new("abcd1234")).await;
    let error = response.expect_err("it is rejected");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(
        error.to_string(),
        "wallets/get-wallet-information failed (HTTP 403, code invalid_api_key): API key is not exist or invalid"
    );
    assert_eq!(failed::<()>(Err(error)), (403, ErrorCode::InvalidApiKey));
    Ok(())
}

#[tokio::test]
async fn without_a_key_nothing_is_sent() -> TestResult {
    let served = Served::start().await?;
    let client = bindery_crm::Client::builder().base_url(&served.url).build_over(served.raw.clone())?;
    let error = client.clients().create_client(new_client("ann@example.com")).await.expect_err("no key");
    assert!(matches!(&error, Error::Setup(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("KEY") && text.contains("credential"), "{text}");
    assert_eq!(served.log.exchanges().len(), 0);
    Ok(())
}

#[tokio::test]
async fn the_first_version_of_the_signature_where_both_sides_use_it() -> TestResult {
    let broker = Broker::default();
    let http = Http::new()?;
    let url = serve(broker.router().alternative(SIGNATURE_V1).into_axum()?).await?;
    let old = builder(&url).alternative(SIGNATURE_V1).build_over(http.clone())?;
    old.clients().create_client(new_client("ann@example.com")).await?;
    assert_eq!(broker.calls(), 1);
    // Each side accepts only the configured version.
    let new = builder(&url).build_over(http.clone())?;
    let rejected = new.clients().create_client(new_client("bob@example.com")).await;
    assert_eq!(failed(rejected), (403, ErrorCode::InvalidSignature));
    let served = Served::start_with(http.clone()).await?;
    let old = builder(&served.url).alternative(SIGNATURE_V1).build_over(http)?;
    let rejected = old.clients().create_client(new_client("bob@example.com")).await;
    assert_eq!(failed(rejected), (403, ErrorCode::InvalidSignature));
    assert_eq!((broker.calls(), served.broker.calls()), (1, 0));
    // The documents do not say how nested values are signed, so they are not sent.
    let nested = new_client("cid@example.com");
    let nested = bindery_runtime::Action::with(nested, |new| new.custom_fields = Some(Default::default()));
    let error = old.clients().create_client(nested).await.expect_err("it cannot be signed");
    assert!(matches!(&error, Error::Request(_)) && error.to_string().contains("custom_fields"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_changed_pair_is_rejected_in_the_first_version_too() -> TestResult {
    let broker = Broker::default();
    let http = Http::new()?;
    let log = bindery_tests::log::Log::default();
    let url = serve(log.clone().keep(broker.router().alternative(SIGNATURE_V1).into_axum()?)).await?;
    let client = builder(&url).alternative(SIGNATURE_V1).build_over(http.clone())?;
    client.clients().create_client(new_client("ann@example.com")).await?;
    let request = log.exchanges().pop().ok_or("it was sent")?.request;
    let signature = request.headers()["signature"].to_str()?;
    assert!(signature.len() == 40 && signature.to_uppercase() == signature, "{signature}");
    let text = std::str::from_utf8(request.body())?;
    let changed = [
        with_body(&request, text.replace("false", "true")),
        with_body(&request, text.replace("ann@", "bnn@")),
        with_body(&request, text.replacen('{', r#"{"mail":true,"#, 1)),
        with_body(&request, text.replace(r#""update_password":false,"#, "")),
        with_header(&request, "signature", None),
    ];
    let raw = Served::start_with(http).await?;
    for changed in changed {
        let (status, body) = raw.send(at(&url, changed)?).await?;
        assert_eq!((status, body.as_str()), INVALID_SIGNATURE);
    }
    assert_eq!(broker.calls(), 1);
    let wrong_key = with_header(&request, "key", Some(&PARTNER_KEY[1..]));
    let (status, body) = raw.send(at(&url, wrong_key)?).await?;
    assert_eq!((status, body.as_str()), INVALID_KEY);
    Ok(())
}
