//! Actions with alternative schemes, keys with text around them, and actions selected by the presence of a value.

use std::sync::Arc;

use bindery_runtime as rt;
use bytes::Bytes;
use rt::oauth1::{Access, Consumer, Ledger as _, MemoryLedger, Token, Verifier};
use rt::oauth2::{App, CheckBearer, Endpoints, Grant, Holder, MemoryStore, Scopes, Tokens};
use rt::server::{BackendResult, Logins, RequestContext, Router, RouterError};
use rt::{Caller as _, InProcess, Secret};

/// A hand-written API.
#[derive(Debug)]
pub enum Mixed {}

rt::error_codes! {
    /// The errors.
    pub enum ErrorCode: String {
        /// The caller is unknown.
        Stranger = "stranger", "stranger", Authentication, "Who are you?", 401;
        /// Anything else.
        Wrong = "wrong", "wrong", Validation, "The request is wrong", 400;
    }
}

impl rt::Api for Mixed {
    type Code = ErrorCode;
    const INFO: &'static rt::metadata::ApiInfo = &rt::metadata::ApiInfo::new("mixed", "Mixed")
        .servers(&[rt::metadata::Server::new("main").url("http://in-process")])
        .auth(&[
            rt::metadata::AuthScheme::oauth1(
                "signed",
                rt::metadata::SignedFlow::new(
                    "https://mixed.example/request",
                    "https://mixed.example/authorize",
                    "https://mixed.example/access",
                )
                .method(rt::metadata::Method::Get)
                .carrier(rt::oauth1::Carrier::Query),
            ),
            rt::metadata::AuthScheme::oauth2(
                "bearer",
                rt::metadata::BearerFlow::new(
                    "https://mixed.example/authorize",
                    "https://mixed.example/token",
                ),
            ),
            rt::metadata::AuthScheme::header(
                "key",
                rt::metadata::KeyHeader::new("Authorization").written("Token {}!"),
            ),
            rt::metadata::AuthScheme::header("plain", rt::metadata::KeyHeader::new("Authorization")),
            rt::metadata::AuthScheme::header("second", rt::metadata::KeyHeader::new("X-Second")),
            rt::metadata::AuthScheme::basic("login"),
        ])
        .error_formats(&[rt::metadata::ErrorFormat::new("failure", 400)
            .when(&[rt::metadata::ErrorSignal::Status(400, 599)])
            .body(r#"{"error":"$code","message":"$message"}"#)])
        .error_format("failure")
        .rejections(rt::metadata::Rejections::new("wrong").unauthenticated("stranger"));
}

const SIGNED: rt::OAuth1<Mixed> = rt::OAuth1::new("signed");
const BEARER: rt::OAuth2<Mixed> = rt::OAuth2::new("bearer");
const KEY: rt::Credential<Mixed> = rt::Credential::new("key");
const PLAIN: rt::Credential<Mixed> = rt::Credential::new("plain");
const SECOND: rt::Credential<Mixed> = rt::Credential::new("second");

macro_rules! actions {
    ($($action:ident $name:literal $path:literal [$($calls:tt)*] { $($fixed:literal: $json:literal)? };)*) => {$(
        rt::record! {
            /// An action without variable parameters.
            pub struct $action {}
            fixed { $($fixed: $json,)? }
        }

        impl rt::Action for $action {
            type Api = Mixed;
            type Response = String;
            const INFO: &'static rt::metadata::ActionInfo =
                &rt::metadata::ActionInfo::new("mixed", $name, $path).methods(&[rt::metadata::Method::Get])$($calls)*;
        }
    )*};
}

actions! {
    Either "either" "/either" [.any_auth(&["signed", "bearer"]).scopes(&["basic"])] {};
    Several "several" "/several" [.any_auth(&["plain", "second+key", "login", "bearer"]).scopes(&["basic"])] {};
    Open "open" "/open" [.any_auth(&["", "second"])] {};
    Filled "filled" "/filled" [.methods(&[rt::metadata::Method::Post]).any_auth(&["signed", ""])] {};
    Keyed "keyed" "/keyed" [.auth(&["key"])] {};
    Rest "rest" "/data" [] {};
    Ticker "ticker" "/data" [.name_only(&["ticker"]).select("ticker", &[])] { "ticker": "" };
}

/// Records the calls and their callers.
struct Backend;

impl Backend {
    fn say(what: &str, context: &RequestContext) -> String {
        format!("{what} for {}", context.login.as_deref().unwrap_or("nobody"))
    }

    async fn either(&self, _: Either, context: RequestContext) -> BackendResult<Either> {
        Ok(Self::say("either", &context))
    }

    async fn several(&self, _: Several, context: RequestContext) -> BackendResult<Several> {
        Ok(Self::say("several", &context))
    }

    async fn open(&self, _: Open, context: RequestContext) -> BackendResult<Open> {
        Ok(Self::say("open", &context))
    }

    async fn filled(&self, _: Filled, context: RequestContext) -> BackendResult<Filled> {
        Ok(Self::say("filled", &context))
    }

    async fn keyed(&self, _: Keyed, context: RequestContext) -> BackendResult<Keyed> {
        Ok(Self::say("keyed", &context))
    }

    async fn rest(&self, _: Rest, context: RequestContext) -> BackendResult<Rest> {
        Ok(Self::say("rest", &context))
    }

    async fn ticker(&self, _: Ticker, context: RequestContext) -> BackendResult<Ticker> {
        Ok(Self::say("ticker", &context))
    }
}

/// A ledger with one token, which has one scope.
struct Tokens1(&'static str);

impl CheckBearer for Tokens1 {
    async fn check(&self, token: &Secret) -> Result<Option<Grant>, rt::oauth::StoreError> {
        Ok((token.expose() == "good").then(|| Grant {
            id: "1".to_owned(),
            application: "app".to_owned(),
            user: "ann".to_owned(),
            scopes: [self.0].into_iter().collect(),
        }))
    }
}

fn routes() -> Router<Mixed> {
    let routes = rt::routes! { Backend;
        Either => either,
        Several => several,
        Open => open,
        Filled => filled,
        Keyed => keyed,
        Rest => rest,
        Ticker => ticker,
    };
    Router::new().mount(routes, Arc::new(Backend)).credential(KEY, "open sesame")
}

async fn ledger() -> MemoryLedger {
    let ledger = MemoryLedger::new().register(Consumer::new("key", "secret"), ["https://a.example/"]);
    let access = Access { consumer: "key".to_owned(), user: "bob".to_owned() };
    ledger.keep_access(&Token::new("token", "its secret"), access).await.expect("kept");
    ledger
}

fn client(
    router: &axum::Router,
    set: impl FnOnce(rt::client::ClientBuilder<Mixed>) -> rt::client::ClientBuilder<Mixed>,
) -> rt::Client<Mixed, InProcess<axum::Router>> {
    set(rt::Client::<Mixed>::builder()).build_over(InProcess::new(router.clone())).expect("complete")
}

fn holder(router: &axum::Router) -> Holder<InProcess<axum::Router>, MemoryStore> {
    let endpoints = Endpoints::new("http://in-process/a", "http://in-process/t");
    let app = App::new("app", "secret", "https://a.example/", endpoints, InProcess::new(router.clone()));
    let scopes = Scopes::parse("basic").expect("a scope");
    Holder::new(
        app,
        MemoryStore::from(Tokens { access: "good".into(), refresh: None, expires: None, scopes }),
    )
}

#[tokio::test]
async fn either_of_two_schemes_will_do() {
    let verifier = Verifier::new(ledger().await);
    let router = routes().oauth1(SIGNED, verifier).oauth2(BEARER, Tokens1("basic")).into_axum();
    let router = router.expect("complete");
    let signer = SIGNED.signer(Consumer::new("key", "secret")).token(Token::new("token", "its secret"));
    let signed = client(&router, |builder| builder.oauth1(SIGNED, signer));
    assert_eq!(signed.call(Either {}).await.expect("served"), "either for bob");
    let bearer = client(&router, |builder| builder.oauth2(BEARER, holder(&router)));
    assert_eq!(bearer.call(Either {}).await.expect("served"), "either for ann");
    let failed = client(&router, |builder| builder).call(Either {}).await.expect_err("no token");
    assert_eq!(
        failed.to_string(),
        "mixed/either: not sent: a token is required; set it with ClientBuilder::oauth1(SIGNED, …) or \
         ClientBuilder::oauth2(BEARER, …)"
    );
}

#[tokio::test]
async fn a_router_may_check_one_of_the_two_and_has_to_check_one() {
    let only = routes().oauth2(BEARER, Tokens1("other")).into_axum().expect("one is enough");
    let bearer = client(&only, |builder| builder.oauth2(BEARER, holder(&only)));
    let failed = bearer.call(Either {}).await.expect_err("the server knows of another scope");
    assert_eq!(failed.code(), Some(ErrorCode::Stranger));
    match routes().into_axum() {
        Err(RouterError::NoTokenCheck { action, methods }) => {
            assert_eq!(action, "mixed/either");
            assert_eq!(methods, ["oauth1(SIGNED, …)", "oauth2(BEARER, …)"]);
        }
        other => panic!("{other:?}"),
    }
}

async fn status(router: &axum::Router, path: &str, headers: &[(&str, &str)]) -> u16 {
    let request = http::Request::get(format!("http://in-process{path}"));
    let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
    let limits = rt::client::TransportLimits { response_bytes: 1 << 16 };
    let request = request.body(Bytes::new()).expect("a request");
    let sent = rt::Transport::send(&InProcess::new(router.clone()), request, limits).await;
    sent.expect("a response").status().as_u16()
}

/// Schemes of any kind are ways to authenticate, alone or together; a request shows which of them it uses.
#[tokio::test]
async fn one_of_several_ways_will_do() {
    let router = routes()
        .credential(PLAIN, "Bot 1")
        .credential(SECOND, "two")
        .login(Logins::new([("eve", "secret")]))
        .oauth2(BEARER, Tokens1("basic"))
        .into_axum()
        .expect("complete");
    let plain = client(&router, |builder| builder.credential(PLAIN, "Bot 1"));
    assert_eq!(plain.call(Several {}).await.expect("served"), "several for nobody");
    let both = client(&router, |builder| builder.credential(SECOND, "two").credential(KEY, "open sesame"));
    assert_eq!(both.call(Several {}).await.expect("served"), "several for nobody");
    let login = client(&router, |builder| builder.login("eve", "secret"));
    assert_eq!(login.call(Several {}).await.expect("served"), "several for eve");
    let bearer = client(&router, |builder| builder.oauth2(BEARER, holder(&router)));
    assert_eq!(bearer.call(Several {}).await.expect("served"), "several for ann");
    let failed = client(&router, |builder| builder.credential(SECOND, "two")).call(Several {}).await;
    assert_eq!(
        failed.expect_err("nothing is complete").to_string(),
        "mixed/several: not sent: the credential 'plain' is required; set it with \
         ClientBuilder::credential(PLAIN, …); or the credential 'key' is required; set it with \
         ClientBuilder::credential(KEY, …); or a login is required; set it with ClientBuilder::login; or a token \
         is required; set it with ClientBuilder::oauth2(BEARER, …)"
    );
    let key = ("authorization", "Token open sesame!");
    assert_eq!(status(&router, "/several", &[key, ("x-second", "two")]).await, 200);
    let wrong: [&[(&str, &str)]; 7] = [
        &[],
        &[key],
        &[("x-second", "two")],
        &[key, ("x-second", "three")],
        &[("authorization", "Bearer bad")],
        &[("authorization", "Basic YW5uOng=")],
        &[("authorization", "Bot 2"), ("x-second", "two")],
    ];
    for headers in wrong {
        assert_eq!(status(&router, "/several", headers).await, 401, "{headers:?}");
    }
}

#[tokio::test]
async fn a_way_may_need_no_credentials() {
    let router = routes().credential(SECOND, "two").oauth2(BEARER, Tokens1("basic")).into_axum();
    let router = router.expect("complete");
    for (headers, expected) in
        [(&[][..], 200), (&[("x-second", "two")], 200), (&[("x-second", "three")], 401)]
    {
        assert_eq!(status(&router, "/open", headers).await, expected, "{headers:?}");
    }
    let anybody = client(&router, |builder| builder);
    assert_eq!(anybody.call(Open {}).await.expect("served"), "open for nobody");
    let wrong = client(&router, |builder| builder.credential(SECOND, "three"));
    assert_eq!(wrong.call(Open {}).await.expect_err("the key is sent").code(), Some(ErrorCode::Stranger));
}

/// A form may carry a signature of OAuth 1.0a, which is not known before it has been read.
#[tokio::test]
async fn a_form_without_a_signature_uses_the_way_without_credentials() {
    let verifier = Verifier::new(ledger().await).address("http://in-process");
    let router =
        routes().oauth1(SIGNED, verifier).oauth2(BEARER, Tokens1("basic")).into_axum().expect("complete");
    let signed = "oauth_consumer_key=key&oauth_token=token&oauth_signature_method=HMAC-SHA1&oauth_timestamp=1\
                  &oauth_nonce=1&oauth_signature=wrong";
    for (form, expected) in [("", 200), ("text=oauth", 200), (signed, 401)] {
        let request = http::Request::post("http://in-process/filled");
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.body(Bytes::from(form)).expect("a request");
        let limits = rt::client::TransportLimits { response_bytes: 1 << 16 };
        let sent = rt::Transport::send(&InProcess::new(router.clone()), request, limits).await;
        assert_eq!(sent.expect("a response").status().as_u16(), expected, "{form}");
    }
}

#[tokio::test]
async fn a_key_may_have_words_around_it() {
    let router = routes().oauth2(BEARER, Tokens1("basic")).into_axum().expect("complete");
    let keyed = client(&router, |builder| builder.credential(KEY, "open sesame"));
    assert_eq!(keyed.call(Keyed {}).await.expect("served"), "keyed for nobody");
    let ask = async |header: &str| status(&router, "/keyed", &[("authorization", header)]).await;
    assert_eq!(ask("tOKEN open sesame!").await, 200, "capitals mean nothing there");
    for wrong in ["open sesame", "Token open sesame", "Token open sesame!!", "Token !", "Tok"] {
        assert_eq!(ask(wrong).await, 401, "{wrong}");
    }
}

#[tokio::test]
async fn an_action_is_selected_when_its_parameter_is_present() {
    let router = routes().oauth2(BEARER, Tokens1("basic")).into_axum().expect("complete");
    let anybody = client(&router, |builder| builder);
    assert_eq!(anybody.call(Rest {}).await.expect("served"), "rest for nobody");
    assert_eq!(anybody.call(Ticker {}).await.expect("served"), "ticker for nobody");
}
