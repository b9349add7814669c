//! A transport that plays a script and remembers what was asked, so that a test can count attempts and read requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime::Transport;
use bindery_runtime::client::{Limits, TransportError};
use bytes::Bytes;

/// What happens to one request.
#[derive(Clone, Debug)]
pub enum Step {
    /// An answer with this status, these headers and this body.
    Answer(u16, Vec<(&'static str, String)>, Bytes),
    /// The connection breaks; `sent` says whether the server may have seen the request.
    Broken {
        /// Whether the request was sent.
        sent: bool,
    },
    /// Nothing ever comes.
    Silence,
}

impl Step {
    /// A plain answer.
    pub fn answer(status: u16, body: impl Into<Bytes>) -> Self {
        Step::Answer(status, Vec::new(), body.into())
    }
}

/// Plays one step for each request, the last one for all that follow. Clones share the script and the memory.
#[derive(Clone, Debug, Default)]
pub struct Scripted {
    steps: Arc<Mutex<VecDeque<Step>>>,
    seen: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Scripted {
    /// The transport that plays these steps.
    pub fn new(steps: impl IntoIterator<Item = Step>) -> Self {
        Self { steps: Arc::new(Mutex::new(steps.into_iter().collect())), seen: Arc::default() }
    }

    /// The requests so far.
    pub fn seen(&self) -> Vec<http::Request<Bytes>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many requests there were so far.
    pub fn attempts(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn next(&self, request: http::Request<Bytes>) -> Option<Step> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() > 1 { steps.pop_front() } else { steps.front().cloned() }
    }
}

impl Transport for Scripted {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        match self.next(request) {
            Some(Step::Answer(status, headers, body)) => {
                if body.len() > limits.response_bytes {
                    return Err(TransportError::too_large(limits));
                }
                let mut response = http::Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(body).map_err(TransportError::after_sending)
            }
            Some(Step::Broken { sent }) => {
                Err(TransportError { sent, source: Box::new(std::io::Error::other("the line broke")) })
            }
            Some(Step::Silence) => std::future::pending().await,
            None => Err(TransportError::after_sending("the script is empty")),
        }
    }
}
