//! Round trips of an action.

use std::fmt::Debug;
use std::pin::Pin;
use std::sync::PoisonError;

use bindery_runtime as rt;
use bytes::Bytes;
use rt::metadata::ErrorFormat;
use rt::wire::{Document, Wire as _, read_record, write_object};

use crate::bench::{Bench, Line};
use crate::foreign;

/// The sample values of an action.
pub struct Case {
    /// Requests, as JSON objects of all their parameters; also with aliases instead of names.
    pub requests: &'static [(&'static str, &'static str)],
    /// Responses, as statuses and bodies; also with aliases instead of names.
    pub responses: &'static [(u16, &'static str, &'static str)],
    /// Whether every parameter can be read from a string.
    pub texts: bool,
    /// Whether a client without any credentials may call.
    pub bare: bool,
}

/// Tests an action: `call` is its method of the generated client. The test of an API awaits many of them, so each stands on
/// the heap.
pub fn act<'a, A, C>(
    bench: &'a Bench<A::Api>,
    case: &'a Case,
    call: C,
) -> Pin<Box<dyn Future<Output = ()> + 'a>>
where
    A: rt::Action + PartialEq + Debug,
    A::Response: PartialEq + Debug,
    C: AsyncFn(&rt::Client<A::Api, Line>, A) -> rt::CallResult<A> + 'a,
{
    Box::pin(trips::<A, C>(bench, case, call))
}

async fn trips<A, C>(bench: &Bench<A::Api>, case: &Case, call: C)
where
    A: rt::Action + PartialEq + Debug,
    A::Response: PartialEq + Debug,
    C: AsyncFn(&rt::Client<A::Api, Line>, A) -> rt::CallResult<A>,
{
    bench.with(|report| report.actions += 1);
    for round in 0..case.requests.len().max(case.responses.len()) {
        let (text, other) = case.requests[round % case.requests.len()];
        let (status, body, other_body) = case.responses[round % case.responses.len()];
        let tried = match trip::<A, C>(bench, case, &call, text, (status, body)).await {
            Ok(()) => other_names::<A>(bench, (text, other), [(status, body), (status, other_body)]).await,
            wrong => wrong,
        };
        if let Err(what) = tried {
            let action = name::<A>();
            bench.fail(&action, format!("{what}\n    request {text}\n    response {status} {body}"));
        }
    }
    if let Err(what) = errors::<A, C>(bench, case, &call).await {
        bench.fail(&name::<A>(), what);
    }
}

pub(crate) fn name<A: rt::Action>() -> String {
    format!("{}/{}", A::INFO.module, A::INFO.name)
}

pub(crate) fn read<A: rt::Action>(text: &str) -> Result<A, String> {
    let document = Document::parse(text.as_bytes()).map_err(|fault| fault.to_string())?;
    let entries = document.entries().map_err(|fault| fault.to_string())?;
    read_record::<A>(&entries, true).map_err(|fault| format!("the request cannot be read: {fault}"))
}

pub(crate) fn decode<A: rt::Action>((status, body): (u16, &'static str)) -> Result<A::Response, String> {
    rt::decode::decode_response::<A>(status, &Bytes::from_static(body.as_bytes()))
        .map_err(|error| format!("the response cannot be read: {error}"))
}

pub(crate) fn same<T: PartialEq + Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} {found:?}, not {wanted:?}")) }
}

