//! Routes: an action and the backend's method that serves it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::reply::{Reply, Said};
use super::{BackendResult, RequestContext};
#[cfg(feature = "content")]
use crate::Content;
use crate::metadata::BodyFormat;
use crate::response::response_body;
use crate::wire::{Entries, FaultKind, Key, check_one_of, check_related, read_record};
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
    pub(super) keys: &'static [Key],
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
        Self { info: A::INFO, names: A::NAMES, keys: A::KEYS, serve: Box::new(serve) }
    }
}

fn read_request<A: Action>(entries: &Entries<'_>) -> Result<A, Fault> {
    check_one_of(entries, A::INFO, A::KEYS)?;
    let request = read_record(entries, true)?;
    check_related(entries, A::KEYS)?;
    Ok(request)
}

async fn serve_request<A: Action, B>(
    method: Method<B, A>,
    backend: Arc<B>,
    request: A,
    context: RequestContext,
) -> Reply {
    let info = A::INFO;
    let added = context.reply.clone();
    // The backend is responsible for its own state after a panic; the router's state is not affected.
    let variant =
        AssertUnwindSafe(async move { method(&backend, request, context).await }).catch_unwind().await;
    let reply = match variant {
        Ok(Ok(reply)) => {
            let (status, (format, media_type)) = (reply.status(info), reply.media(info));
            let headers = match reply.headers() {
                Ok(headers) => headers,
                Err(fault) => return fail::<A>(&format!("the response cannot be sent: {fault}")),
            };
            written::<A>(&reply, status, format, media_type).with_headers(headers)
        }
        Ok(Err(failure)) => Reply::failure::<A::Api>(Some(info), &failure),
        Err(_) => fail::<A>("the backend panicked"),
    };
    match added.take() {
        Ok(added) => reply.with_added(added),
        Err(fault) => fail::<A>(&format!("an added header cannot be sent: {fault}")),
    }
}

/// Writes the body of a response: a stream, the raw value, or JSON.
fn written<A: Action>(
    reply: &A::Response,
    status: u16,
    format: BodyFormat,
    media_type: &'static str,
) -> Reply {
    let info = A::INFO;
    #[cfg(feature = "content")]
    if let Some(content) = reply.attached().first().and_then(|attached| attached.get::<Content>()) {
        let (own, documented) = (content.media_type(), info.response.media);
        if !documented.is_empty() && !info.response.has_media(Some(own.unwrap_or(media_type))) {
            let all = documented.join(", ");
            return fail::<A>(&match own {
                Some(own) => format!("the content has the media type {own}, and the API sends {all}"),
                None => format!(
                    "the content has no media type, and the API sends {all}: set it with Content::with_media_type"
                ),
            });
        }
        let streamed = Reply::streamed(status, content.clone(), media_type, info.response.end);
        return streamed.unwrap_or_else(|error| fail::<A>(&format!("the response cannot be sent: {error}")));
    }
    let raw = if format == BodyFormat::Raw { reply.to_raw() } else { None };
    let body = raw.unwrap_or_else(|| response_body(reply, info).unwrap_or_default().into_bytes());
    Reply::new(status, body, media_type)
}

/// Reports a failure of the backend, and returns the reply to the client.
fn fail<A: Action>(why: &str) -> Reply {
    let info = A::INFO;
    tracing::error!(module = info.module, action = info.name, "{why}");
    let error = <A::Api as Api>::INFO.rejections.internal;
    Reply::rejection::<A::Api>(Some(info), error, Said::General("Internal error".to_owned()))
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
    Reply::rejection::<A::Api>(Some(info), error, Said::OfRequest(message)).because(fault.reason())
}
