//! Every retry is a new request.

use std::sync::Mutex;
use std::sync::atomic::{AtomicI64, Ordering};

use bindery_runtime as rt;
use bytes::Bytes;
use http::{Request, Response};
use rt::client::{TransportError, TransportLimits};
use rt::{Caller as _, Transport};

use crate::api::*;

/// A value that is generated for each request, such as a time or a nonce.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Made;

static MADE: AtomicI64 = AtomicI64::new(0);

impl rt::wire::Wire for Made {
    fn read(_value: &rt::wire::Value<'_>) -> Result<Self, rt::wire::Fault> {
        Ok(Made)
    }

    fn write(&self, out: &mut rt::wire::Out<'_>) {
        out.number(&MADE.fetch_add(1, Ordering::Relaxed).to_string());
    }
}

rt::record! {
    /// Sets something.
    pub struct Put {
        /// Fixed value in place of a time.
        nonce: Made = rt::key("nonce"),
    }
}

impl rt::Action for Put {
    type Api = Desk;
    type Response = ();
    const INFO: &'static rt::metadata::ActionInfo = &rt::metadata::ActionInfo::new("users", "put", "/put")
        .methods(&[rt::metadata::Method::Put])
        .json()
        .status(204)
        .auth(&["key", "signature"])
        .idempotent();
}

/// Transport that fails two times, each time differently.
#[derive(Default)]
struct Failing(Mutex<Vec<Request<Bytes>>>);

impl Transport for &'static Failing {
    async fn send(
        &self,
        request: Request<Bytes>,
        _limits: TransportLimits,
    ) -> Result<Response<Bytes>, TransportError> {
        let mut sent = self.0.lock().expect("not poisoned");
        sent.push(request);
        let mut response = Response::new(Bytes::new());
        *response.status_mut() = match sent.len() {
            1 => return Err(TransportError::after_sending("the line broke")),
            2 => http::StatusCode::SERVICE_UNAVAILABLE,
            _ => http::StatusCode::NO_CONTENT,
        };
        Ok(response)
    }

    fn base_url(&self) -> Option<&str> {
        Some("http://in-process")
    }
}

#[tokio::test]
async fn what_is_made_for_a_sending_is_made_anew() {
    let failing: &'static Failing = Box::leak(Box::default());
    let client = rt::Client::<Desk>::builder().credential(KEY, "key-of-ann").build_over(failing);
    client.expect("it is complete").call(Put { nonce: Made }).await.expect("the third sending works");
    let sent = failing.0.lock().expect("not poisoned");
    let bodies: Vec<_> = sent.iter().map(|request| request.body().as_ref()).collect();
    assert_eq!(bodies, [&b"{\"nonce\":0}"[..], b"{\"nonce\":1}", b"{\"nonce\":2}"]);
    for (request, signature) in sent.iter().zip([
        "sha256=09be9f2f86ca5269ddc6ba2c4bf08e367c9cc108bc329a645b4b870e40ceedc9",
        "sha256=30994772ed1978f57b8fc47c5038642e682effab59a7a0d3e261e330dc65a792",
        "sha256=e13d0ffef9a7a552d2c222a366767d40e2850fa77fd0d153169b659695299449",
    ]) {
        assert_eq!(request.headers()["signature"], signature, "of its own body");
    }
}
