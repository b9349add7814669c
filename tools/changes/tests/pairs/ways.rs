//! The ways of messages between two versions of an action: a request or a response that one version writes and the
//! other one reads.

use std::collections::BTreeMap;

use bindery_runtime as rt;
use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, DATE};
use http::{HeaderMap, Request, Response};
use rt::metadata::Encoding;
use rt::wire::{Out, Response as _, Wire, write_object};
use rt::{Caller as _, StreamExt as _};
use serde_json::{Value as Json, json};

use crate::payload::{lost, parse};

use super::side::{Side, Version, head, read, request, write};

/// What became of a payload.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The sender itself does not send it.
    Unsent,
    /// It arrives, in the bytes that the reader's version would send for it.
    Arrives,
    /// It arrives, but in bytes that the reader's version does not send.
    Otherwise(String),
    /// It is rejected, or a value is lost.
    Lost(String),
}

/// A response of a payload, as the vendor's or our server would send it.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// Part of a message that a reader knows, with values in a form that does not depend on their encoding.
pub(crate) type View<'v> = &'v dyn Fn(&Json) -> Json;

/// Sends requests that `S` writes to the server of `R`. `sent` and `got` view the requests.
pub(crate) async fn requests<S: Version, R: Version>(
    payloads: &[String],
    sent: View<'_>,
    got: View<'_>,
) -> Vec<Outcome> {
    let (sender, receiver) = (Side::new::<S>(), Side::new::<R>());
    let mut outcomes = Vec::new();
    for payload in payloads {
        let Ok(message) = request::<S>(payload).and_then(|request| write(&request)) else {
            outcomes.push(Outcome::Unsent);
            continue;
        };
        let Ok(whole) = sender.accept::<S>(&message).await else {
            outcomes.push(Outcome::Unsent);
            continue;
        };
        let shown = shown_request(&message);
        outcomes.push(match receiver.accept::<R>(&message).await {
            Err(why) => Outcome::Lost(format!("{shown:?}: {why}")),
            Ok(read) if format!("{read:?}").contains("Unknown(") => {
                Outcome::Lost(format!("{shown:?}: {read:?}"))
            }
            Ok(read) => match lost(&sent(&object(&whole)), &got(&object(&read))) {
                Some(leaf) => Outcome::Lost(format!("{shown:?}: lost {leaf} in {read:?}")),
                None => compared(
                    &shown,
                    &write(&read).map_or_else(|why| vec![why], |other| shown_request(&other)),
                ),
            },
        });
    }
    outcomes
}

fn object<A: Version>(request: &A) -> Json {
    let mut json = String::new();
    write_object(request, &mut json);
    parse(&json)
}

fn compared(sent: &[String], own: &[String]) -> Outcome {
    if sent == own { Outcome::Arrives } else { Outcome::Otherwise(format!("{sent:?}, not {own:?}")) }
}

