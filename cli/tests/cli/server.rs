//! A test server that returns a given response to one request, and records the request.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread::JoinHandle;
use std::time::Duration;

/// A server for one request.
pub(crate) struct Server {
    /// Address of the server.
    pub(crate) url: String,
    thread: JoinHandle<String>,
}

impl Server {
    /// Starts a server that responds with a status and a body.
    pub(crate) fn responding(status: u16, body: &str) -> Self {
        let length = body.len();
        Self::sending(format!(
            "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
        ))
    }

    /// Starts a server that responds to one request after the other, each on a connection of its own. Its request is
    /// that of all together.
    pub(crate) fn in_turn(responses: Vec<String>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let serve = move |response: String| {
            let mut stream = listener.accept().expect("a client comes").0;
            let request = read(&mut stream);
            stream.write_all(response.as_bytes()).expect("the client listens");
            request + "\n"
        };
        Self { url, thread: std::thread::spawn(move || responses.into_iter().map(serve).collect()) }
    }

    /// Starts a server that reads the request and delays its response.
    pub(crate) fn silent() -> Self {
        Self::start(|mut stream| {
            let request = read(&mut stream);
            std::thread::sleep(Duration::from_secs(2));
            request
        })
    }

    /// Starts a server that responds with these bytes.
    pub(crate) fn sending(response: impl Into<Vec<u8>>) -> Self {
        let response = response.into();
        Self::start(move |mut stream| {
            let request = read(&mut stream);
            stream.write_all(&response).expect("the client listens");
            request
        })
    }

    fn start(serve: impl FnOnce(TcpStream) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let url = format!("http://{}", listener.local_addr().expect("it has an address"));
        let thread = std::thread::spawn(move || serve(listener.accept().expect("a client comes").0));
        Self { url, thread }
    }

    /// Returns the received request.
    pub(crate) fn request(self) -> String {
        self.thread.join().expect("the server does not fail")
    }
}

/// Reads a request with its body.
fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .filter_map(|line| {
                    line.to_ascii_lowercase().strip_prefix("content-length:")?.trim().parse().ok()
                })
                .next()
                .unwrap_or(0usize);
            if body.len() >= length {
                return text;
            }
        }
        let read = stream.read(&mut chunk).expect("the client sends");
        assert_ne!(read, 0, "the client hung up");
        bytes.extend_from_slice(&chunk[..read]);
    }
}