async fn trip<A, C>(
    bench: &Bench<A::Api>,
    case: &Case,
    call: &C,
    text: &str,
    response: (u16, &'static str),
) -> Result<(), String>
where
    A: rt::Action + PartialEq + Debug,
    A::Response: PartialEq + Debug,
    C: AsyncFn(&rt::Client<A::Api, Line>, A) -> rt::CallResult<A>,
{
    let request: A = read(text)?;
    let mut written = String::new();
    write_object(&request, &mut written);
    // A body without JSON is no entry.
    if A::KEYS.iter().all(|key| !key.raw) {
        same("the request is written as", &written.as_str(), &text)?;
    }
    let wanted = entries(&written)?;
    let is_made = |name: &str| A::KEYS.iter().any(|key| key.made.is_some() && key.name == name);
    let bare = bench.bare.as_ref().filter(|_| case.bare).map(|client| ("without credentials", client));
    for (way, client) in bench.clients.iter().map(|(way, client)| (*way, client)).chain(bare) {
        bench.tape.give::<A>(Ok(decode::<A>(response)?));
        let got = call(client, request.clone()).await;
        let given = bench.tape.given::<A>();
        match (got, given) {
            (Err(error), None) => return Err(format!("{way}: no backend was asked: {error}")),
            (Err(error), Some(_)) => return Err(format!("{way}: the response did not arrive: {error}")),
            (Ok(_), None) => return Err(format!("{way}: another backend was asked")),
            (Ok(got), Some(given)) => {
                // What the request leaves to the client is made.
                let mut again = String::new();
                write_object(&given, &mut again);
                let mut got_all = entries(&again)?;
                got_all.retain(|(name, _)| !is_made(name) || wanted.iter().any(|(wanted, _)| wanted == name));
                same(&format!("{way}: the backend got"), &got_all, &wanted)?;
                if again == written {
                    same(&format!("{way}: the backend got"), &given, &request)?;
                }
                same(&format!("{way}: the client got"), &got, &decode::<A>(response)?)?;
            }
        }
        let last = bench.last.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
        let sent = (last.0, String::from_utf8_lossy(&last.1).into_owned());
        same(&format!("{way}: the router sent"), &sent, &(response.0, response.1.to_owned()))?;
        bench.with(|report| report.trips += 1);
    }
    if let Some(open) = &bench.open {
        for sent in foreign::requests(&request, case.texts)? {
            bench.tape.give::<A>(Ok(decode::<A>(response)?));
            let way = sent.way;
            let (status, body) = foreign::send(open, sent.request).await?;
            let given = bench.tape.given::<A>();
            let given = given.ok_or_else(|| format!("{way}: no backend was asked: {status} {body}"))?;
            same(&format!("{way}: the backend got"), &given, &request)?;
            bench.with(|report| report.trips += 1);
        }
    }
    Ok(())
}

/// Returns the entries of a JSON object as written.
fn entries(json: &str) -> Result<Vec<(String, String)>, String> {
    let document = Document::parse(json.as_bytes()).map_err(|fault| fault.to_string())?;
    let entries = document.entries().map_err(|fault| fault.to_string())?;
    let each = entries.iter().map(|(name, value)| {
        let json = rt::RawJson::read(value).map_err(|fault| fault.to_string())?;
        Ok((name.to_string(), json.as_str().to_owned()))
    });
    each.collect()
}

/// Checks that values under aliases are read as the same.
async fn other_names<A>(
    bench: &Bench<A::Api>,
    (text, other): (&str, &str),
    [response, other_response]: [(u16, &'static str); 2],
) -> Result<(), String>
where
    A: rt::Action + PartialEq + Debug,
    A::Response: PartialEq + Debug,
{
    if response != other_response {
        same("under other names the response is", &decode::<A>(other_response)?, &decode::<A>(response)?)?;
    }
    let request: A = read(text)?;
    if text == other {
        return Ok(());
    }
    same("under other names the request is", &read(other)?, &request)?;
    let (Some(open), Some(sent)) = (&bench.open, foreign::under_other_names::<A>(other)?) else {
        return Ok(());
    };
    bench.tape.give::<A>(Ok(decode::<A>(response)?));
    let (status, body) = foreign::send(open, sent).await?;
    let given = bench.tape.given::<A>();
    let given = given.ok_or_else(|| format!("other names: no backend was asked: {status} {body}"))?;
    same("other names: the backend got", &given, &request)?;
    bench.with(|report| report.trips += 1);
    Ok(())
}

/// Checks that every documented error arrives as itself, if its error format identifies it.
async fn errors<A, C>(bench: &Bench<A::Api>, case: &Case, call: &C) -> Result<(), String>
where
    A: rt::Action + PartialEq + Debug,
    C: AsyncFn(&rt::Client<A::Api, Line>, A) -> rt::CallResult<A>,
{
    let request: A = read(case.requests[0].0)?;
    for entry in <rt::Code<A> as rt::ErrorCode>::TABLE {
        for (way, client) in &bench.clients {
            bench.tape.give::<A>(Err(entry.error.clone().into()));
            let error = match call(client, request.clone()).await {
                Ok(_) => {
                    return Err(format!("{way}: the error '{}' arrived as a success response", entry.name));
                }
                Err(error) => error,
            };
            if tells::<A>(entry) && error.code() != Some(entry.error.clone()) {
                let last = bench.last.lock().unwrap_or_else(PoisonError::into_inner).take();
                return Err(format!("{way}: the error '{}' arrived as {error:?}: {last:?}", entry.name));
            }
            bench.with(|report| report.trips += 1);
        }
    }
    Ok(())
}

/// Whether the error format of a server's error response identifies the error.
fn tells<A: rt::Action>(entry: &rt::metadata::ErrorEntry<rt::Code<A>>) -> bool {
    let api = <A::Api as rt::Api>::INFO;
    let used =
        A::INFO.error_formats.iter().find(|used| used.errors.is_empty() || used.errors.contains(&entry.name));
    let wanted = used.map_or(api.error_format, |used| used.format);
    let Some(ErrorFormat { body, .. }) = api.error_formats.iter().find(|format| format.name == wanted) else {
        return false;
    };
    let has = |placeholder: &str| body.contains(&format!("\"{placeholder}\""));
    let (code, text) = (has("$code") || has("$code-text"), has("$message") || has("$code-text"));
    entry.is_by_status() || if entry.is_by_text() { text } else { code }
}
