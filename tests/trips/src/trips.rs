//! Round trips of an action.

use std::fmt::Debug;
use std::pin::Pin;

use bindery_runtime as rt;
use bytes::Bytes;
use rt::metadata::ErrorFormat;
use rt::wire::{Document, Wire as _, write_object};

use crate::bench::{Bench, Line};
use crate::{contents, foreign};

/// The sample values of an action.
pub struct Case {
    /// Requests, as JSON objects of all their parameters; also with aliases instead of names.
    pub requests: &'static [(&'static str, &'static str)],
    /// Parameters that are contents; the others are JSON.
    pub contents: &'static [&'static str],
    /// Responses.
    pub responses: &'static [Reply],
    /// Whether every parameter can be read from a string.
    pub texts: bool,
    /// Whether a client without any credentials may call.
    pub bare: bool,
}

/// The sample values of a response.
#[derive(Clone, Copy)]
pub struct Reply {
    /// Status.
    pub status: u16,
    /// Headers that tell the response from others, or that the API documents.
    pub headers: &'static [(&'static str, &'static str)],
    /// Body.
    pub body: &'static str,
    /// Body with aliases instead of names.
    pub other: &'static str,
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
        let reply = case.responses[round % case.responses.len()];
        let tried = match trip::<A, C>(bench, case, &call, text, reply).await {
            Ok(()) => other_names::<A>(bench, case, (text, other), reply).await,
            wrong => wrong,
        };
        if let Err(what) = tried {
            let action = name::<A>();
            let Reply { status, body, .. } = reply;
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

pub(crate) fn decode<A: rt::Action>(
    (status, headers, body): (u16, &[(&'static str, &'static str)], &'static str),
) -> Result<A::Response, String> {
    let mut all = http::HeaderMap::new();
    for (name, text) in headers {
        let value = http::HeaderValue::from_bytes(text.as_bytes());
        all.append(*name, value.map_err(|_| format!("{name}: {text} is no header"))?);
    }
    rt::decode::decode_response::<A>(rt::ResponseHead::new(status, all), &Bytes::from_static(body.as_bytes()))
        .map_err(|error| format!("the response cannot be read: {error}"))
}

impl Reply {
    fn decode<A: rt::Action>(&self) -> Result<A::Response, String> {
        decode::<A>((self.status, self.headers, self.body))
    }
}

/// Compares two responses. A received content is a stream, so those with contents are compared by what is sent.
async fn same_response<A>(way: &str, got: &A::Response, wanted: &A::Response) -> Result<(), String>
where
    A: rt::Action,
    A::Response: PartialEq + Debug,
{
    let what = format!("{way}: the client got");
    if rt::wire::Response::attached(wanted).is_empty() {
        return same(&what, got, wanted);
    }
    same(&what, &contents::of_response::<A>(got).await?, &contents::of_response::<A>(wanted).await?)
}

pub(crate) fn same<T: PartialEq + Debug>(what: &str, found: &T, wanted: &T) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(format!("{what} {found:?}, not {wanted:?}")) }
}

async fn trip<A, C>(
    bench: &Bench<A::Api>,
    case: &Case,
    call: &C,
    text: &str,
    reply: Reply,
) -> Result<(), String>
where
    A: rt::Action + PartialEq + Debug,
    A::Response: PartialEq + Debug,
    C: AsyncFn(&rt::Client<A::Api, Line>, A) -> rt::CallResult<A>,
{
    let request: A = contents::read(text, case.contents)?;
    let sent_contents = match case.contents {
        [] => Vec::new(),
        _ => contents::of_request(&request).await?,
    };
    let mut written = String::new();
    write_object(&request, &mut written);
    // A body without JSON is no entry.
    if case.contents.is_empty() && A::KEYS.iter().all(|key| !key.raw) {
        same("the request is written as", &written.as_str(), &text)?;
    }
    let wanted = entries(&written)?;
    let is_made = |name: &str| A::KEYS.iter().any(|key| key.made.is_some() && key.name == name);
    let bare = bench.bare.as_ref().filter(|_| case.bare).map(|client| ("without credentials", client));
    for (way, client) in bench.clients.iter().map(|(way, client)| (*way, client)).chain(bare) {
        bench.tape.give::<A>(Ok(reply.decode::<A>()?));
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
                if !case.contents.is_empty() {
                    same(&format!("{way}: the backend got"), &bench.tape.contents()?, &sent_contents)?;
                }
                // A received content is a stream, which equals no other one.
                if again == written && sent_contents.is_empty() {
                    same(&format!("{way}: the backend got"), &given, &request)?;
                }
                same_response::<A>(way, &got, &reply.decode::<A>()?).await?;
            }
        }
        let last = bench.taken::<A>("success").ok_or_else(|| format!("{way}: nothing was sent"))?;
        let (head, body) = last.response.into_parts();
        let sent = (head.status.as_u16(), String::from_utf8_lossy(&body).into_owned());
        same(&format!("{way}: the router sent"), &sent, &(reply.status, reply.body.to_owned()))?;
        bench.with(|report| report.trips += 1);
    }
    if let Some(open) = bench.open.as_ref().filter(|_| case.contents.is_empty()) {
        for sent in foreign::requests(&request, case.texts)? {
            bench.tape.give::<A>(Ok(reply.decode::<A>()?));
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
    case: &Case,
    (text, other): (&str, &str),
    reply: Reply,
) -> Result<(), String>
where
    A: rt::Action + PartialEq + Debug,
    A::Response: PartialEq + Debug,
{
    let under_others = Reply { body: reply.other, ..reply };
    if reply.body != reply.other {
        same("under other names the response is", &under_others.decode::<A>()?, &reply.decode::<A>()?)?;
    }
    if text == other {
        return Ok(());
    }
    let request: A = contents::read(text, case.contents)?;
    same("under other names the request is", &contents::read(other, case.contents)?, &request)?;
    if !case.contents.is_empty() {
        return Ok(());
    }
    let (Some(open), Some(sent)) = (&bench.open, foreign::under_other_names::<A>(other)?) else {
        return Ok(());
    };
    bench.tape.give::<A>(Ok(reply.decode::<A>()?));
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
    let request: A = contents::read(case.requests[0].0, case.contents)?;
    for entry in <rt::Code<A> as rt::ErrorCode>::TABLE {
        for (way, client) in &bench.clients {
            bench.tape.give::<A>(Err(entry.error.clone().into()));
            let error = match call(client, request.clone()).await {
                Ok(_) => {
                    return Err(format!("{way}: the error '{}' arrived as a success response", entry.name));
                }
                Err(error) => error,
            };
            let last = bench.taken::<A>(entry.name);
            if tells::<A>(entry) && error.code() != Some(entry.error.clone()) {
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
