//! Client and server of one version of an action, by the bytes of their messages.

use std::any::Any;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, PoisonError};

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{InProcess, RequestParts, TransportLimits, build_request};
use rt::decode::decode_response;
use rt::server::{Route, Router};
use rt::wire::{Document, read_record};
use rt::{Action, ResponseHead, Transport as _};

/// A version of an action. Its requests and responses can be printed.
pub(crate) trait Version: Action<Response: Debug> + Debug {}

impl<A: Action<Response: Debug> + Debug> Version for A {}

/// What the backend got, and what it is to return.
#[derive(Default)]
struct Tape {
    request: Option<Box<dyn Any + Send>>,
    response: Option<Box<dyn Any + Send>>,
}

type Shared = Arc<Mutex<Tape>>;

/// The client and the server of a version.
pub(crate) struct Side {
    router: axum::Router,
    tape: Shared,
}

impl Side {
    pub(crate) fn new<A: Version>() -> Self {
        let tape = Shared::default();
        let route = Route::<Mutex<Tape>>::new::<A>(|tape, request, context| {
            let response = {
                let mut tape = tape.lock().unwrap_or_else(PoisonError::into_inner);
                tape.request = Some(Box::new(request.clone()));
                tape.response.take().and_then(|response| response.downcast::<A::Response>().ok())
            };
            match response {
                Some(response) => Box::pin(std::future::ready(Ok(*response))),
                None => Box::pin(rt::server::not_implemented(request, context)),
            }
        });
        let router = Router::<A::Api>::new().mount(vec![route], Arc::clone(&tape));
        Self { router: router.into_axum().expect("the router of one action"), tape }
    }

    /// Returns a transport to the server, whose backend returns this response.
    pub(crate) fn transport<A: Version>(&self, response: A::Response) -> InProcess<axum::Router> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).response = Some(Box::new(response));
        InProcess::new(self.router.clone())
    }

    async fn send(&self, message: &Request<Bytes>) -> Response<Bytes> {
        let limits = TransportLimits { response_bytes: 1 << 20 };
        let server = InProcess::new(self.router.clone());
        server.send(message.clone(), limits).await.expect("a router in the same process responds")
    }

    /// Returns what the server's backend gets.
    pub(crate) async fn accept<A: Version>(&self, message: &Request<Bytes>) -> Result<A, String> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).request = None;
        let response = self.send(message).await;
        let request = self.tape.lock().unwrap_or_else(PoisonError::into_inner).request.take();
        let request = request.and_then(|request| request.downcast::<A>().ok());
        request
            .map(|request| *request)
            .ok_or_else(|| format!("{} {}", response.status(), String::from_utf8_lossy(response.body())))
    }

    /// Returns what the server sends for a response of its backend.
    pub(crate) async fn respond<A: Version>(
        &self,
        message: &Request<Bytes>,
        response: A::Response,
    ) -> Response<Bytes> {
        self.tape.lock().unwrap_or_else(PoisonError::into_inner).response = Some(Box::new(response));
        self.send(message).await
    }
}

/// Reads a request from the JSON of its parameters; fails if it breaks a rule.
pub(crate) fn request<A: Version>(json: &str) -> Result<A, String> {
    let read = || read_record(&Document::parse(json.as_bytes())?.entries()?, true);
    read().map_err(|fault: rt::wire::Fault| fault.to_string())
}

/// Returns what a client sends; fails if it does not send the request.
pub(crate) fn write<A: Version>(request: &A) -> Result<Request<Bytes>, String> {
    let parts = RequestParts::from_action(request);
    let message = parts.and_then(|parts| build_request(A::INFO, &parts, "http://in-process"));
    message.map_err(|fault| fault.to_string())
}

/// Returns what a client reads from a response.
pub(crate) fn read<A: Version>(message: &Response<Bytes>) -> Result<A::Response, String> {
    decode_response::<A>(head(message), message.body()).map_err(|error| error.to_string())
}

pub(crate) fn head(message: &Response<Bytes>) -> ResponseHead {
    ResponseHead::new(message.status().as_u16(), message.headers().clone())
}
