//! A backend with a response for every action of an API: each call returns the next of all sample responses and all
//! errors of the table. After enough calls, a caller has seen everything that the router can write.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime::decode::decode_response;
use bindery_runtime::encode::{EncodedFailure, encode_failure, encode_response};
use bindery_runtime::server::{BackendResult, RequestContext};
use bindery_runtime::wire::Response as _;
use bindery_runtime::{Action, Code, ErrorCode as _, Failure, RawJson};
use bytes::Bytes;

use crate::values::responses;

/// The backend.
pub(crate) struct Fakes {
    actions: HashMap<String, Turns>,
    errors: Vec<String>,
}

struct Turns {
    responses: Vec<(u16, String)>,
    next: AtomicUsize,
}

impl Fakes {
    /// Returns the backend for the calls to an API, or for the calls that it makes itself.
    pub(crate) fn for_api(api: &str, inbound: bool) -> Arc<Self> {
        let api = crate::model(api);
        let mut actions = HashMap::new();
        for module in api.modules.iter().filter(|module| module.inbound == inbound) {
            for action in &module.actions {
                let turns = Turns { responses: responses(&api, action), next: AtomicUsize::new(0) };
                actions.insert(format!("{}/{}", module.name, action.name), turns);
            }
        }
        let errors = api.errors.iter().filter(|error| error.reads_as.is_none());
        Arc::new(Self { actions, errors: errors.map(|error| error.name.clone()).collect() })
    }

    /// Returns the number of actions.
    pub(crate) fn len(&self) -> usize {
        self.actions.len()
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
        let mut line = |status: u16, body: String| {
            let line = serde_json::json!({
                "action": &name, "path": info.path, "methods": &methods, "status": status, "body": body,
            });
            lines.push(line.to_string());
        };
        for (status, body) in &self.actions[&name].responses {
            let read = decode_response::<A>(*status, &Bytes::from(body.clone()));
            let read = read.unwrap_or_else(|error| panic!("{name}: {error:#}\n{body}"));
            // Schemas do not describe bodies that are not JSON.
            if info.response.format.is_json() {
                line(read.status(info), encode_response::<A>(&read));
            }
        }
        let errors = self.errors.iter().map(|name| Code::<A>::from_name(name)).chain([None]);
        for code in errors {
            let failure = Failure { code, ..Failure::default() };
            let EncodedFailure { status, body, .. } = encode_failure::<A::Api>(Some(info), &failure);
            line(status, body);
        }
        lines
    }

    fn next<A: Action>(&self) -> BackendResult<A> {
        let turns = &self.actions[&format!("{}/{}", A::INFO.module, A::INFO.name)];
        let turn = turns.next.fetch_add(1, Ordering::Relaxed);
        // Success and error responses alternate, so that few calls see some of both.
        if turn.is_multiple_of(2) {
            let (status, body) = &turns.responses[turn / 2 % turns.responses.len()];
            return Ok(decode_response::<A>(*status, &Bytes::from(body.clone())).expect("a valid sample"));
        }
        // One more than there are errors: an error response without an error.
        let name = self.errors.get(turn / 2 % (self.errors.len() + 1));
        let code = name.and_then(|name| Code::<A>::from_name(name));
        let details = turn.is_multiple_of(3).then(|| RawJson::from(7));
        Err(Failure { code, details, ..Failure::default() })
    }
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
