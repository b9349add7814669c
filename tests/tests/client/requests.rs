//! Requests, their servers, and requests that are rejected before sending.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bindery_runtime as rt;
use bindery_tests::demo::{Demo, Knock, Nowhere};
use bindery_tests::scripted::{ScriptStep, Scripted};
use bindery_tests::shop::{Look, Pay, SignUp};
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use rt::Caller as _;
use rt::client::ClientBuilder;

use super::{RECEIPT, client, look, make, pay, rename};

fn complete(builder: ClientBuilder<Demo>) -> (rt::Client<Demo, Scripted>, Scripted) {
    let transport = Scripted::new([ScriptStep::response(200, RECEIPT)]);
    (builder.build_over(transport.clone()).expect("it is complete"), transport)
}

fn builder() -> ClientBuilder<Demo> {
    rt::Client::<Demo>::builder()
}

fn header(request: &http::Request<bytes::Bytes>, name: http::HeaderName) -> &str {
    request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

#[tokio::test]
async fn a_request_is_what_the_action_says() {
    let (client, transport) = client([ScriptStep::response(200, RECEIPT)]);
    client.call(pay()).await.expect("paid");
    client.call(Look { id: "a b".into(), page: Some(2) }).await.expect("seen");
    client.call(look("x")).await.expect("seen");
    client.call(rename()).await.expect("renamed");
    client.call(make()).await.expect("made");

    let seen: Vec<String> = transport
        .seen()
        .iter()
        .map(|request| {
            let body = String::from_utf8_lossy(request.body());
            format!("{} {} {} {body}", request.method(), request.uri(), header(request, CONTENT_TYPE))
        })
        .collect();
    let form = "application/x-www-form-urlencoded";
    let expected = [
        format!("POST https://main.demo.example/shop/pay {form} session=39dfb270b1cf&amount=5"),
        "GET https://main.demo.example/shop/a%20b/look?page=2  ".to_owned(),
        "GET https://main.demo.example/shop/x/look  ".to_owned(),
        "PUT https://main.demo.example/shop/rename application/json {\"name\":\"Zoë\"}".to_owned(),
        format!("POST https://main.demo.example/shop/make {form} name=thing"),
    ];
    assert_eq!(seen, expected);
    assert!(transport.seen().iter().all(|request| header(request, ACCEPT) == "application/json"));
}

#[tokio::test]
async fn the_login_goes_with_the_first_request_and_only_where_it_is_needed() {
    let (client, transport) = client([ScriptStep::response(200, RECEIPT)]);
    client.call(pay()).await.expect("paid");
    client.call(look("a")).await.expect("seen");
    client.call(rename()).await.expect("renamed");
    let seen = transport.seen();
    let basic = format!("Basic {}", STANDARD.encode("partner:s3cret:word"));
    assert_eq!(header(&seen[0], AUTHORIZATION), basic);
    assert!(seen[0].headers()[AUTHORIZATION].is_sensitive(), "it would be printed");
    assert!(seen[1..].iter().all(|request| !request.headers().contains_key(AUTHORIZATION)));
}

#[tokio::test]
async fn another_server_never_sees_the_login() {
    let transport = Scripted::new([ScriptStep::response(200, r#"{"session":"s","name":"Ada"}"#)]);
    let client = builder()
        .login("partner", "s3cret:word")
        .server_url("public", "https://brand.example/ajax/")
        .build_over(transport.clone())
        .expect("it is complete");
    client.call(SignUp { password: rt::Md5Password::plain("x") }).await.expect("signed up");
    let seen = transport.seen();
    assert_eq!(seen[0].uri(), "https://brand.example/ajax/shop/sign-up");
    assert!(!seen[0].headers().contains_key(AUTHORIZATION));
}

#[tokio::test]
async fn a_base_url_keeps_its_path() {
    for base in ["http://127.0.0.1:9/v2/api", "http://127.0.0.1:9/v2/api/", "http://127.0.0.1:9/v2/api//"] {
        let (client, transport) = complete(builder().base_url(base));
        client.call(look("a")).await.expect("seen");
        assert_eq!(transport.seen()[0].uri(), "http://127.0.0.1:9/v2/api/shop/a/look");
    }
}

#[test]
fn addresses_are_checked_when_the_client_is_built() {
    let build = |builder: ClientBuilder<Demo>| match builder.build_over(Scripted::default()) {
        Ok(_) => "built".to_owned(),
        Err(error) => error.to_string(),
    };
    for url in [
        "",
        "main.demo.example",
        "ftp://main.demo.example",
        "/api",
        "http://",
        "https:// space",
        "file:///etc",
        "https://user:password@main.demo.example",
        "https://main.demo.example/api?key=1",
    ] {
        let expected =
            "the address of server 'main' must be http://… or https://… without login and query".to_owned();
        assert_eq!(build(builder().base_url(url)), expected);
    }
    let unknown = "there is no server 'pubic'; this API has main, public";
    assert_eq!(build(builder().server_url("pubic", "https://x.example")), unknown);
    assert_eq!(build(builder().server_url("public", "http://[::1]:8080")), "built");
}

#[tokio::test]
async fn paths_are_escaped_and_keep_their_shape() {
    let table = [
        ("plain-._~", "plain-._~"),
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("%2e%2e", "%252e%252e"),
        ("...", "..."),
        (" ", "%20"),
        ("ü+&=;:@", "%C3%BC%2B&=%3B:@"),
        ("\r\nx: y", "%0D%0Ax:%20y"),
        ("\\..\\", "%5C..%5C"),
    ];
    for (id, escaped) in table {
        let (client, transport) = client([ScriptStep::response(200, RECEIPT)]);
        client.call(look(id)).await.expect("seen");
        assert_eq!(transport.seen()[0].uri().path(), format!("/shop/{escaped}/look"));
    }
    for id in ["", ".", ".."] {
        let (client, transport) = client([ScriptStep::response(200, RECEIPT)]);
        let failed = client.call(look(id)).await.expect_err("not sent");
        assert_eq!(failed.to_string(), "shop/look: not sent: id: must not be empty, '.' or '..' in a path");
        assert!(matches!(failed, rt::Error::Request(_)));
        assert_eq!(transport.attempts(), 0);
    }
}

#[tokio::test]
async fn what_breaks_a_rule_is_not_sent() {
    let (client, transport) = client([ScriptStep::response(200, RECEIPT)]);
    let rejected = |request: Pay| {
        let client = client.clone();
        async move { client.call(request).await.expect_err("not sent") }
    };
    let failed = rejected(Pay { amount: 0.into(), ..pay() }).await;
    assert_eq!(failed.to_string(), "shop/pay: not sent: amount: must be more than 0, is 0");
    let long = rt::Md5Password::verbatim(&"geheim".repeat(11));
    let failed = rejected(Pay { password: Some(long), ..pay() }).await;
    assert_eq!(failed.to_string(), "shop/pay: not sent: password: must have 1 to 64 characters, has 66");
    assert_eq!(failed.kind(), rt::ErrorKind::Validation);
    assert_eq!(transport.attempts(), 0);
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let (client, transport) = complete(builder());
    let failed = client.call(pay()).await.expect_err("no login");
    assert_eq!(
        failed.to_string(),
        "shop/pay: not sent: a login is required; set it with ClientBuilder::login"
    );
    let failed = client.call(SignUp { password: rt::Md5Password::plain("x") }).await.expect_err("no address");
    assert_eq!(
        failed.to_string(),
        "shop/sign-up: not sent: the server 'public' has no default address; set one with \
         ClientBuilder::server_url"
    );
    assert!(matches!(failed, rt::Error::Setup(_)) && failed.status().is_none());
    // The address of the other server is not used instead.
    let (client, _) = complete(builder().base_url("https://other.example"));
    client.call(SignUp { password: rt::Md5Password::plain("x") }).await.expect_err("no address");
    assert_eq!(transport.attempts(), 0);
}

#[tokio::test]
async fn a_missing_first_address_is_named_too() {
    let client = rt::Client::<Nowhere>::builder().build_over(Scripted::default()).expect("it is complete");
    let failed = client.call(Knock {}).await.expect_err("no address");
    assert_eq!(
        failed.to_string(),
        "door/knock: not sent: the server 'home' has no default address; set one with ClientBuilder::server_url"
    );
}
