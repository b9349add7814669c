//! Schemathesis, an independent fuzzer, reads each export and attacks the generated router. Responses must match the
//! export: no other status, no other body, no hang, no broken connection.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_exports::{SECRET, USER};
use bindery_model::{Action, Api, AuthScheme, Body, Framing, Place, SignatureLocation};
use bindery_openapi::Version;
use bindery_runtime::metadata::http_method;
use bindery_test_tools::output;
use bindery_tests::log::serve;
use serde_json::{Value, json};

use crate::judges::python;
use crate::routers::all;
use crate::{exported, files, model, target, written};

/// An attack on a router.
struct Attack {
    api: &'static str,
    /// Credentials of the requests as the fuzzer's hooks read them; null for an open router.
    credentials: Value,
    export: PathBuf,
    url: String,
}

/// Number of random requests for each operation, besides those that the fuzzer derives from the schemas:
/// `BINDERY_ATTACK_EXAMPLES`, or 10.
fn examples() -> u32 {
    let number = std::env::var("BINDERY_ATTACK_EXAMPLES").ok();
    number.map_or(10, |text| text.parse().expect("BINDERY_ATTACK_EXAMPLES is a number"))
}

/// APIs whose exports in 3.1 the fuzzer cannot read: it rejects its own translation of the word `prefixItems` in responses.
const READ_IN_3_0: [&str; 1] = ["bitfinex"];

/// Returns the credentials of a router, which the fuzzer cannot read from the export; null if it needs none.
fn credentials(api: &Api) -> Value {
    match api.id.as_str() {
        "crm" => json!({ "headers": { "key": "secret" }, "signed": "hmac" }),
        "cryptonit" => json!({ "headers": { "Authorization": "Bearer good" } }),
        "coriunder" => {
            json!({ "headers": { "applicationToken": "secret", "x-issued": "good" }, "signed": "salt" })
        }
        "backpack" => json!({ "headers": { "Authorization": basic("partner", "secret") } }),
        _ => {
            let [mut headers, mut query, mut cookies] = [const { BTreeMap::<&str, String>::new() }; 3];
            for auth in &api.auth {
                let key = |written: &Option<String>| written.as_deref().unwrap_or("{}").replace("{}", SECRET);
                match &auth.scheme {
                    AuthScheme::Basic => headers.insert("Authorization", basic(USER, SECRET)),
                    AuthScheme::Header(header) => headers.insert(&header.name, key(&header.written)),
                    AuthScheme::Key(one) if one.place == Place::Cookie => {
                        cookies.insert(&one.name, key(&one.written))
                    }
                    AuthScheme::Key(one) => query.insert(&one.name, key(&one.written)),
                    _ => None,
                };
            }
            if headers.is_empty() && query.is_empty() && cookies.is_empty() {
                return Value::Null;
            }
            json!({ "headers": headers, "query": query, "cookies": cookies })
        }
    }
}

/// Whether requests without credentials are rejected with a status that is not that of a success.
fn shows_rejections(api: &Api) -> bool {
    let usual = api.rejections.unauthenticated;
    let statuses = api.auth.iter().map(|auth| {
        let own = api.errors.get(auth.rejection.unwrap_or(usual)).and_then(|error| error.status);
        own.unwrap_or(api.error_formats[api.error_format].status)
    });
    statuses.into_iter().all(|status| !(200..300).contains(&status))
}

/// Returns the operations that the fuzzer cannot judge, each as method and path. It reads the schema of an event stream as that of the whole event, which it
/// is in OpenAPI 3.2 only, and parses every body whose media type ends like that of JSON. A file of one of several media types
/// needs a backend that names it. A signature in a parameter is one that the fuzzer cannot compute.
fn unjudged(api: &Api) -> Vec<String> {
    let actions = api.modules.iter().flat_map(|module| &module.actions);
    let is_unjudged = |body: &Body| {
        let is_range = |media: &String| media.contains('*') && media != "*/*";
        let looks_like_json = |media: &String| media.ends_with("+json") && !body.format.is_json();
        matches!(body.framing, Some(Framing::Events { .. }))
            || body.types.iter().any(looks_like_json)
            || (!body.types.is_empty() && body.types.iter().all(is_range))
    };
    let is_signed = |action: &&Action| {
        let schemes = action.auth.iter().filter_map(|id| api.auth.get(*id));
        let mut signatures = schemes.filter_map(|auth| auth.scheme.as_signature());
        signatures.any(|signature| matches!(signature.location, SignatureLocation::Parameter(_)))
    };
    let actions = actions.filter(|action| action.response.bodies().any(is_unjudged) || is_signed(action));
    let operations = actions.flat_map(|action| {
        let path = action.path_text().replace("*}", "}");
        action.methods.iter().map(move |method| format!("{} {path}", http_method(*method)))
    });
    operations.collect()
}

fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{user}:{password}")))
}

/// Runs attacks, as many at a time as there are processors, and returns the fuzzer's findings for each that has any.
fn run(python: &Path, attacks: &[Attack]) -> io::Result<Vec<(String, String)>> {
    let plan = attacks.iter().map(|Attack { api, credentials, export, url }| {
        let model = model(api);
        json!({
            "name": api, "export": export, "url": url, "credentials": credentials,
            "shows_rejections": !credentials.is_null() && shows_rejections(&model),
            "examples": examples(), "without": unjudged(&model),
        })
    });
    let mut attacker = Command::new(python);
    attacker.arg(files().join("attack.py")).arg(plan.collect::<Value>().to_string());
    // The fuzzer must not leave files in the checkout.
    attacker.current_dir(target()).env("PYTHONDONTWRITEBYTECODE", "1");
    serde_json::from_str(&output(&mut attacker)?).map_err(io::Error::other)
}

/// Returns the Python with the fuzzer, installed on a thread that may block.
async fn attacker() -> Option<PathBuf> {
    tokio::task::spawn_blocking(python).await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attacker_finds_nothing_that_the_exports_do_not_say() {
    let Some(python) = attacker().await else { return };
    let mut attacks = Vec::new();
    let mut successes = Vec::new();
    for api in all() {
        let credentials = credentials(&model(api.name));
        // Signatures of whole requests are tested elsewhere; here the router is open.
        let ways = match api.name {
            "cryptonit" => vec![credentials, Value::Null],
            "recipes" => vec![Value::Null],
            _ => vec![credentials],
        };
        for credentials in ways {
            let count = Arc::new(AtomicUsize::new(0));
            successes.push((api.name, Arc::clone(&count)));
            let counted = (api.router)(credentials.is_null()).layer(axum::middleware::map_response(
                move |response: axum::response::Response| {
                    count.fetch_add(usize::from(response.status().is_success()), Ordering::Relaxed);
                    std::future::ready(response)
                },
            ));
            let url = serve(counted).await.expect("a port");
            let version = if READ_IN_3_0.contains(&api.name) { Version::V3_0 } else { Version::V3_1 };
            let purpose = if credentials.is_null() { "open" } else { "attacked" };
            let export = written(api.name, version, purpose);
            attacks.push(Attack { api: api.name, credentials, export, url });
        }
    }
    let found = tokio::task::spawn_blocking(move || run(&python, &attacks)).await.expect("no panic");
    let found = found.expect("the fuzzer runs");
    let found: Vec<String> = found.into_iter().map(|(api, said)| format!("{api}: {said}")).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
    let silent = successes.iter().filter(|(_, count)| count.load(Ordering::Relaxed) == 0);
    let silent: Vec<&str> = silent.map(|(api, _)| *api).collect();
    assert!(silent.is_empty(), "no call came through to the backend: {silent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_attacker_would_find_what_an_export_leaves_out() {
    let Some(python) = attacker().await else { return };
    let mut export: Value =
        serde_json::from_str(exported("cryptonit", Version::V3_1, None).json()).expect("JSON");
    let path = "/apiv2/rest/public/pairs.json";
    let operation = &mut export["paths"][path]["get"];
    // Removes all error responses, so that the first one from the fakes is a finding.
    operation["responses"].as_object_mut().expect("responses").retain(|status, _| status == "200");
    operation["responses"]["200"]["content"]["application/json"]["schema"]["type"] = "string".into();
    // Only that operation.
    let alone = operation.take();
    export["paths"] = json!({ path: { "get": alone } });
    let file = target().join("cryptonit-left-out.json");
    std::fs::write(&file, export.to_string()).expect("written");
    // The fakes alternate between success and error responses. The fuzzer sends GET requests with the media type of a
    // body and ignores the response's status; this would consume the turn of an error response.
    let router = all().into_iter().find(|api| api.name == "cryptonit").expect("there").router;
    let url = serve(router(true).layer(axum::middleware::from_fn(without_bodies))).await.expect("a port");
    let attack = Attack { api: "cryptonit", credentials: Value::Null, export: file, url };
    let found = tokio::task::spawn_blocking(move || run(&python, &[attack])).await.expect("no panic");
    let found = found.expect("the fuzzer runs");
    let [(_, said)] = found.as_slice() else { panic!("something is wrong, but {found:?}") };
    for finding in ["Undocumented status code", "Response violates schema"] {
        assert!(said.contains(finding), "{finding}: {said}");
    }
}

/// Forwards requests without their bodies.
async fn without_bodies(
    request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    match request.headers().contains_key(http::header::CONTENT_TYPE) {
        true => axum::response::IntoResponse::into_response(http::StatusCode::UNSUPPORTED_MEDIA_TYPE),
        false => next.run(request).await,
    }
}
