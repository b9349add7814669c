//! Schemathesis, an independent attacker, reads each export and does its worst to the generated router. What comes back has to
//! be what the export says: no other status, no other body, no hang, no broken connection.

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bindery_openapi::Version;
use bindery_tests::log::serve;
use bindery_tests::tools::{output, together};

use crate::judges::python;
use crate::routers::router;
use crate::{files, written};

/// An API, the way in which the attacker shows who it is, and how often it tries each operation.
struct Target {
    api: &'static str,
    way: Option<&'static str>,
    tries: usize,
}

const TARGETS: [Target; 6] = [
    Target { api: "backpack", way: Some("basic"), tries: 12 },
    Target { api: "crm", way: Some("key"), tries: 12 },
    Target { api: "cryptonit", way: Some("bearer"), tries: 12 },
    // Requests signed by OAuth 1 are the business of other tests; here they are let in.
    Target { api: "cryptonit", way: None, tries: 12 },
    Target { api: "coriunder", way: Some("salt"), tries: 5 },
    Target { api: "coriunder", way: None, tries: 3 },
];

#[tokio::test(flavor = "multi_thread")]
async fn an_attacker_finds_nothing_that_the_exports_do_not_say() {
    let Some(python) = tokio::task::spawn_blocking(python).await.expect("no panic") else { return };
    let mut running = Vec::new();
    for target in TARGETS {
        let answered = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&answered);
        let counted = router(target.api, target.way.is_none()).layer(axum::middleware::map_response(
            move |response: axum::response::Response| {
                count.fetch_add(usize::from(response.status().is_success()), Ordering::Relaxed);
                std::future::ready(response)
            },
        ));
        let url = serve(counted).await.expect("a port");
        running.push((target, url, answered));
    }
    let start = Instant::now();
    let failed = tokio::task::spawn_blocking(move || {
        together(running, |(Target { api, way, tries }, url, answered)| {
            let purpose = way.unwrap_or("open");
            let export = written(api, Version::V3_1, purpose);
            let mut attacker = Command::new(&python);
            attacker
                .args(["-m", "schemathesis.cli"])
                .arg("--config-file")
                .arg(files().join("schemathesis.toml"));
            attacker.arg("run").arg(export).args(["--url", &url, "--no-color"]);
            attacker.args(["--max-examples", &tries.to_string()]);
            // Nothing that it leaves is to stand in the checkout.
            attacker.current_dir(crate::target()).env("SCHEMATHESIS_HOOKS", "hooks");
            attacker.env("PYTHONPATH", files()).env("BINDERY_ATTACK", way.unwrap_or_default());
            output(&mut attacker).map_err(|error| format!("{api}, {purpose}: {error}"))?;
            match answered.load(Ordering::Relaxed) {
                0 => Err(format!("{api}, {purpose}: no call came through to the backend")),
                _ => Ok(()),
            }
        })
    });
    let failed = failed.await.expect("no panic");
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(start.elapsed() < Duration::from_secs(600), "it took {:?}", start.elapsed());
}
