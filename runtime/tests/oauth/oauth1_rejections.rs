//! Everything that OAuth 1.0a must reject, each with its own error, on the server's and on the client's side.

use std::sync::Arc;

use bindery_runtime as rt;
use bytes::Bytes;
use http::Request;
use rt::oauth::{Asked, Clock, Decision};
use rt::oauth1::*;
use rt::{InProcess, Secret};

use super::oauth1_server::{CALLBACK, ann, consumer, endpoints, ledger, server};
use super::support::{SetClock, location, visit};

const ME: &str = "http://api.example/me?x=1";

fn token() -> Token {
    Token::new("acc-token", "acc secret")
}

async fn verifier(clock: &SetClock) -> Verifier<Arc<MemoryLedger>> {
    let ledger = ledger();
    let access = Access { consumer: "demo-key".into(), user: "ann".into() };
    ledger.keep_access(&token(), access).await.expect("kept");
    Verifier::new(ledger).clock(clock.clock())
}

fn signed(signer: &Signer, stamp: &Stamp) -> Request<Bytes> {
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = ME.parse().expect("an address");
    signer.sign_as(&mut request, stamp, &[]).expect("signed");
    request
}

async fn rejection(verifier: &Verifier<Arc<MemoryLedger>>, request: Request<Bytes>) -> Option<Rejection> {
    let (head, body) = request.into_parts();
    verifier.verify(&head, &body, Expected::AccessToken).await.err()
}

#[tokio::test]
async fn signed_requests() {
    let clock = SetClock::at(1_500_000_000);
    let verifier = verifier(&clock).await;
    let stamp = |timestamp, nonce: &str| Stamp { timestamp, nonce: nonce.to_owned() };
    let now = 1_500_000_000;
    let signer = Signer::new(consumer()).token(token());

    // A signed request is valid once.
    let request = signed(&signer, &stamp(now, "n1"));
    assert_eq!(rejection(&verifier, request.clone()).await, None);
    assert_eq!(rejection(&verifier, request.clone()).await, Some(Rejection::Replay));
    clock.advance(299);
    assert_eq!(rejection(&verifier, request.clone()).await, Some(Rejection::Replay));
    clock.advance(2);
    assert_eq!(rejection(&verifier, request).await, Some(Rejection::StaleTimestamp));
    let ahead = signed(&signer, &stamp(now + 602, "n2"));
    assert_eq!(rejection(&verifier, ahead).await, Some(Rejection::StaleTimestamp));
    let now = now + 301;

    // Requests with other secrets or with a change fail, and use no nonce.
    let request = signed(&signer, &stamp(now, "n3"));
    let mut changed = request.clone();
    *changed.uri_mut() = "http://api.example/me?x=2".parse().expect("an address");
    assert_eq!(rejection(&verifier, changed).await, Some(Rejection::BadSignature));
    let mut changed = request.clone();
    *changed.method_mut() = http::Method::POST;
    assert_eq!(rejection(&verifier, changed).await, Some(Rejection::BadSignature));
    let mut changed = request.clone();
    *changed.uri_mut() = "http://other.example/me?x=1".parse().expect("an address");
    assert_eq!(rejection(&verifier, changed).await, Some(Rejection::BadSignature));
    assert_eq!(rejection(&verifier, request).await, None);

    let with =
        |consumer: Consumer, token: Token| signed(&Signer::new(consumer).token(token), &stamp(now, "n4"));
    let wrong = with(Consumer::new("demo-key", "another secret"), token());
    assert_eq!(rejection(&verifier, wrong).await, Some(Rejection::BadSignature));
    let wrong = with(consumer(), Token::new("acc-token", "another secret"));
    assert_eq!(rejection(&verifier, wrong).await, Some(Rejection::BadSignature));
    let wrong = with(Consumer::new("nobody", "demo secret&"), token());
    assert_eq!(rejection(&verifier, wrong).await, Some(Rejection::UnknownConsumer));
    let wrong = with(consumer(), Token::new("no-token", "acc secret"));
    assert_eq!(rejection(&verifier, wrong).await, Some(Rejection::UnknownToken));
    let none = signed(&Signer::new(consumer()), &stamp(now, "n5"));
    assert_eq!(rejection(&verifier, none).await, Some(Rejection::MissingParameter("oauth_token")));
    verifier.keys().revoke(&token().token);
    let revoked = signed(&signer, &stamp(now, "n6"));
    assert_eq!(rejection(&verifier, revoked).await, Some(Rejection::UnknownToken));
}

