//! The one handler of all routes: method, log-in, size, key, signature, parameters, backend, in this order.

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::response::Response;
use http::header::{ALLOW, AUTHORIZATION, COOKIE, HeaderValue, PROXY_AUTHORIZATION};
use http::request::Parts;
use http::{Method, StatusCode};

use super::Context;
use super::incoming::{Incoming, Refused, collect};
use super::keys::Proof;
use super::login::basic;
use super::reply::Reply;
use super::router::{Checks, Entry, Login};
use crate::{ActionInfo, Api, Fault};

/// Serves a request whose path is known.
pub(super) async fn handle<P: Api>(
    entries: &[Entry],
    checks: &Checks,
    values: Vec<String>,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let takes = |entry: &&Entry| entry.info.methods.iter().any(|known| known.http() == head.method);
    let candidates: Vec<&Entry> = entries.iter().filter(takes).collect();
    // All of them need the same things to be checked; which of them is meant may stand in the body.
    let Some(first) = candidates.first() else {
        return wrong_method::<P>(entries);
    };
    let mut context = context_of(&head, first, checks);
    if let (Login::Checked(check), Some(refused)) = (&checks.login, first.needs.basic) {
        match basic(&head.headers) {
            Some((user, password)) if check.check(&user, &password).await => context.login = Some(user),
            _ => {
                let message = "The log-in is missing or wrong".to_owned();
                let reply = Reply::refusal_as::<P>(None, refused, message, Some(StatusCode::UNAUTHORIZED));
                return reply.into_challenge(P::INFO.title);
            }
        }
    }
    let mut proof = None;
    let reply = match admit::<P>(&candidates, checks, &head, body, values, &mut context, &mut proof).await {
        Ok((entry, incoming)) => (entry.serve)(incoming, context).await,
        Err(reply) => reply,
    };
    tracing::debug!(module = first.info.module, action = first.info.name, status = reply.status, "served");
    // What HEAD gets has no body that could be signed.
    let signed = proof.filter(|_| head.method != Method::HEAD).and_then(|proof| proof.sign(&reply.body));
    let mut response = reply.into_response();
    if let Some((header, text)) = signed
        && let Ok(value) = HeaderValue::try_from(text)
    {
        response.headers_mut().insert(header, value);
    }
    response
}

fn context_of(head: &Parts, entry: &Entry, checks: &Checks) -> Context {
    let mut headers = head.headers.clone();
    for (name, value) in &mut headers {
        // A backend may print its context.
        let secret = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name)
            || checks.keys.is_issued(name.as_str())
            || entry.needs.secret_headers().any(|secret| name.as_str().eq_ignore_ascii_case(secret));
        value.set_sensitive(secret);
    }
    Context { login: None, guest: None, headers, extensions: head.extensions.clone() }
}