/// Sends responses that `S` writes to the client of `R`. `requests` are payloads for a request of each; `sent` and `got`
/// view the responses.
pub(crate) async fn responses<S: Version, R: Version>(
    answers: &[Answer],
    requests: [&[String]; 2],
    [sent, got]: [View<'_>; 2],
) -> Vec<Outcome> {
    let (sender, receiver) = (Side::new::<S>(), Side::new::<R>());
    let [asked, own] = requests;
    let asked = first(asked, |json| write(&request::<S>(json).ok()?).ok());
    let own = first(own, |json| write(&request::<R>(json).ok()?).ok());
    let mut outcomes = Vec::new();
    for answer in answers {
        let value = || read::<S>(&answer.message()).unwrap_or_else(|why| panic!("{answer:?}: {why}"));
        let message = sender.respond::<S>(&asked, value()).await;
        let shown = shown_response(&message);
        let whole = seen::<S>(&value());
        outcomes.push(match read::<R>(&message) {
            Err(why) => Outcome::Lost(format!("{shown:?}: {why}")),
            Ok(read) if format!("{read:?}").contains("Unknown(") => Outcome::Otherwise(format!("{read:?}")),
            Ok(read) => match lost(&sent(&whole), &got(&seen::<R>(&read))) {
                Some(leaf) => Outcome::Lost(format!("{shown:?}: lost {leaf} in {read:?}")),
                None => compared(&shown, &shown_response(&receiver.respond::<R>(&own, read).await)),
            },
        });
    }
    outcomes
}

fn first(payloads: &[String], of: impl Fn(&str) -> Option<Request<Bytes>>) -> Request<Bytes> {
    payloads.iter().find_map(|json| of(json)).unwrap_or_else(|| panic!("none of {payloads:?} can be sent"))
}

impl Answer {
    fn message(&self) -> Response<Bytes> {
        let mut message = Response::builder().status(self.status);
        for (name, text) in &self.headers {
            message = message.header(name, text);
        }
        message.body(Bytes::from(self.body.clone())).expect("a response")
    }
}

/// Returns a response value as JSON: its body and its headers.
fn seen<A: Version>(value: &A::Response) -> Json {
    let body = value.to_body(A::INFO).unwrap_or_default();
    let raw = || value.to_raw().map(|raw| Json::from(String::from_utf8_lossy(&raw).into_owned()));
    let body = serde_json::from_str(&body).unwrap_or_else(|_| raw().unwrap_or_default());
    let headers: BTreeMap<String, String> = texts(&value.headers().expect("headers that can be sent"));
    json!({"body": body, "headers": headers})
}

fn texts(headers: &HeaderMap) -> BTreeMap<String, String> {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    headers.iter().map(|(name, value)| (name.to_string(), text(value.as_bytes()))).collect()
}

/// Returns what an order of entries does not change of a request.
fn shown_request(message: &Request<Bytes>) -> Vec<String> {
    let target = message.uri().path_and_query().map(ToString::to_string).unwrap_or_default();
    let (path, query) = target.split_once('?').unwrap_or((&target, ""));
    let mut pairs: Vec<&str> = query.split('&').collect();
    pairs.sort_unstable();
    let mut shown = vec![format!("{} {path}?{}", message.method(), pairs.join("&"))];
    shown.extend(shown_body(message.headers(), message.body()));
    shown
}

fn shown_response(message: &Response<Bytes>) -> Vec<String> {
    let mut shown = vec![head(message).status.to_string()];
    shown.extend(shown_body(message.headers(), message.body()));
    shown
}

fn shown_body(headers: &HeaderMap, body: &Bytes) -> Vec<String> {
    let label = headers.get(CONTENT_TYPE).and_then(|label| label.to_str().ok()).unwrap_or_default();
    let boundary = label.split_once("boundary=").map_or("no boundary", |(_, boundary)| boundary);
    let text = String::from_utf8_lossy(body);
    let mut shown: Vec<String> = texts(headers)
        .into_iter()
        .filter(|(name, _)| ![ACCEPT, CONTENT_LENGTH, DATE].iter().any(|other| other.as_str() == name))
        .map(|(name, text)| format!("{name}: {}", text.replace(boundary, "boundary")))
        .collect();
    shown.push(match serde_json::from_str::<Json>(&text) {
        Ok(json) => json.to_string(),
        Err(_) => text.replace(boundary, "boundary"),
    });
    shown
}

/// A response that is a stream.
pub(crate) trait Items {
    /// Returns the items as JSON.
    async fn items(self) -> Result<Vec<Json>, String>;
}

impl<T: Wire> Items for rt::Events<T> {
    async fn items(mut self) -> Result<Vec<Json>, String> {
        let mut items = Vec::new();
        while let Some(event) = self.next().await {
            items.push(item(&event.map_err(|error| error.to_string())?.data));
        }
        Ok(items)
    }
}

impl<T: Wire> Items for rt::JsonLines<T> {
    async fn items(mut self) -> Result<Vec<Json>, String> {
        let mut items = Vec::new();
        while let Some(line) = self.next().await {
            items.push(item(&line.map_err(|error| error.to_string())?));
        }
        Ok(items)
    }
}

fn item<T: Wire>(value: &T) -> Json {
    let mut json = String::new();
    value.write(&mut Out::json(&mut json, Encoding::Plain));
    parse(&json)
}

/// Sends streams that `S` writes to the client of `R`.
pub(crate) async fn streams<S: Version, R: Version<Response: Items>>(
    answers: &[Answer],
    requests: [&[String]; 2],
) -> Vec<Outcome>
where
    S::Response: Items,
{
    let mut outcomes = Vec::new();
    for answer in answers {
        let value = || read::<S>(&answer.message()).unwrap_or_else(|why| panic!("{answer:?}: {why}"));
        let wanted = value().items().await.unwrap_or_else(|why| panic!("{answer:?}: {why}"));
        let sender = Side::new::<S>();
        let transport = sender.transport::<S>(value());
        let client = rt::Client::<R::Api>::builder().retries(0).build_over(transport).expect("a client");
        let read = match client.call(request::<R>(&requests[1][0]).expect("a request")).await {
            Ok(stream) => stream.items().await,
            Err(error) => Err(error.to_string()),
        };
        outcomes.push(match read {
            Ok(read) if read == wanted => Outcome::Arrives,
            Ok(read) => Outcome::Lost(format!("{wanted:?} arrive as {read:?}")),
            Err(why) => Outcome::Lost(why),
        });
    }
    outcomes
}
