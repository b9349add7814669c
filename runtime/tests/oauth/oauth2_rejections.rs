//! Everything that OAuth 2 must reject, each with its own error, on the server's and on the client's side.

use std::sync::Arc;

use bindery_runtime as rt;
use bytes::Bytes;
use http::{HeaderMap, Request};
use rt::InProcess;
use rt::oauth::{Asked, Decision};
use rt::oauth2::*;

use super::oauth2_server::{Issuing, REDIRECT, Right, ann, app, application, authorized, endpoints, server};
use super::support::{SetClock, location, post, visit};

const TOKEN: &str = "http://in-process/oauth2/token";

fn issuer(clock: &SetClock) -> Issuing {
    let other = Application { secret: Some("other secret".into()), ..application() };
    let ledger = MemoryLedger::new().clock(clock.clock());
    let ledger = ledger.register("app", application()).register("other", other);
    let consent: fn(&Asked, &Request<Bytes>) -> Decision = ann;
    Issuer::new(Arc::new(ledger), consent).clock(clock.clock())
}

fn ask(query: &str) -> Request<Bytes> {
    Request::get(format!("http://in-process/oauth2/authorize?{query}")).body(Bytes::new()).expect("a request")
}

const GOOD: &str = "response_type=code&client_id=app&scope=basic&state=s\
                    &redirect_uri=https%3A%2F%2Fpartner.example%2Fback%3Fsrc%3Ddemo";

async fn code(issuer: &Issuer<MemoryLedger, impl rt::oauth::Consent>, query: &str) -> String {
    // The response is built by axum, so only its header is checked.
    let response = issuer.authorize(&ask(query)).await.expect("a response");
    let location = response.headers()["location"].to_str().expect("text").to_owned();
    let (_, rest) = location.split_once("&code=").unwrap_or_else(|| panic!("{location}"));
    rest.split('&').next().expect("a code").to_owned()
}

fn exchange<'c>(code: &'c str, more: &[(&'static str, &'c str)]) -> Vec<(&'static str, &'c str)> {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT),
        ("client_id", "app"),
        ("client_secret", "app secret&"),
    ];
    form.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    form.extend(more.iter().filter(|(_, value)| !value.is_empty()));
    form
}

#[tokio::test]
async fn codes() {
    let clock = SetClock::at(1_700_000_000);
    let issuer = issuer(&clock);
    let rejected = async |form: Vec<(&'static str, &str)>| {
        issuer.token(&post(TOKEN, &form)).await.expect_err("rejected")
    };
    let fresh = async || code(&issuer, GOOD).await;

    assert_eq!(rejected(exchange("unknown", &[])).await, Rejection::UnknownCode);
    let differs = [("redirect_uri", "https://partner.example/back?src=demo2")];
    assert_eq!(rejected(exchange(&fresh().await, &differs)).await, Rejection::CodeRedirectDiffers);
    assert_eq!(
        rejected(exchange(&fresh().await, &[("redirect_uri", "")])).await,
        Rejection::CodeRedirectDiffers
    );
    let other = [("client_id", "other"), ("client_secret", "other secret")];
    // Another application learns nothing about a code and cannot use it; its attempt with a used code revokes nothing.
    let own = fresh().await;
    assert_eq!(rejected(exchange(&own, &other)).await, Rejection::UnknownCode);
    let issued = issuer.token(&post(TOKEN, &exchange(&own, &[]))).await.expect("tokens");
    assert_eq!(rejected(exchange(&own, &other)).await, Rejection::UnknownCode);
    assert!(issuer.status(&issued.access).await.expect("known").is_some());
    let late = fresh().await;
    clock.advance(61);
    assert_eq!(rejected(exchange(&late, &[])).await, Rejection::CodeExpired);
    let wrong = [("client_secret", "wrong")];
    assert_eq!(rejected(exchange(&fresh().await, &wrong)).await, Rejection::WrongSecret);
    assert_eq!(rejected(exchange(&fresh().await, &[("client_secret", "")])).await, Rejection::WrongSecret);
    assert_eq!(
        rejected(exchange(&fresh().await, &[("client_id", "nobody")])).await,
        Rejection::UnknownApplication
    );
    assert_eq!(rejected(exchange("", &[])).await, Rejection::MissingParameter("code"));
    assert_eq!(rejected(exchange("c", &[("grant_type", "password")])).await, Rejection::UnsupportedGrantType);
    let mut twice = exchange("c", &[]);
    twice.push(("code", "d"));
    assert_eq!(rejected(twice).await, Rejection::DuplicateParameter("code"));
    let in_query = Request::get(format!("{TOKEN}?grant_type=authorization_code")).body(Bytes::new());
    assert_eq!(issuer.token(&in_query.expect("a request")).await, Err(Rejection::NotAForm));

    // A code is valid once. Its reuse revokes the tokens issued for it.
    let used = fresh().await;
    let issued = issuer.token(&post(TOKEN, &exchange(&used, &[]))).await.expect("tokens");
    assert!(issuer.status(&issued.access).await.expect("known").is_some());
    assert_eq!(rejected(exchange(&used, &[])).await, Rejection::CodeUsed);
    assert_eq!(issuer.status(&issued.access).await, Ok(None));
}

