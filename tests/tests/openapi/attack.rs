//! Schemathesis, an independent fuzzer, reads each export and attacks the generated router. Responses must match the
//! export: no other status, no other body, no hang, no broken connection.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use bindery_openapi::Version;
use bindery_test_tools::{output, together};
use bindery_tests::log::serve;

use crate::judges::python;
use crate::routers::router;
use crate::{exported, files, target, written};

/// An API, and the credentials of the fuzzer; none for an open router.
struct Target {
    api: &'static str,
    way: Option<&'static str>,
}

const TARGETS: [Target; 5] = [
    Target { api: "backpack", way: Some("basic") },
    Target { api: "crm", way: Some("key") },
    Target { api: "cryptonit", way: Some("bearer") },
    // OAuth 1.0a signatures are tested elsewhere; here the router is open.
    Target { api: "cryptonit", way: None },
    Target { api: "coriunder", way: Some("salt") },
];

/// Runs one attack. The error contains the fuzzer's findings.
fn attack(python: &Path, export: &Path, url: &str, way: Option<&str>) -> io::Result<String> {
    let mut attacker = Command::new(python);
    attacker.args(["-m", "schemathesis.cli", "--config-file"]).arg(files().join("schemathesis.toml"));
    attacker.arg("run").arg(export).args(["--url", url, "--no-color"]);
    if way.is_none() {
        attacker.args(["--exclude-checks", "ignored_auth"]);
    }
    // The fuzzer must not leave files in the checkout.
    attacker.current_dir(target()).env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONDONTWRITEBYTECODE", "1");
    attacker.env("PYTHONPATH", files()).env("BINDERY_ATTACK", way.unwrap_or_default());
    output(&mut attacker)
}

/// Returns the Python with the fuzzer, installed on a thread that may block.
async fn attacker() -> Option<PathBuf> {
    tokio::task::spawn_blocking(python).await.expect("no panic")
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attacker_finds_nothing_that_the_exports_do_not_say() {
    let Some(python) = attacker().await else { return };
    let mut running = Vec::new();
    for target in TARGETS {
        let successes = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&successes);
        let counted = router(target.api, target.way.is_none()).layer(axum::middleware::map_response(
            move |response: axum::response::Response| {
                count.fetch_add(usize::from(response.status().is_success()), Ordering::Relaxed);
                std::future::ready(response)
            },
        ));
        let url = serve(counted).await.expect("a port");
        running.push((target, url, successes));
    }
    let failed = tokio::task::spawn_blocking(move || {
        together(running, |(Target { api, way }, url, successes)| {
            let purpose = way.unwrap_or("open");
            let export = written(api, Version::V3_1, purpose);
            attack(&python, &export, &url, way).map_err(|error| format!("{api}, {purpose}: {error}"))?;
            match successes.load(Ordering::Relaxed) {
                0 => Err(format!("{api}, {purpose}: no call came through to the backend")),
                _ => Ok(()),
            }
        })
    });
    let failed = failed.await.expect("no panic");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_attacker_would_find_what_an_export_leaves_out() {
    let Some(python) = attacker().await else { return };
    let mut export: serde_json::Value =
        serde_json::from_str(exported("cryptonit", Version::V3_1, None).json()).expect("JSON");
    let path = "/apiv2/rest/public/pairs.json";
    let operation = &mut export["paths"][path]["get"];
    // Removes all error responses, so that the first one from the fakes is a finding.
    operation["responses"].as_object_mut().expect("responses").retain(|status, _| status == "200");
    operation["responses"]["200"]["content"]["application/json"]["schema"]["type"] = "string".into();
    // Only that operation.
    let alone = operation.take();
    export["paths"] = serde_json::json!({ path: { "get": alone } });
    let file = target().join("cryptonit-left-out.json");
    std::fs::write(&file, export.to_string()).expect("written");
    // The fakes alternate between success and error responses. The fuzzer sends GET requests with the media type of a
    // body and ignores the response's status; this would consume the turn of an error response.
    let url = serve(router("cryptonit", true).layer(axum::middleware::from_fn(without_bodies)))
        .await
        .expect("a port");
    let found =
        tokio::task::spawn_blocking(move || attack(&python, &file, &url, None)).await.expect("no panic");
    let said = found.expect_err("something is wrong").to_string();
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
