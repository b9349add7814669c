//! Keys in a header, in the query and in cookies: given to a client once, sent with every request, checked by a router,
//! and never passed to a backend or shown.

use bindery_language::Recorded;
use bindery_runtime as rt;
use rt::server::{BackendResult, RequestContext};
use rt::{Action as _, Caller as _, Client, ErrorKind, StreamExt as _};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

mod api {
    bindery_macros::api!("spec/keys", client, server);
}

use api::all::*;
use api::{COOKIE, FRAMED, QUERY, SIGNATURE};

type TestResult = Result<(), Box<dyn std::error::Error>>;

const KEY: &str = "s3cret & more";

/// Responds with what it has received.
struct Echo;

impl AllBackend for Echo {
    async fn find(&self, request: Find, _: RequestContext) -> BackendResult<Find> {
        Ok(format!("{request:?}"))
    }

    async fn change(&self, request: Change, _: RequestContext) -> BackendResult<Change> {
        Ok(format!("{request:?}"))
    }

    async fn look(&self, request: Look, context: RequestContext) -> BackendResult<Look> {
        Ok(format!("{request:?} {:?}", context.headers.get("cookie")))
    }

    async fn sign(&self, request: Sign, _: RequestContext) -> BackendResult<Sign> {
        Ok(format!("{request:?}"))
    }

    async fn list(&self, request: List, _: RequestContext) -> BackendResult<List> {
        let page = request.page.unwrap_or(1);
        // As a vendor does that repeats the whole query.
        let next = (page < 3).then(|| format!("/v1/list?api_key=s3cret+%26+more&page={}", page + 1));
        Ok(Texts { texts: vec![format!("page {page}")], next })
    }
}

async fn start() -> Result<Recorded, Box<dyn std::error::Error>> {
    let router = api::server::all(Echo);
    let router = [QUERY, COOKIE, FRAMED].into_iter().fold(router, |router, key| router.credential(key, KEY));
    Ok(Recorded::start(axum::Router::new().nest("/v1", router.credential(SIGNATURE, "salt").into_axum()?))
        .await?)
}

fn client(recorded: &Recorded) -> Result<Client<api::Keys>, rt::client::BuildError> {
    let builder = Client::builder().base_url(format!("{}/v1", recorded.url())).credential(SIGNATURE, "salt");
    [QUERY, COOKIE, FRAMED].into_iter().fold(builder, |builder, key| builder.credential(key, KEY)).build()
}

/// Returns the lines of a request that carry keys, and its body.
fn shown(sent: &str) -> Vec<&str> {
    let carries =
        |line: &&str| line.contains(" HTTP/1.1") || line.starts_with("cookie:") || line.starts_with('{');
    sent.split("\r\n").filter(carries).collect()
}

/// Sends bytes as another program does, and returns the response.
async fn raw(recorded: &Recorded, head: &str) -> Result<String, Box<dyn std::error::Error>> {
    let mut stream = tokio::net::TcpStream::connect(recorded.url().replace("http://", "")).await?;
    stream.write_all(format!("{head}\r\nHost: keys.example\r\nConnection: close\r\n\r\n").as_bytes()).await?;
    let mut response = String::new();
    stream.read_to_string(&mut response).await?;
    Ok(response)
}