#[tokio::test]
async fn proofs_of_the_code() {
    let issuer = issuer(&SetClock::at(1_700_000_000));
    let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let proof = "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let with_proof = async || code(&issuer, &format!("{GOOD}{proof}")).await;
    let token = async |code: String, verifier: &str| {
        issuer.token(&post(TOKEN, &exchange(&code, &[("code_verifier", verifier)]))).await
    };
    token(with_proof().await, verifier).await.expect("tokens");
    assert_eq!(token(with_proof().await, "").await, Err(Rejection::WrongVerifier));
    assert_eq!(token(with_proof().await, &"a".repeat(43)).await, Err(Rejection::WrongVerifier));
    // An invalid verifier does not use the code.
    let code_with_proof = with_proof().await;
    for wrong in ["w", &verifier[1..], &"a".repeat(129), &verifier.replace('d', "+")] {
        assert_eq!(token(code_with_proof.clone(), wrong).await, Err(Rejection::BadVerifier), "{wrong}");
    }
    token(code_with_proof, verifier).await.expect("tokens");
    // Even if it matches its challenge.
    let short = challenge(&"w".into());
    let short = code(&issuer, &format!("{GOOD}&code_challenge={short}&code_challenge_method=S256")).await;
    assert_eq!(token(short, "w").await, Err(Rejection::BadVerifier));
    // A verifier for a code without a challenge: an attacker removed the challenge.
    assert_eq!(token(code(&issuer, GOOD).await, verifier).await, Err(Rejection::WrongVerifier));
}

#[tokio::test]
async fn authorizations() {
    let issuer = issuer(&SetClock::at(1_700_000_000));
    // Users are redirected only to registered addresses, which must match exactly.
    let strict = async |query: &str| issuer.authorize(&ask(query)).await.expect_err("rejected");
    for redirect in
        ["https://attacker.example/", "https://partner.example/back", "HTTPS://partner.example/back?src=demo"]
    {
        let escaped: String = form_urlencoded::byte_serialize(redirect.as_bytes()).collect();
        let (before, _) = GOOD.split_once("&redirect_uri").expect("there");
        assert_eq!(strict(&format!("{before}&redirect_uri={escaped}")).await, Rejection::RedirectDiffers);
    }
    assert_eq!(strict(&GOOD.replace("=app", "=nobody")).await, Rejection::UnknownApplication);
    assert_eq!(strict("response_type=code").await, Rejection::MissingParameter("client_id"));
    assert_eq!(strict(&format!("{GOOD}&client_id=app")).await, Rejection::DuplicateParameter("client_id"));

    // All other errors are sent to the application, with the state.
    let told = async |query: String| {
        let response = issuer.authorize(&ask(&query)).await.expect("a response");
        let location = response.headers()["location"].to_str().expect("text").to_owned();
        let error = location.strip_prefix("https://partner.example/back?src=demo&error=").expect("an error");
        assert!(error.ends_with("&state=s"), "{location}");
        error.split('&').next().expect("a code").to_owned()
    };
    assert_eq!(told(GOOD.replace("type=code", "type=token")).await, "unsupported_response_type");
    assert_eq!(told(GOOD.replace("scope=basic", "scope=")).await, "invalid_scope");
    assert_eq!(told(GOOD.replace("&scope=basic", "")).await, "invalid_scope");
    assert_eq!(told(GOOD.replace("basic", "basic%20root")).await, "invalid_scope");
    assert_eq!(told(format!("{GOOD}&code_challenge=x")).await, "invalid_request");
    let plain = format!("{GOOD}&code_challenge={}&code_challenge_method=plain", "a".repeat(43));
    assert_eq!(told(plain).await, "invalid_request");
    assert_eq!(told(format!("{GOOD}&scope=trade")).await, "invalid_request");
}

