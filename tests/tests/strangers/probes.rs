//! Requests of strangers: probes for responses, then replays of signed texts.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;

use crate::routers::{Known, Served};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

/// A text that a router has signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Signed {
    pub(crate) header: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) signature: String,
}

pub(crate) async fn ask(served: &Served, request: Request<Bytes>) -> Response<Bytes> {
    let request = request.map(axum::body::Body::from);
    let response = served.service.clone().oneshot(request).await.expect("routers do not fail");
    let (head, body) = response.into_parts();
    Response::from_parts(head, body.collect().await.expect("a body").to_bytes())
}

/// Returns the signatures in a response, for any text in it.
pub(crate) fn captured(served: &Served, response: &Response<Bytes>) -> impl Iterator<Item = Signed> {
    let of = |header: &'static str| {
        let values = response.headers().get_all(header).iter();
        values.map(move |value| Signed {
            header,
            body: response.body().to_vec(),
            signature: value.to_str().expect("text").to_owned(),
        })
    };
    let all: Vec<_> = served.signature_headers().into_iter().flat_map(of).collect();
    all.into_iter()
}

fn request(method: &Method, path: &str, content_type: &str, body: Vec<u8>) -> Request<Bytes> {
    let request = Request::builder().method(method).uri(path).header("content-type", content_type);
    request.body(body.into()).expect("a request")
}

/// Returns a request with JSON, with the publicly known headers and these.
pub(crate) fn post(served: &Served, path: &str, body: &[u8], headers: &[(&str, &str)]) -> Request<Bytes> {
    let mut request = request(&Method::POST, path, JSON, body.to_vec());
    put(&mut request, served.known);
    put(&mut request, headers);
    request
}

fn put(request: &mut Request<Bytes>, headers: &[(&str, &str)]) {
    for (name, value) in headers {
        let name = http::HeaderName::try_from(*name).expect("a name");
        request.headers_mut().append(name, HeaderValue::try_from(*value).expect("text"));
    }
}

