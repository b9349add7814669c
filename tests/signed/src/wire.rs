//! Requests as texts, which are changed and sent again.

use std::io;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Sends a request as it is, with the length of its body, and returns the status of the response.
///
/// # Errors
/// When the server is not there or answers no HTTP.
pub async fn send(url: &str, request: &str) -> io::Result<u16> {
    let (head, body) = request.split_once("\r\n\r\n").unwrap_or((request, ""));
    let own = |line: &&str| !line.starts_with("content-length") && !line.starts_with("connection");
    let head: Vec<&str> = head.split("\r\n").filter(own).collect();
    let head = format!("{}\r\ncontent-length: {}\r\nconnection: close", head.join("\r\n"), body.len());
    let mut stream = tokio::net::TcpStream::connect(url.trim_start_matches("http://")).await?;
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).await?;
    let mut response = Vec::new();
    stream.read_to_end(&mut response).await?;
    let text = String::from_utf8_lossy(&response);
    let status = text.split(' ').nth(1).and_then(|status| status.parse().ok());
    status.ok_or_else(|| io::Error::other(format!("no status in {text}")))
}

/// Returns the value of a header of a request.
///
/// # Panics
/// Panics if there is none.
pub fn header<'r>(request: &'r str, name: &str) -> &'r str {
    let value = request.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
    value.unwrap_or_else(|| panic!("no {name} in {request}"))
}
