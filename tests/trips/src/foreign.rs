//! Requests as third-party clients send them: in every media type that a router accepts.

use bindery_runtime as rt;
use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http_body_util::BodyExt as _;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rt::client::{RequestBody, RequestParts};
use rt::metadata::Place;
use rt::wire::Parameters;
use tower::ServiceExt as _;

/// A request, and how it is encoded.
pub(crate) struct Sent {
    pub(crate) way: String,
    pub(crate) request: http::Request<axum::body::Body>,
}

const BOUNDARY: &str = "-----bindery-4f1c";

/// Returns the request of an action as JSON with aliases, which is this object; none if an action does not accept JSON,
/// or has parameters elsewhere.
pub(crate) fn under_other_names<A: rt::Action>(
    json: &str,
) -> Result<Option<http::Request<axum::body::Body>>, String> {
    let takes = |method: &&rt::metadata::Method| {
        !matches!(method, rt::metadata::Method::Get | rt::metadata::Method::Delete)
    };
    let Some(method) = A::INFO.methods.iter().find(takes) else { return Ok(None) };
    let is_elsewhere = A::KEYS.iter().any(|key| key.place.is_some());
    if A::INFO.path.contains('{') || !A::INFO.name_only.is_empty() || is_elsewhere {
        return Ok(None);
    }
    let request = http::Request::builder().method(rt::metadata::http_method(*method)).uri(A::INFO.path);
    let request = request.header(CONTENT_TYPE, "application/json").body(json.to_owned().into());
    request.map(Some).map_err(|error| error.to_string())
}

/// Returns the requests of an action, with each of its methods and media types. `texts` tells whether all parameters
/// can be read from strings.
pub(crate) fn requests<A: rt::Action>(action: &A, texts: bool) -> Result<Vec<Sent>, String> {
    // Parameters that name their place are read from nowhere else.
    if A::KEYS.iter().any(|key| key.place.is_some_and(|place| place != Place::Path)) {
        return Ok(Vec::new());
    }
    let fault = |fault: rt::wire::Fault| format!("the parameters cannot be written: {fault}");
    let written = |place| RequestParts::write(action, place).map_err(fault);
    let (form, json) = (written(Place::Form)?, written(Place::Json)?);
    let (RequestBody::Form(pairs), RequestBody::Json(json), path) = (form.body, json.body, form.path) else {
        return Err("a form is made of texts, and JSON of JSON".to_owned());
    };
    let mut uri = A::INFO.path.to_owned();
    for (name, text) in &path {
        let escaped = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        uri = uri.replace(&format!("{{{name}}}"), &escaped);
    }
    let urlencoded = urlencoded(A::INFO, &pairs);
    let query = format!("{uri}?{urlencoded}");
    let mut all = Vec::new();
    for method in A::INFO.methods {
        let mut push = |how: &str, uri: &str, media_type: Option<&str>, body: String| {
            let mut request =
                http::Request::builder().method(bindery_runtime::metadata::http_method(*method)).uri(uri);
            if let Some(media_type) = media_type {
                request = request.header(CONTENT_TYPE, media_type);
            }
            let request = request.body(body.into()).map_err(|error| error.to_string())?;
            all.push(Sent {
                way: format!("{} {how}", bindery_runtime::metadata::http_method(*method)),
                request,
            });
            Ok::<(), String>(())
        };
        if texts {
            push("query", &query, None, String::new())?;
        }
        if matches!(method, rt::metadata::Method::Get | rt::metadata::Method::Delete) {
            continue;
        }
        if texts {
            push("form", &uri, Some("application/x-www-form-urlencoded"), urlencoded.clone())?;
            let media_type = format!("multipart/form-data; boundary={BOUNDARY}");
            if let Some(body) = multipart(&pairs) {
                push("multipart", &uri, Some(&media_type), body)?;
            }
        }
        if A::INFO.name_only.is_empty() {
            push("JSON", &uri, Some("application/json; charset=utf-8"), json.clone())?;
        }
    }
    Ok(all)
}

fn urlencoded(info: &rt::metadata::ActionInfo, pairs: &Parameters) -> String {
    let mut encoder = form_urlencoded::Serializer::new(String::new());
    for (name, text) in pairs {
        if text.is_empty() && info.name_only.contains(&name.as_ref()) {
            encoder.append_key_only(name);
        } else {
            encoder.append_pair(name, text);
        }
    }
    encoder.finish()
}

/// Returns the parts of a multipart form; none if a name would have to be escaped, for which clients have several ways.
fn multipart(pairs: &Parameters) -> Option<String> {
    let mut body = String::new();
    for (name, text) in pairs {
        if name.contains(['"', '\\', '\r', '\n', '%']) {
            return None;
        }
        body.push_str(&format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n"
        ));
    }
    body.push_str(&format!("--{BOUNDARY}--\r\n"));
    Some(body)
}

/// Sends a request straight into a router.
pub(crate) async fn send(
    router: &axum::Router,
    request: http::Request<axum::body::Body>,
) -> Result<(u16, String), String> {
    let Ok(response) = router.clone().oneshot(request).await;
    let status = response.status().as_u16();
    let body: Bytes = response.into_body().collect().await.map_err(|error| error.to_string())?.to_bytes();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}
