//! `curl` commands, built from the client's own request code with the credentials of the examples.

use bindery_dynamic::DynamicApi;
use bindery_model::{Action, Field, ModuleId, Server};
use bindery_runtime::Fault;
use bindery_runtime::client::{RequestBody, RequestParts, first_way};
use bindery_runtime::metadata::{AuthScheme, Encoding, Mechanism, MediaType, Place};
use bindery_runtime::wire::{Assembly, Attachment};
use bindery_vocabulary::json::JsonValue;
use bytes::Bytes;
use http::Method;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE};

use crate::context::PageContext;
use crate::{made, parts, samples, signing};

/// Returns the `curl` command for an action.
pub(crate) fn command(context: &PageContext<'_>, module: ModuleId, action: &Action) -> String {
    let Some(module) = context.api.modules.get(module) else { return String::new() };
    let details = DynamicApi::new(context.api, module, action);
    let mut samples = samples::request(context.api, action);
    // A signature covers certain values, so they stay as they are.
    let is_signed = details.action.schemes(details.auth, &[]).any(|(scheme, _)| is_signed(scheme));
    let made = if is_signed { Vec::new() } else { made::stand_ins(&mut samples) };
    match request(context, &details, action, &samples) {
        Ok((parts, request)) => {
            let lines = written(&details, &parts, &request);
            lines.iter().map(|line| made::put(line, &made)).collect::<Vec<_>>().join(" \\\n  ")
        }
        Err(fault) => format!("# cannot be sent: {fault}"),
    }
}

/// Whether a scheme signs requests.
fn is_signed(scheme: &AuthScheme) -> bool {
    scheme.as_signature().is_some() || matches!(scheme.mechanism, Mechanism::OAuth1(_))
}

/// Returns the base address of a server; a reserved `.example` name if the address depends on the deployment.
pub(crate) fn base(server: Option<&Server>) -> String {
    match server {
        Some(Server { url: Some(url), .. }) => url.trim_end_matches('/').to_owned(),
        Some(Server { name, .. }) => format!("https://{name}.example"),
        None => "https://api.example".to_owned(),
    }
}

/// Builds the request of an action as clients send it, and returns the parts that it was built from with it.
fn request(
    context: &PageContext<'_>,
    details: &DynamicApi,
    action: &Action,
    samples: &[(&Field, JsonValue)],
) -> Result<(RequestParts, http::Request<Bytes>), Fault> {
    let mut parts = first_way(details.action, |way| sample_parts(details, samples, way))?;
    let pretty = |json: &str| JsonValue::parse(json).map(|json| parts::pretty(&json));
    if let RequestBody::Json(json) | RequestBody::Whole(json) = &mut parts.body {
        *json = pretty(json).unwrap_or_default();
    }
    let (credentials, issued) = signing::credentials(context.api, details);
    let used = credentials.for_action(details.without_oauth1(), &issued, details.action);
    let used = used.map_err(|lack| Fault::limit(lack.to_string()))?;
    let base = base(context.api.servers.get(action.server));
    let mut request = used.request(details.action, &details.names(), &mut parts, &base)?;
    // A signature in a parameter covers the parameter values, so the layout of the body may change.
    let mut signatures =
        details.action.schemes(details.auth, &[]).filter_map(|(scheme, _)| scheme.as_signature());
    if let RequestBody::Json(json) = &parts.body
        && signatures.any(|signature| signature.place.parameter().is_some())
    {
        *request.body_mut() = pretty(json).unwrap_or_default().into();
    }
    let mut flows =
        details.action.schemes(details.auth, &[]).filter_map(|(scheme, _)| match &scheme.mechanism {
            Mechanism::OAuth1(flow) => Some(flow),
            _ => None,
        });
    if let Some(flow) = flows.next() {
        signing::sign_oauth1(&mut request, flow.carrier).map_err(|error| Fault::limit(error.to_string()))?;
    }
    Ok((parts, request))
}

/// Encodes the sample values of the parameters in one of the ways to send them.
fn sample_parts(
    details: &DynamicApi,
    samples: &[(&Field, JsonValue)],
    way: (Place, Place),
) -> Result<RequestParts, Fault> {
    let mut parts = RequestParts::default();
    let mut assembly = Assembly::of_way(&mut parts, way, &[], &details.parameters);
    for (field, value) in samples {
        let Some(key) = details.parameters.iter().find(|key| key.name == field.name) else { continue };
        let mut key = *key;
        if key.content {
            assembly.attach(&key, vec![Attachment::new(())]); // the command names a file
            continue;
        }
        // The encoding is that of texts; the body may be JSON.
        let in_text = key.style.is_some() && key.encoding == Encoding::EmbeddedJson;
        let json = match value {
            JsonValue::Text(text) if in_text => JsonValue::parse(text),
            _ => None,
        };
        if !in_text && key.encoding != Encoding::NameOnly {
            key.encoding = Encoding::Plain; // the value is already in its wire encoding
        }
        assembly.put(&key, key.wire_name().into(), |out| match json.as_ref().unwrap_or(value) {
            JsonValue::Text(text) => out.string(text),
            other => out.raw(&other.to_string()),
        });
    }
    match assembly.fault() {
        Some(fault) => Err(fault),
        None => Ok(parts.finish(details.has_members(way))),
    }
}

