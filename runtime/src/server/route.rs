//! One action and the method of a backend that serves it.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

use super::reply::Reply;
use super::{Context, Outcome};
use crate::answer::whole_answer;
use crate::wire::{Entries, FaultKind, check_one_of, read_record};
use crate::{Action, ActionInfo, Api, Fault, Response as _};

/// A method of a backend, its future boxed.
type Method<B, A> = for<'b> fn(&'b B, A, Context) -> BoxFuture<'b, Outcome<A>>;

/// What serves an action, its backend and its type forgotten: reads the request and calls the method.
type Serve<B> =
    dyn Fn(Arc<B>, Result<Entries<'_>, Fault>, Context, Asked) -> BoxFuture<'static, Reply> + Send + Sync;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The answer.
    Answer,
    /// The head of an answer to a request that would change something: it is checked, and the backend is not called.
    Head,
}

/// One action and the method of a backend that serves it. Made by [`routes!`](crate::routes).
pub struct Route<B> {
    pub(super) info: &'static ActionInfo,
    pub(super) names: &'static [&'static str],
    pub(super) serve: Box<Serve<B>>,
}

impl<B: Send + Sync + 'static> Route<B> {
    /// The route of an action to this method.
    pub fn new<A: Action>(method: Method<B, A>) -> Self {
        let serve = move |backend,
                          entries: Result<Entries<'_>, Fault>,
                          context,
                          asked|
              -> BoxFuture<'static, Reply> {
            match (entries.and_then(|entries| read_request::<A>(&entries)), asked) {
                (Ok(request), Asked::Answer) => Box::pin(serve_request(method, backend, request, context)),
                (Ok(_), Asked::Head) => {
                    Box::pin(std::future::ready(Reply::json(A::INFO.status, String::new())))
                }
                (Err(fault), _) => Box::pin(std::future::ready(refuse::<A>(&fault))),
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
    context: Context,
) -> Reply {
    let info = A::INFO;
    // The backend's own state is its own business; the router's is not touched by a panic.
    let outcome =
        AssertUnwindSafe(async move { method(&backend, request, context).await }).catch_unwind().await;
    match outcome {
        Ok(Ok(answer)) => {
            let status = answer.status(info);
            let media_type = info.answer.media_type;
            match answer.to_raw().filter(|_| !media_type.is_json()) {
                Some(body) => Reply::new(status, body, media_type),
                None => Reply::json(status, whole_answer(&answer, info).unwrap_or_default()),
            }
        }
        Ok(Err(failure)) => Reply::failure::<A::Api>(Some(info), &failure),
        Err(_) => {
            tracing::error!(module = info.module, action = info.name, "the backend panicked");
            let error = <A::Api as Api>::INFO.refusals.internal;
            Reply::refusal::<A::Api>(Some(info), error, "Internal error".to_owned())
        }
    }
}

/// The refusal of a request that breaks a rule: the error that the spec names for this parameter, this action, or all.
fn refuse<A: Action>(fault: &Fault) -> Reply {
    let info = A::INFO;
    let refusals = &<A::Api as Api>::INFO.refusals;
    let parameter = fault.field().unwrap_or_default();
    let for_parameter = |table: &[(&str, &'static str)]| {
        table.iter().find(|(name, _)| *name == parameter).map(|(_, error)| *error)
    };
    let (error, message) = match fault.kind() {
        FaultKind::Missing => {
            let error = for_parameter(info.missing).unwrap_or(refusals.missing);
            (error, format!("Missing parameter: {}", fault.path()))
        }
        FaultKind::NoneOf(groups) => {
            (refusals.missing, format!("Missing parameters: {}", groups.join(", or ")))
        }
        FaultKind::Unexpected { .. } | FaultKind::Limit(_) | FaultKind::Syntax(_) => {
            let error = for_parameter(info.invalid).or(info.invalid_action).unwrap_or(refusals.invalid);
            (error, fault.to_string())
        }
    };
    Reply::refusal::<A::Api>(Some(info), error, message).because(fault.reason())
}
