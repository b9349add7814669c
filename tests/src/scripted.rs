//! A transport that plays a script and records its requests, so that a test can count attempts and read requests.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime::Transport;
use bindery_runtime::client::{TransportError, TransportLimits};
use bytes::Bytes;

/// The reaction to one request.
#[derive(Clone, Debug)]
pub enum ScriptStep {
    /// A response with this status, these headers and this body.
    Response(u16, Vec<(&'static str, String)>, Bytes),
    /// The connection breaks; `sent` tells whether the server may have received the request.
    Broken {
        /// Whether the request was sent.
        sent: bool,
    },
    /// No response, ever.
    Silence,
}

impl ScriptStep {
    /// A response without headers.
    pub fn response(status: u16, body: impl Into<Bytes>) -> Self {
        ScriptStep::Response(status, Vec::new(), body.into())
    }
}

/// A transport that plays one step for each request, and the last step for all further ones. Clones share the script
/// and the log.
#[derive(Clone, Debug, Default)]
pub struct Scripted {
    steps: Arc<Mutex<VecDeque<ScriptStep>>>,
    seen: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Scripted {
    /// Creates a transport that plays these steps.
    pub fn new(steps: impl IntoIterator<Item = ScriptStep>) -> Self {
        Self { steps: Arc::new(Mutex::new(steps.into_iter().collect())), seen: Arc::default() }
    }

    /// Returns the requests so far.
    pub fn seen(&self) -> Vec<http::Request<Bytes>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Returns the number of requests so far.
    pub fn attempts(&self) -> usize {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn next(&self, request: http::Request<Bytes>) -> Option<ScriptStep> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        if steps.len() > 1 { steps.pop_front() } else { steps.front().cloned() }
    }
}

impl Transport for Scripted {
    async fn send(
        &self,
        request: http::Request<Bytes>,
        limits: TransportLimits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        match self.next(request) {
            Some(ScriptStep::Response(status, headers, body)) => {
                if body.len() > limits.response_bytes {
                    return Err(TransportError::too_large(limits));
                }
                let mut response = http::Response::builder().status(status);
                for (name, value) in headers {
                    response = response.header(name, value);
                }
                response.body(body).map_err(TransportError::after_sending)
            }
            Some(ScriptStep::Broken { sent }) => {
                Err(TransportError { sent, source: Box::new(std::io::Error::other("the line broke")) })
            }
            Some(ScriptStep::Silence) => std::future::pending().await,
            None => Err(TransportError::after_sending("the script is empty")),
        }
    }
}
