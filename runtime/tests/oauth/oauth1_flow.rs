//! OAuth 1.0a from the request token to a signed call, in process and over loopback, with every carrier.

use std::sync::Arc;

use bindery_runtime as rt;
use bytes::Bytes;
use http::Method;
use rt::client::Transport;
use rt::oauth1::*;
use rt::{Http, InProcess};

use super::oauth1_server::{CALLBACK, ann, consumer, endpoints, ledger, server};
use super::support::{location, send, serve, visit};

/// Runs the whole flow, and a signed call of each kind.
async fn run_flow(transport: impl Transport + Clone, base: &str, carrier: Carrier, method: Method) {
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow =
        Flow::new(consumer(), endpoints(base), callback, transport.clone()).carrier(carrier).method(method);
    let attempt = flow.begin().await.expect("a request token");
    let returned = location(&visit(&transport, attempt.address()).await);
    assert!(returned.starts_with("https://partner.example/cb?src=demo&oauth_token="), "{returned}");
    let token = flow.finish(attempt, &returned).await.expect("an access token");

    let signer = Signer::new(consumer()).token(token).carrier(carrier);
    let form = "note=a+b%2Bc&empty=&note=%FF";
    for (method, query, content_type, body) in [
        (Method::GET, "", "", ""),
        (Method::GET, "?b5=%3D%253D&a3=a&c%40=&a2=r%20b&flag", "", ""),
        (Method::POST, "?limit=10", "application/x-www-form-urlencoded; charset=utf-8", form),
        (Method::POST, "", "application/json", r#"{"a":1}"#),
    ] {
        let mut request = http::Request::new(Bytes::from(body));
        (*request.method_mut(), *request.uri_mut()) =
            (method, format!("{base}/me{query}").parse().expect("an address"));
        if !content_type.is_empty() {
            request.headers_mut().insert("content-type", content_type.parse().expect("a header"));
        }
        signer.sign(&mut request).expect("signed");
        let response = send(&transport, request).await;
        assert_eq!(
            (response.status().as_u16(), response.body().as_ref()),
            (200, b"ann".as_slice()),
            "{query}"
        );
    }
}

#[tokio::test]
async fn in_process() {
    for carrier in [Carrier::Header, Carrier::Query] {
        for method in [Method::POST, Method::GET] {
            run_flow(InProcess::new(server(&ledger())), "http://in-process", carrier, method).await;
        }
    }
}

#[tokio::test]
async fn over_loopback() {
    let http = Http::new().expect("TLS");
    let base = serve(server(&ledger())).await;
    run_flow(http.clone(), &base, Carrier::Header, Method::POST).await;
    run_flow(http, &base, Carrier::Query, Method::GET).await;
}

#[tokio::test]
async fn a_verifier_may_be_typed_in() {
    let transport = InProcess::new(server(&ledger()));
    let flow = Flow::new(consumer(), endpoints("http://in-process"), Callback::OutOfBand, transport.clone());
    let attempt = flow.begin().await.expect("a request token");
    let page = visit(&transport, attempt.address()).await;
    assert_eq!(page.status(), 200);
    let verifier = String::from_utf8(page.body().to_vec()).expect("text");
    flow.finish_with(attempt, verifier).await.expect("an access token");
}

#[tokio::test]
async fn a_server_behind_a_proxy_knows_its_address() {
    let ledger = ledger();
    let verifier = Verifier::new(Arc::clone(&ledger)).address("https://API.example:443/v1/");
    let token = Token::new("acc", "sec");
    let access = Access { consumer: "demo-key".into(), user: "ann".into() };
    ledger.keep_access(&token, access).await.expect("kept");
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() = "https://api.example/v1/me?x=1".parse().expect("an address");
    Signer::new(consumer()).token(token).sign(&mut request).expect("signed");
    // The proxy removes TLS and the first folder.
    *request.uri_mut() = "/me?x=1".parse().expect("an address");
    request.headers_mut().insert("host", "10.0.0.1:8080".parse().expect("a header"));
    let (head, body) = request.into_parts();
    let verified = verifier.verify(&head, &body, Expected::AccessToken).await.expect("verified");
    assert_eq!((verified.consumer.as_str(), verified.user.as_deref()), ("demo-key", Some("ann")));
}

/// A proxy with the public address `https://api.example/v1`, which forwards requests without TLS and without the first
/// folder.
#[derive(Clone)]
struct Proxy(InProcess<axum::Router>);

impl Transport for Proxy {
    async fn send(
        &self,
        mut request: http::Request<Bytes>,
        limits: rt::client::TransportLimits,
    ) -> Result<http::Response<Bytes>, rt::client::TransportError> {
        let address = request.uri().to_string();
        let path = address.strip_prefix("https://api.example/v1").expect("the public address");
        *request.uri_mut() = path.parse().expect("a path");
        request.headers_mut().insert("host", "10.0.0.1:8080".parse().expect("a header"));
        self.0.send(request, limits).await
    }
}

#[tokio::test]
async fn behind_a_proxy_that_takes_a_folder_away() {
    let ledger = ledger();
    let known = || Verifier::new(Arc::clone(&ledger)).address("https://api.example/v1");
    let resource = axum::Router::new()
        .route("/me", axum::routing::any(super::oauth1_server::me))
        .with_state(Arc::new(known()));
    let provider = Provider::new(Arc::clone(&ledger), ann).verifier(known());
    let proxy = Proxy(InProcess::new(provider.into_axum().merge(resource)));
    for carrier in [Carrier::Header, Carrier::Query] {
        run_flow(proxy.clone(), "https://api.example/v1", carrier, Method::POST).await;
    }
}

#[tokio::test]
async fn nested_in_another_router() {
    let nested = axum::Router::new().nest("/v1", axum::Router::new().nest("/x", server(&ledger())));
    run_flow(InProcess::new(nested.clone()), "http://in-process/v1/x", Carrier::Header, Method::POST).await;
    let base = serve(nested).await;
    run_flow(Http::new().expect("TLS"), &format!("{base}/v1/x"), Carrier::Query, Method::GET).await;
}

#[tokio::test]
async fn the_old_protocol_needs_a_switch_on_both_sides() {
    let base = "http://in-process";
    let strict = InProcess::new(server(&ledger()));
    let flow = |transport: &InProcess<axum::Router>| {
        Flow::new(consumer(), endpoints(base), Callback::Registered, transport.clone())
    };
    assert!(matches!(flow(&strict).begin().await, Err(Error::NoCallback)));
    let rejected = flow(&strict).legacy(Legacy::OAuth10).begin().await;
    let Err(Error::ErrorResponse(rejected)) = rejected else { panic!("{rejected:?}") };
    assert_eq!(rejected.problem, Some(Problem::ParameterAbsent));

    let old = InProcess::new(Provider::new(ledger(), ann).legacy(Legacy::OAuth10).into_axum());
    let flow = flow(&old).legacy(Legacy::OAuth10);
    let attempt = flow.begin().await.expect("a request token");
    let returned = location(&visit(&old, attempt.address()).await);
    // Like servers of OAuth 1.0: the callback has only the token.
    let (without, _) = returned.split_once("&oauth_verifier").expect("a verifier");
    flow.finish(attempt, without).await.expect("an access token");
}

#[tokio::test]
async fn the_server_says_when_to_come_back() {
    let busy = axum::Router::new()
        .fallback(|| async { (http::StatusCode::TOO_MANY_REQUESTS, [("retry-after", "7")]) });
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow = Flow::new(consumer(), endpoints("http://in-process"), callback, InProcess::new(busy));
    let error = flow.begin().await.expect_err("not now");
    assert_eq!(error.retry_after(), Some(std::time::Duration::from_secs(7)));
    assert_eq!(Error::NoVerifier.retry_after(), None);
}
