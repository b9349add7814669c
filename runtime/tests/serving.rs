//! `serve` with slow, silent and too many clients, over real sockets.
#![allow(missing_docs)]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use bindery_runtime::server::{Serving, serve};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

const SHORT: Duration = Duration::from_millis(300);
/// A duration that no test reaches.
const LONG: Duration = Duration::from_secs(20);
const GET: &[u8] = b"GET /hello HTTP/1.1\r\nhost: a\r\n\r\n";

fn router() -> axum::Router {
    axum::Router::new()
        .route("/hello", get(|| async { "hello" }))
        .route("/large", get(|| async { vec![b'x'; 64 << 20] }))
        .route("/some", get(|| async { vec![b'x'; 2 << 20] }))
        .route("/slow", get(|| async { sleep(3 * SHORT).await }))
        .route("/panic", get(|| async { panic_on_purpose() }))
        .route("/body", post(|body: String| async move { body }))
        .route("/who", get(|ConnectInfo(who): ConnectInfo<SocketAddr>| async move { who.to_string() }))
}

fn panic_on_purpose() {
    panic!("on purpose")
}

struct Running {
    address: SocketAddr,
    task: JoinHandle<()>,
    stop: oneshot::Sender<()>,
}

/// Starts a server with long timeouts, except those that the test sets.
async fn start(set_up: impl FnOnce(Server) -> Server) -> Running {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let (stop, stopped) = oneshot::channel();
    let server = serve(listener, router())
        .head_timeout(LONG)
        .body_timeout(LONG)
        .stall_timeout(LONG)
        .response_timeout(LONG)
        .idle_timeout(LONG)
        .shutdown_on(async move { _ = stopped.await });
    let task = tokio::spawn(set_up(server).into_future());
    Running { address, task, stop }
}

type Server = Serving<TcpListener, axum::Router>;

impl Running {
    async fn connect(&self) -> TcpStream {
        TcpStream::connect(self.address).await.expect("connected")
    }
}

/// Reads until the other side closes the connection; returns the data and the time.
async fn read_all(stream: &mut TcpStream) -> (String, Duration) {
    let (start, mut bytes) = (Instant::now(), Vec::new());
    // Closing a connection with unread data resets it.
    let _ = timeout(LONG, stream.read_to_end(&mut bytes)).await.expect("it is closed");
    (String::from_utf8(bytes).expect("text"), start.elapsed())
}

async fn read_some(stream: &mut TcpStream) -> String {
    let mut bytes = [0; 4_096];
    let count = timeout(LONG, stream.read(&mut bytes)).await.expect("in time").expect("it is open");
    String::from_utf8(bytes[..count].to_vec()).expect("text")
}

fn in_time(took: Duration) -> bool {
    took > SHORT / 2 && took < LONG / 2
}

#[tokio::test]
async fn a_head_has_to_arrive_in_time() {
    let server = start(|server| server.head_timeout(SHORT)).await;
    let mut silent = server.connect().await;
    let (response, took) = read_all(&mut silent).await;
    assert!(response.is_empty() && in_time(took), "{response} {took:?}");

    let mut partial = server.connect().await;
    partial.write_all(b"GET /hello HTTP/1.1\r\nho").await.expect("sent");
    assert!(in_time(read_all(&mut partial).await.1));

    let mut dripping = server.connect().await;
    let start = Instant::now();
    for byte in GET.iter().cycle().filter(|byte| **byte != b'\r' && **byte != b'\n') {
        if dripping.write_all(&[*byte]).await.is_err() {
            break;
        }
        sleep(SHORT / 10).await;
    }
    assert!(in_time(start.elapsed()), "a byte now and then is no head");

    // The same for the second head.
    let mut second = server.connect().await;
    second.write_all(&[GET, b"GET /hel"].concat()).await.expect("sent");
    assert!(read_some(&mut second).await.ends_with("hello"));
    sleep(SHORT / 2).await;
    second.write_all(b"l").await.expect("sent");
    assert!(read_all(&mut second).await.1 < LONG / 2);
}

