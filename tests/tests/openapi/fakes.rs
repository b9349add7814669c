//! A backend that has an answer for every action of an API: with each call the next of all answers that were made up and of all
//! errors of the table. So whoever calls often enough sees all that the router can write.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_runtime::decode::decode_answer;
use bindery_runtime::encode::{encode_answer, encode_failure};
use bindery_runtime::server::{Context, Outcome};
use bindery_runtime::wire::Response as _;
use bindery_runtime::{Action, Code, ErrorCode as _, Failure, Json};
use bytes::Bytes;

use crate::values::answers;

/// The backend.
pub(crate) struct Fakes {
    actions: HashMap<String, Turns>,
    errors: Vec<String>,
}

struct Turns {
    answers: Vec<(u16, String)>,
    next: AtomicUsize,
}

impl Fakes {
    /// A backend for what an API is called for, or for what calls it makes itself.
    pub(crate) fn of(api: &str, inbound: bool) -> Arc<Self> {
        let api = crate::model(api);
        let mut actions = HashMap::new();
        for module in api.modules.iter().filter(|module| module.inbound == inbound) {
            for action in &module.actions {
                let turns = Turns { answers: answers(&api, action), next: AtomicUsize::new(0) };
                actions.insert(format!("{}/{}", module.name, action.name), turns);
            }
        }
        let errors = api.errors.iter().filter(|error| error.reads_as.is_none());
        Arc::new(Self { actions, errors: errors.map(|error| error.name.clone()).collect() })
    }

    /// How many actions there are.
    pub(crate) fn len(&self) -> usize {
        self.actions.len()
    }

    /// All that a router writes for an action: each answer, each error of the table, and a failure without one. One line of
    /// JSON each, in the order in which a script in Python reads it.
    pub(crate) fn written<A: Action>(&self) -> Vec<String> {
        let info = A::INFO;
        let name = format!("{}/{}", info.module, info.name);
        let methods: Vec<String> = info
            .methods
            .iter()
            .map(|method| bindery_runtime::facts::http_method(*method).as_str().to_ascii_lowercase())
            .collect();
        let mut lines = Vec::new();
        let mut line = |status: u16, body: String| {
            let line = serde_json::json!({
                "action": &name, "path": info.path, "methods": &methods, "status": status, "body": body,
            });
            lines.push(line.to_string());
        };
        for (status, body) in &self.actions[&name].answers {
            let read = decode_answer::<A>(*status, &Bytes::from(body.clone()));
            let read = read.unwrap_or_else(|error| panic!("{name}: {error:#}\n{body}"));
            // What is no JSON is no matter of schemas.
            if info.answer.media_type.is_json() {
                line(read.status(info), encode_answer::<A>(&read));
            }
        }
        let errors = self.errors.iter().map(|name| Code::<A>::from_name(name)).chain([None]);
        for code in errors {
            let failure = Failure { code, message: None, details: None };
            let (status, body) = encode_failure::<A::Api>(Some(info), &failure);
            line(status, body);
        }
        lines
    }

    fn next<A: Action>(&self) -> Outcome<A> {
        let turns = &self.actions[&format!("{}/{}", A::INFO.module, A::INFO.name)];
        let turn = turns.next.fetch_add(1, Ordering::Relaxed);
        // Answers and failures take turns, so that few calls see some of both.
        if turn.is_multiple_of(2) {
            let (status, body) = &turns.answers[turn / 2 % turns.answers.len()];
            return Ok(decode_answer::<A>(*status, &Bytes::from(body.clone())).expect("made up well"));
        }
        // One more than there are: a failure without an error.
        let name = self.errors.get(turn / 2 % (self.errors.len() + 1));
        let code = name.and_then(|name| Code::<A>::from_name(name));
        let details = turn.is_multiple_of(3).then(|| Json::from(7));
        Err(Failure { code, message: None, details })
    }
}

/// The method of every action.
pub(crate) fn fake<A: Action>(
    fakes: &Fakes,
    _request: A,
    _context: Context,
) -> Pin<Box<dyn Future<Output = Outcome<A>> + Send + '_>> {
    let outcome = fakes.next::<A>();
    Box::pin(std::future::ready(outcome))
}