#[tokio::test]
async fn parameters_of_the_protocol() {
    let verifier = verifier(&SetClock::at(1_500_000_000)).await;
    let good = "oauth_consumer_key=demo-key&oauth_token=acc-token&oauth_signature_method=HMAC-SHA1\
                &oauth_timestamp=1500000000&oauth_nonce=n&oauth_version=1.0&oauth_signature=AAAA";
    let ask = async |query: String| {
        let mut request = Request::new(Bytes::new());
        *request.uri_mut() = format!("http://api.example/me?{query}").parse().expect("an address");
        rejection(&verifier, request).await.expect("rejected")
    };
    assert_eq!(ask(good.to_owned()).await, Rejection::BadSignature);
    for name in [
        "oauth_consumer_key",
        "oauth_token",
        "oauth_signature_method",
        "oauth_timestamp",
        "oauth_nonce",
        "oauth_signature",
    ] {
        let without: Vec<&str> =
            good.split('&').filter(|pair| !pair.starts_with(&format!("{name}="))).collect();
        assert_eq!(ask(without.join("&")).await, Rejection::MissingParameter(name));
        assert_eq!(ask(format!("{good}&{name}=x")).await, Rejection::DuplicateParameter(name));
    }
    let swap = |from: &str, to: &str| good.replace(from, to);
    assert_eq!(ask(swap("HMAC-SHA1", "PLAINTEXT")).await, Rejection::UnsupportedMethod);
    assert_eq!(ask(swap("HMAC-SHA1", "RSA-SHA1")).await, Rejection::UnsupportedMethod);
    assert_eq!(ask(swap("1.0", "2.0")).await, Rejection::UnsupportedVersion);
    assert_eq!(ask(swap("1500000000", "yesterday")).await, Rejection::BadParameter("oauth_timestamp"));
    assert_eq!(ask(swap("nonce=n", "nonce=")).await, Rejection::BadParameter("oauth_nonce"));
    assert_eq!(ask(swap("nonce=n", "nonce=%FF")).await, Rejection::BadParameter("oauth_nonce"));
    assert_eq!(ask(swap("AAAA", "not%20Base64")).await, Rejection::BadSignature);
    assert_eq!(Rejection::Replay.status(), 401);
    assert_eq!(Rejection::UnsupportedMethod.status(), 400);

    // Parameters in the header and in the query are duplicates.
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = format!("http://api.example/me?{good}").parse().expect("an address");
    Signer::new(consumer()).token(token()).sign(&mut request).expect("signed");
    assert!(matches!(rejection(&verifier, request).await, Some(Rejection::DuplicateParameter(_))));
}

/// Returns a flow after the user's consent, and the callback.
async fn halfway(transport: &InProcess<axum::Router>) -> (Flow<InProcess<axum::Router>>, Attempt, String) {
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow = Flow::new(consumer(), endpoints("http://in-process"), callback, transport.clone());
    let attempt = flow.begin().await.expect("a request token");
    let returned = location(&visit(transport, attempt.address()).await);
    (flow, attempt, returned)
}

