//! The signature of payments, which is a parameter of the body itself, in both directions.

use bindery_crm::prelude::*;
use bindery_crm::{Client, PAY_TOKEN};
use bindery_runtime::metadata::Digest;
use bindery_runtime::sign::digest;
use bindery_runtime::{Http, Secret};
use bindery_tests::crm::{Broker, TOKEN};
use bindery_tests::log::{Log, serve};
use bindery_tests::scripted::{ScriptStep, Scripted};
use bytes::Bytes;
use serde_json::{Value, json};

use crate::TestResult;
use crate::inbound::{callback, order, payment};
use crate::served::{Served, builder};

/// Whether this is a rejection, in the error format of each of the two calls. The first format has no error type, and
/// its status is 200.
fn is_rejection(path: &str, (status, body): &(u16, String)) -> bool {
    match path {
        "/pay/url" => {
            *status == 200 && body.starts_with(r#"{"result":false,"msg":"The "#) && body.contains("wrong")
        }
        _ => *status == 400 && body == r#"{"error":true,"code":400,"type":"psp_token_invalid"}"#,
    }
}

/// The request of the page's sample, and the digest by its rules with this token, computed by another program.
#[test]
fn the_signature_is_the_digest_of_the_sorted_pairs_and_the_token() -> TestResult {
    let transport = Scripted::new([ScriptStep::response(204, "")]);
    let builder =
        Client::builder().server_url("psp", "https://psp.example").credential(PAY_TOKEN, "test_token_123");
    let client = builder.build_over(transport.clone())?;
    let request = callback("td0bhyp3lqm1").with(|request| {
        request.merchant_id = "f23eb3a856284d0a87913e33ed581852".to_owned();
        request.transaction_id = Some("98765434567876".to_owned());
        request.user_id = Some("ewem9cab".to_owned());
    });
    bindery_tests::wait(client.psp().payment_callback(request))?;
    let request = transport.seen().pop().ok_or("it was sent")?;
    assert_eq!(request.uri(), "https://psp.example/pay/callback");
    assert_eq!(request.headers()["crm-pay-token"], "test_token_123");
    let body: Value = serde_json::from_slice(request.body())?;
    assert_eq!(body["time"], 1_631_696_419_516_i64);
    assert_eq!(body["sign"], "F895491875966C2EF8522A4E38DD34D0EB440376");
    Ok(())
}

#[tokio::test]
async fn a_payment_that_was_changed_on_the_way_is_rejected() -> TestResult {
    let served = Served::start().await?;
    served.broker.merchant(Some("m-1"));
    served.broker.open_order("open", order());
    served.client.psp().payment_callback(callback("open")).await?;
    served.client.psp().get_payment_url(payment("m-1")).await?;
    for exchange in served.log.exchanges() {
        let right: Value = serde_json::from_slice(exchange.request.body())?;
        let (path, calls) = (exchange.path.as_str(), served.broker.calls());
        let with = |name: &str, value: Value| {
            let mut changed = right.clone();
            changed[name] = value;
            changed
        };
        for (what, changed) in [
            ("the amount", with("amount", json!(432.99))),
            ("the order", with("order_no", json!("another"))),
            ("something added", with("custom_9", json!("x"))),
            ("the sign of something else", with("sign", json!("F895491875966C2EF8522A4E38DD34D0EB440376"))),
            ("what cannot be signed", with("custom_9", json!({}))),
        ] {
            let response = served.send(post(&served, path, TOKEN, changed.to_string())?).await?;
            assert!(is_rejection(path, &response), "{path}: {what}: {response:?}");
        }
        let twice = right.to_string().replacen('{', r#"{"amount":1,"#, 1);
        let response = served.send(post(&served, path, TOKEN, twice)?).await?;
        assert!(is_rejection(path, &response), "{path}: a repeated amount: {response:?}");
        for token in ["wrong", ""] {
            let response = served.send(post(&served, path, token, right.to_string())?).await?;
            assert!(is_rejection(path, &response), "{path}: the token {token:?}: {response:?}");
        }
        assert_eq!(served.broker.calls(), calls, "none of them has reached the backend");
        // The signature covers names and values, not bytes: order, spaces and empty values do not matter.
        let again = serde_json::to_string_pretty(&with("custom_8", json!("")))?;
        served.send(post(&served, path, TOKEN, again)?).await?;
        assert_eq!(served.broker.calls(), calls + 1, "{path}");
        // Some signers include empty values, as in the samples of the page, or some of them; languages write null
        // differently.
        let mut plain = right.clone();
        plain.as_object_mut().ok_or("an object")?.retain(|_, value| *value != "");
        let mut signed = plain.clone();
        (signed["custom_8"], signed["custom_9"]) = (json!(""), Value::Null);
        let ways = ["", "&custom_8=", "&custom_8=&custom_9=", "&custom_8=&custom_9=null", "&custom_9=null"];
        for (taken, empty) in (2..).zip(ways) {
            signed["sign"] = json!(sign_of(&plain, empty));
            served.send(post(&served, path, TOKEN, signed.to_string())?).await?;
            assert_eq!(served.broker.calls(), calls + taken, "{path}: {empty}");
        }
        for wrong in ["&custom_7=", "&custom_8=x", "&custom_8=&custom_8="] {
            signed["sign"] = json!(sign_of(&plain, wrong));
            let response = served.send(post(&served, path, TOKEN, signed.to_string())?).await?;
            assert!(is_rejection(path, &response), "{path}: {wrong}: {response:?}");
        }
    }
    Ok(())
}

/// Returns bodies without a valid signature: none, and the values in the page's own samples.
fn unsigned(right: &Value) -> Vec<String> {
    let signs = [json!(null), json!(""), json!("Will be generated after clicking the button"), json!(1)];
    let mut bodies: Vec<Value> = signs
        .into_iter()
        .map(|sign| {
            let mut body = right.clone();
            body["sign"] = sign;
            body
        })
        .collect();
    let mut without = right.clone();
    without.as_object_mut().map(|body| body.remove("sign"));
    bodies.push(without);
    bodies.iter().map(Value::to_string).collect()
}

/// A working CRM was observed to request payment page addresses without a valid signature. The token is still checked.
#[tokio::test]
async fn the_crm_may_omit_the_signature_when_it_requests_a_payment_page() -> TestResult {
    let served = Served::start().await?;
    served.broker.merchant(Some("m-1"));
    served.broker.open_order("open", order());
    served.client.psp().get_payment_url(payment("m-1")).await?;
    served.client.psp().payment_callback(callback("open")).await?;
    for exchange in served.log.exchanges() {
        let right: Value = serde_json::from_slice(exchange.request.body())?;
        let (path, calls) = (exchange.path.as_str(), served.broker.calls());
        let bodies = unsigned(&right);
        for body in &bodies {
            let response = served.send(post(&served, path, TOKEN, body.clone())?).await?;
            match path {
                "/pay/url" => {
                    assert!(response.0 == 200 && response.1.contains(r#""url":"#), "{body}: {response:?}")
                }
                _ => assert!(is_rejection(path, &response), "{path}: {body}: {response:?}"),
            }
            let stranger = served.send(post(&served, path, "wrong", body.clone())?).await?;
            assert!(is_rejection(path, &stranger), "{path}: {body}: {stranger:?}");
        }
        let reached = if path == "/pay/url" { bodies.len() } else { 0 };
        assert_eq!(served.broker.calls(), calls + reached, "{path}");
    }
    Ok(())
}

/// Receivers can require signatures if their CRM signs.
#[tokio::test]
async fn a_receiver_can_require_the_sign() -> TestResult {
    let broker = Broker::default();
    broker.merchant(Some("m-1"));
    let service = broker.router().require("pay-sign").into_axum()?;
    let log = Log::default();
    let url = serve(log.clone().keep(service)).await?;
    let client = builder(&url).build_over(Http::new()?)?;
    client.psp().get_payment_url(payment("m-1")).await?;
    let exchange = log.exchanges().pop().ok_or("there was one")?;
    let right: Value = serde_json::from_slice(exchange.request.body())?;
    let served = Served { broker, client, url, log, raw: Http::new()? };
    let calls = served.broker.calls();
    for body in unsigned(&right) {
        let response = served.send(post(&served, "/pay/url", TOKEN, body.clone())?).await?;
        assert!(is_rejection("/pay/url", &response), "{body}: {response:?}");
    }
    assert_eq!(served.broker.calls(), calls);
    let error = served.broker.router().require("pay-token").into_axum().expect_err("it is never optional");
    assert_eq!(
        error.to_string(),
        "'pay-token' cannot be required: it is not optional for any mounted action"
    );
    Ok(())
}

/// Some send the amount of a callback as a string, and times are milliseconds.
#[tokio::test]
async fn amounts_and_times_of_callbacks_are_read_as_they_are_sent() -> TestResult {
    let served = Served::start().await?;
    served.broker.merchant(Some("m-1"));
    served.broker.open_order("open", order());
    let text = "amount=432.98&currency=USD&merchant_id=m-1&order_no=open&status=1&time=1631696419516";
    let sign = digest(Digest::Sha1, text.as_bytes(), &Secret::from(TOKEN));
    let sign: String = sign.iter().map(|byte| format!("{byte:02X}")).collect();
    let body = format!(
        r#"{{"merchant_id":"m-1","order_no":"open","amount":"432.98","currency":"USD","time":1631696419516,"status":1,"sign":"{sign}"}}"#
    );
    let (status, response) = served.send(post(&served, "/pay/callback", TOKEN, body)?).await?;
    assert_eq!((status, response.as_str()), (204, ""));
    Ok(())
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() -> TestResult {
    let served = Served::start().await?;
    let client = Client::builder().server_url("psp", &served.url).build_over(Http::new()?)?;
    let error = client.psp().payment_callback(callback("open")).await.expect_err("there is no token");
    assert!(error.to_string().contains("PAY_TOKEN"), "{error}");
    assert_eq!(served.log.exchanges().len(), 0);
    Ok(())
}

/// Returns the signature of these parameters together with some without a value.
fn sign_of(parameters: &Value, empty: &str) -> String {
    let entries = parameters.as_object().into_iter().flatten().filter(|(name, _)| *name != "sign");
    let mut pairs: Vec<String> = entries
        .map(|(name, value)| format!("{name}={}", value.as_str().map_or(value.to_string(), str::to_owned)))
        .chain(empty.split('&').filter(|pair| !pair.is_empty()).map(str::to_owned))
        .collect();
    pairs.sort_by(|one, other| one.split('=').next().cmp(&other.split('=').next()));
    let digest = digest(Digest::Sha1, pairs.join("&").as_bytes(), &TOKEN.into());
    digest.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn post(served: &Served, path: &str, token: &str, body: String) -> Result<http::Request<Bytes>, http::Error> {
    http::Request::post(format!("{}{path}", served.url))
        .header("content-type", "application/json")
        .header("crm-pay-token", token)
        .body(body.into())
}
