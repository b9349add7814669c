//! Calls through a client without a socket: build the request, get a response from a service in the same process, read
//! it.

use std::convert::Infallible;
use std::hint::black_box;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime::client::InProcessBody;
use bindery_runtime::decode::decode_response;
use bindery_runtime::{Date, InProcess, Transport};
use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Request, Response};
use http_body_util::{BodyExt as _, Full};

use super::{block_on, same};
use crate::hand::client::Client as HandClient;
use crate::hand::records::{Entries, Imported};
use crate::ledger::accounting::{AccountingApi as _, Entry, Import, ListEntries, ListEntriesRequired};
use crate::ledger::{Client, KEY};
use crate::{Case, values};

const BASE: &str = "https://ledger.example";
const SECRET: &str = "a key that is as long as keys are";
const ACCOUNT: &str = "LD/4711 main";
const FROM: Date = Date::constant(2026, 1, 31);

pub(super) fn cases(records: &dyn Fn(usize) -> usize) -> Vec<Case> {
    vec![
        list("call, a response of one record", 200, records(1)),
        list("call, a response of ten records", 100, records(10)),
        import("call, ten records signed", 100, records(10)),
    ]
}

/// A transport to a service that always sends the same response.
fn responding(body: Bytes) -> impl Transport {
    InProcess::new(tower::service_fn(move |_: Request<InProcessBody>| {
        std::future::ready(Ok::<_, Infallible>(response(body.clone())))
    }))
}

fn response(body: Bytes) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(body));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

/// A request to a service: method, address, headers and body.
type Asked = (String, String, Vec<(String, String)>, Bytes);

/// Returns the same service, and its last request.
fn noting(body: Bytes) -> (impl Transport, Arc<Mutex<Option<Asked>>>) {
    let asked = Arc::new(Mutex::new(None));
    let note = Arc::clone(&asked);
    let service = tower::service_fn(move |request: Request<InProcessBody>| {
        let (note, body) = (Arc::clone(&note), body.clone());
        async move {
            let (head, sent) = request.into_parts();
            let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
            let mut headers: Vec<(String, String)> =
                head.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
            headers.sort();
            let sent = sent.collect().await?.to_bytes();
            *note.lock().unwrap_or_else(PoisonError::into_inner) =
                Some((head.method.to_string(), head.uri.to_string(), headers, sent));
            Ok::<_, Box<dyn std::error::Error + Send + Sync>>(response(body))
        }
    });
    (InProcess::new(service), asked)
}

fn taken(asked: &Mutex<Option<Asked>>) -> Option<Asked> {
    asked.lock().unwrap_or_else(PoisonError::into_inner).take()
}

fn ours<T: Transport>(transport: T) -> Client<T> {
    Client::builder().credential(KEY, SECRET).build_over(transport).expect("the client has what it needs")
}

fn page(count: usize) -> Bytes {
    serde_json::to_vec(&values::entries(count)).expect("texts and numbers can be written").into()
}

fn asking() -> ListEntries {
    let mut request = ListEntries::new(ListEntriesRequired { account: ACCOUNT.to_owned(), limit: 100 });
    request.from = Some(FROM);
    request
}

fn list(name: &'static str, rounds: u64, count: usize) -> Case {
    let check = move || {
        let (transport, asked) = noting(page(count));
        let read = block_on(ours(transport).list_entries(asking())).map_err(|error| error.to_string())?;
        let (transport, asked_by_hand) = noting(page(count));
        let client = HandClient::new(BASE, SECRET, transport);
        let by_hand = block_on(client.list_entries(ACCOUNT, Some(FROM), 100));
        same("the request", taken(&asked), taken(&asked_by_hand))?;
        same("the response", Entries::from(read), by_hand.map_err(|error| format!("{error:?}"))?)
    };
    let ours = move |rounds| {
        let client = ours(responding(page(count)));
        block_on(async {
            for _ in 0..rounds {
                black_box(client.list_entries(black_box(asking())).await.expect("the check got a response"));
            }
        });
    };
    let theirs = move |rounds| {
        let client = HandClient::new(BASE, SECRET, responding(page(count)));
        block_on(async {
            for _ in 0..rounds {
                let (account, from) = black_box((ACCOUNT.to_owned(), Some(FROM)));
                let response = client.list_entries(&account, from, black_box(100)).await;
                black_box(response.expect("the check got a response"));
            }
        });
    };
    Case::new((name, rounds), check, ours, theirs)
}

fn imported(count: usize) -> Bytes {
    let sum = values::import(count).entries.iter().map(|entry| entry.amount).sum();
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    serde_json::to_vec(&Imported { count, sum }).expect("numbers can be written").into()
}

/// Converts the entries of the other side to ours.
fn entries(count: usize) -> Vec<Entry> {
    decode_response::<ListEntries>(200, &page(count)).expect("serde has written it").entries
}

fn import(name: &'static str, rounds: u64, count: usize) -> Case {
    let check = move || {
        let (transport, asked) = noting(imported(count));
        let request = Import::new(entries(count));
        let read = block_on(ours(transport).import(request)).map_err(|error| error.to_string())?;
        let (transport, asked_by_hand) = noting(imported(count));
        let client = HandClient::new(BASE, SECRET, transport);
        let by_hand = block_on(client.import(&values::import(count)));
        same("the request", taken(&asked), taken(&asked_by_hand))?;
        same("the response", Imported::from(read), by_hand.map_err(|error| format!("{error:?}"))?)
    };
    let ours = move |rounds| {
        let client = ours(responding(imported(count)));
        let request = Import::new(entries(count));
        block_on(async {
            for _ in 0..rounds {
                black_box(client.import(black_box(request.clone())).await.expect("the check got a response"));
            }
        });
    };
    let theirs = move |rounds| {
        let client = HandClient::new(BASE, SECRET, responding(imported(count)));
        let request = values::import(count);
        block_on(async {
            for _ in 0..rounds {
                let response = client.import(black_box(&request)).await;
                black_box(response.expect("the check got a response"));
            }
        });
    };
    Case::new((name, rounds), check, ours, theirs)
}
