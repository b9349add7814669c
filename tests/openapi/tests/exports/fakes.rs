//! A backend with a response for every action of an API: each call returns the next of all sample responses and all
//! errors of the table. After enough calls, a caller has seen everything that the router can write.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bindery_runtime::decode::decode_response;
use bindery_runtime::encode::{EncodedFailure, encode_failure, encode_response};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::wire::Response as _;
use bindery_runtime::{Action, Code, ErrorCode as _, Failure, RawJson};

use crate::samples::{FailureSample, Sample, failures, responses};

/// The backend.
pub(crate) struct Fakes(HashMap<String, Turns>);

struct Turns {
    responses: Vec<Sample>,
    failures: Vec<FailureSample>,
    next: AtomicUsize,
}

impl Fakes {
    /// Returns the backend for the calls to an API, or for the calls that it makes itself.
    pub(crate) fn for_api(api: &str, inbound: bool) -> Arc<Self> {
        let api = crate::model(api);
        let mut actions = HashMap::new();
        for module in api.modules.iter().filter(|module| module.inbound == inbound) {
            for action in &module.actions {
                let (responses, failures) = (responses(&api, action), failures(&api, action));
                let turns = Turns { responses, failures, next: AtomicUsize::new(0) };
                actions.insert(format!("{}/{}", module.name, action.name), turns);
            }
        }
        Arc::new(Self(actions))
    }

    /// Returns the number of actions.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns everything that a router writes for an action: each response, each error of the table, and an error
    /// response without an error. Each is one line of JSON, in the order in which a Python script reads them.
    pub(crate) fn written<A: Action>(&self) -> Vec<String> {
        let info = A::INFO;
        let name = format!("{}/{}", info.module, info.name);
        let methods: Vec<String> = info
            .methods
            .iter()
            .map(|method| bindery_runtime::metadata::http_method(*method).as_str().to_ascii_lowercase())
            .collect();
        let mut lines = Vec::new();
        let mut line = |status: u16, media: &str, body: String| {
            let line = serde_json::json!({
                "action": &name, "path": info.path, "methods": &methods, "status": status, "media": media, "body": body,
            });
            lines.push(line.to_string());
        };
        let turns = &self.0[&name];
        for sample in &turns.responses {
            let read = success::<A>(sample);
            let (format, media) = read.media(info);
            // Schemas do not describe bodies that are not JSON.
            if format.is_json() {
                line(read.status(info), media, encode_response::<A>(&read));
            }
        }
        for sample in &turns.failures {
            let EncodedFailure { status, headers, body, .. } =
                encode_failure::<A::Api>(Some(info), &failure::<A>(sample));
            let media = headers.get(http::header::CONTENT_TYPE).and_then(|media| media.to_str().ok());
            line(status, media.unwrap_or_default(), body);
        }
        lines
    }

    fn next<A: Action>(&self) -> BackendResult<A> {
        let turns = &self.0[&format!("{}/{}", A::INFO.module, A::INFO.name)];
        let turn = turns.next.fetch_add(1, Ordering::Relaxed);
        // Success and error responses alternate, so that few calls see some of both.
        if turn.is_multiple_of(2) {
            // OpenAPI cannot say that a status comes with and without content, as outcomes do that share it with an error.
            let sayable = |sample: &&Sample| sample.head.status < 400 || !sample.body.is_empty();
            let responses: Vec<&Sample> = turns.responses.iter().filter(sayable).collect();
            return Ok(success::<A>(responses[turn / 2 % responses.len()]));
        }
        Err(failure::<A>(&turns.failures[turn / 2 % turns.failures.len()]))
    }
}

fn success<A: Action>(Sample { head, body }: &Sample) -> A::Response {
    let read = decode_response::<A>(head.clone(), body);
    read.unwrap_or_else(|error| panic!("{}/{}: {error:#}\n{head:?}\n{body:?}", A::INFO.module, A::INFO.name))
}

fn failure<A: Action>(sample: &FailureSample) -> Failure<Code<A>> {
    let code = sample.error.as_ref().and_then(|name| Code::<A>::from_name(name));
    let details = sample.details.as_ref().map(|json| RawJson::from_text(json.as_str()).expect("JSON"));
    let retry_after = sample.waits.then(|| Duration::from_secs(30));
    Failure { code, details, retry_after, ..Failure::default() }
}

/// The method of every action.
pub(crate) fn fake<A: Action>(
    fakes: &Fakes,
    _request: A,
    _context: RequestContext,
) -> Pin<Box<dyn Future<Output = BackendResult<A>> + Send + '_>> {
    let variant = fakes.next::<A>();
    Box::pin(std::future::ready(variant))
}