#[tokio::test]
async fn refresh_tokens() {
    let clock = SetClock::at(1_700_000_000);
    let issuer = issuer(&clock);
    let renew = async |token: &rt::Secret, more: &[(&str, &str)]| {
        let mut form = vec![("grant_type", "refresh_token"), ("refresh_token", token.expose())];
        form.extend(more);
        issuer.token(&post(TOKEN, &form)).await
    };
    let own = [("client_id", "app"), ("client_secret", "app secret&")];
    let code = code(&issuer, &GOOD.replace("basic", "basic%20trade")).await;
    let first = issuer.token(&post(TOKEN, &exchange(&code, &[]))).await.expect("tokens");
    let refresh = first.refresh.expect("a refresh token");
    let other = [("client_id", "other"), ("client_secret", "other secret")];
    assert_eq!(renew(&refresh, &other).await, Err(Rejection::UnknownRefreshToken));
    let wider = [own[0], own[1], ("scope", "basic withdraw")];
    assert_eq!(renew(&refresh, &wider).await, Err(Rejection::ForbiddenScope { scope: "withdraw".into() }));
    assert_eq!(renew(&"unknown".into(), &own).await, Err(Rejection::UnknownRefreshToken));
    let narrower = [own[0], own[1], ("scope", "trade")];
    let second = renew(&refresh, &narrower).await.expect("tokens");
    assert_eq!(second.scopes.to_string(), "trade");
    let live = issuer.status(&second.access).await.expect("known").expect("a token");
    assert_eq!(live.grant.scopes.to_string(), "trade");
    // Only this access token is narrower: the refresh token keeps the granted scopes (RFC 6749, section 6).
    let refresh = second.refresh.expect("a refresh token");
    let third = renew(&refresh, &own).await.expect("tokens");
    assert_eq!(third.scopes.to_string(), "basic trade");
    // A used refresh token from another application revokes nothing.
    assert_eq!(renew(&refresh, &other).await, Err(Rejection::UnknownRefreshToken));
    assert!(issuer.status(&third.access).await.expect("known").is_some());
    // A reused refresh token indicates a copy, so all tokens are revoked.
    assert_eq!(renew(&refresh, &own).await, Err(Rejection::RefreshTokenUsed));
    assert_eq!(issuer.status(&third.access).await, Ok(None));
    let newer = third.refresh.expect("a refresh token");
    assert_eq!(renew(&newer, &own).await, Err(Rejection::UnknownRefreshToken));
}

#[tokio::test]
async fn an_application_proves_itself_once() {
    let issuer = issuer(&SetClock::at(1_700_000_000));
    let code = code(&issuer, GOOD).await;
    let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT)];
    // `app` and its secret, escaped as RFC 6749 requires.
    let right = "Basic YXBwOmFwcCtzZWNyZXQlMjY=";
    for headers in [[right, "Basic eDp5"], ["Basic eDp5", right], [right, right], [right, "Bearer x"]] {
        let mut request = post(TOKEN, &form);
        for header in headers {
            request.headers_mut().append("authorization", header.parse().expect("text"));
        }
        assert_eq!(issuer.token(&request).await, Err(Rejection::TwoProofs), "{headers:?}");
    }
    // A header with invalid credentials is not ignored, even with valid ones in the form.
    let with_secret = [&form[..], &[("client_id", "app"), ("client_secret", "app secret&")]].concat();
    for header in ["Basic", "Basic !!", "Basic YXBw", "Bearer x", "Basic eDp5"] {
        for form in [&form[..], &with_secret] {
            let mut request = post(TOKEN, form);
            request.headers_mut().insert("authorization", header.parse().expect("text"));
            issuer.token(&request).await.expect_err(header);
        }
    }
    let another = [&form[..], &[("client_id", "other")]].concat();
    let mut request = post(TOKEN, &another);
    request.headers_mut().insert("authorization", right.parse().expect("text"));
    assert_eq!(issuer.token(&request).await, Err(Rejection::TwoProofs));
    let mut request = post(TOKEN, &form);
    request.headers_mut().insert("authorization", right.parse().expect("text"));
    issuer.token(&request).await.expect("tokens");
}