/// The action that a request means, and its parameters, if the caller may.
async fn admit<'e, P: Api>(
    candidates: &[&'e Entry],
    checks: &Checks,
    head: &Parts,
    body: Body,
    values: Vec<String>,
    context: &mut Context,
    proof: &mut Option<Proof>,
) -> Result<(&'e Entry, Incoming), Reply> {
    let Some(first) = candidates.first().copied() else {
        return Err(unmeant::<P>());
    };
    let (info, needs) = (first.info, &first.needs);
    let max_body = checks.max_body;
    if body.size_hint().lower() > max_body as u64 {
        return Err(too_large::<P>(max_body));
    }
    let checked = !matches!(checks.login, Login::Off);
    let refuse = |refused: &'static str, what: &str| {
        Reply::refusal::<P>(Some(info), refused, format!("The {what} is missing or wrong"))
    };
    let mut presented = Vec::new();
    if checked {
        let (keys, caller) =
            needs.check_keys(&checks.keys, &head.headers).await.map_err(|refused| refuse(refused, "key"))?;
        presented = keys;
        context.login = context.login.take().or(caller);
        #[cfg(feature = "oauth")]
        first.tokens.check_bearers::<P>(&checks.tokens, head, info, context).await?;
    }
    let invalid = |fault: Fault| Reply::refusal::<P>(Some(info), P::INFO.refusals.invalid, fault.to_string());
    let bytes = collect(body, max_body).await.map_err(|refused| match refused {
        Refused::TooLarge => too_large::<P>(max_body),
        Refused::Unreadable(fault) => invalid(fault),
    })?;
    #[cfg(feature = "oauth")]
    if checked {
        first.tokens.verify::<P>(&checks.tokens, head, &bytes, info, context).await?;
    }
    let signed = needs.signed_form(&head.headers, !bytes.is_empty()).filter(|_| checked);
    let mut incoming = Incoming::new(head, bytes, signed, made(first)).await.map_err(invalid)?;
    if checked {
        *proof = needs
            .verify(&checks.keys, &presented, &head.headers, &incoming)
            .map_err(|refused| refuse(refused, "signature"))?;
        needs
            .check_issued(&checks.keys, &head.headers, context)
            .await
            .map_err(|refused| refuse(refused, "header of a user"))?;
    }
    let entry = meant(candidates, &incoming).ok_or_else(unmeant::<P>)?;
    #[cfg(feature = "oauth")]
    if checked {
        entry.tokens.check_scopes::<P>(entry.info, context)?;
    }
    incoming.set_path(names(entry.info).zip(values).collect());
    Ok((entry, incoming))
}

/// The parameters that are signatures, and nothing that a backend would be handed.
fn made(entry: &Entry) -> Vec<&'static str> {
    #[cfg_attr(not(feature = "oauth"), allow(unused_mut))]
    let mut made = entry.needs.made();
    #[cfg(feature = "oauth")]
    made.extend(entry.tokens.made());
    made
}

/// The names of a path's parameters.
fn names(info: &ActionInfo) -> impl Iterator<Item = String> {
    info.path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).map(str::to_owned)
}

/// The action that takes a request: the one whose texts it has at the place where they stand, else the one that takes
/// the rest. A request that can not be read goes to any of them, which refuses it.
fn meant<'e>(candidates: &[&'e Entry], incoming: &Incoming) -> Option<&'e Entry> {
    let takes = |entry: &&&Entry| {
        entry.info.select.is_some_and(|select| match select.is {
            [] => incoming.has(select.at),
            texts => incoming
                .text_at(select.at)
                .is_some_and(|text| texts.iter().any(|known| matches(known, &text))),
        })
    };
    let rest = || candidates.iter().find(|entry| entry.info.select.is_none());
    let unreadable = || candidates.first().filter(|_| incoming.entries().is_err());
    candidates.iter().find(takes).or_else(rest).or_else(unreadable).copied()
}

fn matches(known: &str, text: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => text == known,
    }
}

fn too_large<P: Api>(max_body: usize) -> Reply {
    let message = format!("The request is larger than {max_body} bytes");
    Reply::refusal_as::<P>(None, P::INFO.refusals.invalid, message, Some(StatusCode::PAYLOAD_TOO_LARGE))
}

fn unmeant<P: Api>() -> Reply {
    let message = "There is no such action".to_owned();
    Reply::refusal_as::<P>(None, P::INFO.refusals.not_found, message, Some(StatusCode::NOT_FOUND))
}

fn wrong_method<P: Api>(entries: &[Entry]) -> Response {
    let message = "The method is not allowed here".to_owned();
    let status = Some(StatusCode::METHOD_NOT_ALLOWED);
    let reply = Reply::refusal_as::<P>(None, P::INFO.refusals.not_found, message, status);
    let mut response = reply.into_response();
    let mut allowed: Vec<_> =
        entries.iter().flat_map(|entry| entry.info.methods).map(|method| method.http().to_string()).collect();
    let mut seen = std::collections::HashSet::new();
    allowed.retain(|method| seen.insert(method.clone()));
    if let Ok(allowed) = HeaderValue::try_from(allowed.join(", ")) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

/// Answers for paths that no action has.
pub(super) async fn not_found<P: Api>(_request: http::Request<Body>) -> Response {
    unmeant::<P>().into_response()
}