fn problem(variant: Result<Token, Error>) -> Option<Problem> {
    match variant {
        Err(Error::ErrorResponse(rejected)) => rejected.problem,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn the_way_back() {
    let transport = InProcess::new(server(&ledger()));
    let (flow, attempt, returned) = halfway(&transport).await;
    let differs =
        flow.finish(attempt.clone(), "https://partner.example/cb?oauth_token=x&oauth_verifier=y").await;
    assert!(matches!(differs, Err(Error::TokenDiffers)), "{differs:?}");
    let nothing = flow.finish(attempt.clone(), CALLBACK).await;
    assert!(matches!(nothing, Err(Error::TokenDiffers)), "{nothing:?}");
    let (without, verifier) = returned.split_once("&oauth_verifier=").expect("a verifier");
    let without = flow.finish(attempt.clone(), without).await;
    assert!(matches!(without, Err(Error::NoVerifier)), "{without:?}");

    // A wrong verifier is rejected, and so is the right one after it.
    let wrong = flow.finish(attempt.clone(), &returned.replace(verifier, "wrong")).await;
    assert_eq!(problem(wrong), Some(Problem::VerifierInvalid));
    assert_eq!(problem(flow.finish(attempt, &returned).await), Some(Problem::TokenRejected));

    // A request token is valid once, and for one authorization.
    let (flow, attempt, returned) = halfway(&transport).await;
    assert_eq!(visit(&transport, attempt.address()).await.status(), 401);
    flow.finish(attempt.clone(), &returned).await.expect("an access token");
    assert_eq!(problem(flow.finish(attempt, &returned).await), Some(Problem::TokenRejected));

    // Without the user's consent there is no token.
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow = Flow::new(consumer(), endpoints("http://in-process"), callback, transport.clone());
    let attempt = flow.begin().await.expect("a request token");
    let early = flow.finish_with(attempt, "guessed").await;
    assert_eq!(problem(early), Some(Problem::PermissionUnknown));
}

#[tokio::test]
async fn tokens_expire_and_users_deny_access() {
    let clock = SetClock::at(1_500_000_000);
    let ledger = ledger();
    let provider = Provider::new(Arc::clone(&ledger), ann).clock(clock.clock()).lifetime(60);
    let transport = InProcess::new(provider.into_axum());
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow = Flow::new(consumer(), endpoints("http://in-process"), callback, transport.clone())
        .clock(clock.clock());
    let attempt = flow.begin().await.expect("a request token");
    let returned = location(&visit(&transport, attempt.address()).await);
    clock.advance(61);
    assert_eq!(problem(flow.finish(attempt, &returned).await), Some(Problem::TokenRejected));

    let no = |_: &Asked, _: &Request<Bytes>| Decision::Denied;
    let transport = InProcess::new(Provider::new(ledger, no).into_axum());
    let (flow, attempt, returned) = halfway(&transport).await;
    let denied = flow.finish(attempt, &returned).await;
    assert!(matches!(denied, Err(Error::Denied)), "{denied:?}");
}

#[tokio::test]
async fn before_the_user_is_asked() {
    let transport = InProcess::new(server(&ledger()));
    let begin = async |consumer: Consumer, callback: &str| {
        let callback = Callback::Address(callback.to_owned());
        let flow = Flow::new(consumer, endpoints("http://in-process"), callback, transport.clone());
        match flow.begin().await {
            Err(Error::ErrorResponse(rejected)) => rejected,
            other => panic!("{other:?}"),
        }
    };
    let rejected = begin(consumer(), "https://attacker.example/").await;
    assert_eq!((rejected.status, rejected.problem), (400, Some(Problem::ParameterRejected)));
    let rejected = begin(Consumer::new("nobody", "x"), CALLBACK).await;
    assert_eq!((rejected.status, rejected.problem), (401, Some(Problem::ConsumerKeyUnknown)));
    let rejected = begin(Consumer::new("demo-key", "x"), CALLBACK).await;
    assert_eq!((rejected.status, rejected.problem), (401, Some(Problem::SignatureInvalid)));
    assert_eq!(visit(&transport, "http://in-process/oauth/authorize?oauth_token=x").await.status(), 401);
    assert_eq!(visit(&transport, "http://in-process/oauth/authorize").await.status(), 400);
    assert_eq!(visit(&transport, "http://in-process/oauth/request_token").await.status(), 400);

    // Secrets are not sent without TLS.
    let endpoints = endpoints("http://api.example");
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow = Flow::new(consumer(), endpoints, callback, rt::Http::new().expect("TLS"));
    assert!(matches!(flow.begin().await, Err(Error::Address { .. })));
}

#[tokio::test]
async fn of_many_who_replay_one_gets_through() {
    let ledger = ledger();
    ledger
        .keep_access(&token(), Access { consumer: "demo-key".into(), user: "ann".into() })
        .await
        .expect("kept");
    let verifier = Arc::new(Verifier::new(ledger));
    let request = signed(&Signer::new(consumer()).token(token()), &Stamp::now(&Clock::system()));
    let tasks: Vec<_> = (0..50)
        .map(|_| {
            let (verifier, request) = (Arc::clone(&verifier), request.clone());
            tokio::spawn(async move { rejection(&verifier, request).await })
        })
        .collect();
    let mut through = 0;
    for task in tasks {
        match task.await.expect("no panic") {
            None => through += 1,
            Some(rejection) => assert_eq!(rejection, Rejection::Replay),
        }
    }
    assert_eq!(through, 1);
    let debug = format!("{:?} {:?}", verifier.keys(), Secret::from("acc-token"));
    assert!(!debug.contains("acc-token"), "{debug}");
}

#[tokio::test]
async fn only_who_asks_is_sent_back_with_a_verifier() {
    let ledger = ledger();
    let transport = rt::InProcess::new(server(&ledger));
    let callback = Callback::Address(CALLBACK.to_owned());
    let flow = Flow::new(consumer(), endpoints("http://in-process"), callback, transport.clone());
    let attempt = flow.begin().await.expect("a request token");
    let mut request = Request::new(Bytes::new());
    *request.uri_mut() = attempt.address().parse().expect("an address");
    for method in ["HEAD", "PUT", "DELETE"] {
        *request.method_mut() = method.parse().expect("a method");
        let response = super::support::send(&transport, request.clone()).await;
        assert_eq!(response.status(), 405, "{method}");
        assert_eq!(response.headers()["allow"], "GET, POST");
        assert!(!response.headers().contains_key("location"));
    }
    // The token still waits for its user.
    let returned = super::support::location(&super::support::visit(&transport, attempt.address()).await);
    flow.finish(attempt, &returned).await.expect("an access token");
}