#[tokio::test]
async fn only_who_asks_gets_a_code() {
    let issuer = issuer(&SetClock::at(1_700_000_000));
    for method in ["HEAD", "PUT", "DELETE", "OPTIONS"] {
        let mut request = ask(GOOD);
        *request.method_mut() = method.parse().expect("a method");
        assert_eq!(
            issuer.authorize(&request).await.expect_err("rejected"),
            Rejection::WrongMethod,
            "{method}"
        );
    }
    let service = InProcess::new(issuer.into_axum());
    let mut request = ask(GOOD);
    *request.method_mut() = http::Method::HEAD;
    let response = super::support::send(&service, request).await;
    assert_eq!(
        (response.status().as_u16(), &response.headers()["allow"]),
        (405, &"GET, POST".parse().expect("text"))
    );
    assert!(!response.headers().contains_key("location"));
}

#[tokio::test]
async fn bearer_tokens() {
    let clock = SetClock::at(1_700_000_000);
    let grant = Grant {
        id: "g".into(),
        application: "app".into(),
        user: "ann".into(),
        scopes: Scopes::from_scopes(&[Right::Basic]),
    };
    let ledger = MemoryLedger::new().clock(clock.clock());
    let live =
        Live { grant: grant.clone(), expires: clock.clock().now() + std::time::Duration::from_secs(60) };
    ledger.keep_tokens(&"good".into(), live, None).await.expect("kept");
    let check = async |values: &[&str], needs: &[&str]| {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append("authorization", value.parse().expect("a header"));
        }
        check_bearer(&ledger, &headers, needs).await
    };
    assert_eq!(check(&["bearer good"], &["basic"]).await, Ok(grant));
    assert_eq!(check(&[], &[]).await, Err(BearerRejection::Missing));
    assert_eq!(check(&["Basic good"], &[]).await, Err(BearerRejection::Missing));
    assert_eq!(check(&["Bearer"], &[]).await, Err(BearerRejection::Malformed));
    assert_eq!(check(&["Bearer go od"], &[]).await, Err(BearerRejection::Malformed));
    assert_eq!(check(&["Bearer good", "Bearer good"], &[]).await, Err(BearerRejection::Malformed));
    assert_eq!(check(&["Bearer wrong"], &[]).await, Err(BearerRejection::Invalid));
    let lacks = check(&["Bearer good"], &["basic", "trade"]).await.expect_err("rejected");
    assert_eq!(
        lacks,
        BearerRejection::InsufficientScope { scope: "trade".into(), needs: "basic trade".into() }
    );
    assert_eq!(lacks.status(), 403);
    assert_eq!(
        lacks.challenge("Demo \"x\""),
        "Bearer realm=\"Demo x\", error=\"insufficient_scope\", scope=\"basic trade\""
    );
    assert_eq!(BearerRejection::Missing.challenge("Demo"), "Bearer realm=\"Demo\"");
    clock.advance(60);
    assert_eq!(check(&["Bearer good"], &[]).await, Err(BearerRejection::Invalid));
}

#[tokio::test]
async fn the_way_back() {
    let server = server();
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    assert!(matches!(app.authorize::<Right>(&[]), Err(Error::NoScope)));

    let attempt = app.authorize(&[Right::Basic]).expect("an attempt");
    let returned = location(&visit(&transport, attempt.address()).await);
    let finish = async |attempt: &Attempt, returned: &str| {
        app.finish(attempt.clone(), returned).await.expect_err("rejected")
    };
    let another = app.authorize(&[Right::Basic]).expect("an attempt");
    assert!(matches!(finish(&another, &returned).await, Error::StateDiffers));
    let (without, _) = returned.split_once("&state=").expect("a state");
    assert!(matches!(finish(&attempt, without).await, Error::StateDiffers));
    assert!(matches!(finish(&attempt, &format!("{returned}&state=x")).await, Error::StateDiffers));
    assert!(matches!(finish(&attempt, REDIRECT).await, Error::StateDiffers));
    let state = attempt.state().expose();
    assert!(matches!(finish(&attempt, &format!("?state={state}")).await, Error::NoCode));
    let denied = format!("{REDIRECT}&error=access_denied&error_description=Not+now&state={state}#_=_");
    let Error::Denied { description } = finish(&attempt, &denied).await else { panic!() };
    assert_eq!(description.as_deref(), Some("Not now"));
    let odd = finish(&attempt, &format!("error=redirect_uri_mismatch&state={state}")).await;
    assert_eq!(
        odd.error_response().expect("rejected").code,
        Some(Code::Other("redirect_uri_mismatch".into()))
    );
    assert_eq!(server.asked.load(std::sync::atomic::Ordering::SeqCst), 0, "nothing of this was sent");

    app.finish(attempt.clone(), &returned).await.expect("tokens");
    let again = finish(&attempt, &returned).await;
    assert_eq!(
        again.to_string(),
        "the server rejected the request (code exchange, HTTP 400, invalid_grant): the code was used before"
    );

    // With an unregistered redirect address, the user is not redirected.
    let elsewhere = App::new(
        "app",
        "app secret&",
        "https://other.example/",
        endpoints("http://in-process"),
        transport.clone(),
    );
    let attempt = elsewhere.authorize(&[Right::Basic]).expect("an attempt");
    let page = visit(&transport, attempt.address()).await;
    assert_eq!(page.status(), 400);
    let text = std::str::from_utf8(page.body()).expect("text");
    assert!(text.contains("the redirect URI is not registered"), "{text}");
}

