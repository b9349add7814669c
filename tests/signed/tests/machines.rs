//! Tokens without a browser, as a spec says how applications get them: from the generated client to the generated router.

use std::sync::{Arc, Mutex};

use bindery_language::Recorded;
use bindery_runtime as rt;
use bindery_signed::machines::machines::{List, MachinesBackend};
use bindery_signed::machines::{self, Scope, TOKENS};
use rt::oauth::{Asked, Decision};
use rt::oauth2::{Application, Holder, Issuer, MemoryLedger, MemoryStore, Scopes, TokenRequest};
use rt::server::{BackendResult, RequestContext};
use rt::{Caller as _, Client, Error, Http};

struct Machines;

impl MachinesBackend for Machines {
    async fn list(&self, _: List, context: RequestContext) -> BackendResult<List> {
        Ok(context.login.into_iter().collect())
    }
}

#[tokio::test]
async fn an_application_calls_for_itself() -> Result<(), Box<dyn std::error::Error>> {
    let scopes = Scopes::from_scopes(&[Scope::Read, Scope::Write]);
    let application = Application { redirects: Vec::new(), secret: Some("app secret&".into()), scopes };
    let ledger = Arc::new(MemoryLedger::new().register("app", application));
    let denied: fn(&Asked, &http::Request<bytes::Bytes>) -> Decision = |_, _| Decision::Denied;
    let issuer = Issuer::new(Arc::clone(&ledger), denied).client_credentials();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let authorization =
        issuer.into_axum().layer(axum::middleware::map_request(move |request: axum::extract::Request| {
            let login = request.headers().get("authorization").cloned();
            seen.lock().expect("unpoisoned").push(login);
            std::future::ready(request)
        }));
    let authorization = Recorded::start(authorization).await?;
    let router = machines::server::all(Machines).oauth2(TOKENS, Arc::clone(&ledger)).into_axum()?;
    let recorded = Recorded::start(router).await?;

    let endpoints = TOKENS.endpoints().at(&authorization.url());
    assert!(endpoints.device.as_deref().is_some_and(|address| address.ends_with("/oauth2/device")));
    let app = TOKENS.app_at("app", "app secret&", "", endpoints, Http::new()?);
    let request = TokenRequest::client_credentials(Scopes::from_scopes(&[Scope::Read]));
    let holder = Holder::requesting(app.clone(), request, MemoryStore::new());
    let client =
        Client::<machines::Machines>::builder().base_url(recorded.url()).oauth2(TOKENS, holder).build()?;
    assert_eq!(client.call(List::new()).await?, ["app"]);
    assert_eq!(client.call(List::new()).await?, ["app"], "with the same token");
    let sent = authorization.sent();
    assert!(
        sent.contains("authorization: Basic YXBwOmFwcCtzZWNyZXQlMjY=") && !sent.contains("client_secret"),
        "{sent}"
    );
    assert!(
        sent.ends_with("grant_type=client_credentials&scope=read&audience=https%3A%2F%2Fmachines.example"),
        "{sent}"
    );
    assert_eq!(asked.lock().expect("unpoisoned").len(), 1);

    // Scopes are separated as the documents say, and a token without a needed one is not sent.
    let both = TokenRequest::client_credentials(Scopes::from_scopes(&[Scope::Read, Scope::Write]));
    let rejected = app.request_tokens(&both).await.expect_err("our server separates by spaces");
    assert!(rejected.to_string().contains("invalid_scope"), "{rejected}");
    assert!(authorization.sent().contains("scope=read%2Cwrite"));
    let only = TokenRequest::client_credentials(Scopes::from_scopes(&[Scope::Write]));
    let holder = Holder::requesting(app, only, MemoryStore::new());
    let client =
        Client::<machines::Machines>::builder().base_url(recorded.url()).oauth2(TOKENS, holder).build()?;
    recorded.sent();
    let error = client.call(List::new()).await.expect_err("another scope");
    assert!(matches!(error, Error::Authorization(_)), "{error}");
    assert_eq!(recorded.sent(), "");
    Ok(())
}