#[tokio::test]
async fn a_connection_is_not_idle_for_ever() {
    let server = start(|server| server.idle_timeout(SHORT)).await;
    let mut stream = server.connect().await;
    for _ in 0..4 {
        stream.write_all(GET).await.expect("sent");
        assert!(read_some(&mut stream).await.ends_with("hello"));
        sleep(SHORT / 2).await;
    }
    assert!(read_all(&mut stream).await.1 < LONG / 2);
    // A connection that waits for a response is not idle.
    let mut waiting = server.connect().await;
    waiting.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    assert!(read_some(&mut waiting).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test]
async fn a_body_has_to_arrive_in_time() {
    let head = b"POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 9000\r\n\r\nabc".as_slice();
    let server = start(|server| server.stall_timeout(SHORT)).await;
    let mut stalled = server.connect().await;
    stalled.write_all(head).await.expect("sent");
    let (response, took) = read_all(&mut stalled).await;
    assert!(response.starts_with("HTTP/1.1 4") && in_time(took), "{response} {took:?}");

    let server = start(|server| server.body_timeout(SHORT)).await;
    let mut dripping = server.connect().await;
    dripping.write_all(head).await.expect("sent");
    let start = Instant::now();
    while start.elapsed() < LONG && dripping.write_all(b"x").await.is_ok() {
        sleep(SHORT / 10).await;
    }
    assert!(in_time(start.elapsed()), "a byte now and then is no body");

    let mut whole = server.connect().await;
    whole.write_all(b"POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 3\r\n\r\nabc").await.expect("sent");
    assert!(read_some(&mut whole).await.ends_with("abc"));
}

#[tokio::test]
async fn a_response_has_to_be_read_in_time() {
    // The idle timeout is much shorter than the timeout of slow responses.
    let server = start(|server| server.response_timeout(3 * SHORT).idle_timeout(SHORT)).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("set");
    let mut stream = socket.connect(server.address).await.expect("connected");
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    sleep(2 * SHORT).await;
    let mut read = vec![0; 1 << 20];
    let mut total = stream.read(&mut read).await.expect("still there");
    assert!(total > 0);
    sleep(4 * SHORT).await;
    while let Ok(count @ 1..) = timeout(LONG, stream.read(&mut read)).await.expect("it is closed") {
        total += count;
    }
    assert!(total < 64 << 20, "the rest is not waited for");

    // A client that reads gets the whole response; then its connection is idle.
    let mut stream = server.connect().await;
    stream.write_all(b"GET /large HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    let mut total = 0;
    while let Ok(count @ 1..) = timeout(LONG, stream.read(&mut read)).await.expect("it is closed") {
        total += count;
    }
    assert!(total > 64 << 20);
}

/// The timeout applies to one response: pipelined requests may take longer in total.
#[tokio::test]
async fn pipelined_responses_have_a_timeout_each() {
    const RESPONSES: usize = 16;
    let server = start(|server| server.response_timeout(3 * SHORT)).await;
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.set_recv_buffer_size(4_096).expect("set");
    let mut stream = socket.connect(server.address).await.expect("connected");
    let requests = b"GET /some HTTP/1.1\r\nhost: a\r\n\r\n".repeat(RESPONSES);
    stream.write_all(&requests).await.expect("sent");
    let (start, mut read) = (Instant::now(), vec![0; 1 << 20]);
    for part in 0..2 * RESPONSES {
        timeout(LONG, stream.read_exact(&mut read))
            .await
            .expect("in time")
            .unwrap_or_else(|error| panic!("{part}: {error}"));
        sleep(SHORT / 3).await;
    }
    assert!(start.elapsed() > 6 * SHORT, "longer than one may take");
}

#[tokio::test]
async fn further_connections_wait() {
    let server = start(|server| server.max_connections(2)).await;
    let (first, mut second) = (server.connect().await, server.connect().await);
    second.write_all(GET).await.expect("sent");
    assert!(read_some(&mut second).await.ends_with("hello"));
    let mut third = server.connect().await;
    third.write_all(GET).await.expect("sent");
    let mut byte = [0];
    assert!(timeout(SHORT, third.read(&mut byte)).await.is_err(), "two are open");
    drop(first);
    assert!(read_some(&mut third).await.ends_with("hello"));
}

#[tokio::test]
async fn a_head_has_a_size() {
    let server = start(|server| server.max_head(2_000)).await;
    for head in [
        format!("GET /{} HTTP/1.1\r\n", "a".repeat(3_000)),
        format!("GET / HTTP/1.1\r\n{}", "a: b\r\n".repeat(400)),
    ] {
        let mut stream = server.connect().await;
        stream.write_all(format!("{head}\r\n").as_bytes()).await.expect("sent");
        let (response, _) = read_all(&mut stream).await;
        assert!(response.starts_with("HTTP/1.1 431"), "{response}");
    }
}

#[tokio::test]
async fn it_stops_after_all_responses() {
    let server = start(|server| server).await;
    let (mut idle, mut busy) = (server.connect().await, server.connect().await);
    idle.write_all(GET).await.expect("sent");
    assert!(read_some(&mut idle).await.ends_with("hello"));
    busy.write_all(b"GET /slow HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    sleep(SHORT).await;
    server.stop.send(()).expect("it runs");
    assert!(read_all(&mut idle).await.1 < SHORT, "shutdown does not wait for it");
    assert!(read_all(&mut busy).await.0.starts_with("HTTP/1.1 200"));
    timeout(LONG, server.task).await.expect("it stops").expect("well");
    assert!(TcpStream::connect(server.address).await.is_err());
}

#[tokio::test]
async fn stopping_has_an_end() {
    let server = start(|server| server.grace(SHORT)).await;
    let mut slow = server.connect().await;
    slow.write_all(b"POST /body HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n").await.expect("sent");
    sleep(SHORT / 2).await;
    let start = Instant::now();
    server.stop.send(()).expect("it runs");
    timeout(LONG, server.task).await.expect("it stops").expect("well");
    assert!(in_time(start.elapsed()));
    assert!(read_all(&mut slow).await.0.is_empty());
}

#[tokio::test]
async fn one_connection_is_no_other_s_affair() {
    let server = start(|server| server).await;
    let mut panics = server.connect().await;
    panics.write_all(b"GET /panic HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
    assert!(read_all(&mut panics).await.0.is_empty());
    let mut stream = server.connect().await;
    stream.write_all(b"GET /who HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await.expect("sent");
    let address = stream.local_addr().expect("an address").to_string();
    assert!(read_all(&mut stream).await.0.ends_with(&address), "handlers know who asks");
    // Dropping the server closes its connections.
    let mut stream = server.connect().await;
    stream.write_all(GET).await.expect("sent");
    assert!(read_some(&mut stream).await.ends_with("hello"));
    server.task.abort();
    read_all(&mut stream).await;
}