#[tokio::test]
async fn users_deny_access() {
    let no = |_: &Asked, _: &Request<Bytes>| Decision::Denied;
    let ledger = Arc::new(MemoryLedger::new().register("app", application()));
    let transport = InProcess::new(Issuer::new(ledger, no).into_axum());
    let app = App::new("app", "app secret&", REDIRECT, endpoints("http://in-process"), transport.clone());
    let attempt = app.authorize(&[Right::Basic]).expect("an attempt");
    let returned = location(&visit(&transport, attempt.address()).await);
    let denied = app.finish(attempt, &returned).await.expect_err("denied");
    assert_eq!(denied.to_string(), "the user denied access: the user denied access");
}

#[tokio::test]
async fn a_missing_scope_is_found_before_anything_is_sent() {
    let server = server();
    let transport = InProcess::new(server.router.clone());
    let app = app("http://in-process", transport.clone(), &server.clock);
    let holder = Holder::new(app.clone(), MemoryStore::new());
    assert!(matches!(holder.token(&["basic"]).await, Err(Error::NotAuthorized)));
    holder.keep(authorized(&app, &transport, &[Right::Trade]).await).await.expect("kept");
    holder.token(&["trade"]).await.expect("a token");
    let asked = server.asked.load(std::sync::atomic::Ordering::SeqCst);
    server.clock.advance(4000);
    let missing = holder.token(&["trade", "withdraw"]).await.expect_err("rejected");
    assert!(matches!(&missing, Error::MissingScope { scope, .. } if scope == "withdraw"));
    assert_eq!(
        missing.to_string(),
        "not sent: the scope 'withdraw' is required, but the token has only: trade"
    );
    assert!(missing.needs_authorization());
    assert_eq!(server.asked.load(std::sync::atomic::Ordering::SeqCst), asked);
    // The server would reject it too.
    let token = holder.token(&[]).await.expect("a token");
    let response = super::oauth2_server::read_funds(&transport, "http://in-process", &token).await;
    assert_eq!(response.status(), 403);
}

/// Content codings are not decoded, and an encoded body must not be read as if it were plain.
#[tokio::test]
async fn a_body_that_is_packed_is_not_read() {
    let (first, second) = (server(), super::oauth1_server::server(&super::oauth1_server::ledger()));
    let form = [("grant_type", "refresh_token"), ("refresh_token", "r")];
    for (router, path) in [(first.router, "/oauth2/token"), (second, "/oauth/request_token")] {
        let transport = InProcess::new(router);
        for (header, coding, is_packed) in [
            ("content-encoding", "gzip", true),
            ("content-encoding", "identity", false),
            ("transfer-encoding", "gzip, chunked", true),
            ("transfer-encoding", "chunked", false),
        ] {
            let mut request = post(&format!("http://in-process{path}"), &form);
            request.headers_mut().insert(header, coding.parse().expect("a header's value"));
            let response = super::support::send(&transport, request).await;
            // Readable requests are rejected for their content.
            assert!(response.status().is_client_error(), "{path} {header}: {coding}");
            assert_eq!(response.status() == 415, is_packed, "{path} {header}: {coding}");
        }
    }
}
