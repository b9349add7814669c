//! The default transport on real loopback sockets: behavior that no scripted transport can show.

use std::net::SocketAddr;
use std::time::Duration;

use bindery_runtime as rt;
use bindery_tests::demo::{Demo, ErrorCode};
use bindery_tests::loopback::Loopback;
use bindery_tests::shop::{Look, SignUp};
use http::header::{AUTHORIZATION, HOST, LOCATION, USER_AGENT, WWW_AUTHENTICATE};
use rt::Caller as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use super::{RECEIPT, look, pay};

fn client(url: &str) -> rt::Client<Demo> {
    rt::Client::<Demo>::builder()
        .base_url(url)
        .server_url("public", url)
        .login("partner", "s3cret:word")
        .retries(0)
        .max_response(1000)
        .timeout(Duration::from_secs(10))
        .build()
        .expect("the client is complete")
}

fn respond(
    status: u16,
    headers: &[(http::HeaderName, String)],
    body: &'static str,
) -> http::Response<bytes::Bytes> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(name, value);
    }
    response.body(body.into()).expect("the test gives a response")
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let elsewhere = Loopback::start(respond(200, &[], RECEIPT)).await.expect("a port is free");
    for status in [301, 302, 303, 307, 308] {
        let location = [(LOCATION, format!("{}/shop/pay", elsewhere.url()))];
        let here = Loopback::start(respond(status, &location, "")).await.expect("a port is free");
        let failed = client(&here.url()).call(pay()).await.expect_err("not a response of the API");
        let text = format!("shop/pay: HTTP {status} with a response that is not from this API (0 bytes)");
        assert_eq!(failed.to_string(), text);
        client(&here.url()).call(look("a")).await.expect_err("not a response of the API");
        assert_eq!(here.seen().len(), 2);
    }
    assert_eq!(elsewhere.seen().len(), 0, "the credentials travelled");
}

#[tokio::test]
async fn the_first_request_has_the_login() {
    let challenge = [(WWW_AUTHENTICATE, "Basic realm=\"x\"".to_owned())];
    let server = Loopback::start(respond(401, &challenge, "")).await.expect("a port is free");
    let failed = client(&server.url()).call(pay()).await.expect_err("rejected");
    assert!(matches!(failed, rt::Error::Unauthorized(_)), "{failed}");
    let seen = server.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].headers()[AUTHORIZATION], "Basic cGFydG5lcjpzM2NyZXQ6d29yZA==");
    assert_eq!(seen[0].body(), "session=39dfb270b1cf&amount=5");
    assert!(seen[0].headers()[USER_AGENT].to_str().is_ok_and(|agent| agent.starts_with("bindery/")));
}

#[tokio::test]
async fn actions_without_login_get_none() {
    let server =
        Loopback::start(respond(200, &[], r#"{"session":"s","name":"Ada"}"#)).await.expect("a port is free");
    client(&server.url()).call(SignUp { password: rt::Md5Password::plain("x") }).await.expect("signed up");
    let seen = server.seen();
    assert!(!seen[0].headers().contains_key(AUTHORIZATION));
    assert_eq!(seen[0].headers()[HOST], server.url().trim_start_matches("http://"));
}

/// A server that reads a request, writes these bytes, and closes the connection unless `stay` is set.
async fn raw(bytes: Vec<u8>, stay: bool) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await;
            let _ = stream.write_all(&bytes).await;
            if stay {
                std::future::pending::<()>().await;
            }
        }
    });
    address
}

async fn failure(address: SocketAddr, request: Look) -> rt::Error<ErrorCode> {
    client(&format!("http://{address}")).call(request).await.expect_err("no response")
}

#[tokio::test]
async fn a_response_may_not_be_larger_than_allowed() {
    let too_large = "shop/look: the response is larger than this client's limit of 1000 bytes";
    let announced = format!("HTTP/1.1 200 OK\r\ncontent-length: 5000000000\r\n\r\n{RECEIPT}");
    let failed = failure(raw(announced.into(), true).await, look("a")).await;
    assert_eq!(format!("{failed:#}"), too_large, "as soon as it is announced");

    let until_the_end = format!("HTTP/1.1 200 OK\r\n\r\n{}", " ".repeat(5000));
    let failed = failure(raw(until_the_end.into(), true).await, look("a")).await;
    assert_eq!(format!("{failed:#}"), too_large, "without waiting for the end");

    let chunks =
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}", "5\r\n12345\r\n".repeat(500));
    let failed = failure(raw(chunks.into(), true).await, look("a")).await;
    assert_eq!(format!("{failed:#}"), too_large, "whatever the chunks are");
}

/// The timeout also applies without a network.
#[tokio::test]
async fn nor_may_one_from_the_same_process() {
    let router = bindery_tests::shop::server().expect("the shop is complete");
    let builder = rt::Client::<Demo>::builder().max_response(20);
    let client = builder.build_over(rt::InProcess::new(router)).expect("it is complete");
    let failed = client.call(look("a")).await.expect_err("too large");
    assert_eq!(
        format!("{failed:#}"),
        "shop/look: the response is larger than this client's limit of 20 bytes"
    );
}

#[tokio::test]
async fn a_truncated_response_is_no_response() {
    let cases: [&[u8]; 4] = [
        b"",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ID\":",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ID",
        b"\x00\x01 this is not HTTP at all\r\n\r\n",
    ];
    for bytes in cases {
        let failed = failure(raw(bytes.to_vec(), false).await, look("a")).await;
        let shown = String::from_utf8_lossy(bytes);
        assert!(matches!(&failed, rt::Error::Transport(failure) if failure.sent), "{shown}: {failed:#}");
        assert_eq!(failed.to_string(), "shop/look: no response from the server");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_was_not_reached() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port is free");
    let address = listener.local_addr().expect("it is bound");
    drop(listener);
    let failed = failure(address, Look { id: "geheim".into(), page: Some(4711) }).await;
    assert!(matches!(&failed, rt::Error::Transport(failure) if !failure.sent), "{failed:#}");
    let full = format!("{failed:#} {failed:?}");
    assert!(full.contains("refused"), "the cause is told: {full}");
    assert!(!full.contains("geheim") && !full.contains("4711"), "the address holds parameters: {full}");
}

#[tokio::test]
async fn silence_ends() {
    for bytes in [&b""[..], b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"] {
        let url = format!("http://{}", raw(bytes.to_vec(), true).await);
        let builder = rt::Client::<Demo>::builder().base_url(url).retries(0);
        let client = builder.timeout(Duration::from_millis(200)).build().expect("it is complete");
        let failed = client.call(look("a")).await.expect_err("nothing comes");
        assert_eq!(failed.to_string(), "shop/look: no response within 200ms");
    }
}