#[tokio::test]
async fn keys_are_sent_with_every_request_and_not_passed_on() -> TestResult {
    let recorded = start().await?;
    let client = client(&recorded)?;
    let find = Find::new("a b").with(|find| {
        find.other.insert("color".to_owned(), "red".to_owned());
    });
    assert_eq!(client.call(find).await?, r#"Find { text: "a b", other: {"color": "red"} }"#);
    assert_eq!(shown(&recorded.sent()), ["GET /v1/find?text=a+b&color=red&api_key=s3cret+%26+more HTTP/1.1"]);

    let change = Change::new("in the body").with(|change| change.theme = Some("dark".to_owned()));
    assert_eq!(client.call(change).await?, r#"Change { api_key: "in the body", theme: Some("dark") }"#);
    assert_eq!(
        shown(&recorded.sent()),
        [
            "POST /v1/change?api_key=s3cret+%26+more&token=key%3As3cret+%26+more HTTP/1.1",
            "cookie: theme=dark; session=s3cret%20&%20more",
            r#"{"api_key":"in the body"}"#,
        ]
    );
    Ok(())
}

#[tokio::test]
async fn optional_keys_are_sent_if_the_client_has_them() -> TestResult {
    let recorded = start().await?;
    let all = client(&recorded)?;
    assert_eq!(all.call(Look::new()).await?, "Look Some(Sensitive)");
    let without = Client::<api::Keys>::builder().base_url(format!("{}/v1", recorded.url())).build()?;
    recorded.sent();
    assert_eq!(without.call(Look::new()).await?, "Look None");
    assert_eq!(shown(&recorded.sent()), ["GET /v1/look HTTP/1.1"]);
    let lacking = without.call(Find::new("a")).await.expect_err("the key is missing");
    assert!(lacking.to_string().contains("the credential 'query' is required"), "{lacking}");
    Ok(())
}

#[tokio::test]
async fn a_signature_covers_the_key() -> TestResult {
    let recorded = start().await?;
    assert_eq!(client(&recorded)?.call(Sign::new("a")).await?, r#"Sign { text: "a" }"#);
    let sent = recorded.sent();
    let [line] = shown(&sent)[..] else { panic!("{sent}") };
    assert!(line.starts_with("GET /v1/sign?text=a&api_key=s3cret+%26+more&sign="), "{line}");
    // What was signed: HMAC of `api_key=s3cret & more&text=a` by `salt`, as Python's hmac computes it.
    let digest = "a9b9f6b9cc43f45ec856b684edad9469594e7dc8a6f6333d6147d10b7c25b527";
    assert!(line.contains(digest), "{line}");
    Ok(())
}

#[tokio::test]
async fn the_address_of_a_next_page_has_the_key_once() -> TestResult {
    let recorded = start().await?;
    let client = client(&recorded)?;
    let mut texts = client.records(List::new());
    let mut all = Vec::new();
    while let Some(text) = texts.next().await {
        all.push(text?);
    }
    assert_eq!(all, ["page 1", "page 2", "page 3"]);
    assert_eq!(
        shown(&recorded.sent()),
        [
            "GET /v1/list?api_key=s3cret+%26+more HTTP/1.1",
            "GET /v1/list?page=2&api_key=s3cret+%26+more HTTP/1.1",
            "GET /v1/list?page=3&api_key=s3cret+%26+more HTTP/1.1",
        ]
    );
    Ok(())
}

#[tokio::test]
async fn wrong_missing_and_repeated_keys_are_rejected() -> TestResult {
    let recorded = start().await?;
    for (query, cookie, status) in [
        ("api_key=s3cret+%26+more&token=key:s3cret%20%26%20more", "session=\"s3cret%20&%20more\"; a=b", 400),
        ("api_key=s3cret+%26+more&token=s3cret%20%26%20more", "session=s3cret%20&%20more", 401),
        ("api_key=s3cret+%26+more&token=key:s3cret%20%26%20more", "Session=s3cret%20&%20more", 401),
        ("api_key=wrong&token=key:s3cret%20%26%20more", "session=s3cret%20&%20more", 401),
        ("token=key:s3cret%20%26%20more", "session=s3cret%20&%20more", 401),
        (
            "api_key=s3cret+%26+more&api_key=s3cret+%26+more&token=key:s3cret%20%26%20more",
            "session=s3cret%20&%20more",
            401,
        ),
    ] {
        let head = format!("POST /v1/change?{query} HTTP/1.1\r\nCookie: {cookie}\r\nContent-Length: 0");
        let response = raw(&recorded, &head).await?;
        assert!(response.starts_with(&format!("HTTP/1.1 {status}")), "{query}, {cookie}: {response}");
    }
    // An optional key that is there must be right.
    let response = raw(&recorded, "GET /v1/look?api_key=wrong HTTP/1.1").await?;
    assert!(response.starts_with("HTTP/1.1 401"), "{response}");
    let with_wrong_key = Client::<api::Keys>::builder()
        .base_url(format!("{}/v1", recorded.url()))
        .credential(QUERY, "n0tright")
        .build()?;
    let error = with_wrong_key.call(Find::new("a")).await.expect_err("a wrong key");
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(!format!("{error:?} {error}").contains("n0tright"), "{error:?}");
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_connection_does_not_show_the_key() -> TestResult {
    let client = Client::<api::Keys>::builder()
        .base_url("http://127.0.0.1:1/v1")
        .credential(QUERY, "t0psecret")
        .build()?;
    let error = client.call(Find::new("a")).await.expect_err("nobody listens");
    let mut shown = format!("{error:?} {error}");
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        shown.push_str(&format!(" {cause:?} {cause}"));
        source = cause.source();
    }
    assert!(!shown.contains("t0psecret"), "{shown}");
    Ok(())
}
