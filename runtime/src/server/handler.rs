//! Request handler of all routes: checks method, login, size, keys, signature and parameters in this order, then calls
//! the backend.

use std::borrow::Cow;
use std::collections::HashMap;

use axum::body::{Body, HttpBody as _};
use axum::extract::Request;
use axum::response::Response;
use bindery_vocabulary::path;
use bindery_vocabulary::shortest;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderValue, PROXY_AUTHORIZATION};
use http::request::Parts;
use http::{Method, StatusCode};

use super::RequestContext;
use super::body::{Told, Uncollected, collect, media_type};
use super::incoming::{Incoming, Received, too_many};
use super::nonces;
use super::places::{PathValues, Places, with_placed};
use super::reply::{Reply, Said, basic_challenge};
use super::route::Asked;
use super::router::{Checks, Entry, LoginCheck, Matched};
use crate::failure::at_entries;
use crate::media::{ContentType, has_too_many_pairs, is_labelled};
use crate::metadata::{BodyFormat, MediaType, Place};
use crate::packing::is_unpacked;
use crate::scheme::{Proof, basic, brings_basic};
use crate::wire::{Attachment, Entries, Shape, Value};
use crate::{ActionInfo, Api, Effect, Fault, Select, http_method};

/// Serves a request whose path matches a route.
///
/// `matched` are the actions whose paths match, the most specific first, with the values of their path parameters.
pub(super) async fn handle<P: Api>(
    matched: Vec<(&Matched, PathValues<'_>)>,
    checks: &Checks,
    request: Request,
) -> Response {
    let (head, body) = request.into_parts();
    let takes = |takes: fn(&ActionInfo, &Method) -> bool| {
        let first = matched.iter().find(|(one, _)| takes(one.entry.info, &head.method))?;
        let same = |one: &&(&Matched, PathValues<'_>)| {
            one.0.pattern == first.0.pattern && takes(one.0.entry.info, &head.method)
        };
        Some(matched.iter().filter(same).map(|(one, path)| (&*one.entry, path)).collect::<Vec<_>>())
    };
    let candidates = takes(names_method).or_else(|| takes(takes_method)).unwrap_or_default();
    // All candidates need the same checks; the body may decide between them.
    let Some((first, _)) = candidates.first().copied() else {
        return finish(None, wrong_method::<P>(&matched), &head.method);
    };
    let mut proof = None;
    let reply = match respond::<P>(&candidates, first, checks, (&head, body), &mut proof).await {
        Ok(reply) | Err(reply) => reply,
    };
    // A response to HEAD has no body that could be signed.
    let signed = proof.filter(|_| head.method != Method::HEAD).and_then(|proof| proof.sign(&reply.body));
    let mut response = finish(Some(first.info), reply, &head.method);
    if let Some((header, text)) = signed
        && let Ok(value) = HeaderValue::try_from(text)
    {
        response.headers_mut().insert(header, value);
    }
    response
}

/// Logs the result of a request: exactly one event for each.
fn log(action: Option<&ActionInfo>, reply: &Reply) {
    let (module, action) = (action.map(|action| action.module), action.map(|action| action.name));
    match &reply.rejection {
        None => tracing::debug!(module, action, status = reply.status, "served"),
        Some(rejection) => {
            let (error, reason) = (rejection.error.as_str(), rejection.reason.as_str());
            tracing::debug!(module, action, status = reply.status, error, reason, "rejected");
        }
    }
}

/// Logs the reply and builds the response. For HEAD, the response is that of GET without the body.
fn finish(action: Option<&ActionInfo>, reply: Reply, method: &Method) -> Response {
    log(action, &reply);
    let length = reply.length();
    let mut response = reply.into_response();
    if method == Method::HEAD {
        if let Some(length) = length {
            response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
        }
        *response.body_mut() = Body::empty();
    }
    response
}

/// Whether an action names a method.
fn names_method(info: &ActionInfo, method: &Method) -> bool {
    info.methods.iter().any(|known| http_method(*known) == *method)
}

/// Whether an action accepts a method: one of its own, or HEAD if it accepts GET.
fn takes_method(info: &ActionInfo, method: &Method) -> bool {
    let wanted = if method == Method::HEAD { &Method::GET } else { method };
    names_method(info, wanted)
}

fn context_of(head: &Parts, entry: &Entry, checks: &Checks) -> RequestContext {
    let mut headers = head.headers.clone();
    for (name, value) in &mut headers {
        // Backends may print the context, so values that are credentials are marked as sensitive.
        let secret = [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name)
            || checks.keys.is_issued(name.as_str())
            || entry.keys.iter().any(|key| {
                key.place == Some(Place::Header) && name.as_str().eq_ignore_ascii_case(key.wire_name())
            })
            || (entry.guards.all().flat_map(|guard| guard.needs.secret_headers()))
                .any(|secret| name.as_str().eq_ignore_ascii_case(secret));
        value.set_sensitive(secret);
    }
    RequestContext { headers, extensions: head.extensions.clone(), ..RequestContext::default() }
}

/// Checks a request and serves it. A rejection is returned as `Err`. Sets `proof`, with which the response is signed,
/// once the signature of the request is verified.
async fn respond<P: Api>(
    candidates: &[(&Entry, &PathValues<'_>)],
    first: &Entry,
    checks: &Checks,
    (head, body): (&Parts, Body),
    proof: &mut Option<Proof>,
) -> Result<Reply, Reply> {
    let info = first.info;
    let Some(guard) = first.guards.of(checks, head) else { return Err(reject_unselected::<P>()) };
    let needs = &guard.needs;
    let mut context = context_of(head, first, checks);
    if let (LoginCheck::Checked(check), Some(login)) = (&checks.login, needs.basic)
        && (!login.optional || brings_basic(&head.headers))
    {
        match basic(&head.headers) {
            Some((user, password)) if check.check(&user, &password).await => context.login = Some(user),
            _ => {
                let said = Said::General("The login is missing or wrong".to_owned());
                let reply = reject_as::<P>(login.rejection, said, StatusCode::UNAUTHORIZED);
                return Err(reply.with_challenge(basic_challenge(P::INFO.title)));
            }
        }
    }
    let max_body = checks.max_body;
    let reject_body = |message: &str, status| {
        reject_as::<P>(P::INFO.rejections.invalid, Said::OfRequest(message.to_owned()), status)
    };
    let too_large = || {
        let message = format!("The request is larger than {max_body} bytes");
        reject_body(&message, StatusCode::PAYLOAD_TOO_LARGE)
    };
    let is_streamed = info.body_format.is_stream();
    if !is_streamed && body.size_hint().lower() > max_body as u64 {
        return Err(too_large());
    }
    let checked = !matches!(checks.login, LoginCheck::Off);
    let reject = |rejected: &'static str, what: &str| {
        let said = Said::General(format!("The {what} is missing or wrong"));
        Reply::rejection::<P>(Some(info), rejected, said)
    };
    let mut received_keys = Vec::new();
    if checked {
        let (keys, caller) =
            needs.check_keys(&checks.keys, head).await.map_err(|rejected| reject(rejected, "key"))?;
        received_keys = keys;
        context.login = context.login.take().or(caller);
        #[cfg(feature = "oauth")]
        guard.tokens.check_bearers::<P>(&checks.tokens, head, info, &mut context).await?;
    }
    let invalid = |fault: Fault| {
        Reply::rejection::<P>(Some(info), P::INFO.rejections.invalid, Said::OfRequest(fault.to_string()))
            .because(fault.reason())
    };
    // A body of another format than JSON; without a `Content-Type`, an empty body is none.
    let is_there = !body.is_end_stream() || head.headers.contains_key(CONTENT_TYPE);
    let has_own_format = !info.body_format.is_json() && is_there;
    if has_own_format {
        let label = head.headers.get(CONTENT_TYPE).and_then(|label| label.to_str().ok());
        if !is_unpacked(&head.headers) || !info.takes_media(label.unwrap_or(info.body_media_type())) {
            let message = "A body of this media type is not supported";
            return Err(reject_body(message, StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
    }
    let mut attached = None;
    #[cfg(feature = "content")]
    let body = if is_streamed && has_own_format {
        if body.size_hint().lower() > checks.max_stream.unwrap_or(u64::MAX) {
            return Err(reject_body("The request is too large", StatusCode::PAYLOAD_TOO_LARGE));
        }
        attached = Some(super::streaming::received(head, body, checks.max_stream));
        Body::empty()
    } else {
        body
    };
    let bytes = collect(body, max_body).await.map_err(|why| match why {
        Uncollected::TooLarge => too_large(),
        Uncollected::Late => reject_body("The body did not arrive in time", StatusCode::REQUEST_TIMEOUT),
        Uncollected::BrokeOff => invalid(Fault::limit("the body ended early")),
    })?;
    let guard = first.guards.with_body(guard, checks, (head, &bytes));
    let raw = bytes.clone();
    let needs = &guard.needs;
    // Checked before any parameter is read.
    let is_form = is_labelled(&head.headers, MediaType::Form);
    if has_too_many_pairs(head.uri.query().unwrap_or_default().as_bytes())
        || (is_form && has_too_many_pairs(&bytes))
    {
        return Err(invalid(too_many()));
    }
    #[cfg(feature = "oauth")]
    if checked {
        guard.tokens.verify::<P>(&checks.tokens, head, &bytes, info, &mut context).await?;
    }
    let signed = needs.signed_form(head, !bytes.is_empty()).filter(|_| checked);
    // OAuth 1.0a signs the parameters of a form only if the `Content-Type` says form.
    #[cfg(feature = "oauth")]
    let signed_by_label = context.extensions.get::<crate::oauth1::Verified>().is_some();
    #[cfg(not(feature = "oauth"))]
    let signed_by_label = false;
    let told = match signed {
        Some(_) => Told::Documents,
        None if signed_by_label => Told::Label,
        None => Told::LabelAndLooks,
    };
    let bytes = if info.body_format == BodyFormat::Raw && has_own_format {
        let charset = ContentType::from_headers(&head.headers);
        if !charset.is_none_or(|label| label.reads_as_utf8(&bytes)) {
            let message = "A body in a charset other than UTF-8 is not supported";
            return Err(reject_body(message, StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        attached = Some(Attachment::new(bytes));
        Bytes::new()
    } else {
        bytes
    };
    let json = if info.body_format.is_json() { info.body_media } else { &[] };
    let media_type = media_type(&head.headers, &bytes, signed.unwrap_or(info.body_place()), told, json)
        .map_err(|message| reject_body(message, StatusCode::UNSUPPORTED_MEDIA_TYPE))?;
    let contents: Vec<&str> = candidates
        .iter()
        .flat_map(|(entry, _)| entry.keys.iter().filter(|key| key.content))
        .flat_map(|key| std::iter::once(key.wire_name()).chain(key.aliases.iter().copied()))
        .collect();
    let received =
        Received::new(head, bytes, media_type, signed.is_none(), checks.max_values(), &contents).await;
    let received = received.map_err(invalid)?.attach(attached);
    let document = received.document();
    let whole = candidates.iter().any(|(entry, _)| entry.info.body_place() == Place::Body);
    let query_keys = first.guards.all().flat_map(|guard| guard.needs.query_keys()).collect();
    let incoming = Incoming::new(&received, &document, whole, query_keys);
    if checked {
        *proof = needs
            .verify(&checks.keys, (&received_keys, context.login.as_deref()), head, &incoming)
            .await
            .map_err(|rejected| reject(rejected, "signature"))?;
        needs
            .verify_custom(&checks.keys, head, &raw, &mut context)
            .await
            .map_err(|rejected| reject(rejected, "signature"))?;
        needs
            .check_issued(&checks.keys, &head.headers, &mut context)
            .await
            .map_err(|rejected| reject(rejected, "user's header"))?;
    }
    let made = needs.signature_parameters();
    #[cfg(feature = "oauth")]
    let made = [&made, guard.tokens.protocol_parameters()].concat();
    let (entry, path) = select_entry(candidates, &incoming, head).ok_or_else(reject_unselected::<P>)?;
    #[cfg(feature = "oauth")]
    if checked {
        guard.tokens.check_scopes::<P>(entry.info, &context)?;
    }
    let placed = Places { incoming: &incoming, headers: &head.headers, path }.read(entry.keys);
    let mut entries = incoming.into_entries(&made, entry.keys, whole).and_then(|mut entries| {
        entries.extend(path.iter().map(|(name, text)| ((*name).into(), Value::Text(text.as_str().into()))));
        entry.template.check(path)?;
        Ok(with_placed(entries, placed.as_ref().map_err(Clone::clone)?))
    });
    if let (Some(check), Ok(received)) = (&checks.nonces, &entries)
        && let Err(fault) = nonces::check(check.as_ref(), entry.info, received, &context).await
    {
        entries = Err(fault);
    }
    // HEAD must be safe (RFC 9110, 9.2.1), even where the vendor's GET is not.
    let asked = match (&head.method, entry.info.effect) {
        (method, _) if names_method(entry.info, method) => Asked::Respond,
        (&Method::HEAD, Effect::Idempotent | Effect::NotIdempotent | Effect::Money) => Asked::Head,
        _ => Asked::Respond,
    };
    Ok((entry.serve)(entries, context, asked).await)
}

/// Finds the action that handles a request: the one whose `select` matches, else the one without `select`. A request
/// that cannot be read goes to any candidate, which rejects it.
fn select_entry<'e, 'p>(
    candidates: &[(&'e Entry, &'p PathValues<'p>)],
    incoming: &Incoming<'_>,
    head: &Parts,
) -> Option<(&'e Entry, &'p PathValues<'p>)> {
    let rest = || candidates.iter().find(|(entry, _)| entry.info.select.is_none());
    let Ok(entries) = incoming.signed_entries() else {
        return rest().or(candidates.first()).copied();
    };
    // Most candidates select by the same value, which is looked up once.
    let mut found: HashMap<&str, Option<Vec<String>>> = HashMap::new();
    let mut takes = |entry: &Entry, path: &PathValues<'_>, select: &Select| {
        let placed = || {
            let (at, _) = path::first(select.at);
            let key = entry.keys.iter().find(|key| key.is_placed() && key.name == at)?;
            let placed = Places { incoming, headers: &head.headers, path }.value(key);
            Some(placed.ok().flatten().and_then(|value| {
                texts_at(&with_placed(Entries::new(), &vec![(key.name, value)]), select.at)
            }))
        };
        let own = placed();
        let found = match &own {
            Some(own) => own,
            None => found.entry(select.at).or_insert_with(|| texts_at(entries, select.at)),
        };
        found.as_ref().is_some_and(|texts| {
            select.is.is_empty()
                || select.is.iter().any(|known| texts.iter().any(|text| matches(known, text)))
        })
    };
    let by_text = candidates
        .iter()
        .find(|(entry, path)| entry.info.select.as_ref().is_some_and(|select| takes(entry, path, select)));
    by_text.or_else(rest).copied()
}

/// Text of the scalar value at a place; for a number also its shortest form, so that it matches however it is written.
/// A list or object has no text.
fn texts_at(entries: &Entries<'_>, place: &str) -> Option<Vec<String>> {
    at_entries(entries, place, |value| {
        let number = match value.shape() {
            Shape::Number(number) => shortest(number),
            _ => None,
        };
        Some(value.scalar_text().map(Cow::into_owned).into_iter().chain(number).collect())
    })
}

fn matches(known: &str, text: &str) -> bool {
    match known.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => text == known,
    }
}

fn reject_as<P: Api>(error: &str, said: Said, status: StatusCode) -> Reply {
    Reply::rejection_as::<P>(None, error, said, Some(status))
}

fn reject_unselected<P: Api>() -> Reply {
    let said = Said::General("There is no such action".to_owned());
    reject_as::<P>(P::INFO.rejections.not_found, said, StatusCode::NOT_FOUND)
}

fn wrong_method<P: Api>(matched: &[(&Matched, PathValues<'_>)]) -> Reply {
    let mut allowed: Vec<Method> = Vec::new();
    for method in
        matched.iter().flat_map(|(one, _)| one.entry.info.methods).map(|method| http_method(*method))
    {
        let head = (method == Method::GET).then_some(Method::HEAD);
        for method in [method].into_iter().chain(head) {
            if !allowed.contains(&method) {
                allowed.push(method);
            }
        }
    }
    let allowed: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    let said = Said::General("The method is not allowed here".to_owned());
    let reply = reject_as::<P>(P::INFO.rejections.not_found, said, StatusCode::METHOD_NOT_ALLOWED);
    reply.with_allow(&allowed.join(", "))
}

/// Responds to a request whose path matches no action.
pub(super) async fn not_found<P: Api>(request: http::Request<Body>) -> Response {
    finish(None, reject_unselected::<P>(), request.method())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Document;

    #[test]
    fn actions_are_told_apart_by_numbers_however_they_are_written() {
        let is = |known: &str, json: &str| {
            let document = Document::parse(json.as_bytes()).expect("JSON");
            let texts = texts_at(&vec![("at".into(), document.value())], "at").unwrap_or_default();
            texts.iter().any(|text| matches(known, text))
        };
        for number in ["1", "1.0", "1e0", "10e-1", "\"1\""] {
            assert!(is("1", number), "{number}");
        }
        assert!(is("1.0", "1.0") && is("1*", "10") && is("true", "true"));
        for other in ["10", "1.5", "\"1.0\"", "true", "null", "[1]"] {
            assert!(!is("1", other), "{other}");
        }
    }
}
