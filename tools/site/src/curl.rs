//! Requests as `curl` sends them: made by the code that clients run, with the credentials of the examples.

use bindery_facts::Facts;
use bindery_model::{Action, ModuleId, Server};
use bindery_runtime::Fault;
use bindery_runtime::client::{Payload, RequestParts};
use bindery_runtime::facts::{Mechanism, MediaType, Placement, Style};
use bindery_vocabulary::json::Json;
use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};

use crate::context::Context;
use crate::{parts, samples, signing};

/// A command that makes a request.
pub(crate) fn command(context: &Context<'_>, module: ModuleId, action: &Action) -> String {
    let Some(module) = context.api.modules.get(module) else { return String::new() };
    let facts = Facts::new(context.api, module, action);
    match request(context, &facts, action) {
        Ok((parts, request)) => written(&facts, &parts, &request).join(" \\\n  "),
        Err(fault) => format!("# cannot be sent: {fault}"),
    }
}

/// The base address of a server; one that every deployment has for itself gets a name that cannot exist.
pub(crate) fn base(server: Option<&Server>) -> String {
    match server {
        Some(Server { url: Some(url), .. }) => url.trim_end_matches('/').to_owned(),
        Some(Server { name, .. }) => format!("https://{name}.example"),
        None => "https://api.example".to_owned(),
    }
}

/// A request of an action as clients send it, with what it was made of.
fn request(
    context: &Context<'_>,
    facts: &Facts,
    action: &Action,
) -> Result<(RequestParts, http::Request<Bytes>), Fault> {
    let mut parts = RequestParts::new(facts.action.placement());
    let mut assembly = parts.assembly(&[]);
    for (field, value) in samples::request(context.api, action) {
        let Some(key) = facts.parameters.iter().find(|key| key.name == field.name) else { continue };
        let mut key = *key;
        if key.style != Style::Valueless {
            key.style = Style::Plain; // the value has the form in which it travels
        }
        assembly.put(&key, key.name.into(), |out| match &value {
            Json::Text(text) => out.string(text),
            other => out.raw(&other.to_string()),
        });
    }
    let mut parts = parts.finish(!action.parameters.is_empty());
    let pretty = |json: &str| Json::parse(json).map(|json| parts::pretty(&json));
    if let Payload::Json(json) = &mut parts.payload {
        *json = pretty(json).unwrap_or_default();
    }
    let (credentials, issued) = signing::credentials(context.api, facts);
    let used = credentials.of(facts.without_oauth1(), &issued, facts.action);
    let used = used.map_err(|lack| Fault::limit(lack.to_string()))?;
    let base = base(context.api.servers.get(action.server));
    let mut request = used.request(facts.action, &facts.names(), &mut parts, &base)?;
    // A signature among the parameters covers their values, and not how they are set out.
    let mut signatures =
        facts.action.schemes(facts.auth, &[]).filter_map(|(scheme, _)| scheme.as_signature());
    if let Payload::Json(json) = &parts.payload
        && signatures.any(|signature| signature.place.parameter().is_some())
    {
        *request.body_mut() = pretty(json).unwrap_or_default().into();
    }
    let mut flows = facts.action.schemes(facts.auth, &[]).filter_map(|(scheme, _)| match &scheme.mechanism {
        Mechanism::OAuth1(flow) => Some(flow),
        _ => None,
    });
    if let Some(flow) = flows.next() {
        signing::sign_oauth1(&mut request, flow.carrier).map_err(|error| Fault::limit(error.to_string()))?;
    }
    Ok((parts, request))
}

/// The options and the address by which curl sends a request.
fn written(facts: &Facts, parts: &RequestParts, request: &http::Request<Bytes>) -> Vec<String> {
    let address = request.uri().to_string();
    let plain = address.split('?').next().unwrap_or_default();
    let texts: &[_] = if let Payload::Texts(texts) = &parts.payload { texts } else { &[] };
    // Names that stand alone are a part of the address: curl would write a `=` after them.
    let is_bare = |text: &str, name: &str| text.is_empty() && facts.action.valueless.contains(&name);
    let (bare, pairs): (Vec<_>, Vec<_>) = texts.iter().partition(|(name, text)| is_bare(text, name));
    let mut pairs: Vec<String> = pairs
        .iter()
        .map(|(name, text)| format!("--data-urlencode {}", quoted(&format!("{name}={text}"))))
        .collect();
    let names: Vec<&str> = bare.iter().map(|(name, _)| name.as_ref()).collect();
    let mut address =
        if names.is_empty() { plain.to_owned() } else { format!("{plain}?{}", names.join("&")) };
    // A query that was signed is sent as it was signed.
    if request.uri().query().is_some_and(|query| query.contains("oauth_signature=")) {
        address = request.uri().to_string();
        if !facts.action.placement().has_body() {
            pairs.clear();
        }
    }
    let mut options = headers(facts, request);
    let body = String::from_utf8_lossy(request.body());
    let mut first = vec!["curl".to_owned()];
    // The method that curl chooses by what it sends.
    let usual = match facts.action.placement() {
        Placement::Query => {
            if !pairs.is_empty() {
                first.push("--get".to_owned());
            }
            Method::GET
        }
        Placement::Form if pairs.is_empty() => Method::GET,
        Placement::Form => Method::POST,
        Placement::Json if body.is_empty() => Method::GET,
        Placement::Json => {
            pairs.push(format!("--data-raw {}", quoted(&body)));
            Method::POST
        }
    };
    if *request.method() != usual {
        first.insert(1, format!("--request {}", request.method()));
    }
    first.push(quoted(&address));
    options.append(&mut pairs);
    let mut lines = vec![first.join(" ")];
    lines.append(&mut options);
    lines
}

/// The options for what stands in headers, but for what curl says by itself.
fn headers(facts: &Facts, request: &http::Request<Bytes>) -> Vec<String> {
    let header = |name: &str, value: &str| format!("--header {}", quoted(&format!("{name}: {value}")));
    let each = request.headers().iter().filter_map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        match *name {
            ACCEPT => None,
            CONTENT_TYPE if value == MediaType::Form.name() => None,
            CONTENT_TYPE => Some(header("Content-Type", &value)),
            AUTHORIZATION if value.starts_with("Basic ") => {
                Some(format!("--user {}:{}", signing::LOGIN.0, signing::LOGIN.1))
            }
            AUTHORIZATION => Some(header("Authorization", &value)),
            _ => {
                let mut documented = facts.auth.iter().filter_map(|scheme| scheme.secret_header());
                let documented = documented.find(|known| name.as_str().eq_ignore_ascii_case(known));
                Some(header(documented.unwrap_or(name.as_str()), &value))
            }
        }
    });
    each.collect()
}

/// A word as a shell reads it back.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@%=".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