/// Returns the words of the curl command for a request.
fn written(details: &DynamicApi, parts: &RequestParts, request: &http::Request<Bytes>) -> Vec<String> {
    let address = request.uri().to_string();
    let plain = address.split('?').next().unwrap_or_default();
    let has_body = !matches!(parts.body, RequestBody::Empty);
    // Parameters without `=` are put into the address: curl would append a `=` to them.
    let is_bare = |text: &str, name: &str| text.is_empty() && details.action.name_only.contains(&name);
    let form: &[_] = if let RequestBody::Form(texts) = &parts.body { texts } else { &[] };
    let texts = if has_body { form } else { parts.query.as_slice() };
    let (bare, pairs): (Vec<_>, Vec<_>) = texts.iter().partition(|(name, text)| is_bare(text, name));
    let mut pairs: Vec<String> = pairs
        .iter()
        .map(|(name, text)| format!("--data-urlencode {}", quoted(&format!("{name}={text}"))))
        .collect();
    let names: Vec<&str> = bare.iter().map(|(name, _)| name.as_ref()).collect();
    // A query next to a body, or one that is signed, stays in the address as it is.
    let is_signed = request.uri().query().is_some_and(|query| query.contains("oauth_signature="));
    let address = match names.as_slice() {
        _ if is_signed || (has_body && !parts.query.is_empty()) => address,
        [] => plain.to_owned(),
        names => format!("{plain}?{}", names.join("&")),
    };
    if is_signed && !has_body {
        pairs.clear();
    }
    let mut options = headers(details, parts, request);
    let body = String::from_utf8_lossy(request.body());
    let mut first = vec!["curl".to_owned()];
    // The method that curl chooses by default for these options.
    let usual = match &parts.body {
        RequestBody::Empty => {
            if !pairs.is_empty() {
                first.push("--get".to_owned());
            }
            Method::GET
        }
        RequestBody::Form(_) if pairs.is_empty() => Method::GET,
        RequestBody::Form(_) => Method::POST,
        RequestBody::Json(_) | RequestBody::Whole(_) if body.is_empty() => Method::GET,
        RequestBody::Json(_) | RequestBody::Whole(_) => {
            pairs.push(format!("--data-raw {}", quoted(&body)));
            Method::POST
        }
        RequestBody::Raw(_) | RequestBody::Attached(_) => {
            pairs.push(match &parts.body {
                RequestBody::Raw(_) => format!("--data-raw {}", quoted(&body)),
                _ => "--data-binary @FILE".to_owned(),
            });
            Method::POST
        }
        RequestBody::Multipart(all) => {
            pairs.extend(all.iter().map(|part| match part.is_json {
                _ if part.attachment.is_some() => {
                    format!("--form {}", quoted(&format!("{}=@FILE", part.name)))
                }
                true => format!(
                    "--form {}",
                    quoted(&format!("{}={};type=application/json", part.name, part.text))
                ),
                false => format!("--form-string {}", quoted(&format!("{}={}", part.name, part.text))),
            }));
            if all.is_empty() { Method::GET } else { Method::POST }
        }
    };
    if *request.method() == Method::HEAD {
        first.insert(1, "--head".to_owned());
    } else if *request.method() != usual {
        first.insert(1, format!("--request {}", request.method()));
    }
    first.push(quoted(&address));
    options.append(&mut pairs);
    let mut lines = vec![first.join(" ")];
    lines.append(&mut options);
    lines
}

/// Returns the options for the headers that curl does not send by default.
fn headers(details: &DynamicApi, parts: &RequestParts, request: &http::Request<Bytes>) -> Vec<String> {
    let header = |name: &str, value: &str| format!("--header {}", quoted(&format!("{name}: {value}")));
    let each = request.headers().iter().filter_map(|(name, value)| {
        let value = String::from_utf8_lossy(value.as_bytes());
        let parameter = parts.headers.iter().find(|(known, _)| name.as_str().eq_ignore_ascii_case(known));
        match *name {
            _ if parameter.is_some() => parameter.map(|(name, _)| header(name, &value)),
            ACCEPT => None,
            COOKIE => Some(format!("--cookie {}", quoted(&value))),
            CONTENT_TYPE if value == MediaType::Form.name() => None,
            CONTENT_TYPE if matches!(parts.body, RequestBody::Multipart(_)) => None,
            CONTENT_TYPE => Some(header("Content-Type", &value)),
            AUTHORIZATION if value.starts_with("Basic ") => {
                Some(format!("--user {}:{}", signing::LOGIN.0, signing::LOGIN.1))
            }
            AUTHORIZATION => Some(header("Authorization", &value)),
            _ => {
                let mut documented = details.auth.iter().filter_map(|scheme| scheme.secret_header());
                let documented = documented.find(|known| name.as_str().eq_ignore_ascii_case(known));
                Some(header(documented.unwrap_or(name.as_str()), &value))
            }
        }
    });
    each.collect()
}

/// Quotes a word for a POSIX shell where necessary.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./:@%=".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