fn path_of((info, _): Known) -> String {
    let part = |part: &str| if part.starts_with('{') { "1".to_owned() } else { part.to_owned() };
    info.path.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Bodies of every kind that a router may reject in its own way, or accept.
fn bodies((_, names): Known) -> Vec<(&'static str, Vec<u8>)> {
    let name = names.first().copied().unwrap_or("x");
    let mut bodies: Vec<(&str, Vec<u8>)> = [
        "",
        "{}",
        "[]",
        "null",
        "5",
        "\"x\"",
        "{",
        " ",
        "\u{feff}{}",
        "{\"d\":{\"IsSuccess\":true}}",
        "{\"Message\":\"m\"}",
        "{\"error\":{\"code\":1}}",
    ]
    .map(|text| (JSON, text.into()))
    .to_vec();
    let nested = format!("{{\"{name}\":{}1{}}}", "[".repeat(200), "]".repeat(200));
    let echoed = format!("{{\"{name}\":\"{{\\\"x\\\":1}}\",\"sign\":\"0\"}}");
    bodies.extend([(JSON, nested.into_bytes()), (JSON, echoed.into_bytes())]);
    bodies.push((FORM, format!("{name}=%7B%7D&sign=0&oauth_signature=0").into_bytes()));
    bodies.push((FORM, vec![b'&'; 2_000]));
    bodies.push(("multipart/form-data; boundary=b", b"--b\r\n\r\n--b--".to_vec()));
    bodies.push(("text/plain", b"x".to_vec()));
    bodies.push((JSON, vec![0xff]));
    bodies.push((JSON, vec![b' '; 100_001]));
    bodies
}

/// Wrong signatures of every format, and texts that are not signatures.
fn wrong_signatures(served: &Served) -> Vec<(&'static str, String)> {
    let mut wrong = Vec::new();
    for header in served.signature_headers() {
        wrong.extend(["", "nonsense", "sha256=00", "00"].map(|text| (header, text.to_owned())));
    }
    for signature in served.signatures() {
        let Some(header) = served.signature_headers().first().copied() else { continue };
        for (mode, _) in signature.modes {
            let each = signature.digests.iter().map(|(digest, _)| format!("{mode}-{digest}, AAAA"));
            wrong.extend(each.map(|text| (header, text)));
        }
    }
    wrong
}

/// Credentials of a caller who knows no secret.
fn introductions(served: &Served) -> Vec<Vec<(&'static str, String)>> {
    let known: Vec<_> = served.known.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
    let mut ways = vec![Vec::new(), known.clone()];
    for (name, value) in [
        ("authorization", "Basic cGFydG5lcjp4"),
        ("authorization", "Bearer x"),
        ("authorization", "OAuth oauth_consumer_key=\"x\", oauth_signature=\"y\""),
        ("key", "x"),
        ("crm-pay-token", "x"),
        ("x-issued", "x"),
    ] {
        ways.push([known.clone(), vec![(name, value.to_owned())]].concat());
        ways.push([known.clone(), vec![(name, value.to_owned()); 2]].concat());
    }
    for wrong in wrong_signatures(served) {
        ways.push([known.clone(), vec![wrong.clone()]].concat());
        ways.push(vec![wrong.clone()]);
        ways.push([known.clone(), vec![wrong; 2]].concat());
    }
    ways
}

fn introduced(mut request: Request<Bytes>, way: &[(&'static str, String)]) -> Request<Bytes> {
    for (name, value) in way {
        put(&mut request, &[(*name, value)]);
    }
    request
}

/// Returns all probes: requests that a router may respond to.
pub(crate) fn probes(served: &Served) -> impl Iterator<Item = Request<Bytes>> {
    let ways = introductions(served);
    let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    let methods = methods.map(|name| Method::from_bytes(name.as_bytes()).expect("a method"));
    let lost =
        [Method::GET, Method::POST].map(|method| request(&method, "/no/such/path", JSON, b"{}".to_vec()));
    let each = served.actions.iter().flat_map(move |action| {
        let (path, own) = (path_of(*action), bindery_runtime::metadata::http_method(action.0.method()));
        let mut some = Vec::new();
        // All credentials with the simplest bodies, all bodies with the simplest credentials, all methods.
        for way in &ways {
            for body in ["", "{}"] {
                some.push(introduced(request(&own, &path, JSON, body.into()), way));
            }
        }
        for way in ways.iter().take(2).chain(ways.last()) {
            for (content_type, body) in bodies(*action) {
                some.push(introduced(request(&own, &path, content_type, body), way));
            }
            for method in &methods {
                let query = format!("{path}?{}=x&sign=0", action.1.first().copied().unwrap_or("x"));
                some.push(introduced(request(method, &query, FORM, Vec::new()), way));
            }
        }
        some
    });
    each.chain(lost)
}

/// Returns replays of signed texts as requests to every action: the text as the body, as the value of each parameter,
/// split over two, in a query and in a form; with the received signature, and in every other signing mode and digest.
pub(crate) fn replays<'s>(
    served: &'s Served,
    signed: &'s [Signed],
) -> impl Iterator<Item = Request<Bytes>> + 's {
    served
        .actions
        .iter()
        .flat_map(move |action| signed.iter().flat_map(move |one| replays_at(served, *action, one)))
}

fn replays_at(served: &Served, action: Known, signed: &Signed) -> Vec<Request<Bytes>> {
    let (path, own) = (path_of(action), bindery_runtime::metadata::http_method(action.0.method()));
    let names = action.1;
    let text = String::from_utf8_lossy(&signed.body).into_owned();
    let middle = (0..=text.len() / 2).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    let mut requests = vec![request(&own, &path, JSON, signed.body.clone())];
    for at in 0..names.len().max(1) {
        let split = |rest: &str| -> Vec<(String, String)> {
            let value = |position: usize| match position {
                _ if position == at => text[..text.len() - rest.len()].to_owned(),
                _ if position == at + 1 => rest.to_owned(),
                _ => String::new(),
            };
            names.iter().enumerate().map(|(position, name)| ((*name).to_owned(), value(position))).collect()
        };
        let mut splits = vec![split("")];
        if at + 1 < names.len() {
            splits.push(split(&text[middle..]));
        }
        for pairs in splits {
            let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(&pairs).finish();
            let object: serde_json::Map<_, _> =
                pairs.into_iter().map(|(name, value)| (name, serde_json::Value::String(value))).collect();
            let json = serde_json::to_vec(&object).expect("JSON");
            requests.push(request(&own, &path, JSON, json));
            requests.push(request(&own, &format!("{path}?{form}"), JSON, Vec::new()));
            requests.push(request(&own, &path, FORM, form.into_bytes()));
        }
    }
    for request in &mut requests {
        put(request, served.known);
        put(request, &[(signed.header, &signed.signature)]);
    }
    requests
}
