//! Routes: an action and the backend's method that serves it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::reply::Reply;
use super::{BackendResult, RequestContext};
use crate::response::response_body;
use crate::wire::{Entries, FaultKind, check_one_of, read_record};
use crate::{Action, ActionInfo, Api, Fault, Response as _};

/// Method of a backend, with a boxed future.
type Method<B, A> = for<'b> fn(&'b B, A, RequestContext) -> BoxFuture<'b, BackendResult<A>>;

/// Type-erased function that reads the request of an action and calls the backend's method.
type Serve<B> = dyn Fn(Arc<B>, Result<Entries<'_>, Fault>, RequestContext, Asked) -> BoxFuture<'static, Reply>
    + Send
    + Sync;

/// Part of the response that the client asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The full response, with the body.
    Respond,
    /// The head of a response to a request with side effects: the request is checked, but the backend is not called.
    Head,
}

/// Route: an action and the backend's method that serves it. Built by [`routes!`](crate::routes).
pub struct Route<B> {
    pub(super) info: &'static ActionInfo,
    pub(super) names: &'static [&'static str],
    pub(super) serve: Box<Serve<B>>,
}

impl<B: Send + Sync + 'static> Route<B> {
    /// Creates the route from an action to a method of the backend.
    pub fn new<A: Action>(method: Method<B, A>) -> Self {
        let serve = move |backend,
                          entries: Result<Entries<'_>, Fault>,
                          context,
                          asked|
              -> BoxFuture<'static, Reply> {
            match (entries.and_then(|entries| read_request::<A>(&entries)), asked) {
                (Ok(request), Asked::Respond) => Box::pin(serve_request(method, backend, request, context)),
                (Ok(_), Asked::Head) => {
                    Box::pin(std::future::ready(Reply::json(A::INFO.status, String::new())))
                }
                (Err(fault), _) => Box::pin(std::future::ready(reject::<A>(&fault))),
            }
        };
        Self { info: A::INFO, names: A::NAMES, serve: Box::new(serve) }
    }
}

fn read_request<A: Action>(entries: &Entries<'_>) -> Result<A, Fault> {
    check_one_of(entries, A::INFO, A::KEYS)?;
    read_record(entries, true)
}

async fn serve_request<A: Action, B>(
    method: Method<B, A>,
    backend: Arc<B>,
    request: A,
    context: RequestContext,
) -> Reply {
    let info = A::INFO;
    // The backend is responsible for its own state after a panic; the router's state is not affected.
    let variant =
        AssertUnwindSafe(async move { method(&backend, request, context).await }).catch_unwind().await;
    match variant {
        Ok(Ok(reply)) => {
            let status = reply.status(info);
            let media_type = info.response.media_type;
            match reply.to_raw().filter(|_| !media_type.is_json()) {
                Some(body) => Reply::new(status, body, media_type),
                None => Reply::json(status, response_body(&reply, info).unwrap_or_default()),
            }
        }
        Ok(Err(failure)) => Reply::failure::<A::Api>(Some(info), &failure),
        Err(_) => {
            tracing::error!(module = info.module, action = info.name, "the backend panicked");
            let error = <A::Api as Api>::INFO.rejections.internal;
            Reply::rejection::<A::Api>(Some(info), error, "Internal error".to_owned())
        }
    }
}

/// Rejects an invalid request with the error that the spec names for the parameter, the action, or the whole API.
fn reject<A: Action>(fault: &Fault) -> Reply {
    let info = A::INFO;
    let rejections = &<A::Api as Api>::INFO.rejections;
    let parameter = fault.field().unwrap_or_default();
    let for_parameter = |table: &[(&str, &'static str)]| {
        table.iter().find(|(name, _)| *name == parameter).map(|(_, error)| *error)
    };
    let (error, message) = match fault.kind() {
        FaultKind::Missing => {
            let error = for_parameter(info.missing).unwrap_or(rejections.missing);
            (error, format!("Missing parameter: {}", fault.path()))
        }
        FaultKind::NoneOf(groups) => {
            (rejections.missing, format!("Missing parameters: {}", groups.join(", or ")))
        }
        FaultKind::Unexpected { .. } | FaultKind::Limit(_) | FaultKind::Syntax(_) => {
            let error = for_parameter(info.invalid).or(info.invalid_action).unwrap_or(rejections.invalid);
            (error, fault.to_string())
        }
    };
    Reply::rejection::<A::Api>(Some(info), error, message).because(fault.reason())
}
